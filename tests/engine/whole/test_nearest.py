"""A plan as near to the one people know as an equally good plan can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oracle import circle_paths, every_start, value_of
from placement.engine.control.settings import USUAL
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.whole.nearest import OTHER_YEAR, SAME_YEAR, keep_near
from placement.instance import Instance
from plans import any_plan, decisions, exact_value, legal_plan
from tiny import tiny_city
from two_circles import HALL, MILL_SHOP, two_circles
from variations import VARIATIONS, varied_city

YEARS_ARE_FREE = frozenset({"as_drawn", "shares", "odd_fen", "gates_of_tiers", "max_benefit"})
"""Rules with which some of the plans drawn can come nearer."""


def in_common(plan: Decisions, known: Decisions) -> int:
    both = (plan.start != NEVER) & (known.start != NEVER)
    same = both & (plan.start == known.start)
    return SAME_YEAR * int(same.sum()) + OTHER_YEAR * int((both & ~same).sum())


def shuffled(city: Instance, plan: Decisions, rng: np.random.Generator) -> Decisions:
    """The plan with its works in other years, some left out, and works of its sites' other options."""
    start = any_plan(city, rng).start
    for option in np.flatnonzero(plan.start != NEVER).tolist():
        if rng.random() < 0.8:
            start[city.options.site == city.options.site[option]] = NEVER
            start[option] = rng.choice(np.flatnonzero(city.options.available[option]))
    return Decisions(start, plan.held)


@pytest.mark.parametrize("rule", VARIATIONS)
def test_value_and_tiers_stay_and_no_circle_is_later(rule: str) -> None:
    nearer = 0
    for seed in range(12):
        city = varied_city(rule, seed)
        rng = np.random.default_rng([seed, 91])
        plan = legal_plan(city, rng)
        if plan is None:
            continue
        known = shuffled(city, plan, rng)
        found, _ = keep_near(city, plan, known, Watch(20), USUAL)
        assert exact_value(city, found) == exact_value(city, plan) is not None, seed
        assert (found.held >= plan.held).all()
        assert (found.held[:, -1] == plan.held[:, -1]).all()
        assert in_common(found, known) >= in_common(plan, known)
        nearer += in_common(found, known) > in_common(plan, known)
    assert nearer or rule not in YEARS_ARE_FREE


@pytest.mark.parametrize("seed", range(6))
def test_no_equally_good_plan_of_what_either_builds_has_more_in_common(seed: int) -> None:
    city = one_block(tiny_city(seed))
    rng = np.random.default_rng([seed, 92])
    plan, known = legal_plan(city, rng), legal_plan(city, rng)
    assert plan is not None
    assert known is not None
    known = Decisions(known.start, plan.held)
    found, _ = keep_near(city, plan, known, Watch(20), USUAL)
    either = (plan.start != NEVER) | (known.start != NEVER)
    rank = evaluate(city, plan).rank(city)
    paths = [tuple(row) for row in plan.held.tolist()]
    most = 0
    for starts in every_start(city):
        if not all(either[o] for o in starts):
            continue
        if any(path not in circle_paths(city, starts, c) for c, path in enumerate(paths)):
            continue
        value = value_of(city, starts, paths)
        if value is not None and tuple(value) == rank:
            most = max(most, in_common(decisions(city, starts, paths), known))
    assert in_common(found, known) == most


def one_block(city: Instance) -> Instance:
    """The city with a budget nobody can exceed in any year, so that years are free to choose."""
    return replace(city, budget_cap_fen=np.full_like(city.budget_cap_fen, -1))


def test_two_works_that_changed_years_for_no_reason_change_back() -> None:
    city = two_circles(awards=())
    known = Decisions.nothing(city)
    known.start[[HALL, MILL_SHOP]] = 1, 0
    known.held[:] = NEVER
    plan = Decisions(known.start.copy(), known.held)
    plan.start[[HALL, MILL_SHOP]] = 0, 1
    found, _ = keep_near(city, plan, known, Watch(20), USUAL)
    assert found.start[[HALL, MILL_SHOP]].tolist() == [1, 0]


def test_nothing_is_asked_when_the_time_is_over() -> None:
    city = two_circles(awards=())
    known = Decisions.nothing(city)
    known.start[HALL] = 1
    plan = Decisions.nothing(city)
    plan.start[HALL] = 0
    found, notes = keep_near(city, plan, known, Watch(0), USUAL)
    assert found is plan
    assert not notes
