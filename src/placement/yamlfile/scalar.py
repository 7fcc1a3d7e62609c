"""Plain YAML words as values: the 1.2 core schema, with decimals exact and leading zeros kept as text."""

from __future__ import annotations

import re
from decimal import Decimal

LARGEST_DIGITS = 40
LARGEST_EXPONENT = 30

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}

Scalar = str | int | bool | Decimal | None


class NotFiniteError(ValueError):
    """The word is NaN, infinite or too large to be a number of this world."""


def plain_scalar(text: str) -> Scalar:
    """Return the value of an unquoted word.

    ``00123``, ``1:30``, ``NO`` and ``2023-01-01`` stay text; ``3.10`` is ``Decimal("3.10")``.

    Raises
    ------
    NotFiniteError
        The word is ``.nan``, ``.inf`` or a number with more than 40 digits or an exponent beyond 30.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise NotFiniteError(text)
    is_integer = _INTEGER.fullmatch(text) is not None
    if not is_integer and not _DECIMAL.fullmatch(text):
        return text
    if len(text) > LARGEST_DIGITS:
        raise NotFiniteError(text)
    if is_integer:
        return int(text)
    value = Decimal(text)
    if abs(value.adjusted()) > LARGEST_EXPONENT:
        raise NotFiniteError(text)
    return value


def plain_key(text: str) -> str | int:
    """Return a key: an integer for plain digits such as ``2023``, otherwise the text as written."""
    return int(text) if _INTEGER.fullmatch(text) and len(text) <= LARGEST_DIGITS else text
