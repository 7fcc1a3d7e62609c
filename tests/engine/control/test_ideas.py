"""Ideas can be switched off one at a time; the optimum stays."""

from __future__ import annotations

from dataclasses import fields

import pytest

from placement.engine.control.ideas import EVERY_IDEA, IDEA_TEXTS, Ideas
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from tiny import tiny_city


def test_every_idea_has_a_text_and_is_on() -> None:
    assert set(IDEA_TEXTS) == {field.name for field in fields(Ideas)} == set(Ideas.names())
    assert all(getattr(EVERY_IDEA, name) for name in Ideas.names())


def test_without_switches_off_only_what_is_named() -> None:
    ideas = EVERY_IDEA.without("merged_years")
    assert [name for name in Ideas.names() if not getattr(ideas, name)] == ["merged_years"]
    with pytest.raises(ValueError, match="no idea is called merged"):
        EVERY_IDEA.without("merged")


@pytest.mark.parametrize("name", Ideas.names())
@pytest.mark.parametrize("seed", [2, 7])
def test_the_optimum_stays_without_any_one_idea(seed: int, name: str) -> None:
    city = tiny_city(seed)
    usual = solve_instance(city, Watch())
    without = solve_instance(city, Watch(), Settings(ideas=EVERY_IDEA.without(name)))
    assert usual.status == without.status == "optimal"
    ranks = [evaluate(city, outcome.decisions).rank(city) for outcome in (usual, without)]
    assert ranks[0] == ranks[1]


def test_a_watch_counts_nodes_and_iterations_of_all_its_solves() -> None:
    watch = Watch()
    watch.inner(1.0).effort.add(nodes=3, lp_iterations=40)
    watch.effort.add(nodes=-1, lp_iterations=2)
    assert (watch.effort.nodes, watch.effort.lp_iterations) == (3, 42)
    solve_instance(tiny_city(2), watch)
    assert watch.effort.lp_iterations > 42
