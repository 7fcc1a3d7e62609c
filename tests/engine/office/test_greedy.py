"""The office's own way: always feasible (or nothing can be done), never better than the optimum."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from oracle import best_rank
from placement.engine.control.watch import Watch
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.starts.beginning import find_start
from placement.errors import HardRuleError
from plans import exact_value
from two_circles import HALL, MILL_SCHOOL, MILL_SHOP, WEST, option_facts, two_circles
from variations import VARIATIONS, varied_city

FREE = sorted(set(VARIATIONS) - {"locked", "hard_targets", "locked_and_hard"})


@pytest.mark.parametrize("rule", FREE)
def test_without_hard_rules_it_is_always_feasible_and_never_better(rule: str) -> None:
    for seed in range(20):
        city = varied_city(rule, seed)
        plan = plan_greedily(city)
        value = exact_value(city, plan)
        assert value is not None, (seed, evaluate(city, plan).violations)
        best = best_rank(city)
        assert best is not None
        assert value >= best


@pytest.mark.parametrize("rule", ["locked", "hard_targets", "locked_and_hard"])
def test_a_start_is_found_exactly_where_there_is_one(rule: str) -> None:
    found = set()
    for seed in range(40):
        city = varied_city(rule, seed)
        best = best_rank(city)
        found.add(best is not None)
        if best is None:
            with pytest.raises(HardRuleError):
                find_start(city, Watch())
            continue
        plan, source, _ = find_start(city, Watch())
        value = exact_value(city, plan)
        assert value is not None, seed
        assert value >= best
        assert source in {"greedy", "nothing", "mip"}
    assert found == {True, False}


def test_a_lock_for_a_later_year_keeps_its_share_of_limits_over_all_years() -> None:
    tried = 0
    for seed in range(40):
        city = varied_city("quotas", seed)
        option, year = city.n_options - 1, city.n_years - 1
        alone = Decisions.nothing(city)
        alone.start[option] = year
        asked = replace(
            city, locked_in={int(city.options.site[option]): frozenset({(option, year)})}
        )
        if not year or not evaluate(asked, alone).feasible:
            continue
        tried += 1
        assert evaluate(asked, plan_greedily(asked)).feasible, seed
    assert tried


def test_locked_premises_are_never_given_to_something_else_first() -> None:
    # the hall is locked for 2025, but west could use it at once
    city = two_circles(locked_in={1: frozenset({(HALL, 2)})}, budget_cap_fen=np.full((2, 3), -1))
    plan = plan_greedily(city)
    assert plan.start[HALL] == 2
    assert evaluate(city, plan).feasible


def test_locks_that_fit_only_together_are_placed_together() -> None:
    # the hall (40 000 yuan) and the mill's school (50 000) may both begin in 2024, but one year's
    # money pays one of them: the cheapest choice of each alone would burst 2024
    city = two_circles(
        locked_in={
            1: frozenset({(HALL, 1), (HALL, 2)}),
            2: frozenset({(MILL_SCHOOL, 1)}),
        },
        budget_cap_fen=np.array([[0, 5_000_000, 4_000_000], [-1, -1, -1]]),
        awards=(),
    )
    assert not evaluate(city, plan_greedily(city)).feasible
    plan, source, _ = find_start(city, Watch())
    assert source == "greedy"
    assert plan.start[[HALL, MILL_SCHOOL]].tolist() == [2, 1]
    tight = replace(city, budget_cap_fen=np.array([[0, 5_000_000, 3_999_999], [-1, -1, -1]]))
    with pytest.raises(HardRuleError, match="hall"):
        find_start(tight, Watch())


def test_nothing_is_built_that_is_not_needed() -> None:
    city = two_circles(targets=(), awards=(), locked_in={})
    assert (plan_greedily(city).start == NEVER).all()


def test_the_cheapest_gap_is_closed_first() -> None:
    # the hall's school (40 000 yuan) does for west what the mill's (50 000) does
    city = two_circles(
        options=replace(option_facts(), available=np.ones((4, 3), dtype=bool)),
        budget_cap_fen=np.full((2, 3), -1),
        awards=(),
        locked_in={},
    )
    plan = plan_greedily(city)
    assert plan.start[HALL] != NEVER
    assert plan.start[MILL_SCHOOL] == NEVER
    assert plan.start[MILL_SHOP] != NEVER
    assert plan.held[WEST, 2] == 1


def test_doing_nothing_is_feasible_wherever_nothing_is_hard() -> None:
    for rule in FREE:
        for seed in range(10):
            city = varied_city(rule, seed)
            assert exact_value(city, Decisions.nothing(city)) is not None


def test_an_interrupted_office_keeps_what_it_has_planned() -> None:
    class InterruptedAfter(Watch):
        looks = most = 0

        @property
        def interrupted(self) -> bool:
            self.looks += 1
            return self.looks > self.most

    cut_short = 0
    for seed, most in itertools.product(range(10), (0, 3, 6)):
        city = varied_city("as_drawn", seed)
        watch = InterruptedAfter()
        watch.most = most
        plan = plan_greedily(city, watch=watch)
        assert evaluate(city, plan).feasible
        cut_short += (plan.start != plan_greedily(city).start).any()
    assert 0 < cut_short < 30
