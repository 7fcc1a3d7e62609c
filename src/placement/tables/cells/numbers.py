"""Numbers as people write them: what is read exactly, and what is refused with how to mend it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from placement.numerals import CHINESE_NUMERAL, digits_of
from placement.tables.finding import CellFaultError, character_name, refuse

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_SEPARATED = re.compile(r"^[+-]?\d+(?:[ ,.'][ ]?\d+)+$", re.ASCII)
_DECIMAL_COMMA = re.compile(r"(?P<whole>[+-]?\d{1,3}(?:[ .']\d{3})+),(?P<decimals>\d+)", re.ASCII)
_ONE_COMMA = re.compile(r"(?P<whole>[+-]?\d+), ?(?P<decimals>\d+)", re.ASCII)
_EXPONENT = re.compile(r"[+-]?(?P<mantissa>\d+(?:\.\d+)?)[eE](?P<power>[+-]?\d+)", re.ASCII)
_NOT_FINITE = re.compile(r"^[+-]?\.?(?:nan|inf|infinity)$", re.IGNORECASE)
_ODD_MINUS = re.compile(r"^[−–—‐‑‒]|^\(\d+(?:\.\d+)?\)$", re.ASCII)
_PERCENT = re.compile(r"%$")
_PROGRAMMED = re.compile(r"^[+-]?(?:0[xob][\da-f]+|\d[\d_]*_[\d_]*\d)$", re.IGNORECASE | re.ASCII)
_VAGUE = re.compile(
    r"约|大约|左右|上下|不足|不少于|不超过|以上|以下|以内|余|多$|几|面议|待|[~≈<>≤≥]"
    r"|\d\s*[-–—至到]\s*\d|或"
)
_UNITS = {"千": 1_000, "万": 10_000}
_IN_UNITS = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<unit>[千万])[人户]?", re.ASCII)
_FULL_WIDTH_DIGITS = ("\uff10", "\uff19")

EXCEL_DIGITS = 5
EXCEL_LARGEST = Decimal(10) ** 11


def read_number(text: str) -> Decimal:
    """Return the number a cell holds, exactly.

    Full-width characters are folded, ``1,000`` is read as one thousand, and an exponent as Excel writes it is
    read where it can only mean one number.

    Raises
    ------
    CellFaultError
        PL405 separators, PL406 programmers' notation, PL407 not finite, PL410 minus signs, PL413 Chinese
        numerals, PL414 not one number, PL417 unusual digits, PL424 percent.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    _refuse_odd_digits(text)
    folded = unicodedata.normalize("NFKC", text).strip()
    if _PLAIN.fullmatch(folded):
        return Decimal(folded)
    if _GROUPED.fullmatch(folded):
        return Decimal(folded.replace(",", ""))
    if _EXPONENT.fullmatch(folded):
        return _read_exponent(folded)
    raise _refusal(folded)


def _refuse_odd_digits(text: str) -> None:
    """Refuse characters that are numbers to Unicode but not to an accountant (``½``, ``²``, ``٣``)."""
    for c in text:
        if c.isascii() or unicodedata.category(c) not in {"No", "Nd", "Nl"}:
            continue
        if not _FULL_WIDTH_DIGITS[0] <= c <= _FULL_WIDTH_DIGITS[1]:
            name = character_name(c)
            raise refuse(
                "PL417",
                (
                    f"数字只能用 0–9 书写；这里有 {name}",
                    f"numbers are written with 0–9; here is {name}",
                ),
                ("请改用 0–9。", "Write it with the digits 0–9."),
            )


def _read_exponent(text: str) -> Decimal:
    found = _EXPONENT.fullmatch(text)
    if found is None or abs(int(found["power"])) > 300:  # noqa: PLR2004
        raise _not_finite(text)
    exact = Decimal(text)
    digits = len(found["mantissa"].replace(".", "").strip("0"))
    if digits > EXCEL_DIGITS or abs(exact) >= EXCEL_LARGEST or exact != exact.to_integral_value():
        raise refuse(
            "PL406",
            (
                f"科学计数法“{text}”可能已丢失末位数字，不能当作准确数值",
                f"the notation “{text}” may have lost digits and is no exact number",
            ),
            (
                "请在 Excel 中把该列设为“数值”格式，重新填写完整数字后保存。",
                "Format the column as a plain number in Excel, enter all digits again and save.",
            ),
        )
    return exact.quantize(Decimal(1))


