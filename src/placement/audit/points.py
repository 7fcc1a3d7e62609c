"""Points as the reader sees them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def exact(number: Fraction) -> Decimal:
    """Return a fraction of points as an exact decimal; points have finite decimals by the step."""
    return Decimal(number.numerator) / Decimal(number.denominator)
