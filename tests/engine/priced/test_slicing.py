"""A slice of a model is the model with all other columns at zero."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.control.watch import Watch
from placement.engine.cutting.merging import merge_years
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.priced.option_columns import NONE, OptionColumns
from placement.engine.priced.slicing import slice_columns
from placement.engine.solver.compile import compile_model
from placement.engine.solver.fixing import Rows
from placement.engine.solver.highs import Highs
from placement.engine.solver.translate import locate_columns, read_decisions, write_decisions
from placement.formulation.build import build_model
from variations import varied_city


@pytest.mark.parametrize("rule", ["as_drawn", "max_benefit", "batches", "shares"])
def test_a_slice_has_the_optimum_of_the_model_without_the_other_options(rule: str) -> None:
    rng = np.random.default_rng(1)
    for seed in range(4):
        city = varied_city(rule, seed)
        built = build_model(city)
        compiled = compile_model(built, tuple(stage.term for stage in city.stages))
        sparse, columns = compiled.sparse, locate_columns(city, built, compiled)
        rows = Rows(
            sparse.matrix.tocsr(),
            sparse.row_lower,
            sparse.row_upper,
            sparse.col_lower,
            sparse.col_upper,
        )
        number = OptionColumns.find(city, built, compiled, rows).option
        wanted = rng.random(city.n_options) < 0.6
        stays = (number == NONE) | wanted[number]
        kept = np.flatnonzero(stays)
        small, moved = slice_columns(sparse, columns, kept, rows)
        shut = replace(sparse, col_upper=np.where(stays, sparse.col_upper, 0.0))
        cost = sparse.terms[city.stages[0].term] * (-1 if city.stages[0].maximise else 1)
        answers = []
        for model, price in ((small, cost[kept]), (shut, cost)):
            highs = Highs(model, {})
            highs.set_objective(price)
            result = highs.run(Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=60.0)
            answers.append((result.status, round(result.objective, 6)))
            if model is small and result.values is not None:
                plan = read_decisions(city, moved, result.values)
                assert not evaluate(city, plan).violations
                assert wanted[plan.start >= 0].all()
        assert answers[0] == answers[1] or (
            "infeasible" in {answers[0][0], answers[1][0]} and (answers[0][0] == answers[1][0])
        )


def test_decisions_stand_where_the_slice_has_them() -> None:
    city = varied_city("as_drawn", 1)
    built = build_model(city)
    compiled = compile_model(built, ())
    columns = locate_columns(city, built, compiled)
    rows = Rows(
        compiled.sparse.matrix.tocsr(),
        compiled.sparse.row_lower,
        compiled.sparse.row_upper,
        compiled.sparse.col_lower,
        compiled.sparse.col_upper,
    )
    nothing = Decisions.nothing(city)
    dropped = columns.built[0, 0]
    kept = np.delete(np.arange(len(compiled.columns)), dropped)
    _, moved = slice_columns(compiled.sparse, columns, kept, rows)
    assert len(moved.built) == len(columns.built) - 1
    where, what = write_decisions(moved, nothing)
    assert (kept[where] == np.delete(write_decisions(columns, nothing)[0], 0)).all()
    assert not what.any()


def test_tiers_that_need_no_integrality_stand_where_the_slice_has_them() -> None:
    city = replace(merge_years(varied_city("as_drawn", 76)), awards=())
    built = build_model(city)
    compiled = compile_model(built, ())
    columns, sparse = locate_columns(city, built, compiled), compiled.sparse
    rows = Rows(
        sparse.matrix.tocsr(), sparse.row_lower, sparse.row_upper, sparse.col_lower, sparse.col_upper
    )  # fmt: skip
    kept = np.setdiff1d(np.arange(len(compiled.columns)), columns.built[:, 0])
    _, moved = slice_columns(sparse, columns, kept, rows)
    assert len(columns.implied)
    assert min(columns.implied) > min(columns.built[:, 0])
    assert (kept[moved.implied] == columns.implied).all()
    partly = np.full(len(kept), 0.01)
    held = read_decisions(city, moved, partly).held
    assert set(np.flatnonzero(held[:, 0] != NONE)) == {
        c for column, c, *_ in columns.held.tolist() if column in columns.implied
    }
