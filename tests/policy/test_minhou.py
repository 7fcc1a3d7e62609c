"""The Minhou file says what 征求意见稿 says; cards are worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.policy.obligations import obligations, pins
from placement.policy.reader import read_policy
from placement.policy.rubric import NONE, Rubric, build_rubric, points_steps, tier_of
from placement.policy.schema import Policy

MODEL = Path(__file__).resolve().parents[2] / "models" / "minhou-2022.yaml"
ALL_BASIC = {f"B{n}": 1 for n in range(1, 9)}


@pytest.fixture(scope="module")
def minhou() -> Policy:
    return read_policy(MODEL)


def card(
    rubric: Rubric, satisfaction: int, chains: int, outlets: int, **kinds: int
) -> tuple[int, ...]:
    """Units of a circle: percent of satisfied residents, chains among all outlets, kinds."""
    counted = {line.name: line.id for line in rubric.lines}
    values: dict[str, int] = {"S": satisfaction, **(ALL_BASIC | kinds)}
    values[counted["连锁店占网点总量（分子）"]] = chains
    values[counted["连锁店占网点总量（分母）"]] = outlets
    return tuple(values.get(line.id, 0) for line in rubric.lines)


@pytest.mark.parametrize(
    ("satisfaction", "chains", "outlets", "built"),
    [(85, 12, 40, True), (84, 12, 40, False), (100, 11, 40, False), (90, 12, 41, False), (90, 13, 41, True)],
)  # fmt: skip
def test_85_percent_satisfied_and_30_percent_chains(
    satisfaction: int, chains: int, outlets: int, built: bool, minhou: Policy
) -> None:
    """30 % of 40 outlets are 12; of 41 they are 12.3, so 13 are needed."""
    rubric = build_rubric(minhou)
    units = card(rubric, satisfaction, chains, outlets)
    assert points_steps(rubric, units) == satisfaction
    assert (tier_of(rubric, units) != NONE) is built


def test_all_eight_basic_kinds_are_needed_unless_read_otherwise(minhou: Policy) -> None:
    rubric = build_rubric(minhou)
    assert tier_of(rubric, card(rubric, 90, 15, 40, B5=0)) == NONE
    free = build_rubric(read_policy(MODEL, {"M1": "none"}))
    assert tier_of(free, card(free, 90, 15, 40, B5=0)) == 0


def test_the_share_of_chains_may_be_an_aim_only() -> None:
    policy = read_policy(MODEL, {"M3": "aim"})
    assert policy.tiers["built"].ratios == ()


def test_one_circle_a_year_and_the_pilot_of_2022(minhou: Policy) -> None:
    rows = {r.year: (r.required, r.per_year) for r in obligations(minhou)}
    assert rows == dict.fromkeys((2022, 2023, 2024, 2025), (1, True))
    (pilot,) = pins(minhou)
    assert (pilot.circle, pilot.year, pilot.tier) == ("滨江社区", 2022, "built")
