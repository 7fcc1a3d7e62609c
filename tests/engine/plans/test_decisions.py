"""The engine's own arithmetic against the oracle, on legal and illegal plans."""

from __future__ import annotations

import numpy as np
import pytest

from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.instance import Instance, Stage
from plans import any_plan, exact_value
from tiny import tiny_city
from two_circles import EAST, FEN, MILL_SCHOOL, MILL_SHOP, ORDER, WEST, two_circles
from variations import VARIATIONS, varied_city

EVERY_TERM = tuple(
    Stage(term, maximise=False)
    for term in (
        "target_shortfall",
        "public_money",
        "aid_money",
        "award_money",
        "certified_residents",
        "resident_years",
        "conversions",
    )
)


@pytest.mark.parametrize("rule", VARIATIONS)
def test_evaluation_agrees_with_the_oracle(rule: str) -> None:
    verdicts = set()
    for seed in range(40):
        city = varied_city(rule, seed)
        rng = np.random.default_rng([seed, 11])
        for _ in range(4):
            plan = any_plan(city, rng)
            value, exact = evaluate(city, plan), exact_value(city, plan)
            assert value.feasible == (exact is not None), (seed, value.violations)
            if exact is not None:
                assert value.rank(city) == exact
            verdicts.add(value.feasible)
    assert verdicts == {True, False}


def test_every_term_agrees_with_the_oracle() -> None:
    for seed in range(40):
        city = tiny_city(seed, stages=EVERY_TERM)
        plan = any_plan(city, np.random.default_rng([seed, 13]))
        exact = exact_value(city, plan)
        if exact is not None:
            assert evaluate(city, plan).rank(city) == exact


def plan_of(city: Instance, starts: dict[int, int], held: list[list[int]]) -> Decisions:
    plan = Decisions.nothing(city)
    for option, year in starts.items():
        plan.start[option] = year
    return Decisions(plan.start, np.array(held))


NOBODY = [[NEVER] * 3, [NEVER] * 3]


@pytest.mark.parametrize(
    ("starts", "held", "sentence"),
    [
        ({MILL_SHOP: 0, MILL_SCHOOL: 1}, NOBODY, "site mill taken 2 times"),
        ({1: 0}, NOBODY, "option hall:school is not available in 2023"),
        ({}, NOBODY, "locked site hall is not used as locked"),
        ({}, [[0] * 3, [NEVER] * 3], "circle east does not reach basic in 2023"),
        ({MILL_SHOP: 1}, [[0] * 3, [NEVER] * 3], "circle east does not reach basic in 2023"),
        ({MILL_SHOP: 0}, [[0, NEVER, NEVER], [NEVER] * 3], "circle east falls in 2024"),
        ({}, [[NEVER] * 3, [0] * 3], "circle west may not be certified so"),
        ({MILL_SCHOOL: 0}, NOBODY, f"budget fund 2023 exceeded by {FEN // 2} fen"),
        ({ORDER: 0, MILL_SCHOOL: 0}, NOBODY, f"budget fund 2023 exceeded by {3 * FEN // 2} fen"),
    ],
)
def test_each_broken_rule_is_named(
    starts: dict[int, int], held: list[list[int]], sentence: str
) -> None:
    assert sentence in evaluate(two_circles(), plan_of(two_circles(), starts, held)).violations


def test_an_award_over_its_pool_is_named_to_the_fen() -> None:
    city = two_circles(budget_cap_fen=np.array([[-1, -1, -1], [FEN - 1, -1, -1]]))
    value = evaluate(city, plan_of(city, {MILL_SHOP: 0, 1: 1}, [[0] * 3, [NEVER] * 3]))
    assert value.violations == ("budget pool 2023 exceeded by 1 fen",)
    assert value.spent_fen.tolist() == [[3 * FEN, 4 * FEN, 0], [FEN, 0, 0]]


def test_a_circle_that_may_not_rise() -> None:
    city = two_circles(allow_interim=False, existing=np.array([[3, 0, 4], [3, 0, 4]]))
    plan = plan_of(city, {MILL_SCHOOL: 1, 1: 1}, [[0, 1, 1], [NEVER] * 3])
    assert "circle east may not rise within the horizon" in evaluate(city, plan).violations


def test_a_blocked_circle() -> None:
    city = two_circles(blocked_circle=np.array([True, False]))
    plan = plan_of(city, {MILL_SHOP: 0, 1: 1}, [[0] * 3, [NEVER] * 3])
    assert "circle east may not be certified so" in evaluate(city, plan).violations


def test_a_hard_target_that_is_missed() -> None:
    base = two_circles()
    hard = tuple(type(k)(**{**_fields(k), "hard": True}) for k in base.targets)
    city = two_circles(targets=hard)
    value = evaluate(city, plan_of(city, {1: 1}, NOBODY))
    assert value.shortfall == {"basic:2024": 1, "high:2025": 2, "new-high:2025": 1}
    assert "hard target high:2025 missed by 2" in value.violations
    assert value.terms["target_shortfall"] == 1 + 2 * 2 + 1


def _fields(target: object) -> dict[str, object]:
    return {name: getattr(target, name) for name in target.__slots__}  # type: ignore[attr-defined]


def test_terms_of_a_plan_worked_by_hand() -> None:
    # 2023 the mill's shop (30 000 yuan) makes east basic (award 10 000); 2024 the hall's school
    # (40 000) makes west high: 1 shop + 1 (mill) + 2 (school) + 3 of order = 7 >= 6
    city = two_circles()
    value = evaluate(city, plan_of(city, {MILL_SHOP: 0, 1: 1}, [[0, 0, 0], [NEVER, 1, 1]]))
    assert value.violations == ()
    assert value.terms == {
        "target_shortfall": 0 + 2 * 1 + 1,  # one of two circles is high in 2025, none of them newly
        "aid_money": 7,
        "award_money": 1,
        "public_money": 8,
        "resident_years": 3 * 9000 + 2 * 7000,
        "certified_residents": 16000,
        "conversions": 2,
        "option_weight": 0,
        "overrun_money": 0,
        "overrun_years": 0,
    }
    assert (EAST, WEST) == (0, 1)
