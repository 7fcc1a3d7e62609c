"""A sparse model as HiGHS takes it, and the versions of HiGHS that are not trusted with one."""

from __future__ import annotations

from importlib.metadata import version

import highspy
import numpy as np

from placement.engine.compile import SparseModel

REFUSED_VERSIONS = frozenset({"1.14.0"})  # returns wrong optima on two-variable models


class SolverError(RuntimeError):
    """HiGHS refused an input or an option, or is a version known to return wrong optima."""


def refuse_known_bad_version() -> None:
    """Raise SolverError when the installed HiGHS is known to return wrong optima."""
    installed = version("highspy")
    if installed in REFUSED_VERSIONS:
        message = f"highspy {installed} returns wrong optima and is refused; install 1.15.1"
        raise SolverError(message)


def as_highs_lp(model: SparseModel) -> highspy.HighsLp:
    """Return the rows, columns and integrality of a model, without an objective.

    Raises
    ------
    SolverError
        If a number is not finite; HiGHS would drop it without a word.
    """
    if not np.isfinite(model.matrix.data).all() or np.isnan(model.row_lower).any():
        message = "the model holds a number that is not finite"
        raise SolverError(message)
    lp = highspy.HighsLp()
    rows, columns = model.matrix.shape
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_ = np.zeros(columns)
    lp.col_lower_, lp.col_upper_ = model.col_lower, model.col_upper
    lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
    lp.integrality_ = [
        highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
        for integer in model.is_integer
    ]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = model.matrix.indptr
    lp.a_matrix_.index_ = model.matrix.indices
    lp.a_matrix_.value_ = model.matrix.data
    return lp
