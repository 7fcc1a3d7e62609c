"""Lines and kinds that all must be there, and lines of which no more counts than is asked: fewer rows, the same plans."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from many_kinds import many_kinds
from oracle import best_rank
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.whole.model import solve_whole
from placement.formulation.build import build_model
from placement.formulation.sets import ModelSets, build_sets
from placement.instance import Instance, TargetFacts
from placement.instance.needs import build_needs
from score_cards import score_cards
from variations import VARIATIONS, varied_city

SEEDS = 3
GOOD = "middle/good"
BASIC = "middle/basic"


def asked_for_much(rule: str, seed: int) -> Instance:
    """A city in which tiers ask for all, or nearly all, that circles can gain."""
    city = varied_city(rule, seed)
    rng = np.random.default_rng([seed, 11])
    short = rng.integers(0, 3, len(city.tier_ids))[:, None]
    most = int(city.lines.cap_steps.sum())
    points = np.minimum(np.maximum(city.tier_points, most - short - 2), most)
    kinds = city.tier_kinds + rng.integers(0, 2, city.tier_kinds.shape)
    return replace(
        city,
        tier_points=points,
        tier_kinds=kinds,
        needs=build_needs(city.lines, city.card, city.existing, points, kinds),
    )


def is_solved(city: Instance) -> bool:
    start = Decisions.nothing(city)
    found = solve_whole(city, start, Watch()).decisions
    return evaluate(city, found).rank(city) == best_rank(city)


@pytest.mark.parametrize("rule", VARIATIONS)
def test_the_optimum_is_the_same(rule: str) -> None:
    for seed in range(SEEDS):
        city = asked_for_much(rule, seed)
        if evaluate(city, Decisions.nothing(city)).feasible:
            assert is_solved(city), seed


def test_such_lines_and_kinds_are_drawn() -> None:
    drawn = [build_sets(asked_for_much(rule, seed)) for rule in VARIATIONS for seed in range(SEEDS)]
    assert sum(bool(sets.full_lines) for sets in drawn) > 10
    assert sum(bool(sets.full_kinds) for sets in drawn) > 10


def asking(points: int, basic: int, quality: int) -> Instance:
    """The circle of many kinds, with the good tier asking for so much."""
    tiers = {"tier_points": np.array([[4], [points]]), "tier_kinds": np.array([[2, 0], [basic, quality]])}  # fmt: skip
    return many_kinds(**tiers)


@pytest.mark.parametrize("points", range(7, 12))
@pytest.mark.parametrize(("basic", "quality"), [(3, 1), (2, 2), (1, 1), (0, 2)])
def test_some_any_or_all_kinds_and_nearly_all_points(points: int, basic: int, quality: int) -> None:
    assert is_solved(asking(points, basic, quality))


def full(sets: ModelSets, block: str) -> tuple[set[str], set[str]]:
    return (
        {i for b, i in sets.full_lines if b == block},
        {i for b, i in sets.full_kinds if b == block},
    )


def test_all_is_full_only_where_nothing_may_be_missing() -> None:
    every = {"shop", "bank", "clinic", "school", "park"}
    assert full(build_sets(asking(10, 3, 1)), GOOD) == (every, {"shop", "bank", "clinic"})
    assert full(build_sets(asking(9, 2, 2)), GOOD) == (set(), {"school", "park"})
    assert full(build_sets(asking(9, 2, 1)), GOOD) == (set(), set())


def test_a_line_counts_for_no_more_than_is_asked() -> None:
    sets = build_sets(many_kinds(tier_points=np.array([[1], [9]])))
    assert {sets.residual_steps[BASIC, i] for i in ("shop", "bank")} == {1}
    assert {sets.residual_steps[GOOD, i] for i in ("shop", "bank")} == {2}


def test_a_grade_that_must_be_full_is_still_asked_for() -> None:
    city = score_cards()
    built = build_model(city)
    sets = built.sets
    tables = [
        (b, table)
        for (b, table), items in sets.table_items.items()
        if "set" in items
        and sum(sets.residual_steps[b, i] for i in items) == sets.points_needed[b, table]
    ]
    assert tables
    assert all(pair in built.model.points_needed for pair in tables)
    high = (TargetFacts("high", (0,), 1, 1, 1, 1, hard=False, per_year=False),)
    assert is_solved(replace(city, targets=high))
