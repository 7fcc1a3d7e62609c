"""The priced door: the same answers as enumeration, and bounds that no duals can make wrong."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

import placement.engine.priced.priced_model as pricing
from oracle import best_rank
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.subproblem import Subproblem, keep_options
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.priced.option_columns import NONE
from placement.engine.priced.priced_model import PricedModel
from placement.engine.priced.solve import solve_priced
from placement.instance import Instance
from variations import VARIATIONS, varied_city

SEEDS_EACH = 6


@pytest.fixture(autouse=True)
def _begin_with_no_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tiny cities would otherwise have every option in the relaxation from the start."""
    monkeypatch.setattr(pricing, "cheapest_per_line", lambda *_: np.zeros(0, dtype=np.int64))


def start_of(city: Instance) -> Decisions | None:
    for plan in (plan_greedily(city), Decisions.nothing(city)):
        if evaluate(city, plan).feasible:
            return plan
    return None


def priced(city: Instance) -> PricedModel:
    start = start_of(city)
    assert start is not None
    return PricedModel.build(city, start, Watch(), Settings())


@pytest.mark.parametrize("rule", VARIATIONS)
def test_pricing_agrees_with_enumeration(rule: str) -> None:
    solved = 0
    for seed in range(SEEDS_EACH):
        city = varied_city(rule, seed)
        start = start_of(city)
        if start is None:
            continue
        outcome = solve_priced(city, start, Watch(), Settings())
        best = best_rank(city)
        assert evaluate(city, outcome.decisions).rank(city) == best
        assert outcome.status == "optimal", (seed, outcome.stages)
        assert all(stage.proven for stage in outcome.stages)
        solved += 1
    assert solved


def test_without_options_there_is_nothing_to_price() -> None:
    city = varied_city("as_drawn", 3)
    everywhere, nothing = np.arange(city.n_circles), Decisions.nothing(city)
    whole = Subproblem(city, everywhere, np.arange(city.n_options), nothing)
    bare = keep_options(whole, np.zeros(city.n_options, dtype=bool)).instance
    assert bare.n_options == 0
    outcome = solve_priced(bare, Decisions.nothing(bare), Watch(), Settings())
    assert outcome.status == "optimal"
    assert evaluate(bare, outcome.decisions).rank(bare) == best_rank(bare)


def test_the_relaxation_over_few_options_is_that_over_all() -> None:
    fewer = 0
    for rule, seed in itertools.product(VARIATIONS, range(3)):
        city = varied_city(rule, seed)
        if start_of(city) is None:
            continue
        few, every = priced(city), priced(city)
        every.model.activate(np.arange(city.n_options))
        for n in range(len(city.stages)):
            kept = few.values(n)
            with_few, with_every = few.relax(n, kept), every.relax(n, kept)
            assert with_few.bound == pytest.approx(with_every.bound, abs=1e-4)
            assert with_few.bound <= few.value(city.stages[n]) + 1e-6
        fewer += not few.model.active.all()
    assert fewer


@pytest.mark.parametrize("rule", ["as_drawn", "odd_fen", "own_reach", "certified_before"])
def test_any_duals_give_a_bound_no_plan_beats(rule: str) -> None:
    rng = np.random.default_rng(3)
    for seed in range(SEEDS_EACH):
        city = varied_city(rule, seed)
        best = best_rank(city)
        model = priced(city)
        relaxed = model.relax(0, [])
        assert best is not None
        assert relaxed.duals is not None
        for _ in range(10):
            duals = relaxed.duals * rng.uniform(0, 2, len(relaxed.duals))
            duals += rng.normal(0, 1, len(duals)) * (rng.random(len(duals)) < 0.1)
            some = rng.random(city.n_options) < 0.5
            _, complete = model.model.options.price(model.model.cost, duals, some)
            assert model.model.bound(complete) <= best[0] + 1e-6


def test_an_option_left_out_is_priced_as_if_it_were_there() -> None:
    """With best duals on its own links an option left out adds nothing to what the bound loses elsewhere."""
    city = varied_city("as_drawn", 4)
    model = priced(city)
    relaxed = model.relax(0, [])
    options = model.model.options
    assert relaxed.duals is not None
    nobody = np.zeros(city.n_options, dtype=bool)
    values, complete = options.price(model.model.cost, relaxed.duals, nobody)
    reduced = model.model.cost - options.transposed @ complete
    assert (values <= 0).all()
    assert (reduced[options.option != NONE] >= -1e-9).all()


def test_an_infeasible_relaxation_is_proven_so() -> None:
    """Options left out are brought in before a relaxation is called impossible."""
    city = replace(varied_city("as_drawn", 2), targets=())
    held = None
    for demanded in range(city.n_circles):
        model = priced(city)
        rows = model.model.rows
        columns = np.flatnonzero(
            model.compiled.sparse.is_integer & (model.model.options.option == NONE)
        )
        lower = rows.col_lower.copy()
        lower[columns[demanded]] = 1.0
        model.model.set_bounds(replace(rows, col_lower=lower))
        few = model.model.solve()
        every = priced(city)
        every.model.activate(np.arange(city.n_options))
        every.model.set_bounds(replace(every.model.rows, col_lower=lower))
        assert (few.bound == np.inf) == (every.model.solve().bound == np.inf)
        held = few
    assert held is not None


def test_without_time_the_start_is_kept_and_nothing_is_claimed() -> None:
    city = varied_city("as_drawn", 1)
    start = start_of(city)
    assert start is not None
    watch = Watch()
    watch.stop()
    outcome = solve_priced(city, start, watch, Settings())
    assert outcome.decisions is start
    best = best_rank(city)
    assert best is not None
    for n, stage in enumerate(outcome.stages):
        sign = -1 if stage.maximise else 1
        assert stage.bound is None or sign * stage.bound <= best[n]


@pytest.mark.parametrize("rule", ["as_drawn", "max_benefit", "shares"])
def test_what_is_offered_on_the_way_holds(rule: str) -> None:
    offered: list[Outcome] = []
    for seed in range(SEEDS_EACH):
        city = varied_city(rule, seed)
        start, best = start_of(city), best_rank(city)
        if start is None or best is None:
            continue
        offered.clear()
        solve_priced(city, start, Watch(offer=offered.append), Settings())
        for outcome in offered:
            value = evaluate(city, outcome.decisions)
            assert value.feasible
            assert value.rank(city) >= best
            for n, stage in enumerate(outcome.stages):
                sign = -1 if stage.maximise else 1
                assert sign * stage.value == value.rank(city)[n]
                if stage.bound is not None and value.rank(city)[:n] == best[:n]:
                    assert sign * stage.bound <= best[n]
    assert offered


def test_a_dive_ends_in_whole_tiers_and_leaves_the_rows_as_they_were() -> None:
    dived = 0
    for seed in range(12):
        city = varied_city("as_drawn", seed)
        model = PricedModel.build(city, Decisions.nothing(city), Watch(), Settings())
        before = model.model.rows
        values = model.dive(model.relax(0, []))
        after = model.model.rows
        assert (after.col_lower == before.col_lower).all()
        assert (after.lower == before.lower).all()
        if values is None:
            continue
        dived += 1
        held = values[model.columns.held[:, 0]]
        assert np.abs(held - np.rint(held)).max(initial=0.0) < 1e-3
    assert dived
