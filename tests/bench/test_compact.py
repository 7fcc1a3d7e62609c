"""The compact covering model: only where it says all there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.bench.compact import COVERED, is_covering, state_compactly
from placement.bench.prepare import Prepared
from placement.instance import AwardFacts, Instance, Stage
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.reader import read_scenario
from tiny import tiny_city


@pytest.fixture(scope="module")
def grid(prepared_grid: Prepared) -> Instance:
    scenario = read_scenario(prepared_grid.scenario, prepared_grid.overrides)
    return build_instance(scenario, build_option_table(scenario))


def test_a_public_grid_is_a_covering_instance_and_a_city_is_not(grid: Instance) -> None:
    assert is_covering(grid)
    assert not any(is_covering(tiny_city(seed)) for seed in range(20))


def test_whatever_the_compact_model_does_not_say_is_refused(grid: Instance) -> None:
    facts = grid.options
    weaker = replace(facts, effect_units=np.zeros_like(facts.effect_units))
    award = AwardFacts("award", 0, 0, 0, 0, 1000)
    for other in (
        replace(grid, stages=(COVERED, Stage("public_money", maximise=False))),
        replace(grid, awards=(award,)),
        replace(grid, locked_in={0: frozenset({(0, 0)})}),
        replace(grid, blocked_circle=np.ones_like(grid.blocked_circle)),
        replace(grid, options=weaker),
    ):
        assert not is_covering(other)


def test_every_circle_has_a_row_of_what_covers_it(grid: Instance) -> None:
    model, facts = state_compactly(grid), grid.options
    rows = model.matrix.tocsr()
    for circle in range(grid.n_circles):
        row = rows[circle].toarray().ravel()
        covering = set(facts.effect_option[facts.effect_circle == circle].tolist())
        assert set(np.flatnonzero(row[: grid.n_options]).tolist()) == covering
        assert row[grid.n_options + circle] == -1
    assert model.is_integer.sum() == grid.n_options
