"""Bounds become whole numbers: never by what a solver's tolerances have added, always by what is proven."""

from __future__ import annotations

import pytest

from placement.engine.solver.stating import JUST_UNDER_ONE, state_stage, whole_number
from placement.instance import Stage

LEAST, MOST = Stage("public_money", maximise=False), Stage("certified_residents", maximise=True)


@pytest.mark.parametrize("size", [0.0, 7.0, 4.4e6, 6e8])
@pytest.mark.parametrize("error", [0.0, 1e-9, 1e-6, 1e-4])
def test_what_tolerances_have_added_makes_no_bound_tighter(size: float, error: float) -> None:
    assert whole_number(size + error) == size
    assert whole_number(-size + error) == -size


@pytest.mark.parametrize("value", [0, 7, 4_400_000, 50_000_000])
def test_a_gap_just_under_one_is_a_proof(value: int) -> None:
    assert whole_number(value - JUST_UNDER_ONE) == value
    assert whole_number(value - 1.0) == value - 1


def test_bounds_are_told_in_the_sense_of_their_stage() -> None:
    assert state_stage(LEAST, 12, 10.2).bound == 11
    assert state_stage(MOST, -12, -14.8).bound == 14
    assert state_stage(LEAST, 12, float("-inf")).bound is None
