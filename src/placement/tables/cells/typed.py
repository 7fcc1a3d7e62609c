"""One cell, typed: which parser reads which column, what counts as blank, what a worksheet hands over."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from placement.tables.cells.measures import (
    read_area,
    read_count,
    read_degrees,
    read_measure,
    read_metres,
)
from placement.tables.cells.money import read_money
from placement.tables.cells.texts import date_instead_of_id, read_id, read_text
from placement.tables.cells.words import read_flag, read_kind, read_kinds, read_line, read_tier
from placement.tables.cells.years import date_instead_of_year, read_year
from placement.tables.finding import CellFaultError, refuse
from placement.tables.grid import Cell
from placement.tables.model import Vocabulary
from placement.tables.spec import ColumnSpec

EXCEL_EXACT = 10**15
"""A worksheet number below this is exact to the last digit."""

_BLANK_WORDS = frozenset(
    ("-", "--", "—", "——", "–", "/", "\\", "无", "n/a", "na", "null", "none", "待定", "未知", "暂无", "空", "#n/a", "?")
)  # fmt: skip

Parser = Callable[[str], Any]


def text_of(cell: Cell) -> str:
    """Return what a worksheet number means as text; texts pass through."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and (cell != int(cell) or abs(cell) >= EXCEL_EXACT):
        shown = f"{cell:.15g}"
        exact = Decimal(shown)
        return shown if abs(exact) >= EXCEL_EXACT else f"{exact:f}"
    if isinstance(cell, int | float):
        return str(int(cell))
    return str(cell)


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing but spaces."""
    return not text or text.isspace()


def is_blank_word(text: str) -> bool:
    """Whether a cell holds a word for nothing, such as ``-`` or ``待定``."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in _BLANK_WORDS


def parser_of(spec: ColumnSpec, unit: str, vocabulary: Vocabulary) -> Parser:
    """Return the function that reads the cells of a column; `unit` is the header's, for money."""
    low = None if spec.low is None else Decimal(spec.low)
    high = None if spec.high is None else Decimal(spec.high)
    parsers: dict[str, Parser] = {
        "id": read_id,
        "text": read_text,
        "word": read_text,
        "count": partial(read_count, spec=spec),
        "decimal": partial(read_measure, spec=spec),
        "metres": partial(read_metres, spec=spec),
        "degrees": read_degrees,
        "area": partial(read_area, spec=spec),
        "money": partial(read_money, unit=unit, low=low, high=high),
        "year": read_year,
        "flag": read_flag,
        "kinds": partial(read_kinds, vocabulary=vocabulary),
        "kind": partial(read_kind, vocabulary=vocabulary),
        "tier": partial(read_tier, vocabulary=vocabulary),
        "line": partial(read_line, vocabulary=vocabulary),
    }
    return parsers[spec.type]


def read_blank(text: str, spec: ColumnSpec) -> Any:
    """Return the value of a blank cell, or refuse it.

    Raises
    ------
    CellFaultError
        PL308 for ids, PL316 for words, PL415 for numbers and amounts: a blank is never read as 0.
    """
    if spec.presence == "optional" and not (spec.is_money and text.strip()):
        return spec.blank
    if spec.type == "id":
        return read_id("")
    if spec.is_numeric:
        shown = text.strip()
        raise refuse(
            "PL415",
            (
                f"“{spec.name}”没有数值（{shown or '空白'}），不会按 0 处理",
                f"{spec.id} has no number ({shown or 'blank'}); it is never read as 0",
            ),
            ("请填写数值；确为零时写 0。", "Write the number; write 0 if it really is zero."),
        )
    raise refuse(
        "PL316",
        (f"“{spec.name}”不得为空", f"{spec.id} may not be empty"),
        ("请填写。", "Fill it in."),
    )


def read_typed(cell: Cell, spec: ColumnSpec) -> Any:
    """Read a worksheet cell that is a boolean or a date, not text or number.

    Raises
    ------
    CellFaultError
        PL305 date as id, PL416 date or boolean as number, PL501 date as year.
    """
    if isinstance(cell, bool) and spec.type == "flag":
        return cell
    if isinstance(cell, dt.date) and spec.type == "id":
        raise date_instead_of_id(f"{cell.month}-{cell.day}")
    if isinstance(cell, dt.date) and spec.type == "year":
        raise date_instead_of_year(cell.year)
    if spec.is_numeric:
        zh, en = (
            ("逻辑值", "a boolean") if isinstance(cell, bool) else ("日期或时间", "a date or time")
        )
        raise refuse(
            "PL416",
            (f"“{spec.name}”须为数字；单元格是{zh}", f"{spec.id} is a number; the cell holds {en}"),
            (
                "请把单元格格式设为“数值”并重新填写。",
                "Format the cell as a number and enter the value again.",
            ),
        )
    if isinstance(cell, bool):
        return _not_a_word(cell)
    return str(cell)


def _not_a_word(cell: bool) -> CellFaultError:
    raise refuse(
        "PL416",
        (
            f"这里需要文字；单元格是逻辑值 {str(cell).upper()}",
            f"text is needed; the cell holds {cell}",
        ),
        ("请重新填写。", "Enter the text again."),
    )
