"""How far the cells of a worksheet reach, read from its XML before anything allocates memory for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from placement.errors import Problem
from placement.tables.finding import finding
from placement.tables.model import Limits

_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_ROWS = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_PLACED_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="[A-Z]+\d')
_FAR_COLUMN = re.compile(rb'\br="([A-Z]{2,3})\d')
_CELL_ROW = re.compile(rb'<(?:\w+:)?c [^>]*?\br="[A-Z]+(\d{6,})"')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension[^>]*?ref="([^"]*)"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')

_ODS_ROW = re.compile(
    rb"<table:table-row(?P<row>[^>]*)(?<!/)>(?P<cells>.*?)</table:table-row>", re.DOTALL
)
_ODS_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')
_ODS_FILLED = re.compile(
    rb'<table:table-cell(?=[^>]*office:value-type)[^>]*?number-columns-repeated="(\d+)"'
)

CELLS_LIMIT = 5_000_000
"""Rows × columns that may be held in memory at once."""


@dataclass(frozen=True, slots=True)
class UsedRange:
    """Last row and column with a cell (from 1), and how many rows are really there."""

    rows: int
    columns: int
    filled: int
    claimed: str = ""


def used_range(part: bytes) -> UsedRange:
    """Return how far the cells of an .xlsx worksheet reach."""
    filled = len(_ROWS.findall(part))
    rows = [filled, *(int(n) for n in _ROW.findall(part))]
    rows += [int(n) for n in set(_CELL_ROW.findall(part))]
    columns = [_column_number(letters) for letters in set(_FAR_COLUMN.findall(part))]
    if len(_PLACED_CELL.findall(part)) < len(_CELL.findall(part)):
        columns += [len(_CELL.findall(row)) for row in _ROWS.split(part)[1:]]
    claimed = _DIMENSION.search(part)
    return UsedRange(
        max(rows), max(columns, default=26), filled, claimed[1].decode() if claimed else ""
    )


def used_range_ods(part: bytes) -> UsedRange:
    """Return how far the filled cells of an OpenDocument table reach when repetitions are written out."""
    rows = filled = columns = 0
    for row in _ODS_ROW.finditer(part):
        if b"office:value-type" not in row["cells"]:
            continue
        filled += 1
        repeated = _ODS_REPEATED.search(row["row"])
        rows += int(repeated[1]) if repeated else 1
        wide = [int(n) for n in _ODS_FILLED.findall(row["cells"])]
        columns = max(columns, *wide, 0) if wide else columns
    return UsedRange(rows, max(columns, 26), filled)


def check_used_range(found: UsedRange, limits: Limits) -> Problem | None:
    """Return PL110 if a worksheet reaches further than the limits."""
    if (
        found.rows <= limits.sheet_rows
        and found.columns <= limits.columns
        and found.rows * found.columns <= CELLS_LIMIT
    ):
        return None
    claimed = f"（{found.claimed}）" if found.claimed else ""
    return finding(
        "PL110",
        (
            f"工作表用到第 {found.rows:,} 行、第 {found.columns:,} 列{claimed}，实际有内容的只有 {found.filled:,} 行；"
            f"上限 {limits.sheet_rows:,} 行、{limits.columns:,} 列、共 {CELLS_LIMIT:,} 格",
            f"the sheet reaches row {found.rows:,} and column {found.columns:,}"
            f"{f' ({found.claimed})' if found.claimed else ''} but only {found.filled:,} rows are filled; the limits are {limits.sheet_rows:,} rows,"
            f" {limits.columns:,} columns and {CELLS_LIMIT:,} cells",
        ),
        (
            "请删除数据区以外的内容和格式后另存。",
            "Delete contents and formats outside the data and save it again.",
        ),
        value=found.claimed or None,
    )


def hidden_rows(part: bytes) -> frozenset[int]:
    """Return the numbers of hidden or filtered rows of an .xlsx worksheet."""
    if b"hidden=" not in part:
        return frozenset()
    return frozenset(int(number) for number in _HIDDEN.findall(part))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
