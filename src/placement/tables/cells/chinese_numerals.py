"""Chinese numerals, read only to say which digits to write instead."""

from __future__ import annotations

import re
from decimal import Decimal

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
    """Return the value of a Chinese numeral such as 三十万 or 叁拾万元整; None where it is malformed."""
    body = text.rstrip(_TAIL)
    if not body or "点" in body:
        return None
    total = section = digit = 0
    for c in body:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        elif c == "亿":
            total, section, digit = (total + section + digit) * _MYRIADS[c], 0, 0
        elif c in _MYRIADS:
            total, section, digit = total + (section + digit) * _MYRIADS[c], 0, 0
    return Decimal(total + section + digit)
