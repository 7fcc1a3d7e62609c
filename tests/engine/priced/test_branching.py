"""Branching: two sides leave out the relaxation and no plan; looking at them changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import Decisions
from placement.engine.priced.branching import Branching, Side, Split, bounded, find_splits
from placement.engine.priced.priced_model import PricedModel
from variations import varied_city


def model_of(rule: str, seed: int) -> PricedModel:
    city = varied_city(rule, seed)
    return PricedModel.build(city, Decisions.nothing(city), Watch(), Settings())


def fractional(count: int) -> list[tuple[PricedModel, list[tuple[Side, Side]], np.ndarray]]:
    """Cities whose relaxation leaves something to branch on."""
    found = []
    for seed in range(60):
        model = model_of("as_drawn", seed)
        goal = model.goal(0)
        relaxed = model.relax(0, [], goal)
        if relaxed.values is None:
            continue
        splits = Branching(find_splits(model.columns, model.model.rows)).open_splits(relaxed.values)
        if splits:
            found.append((model, splits, relaxed.values))
        if len(found) == count:
            return found
    pytest.fail("no relaxation is fractional")


def test_either_side_leaves_the_relaxation_out() -> None:
    for model, splits, values in fractional(4):
        rows = model.model.rows
        for side in (side for pair in splits for side in pair):
            ends = side.applied(rows)
            total = values[list(side.split.columns)].sum()
            assert total < side.limit if side.is_up else total > side.limit
            activity = rows.matrix @ values
            outside = (
                (values < ends.col_lower - 1e-9).any()
                or (values > ends.col_upper + 1e-9).any()
                or (activity < ends.lower - 1e-6).any()
            )
            assert outside


def test_a_path_is_all_of_its_sides() -> None:
    model, splits, _ = fractional(1)[0]
    rows = model.model.rows
    down, up = splits[0]
    assert (bounded(rows, [down]).col_upper == down.applied(rows).col_upper).all()
    both = bounded(rows, [down, up])
    assert (both.col_lower == up.applied(rows).col_lower).all()
    assert (both.lower == up.applied(rows).lower).all()
    assert (bounded(rows, []).col_upper == rows.col_upper).all()


def test_choosing_leaves_the_model_as_it_was() -> None:
    for model, splits, _ in fractional(3):
        before = model.model.solve()
        rows = model.model.rows
        chosen = Branching(find_splits(model.columns, rows)).choose(
            model.model, splits, before.objective, 1e9
        )
        assert chosen in splits
        assert (model.model.rows.col_upper == rows.col_upper).all()
        assert (model.model.rows.lower == rows.lower).all()
        assert model.model.solve().objective == pytest.approx(before.objective)


def test_a_split_that_gained_more_is_preferred() -> None:
    splits = [Split((n,)) for n in range(3)]
    branching = Branching((tuple(splits),))
    pairs = branching.open_splits(np.array([0.5, 0.5, 0.5]))
    for n, (down, up) in enumerate(pairs):
        for _ in range(3):
            branching.learn(down, float(n))
            branching.learn(up, float(n))
    model = model_of("as_drawn", 0).model
    model.solve()
    assert branching.choose(model, pairs, 0.0, 10.0) == pairs[2]


def test_whether_a_circle_holds_any_tier_comes_before_which() -> None:
    city = varied_city("as_drawn", 3)
    model = PricedModel.build(city, plan_greedily(city), Watch(), Settings())
    shortfall, any_tier, single = find_splits(model.columns, model.model.rows)
    assert len(shortfall) == len(city.targets)
    assert len(single) == len(model.columns.held)
    for split in any_tier:
        row = model.model.rows.matrix[[split.row]]
        assert sorted(row.indices.tolist()) == sorted(split.columns)
        assert model.model.rows.upper[split.row] == 1
