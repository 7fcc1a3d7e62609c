"""Chinese numerals, read only to say which digits to write instead."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

_DIGITS = {c: n for n, chars in enumerate(
    ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for c in chars}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_TAIL = "元圆整正"

CHINESE_NUMERAL = re.compile(
    f"[{''.join(_DIGITS)}{''.join(_TENS)}{''.join(_MYRIADS)}点]+[{_TAIL}]*"
)


def digits_of(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral such as 三十万 or 叁拾万元整; None where it is none or malformed.

    A last digit right after a unit counts tenths of that unit, as it is spoken (九千九 is 9900, 一万五 15000);
    digits alone are read one by one (二〇二五).
    """
    if not CHINESE_NUMERAL.fullmatch(text):
        return None
    body = text.rstrip(_TAIL)
    if body and all(c in _DIGITS for c in body):
        return Decimal("".join(str(_DIGITS[c]) for c in body))
    if not body or "点" in body or _has_two_digits(body):
        return None
    total = section = digit = 0
    unit = 10
    for c in body:
        if c in _DIGITS:
            unit = 10 if c in "零〇" else unit
            digit = _DIGITS[c]
        elif c in _TENS:
            section, unit = section + (digit or 1) * _TENS[c], _TENS[c]
            digit = 0
        else:
            unit = _MYRIADS[c]
            whole = total + section + digit if c == "亿" else section + digit
            total, section, digit = whole * unit + (0 if c == "亿" else total), 0, 0
    return Decimal(total + section + digit * unit // 10)


def _has_two_digits(body: str) -> bool:
    """Tell whether two digits stand side by side, the first of which is no zero that only keeps a place."""
    pairs = pairwise(body)
    return any(a in _DIGITS and b in _DIGITS and a not in "零〇" for a, b in pairs)