def _refusal(text: str) -> CellFaultError:
    """Return why a text that is no number is refused."""
    for pattern, refusal in _REFUSALS:
        if pattern.search(text):
            return refusal(text)
    return _not_one_number(text)


def _not_finite(_: str) -> CellFaultError:
    return refuse(
        "PL407",
        ("这里需要一个有限的数字", "not a finite number"),
        (
            "请填写实际数值；没有数据时请留空。",
            "Write the actual number; leave it blank where there is none.",
        ),
    )


def _odd_minus(text: str) -> CellFaultError:
    name, rest = ("( )", text[1:-1]) if text[0] == "(" else (character_name(text[0]), text[1:])
    return refuse(
        "PL410",
        (f"负号只能写成“-”；这里是 {name}", f"a minus sign is written “-”; here is {name}"),
        (
            f"若确为负数请写 -{rest}，否则请写 {rest}。",
            f"Write -{rest} if it is negative, else {rest}.",
        ),
    )


def _programmed(text: str) -> CellFaultError:
    return refuse(
        "PL406",
        (f"“{text}”不是普通书写的数字", f"“{text}” is not a number in ordinary notation"),
        ("请只用数字和小数点书写。", "Write digits and a decimal point only."),
    )


def _percent(text: str) -> CellFaultError:
    number = text.rstrip("% ")
    return refuse(
        "PL424",
        ("该列不是百分比列", "this column holds no percentages"),
        (
            f"“{text}”可读作 {number} 或 {number}÷100，请写明所需的数字。",
            f"“{text}” could be {number} or {number}/100: write the number that is meant.",
        ),
    )


def _not_one_number(text: str) -> CellFaultError:
    number = _in_full(text)
    return refuse(
        "PL414",
        ("这里需要一个确定的数字", "one number needed"),
        (f"请写 {number}。", f"Write {number}.")
        if number
        else (
            "请只写一个数字，不写范围、约数或文字；说明可写入备注列。",
            "Write one number, no range, estimate or words; remarks go into the column note.",
        ),
    )


def _in_full(text: str) -> str:
    """Return a whole number that is written in thousands or ten thousands with all its digits; else nothing."""
    found = _IN_UNITS.fullmatch(text)
    number = Decimal(found["number"]) * _UNITS[found["unit"]] if found else Decimal("0.5")
    return "" if number % 1 else f"{number.to_integral_value():f}"


def _chinese(text: str) -> CellFaultError:
    number = digits_of(text)
    shown = "" if number is None else f" {number}"
    return refuse(
        "PL413",
        (f"数字须用阿拉伯数字书写，不能写“{text}”", f"write digits, not “{text}”"),
        (
            f"请写{shown}。" if shown else "请用 0–9 书写。",
            f"Write{shown}." if shown else "Write digits.",
        ),
    )


def _separators(text: str) -> CellFaultError:
    plain = re.sub(r"[ ,.']", "", text)
    if found := _DECIMAL_COMMA.fullmatch(text):
        plain = re.sub(r"[ .']", "", found["whole"]) + "." + found["decimals"]
    mend = (
        f"“{text}”读法不唯一；若指 {plain}，请直接写 {plain}。",
        f"“{text}” can be read in more than one way; write {plain} if that is meant.",
    )
    if found := _ONE_COMMA.fullmatch(text):
        decimal = f"{found['whole']}.{found['decimals']}"
        mend = (
            f"“{text}”读法不唯一：逗号若是小数点，请写 {decimal}；若是千分位，请写 {plain}。",
            f"“{text}” can be read in more than one way: write {decimal} if the comma is a decimal point, {plain} if it"
            " separates thousands.",
        )
    return refuse(
        "PL405",
        (
            "千分位只能用逗号、每三位一组，小数点只能用“.”",
            "thousands are separated by commas in groups of three, decimals by a point",
        ),
        mend,
    )


_REFUSALS: tuple[tuple[re.Pattern[str], Callable[[str], CellFaultError]], ...] = (
    (_NOT_FINITE, _not_finite),
    (_ODD_MINUS, _odd_minus),
    (_PERCENT, _percent),
    (_PROGRAMMED, _programmed),
    (_VAGUE, _not_one_number),
    (re.compile(f"^{CHINESE_NUMERAL.pattern}$"), _chinese),
    (_SEPARATED, _separators),
)
"""What a text that is no number looks like, and how it is refused; the first that fits counts."""
