"""Certified as soon and as high as earned, where that costs no stage of the objective anything."""

from __future__ import annotations

import numpy as np
import pytest

from placement.engine.finishing.polish import certify_as_earned
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from plans import exact_value, legal_plan
from two_circles import EAST, FEN, HALL, MILL_SHOP, WEST, two_circles
from variations import VARIATIONS, varied_city


@pytest.mark.parametrize("rule", VARIATIONS)
def test_no_stage_gets_worse_and_every_rule_is_kept(rule: str) -> None:
    moved = 0
    for seed in range(30):
        city = varied_city(rule, seed)
        plan = legal_plan(city, np.random.default_rng([seed, 41]))
        if plan is None:
            continue
        polished = certify_as_earned(city, plan)
        before, after = exact_value(city, plan), exact_value(city, polished)
        assert after is not None, seed
        assert before is not None
        assert after <= before
        assert (polished.start == plan.start).all()
        assert (polished.held[:, -1] >= plan.held[:, -1]).all()
        if city.allow_interim:  # else a higher tier in the end can cost a lower one before
            assert (polished.held >= plan.held).all()
        moved += bool((polished.held != plan.held).any())
    assert moved


def built(**starts: int) -> Decisions:
    plan = Decisions.nothing(two_circles())
    for name, year in starts.items():
        plan.start[{"hall": HALL, "shop": MILL_SHOP}[name]] = year
    return plan


def test_a_circle_is_certified_in_the_year_it_earns_the_tier() -> None:
    # the mill's shop of 2023 gives east 1 + 2 = 3 points and a basic kind; 2025 pays no award
    city = two_circles(awards=())
    plan = built(shop=0, hall=1)
    plan.held[EAST, 2] = 0
    polished = certify_as_earned(city, plan)
    assert polished.held[EAST].tolist() == [0, 0, 0]
    assert polished.held[WEST].tolist() == [NEVER, 1, 1]  # 1 + 1 + 2 + 3 points, both kinds


def test_not_where_an_award_makes_it_dearer() -> None:
    city = two_circles(targets=())
    plan = built(shop=0, hall=1)
    plan.held[EAST, 2] = 0  # an award is due for basic in 2023 and in 2024
    assert certify_as_earned(city, plan).held[EAST].tolist() == [NEVER, NEVER, 0]


def test_not_where_the_award_bursts_its_pool() -> None:
    city = two_circles(
        awards=two_circles().awards[:1],
        awards_are_minimised=False,
        budget_cap_fen=np.array([[-1, -1, -1], [FEN - 1, -1, -1]]),
    )
    plan = built(shop=0, hall=1)
    plan.held[EAST, 2] = 0
    polished = certify_as_earned(city, plan)
    assert evaluate(city, polished).feasible
    assert polished.held[EAST, 0] == NEVER
