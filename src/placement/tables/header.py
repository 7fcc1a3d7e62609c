"""Headers: which column of the file is which column of the dictionary, and in which unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from placement.errors import Problem
from placement.policy.kinds import fold_name
from placement.tables.finding import finding
from placement.tables.grid import Cell, Grid, Head
from placement.tables.spec import ColumnSpec, TableSpec

SEARCHED_ROWS = 10

_BRACKETED = re.compile(r"(?P<name>[^(\[【]+)[(\[【](?P<inside>[^)\]】]*)[)\]】]?")
_SLASHED = re.compile(r"(?P<name>[^/]+)/(?P<inside>(?:万元|元).*)")
_UNIT_LIKE = re.compile(r"[千百万亿]|元|亩|公顷|公里|km|小时|平|米|m2|m3|天|日|分|度|角")
_SQUARE_METRES = re.compile(r"平方米|平米|㎡|m2|m²")


@dataclass(slots=True)
class Header:
    """The header row of a grid and what was recognised in it.

    Attributes
    ----------
    index
        Position of the header row in ``grid.rows``.
    width
        Number of cells up to the last header.
    heads
        Recognised columns by English id.
    unknown
        Headers that mean nothing, by position.
    """

    index: int
    width: int
    heads: dict[str, Head] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def fold_unit(text: str) -> tuple[str, frozenset[str]]:
    """Return a unit in comparable form: ``元/㎡·月`` and ``元/月/平方米`` are the same."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").casefold().replace("每", "/")
    first, *rest = re.split(r"[/·*.・]+", _SQUARE_METRES.sub("平方米", plain))
    return first, frozenset(rest)


def fold_header(text: str) -> str:
    """Return a header in comparable form: no width, case, spaces, line breaks or ``*`` of required columns."""
    return fold_name(text).strip("*：:")


def _with_unit(folded: str) -> re.Match[str] | None:
    return _BRACKETED.fullmatch(folded) or _SLASHED.fullmatch(folded)


def word_of(text: str) -> str:
    """Return a header in comparable form without the unit it states in brackets or after a slash."""
    folded = fold_header(text)
    found = _with_unit(folded)
    return fold_header(found["name"]) if found else folded


def columns_named(row: Sequence[Cell], spec: TableSpec) -> frozenset[str]:
    """Return the columns of a table that the cells of a row name."""
    names = _names(spec)
    found = (_match(cell, names) for cell in row)
    return frozenset(match[0].id for match in found if match is not None)


def recognised(row: Sequence[Cell], spec: TableSpec) -> int:
    """Return how many different columns of a table the cells of a row name."""
    return len(columns_named(row, spec))


def find_header(grid: Grid, spec: TableSpec, rows: range = range(SEARCHED_ROWS)) -> int | None:
    """Return the position of the header row among some rows, the first ten; None if no row names two columns."""
    searched = rows[: max(0, len(grid.rows) - rows.start)]
    hits = [recognised(grid.rows[position], spec) for position in searched]
    best = max(hits, default=0)
    return searched[hits.index(best)] if best >= 2 else None  # noqa: PLR2004


def read_header(grid: Grid, spec: TableSpec, index: int) -> Header:
    """Recognise the columns of a header row; problems are PL210 and PL402."""
    row = grid.rows[index]
    width = max((i for i, cell in enumerate(row) if str(cell).strip()), default=-1) + 1
    header = Header(index, width)
    names = _names(spec)
    number = grid.numbers[index]
    for position, cell in enumerate(row[:width]):
        found = _match(cell, names)
        text = " ".join(str(cell).split())
        if found is None:
            if text:
                header.unknown[position] = text
            continue
        column, unit = found
        if column.id in header.heads:
            first = header.heads[column.id]
            problem = grid.at(_duplicate(first, text, position), number, position)
            header.problems.append(problem.at(column=text, value=text))
            continue
        if unit is None:
            problem = grid.at(unknown_unit(column), number, position)
            header.problems.append(problem.at(column=text, value=text))
            unit = next(iter(column.header_units.values()), "")
        header.heads[column.id] = Head(spec=column, header=text, position=position, unit=unit)
    return header


Names = Mapping[str, tuple[ColumnSpec, str]]


def _names(spec: TableSpec) -> Names:
    return {
        fold_header(name): (column, unit)
        for column in reversed(spec.columns)
        for name, unit in column.names.items()
    }


def _match(cell: Cell, names: Names) -> tuple[ColumnSpec, str | None] | None:
    """Return the column a header names and its unit: '' if none is stated, None if it is not accepted."""
    folded = fold_header(str(cell))
    if folded in names:
        return names[folded]
    found = _with_unit(folded)
    if found is None or fold_header(found["name"]) not in names:
        return None
    column, unit = names[fold_header(found["name"])]
    inside = found["inside"]
    accepted = {fold_unit(word): meant for word, meant in column.header_units.items()}
    if fold_unit(inside) in accepted:
        return column, accepted[fold_unit(inside)]
    if column.unit and _UNIT_LIKE.search(inside):
        return column, None
    return column, unit


def unknown_unit(column: ColumnSpec, stated: bool = True) -> Problem:
    """Return PL402: the header states no unit, or none that is accepted."""
    units = list(dict.fromkeys(column.header_units))
    if column.is_money:
        suffix = column.unit.removeprefix("元")
        units = [f"元{suffix}", f"万元{suffix}"]
    rule = (f"“{column.name}”的表头没有写明单位", f"the header of {column.id} states no unit")
    if stated:
        rule = (
            f"“{column.name}”的表头写的单位不可用",
            f"the header of {column.id} states a unit that is not accepted",
        )
    zh, en = " 或 ".join(units), " or ".join(units)
    return finding(
        "PL402",
        rule,
        (
            f"请在表头写明单位（{zh}），例如“{column.header_zh}”"
            + ("。" if stated else "，或在情景文件中写 money_unit。"),
            f"State the unit in the header ({en}), such as “{column.header_zh}”"
            + ("." if stated else ", or give money_unit in the scenario."),
        ),
    )


def _duplicate(first: Head, text: str, position: int) -> Problem:
    return finding(
        "PL210",
        (
            f"表头重复：第 {first.position + 1} 列“{first.header}”和第 {position + 1} 列“{text}”是同一项",
            f"columns {first.position + 1} “{first.header}” and {position + 1} “{text}” mean the same",
        ),
        ("请只保留一列。", "Keep one of them."),
    )
