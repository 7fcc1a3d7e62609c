"""Decisions as columns: round trip, and the rows accept exactly the plans that keep every rule."""

from __future__ import annotations

import numpy as np
import pytest

from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.solver.compile import Compiled, compile_model
from placement.engine.solver.highs import Highs, MipResult
from placement.engine.solver.translate import (
    Columns,
    locate_columns,
    read_decisions,
    write_decisions,
)
from placement.formulation.build import build_model
from placement.instance import Instance
from plans import any_plan, exact_value, legal_plan
from tiny import tiny_city
from variations import VARIATIONS, varied_city


def compiled(city: Instance) -> tuple[Compiled, Columns]:
    built = build_model(city)
    sparse = compile_model(built, tuple({stage.term for stage in city.stages}))
    return sparse, locate_columns(city, built, sparse)


def values_of(model: Compiled, columns: Columns, plan: Decisions) -> np.ndarray:
    values = np.zeros(len(model.columns))
    where, what = write_decisions(columns, plan)
    values[where] = what
    return values


def same(a: Decisions, b: Decisions) -> bool:
    return bool((a.start == b.start).all() and (a.held == b.held).all())


def solve_with(model: Compiled, columns: Columns, plan: Decisions, term: str) -> MipResult:
    highs = Highs(model.sparse)
    where, what = write_decisions(columns, plan)
    highs.fix(where, what.astype(float))
    highs.set_objective(model.sparse.terms[term])
    return highs.run(Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=60.0)


@pytest.mark.parametrize("rule", VARIATIONS)
def test_what_is_written_is_read_again(rule: str) -> None:
    found = 0
    for seed in range(9):
        city = varied_city(rule, seed)
        plan = legal_plan(city, np.random.default_rng([seed, 17]))
        if plan is None:
            continue
        found += 1
        model, columns = compiled(city)
        values = values_of(model, columns, plan)
        assert same(read_decisions(city, columns, values), plan)
        noisy = values + np.random.default_rng(seed).uniform(-1e-4, 1e-4, len(values))
        assert same(read_decisions(city, columns, noisy), plan)
    assert found >= 2


@pytest.mark.parametrize("rule", VARIATIONS)
def test_rows_accept_exactly_the_plans_that_keep_every_rule(rule: str) -> None:
    verdicts = []
    for seed in range(10):
        city = varied_city(rule, seed)
        model, columns = compiled(city)
        rng = np.random.default_rng([seed, 19])
        for plan in (legal_plan(city, rng), any_plan(city, rng), any_plan(city, rng)):
            if plan is None:
                continue
            if not same(read_decisions(city, columns, values_of(model, columns, plan)), plan):
                continue  # no column says this: an option in a year without it, a tier held before
            legal = exact_value(city, plan) is not None
            where, what = write_decisions(columns, plan)
            if (what > model.sparse.col_upper[where]).any():  # fixing would lift the bound
                assert not legal, (seed, plan)
                continue
            result = solve_with(model, columns, plan, city.stages[0].term)
            assert result.status == ("optimal" if legal else "infeasible"), (seed, plan)
            verdicts.append(legal)
    assert {True, False} <= set(verdicts)


@pytest.mark.parametrize("rule", VARIATIONS)
def test_terms_of_the_model_are_the_exact_terms(rule: str) -> None:
    for seed in range(5):
        city = varied_city(rule, seed)
        plan = legal_plan(city, np.random.default_rng([seed, 23]))
        if plan is None:
            continue
        model, columns = compiled(city)
        terms = evaluate(city, plan).terms
        for stage in city.stages:
            result = solve_with(model, columns, plan, stage.term)
            assert round(result.objective, 6) == terms[stage.term], (seed, stage.term)


def test_shortfall_columns_stand_in_the_order_of_the_targets() -> None:
    city = tiny_city(3)
    model, columns = compiled(city)
    names = [model.columns[n].name for n in columns.shortfall]
    assert names == [f"shortfall[{target.id}]" for target in city.targets]
