"""Reduced-cost fixing: the bound holds for any duals, and no plan that keeps the value is cut off."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.engine.solver.compile import compile_model
from placement.engine.solver.fixing import Rows, find_fixings, safe_bound
from placement.engine.solver.highs import Highs
from placement.engine.solver.translate import locate_columns, write_decisions
from placement.formulation.build import build_model
from plans import legal_plan
from variations import VARIATIONS, varied_city

INF = float("inf")


@dataclass(frozen=True)
class Small:
    """A bounded integer model, its feasible points, a cost and duals somebody proposes."""

    rows: Rows
    points: np.ndarray
    cost: np.ndarray
    duals: np.ndarray


@st.composite
def small_models(draw: st.DrawFn) -> Small:
    m, n = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    coefficient = st.integers(-4, 4)
    matrix = np.array([[draw(coefficient) for _ in range(n)] for _ in range(m)], dtype=float)
    low = np.array([draw(st.integers(-1, 1)) for _ in range(n)], dtype=float)
    high = low + np.array([draw(st.integers(0, 2)) for _ in range(n)], dtype=float)
    inside = low + np.array([draw(st.integers(0, 2)) for _ in range(n)]) % (high - low + 1)
    activity = matrix @ inside
    lower = activity - np.array([draw(st.integers(0, 3)) for _ in range(m)])
    upper = activity + np.array([draw(st.integers(0, 3)) for _ in range(m)])
    lower[[draw(st.booleans()) for _ in range(m)]] = -INF
    upper[[draw(st.booleans()) for _ in range(m)]] = INF
    box = itertools.product(*(range(int(a), int(b) + 1) for a, b in zip(low, high, strict=True)))
    points = np.array(list(box), dtype=float)
    kept = ((points @ matrix.T >= lower) & (points @ matrix.T <= upper)).all(axis=1)
    number = st.floats(-5, 5, allow_nan=False) | st.just(float("nan"))
    return Small(
        Rows(sp.csr_matrix(matrix), lower, upper, low, high),
        points[kept],
        np.array([draw(coefficient) for _ in range(n)], dtype=float),
        np.array([draw(number) for _ in range(m)]),
    )


@given(small_models())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_bound_holds_for_any_duals(small: Small) -> None:
    bound, _ = safe_bound(small.cost, small.rows, small.duals)
    assert bound <= (small.points @ small.cost).min() + 1e-9


@given(small_models(), st.integers(0, 6))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_no_point_that_keeps_the_value_is_cut_off(small: Small, slack: int) -> None:
    values = small.points @ small.cost
    value = int(values.min()) + slack
    integer = np.ones(len(small.cost), dtype=bool)
    _, fixing = find_fixings(small.cost, small.rows, small.duals, integer, value)
    for point in small.points[values <= value]:
        assert (point[fixing.columns] == fixing.values).all()


@given(small_models())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_columns_that_are_no_integers_are_never_fixed(small: Small) -> None:
    integer = np.zeros(len(small.cost), dtype=bool)
    _, fixing = find_fixings(small.cost, small.rows, small.duals, integer, -1000)
    assert len(fixing.columns) == 0


def test_good_duals_give_the_bound_of_the_relaxation_and_fix_what_is_too_dear() -> None:
    # min 3a + 5b + 9c with a + b + c >= 2, binaries: 8 = a and b; c would cost at least 12
    rows = Rows(
        sp.csr_matrix([[1.0, 1.0, 1.0]]), np.array([2.0]), np.array([INF]), np.zeros(3), np.ones(3)
    )
    cost = np.array([3.0, 5.0, 9.0])
    bound, fixing = find_fixings(cost, rows, np.array([5.0]), np.ones(3, dtype=bool), 8)
    assert bound == 8.0
    assert dict(zip(fixing.columns.tolist(), fixing.values.tolist(), strict=True)) == {
        0: 1.0,  # without a the cheapest is 14
        2: 0.0,
    }


def test_an_open_column_gives_no_bound_and_no_fixing() -> None:
    rows = Rows(
        sp.csr_matrix([[1.0]]), np.array([-INF]), np.array([3.0]), np.zeros(1), np.array([INF])
    )
    bound, fixing = find_fixings(np.array([-1.0]), rows, np.zeros(1), np.ones(1, dtype=bool), 0)
    assert bound == -INF
    assert len(fixing.columns) == 0


@pytest.mark.parametrize("rule", VARIATIONS)
def test_fixings_of_a_city_keep_every_plan_as_good(rule: str) -> None:
    """Duals of the relaxation as the engine takes them: plans of the stage's best value survive."""
    fixed = 0
    for seed in range(8):
        city = varied_city(rule, seed)
        rng = np.random.default_rng([seed, 29])
        plans = [p for p in (legal_plan(city, rng) for _ in range(6)) if p is not None]
        if not plans:
            continue
        best = solve_instance(city, Watch()).decisions
        stage = city.stages[0]
        sign = -1 if stage.maximise else 1
        value = sign * evaluate(city, best).terms[stage.term]
        built = build_model(city)
        compiled = compile_model(built, (stage.term,))
        columns = locate_columns(city, built, compiled)
        highs = Highs(compiled.sparse)
        cost = sign * compiled.sparse.terms[stage.term]
        highs.set_objective(cost)
        duals = highs.relaxed_duals(Watch())
        assert duals is not None
        bound, fixing = find_fixings(cost, highs.rows(), duals, compiled.sparse.is_integer, value)
        assert bound <= value + 1e-6
        fixed += len(fixing.columns)
        for plan in [best, *plans]:
            if sign * evaluate(city, plan).terms[stage.term] > value:
                continue
            where, what = write_decisions(columns, plan)
            stated = dict(zip(where.tolist(), what.tolist(), strict=True))
            for column, fix in zip(fixing.columns.tolist(), fixing.values.tolist(), strict=True):
                assert stated.get(column, fix) == fix
    if rule not in {"hard_targets", "locked_and_hard"}:  # few of those can be solved at all
        assert fixed > 0


def test_doing_nothing_is_never_fixed_away_where_it_is_best() -> None:
    city = varied_city("money_first", 1)
    nothing = Decisions.nothing(city)
    assert evaluate(city, nothing).terms["aid_money"] == 0
    built = build_model(city)
    compiled = compile_model(built, ("aid_money",))
    highs = Highs(compiled.sparse)
    cost = compiled.sparse.terms["aid_money"]
    highs.set_objective(cost)
    duals = highs.relaxed_duals(Watch())
    assert duals is not None
    _, fixing = find_fixings(cost, highs.rows(), duals, compiled.sparse.is_integer, 0)
    assert (fixing.values == 0).all()
