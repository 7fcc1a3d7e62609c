"""The Liangzhou file says what the document of 2024 says: named circles, coverage, walking limits."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from placement.policy.obligations import pins
from placement.policy.reader import read_policy
from placement.policy.rubric import build_rubric
from placement.policy.schema import Policy
from placement.policy.targets import CoverageTarget

MODEL = Path(__file__).resolve().parents[2] / "models" / "liangzhou-2024.yaml"


@pytest.fixture(scope="module")
def liangzhou() -> Policy:
    return read_policy(MODEL)


def test_eight_named_circles_with_year_and_tier(liangzhou: Policy) -> None:
    rows = pins(liangzhou)
    built = {p.circle: p.year for p in rows if p.target_id.startswith("built_")}
    assert built == {
        "东大街": 2024, "西大街": 2024, "西关街": 2024, "宣武市医院": 2024, "宣武皇台": 2024,
        "火车站街": 2025, "东关街": 2025, "荣华街": 2025,
    }  # fmt: skip
    tiers = {p.circle: p.tier for p in rows if p.target_id.startswith("tier_")}
    assert tiers == {
        "宣武市医院": "basic", "宣武皇台": "basic", "荣华街": "basic", "火车站街": "improved",
        "东关街": "improved", "西关街": "improved", "东大街": "quality", "西大街": "quality",
    }  # fmt: skip


def test_named_circles_are_soft_unless_read_as_hard(liangzhou: Policy) -> None:
    assert not any(p.hard for p in pins(liangzhou))
    hard = pins(read_policy(MODEL, {"L3": "hard"}))
    assert {p.circle for p in hard if p.hard} == {p.circle for p in hard}
    assert all(p.target_id.startswith("built_") for p in hard if p.hard)


def test_basic_kinds_within_ten_minutes_quality_within_fifteen(liangzhou: Policy) -> None:
    lines = {line.id: line.limit_minutes for line in build_rubric(liangzhou).lines}
    assert {minutes for name, minutes in lines.items() if name.startswith("A1.")} == {10}
    assert {minutes for name, minutes in lines.items() if name.startswith("A2.")} == {15}
    strict = build_rubric(read_policy(MODEL, {"L1": "five"}))
    assert {line.limit_minutes for line in strict.lines if line.id.startswith("A1.")} == {5}


def test_half_of_the_communities_and_three_fifths_of_the_residents(liangzhou: Policy) -> None:
    found = {
        t.measure: (t.share, t.years, t.scope)
        for t in liangzhou.targets.values()
        if isinstance(t, CoverageTarget)
    }
    assert found == {
        "communities": (Decimal("0.5"), (2024,), "urban"),
        "residents": (Decimal("0.6"), (2024,), "urban"),
    }
    both = read_policy(MODEL, {"L5": "both"})
    assert {t.years for t in both.targets.values() if isinstance(t, CoverageTarget)} == {
        (2024, 2025)
    }
