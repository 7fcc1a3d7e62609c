"""An earlier plan in a changed city: what still holds together is kept, and is a legal start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.recall import better_start, intended, recall
from placement.engine.solve import solve_instance
from placement.instance import Instance
from placement.plan import Plan
from plans import plan_in_ids
from variations import varied_city

SEEDS = range(40, 52)


@pytest.fixture(params=SEEDS)
def solved(request: pytest.FixtureRequest) -> tuple[Instance, Decisions]:
    city = varied_city("as_drawn", request.param)
    return city, solve_instance(city, Watch()).decisions


def test_an_unchanged_city_recalls_the_whole_plan(solved: tuple[Instance, Decisions]) -> None:
    city, best = solved
    again = recall(plan_in_ids(city, best), city)
    assert (again.start == best.start).all()
    assert (again.held == best.held).all()


def test_a_smaller_budget_leaves_a_legal_plan(solved: tuple[Instance, Decisions]) -> None:
    city, best = solved
    poorer = replace(
        city, budget_cap_fen=np.where(city.budget_cap_fen < 0, 500, city.budget_cap_fen // 2)
    )
    value = evaluate(poorer, recall(plan_in_ids(city, best), poorer))
    assert value.feasible, value.violations


def test_what_was_intended_is_told_whether_it_can_be_paid_or_not() -> None:
    left_out = 0
    for seed in SEEDS:
        city = varied_city("as_drawn", seed)
        best = solve_instance(city, Watch()).decisions
        poor = replace(city, budget_cap_fen=np.zeros_like(city.budget_cap_fen))
        plan = plan_in_ids(city, best)
        assert (intended(plan, poor).start == best.start).all()
        assert (intended(plan, poor).held == best.held).all()
        left_out += int((recall(plan, poor).start != best.start).sum())
    assert left_out


def test_a_lost_option_takes_its_circles_along(solved: tuple[Instance, Decisions]) -> None:
    city, best = solved
    lost = np.flatnonzero(best.start != NEVER)[:1]
    available = city.options.available.copy()
    available[lost] = False
    left = replace(city, options=replace(city.options, available=available))
    again = recall(plan_in_ids(city, best), left)
    assert (again.start[lost] == NEVER).all()
    assert evaluate(left, again).feasible


def test_unknown_ids_and_years_are_left_out(solved: tuple[Instance, Decisions]) -> None:
    city, best = solved
    plan = plan_in_ids(city, best)
    foreign = Plan(
        tuple(replace(choice, option_id=f"x{choice.option_id}") for choice in plan.choices),
        tuple(replace(item, year=1999) for item in plan.certifications),
    )
    again = recall(foreign, city)
    assert (again.start == NEVER).all()
    assert (again.held == NEVER).all()


def test_a_solve_without_time_keeps_the_earlier_optimum(solved: tuple[Instance, Decisions]) -> None:
    city, best = solved
    outcome = solve_instance(city, Watch(time_limit_s=0.0), earlier=best)
    assert evaluate(city, outcome.decisions).rank(city) == evaluate(city, best).rank(city)


def test_a_start_that_breaks_a_rule_is_not_taken(solved: tuple[Instance, Decisions]) -> None:
    city, best = solved
    nothing = Decisions.nothing(city)
    everywhere = Decisions(nothing.start, np.full_like(nothing.held, len(city.tier_ids) - 1))
    assert better_start(city, (best, "greedy"), everywhere) == (best, "greedy")
    assert better_start(city, (nothing, "nothing"), None) == (nothing, "nothing")
