"""Limits of terms are met from the start, one after another; where that cannot be, or the solver fails, it is said."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from oracle import every_rank
from placement.engine.control.watch import Watch
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.engine.solver.guard import ASKED_AGAIN, DIED, Guard
from placement.engine.starts.beginning import find_start
from placement.errors import HardRuleError
from placement.instance import Instance, TermLimit
from variations import varied_city


def limited(city: Instance, rng: np.random.Generator) -> Instance:
    """Ask of every stage for somewhat more, or less, than a start has, as plans nearly as good as one are asked for."""
    terms = evaluate(city, find_start(city, Watch())[0]).terms
    rules = []
    for stage in city.stages:
        unit = city.money_unit_fen if stage.term.endswith("_money") else 1
        most = round(float(rng.choice([0.6, 0.9, 1.0, 1.2])) * terms[stage.term])
        rules.append(TermLimit(stage.term, is_most=not stage.maximise, limit=most * unit))
    return replace(city, term_limits=tuple(rules))


@pytest.mark.parametrize("rule", ["as_drawn", "max_benefit", "shares"])
def test_a_start_within_limits_is_found_exactly_where_there_is_one(rule: str) -> None:
    found = {}
    for seed in range(24):
        city = varied_city(rule, seed)
        if not any(True for _ in every_rank(city)):
            continue
        asked = limited(city, np.random.default_rng(seed))
        possible = any(True for _ in every_rank(asked))
        if not possible:
            with pytest.raises(HardRuleError) as told:
                find_start(asked, Watch())
            assert told.value.proven
            assert "已证明" in str(told.value)
            found["none"] = True
            continue
        plan, source, _ = find_start(asked, Watch())
        assert evaluate(asked, plan).feasible
        found[source] = True
        if source == "mip":
            assert evaluate(asked, solve_instance(asked, Watch()).decisions).feasible
    assert {"none", "mip"} <= found.keys()


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (
            TermLimit("resident_years", False, 10**9),
            "“达标圈内居民数逐年累计”至少 1,000,000,000 人·年：时限内未找到",
        ),
        (
            TermLimit("award_money", False, 10**15 + 1),
            "“认定奖励”至少 1,000,000,000.000001 万元",
        ),
    ],
)
def test_without_time_it_is_not_said_that_limits_cannot_be_kept(
    limit: TermLimit, words: str
) -> None:
    city = varied_city("as_drawn", 3)
    asked = replace(city, term_limits=(limit,))
    with pytest.raises(HardRuleError, match=words) as told:
        find_start(asked, Watch(time_limit_s=0.0))
    assert not told.value.proven
    assert "已证明" not in str(told.value)


needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signals here")


@pytest.fixture
def guard() -> Iterator[Guard]:
    one = Guard()
    one.start()
    yield one
    one.close()


def hurt(guard: Guard, number: signal.Signals) -> None:
    assert guard._child is not None
    os.kill(guard._child.process.pid, number)


@needs_signals
def test_what_the_solver_got_wrong_before_the_first_plan_is_told(guard: Guard) -> None:
    cities = (varied_city("as_drawn", seed) for seed in range(24))
    possible = (
        limited(city, np.random.default_rng(seed))
        for seed, city in enumerate(cities)
        if any(True for _ in every_rank(city))
    )
    asked = next(
        city
        for city in possible
        if any(True for _ in every_rank(city)) and find_start(city, Watch()).source == "mip"
    )
    hurt(guard, signal.SIGKILL)
    found = find_start(asked, Watch(guard=guard))
    assert found.source == "mip"
    assert found.notes == (f"HiGHS: {DIED}{ASKED_AGAIN}",)


@needs_signals
def test_that_nothing_was_found_names_the_errors_on_the_way(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placement.engine.solver.guard.GRACE_S", 0.3)
    asked = replace(
        varied_city("as_drawn", 3), term_limits=(TermLimit("resident_years", False, 10**9),)
    )
    hurt(guard, signal.SIGSTOP)
    with pytest.raises(HardRuleError, match="求解过程出过 1 次错，可能因此没有找到") as told:
        find_start(asked, Watch(time_limit_s=3.0, guard=guard))
    assert not told.value.proven
