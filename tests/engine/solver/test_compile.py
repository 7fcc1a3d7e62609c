"""Pyomo model to sparse arrays: nothing lost, nothing infinite, rows scaled exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyomo.environ as pyo
import pytest
import scipy.sparse as sp

from placement.engine.solver.compile import LARGEST_COEFFICIENT, compile_model, row_factors
from placement.formulation.build import BuiltModel, build_model
from placement.instance import Instance
from two_circles import two_circles


def test_every_row_column_and_coefficient_arrives() -> None:
    built = build_model(two_circles())
    sparse = compile_model(built, ("public_money",)).sparse
    rows = sum(len(c) for c in built.model.component_objects(pyo.Constraint))
    assert sparse.matrix.shape[0] == rows
    integers = [v for v in built.model.component_data_objects(pyo.Var) if not v.is_continuous()]
    assert sparse.size["integers"] == len(integers)
    assert sparse.size == {
        "rows": rows,
        "columns": sparse.matrix.shape[1],
        "integers": int(sparse.is_integer.sum()),
        "nonzeros": sparse.matrix.nnz,
    }


def test_a_column_that_no_row_holds_is_kept_if_a_term_needs_it() -> None:
    # without targets, awards and caps nothing but the objective may hold a circle's residents
    city = two_circles(targets=(), awards=(), budget_cap_fen=np.full((2, 3), -1), locked_in={})
    compiled = compile_model(build_model(city), ("resident_years", "conversions"))
    assert compiled.sparse.terms["conversions"].sum() == 11
    assert compiled.sparse.terms["resident_years"].sum() == 9000 * 8 + 7000 * 3


@pytest.mark.parametrize("where", ["coefficient", "right-hand side"])
@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(where: str, number: float) -> None:
    built = build_model(two_circles())
    model = built.model
    some = next(iter(model.built.values()))
    coefficient, side = (number, 1.0) if where == "coefficient" else (1.0, number)
    model.poison = pyo.Constraint(expr=coefficient * some <= side)
    with pytest.raises(ValueError, match=r"(?i)finite|nan|inf"):
        compile_model(built, ("public_money",))


def test_a_term_that_is_not_linear_is_refused() -> None:
    built = build_model(two_circles())
    some = next(iter(built.model.built.values()))
    built.model.crooked = pyo.Expression(expr=some * some)
    with pytest.raises(ValueError, match="not linear"):
        compile_model(BuiltModel(built.model, built.sets), ("crooked",))


def dear(city: Instance) -> Instance:
    fen = np.array([91_903_932, 136_000_001, 37_064_559, 33_523_855])
    options = replace(city.options, pay_fen=fen)
    return replace(city, options=options, budget_cap_fen=np.array([[261_427_786] * 3, [-1] * 3]))


def test_rows_in_fen_are_scaled_by_powers_of_two_and_say_the_same() -> None:
    city = dear(two_circles(awards=()))
    sparse = compile_model(build_model(city), ("public_money",)).sparse
    assert abs(sparse.matrix).max() <= LARGEST_COEFFICIENT
    row = next(
        n
        for n in range(sparse.matrix.shape[0])
        if abs(sparse.matrix[n]).max() > LARGEST_COEFFICIENT / 2
    )
    factor = sparse.row_upper[row] / 261_427_786
    assert factor == 2.0 ** round(np.log2(factor))
    coefficients = sorted(set((sparse.matrix[row].toarray().ravel() / factor).tolist()) - {0.0})
    assert coefficients == sorted(city.options.pay_fen[[0, 2, 3]].tolist())


def test_small_rows_are_left_alone() -> None:
    matrix = sp.csc_matrix(np.array([[1.0, -3.0], [0.0, 0.0], [65_536.0, 1.0], [65_537.0, 1.0]]))
    assert row_factors(matrix).tolist() == [1.0, 1.0, 1.0, 0.5]
    assert row_factors(sp.csc_matrix((3, 2))).tolist() == [1.0, 1.0, 1.0]
    assert row_factors(sp.csc_matrix((0, 2))).tolist() == []
