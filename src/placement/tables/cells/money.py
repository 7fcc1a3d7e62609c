"""Amounts of money: the number, and the unit by header, by cell, or both when they agree."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from placement.money import FEN_PER, to_fen, yuan_text
from placement.numerals import CHINESE_NUMERAL, digits_of
from placement.tables.cells.numbers import read_number
from placement.tables.finding import CellFaultError, refuse

CAP_FEN = 10**13
"""No single amount may exceed 1,000 亿元."""

_MARKED = re.compile(
    r"(?P<sign>¥|RMB|CNY|人民币)?\s*(?P<number>.*?[\d)])\s*(?P<unit>万元|元|万|圆)?(?P<whole>整)?",
    re.IGNORECASE,
)
_SAME = {"圆": "元", "万": "万元"}
_DECIMALS = {"元": 2, "万元": 6}


def split_amount(text: str) -> tuple[str, str]:
    """Return the number and the unit a cell states (``元``, ``万元`` or '')."""
    folded = unicodedata.normalize("NFKC", text).strip()
    found = _MARKED.fullmatch(folded)
    if found is None:
        return text, ""
    unit = found["unit"] or ("元" if found["sign"] else "")
    if not unit:
        return text, ""
    return found["number"], _SAME.get(unit, unit)


def read_money(text: str, unit: str, low: Decimal | None, high: Decimal | None) -> int:
    """Return whole fen.

    Parameters
    ----------
    unit
        Unit of the column, ``元`` or ``万元``; empty when each cell states its own.
    low, high
        Range in yuan; ``None`` for no bound.

    Raises
    ------
    CellFaultError
        PL401 contradicting unit, PL408 below the range, PL411 fraction of a fen, PL412 above the range, PL413
        Chinese numerals, and what
        :func:`placement.tables.cells.numbers.read_number` refuses.
    """
    number, stated = text, ""
    if not (text.isascii() and text.isdigit()):
        if CHINESE_NUMERAL.fullmatch(text.strip()):
            raise _chinese(text.strip(), unit)
        number, stated = split_amount(text)
    amount = read_number(number)
    if stated and unit and stated != unit:
        raise _contradiction(text, amount, stated, unit)
    unit = unit or stated
    try:
        fen = to_fen(amount, unit)
    except ValueError:
        raise _fraction(amount, unit) from None
    _check_range(fen, low, high)
    return fen


def _check_range(fen: int, low: Decimal | None, high: Decimal | None) -> None:
    if low is not None and fen < low * 100:
        raise refuse(
            "PL408",
            (f"金额不得小于 {low} 元", f"the amount may not be below {low} 元"),
            ("请核对金额。", "Check the amount."),
        )
    cap = CAP_FEN if high is None else int(high * 100)
    if fen > cap:
        raise refuse(
            "PL412",
            (
                f"金额为 {yuan_text(fen)} 元，超过上限 {yuan_text(cap)} 元",
                f"the amount is {yuan_text(fen)} 元, above the cap of {yuan_text(cap)} 元",
            ),
            ("请核对单位（元/万元）和位数。", "Check the unit (元/万元) and the number of digits."),
        )


def _contradiction(text: str, amount: Decimal, stated: str, unit: str) -> CellFaultError:
    as_stated, as_header = (yuan_text(int(amount * FEN_PER[u])) for u in (stated, unit))
    in_unit = f"{(amount * FEN_PER[stated] / FEN_PER[unit]).normalize():f}"
    return refuse(
        "PL401",
        (
            f"本列金额单位为{unit}，而单元格写的是{stated}：可读作 {as_stated} 元，也可读作 {as_header} 元",
            f"amounts in this column are {unit} but the cell says {stated}: it could be {as_stated} 元"
            f" or {as_header} 元",
        ),
        (
            f"若指 {text.strip()}，请写 {in_unit}；否则把表头改为“({stated})”，本列全部按{stated}填写。",
            f"Write {in_unit} if {text.strip()} is meant, or rename the header to “({stated})”"
            f" and state the whole column in {stated}.",
        ),
    )


def _chinese(text: str, unit: str) -> CellFaultError:
    """Refuse a Chinese numeral; what it is in the column's unit is left to the user unless that is 元."""
    number = digits_of(text)
    means = ("", "") if number is None else (f"“{text}”是 {number}；", f"“{text}” is {number}; ")
    return refuse(
        "PL413",
        (f"数字须用阿拉伯数字书写，不能写“{text}”", f"write digits, not “{text}”"),
        (
            f"{means[0]}请按本列单位（{unit}）用阿拉伯数字书写。",
            f"{means[1]}write it with digits in the unit of the column ({unit}).",
        ),
    )


def _fraction(amount: Decimal, unit: str) -> CellFaultError:
    decimals = _DECIMALS[unit]
    return refuse(
        "PL411",
        (
            f"{amount:f} {unit}不是整数分；以{unit}为单位最多 {decimals} 位小数",
            f"{amount:f} {unit} is no whole number of fen; {unit} allows at most {decimals} decimals",
        ),
        (
            "请自行取舍到分后再填写。",
            "Round it to whole fen yourself; nothing is rounded silently.",
        ),
    )
