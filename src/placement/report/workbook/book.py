"""An Excel workbook whose texts are never formulas or links, and whose bytes repeat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from placement.errors import Text
from placement.money import FEN_PER_WAN
from placement.report.names import DISTRICT
from placement.report.speaker import Speaker
from placement.report.workbook.lettering import english

FONT = "Microsoft YaHei"
INK, WHITE, HEAD, SUM, LINE, ALERT, MUTED = (
    "#1D2733", "#FFFFFF", "#1F4E79", "#E8EEF4", "#BFC7D0", "#B3261E", "#5F6B7A",
)  # fmt: skip
BASE: dict[str, Any] = {
    "font_name": FONT,
    "font_size": 10,
    "font_color": INK,
    "valign": "vcenter",
}
NUMBERS = {
    "int": "#,##0",
    "wan": "#,##0.00",
    "points": "0.0#",
    "share": "0.0%",
    "year": "0",
    "number": "#,##0.##",
}
# A fixed day: equal plans give equal files.
CREATED = datetime(2000, 1, 1)
FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "'")
MOST_CHARACTERS = 32_000

Cell = str | int | Decimal | None


class Book:
    """Hands out sheets and formats; every text goes through :meth:`text`; ``say`` chooses its language.

    ``places`` heads columns of districts, which may be townships.
    """

    def __init__(self, path: Path, title: str, say: Speaker, places: Text = DISTRICT) -> None:
        self.say = say
        self._places = places
        self._path, self._bytes = path, BytesIO()
        self._book = xlsxwriter.Workbook(
            self._bytes,
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "in_memory": True,
                "default_format_properties": {"font_name": FONT, "font_size": 10},
            },
        )
        self._book.set_properties({"title": title, "created": CREATED})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is None:
            self._book.close()
            self._path.write_bytes(self._bytes.getvalue())

    def word(self, text: str) -> str:
        """Return a head or a word of ours in the reader's language."""
        head = self._places.zh if text == DISTRICT.zh else text
        return self.say(head, english(head))

    def add_sheet(self, name: str) -> Any:
        """Return a new worksheet of xlsxwriter; names come from a fixed list."""
        return self._book.add_worksheet(name)

    def add_chart(self, kind: str, subtype: str | None = None) -> Any:
        """Return a new chart of xlsxwriter."""
        options = {"type": kind} if subtype is None else {"type": kind, "subtype": subtype}
        return self._book.add_chart(options)

    def format(self, **properties: Any) -> Any:
        """Return a format; equal properties share one."""
        key = tuple(sorted((BASE | properties).items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(key))
        return self._formats[key]

    def text(self, sheet: Any, at: tuple[int, int], text: str, **properties: Any) -> None:
        """Write a text as a text whatever it looks like."""
        check_length(text)
        if text.startswith(FORMULA_START):
            properties["quote_prefix"] = True
        if text:
            sheet.write_string(*at, text, self.format(**properties))
        else:
            sheet.write_blank(*at, None, self.format(**properties))

    def formula(
        self, sheet: Any, at: tuple[int, int], formula: str, value: Decimal, kind: str, **more: Any
    ) -> None:
        """Write a formula of our own with its value, for readers that do not calculate."""
        style = self.format(**{"num_format": NUMBERS[kind]} | more)
        sheet.write_formula(*at, formula, style, _number(value))


class Style:
    """How the cells of one column are written; formats are made once, as there are many cells."""

    def __init__(self, book: Book, kind: str, *, alert: str | None = None, **more: Any) -> None:
        numbers = {"num_format": NUMBERS.get(kind, "General")} | more
        texts = {"text_wrap": True, "indent": 1} | more
        self._number = book.format(**numbers)
        self._above_zero = book.format(**numbers | {"font_color": alert}) if alert else self._number
        self._text = book.format(**texts)
        self._quoted = book.format(**texts, quote_prefix=True)
        self._blank = book.format(**more)

    def write(self, sheet: Any, row: int, column: int, value: Cell) -> None:
        """Write one value by its type: texts as texts whatever they look like.

        Raises
        ------
        ValueError
            If a text is longer than a cell can hold.
        """
        if value is None or value == "":
            sheet.write_blank(row, column, None, self._blank)
        elif isinstance(value, str):
            check_length(value)
            is_formula = value.startswith(FORMULA_START)
            sheet.write_string(row, column, value, self._quoted if is_formula else self._text)
        else:
            style = self._above_zero if value > 0 else self._number
            sheet.write_number(row, column, _number(value), style)


def check_length(text: str) -> None:
    """Refuse what a cell cannot hold.

    Raises
    ------
    ValueError
        If the text is too long.
    """
    if len(text) > MOST_CHARACTERS:
        message = f"too long for a cell: {text[:40]}…"
        raise ValueError(message)


def _number(value: float | Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def wan(fen: int | None) -> Decimal | None:
    """Return fen as 万元, exactly."""
    return None if fen is None else Decimal(fen) / FEN_PER_WAN


def total(values: Iterable[Cell]) -> Decimal:
    """Add up numbers exactly; blanks and texts count nothing."""
    return sum(
        (Decimal(str(v)) for v in values if v is not None and not isinstance(v, str)), Decimal(0)
    )
