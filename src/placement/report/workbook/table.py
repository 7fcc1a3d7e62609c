"""Sheets as a stack of tables: title, tables with heads and totals, and how they print."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from placement.errors import Text
from placement.report.cautions import Caution, stamp_text
from placement.report.workbook.book import (
    ALERT,
    HEAD,
    LINE,
    MUTED,
    SUM,
    WHITE,
    Book,
    Cell,
    Style,
    total,
)

A3, A4 = 8, 9
HEAD_HEIGHT, GROUP_HEIGHT = 32, 20
LINE_HEIGHT, PADDING, MOST_LINES = 14.0, 4.0, 20
# Units go on a line of their own, so that narrow heads do not break inside them.
UNIT = re.compile(r"(（(?:万元|人|个|份|种|分|m|㎡)）| \((?:10k yuan|m²)\))$")
FIRST_WIDE = 0x2E80
FONT_SIZE, USUAL_WIDTH, MOST_LETTERS = 10, 8.43, 160.0
"""Of cells and columns of which nothing else is said, and of the widest line a print makes room for."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: head, kind of value, width in characters, and whether it is added up.

    ``group`` is a second head above neighbours that share it; ``share_of`` names the heads of part and whole
    of a share, whose total follows from theirs.
    """

    head: str
    kind: str = "text"
    width: float = 10
    is_summed: bool = False
    group: str = ""
    share_of: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table's rows lie: zero-based first and last row of the data."""

    sheet: str
    first: int
    last: int
    columns: tuple[Column, ...]

    def column(self, head: str, group: str = "") -> int:
        """Return the position of a column."""
        return next(i for i, c in enumerate(self.columns) if (c.head, c.group) == (head, group))

    def series(self, column: int) -> str:
        """Return a column's data as a reference for a chart."""
        return f"='{self.sheet}'!{xl_range_abs(self.first, column, self.last, column)}"

    def head(self, row: int, column: int) -> str:
        """Return one cell as a reference for a chart."""
        return f"='{self.sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


