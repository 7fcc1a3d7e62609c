"""Exported models: exact, and the same whoever reads them."""

from __future__ import annotations

from pathlib import Path

import highspy
import numpy as np
import pytest
import scipy.sparse as sp

from placement.bench.peers.mps import read_mps, unscaled, write_mps
from placement.engine.solver.compile import SparseModel, compile_model
from placement.formulation.build import build_model
from tiny import tiny_city


def awkward() -> SparseModel:
    """Every kind of row and bound, an empty column, large numbers."""
    inf = np.inf
    matrix = sp.csc_matrix(
        np.array([[1, -2, 0, 0], [0, 3, 0, 1], [720_000_001, 0, 0, -1], [1, 1, 0, 1]], dtype=float)
    )
    return SparseModel(
        matrix,
        np.array([-inf, 2, 5, -3]),
        np.array([4, inf, 5, 8]),
        np.array([0, -inf, 1, -7.0]),
        np.array([1, inf, 1, 9.0]),
        np.array([True, False, False, True]),
        {},
    )


def test_highs_reads_what_was_written(tmp_path: Path) -> None:
    model, cost = awkward(), np.array([3.0, -1, 0, 2])
    write_mps(tmp_path / "m.mps", model, cost)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(tmp_path / "m.mps")) == highspy.HighsStatus.kOk
    lp = highs.getLp()
    matrix = sp.csc_matrix(
        (lp.a_matrix_.value_, lp.a_matrix_.index_, lp.a_matrix_.start_), shape=(4, 4)
    )
    assert (matrix.toarray() == model.matrix.toarray()).all()
    assert list(lp.col_cost_) == cost.tolist()
    assert list(lp.row_lower_) == model.row_lower.tolist()
    assert list(lp.row_upper_) == model.row_upper.tolist()
    assert list(lp.col_lower_) == model.col_lower.tolist()
    assert list(lp.col_upper_) == model.col_upper.tolist()
    integer = [kind == highspy.HighsVarType.kInteger for kind in lp.integrality_]
    assert integer == model.is_integer.tolist()


def test_our_reader_gives_the_same_model_back(tmp_path: Path) -> None:
    model, cost = awkward(), np.array([3.0, -1, 0, 2])
    write_mps(tmp_path / "m.mps", model, cost)
    scaled, again = read_mps(tmp_path / "m.mps")
    back = unscaled(scaled)
    assert (again == cost).all()
    assert (back.matrix.toarray() == model.matrix.toarray()).all()
    for name in ("row_lower", "row_upper", "col_lower", "col_upper", "is_integer"):
        assert (getattr(back, name) == getattr(model, name)).all()


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_a_city_are_integers_again(seed: int) -> None:
    city = tiny_city(seed)
    compiled = compile_model(build_model(city), ("public_money",))
    model = unscaled(compiled.sparse)
    assert (model.matrix.data == np.rint(model.matrix.data)).all()
    sides = np.concatenate([model.row_lower, model.row_upper])
    sides = sides[np.isfinite(sides)]
    assert (sides == np.rint(sides)).all()
