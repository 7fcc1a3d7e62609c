"""What a wrong bound would rest on: the range of a goal, what was given up, and what is away."""

from __future__ import annotations

import numpy as np
import pytest

from oracle import every_rank
from placement.engine.compile import compile_model
from placement.engine.decisions import Decisions
from placement.engine.goal import find_goal
from placement.engine.option_columns import NONE
from placement.engine.priced_model import PricedModel
from placement.engine.program import Answer
from placement.engine.restricted import INFINITY
from placement.engine.settings import Settings
from placement.engine.tree import Leaf, Node, Tree
from placement.engine.watch import Watch
from placement.formulation.build import build_model
from placement.instance import Instance
from variations import varied_city


def tree_of(city: Instance) -> Tree:
    model = PricedModel.build(city, Decisions.nothing(city), Watch(), Settings())
    goal = model.goal(0)
    model.relax(0, [], goal)
    return Tree(model, goal, 0, Watch(), lambda _: None)


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
    tree._open = [Node(5.0, 1, ())]
    assert tree._least() == 5.0
    tree._away = Leaf(Node(3.0, 2, ()), INFINITY)
    assert tree._least() == 3.0
    tree.closed = 1.0
    assert tree._least() == 1.0


def test_a_leaf_given_up_is_not_forgotten_and_says_no_more_than_its_cutoff() -> None:
    tree = tree_of(varied_city("as_drawn", 2))
    cutoff = tree._cutoff
    leaf = Leaf(Node(cutoff - 50.0, 1, ()), cutoff - 40.0)
    assert tree._is_settled(leaf, Answer(cutoff + 100.0))
    assert tree.closed == cutoff - 40.0


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
        assert tree.closed < INFINITY
