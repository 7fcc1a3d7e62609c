"""Works brought forward: circles are ready no later, no stage of the objective gets worse, every rule is kept."""

from __future__ import annotations

import numpy as np
import pytest

from placement.engine.finishing.earlier import bring_forward
from placement.engine.plans.decisions import NEVER, Decisions
from plans import exact_value, legal_plan
from two_circles import EAST, FEN, HALL, MILL_SHOP, two_circles
from variations import VARIATIONS, varied_city

SOMETHING_WAITS = frozenset({"as_drawn", "odd_fen", "locked", "gates_of_tiers", "quotas"})
"""Rules with which some of the plans drawn have a circle that waits for works."""


@pytest.mark.parametrize("rule", VARIATIONS)
def test_no_stage_gets_worse_and_every_rule_is_kept(rule: str) -> None:
    moved = 0
    for seed in range(40):
        city = varied_city(rule, seed)
        plan = legal_plan(city, np.random.default_rng([seed, 43]))
        if plan is None:
            continue
        sooner = bring_forward(city, plan)
        before, after = exact_value(city, plan), exact_value(city, sooner)
        assert after is not None, seed
        assert before is not None
        assert after <= before
        assert ((sooner.start == NEVER) == (plan.start == NEVER)).all()
        assert (sooner.start <= plan.start).all()
        assert (sooner.held[:, -1] == plan.held[:, -1]).all()
        assert (sooner.held >= plan.held).all()
        moved += bool((sooner.start != plan.start).any())
    assert moved or rule not in SOMETHING_WAITS


def late_shop() -> Decisions:
    plan = Decisions.nothing(two_circles())
    plan.start[[HALL, MILL_SHOP]] = 1, 2
    plan.held[EAST, 2] = 0
    return plan


def test_a_shop_and_its_circle_come_as_early_as_they_can() -> None:
    sooner = bring_forward(two_circles(awards=()), late_shop())
    assert sooner.start[MILL_SHOP] == 0
    assert sooner.held[EAST].tolist() == [0, 0, 0]
    assert sooner.start[HALL] == 1  # no circle waits for it


def test_not_where_the_year_has_no_money_for_it() -> None:
    free = two_circles(awards=())
    line = free.options.pay_budget[free.options.pay_option == MILL_SHOP][0]
    caps = free.budget_cap_fen.copy()
    caps[line] = [FEN - 1, -1, -1]
    sooner = bring_forward(two_circles(awards=(), budget_cap_fen=caps), late_shop())
    assert sooner.start[MILL_SHOP] == 1
    assert sooner.held[EAST].tolist() == [NEVER, 0, 0]
