"""Goals: of two stages the first decides, and a bound of the goal is never read as more than it says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from placement.engine.priced.goal import Goal, find_goal
from placement.engine.priced.option_columns import NONE
from placement.engine.solver.compile import SparseModel, compile_model
from placement.formulation.build import build_model
from placement.instance import Instance, Int
from variations import varied_city

FIRST, SECOND = range(0, 40, 5), range(-300, 1, 100)


def joint() -> Goal:
    """Money in steps of 5, then up to 300 residents in steps of 100."""
    share = 5 / 400
    return Goal(np.zeros(1), 1.0, share, (5, 100), 0.0, is_joint=True)


def guided() -> Goal:
    """A shortfall in steps of 5, led by up to 30 of money."""
    return Goal(np.zeros(1), 80.0, 1.0, (5, 1), 30.0, is_joint=False)


def test_a_joint_goal_orders_plans_as_the_stages_do() -> None:
    goal, plans = joint(), list(itertools.product(FIRST, SECOND))
    for one, other in itertools.product(plans, plans):
        assert (goal.value(*one) < goal.value(*other)) == (one < other)
        assert (goal.value(*one) <= goal.better(*other) + goal.tolerance) == (one < other)
        assert (goal.value(*one) <= goal.as_good(*other) + goal.tolerance) == (one <= other)


def test_a_guided_goal_wants_what_is_better_in_the_first_stage() -> None:
    goal = guided()
    plans = list(itertools.product(FIRST, range(0, 31, 10)))
    for one, other in itertools.product(plans, plans):
        assert (goal.value(*one) <= goal.better(*other) + goal.tolerance) == (one[0] < other[0])
        assert (goal.value(*one) <= goal.as_good(*other) + goal.tolerance) == (one[0] <= other[0])


@pytest.mark.parametrize("goal", [joint(), guided()])
def test_bounds_of_a_goal_hold_for_every_plan_above_it(goal: Goal) -> None:
    plans = list(itertools.product(FIRST, SECOND if goal.is_joint else range(0, 31, 10)))
    for bound in np.linspace(-5, goal.value(35, 30), 200):
        above = [plan for plan in plans if goal.value(*plan) >= bound]
        least = goal.first_bound(float(bound))
        assert all(least <= plan[0] for plan in above)
        if goal.is_joint:
            for first in FIRST:
                after = goal.second_bound(float(bound), first)
                assert all(after <= plan[1] for plan in above if plan[0] == first)


@pytest.mark.parametrize("gap", [0.05, 0.3])
@pytest.mark.parametrize("goal", [joint(), guided()])
def test_a_bound_within_the_gap_says_so(goal: Goal, gap: float) -> None:
    for first in FIRST:
        low = goal.first_bound(goal.nearly_as_good(first, gap) + 1e-12)
        assert first - low <= gap * abs(first)


@pytest.mark.parametrize("goal", [joint(), guided()])
def test_no_bound_says_nothing(goal: Goal) -> None:
    assert goal.first_bound(-np.inf) == goal.second_bound(-np.inf, 5) == -np.inf


def test_what_is_proven_is_stated_in_full() -> None:
    goal = joint()
    for plan in itertools.product(FIRST, SECOND):
        assert goal.first_bound(goal.value(*plan)) == plan[0]
        assert goal.second_bound(goal.value(*plan), plan[0]) == plan[1]


def compiled(city: Instance) -> tuple[SparseModel, Int]:
    built = build_model(city)
    result = compile_model(built, tuple(stage.term for stage in city.stages))
    position, number = result.position(), {name: o for o, name in enumerate(city.options.ids)}
    site = np.full(len(result.columns), NONE)
    for (o, _), variable in built.model.built.items():
        site[position[id(variable)]] = city.options.site[number[o]]
    return result.sparse, site


@pytest.mark.parametrize("rule", ["as_drawn", "max_benefit", "money_first", "shares", "odd_fen"])
def test_goals_of_a_city_put_the_first_stage_first(rule: str) -> None:
    """No difference the second stage can make outweighs a step of the first."""
    for seed in range(3):
        city = varied_city(rule, seed)
        sparse, site = compiled(city)
        for n in range(len(city.stages)):
            goal = find_goal(city, sparse, n, site)
            if not goal.share:
                continue
            cost = (
                goal.cost - goal.weight * find_goal(city, sparse, n, np.full_like(site, NONE)).cost
            )
            paid = site == NONE
            swing = float((np.abs(cost[paid]) * (sparse.col_upper - sparse.col_lower)[paid]).sum())
            for s in set(site[~paid].tolist()):
                swing += float(np.abs(cost[site == s]).max())
            assert swing < goal.weight * goal.steps[0]
