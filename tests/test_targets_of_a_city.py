"""Coverage, mix, exact numbers, upgrades and shares of what is achieved, from policy to audited plan."""

from __future__ import annotations

import pandas as pd
import pytest

from placement.engine.control.watch import Watch
from placement.planner import Phases, Solved, plan_scenario
from placement.scenario.reader import read_scenario
from two_districts import copy_city

TARGETS = """
  residents:
    archetype: coverage
    name: 人口覆盖
    tier_at_least: basic
    measure: residents
    scope: city
    share: 0.6
    years: [2023, 2024]
  communities:
    archetype: coverage
    name: 社区覆盖
    tier_at_least: basic
    measure: communities
    scope: 东区
    share: 0.5
    total: 5
    years: [2024]
  mix:
    archetype: mix
    name: 类型搭配
    attribute: district
    least: {东区: 1, 西区: 1}
    years: [2024]
  none_at_all:
    archetype: count
    name: 恰好没有
    tier_at_least: high
    mode: cumulative
    sense: exactly
    counts:
      city: {2024: 0}
  raised:
    archetype: count
    name: 提升
    tier_at_least: high
    mode: per_year
    counted: upgraded
    weight: 3
    counts:
      city: {2024: 1}
  fresh:
    archetype: count
    name: 新建
    tier_at_least: basic
    mode: per_year
    counted: new
    counts:
      city: {2024: 1}
  half:
    archetype: share
    name: 高品质占实际完成
    tier_at_least: high
    group: city
    share: 0.5
    pooled: pooled
    base: achieved
    of_target: circles
    years: [2024]

programmes:
  award:
"""


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    folder = tmp_path_factory.mktemp("targets")
    path = copy_city(folder)
    policy = folder / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8")
    assert text.count("\nprogrammes:\n  award:\n") == 1
    policy.write_text(text.replace("\nprogrammes:\n  award:\n", TARGETS), encoding="utf-8")
    return plan_scenario(read_scenario(path), Watch(), Phases())


@pytest.fixture(scope="module")
def targets(solved: Solved) -> pd.DataFrame:
    frame = solved.statement.targets.set_index("target_id")
    assert frame.index.is_unique
    return frame


def test_the_plan_is_proven_and_the_audit_agrees(solved: Solved) -> None:
    assert solved.outcome.status == "optimal"


def test_residents_are_covered_by_certified_circles(solved: Solved, targets: pd.DataFrame) -> None:
    """W1 (12 000 of 31 000) is recognised since 2022 and counts from the start."""
    row = targets.loc["residents:city:2024"]
    circles = solved.statement.circles
    held = circles[(circles["year"] == 2024) & (circles["tier"] != "")]
    assert row["required"] == 18_600  # 0.6 × 31 000
    assert row["planned"] == held["residents"].sum() >= 12_000
    assert row["shortfall"] == max(0, 18_600 - row["planned"])


def test_a_stated_denominator_goes_before_the_tables(targets: pd.DataFrame) -> None:
    assert targets.loc["communities:东区:2024", "required"] == 3  # half of 5, rounded up


def test_each_class_of_the_mix_has_a_row(targets: pd.DataFrame) -> None:
    assert {"mix:东区:2024", "mix:西区:2024"} <= set(targets.index)


def test_an_upgrade_counts_for_circles_recognised_before_only(
    solved: Solved, targets: pd.DataFrame
) -> None:
    rises = {c.circle_id for c in solved.plan.certifications if c.tier == "high" and c.year == 2024}
    assert targets.loc["raised:city:2024", "planned"] == len(rises & {"W1"})
    new = {c.circle_id for c in solved.plan.certifications if c.year == 2024} - {"W1"}
    earlier = {c.circle_id for c in solved.plan.certifications if c.year == 2023}
    assert targets.loc["fresh:city:2024", "planned"] == len(new - earlier)


def test_the_share_is_of_what_is_achieved(targets: pd.DataFrame) -> None:
    row = targets.loc["half:city:2024"]
    achieved = targets.loc[["circles:东区:2024"], "planned"].sum()
    assert row["required"] in {-(-(achieved + west) // 2) for west in (1, 2)}


def test_exactly_none_is_a_target_too(targets: pd.DataFrame) -> None:
    row = targets.loc["none_at_all:city:2024"]
    assert row["required"] == 0
    assert row["shortfall"] == row["planned"]
