"""Readings under which more supply could cost a tier are refused where they are chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import InputError
from placement.scenario.reader import read_scenario

QUICK = Path(__file__).resolve().parents[2] / "scenarios" / "quick.yaml"


def test_a_circle_that_may_outgrow_its_tier_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read_scenario(QUICK, {"readings.T3": "unrated"})
    found = [(p.code, p.column, p.value) for p in caught.value.problems if p.severity == "error"]
    assert found == [("PL851", "readings.T3", "高品质")]


def test_the_other_reading_is_planned_with() -> None:
    assert read_scenario(QUICK, {"readings.T3": "next_lower"}).rubric.upper_ends_never_matter
