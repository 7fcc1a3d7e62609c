"""Sums over audited tables that several answers show."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

ZERO = Decimal(0)


def total(values: pd.Series[Any]) -> Decimal:
    """Sum exact values; 0 for none."""
    return sum((Decimal(value) for value in values if value is not None), ZERO)


def missing_units(targets: pd.DataFrame, steps: Mapping[str, int]) -> int:
    """Return how many circles targets are short of in all; residents and communities as average circles."""
    return sum(
        -(-int(short) // steps[str(target)])
        for target, short in zip(targets["target_id"], targets["shortfall"], strict=True)
    )
