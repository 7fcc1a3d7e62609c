"""Why circles wait, on the city worked by hand: E1 is basic from 2023, E2 basic and W1 high from 2024."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from placement.audit import audit_plan
from placement.audit.waiting import Obstacle, Wait, find_waits
from placement.plan import Plan
from placement.report.waiting import wait_texts
from placement.scenario.model import Scenario
from placement.scenario.names import names_of
from two_districts import HAND_PLAN, certify, city_with_awards, read_city

LATE = certify(HAND_PLAN, "E1", year=2024)


ENOUGH = {"budgets.award_pool.years": {2023: "0元", 2024: "30万元"}}
"""Money for a certification of E1 in 2024."""


def waits(scenario: Scenario, plan: Plan) -> dict[str, tuple[Wait, ...]]:
    return find_waits(plan, audit_plan(scenario, plan).accounts)


def told(scenario: Scenario, plan: Plan, circle: str) -> list[str]:
    found = waits(scenario, plan)[circle]
    return [text.zh for text in wait_texts(found, scenario, names_of(scenario))]


def test_nobody_waits_who_is_certified_as_earned() -> None:
    assert waits(read_city(), HAND_PLAN) == {}


def test_a_pool_of_awards_that_is_used_up(tmp_path: Path) -> None:
    """In 2023 the award of E1 would be 5万元, of which the line has 3; in 2024 there is none."""
    scenario = city_with_awards(tmp_path, "{basic: {2023: 5万元}}", "{2023: 3万元, 2024: 0元}")
    missing = Obstacle("budget", "award_pool", 2023, 2_000_000)
    assert waits(scenario, LATE) == {"E1": (Wait(2023, "basic", "", (missing,), is_better=False),)}
    assert told(scenario, LATE, "E1") == [
        "2023 年已达到基本型：2023 年“奖励资金”余额不够，差 2 万元"
    ]


@pytest.mark.parametrize(
    ("quota", "reason"),
    [
        ("{archetype: pool, years: {2023: 4万元, 2024: 30万元}}", "当年资金池已用完"),
        ("{archetype: first, years: {2024: 9}}", "当年名额已用完"),
        ("{archetype: district, districts: {西区: 1}}", "分区县名额已用完"),
    ],
)
def test_a_quota_that_is_used_up(tmp_path: Path, quota: str, reason: str) -> None:
    awards = "{basic: {2023: 5万元}, high: {2024: 1万元}}"
    amounts = f"{awards}\n    quotas: [{quota}]"
    scenario = city_with_awards(tmp_path, amounts, "{2023: 9万元, 2024: 9万元}")
    assert told(scenario, LATE, "E1") == [f"2023 年已达到基本型：“认定奖励”{reason}"]


def test_money_is_saved_by_waiting(tmp_path: Path) -> None:
    scenario = city_with_awards(tmp_path, "{basic: {2023: 5万元}}", "{2023: 9万元, 2024: 0元}")
    scenario = replace(scenario, awards_counted=True)
    (wait,) = waits(scenario, LATE)["E1"]
    assert wait.obstacles == (Obstacle("term", "public_money", 2023, 5_000_000),)
    assert "“财政资金（补助与奖励）”会差 5 万元" in told(scenario, LATE, "E1")[0]


def test_nothing_stands_against_it(tmp_path: Path) -> None:
    scenario = city_with_awards(tmp_path, "{high: {2024: 1元}}", "{2023: 0元, 2024: 1元}")
    assert waits(scenario, LATE)["E1"] == (Wait(2023, "basic", "", (), is_better=False),)
    assert told(scenario, LATE, "E1") == ["2023 年已达到基本型：当年认定也可以，各项目标都不更差"]


def test_a_plan_that_is_not_the_best_is_called_so() -> None:
    """Certified late, E1 misses the target of 2023."""
    read = read_city(ENOUGH)
    (wait,) = waits(read, LATE)["E1"]
    assert wait.is_better
    assert "没有证明最优" in told(read, LATE, "E1")[0]


def test_a_target_of_exactly_so_many_keeps_a_circle_back() -> None:
    """Nobody may be certified in 2023 where the target of that year is exactly none."""
    read = read_city(ENOUGH)
    first = next(t for t in read.targets if t.id == "circles:东区:2023")
    none = replace(first, required=0, exactly=True)
    others = tuple(t for t in read.targets if t.id not in {first.id, "circles:东区:2024"})
    scenario = replace(read, targets=(none, *others))
    (wait,) = waits(scenario, LATE)["E1"]
    assert wait.obstacles == (Obstacle("target", first.id, 2023, 1),)
    hard = replace(scenario, targets=(replace(none, hard=True), *others))
    (wait,) = waits(hard, LATE)["E1"]
    assert wait.obstacles == (Obstacle("hard_target", first.id, 2023, 1),)


def test_a_lower_tier_on_the_way(tmp_path: Path) -> None:
    """E1 is made to earn high in 2024, for which there is no award; basic in 2023 costs nothing."""
    scenario = city_with_awards(tmp_path, "{high: {2024: 20万元}}", "{2023: 0元, 2024: 20万元}")
    bar = replace(
        scenario.rubric.tiers[1], score_min_steps=19, kind_gates={"basic": 3, "quality": 1}
    )
    easy = replace(scenario, rubric=replace(scenario.rubric, tiers=(scenario.rubric.tiers[0], bar)))
    plan = replace(HAND_PLAN, certifications=HAND_PLAN.certifications[1:])
    first, second = waits(easy, plan)["E1"]
    assert (first.year, first.tier, first.lower) == (2023, "high", "")
    assert (second.year, second.tier, second.lower) == (2024, "high", "basic")
    assert second.obstacles == (Obstacle("budget", "award_pool", 2024, 20_000_000),)
    assert "先认定为基本型也可以" in told(easy, plan, "E1")[-1]


def test_a_scenario_without_rises(tmp_path: Path) -> None:
    """W1 was basic before; E1 is made to earn high in the last year by a lower bar, and may not rise to it."""
    read = replace(read_city(), allow_upgrades=False)
    bar = replace(read.rubric.tiers[1], score_min_steps=21, kind_gates={"basic": 3, "quality": 1})
    scenario = replace(
        read, rubric=replace(read.rubric, tiers=(read.rubric.tiers[0], bar)), targets=()
    )
    (wait,) = waits(scenario, HAND_PLAN)["E1"]
    assert (wait.year, wait.tier, wait.held) == (2024, "high", "basic")
    assert "rise" in {obstacle.kind for obstacle in wait.obstacles}


def test_a_tier_that_is_not_earned_any_more_in_a_later_year() -> None:
    """E1 is without any supply in 2024; it held nothing before, so that basic in 2023 would be a rise."""
    scenario = read_city(ENOUGH)
    plan = replace(HAND_PLAN, certifications=HAND_PLAN.certifications[1:])
    accounts = audit_plan(scenario, plan).accounts
    gone = {**accounts.supply[2024], "E1": [0] * len(accounts.supply[2024]["E1"])}
    rows = [
        replace(row, reached=-1) if (row.circle_id, row.year) == ("E1", 2024) else row
        for row in accounts.rows
    ]
    falling = replace(accounts, supply={**accounts.supply, 2024: gone}, rows=rows)
    found = find_waits(plan, falling)["E1"]
    assert found == (Wait(2023, "basic", "", (Obstacle("lost", "", 2024),), is_better=False),)
    (text,) = wait_texts(found, scenario, names_of(scenario))
    assert text.zh == "2023 年已达到基本型：2024 年不再达到，不能认定了又降级"
    assert "not earned any more in 2024" in text.en


def test_years_with_one_reason_are_told_in_one_sentence_that_is_true_of_each() -> None:
    scenario = read_city()
    names = names_of(scenario)

    def wait(year: int, fen: int) -> Wait:
        return Wait(
            year, "basic", "", (Obstacle("budget", "award_pool", year, fen),), is_better=False
        )

    (text,) = wait_texts((wait(2023, 2_000_000), wait(2024, 2_000_000)), scenario, names)
    assert text.zh == "2023、2024 年已达到基本型：当年“奖励资金”余额不够，差 2 万元"
    assert text.en.endswith("in the year")
    first, second = wait_texts((wait(2023, 2_000_000), wait(2024, 1_000_000)), scenario, names)
    assert "2023 年“奖励资金”" in first.zh
    assert "2024 年“奖励资金”" in second.zh


def test_what_is_locked_out_does_not_wait() -> None:
    read = read_city()
    scenario = replace(read, locks=replace(read.locks, circles_out=frozenset({"E1"})))
    plan = replace(HAND_PLAN, certifications=HAND_PLAN.certifications[1:])
    assert "E1" not in waits(scenario, plan)
