"""HiGHS under a guard: the same answers, and an end to it when it hangs, dies or is told to stop."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from oracle import every_rank
from placement.engine.again import solve_again
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Progress, Watch
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.engine.solver.guard import (
    ASKED_AGAIN,
    DIED,
    HANGS,
    SILENT,
    Guard,
    GuardedSession,
    guarded,
)
from placement.engine.solver.guarded import Question, Reply
from placement.engine.solver.highs import Highs
from placement.engine.solver.highs_model import SolverError
from placement.engine.solver.session import Ear, MipResult
from placement.engine.whole.confirm import ask_again
from placement.engine.whole.nearest import keep_near
from plans import plan_in_ids
from small_models import INF, at_most_one, sparse_model
from truths import falsehoods
from two_circles import HALL, MILL_SHOP, two_circles
from variations import varied_city

TOLD = (f"HiGHS: {DIED}{ASKED_AGAIN}",)
needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signals here")


@pytest.fixture
def guard() -> Iterator[Guard]:
    one = Guard()
    yield one
    one.close()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("placement.engine.solver.guard.GRACE_S", 0.3)


def run(highs: Highs, limit: float = 20.0, watch: Watch | None = None) -> MipResult:
    return highs.run(watch or Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=limit)


def never_returns(guard: Guard) -> Highs:
    """A model that HiGHS 1.15.1 does not return from, whatever its time limit."""
    model = sparse_model(
        [[-1, -2, 3, -1e9]],
        ([-1233], [-1233]),
        ([0, 0, 0, 0], [5, INF, 1e9, 1]),
        [1, 0, 1, 1],
    )
    highs = Highs(model, {}, guard)
    highs.set_objective(np.array([-2.0, 19.0, 1.0, -9.0]))
    return highs


def knapsack(guard: Guard | None) -> Highs:
    """Rows and columns enough for HiGHS to need seconds."""
    rng = np.random.default_rng(11)
    weights = rng.integers(200, 1000, (20, 150))
    model = sparse_model(
        weights, ([-INF] * 20, weights.sum(axis=1) // 3), ([0] * 150, [1] * 150), [1] * 150
    )
    highs = Highs(model, {}, guard)
    highs.set_objective(-rng.integers(200, 1000, 150).astype(float))
    return highs


def pid_of(guard: Guard) -> int:
    assert guard._child is not None
    return guard._child.process.pid


def test_answers_are_those_of_this_process(guard: Guard) -> None:
    here, there = (Highs(at_most_one(), {"random_seed": 3}, g) for g in (None, guard))
    other = Highs(at_most_one(), {}, guard)
    for n, cost in enumerate([[-2.0, -3.0], [-4.0, 1.0], [1.0, 2.0]]):
        for highs in (here, there):
            highs.set_objective(np.array(cost))
            highs.start_from(np.array([0, 1]), np.array([0.0, 1.0]))
        mine, its = run(here), run(there)
        assert (mine.status, mine.objective, mine.bound) == (its.status, its.objective, its.bound)
        assert np.array_equal(mine.values, its.values)
        duals = [highs.relaxed_duals(Watch()) for highs in (here, there)]
        assert np.array_equal(*duals)
        for highs in (here, there):
            highs.add_row(-INF, 0.0, np.array([0.0, 3e8]) if n == 0 else np.array([1.0, 0.0]))
            if n == 1:
                highs.fix(np.array([0]), np.array([0.0]))
        other.set_objective(np.array([-1.0, -1.0]))
        assert run(other).objective == -1.0, "another model in the same process"
    assert guard.lost == 0


def test_what_highs_refuses_is_refused_there_too(guard: Guard) -> None:
    wrong = Highs(at_most_one(), {"mip_rel_gapp": 0.0}, guard)
    with pytest.raises(SolverError, match="mip_rel_gapp"):
        run(wrong)
    assert run(Highs(at_most_one(), {}, guard)).status == "optimal"
    assert guard.lost == 0


def test_progress_and_effort_are_told(guard: Guard) -> None:
    told: list[Progress] = []
    watch = Watch(report=told.append)
    result = run(knapsack(guard), 1.5, watch)
    assert result.status == "limit"
    assert any(progress.bound is not None for progress in told)
    assert watch.effort.lp_iterations == result.lp_iterations > 0


@pytest.mark.usefixtures("_impatient")
def test_highs_that_does_not_return_is_ended_and_the_next_question_is_answered(
    guard: Guard,
) -> None:
    highs, began = never_returns(guard), time.monotonic()
    result = run(highs, 0.2)
    assert time.monotonic() - began < 10
    assert result.status == "lost"
    assert result.message == highs.lost == HANGS
    assert guard.lost == 1
    highs.fix(np.array([0, 2]), np.array([0.0, 0.0]))
    assert run(highs).status in {"optimal", "infeasible"}, "all of the model was told again"
    assert highs.lost == ""


@needs_signals
@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("number", "why"), [(signal.SIGSTOP, HANGS), (signal.SIGKILL, DIED)], ids=["frozen", "killed"]
)
def test_what_was_found_before_is_kept(guard: Guard, number: signal.Signals, why: str) -> None:
    highs, watch = knapsack(guard), Watch()

    def hurt(told: Progress) -> None:
        if told.incumbent is not None and told.bound is not None:
            os.kill(pid_of(guard), number)
            watch.time_limit_s = watch.seconds  # no time is left to ask once more

    watch.report = hurt
    result = run(highs, 100.0, watch)
    assert result.status == "lost"
    assert highs.lost.startswith(why)
    assert result.values is not None
    taken = result.values.round()
    assert (highs.model.matrix @ taken <= highs.model.row_upper).all()
    assert result.bound == -INF, "what HiGHS tells on the way may be the bound of a part"


@needs_signals
def test_a_solve_whose_process_died_is_asked_once_more(guard: Guard) -> None:
    highs = Highs(at_most_one(), {"random_seed": 2**31 - 1}, guard)
    highs.set_objective(np.array([-2.0, -3.0]))
    guard.start()
    os.kill(pid_of(guard), signal.SIGKILL)
    result = run(highs)
    assert (result.status, result.objective, result.bound) == ("optimal", -3.0, -3.0)
    assert (highs.lost, guard.lost) == (DIED + ASKED_AGAIN, 1)
    assert highs.options == {"random_seed": 2**31 - 1}
    assert highs._session.options["random_seed"] == 0, "HiGHS has no larger seed"
    assert run(highs).objective == -3.0
    assert highs.lost == ""


@needs_signals
def test_a_process_without_any_sign_of_life_is_ended_while_there_is_time_to_ask_once_more(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placement.engine.solver.guard.SILENCE_S", 3.0)
    monkeypatch.setattr("placement.engine.solver.guard.SHARE_IN_SILENCE", 0.0)
    highs, watch, frozen = knapsack(guard), Watch(), []

    def freeze(told: Progress) -> None:
        if told.incumbent is not None and not frozen:
            os.kill(pid_of(guard), signal.SIGSTOP)
            frozen.append((pid_of(guard), told.incumbent))
        elif told.incumbent is not None and pid_of(guard) != frozen[0][0]:
            watch.stop()

    watch.report = freeze
    result = run(highs, 500.0, watch)
    assert result.status == "interrupted"
    assert highs.lost == SILENT + ASKED_AGAIN
    assert result.objective <= frozen[0][1], "what had been found is offered as a start"
    assert -INF < result.bound <= result.objective


@needs_signals
def test_what_was_found_before_outlives_a_second_answer_that_finds_nothing(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    highs, watch = knapsack(guard), Watch()
    answers = iter(["infeasible", "limit"])
    ask = guard.ask

    def asked(session: GuardedSession, question: Question, ear: Ear) -> Reply | str:
        if guard.lost:
            return Reply(result=MipResult(next(answers), None, float("nan"), -INF))
        return ask(session, question, ear)

    monkeypatch.setattr(guard, "ask", asked)
    watch.report = lambda told: (
        os.kill(pid_of(guard), signal.SIGKILL) if told.incumbent is not None else None
    )
    for status in ("failed", "limit"):
        guard.lost = 0
        result = run(highs, 100.0, watch)
        assert result.status == status, "a plan refutes that there is none"
        assert result.values is not None


@needs_signals
@pytest.mark.parametrize(("bound", "status"), [(-INF, "limit"), (0.0, "failed")])
def test_a_second_answer_gives_no_worse_plan_than_was_found_before(
    guard: Guard, monkeypatch: pytest.MonkeyPatch, bound: float, status: str
) -> None:
    highs, watch = knapsack(guard), Watch()
    nothing = np.zeros(highs.model.matrix.shape[1])
    ask = guard.ask

    def asked(session: GuardedSession, question: Question, ear: Ear) -> Reply | str:
        if guard.lost:
            return Reply(result=MipResult("limit", nothing, 0.0, bound))
        return ask(session, question, ear)

    monkeypatch.setattr(guard, "ask", asked)
    watch.report = lambda told: (
        os.kill(pid_of(guard), signal.SIGKILL) if (told.incumbent or 0.0) < 0 else None
    )
    result = run(highs, 100.0, watch)
    assert result.values is not None
    assert result.values.any()
    assert result.objective < 0
    assert result.status == status, "a plan refutes a bound above its value"


@needs_signals
@pytest.mark.parametrize("is_guarded", [False, True])
def test_the_bound_of_a_start_s_completion_is_neither_told_nor_used(
    guard: Guard, is_guarded: bool
) -> None:
    told: list[Progress] = []
    highs, watch = knapsack(guard if is_guarded else None), Watch(report=told.append)
    columns = np.arange(highs.model.matrix.shape[1] - 1)
    highs.start_from(columns, np.zeros(len(columns)))
    result = run(highs, 1.5, watch)
    started = next(progress for progress in told if progress.incumbent is not None)
    assert result.objective < started.incumbent < 0, "the start was completed and bettered"
    assert all(
        progress.bound is None or progress.bound <= result.objective + 1e-6 for progress in told
    )
    if is_guarded:
        highs.start_from(columns, np.zeros(len(columns)))
        watch.report = lambda _told: os.kill(pid_of(guard), signal.SIGKILL)
        lost = run(highs, 100.0, watch)
        assert (lost.status, lost.bound) == ("lost", -INF)


@needs_signals
@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("is_frozen", [False, True])
def test_a_stop_is_heard_soon(guard: Guard, is_frozen: bool) -> None:
    highs, watch = knapsack(guard), Watch()

    def stop(_told: Progress) -> None:
        if is_frozen:
            os.kill(pid_of(guard), signal.SIGSTOP)
        threading.Timer(0.1, watch.stop).start()

    watch.report = stop
    began = time.monotonic()
    result = run(highs, 100.0, watch)
    assert time.monotonic() - began < 15
    assert result.status == ("lost" if is_frozen else "interrupted")


def freezing(guard: Guard, phase: str) -> Watch:
    """A watch under a guard whose process does not answer any more from a phase on."""
    watch = Watch(guard=guard)

    def freeze(told: Progress) -> None:
        if told.phase.startswith(phase) and guard._child is not None:
            os.kill(pid_of(guard), signal.SIGSTOP)
            watch.time_limit_s = watch.seconds + 0.5

    watch.report = freeze
    return watch


@needs_signals
@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("phase", ["stage 1", "stage 2", "stage 3", "confirm"])
def test_a_solve_whose_solver_hangs_has_the_best_plan_so_far_and_says_so(
    phase: str, guard: Guard
) -> None:
    city = varied_city("as_drawn", 4)
    ranks = np.array(sorted(set(every_rank(city))))
    guard.start()
    outcome = solve_instance(city, freezing(guard, phase), Settings(confirm=True))
    value = evaluate(city, outcome.decisions)
    assert value.feasible
    assert value.rank(city) <= evaluate(city, plan_greedily(city)).rank(city)
    assert not falsehoods(outcome, value.rank(city), ranks)
    assert guard.lost
    if phase == "confirm":
        assert (outcome.status, outcome.confirmed) == ("optimal", False)
    else:
        assert outcome.status == "limit"
        assert f"HiGHS: {HANGS}" in outcome.notes


def killing(guard: Guard, phase: str) -> Watch:
    """A watch under a guard whose process is lost once, when a phase begins."""
    watch, hurt = Watch(guard=guard), []

    def kill(told: Progress) -> None:
        if told.phase.startswith(phase) and not hurt:
            hurt.append(pid_of(guard))
            os.kill(hurt[0], signal.SIGKILL)

    watch.report = kill
    return watch


@needs_signals
@pytest.mark.parametrize("phase", ["stage 1", "stage 2", "stage 3", "confirm"])
def test_a_solve_that_loses_a_process_proves_as_much_and_says_so(phase: str, guard: Guard) -> None:
    city = varied_city("as_drawn", 4)
    ranks = np.array(sorted(set(every_rank(city))))
    guard.start()
    outcome = solve_instance(city, killing(guard, phase), Settings(confirm=True))
    rank = evaluate(city, outcome.decisions).rank(city)
    assert (rank, outcome.status) == (tuple(ranks[0].tolist()), "optimal")
    assert not falsehoods(outcome, rank, ranks)
    assert guard.lost == 1
    assert outcome.notes == (() if phase == "confirm" else TOLD)


@needs_signals
def test_a_process_lost_while_an_earlier_plan_is_repaired_is_told(guard: Guard) -> None:
    city = varied_city("as_drawn", 4)
    plan = plan_in_ids(city, solve_instance(city, Watch()).decisions)
    poor = replace(city, budget_cap_fen=np.where(city.budget_cap_fen > 0, 0, city.budget_cap_fen))
    guard.start()
    outcome = solve_again(plan, poor, killing(guard, "repair"))
    assert guard.lost == 1
    assert outcome.notes == TOLD


@needs_signals
def test_a_process_lost_while_needless_changes_are_taken_back_is_told(guard: Guard) -> None:
    city = two_circles(awards=())
    plan, known = Decisions.nothing(city), Decisions.nothing(city)
    plan.start[[HALL, MILL_SHOP]] = 0, 1
    known.start[[HALL, MILL_SHOP]] = 1, 0
    guard.start()
    found, notes = keep_near(city, plan, known, killing(guard, "stage 1"), Settings())
    assert guard.lost == 1
    assert notes == TOLD
    assert found.start[[HALL, MILL_SHOP]].tolist() == [1, 0]


def test_a_guarded_solve_finds_what_an_unguarded_one_finds() -> None:
    with guarded(Watch(), at_once=True) as watch:
        for rule, seed in (("as_drawn", 2), ("odd_fen", 3), ("shares", 1)):
            city = varied_city(rule, seed)
            one, other = solve_instance(city, Watch()), solve_instance(city, watch)
            assert one.stages == other.stages
            assert ask_again(city, one.decisions, watch, Settings()).confirmed
        assert isinstance(watch.guard, Guard)
        assert watch.inner(1.0).guard is watch.guard
        assert watch.guard.lost == 0
    assert watch.guard is None
