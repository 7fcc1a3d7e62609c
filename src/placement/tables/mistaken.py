"""A table that stands under the name of another, such as the sheet of premises in the place of the outlets'."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from placement.errors import Problem, listed
from placement.tables.dictionary.columns import TABLES
from placement.tables.finding import finding
from placement.tables.grid import Cell, Grid
from placement.tables.header import SEARCHED_ROWS, columns_named
from placement.tables.spec import TableSpec

SHOWN = 4
"""Headers that are shown of the table found."""


def table_held(grid: Grid, spec: TableSpec) -> TableSpec | None:
    """Return the other table whose header a grid has in full where its own is not, None where there is none."""
    own = max((_fit(row, spec) for row in grid.rows[:SEARCHED_ROWS]), default=(False, 0))
    if own[0]:
        return None
    fits = [
        (_fit(row, other), other)
        for other in TABLES.values()
        if other is not spec
        for row in grid.rows[:SEARCHED_ROWS]
    ]
    (is_whole, count), found = max(fits, key=lambda fit: fit[0], default=((False, 0), None))
    return found if is_whole and count > own[1] else None


def _fit(row: Sequence[Cell], spec: TableSpec) -> tuple[bool, int]:
    """Return whether a row names all columns that a table must have, and how many of its columns."""
    named = columns_named(row, spec)
    required = {column.id for column in spec.columns if column.presence == "required"}
    return required <= named, len(named)


def another_table(grid: Grid, spec: TableSpec, held: TableSpec) -> Problem:
    """Return PL227: under the name of one table stands another."""
    required = [column.name for column in held.columns if column.presence == "required"]
    zh, en = listed(required[:SHOWN])
    place, right = ("这张工作表", "this sheet"), held.name
    if not grid.is_workbook:
        file = PurePath(grid.file)
        place = ("这个文件", "this file")
        right = f"{held.id if file.stem == spec.id else held.name}{file.suffix}"
    return grid.at(
        finding(
            "PL227",
            (
                f"{place[0]}按名称是{spec.name}表，内容却是{held.name}表（表头有{zh}等）",
                f"{place[1]} is named like the table {spec.id} but holds the table {held.id} (headers {en} …)",
            ),
            (
                f"请改名为“{right}”，并补上{spec.name}表；两张表放反了的，互换名称。",
                f"Rename it to {right} and add the table {spec.name}; if the two were swapped, swap their names.",
            ),
            value=held.name,
        )
    )
