"""Cells as they were found, and where: a grid per file or sheet, a body per table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from placement.errors import Problem
from placement.tables.spec import ColumnSpec, TableSpec

Cell = str | bool | int | float | dt.date | dt.time | dt.timedelta
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 0."""

_ALPHABET = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """All cells of one file or sheet.

    Attributes
    ----------
    rows
        Cells row by row; rows of a CSV file may differ in length.
    numbers
        Line (CSV) or worksheet row of each row, from 1.
    merged
        Merged areas of a worksheet.
    hidden
        Worksheet rows that are hidden or filtered away, from 1.
    """

    file: str
    sheet: str | None
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[int]
    merged: tuple[Area, ...] = ()
    hidden: frozenset[int] = frozenset()

    @property
    def is_workbook(self) -> bool:
        """Whether the cells have worksheet addresses."""
        return self.sheet is not None

    def at(self, problem: Problem, row: int | None = None, column: int | None = None) -> Problem:
        """Locate a finding at a row number of the file and a column position."""
        cell = None
        if row is not None and column is not None and self.is_workbook:
            cell = f"{column_letter(column)}{row}"
        return problem.at(file=self.file, sheet=self.sheet, row=row, cell=cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column of the file that was recognised.

    Attributes
    ----------
    header
        Header as the user wrote it.
    position
        Column position in the grid, from 0.
    unit
        Unit the header states: ``元`` or ``万元`` for money; empty where it states none.
    """

    spec: ColumnSpec
    header: str
    position: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One table below its header: recognised columns and the rows that hold data.

    Attributes
    ----------
    heads
        Recognised columns by English id.
    rows, numbers
        Cells, and the line or worksheet row of each.
    incomplete
        Whether rows had to be left out, so that nothing can be said about ids that seem to be missing.
    """

    spec: TableSpec
    file: str
    sheet: str | None
    heads: dict[str, Head]
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[int]
    header_row: int = 1
    incomplete: bool = False

    def cells(self, column_id: str) -> list[Cell]:
        """Return the cells of one column from top to bottom."""
        position = self.heads[column_id].position
        return [row[position] if position < len(row) else "" for row in self.rows]

    def at(self, problem: Problem, index: int, column_id: str | None = None) -> Problem:
        """Locate a finding at a row of the body; the value is filled in where the finding has none."""
        number = self.numbers[index]
        head = self.heads.get(column_id or "")
        if head is None:
            return problem.at(file=self.file, sheet=self.sheet, row=number)
        value = problem.value
        if value is None:
            row = self.rows[index]
            value = str(row[head.position]) if head.position < len(row) else ""
        return problem.at(
            file=self.file,
            sheet=self.sheet,
            row=number,
            column=head.header,
            cell=None if self.sheet is None else f"{column_letter(head.position)}{number}",
            value=value,
        )

    def at_header(self, problem: Problem, column_id: str | None = None) -> Problem:
        """Locate a finding at the header of a column, or at the header row."""
        head = self.heads.get(column_id or "")
        if head is None:
            return problem.at(file=self.file, sheet=self.sheet, row=self.header_row)
        return problem.at(
            file=self.file,
            sheet=self.sheet,
            row=self.header_row,
            column=head.header,
            cell=None if self.sheet is None else f"{column_letter(head.position)}{self.header_row}",
        )


def column_letter(position: int) -> str:
    """Return the worksheet letters of a column position: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters
