"""Every gate of a tier is told with its number; what asks for nothing is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from placement.policy.reader import read_policy
from placement.policy.rubric import Rubric, build_rubric
from placement.report.page.tier_rules import tier_rules
from told import Told

MODEL = Path(__file__).resolve().parents[3] / "models" / "minhou-2022.yaml"


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return build_rubric(read_policy(MODEL))


def told_rules(told: Told, rubric: Rubric, **changes: object) -> list[str]:
    tier = replace(rubric.tiers[0], id=told.dossier.scenario.rubric.tiers[0].id, **changes)
    scenario = replace(told.dossier.scenario, rubric=replace(rubric, tiers=(tier,)))
    names = ("基本保障类", "必备业态")[: len(rubric.kind_classes)]
    return tier_rules(replace(told.dossier, scenario=scenario, kind_classes=names))


def test_score_kinds_and_share_are_told_with_their_numbers(told: Told, rubric: Rubric) -> None:
    (rule,) = told_rules(told, rubric)
    assert rule.endswith("：得分 ≥ 85，基本保障类业态 ≥ 8 种，连锁店占网点总量 ≥ 30 %")


def test_a_score_of_nothing_is_not_told_and_no_word_twice(told: Told, rubric: Rubric) -> None:
    (share,) = rubric.tiers[0].shares
    reached = replace(share.reached, weights={"any": (5, -1), "城区": (2, -1)})
    second = rubric.kind_classes[-1]
    (rule,) = told_rules(
        told, rubric, score_min_steps=0, kind_gates={second: 6}, shares=(replace(share, reached=reached),)
    )  # fmt: skip
    assert rule.endswith("：必备业态 ≥ 6 种，连锁店占网点总量 城区 ≥ 50 %，其他 ≥ 20 %")
    assert replace(share, reached=reached).least("城区") == Fraction(1, 2)
