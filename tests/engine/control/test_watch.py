"""Limits and interruptions: whatever ends a solve, a plan that keeps every rule is left."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time

import numpy as np
import pytest

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Progress, StoppedError, Watch, stop_on_signals
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.engine.solver.highs import Highs
from placement.engine.solver.translate import state_model
from placement.errors import HardRuleError
from placement.formulation.build import CONSTRAINT_FAMILIES
from plans import exact_value
from small_models import INF, sparse_model
from truths import falsehoods, ranks_of
from variations import VARIATIONS, torn, varied_city

PHASES = ("build", "stage 1", "stage 2", "stage 3")


def test_the_clock_and_the_flag() -> None:
    watch = Watch()
    assert watch.remaining_s == INF
    assert not watch.over
    assert Watch(time_limit_s=0.0).over
    assert not Watch(time_limit_s=0.0).interrupted
    inner = watch.inner(30.0)
    assert 0 < inner.remaining_s <= 30.0
    watch.stop()
    assert watch.over
    assert watch.interrupted
    assert inner.interrupted
    assert Watch(time_limit_s=5.0, started=time.monotonic() - 10).remaining_s == 0.0


def test_progress_is_told_by_phase() -> None:
    told: list[Progress] = []
    watch = Watch(report=told.append)
    solve_instance(varied_city("as_drawn", 4), watch)
    phases = [p.phase for p in told]
    assert phases[0] == "greedy"
    assert [p.split()[0] for p in dict.fromkeys(phases)] == [
        "greedy", "stage", "build", "stage", "stage",
    ]  # fmt: skip
    assert all(a.seconds <= b.seconds for a, b in itertools.pairwise(told))


def test_no_time_at_all_leaves_the_greedy_plan() -> None:
    for seed in range(10):
        city = varied_city("as_drawn", seed)
        outcome = solve_instance(city, Watch(time_limit_s=0.0))
        assert outcome.source in {"greedy", "nothing"}
        assert outcome.status in {
            "limit",
            "optimal",
        }  # a shortfall and a cost of 0 cannot be beaten
        assert exact_value(city, outcome.decisions) is not None


def looks_of(monkeypatch: pytest.MonkeyPatch, stop_at: int) -> list[int]:
    """Count the looks at any watch; the one of that number finds that the work should end."""
    looks: list[int] = []

    def look(watch: Watch) -> None:
        looks.append(len(looks))
        if len(looks) - 1 == stop_at:
            watch.stop()
        if watch.over:
            raise StoppedError

    monkeypatch.setattr(Watch, "look", look)
    return looks


def test_building_a_model_looks_at_the_watch_between_any_two_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city, every = varied_city("as_drawn", 4), looks_of(monkeypatch, -1)
    state_model(city, Watch())
    assert len(every) > len(CONSTRAINT_FAMILIES)
    for n in range(len(every)):
        looks = looks_of(monkeypatch, n)
        with pytest.raises(StoppedError):
            state_model(city, Watch())
        assert len(looks) == n + 1, "nothing more is built"


@pytest.mark.parametrize("part", ["whole", "blocks", "priced"])
def test_stopped_while_a_model_is_built_the_plan_so_far_is_handed_back(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = "placement.engine.control.sizes."
    if part != "whole":
        monkeypatch.setattr(sizes + "SMALLEST_MERGED", -1)
    if part == "priced":
        monkeypatch.setattr(sizes + "LARGEST_UNPRICED", -1)
    city = torn(varied_city("as_drawn", 4))
    ranks, every = ranks_of(city), looks_of(monkeypatch, -1)
    best = solve_instance(city, Watch(), Settings(workers=0, confirm=True))
    assert best.status == "optimal"
    last = len(every) - 1
    for n in (0, 1, last // 3, last // 2, last):
        looks_of(monkeypatch, n)
        outcome = solve_instance(city, Watch(), Settings(workers=0, confirm=True))
        rank = evaluate(city, outcome.decisions).rank(city)
        assert not falsehoods(outcome, rank, ranks)
        assert evaluate(city, outcome.decisions).feasible
        assert not outcome.confirmed
        assert outcome.status in {"interrupted", "optimal"}
    assert outcome.status == "optimal", "the last model is the second solve's"


@pytest.mark.parametrize("rule", VARIATIONS)
@pytest.mark.parametrize("phase", PHASES)
def test_stopped_anywhere_the_outcome_states_its_own_plan(rule: str, phase: str) -> None:
    """Value by stage is that of the plan handed back, no bound is beaten, no proof is made up."""
    for seed in (22, 48):
        city = varied_city(rule, seed)
        watch = Watch()
        watch.report = lambda p, watch=watch: watch.stop() if p.phase.startswith(phase) else None
        try:
            outcome = solve_instance(city, watch)
        except HardRuleError:
            continue
        value = exact_value(city, outcome.decisions)
        assert value == tuple(-s.value if s.maximise else s.value for s in outcome.stages), seed
        for stage in outcome.stages:
            if stage.bound is not None:
                gap = stage.bound - stage.value if stage.maximise else stage.value - stage.bound
                assert gap >= 0
                assert stage.proven == (gap == 0)
        proven = all(stage.proven for stage in outcome.stages)
        assert outcome.status == ("optimal" if proven else "interrupted")


def hard_knapsack() -> Highs:
    """Rows and columns enough for HiGHS to need seconds: a multi-dimensional knapsack."""
    rng = np.random.default_rng(11)
    weights = rng.integers(200, 1000, (20, 150))
    model = sparse_model(
        weights, ([-INF] * 20, weights.sum(axis=1) // 3), ([0] * 150, [1] * 150), [1] * 150
    )
    highs = Highs(model)
    highs.set_objective(-rng.integers(200, 1000, 150).astype(float))
    return highs


@pytest.mark.parametrize("how", ["stop", "limit"])
def test_ended_in_the_middle_of_a_solve_the_incumbent_is_kept(how: str) -> None:
    highs = hard_knapsack()
    watch = Watch()
    timer = threading.Timer(1.0, watch.stop)
    if how == "stop":
        timer.start()
    started = time.monotonic()
    limit = 1.0 if how == "limit" else 60.0
    result = highs.run(watch, absolute_gap=0.0, relative_gap=0.0, time_limit_s=limit)
    timer.cancel()
    assert time.monotonic() - started < 6
    assert result.status == ("interrupted" if how == "stop" else "limit")
    assert result.values is not None
    assert result.objective < 0
    assert -INF < result.bound <= result.objective
    taken = result.values.round()
    assert (highs.model.matrix @ taken <= highs.model.row_upper).all()


def test_the_clock_of_a_second_solve_starts_anew() -> None:
    highs = hard_knapsack()
    for _ in range(2):
        started = time.monotonic()
        result = highs.run(Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=0.4)
        assert result.status == "limit"
        assert 0.3 < time.monotonic() - started < 5


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_watch_and_the_old_handler_returns(number: signal.Signals) -> None:
    watch = Watch()
    before = signal.getsignal(number)
    heard: list[int] = []

    def send() -> None:
        deadline, already = time.monotonic() + 5, len(heard)
        os.kill(os.getpid(), number)
        while len(heard) == already and time.monotonic() < deadline:
            time.sleep(0.01)

    with stop_on_signals(watch, heard.append):
        send()
        assert watch.interrupted
        assert signal.getsignal(number) != signal.SIG_DFL
        send()
        assert signal.getsignal(number) == signal.SIG_DFL  # the next one ends the program at once
    assert heard == [1, 2]
    assert signal.getsignal(number) == before


def test_outside_the_main_thread_signals_are_left_alone() -> None:
    seen = []

    def work() -> None:
        with stop_on_signals(Watch()):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]


@pytest.mark.parametrize("gap", [0.05, 0.5, 1.0])
def test_a_gap_that_is_accepted_is_no_proof(gap: float) -> None:
    ends = set()
    for seed in range(12):
        city = varied_city("odd_fen", seed)
        outcome = solve_instance(city, Watch(), Settings(gap=gap))
        ends.add(outcome.status)
        assert exact_value(city, outcome.decisions) is not None
        terms = evaluate(city, outcome.decisions).terms
        assert [s.value for s in outcome.stages] == [terms[s.term] for s in outcome.stages]
        assert all(s.relative_gap is not None and s.relative_gap <= gap for s in outcome.stages)
        assert (outcome.grade == "proved_one_engine") == (outcome.status == "optimal")
    assert ends <= {"within_gap", "optimal"}
