"""Shares are exact whatever their digits, and equal to what the audit computes one by one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.finance.shares import at_least_share, floor_share, round_share
from placement.money import share_of
from placement.options import build_option_table
from placement.scenario.reader import read_scenario
from two_districts import copy_city

AMOUNTS = st.lists(st.integers(0, 10**13), min_size=1, max_size=8)
SHARES = st.one_of(
    st.decimals(0, 1, places=16).map(Fraction),
    st.decimals(0, 1, places=3).map(Fraction),
    st.builds(Fraction, st.integers(0, 10**17), st.integers(10**17, 10**18)),
)


@given(AMOUNTS, SHARES)
def test_every_share_of_every_amount_is_exact(amounts: list[int], share: Fraction) -> None:
    fen = np.array(amounts, dtype=np.int64)
    assert floor_share(fen, share).tolist() == [
        a * share.numerator // share.denominator for a in amounts
    ]
    assert round_share(fen, share).tolist() == [share_of(a, share) for a in amounts]
    of = np.array(amounts[::-1], dtype=np.int64)
    enough = [a >= share * b for a, b in zip(amounts, amounts[::-1], strict=True)]
    assert at_least_share(fen, share, of).tolist() == enough


@pytest.mark.parametrize("digits", ["0.3333333333333333", "0.333333333333333333333333", "0.3"])
def test_a_third_as_a_spreadsheet_shows_it(digits: str) -> None:
    """In 64 bits the product wraps around: 28,800,000 fen times 3,333,333,333,333,333."""
    share = Fraction(Decimal(digits))
    fen = np.array([28_800_000, 313_080_000], dtype=np.int64)
    assert round_share(fen, share).tolist() == [share_of(int(f), share) for f in fen]


def test_no_option_is_lost_for_the_digits_of_a_rate(tmp_path: Path) -> None:
    tables = []
    for digits in ("0.33333333", "0.3333333333333333"):
        change = ("city.yaml", "rate: 0.5\n", f"rate: {digits}\n")
        path = copy_city(tmp_path / digits, change)
        tables.append(build_option_table(read_scenario(path)))
    assert list(tables[0].rows["option_id"]) == list(tables[1].rows["option_id"])
    assert (abs(tables[0].payments["fen"] - tables[1].payments["fen"]) <= 1).all()