class Sheet:
    """Writes downwards; ``row`` is the next free row."""

    def __init__(
        self, book: Book, name: str, subtitle: str, *, cautions: Sequence[Caution]
    ) -> None:
        self.book = book
        self.say = book.say
        self.name = book.word(name)
        self.sheet: Any = book.add_sheet(self.name)
        self.width = 1
        self._widths: list[float] = []
        self._longest = 0.0
        self.row = 0
        self.line(self.name, font_size=16, row_height=28)
        self.line(subtitle, font_color=MUTED)
        for caution in cautions:
            self.line(self.say.text(caution.sentence), font_color=ALERT)
        self.row += 1
        self._setup(stamp_text(cautions, self.say))

    def _setup(self, stamps: str) -> None:
        stamp = f"&C&KB3261E{stamps}" if stamps else ""
        pages = self.say("第 &P 页，共 &N 页", "page &P of &N")
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(A4)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer(f"&L&A{stamp}&R{pages}")

    def set_widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the first columns, in characters."""
        self._widths = list(widths)
        for i, width in enumerate(widths):
            self.sheet.set_column(i, i, width)

    def line(self, text: str, *, row_height: float | None = None, **properties: Any) -> None:
        """Write one line of text."""
        if row_height:
            self.sheet.set_row(self.row, row_height)
        size = float(properties.get("font_size", FONT_SIZE))
        self._longest = max(self._longest, _letters(text) * size / FONT_SIZE)
        self.book.text(self.sheet, (self.row, 0), text, **properties)
        self.row += 1

    def heading(self, text: str) -> None:
        """Write the heading of a table."""
        self.line(text, font_size=12, font_color=HEAD, row_height=22)

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        *,
        set_widths: bool = False,
        short: frozenset[str] = frozenset(),
    ) -> Placed:
        """Write head, rows and totals; of columns in ``short`` numbers above zero are red."""
        if set_widths:
            self.set_widths([column.width for column in columns])
        self.width = max(self.width, len(columns))
        self._heads(columns)
        first = self.row
        styles = [self._style(column, column.head in short) for column in columns]
        for cells in rows:
            self.sheet.set_row(self.row, _height(self._widths, cells))
            for i, (style, value) in enumerate(zip(styles, cells, strict=True)):
                style.write(self.sheet, self.row, i, value)
            self.row += 1
        placed = Placed(self.name, first, max(self.row - 1, first), tuple(columns))
        if rows and any(column.is_summed for column in columns):
            self._totals(columns, rows, placed)
        return placed

    def table_or_word(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], none: Text
    ) -> None:
        """Write a table, or the words for it where there are no rows."""
        if rows:
            self.table(columns, rows)
        else:
            self.line(self.say.text(none))

    def freeze(self, placed: Placed, n_columns: int) -> None:
        """Keep a list's head and first columns in view, repeat the head on every page, and filter it."""
        self.sheet.freeze_panes(placed.first, n_columns)
        heads = 2 if any(column.group for column in placed.columns) else 1
        self.sheet.repeat_rows(placed.first - heads, placed.first - 1)
        self.sheet.autofilter(placed.first - 1, 0, placed.last, len(placed.columns) - 1)

    def freeze_side(self, placed: Placed, n_columns: int) -> None:
        """Keep title and first columns in view where several tables lie below each other."""
        self.sheet.freeze_panes(placed.first, n_columns)

    def set_wide_paper(self) -> None:
        """Print on A3."""
        self.sheet.set_paper(A3)

    def finish(self) -> None:
        """Set what is printed: everything written so far, lines of text that are wider than the tables too."""
        longest = min(self._longest, MOST_LETTERS)
        columns = max(self.width, 1)
        while sum(self._width(i) for i in range(columns)) < longest:
            columns += 1
        self.sheet.print_area(0, 0, max(self.row - 1, 0), columns - 1)

    def _width(self, column: int) -> float:
        return self._widths[column] if column < len(self._widths) else USUAL_WIDTH

    def _style(self, column: Column, is_short: bool) -> Style:
        more: dict[str, Any] = {"border": 1, "border_color": LINE}
        if column.kind == "year":
            more["align"] = "center"
        return Style(self.book, column.kind, alert=ALERT if is_short else None, **more)

    def _heads(self, columns: Sequence[Column]) -> None:
        style: dict[str, Any] = {
            "bg_color": HEAD, "font_color": WHITE, "align": "center", "text_wrap": True,
            "border": 1, "border_color": LINE,
        }  # fmt: skip
        if any(column.group for column in columns):
            self._group_heads(columns, style)
        heads = [UNIT.sub(r"\n\1", self.book.word(column.head)) for column in columns]
        self.sheet.set_row(self.row, max(HEAD_HEIGHT, _height(self._widths, heads)))
        for i, head in enumerate(heads):
            self.book.text(self.sheet, (self.row, i), head, **style)
        self.row += 1

    def _group_heads(self, columns: Sequence[Column], style: dict[str, Any]) -> None:
        self.sheet.set_row(self.row, GROUP_HEIGHT)
        start = 0
        for i in range(1, len(columns) + 1):
            if i < len(columns) and columns[i].group == columns[start].group:
                continue
            for k in range(start, i):
                self.book.text(self.sheet, (self.row, k), "", **style)
            group = self.book.word(columns[start].group)
            if group and i - start > 1:
                self.sheet.merge_range(
                    self.row, start, self.row, i - 1, "", self.book.format(**style)
                )
            self.book.text(self.sheet, (self.row, start), group, **style)
            start = i
        self.row += 1

    def _totals(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        placed: Placed,
    ) -> None:
        style: dict[str, Any] = {
            "bold": True, "bg_color": SUM, "border": 1, "border_color": LINE, "top": 2,
        }  # fmt: skip
        for i, column in enumerate(columns):
            at = (self.row, i)
            if column.is_summed:
                cells = xl_range_abs(placed.first, i, placed.last, i).replace("$", "")
                value = total(cells_of[i] for cells_of in rows)
                formula = f"=SUBTOTAL(109,{cells})"
                self.book.formula(self.sheet, at, formula, value, column.kind, **style)
            elif column.share_of is not None:
                self._share(at, rows, placed, style)
            else:
                self.book.text(self.sheet, at, self.book.word("合计") if i == 0 else "", **style)
        self.row += 1

    def _share(
        self,
        at: tuple[int, int],
        rows: Sequence[Sequence[Cell]],
        placed: Placed,
        style: dict[str, Any],
    ) -> None:
        """Write the share of two totals of the same row."""
        column = placed.columns[at[1]]
        part, whole = (placed.column(head, column.group) for head in column.share_of or ())
        sums = [total(cells[i] for cells in rows) for i in (part, whole)]
        above, below = (xl_rowcol_to_cell(at[0], i) for i in (part, whole))
        value = sums[0] / sums[1] if sums[1] else Decimal(0)
        formula = f"=IF({below}=0,0,{above}/{below})"
        self.book.formula(self.sheet, at, formula, value, column.kind, **style)


def _letters(text: str) -> int:
    """Return the width of a text in narrow letters."""
    return sum(1 + (ord(c) >= FIRST_WIDE) for c in text)


def _height(widths: Sequence[float], cells: Sequence[Cell]) -> float:
    """Return the height that the longest text needs in its column; programs do not agree on fitting rows."""
    lines = (
        max(
            sum(math.ceil(_letters(line) * 1.05 / max(width - 1, 1)) for line in value.split("\n"))
            for width, value in zip(widths, cells, strict=False)
            if isinstance(value, str)
        )
        if any(isinstance(value, str) for value in cells)
        else 1
    )
    return PADDING + LINE_HEIGHT * min(max(lines, 1), MOST_LINES)
