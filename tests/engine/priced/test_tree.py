"""The tree: the best plan of all, and at any moment a bound that no plan beats."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import placement.engine.priced.priced_model as pricing
import placement.engine.priced.tree as trees
from oracle import best_rank
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.priced import leaves
from placement.engine.priced.nodes import Node
from placement.engine.priced.priced_model import PricedModel
from placement.engine.priced.rounding import Rounding
from placement.engine.priced.solve import solve_priced
from placement.engine.priced.tree import Tree
from placement.engine.solver.highs import Highs
from placement.engine.whole.program import Answer, Program
from placement.instance import Instance
from variations import varied_city

RULES = ["as_drawn", "max_benefit", "shares", "batches", "own_reach"]


def tree_of(city: Instance, watch: Watch, note: Callable[[float], None]) -> Tree:
    """Root the tree of the first stage, from a plan that does nothing."""
    model = PricedModel.build(city, Decisions.nothing(city), watch, Settings())
    goal = model.goal(0)
    model.relax(0, [], goal)
    return Tree(model, goal, 0, watch, note)


@pytest.fixture
def _no_plan_by_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the leaves find plans, so that the tree has to grow."""
    monkeypatch.setattr(trees, "DIVES", ())
    monkeypatch.setattr(trees, "SEARCHES", ())
    monkeypatch.setattr(trees, "REGULARLY", 10**9)
    monkeypatch.setattr(trees.Rounding, "complete", lambda *_: None)


@pytest.mark.usefixtures("_no_plan_by_rounding")
@pytest.mark.parametrize("rule", RULES)
def test_the_tree_finds_the_best_and_proves_it(rule: str) -> None:
    nodes = 0
    for seed in range(8):
        city = varied_city(rule, seed)
        if not evaluate(city, Decisions.nothing(city)).feasible:
            continue
        tree = tree_of(city, Watch(), lambda _: None)
        low = tree.search()
        best = best_rank(city)
        assert best is not None
        assert tree.model.value(city.stages[0]) == best[0]
        assert tree.goal.first_bound(low) == best[0]
        if tree.goal.is_joint:
            assert evaluate(city, tree.model.best).rank(city)[1] == best[1]
        nodes += tree.count
    assert nodes > 8


@pytest.mark.usefixtures("_no_plan_by_rounding")
def test_a_tree_that_is_stopped_says_no_more_than_is_true() -> None:
    stopped = 0
    for seed in range(30):
        city = varied_city("as_drawn", seed)
        for most in (1, 2, 4):
            watch = Watch()
            tree = tree_of(city, watch, lambda _: None)
            branch = tree._branch
            counted = iter(range(most))

            def until(node: Node, branch=branch, counted=counted, watch=watch):  # type: ignore[no-untyped-def]
                made = branch(node)
                if next(counted, None) is None:
                    watch.stop()
                return made

            tree._branch = until  # type: ignore[method-assign]
            low = tree.search()
            best = best_rank(city)
            assert best is not None
            assert tree.goal.first_bound(low) <= best[0]
            stopped += watch.interrupted
    assert stopped


