"""An earlier plan made good: never worse than what is left of it, and as good as its own options allow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oracle import best_rank
from placement.engine.city.repair import repaired
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.recall import recall
from placement.engine.solve import solve_instance
from placement.instance import Instance, TargetFacts
from plans import plan_in_ids
from variations import varied_city

RULES = ("as_drawn", "odd_fen", "quotas", "shares", "certified_before", "max_benefit", "reviews")


@pytest.fixture(autouse=True)
def _in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found must not hang on how busy the machine is."""
    monkeypatch.setattr("placement.engine.city.repair.MOST_S", 1e6)


def optimum(city: Instance) -> Decisions:
    return solve_instance(city, Watch()).decisions


def with_less_money(city: Instance) -> Instance:
    caps = city.budget_cap_fen
    return replace(city, budget_cap_fen=np.where(caps < 0, -1, caps // 4))


def only(city: Instance, options: np.ndarray) -> Instance:
    """The same city in which no other options can be started."""
    facts = city.options
    return replace(city, options=replace(facts, available=facts.available & options[:, None]))


@pytest.mark.parametrize("rule", RULES)
def test_with_less_money_the_best_that_its_own_options_can_do_is_kept(rule: str) -> None:
    hurt = 0
    for seed in range(8):
        city = varied_city(rule, seed)
        plan, asked = optimum(city), with_less_money(city)
        left = recall(plan_in_ids(city, plan), asked)
        found = repaired(plan_in_ids(city, plan), asked, Watch(), Settings())[0]
        value, before = evaluate(asked, found), evaluate(asked, left)
        assert value.feasible
        assert value.rank(asked) <= before.rank(asked)
        if (left.held < plan.held).any():
            hurt += 1
            assert value.rank(asked) <= best_rank(only(asked, plan.start != NEVER)), seed
    assert hurt


def test_on_demand_nothing_is_built_that_the_plan_did_not_build() -> None:
    saved = 0
    for seed in range(20):
        city = varied_city("as_drawn", seed)
        plan, asked = optimum(city), with_less_money(city)
        former, settings = plan_in_ids(city, plan), Settings()
        found = repaired(former, asked, Watch(), settings, others_too=False)[0]
        assert not ((found.start != NEVER) & (plan.start == NEVER)).any()
        left, freely = recall(former, asked), repaired(former, asked, Watch(), settings)[0]
        values = [evaluate(asked, p).rank(asked) for p in (freely, found, left)]
        assert values == sorted(values)
        saved += values[1] < values[2]
    assert saved


def test_more_is_saved_than_what_is_left() -> None:
    for seed in range(20):
        city = varied_city("as_drawn", seed)
        plan, asked = plan_in_ids(city, optimum(city)), with_less_money(city)
        left, found = recall(plan, asked), repaired(plan, asked, Watch(), Settings())[0]
        if evaluate(asked, found).rank(asked) < evaluate(asked, left).rank(asked):
            return
    pytest.fail("nothing was ever saved")


def pinned(city: Instance, circle: int) -> Instance:
    """Ask for one circle at the lower tier by the end, without fail."""
    pin = TargetFacts("pin", (circle,), 0, city.n_years - 1, 1, 1, hard=True, per_year=False)
    return replace(city, targets=(*city.targets, pin))


@pytest.mark.parametrize("rule", ["as_drawn", "odd_fen", "shares", "reviews"])
def test_a_hard_target_that_is_new_is_met_and_as_much_kept_as_can_be(rule: str) -> None:
    met = impossible = 0
    for seed in range(10):
        city = varied_city(rule, seed)
        plan = optimum(city)
        for circle in np.flatnonzero(plan.held[:, -1] == NEVER).tolist():
            asked = pinned(city, circle)
            found = repaired(plan_in_ids(city, plan), asked, Watch(), Settings())[0]
            value = evaluate(asked, found)
            if best_rank(asked) is None:
                impossible += 1
                assert not value.feasible
                continue
            met += 1
            assert value.feasible, value.violations
            assert value.rank(asked) <= (best_rank(only(asked, plan.start != NEVER)) or (np.inf,))
    assert met
    assert impossible


def test_what_has_lost_nothing_is_left_alone_and_without_time_so_is_the_rest() -> None:
    city = varied_city("as_drawn", 4)
    plan = optimum(city)
    assert (plan.start != NEVER).any()
    kept = repaired(plan_in_ids(city, plan), city, _must_not_solve(), Settings())[0]
    assert np.array_equal(kept.start, plan.start)
    assert np.array_equal(kept.held, plan.held)
    asked = with_less_money(city)
    late = repaired(plan_in_ids(city, plan), asked, Watch(time_limit_s=0.0), Settings())[0]
    left = recall(plan_in_ids(city, plan), asked)
    assert np.array_equal(late.start, left.start)


def _must_not_solve() -> Watch:
    def report(told: object) -> None:
        raise AssertionError(told)

    return Watch(report=report)
