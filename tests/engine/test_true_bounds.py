"""Whatever ends a priced solve, and wherever: every bound and every trade it states is true of all plans."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

import placement.engine.priced.priced_model as pricing
import placement.engine.priced.tree as trees
from oracle import every_rank
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.priced.rounding import Rounding
from placement.engine.priced.solve import solve_priced
from placement.engine.solver.warm_lp import WarmLp
from placement.instance import Instance
from truths import falsehoods
from variations import varied_city

RULES = ["as_drawn", "money_first", "max_benefit", "batches", "shares", "dear_awards", "reviews"]
GAPS = [0.0, 0.05, 0.2, 0.5]


@pytest.fixture(autouse=True)
def _no_plan_by_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The incumbent stays what it was for long, so that a wrong bound has something to be wrong about."""
    monkeypatch.setattr(pricing, "cheapest_per_line", lambda *_: np.zeros(0, dtype=np.int64))
    for name in ("dive", "complete", "search_around"):
        monkeypatch.setattr(Rounding, name, lambda *_: None)
    monkeypatch.setattr(trees, "NODES_PER_NOTE", 1)


def starts_of(city: Instance) -> list[Decisions]:
    plans = (Decisions.nothing(city), plan_greedily(city))
    return [plan for plan in plans if evaluate(city, plan).feasible]


def solve_and_check(city: Instance, start: Decisions, watch: Watch, settings: Settings) -> Outcome:
    ranks = np.array(sorted(set(every_rank(city))))
    offered: list[Outcome] = []
    watch.offer = offered.append
    outcome = solve_priced(city, start, watch, settings)
    for stated in (*offered, outcome):
        value = evaluate(city, stated.decisions)
        assert value.feasible
        assert not falsehoods(stated, value.rank(city), ranks)
    return outcome


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("rule", RULES)
def test_of_a_solve_to_its_end(rule: str, gap: float) -> None:
    ended = set()
    for seed in range(4):
        city = varied_city(rule, seed)
        for start in starts_of(city):
            outcome = solve_and_check(city, start, Watch(), Settings(gap=gap))
            ended.add(outcome.status)
    assert ended <= ({"optimal", "within_gap"} if gap else {"optimal"})


def stopping_at(run: Callable[..., object], watch: Watch, at: int) -> Callable[..., object]:
    counted = itertools.count(1)

    def stop_then_run(self: WarmLp, *args: int) -> object:
        if next(counted) >= at:
            watch.stop()
        return run(self, *args)

    return stop_then_run


@pytest.mark.parametrize("rule", ["as_drawn", "money_first", "max_benefit"])
def test_of_a_solve_stopped_at_any_relaxation(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run, stopped = WarmLp.run, 0
    for seed, at in itertools.product(range(2), range(1, 30, 2)):
        city, watch = varied_city(rule, seed), Watch()
        for start in starts_of(city)[:1]:
            monkeypatch.setattr(WarmLp, "run", stopping_at(run, watch, at))
            solve_and_check(city, start, watch, Settings())
            stopped += watch.interrupted
    assert stopped
