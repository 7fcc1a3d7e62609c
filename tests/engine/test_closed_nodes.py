"""What a wrong bound would rest on: the range of a goal, what was given up, and what is away."""

from __future__ import annotations

import numpy as np
import pytest

import placement.engine.priced.solve as pricing
from oracle import best_rank, every_rank
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.priced.goal import find_goal
from placement.engine.priced.leaves import Leaf
from placement.engine.priced.nodes import Node
from placement.engine.priced.option_columns import NONE
from placement.engine.priced.priced_model import PricedModel
from placement.engine.priced.restricted import INFINITY
from placement.engine.priced.tree import Tree
from placement.engine.solver.compile import compile_model
from placement.engine.whole.model import solve_whole
from placement.engine.whole.program import Answer
from placement.formulation.build import build_model
from placement.instance import Instance
from variations import varied_city


def tree_of(city: Instance) -> Tree:
    model = PricedModel.build(city, Decisions.nothing(city), Watch(), Settings())
    goal = model.goal(0)
    model.relax(0, [], goal)
    return Tree(model, goal, 0, Watch(), lambda _: None)


def leaf_of(tree: Tree, node: Node, cutoff: float) -> Leaf:
    everything = np.ones(tree.model.instance.n_options, dtype=bool)
    return Leaf(node, cutoff, tree.model.program(everything, tree.model.model.rows, tree.goal))


@pytest.mark.parametrize("rule", ["as_drawn", "max_benefit", "money_first", "odd_fen"])
def test_no_plan_has_more_of_the_second_stage_than_the_goal_allows_for(rule: str) -> None:
    seen = 0
    for seed in range(4):
        city = varied_city(rule, seed)
        built = build_model(city)
        result = compile_model(built, tuple(stage.term for stage in city.stages))
        position = result.position()
        number = {name: o for o, name in enumerate(city.options.ids)}
        site = np.full(len(result.columns), NONE)
        for (o, _), variable in built.model.built.items():
            site[position[id(variable)]] = city.options.site[number[o]]
        ranks = set(every_rank(city))
        for n in range(len(city.stages) - 1):
            goal = find_goal(city, result.sparse, n, site)
            if goal.share:
                seen += 1
                assert max(rank[n + 1] for rank in ranks) <= goal.most, (seed, n)
    assert seen


def test_the_least_bound_counts_what_is_given_up_and_what_is_away() -> None:
    tree = tree_of(varied_city("as_drawn", 2))
    tree.nodes.add(Node(5.0, 1, ()))
    assert tree._least() == 5.0
    tree.leaves.away = leaf_of(tree, Node(3.0, 2, ()), INFINITY)
    assert tree._least() == 3.0
    tree.nodes.closed = 1.0
    assert tree._least() == 1.0


def test_a_leaf_given_up_is_not_forgotten_and_says_no_more_than_its_cutoff() -> None:
    tree = tree_of(varied_city("as_drawn", 2))
    cutoff = tree._cutoff
    leaf = leaf_of(tree, Node(cutoff - 50.0, 1, ()), cutoff - 40.0)
    assert tree.leaves.settle(leaf, Answer(cutoff + 100.0))
    assert tree.nodes.closed == cutoff - 40.0


def test_a_node_stopped_in_its_relaxation_is_not_forgotten() -> None:
    for seed in range(6):
        city = varied_city("as_drawn", seed)
        tree = tree_of(city)
        relax = tree._relax

        def stopping(node: Node, relax=relax, tree=tree):  # type: ignore[no-untyped-def]
            relaxed = relax(node)
            tree.watch.stop()
            return relaxed

        tree._relax = stopping  # type: ignore[method-assign]
        assert tree._branch(Node(-INFINITY, 0, ())) is None
        assert tree.nodes.closed < INFINITY


def best_of(city: Instance) -> Decisions:
    return solve_whole(city, Decisions.nothing(city), Watch()).decisions


def test_options_given_up_for_a_plan_are_open_again_beside_a_better_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second stage gives everything up for a poor plan, then meets one that is better in the first stage."""
    solve_stage = pricing._solve_stage

    def staged(model: PricedModel, n: int, watch: Watch) -> list[float]:
        if n == 0:
            return [-INFINITY]
        if n == 1:
            model.possible[:] = False
            model.relax(1, model.values(1))
            model.best = best_of(model.instance)
            return [-INFINITY]
        return solve_stage(model, n, watch)

    monkeypatch.setattr(pricing, "_solve_stage", staged)
    for seed in range(4):
        city = varied_city("as_drawn", seed)
        outcome = pricing.solve_priced(city, Decisions.nothing(city), Watch(), Settings())
        rank = evaluate(city, outcome.decisions).rank(city)
        least = min(r[2] for r in every_rank(city) if r[:2] <= rank[:2] and r[1] <= rank[1])
        stage = outcome.stages[2]
        assert rank == best_rank(city)
        assert stage.bound is not None
        assert (-stage.bound if stage.maximise else stage.bound) <= least, seed


def test_a_tree_says_nothing_of_plans_it_gave_up_for_a_better_value() -> None:
    """A plan that is better in an earlier stage may have a higher value than those given up before it was found."""
    for seed in range(9):
        city = varied_city("as_drawn", seed)
        tree = tree_of(city)
        nothing, tree.model.best = tree.model.best, best_of(city)
        as_good = tree.goal.as_good(*tree.model.pair(0))
        tree._root = np.zeros(city.n_options), 0.0
        tree._tighten()
        tree.model.best = nothing
        if as_good < tree.goal.better(*tree.model.pair(0)):
            assert tree._least() == as_good
            return
    pytest.fail("no city in which a plan is much better than to do nothing")
