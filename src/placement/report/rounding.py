"""Whether rounded numbers still add up on paper."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from placement.errors import Text

NOTHING, ROUNDED = Text("", ""), Text("（四舍五入）", " (rounded)")


def rounding_note(parts: Iterable[str], whole: str) -> Text:
    """Return what to write behind numbers that rounding keeps from adding up, nothing where they do.

    Parameters
    ----------
    parts, whole
        Numbers as they are shown, with thousands separators.
    """
    total = sum((_shown(part) for part in parts), Decimal(0))
    return NOTHING if total == _shown(whole) else ROUNDED


def _shown(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))