@pytest.mark.usefixtures("_no_plan_by_rounding")
def test_a_leaf_without_time_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first try ends at once; the answer must not suffer."""
    monkeypatch.setattr(leaves, "SECONDS_TO_CLOSE", 1e-9)
    monkeypatch.setattr(leaves, "MORE_PATIENCE", 1e12)
    city = varied_city("as_drawn", 2)
    tree = tree_of(city, Watch(), lambda _: None)
    low = tree.search()
    best = best_rank(city)
    assert best is not None
    assert tree.goal.first_bound(low) == best[0] == tree.model.value(city.stages[0])


@pytest.mark.usefixtures("_no_plan_by_rounding")
def test_with_an_idle_core_the_answer_is_the_same() -> None:
    helped = 0
    for seed in range(6):
        city = varied_city("as_drawn", seed)
        watch = Watch()
        watch.spare.set()
        tree = tree_of(city, watch, lambda _: None)
        give = tree.leaves.assistant.give

        def counting(program: Program, seconds: float, give=give) -> None:  # type: ignore[no-untyped-def]
            nonlocal helped
            helped += 1
            give(program, seconds)

        tree.leaves.assistant.give = counting  # type: ignore[method-assign]
        low = tree.search()
        best = best_rank(city)
        assert best is not None
        assert tree.goal.first_bound(low) == best[0] == tree.model.value(city.stages[0])
        assert not tree.leaves.assistant.is_busy
    assert helped


@pytest.mark.usefixtures("_no_plan_by_rounding")
@pytest.mark.parametrize("losses", [1, 2])
def test_a_leaf_lost_with_its_process_is_asked_for_once_more_with_other_options(
    losses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaves, "SECONDS_TO_CLOSE", 600.0)
    city, watch = varied_city("as_drawn", 4), Watch()
    watch.spare.set()
    tree = tree_of(city, watch, lambda _: None)
    give, seeds = tree.leaves.assistant.give, []

    def losing(program: Program, seconds: float) -> None:
        seeds.append(program.settings.highs["random_seed"])
        give(program, seconds)
        child = tree.leaves.assistant._child
        if child is not None and len(seeds) <= losses:
            child.process.kill()
            child.process.wait()

    tree.leaves.assistant.give = losing  # type: ignore[method-assign]
    low, best = tree.search(), best_rank(city)
    assert best is not None
    assert seeds[:2] == [0, 1]
    assert seeds[2:3] in ([], [0])
    assert len(tree.model.notes) == losses
    assert tree.goal.first_bound(low) <= best[0], "of what is lost nothing is claimed"
    if losses == 1:
        assert tree.goal.first_bound(low) == best[0]


def test_bounds_noted_on_the_way_only_hold_what_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "NODES_PER_NOTE", 1)
    noted: list[float] = []
    for seed in range(10):
        city = varied_city("as_drawn", seed)
        noted.clear()
        tree = tree_of(city, Watch(), noted.append)
        tree.search()
        best = best_rank(city)
        assert best is not None
        assert all(tree.goal.first_bound(low) <= best[0] for low in noted)
        assert np.isfinite(tree.search())


@pytest.mark.usefixtures("_no_plan_by_rounding")
def test_a_gap_that_is_allowed_proves_nothing_beyond_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relaxation that just reaches the next better value does not beat it."""
    monkeypatch.setattr(Rounding, "dive", lambda *_: None)
    monkeypatch.setattr(Rounding, "search_around", lambda *_: None)
    for seed in (3, 7, 5212):
        city = varied_city("money_first", seed)
        outcome = solve_priced(city, plan_greedily(city), Watch(), Settings(gap=0.2))
        best, rank = best_rank(city), evaluate(city, outcome.decisions).rank(city)
        assert best is not None
        for n, stage in enumerate(outcome.stages):
            sign = -1 if stage.maximise else 1
            if rank[:n] == best[:n] and stage.bound is not None:
                assert sign * stage.bound <= best[n]
        assert outcome.status != "optimal" or rank == best


@pytest.mark.usefixtures("_no_plan_by_rounding")
def test_stopped_before_the_root_of_any_stage_the_plan_is_kept() -> None:
    for most in range(1, 14):
        city, looks = varied_city("as_drawn", 4), iter(range(most))
        watch = Watch()
        watch.report = lambda _, looks=looks, watch=watch: (  # type: ignore[misc]
            watch.stop() if next(looks, None) is None else None
        )
        outcome = solve_priced(city, Decisions.nothing(city), watch, Settings())
        assert evaluate(city, outcome.decisions).feasible


@pytest.mark.usefixtures("_no_plan_by_rounding")
def test_a_program_that_fails_is_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Highs.run

    def failing(self, watch, **limits):  # type: ignore[no-untyped-def]
        result = run(self, watch, **limits)
        return replace(result, status="failed", values=None, bound=-math.inf, message="broken")

    monkeypatch.setattr(Highs, "run", failing)
    for seed in range(6):
        city, watch = varied_city("as_drawn", seed), Watch(20.0)
        outcome = solve_priced(city, Decisions.nothing(city), watch, Settings())
        assert watch.remaining_s > 0
        best = best_rank(city)
        assert best is not None
        first = outcome.stages[0]
        assert first.bound is None or first.bound <= best[0]


@pytest.mark.usefixtures("_no_plan_by_rounding")
def test_a_leaf_that_comes_back_looks_at_every_option_its_duals_leave_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a program cut short has shown of the node must not narrow the next one."""
    monkeypatch.setattr(pricing, "cheapest_per_line", lambda *_: np.zeros(0, dtype=np.int64))
    monkeypatch.setattr(Rounding, "dive", lambda *_: None)
    monkeypatch.setattr(Rounding, "search_around", lambda *_: None)
    solve, tried = Program.solve, set()

    def cut_short(self: Program, watch: Watch) -> Answer:
        """On the first try state the true bound, as a solver stopped just before its plan would."""
        answer, key = solve(self, watch), (self.sparse.row_lower.tobytes(), self.cost.tobytes())
        if key in tried:
            return answer
        tried.add(key)
        return Answer(answer.bound - 1e-9)

    monkeypatch.setattr(Program, "solve", cut_short)
    for rule, seed in itertools.product(["batches", "as_drawn", "shares"], range(6)):
        city = varied_city(rule, seed)
        start, best = Decisions.nothing(city), best_rank(city)
        if best is None or not evaluate(city, start).feasible:
            continue
        outcome = solve_priced(city, start, Watch(60.0), Settings())
        rank = evaluate(city, outcome.decisions).rank(city)
        assert outcome.status != "optimal" or rank == best
