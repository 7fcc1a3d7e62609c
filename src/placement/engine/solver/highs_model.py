"""A sparse model as HiGHS takes it, and the versions of HiGHS that are not trusted with one.

Needs nothing but numpy and HiGHS, so that a process that only solves starts in a fraction of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import highspy
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from placement.engine.solver.compile import SparseModel

Float = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
REFUSED_VERSIONS = frozenset({"1.14.0"})  # returns wrong optima on two-variable models


class SolverError(RuntimeError):
    """HiGHS refused an input or an option, or is a version known to return wrong optima."""


def refuse_known_bad_version() -> None:
    """Raise SolverError when the installed HiGHS is known to return wrong optima."""
    installed = version("highspy")
    if installed in REFUSED_VERSIONS:
        message = f"highspy {installed} returns wrong optima and is refused; install 1.15.1"
        raise SolverError(message)


@dataclass(frozen=True)
class PlainModel:
    """Rows, columns and integrality of a model as plain arrays, without an objective.

    Attributes
    ----------
    starts, indices, values
        The matrix by columns.
    """

    starts: Indices
    indices: Indices
    values: Float
    row_lower: Float
    row_upper: Float
    col_lower: Float
    col_upper: Float
    is_integer: npt.NDArray[np.bool_]

    @staticmethod
    def of(model: SparseModel) -> PlainModel:
        """Take the arrays of a model.

        Raises
        ------
        SolverError
            If a number is not finite; HiGHS would drop it without a word.
        """
        matrix = model.matrix
        if not np.isfinite(matrix.data).all() or np.isnan(model.row_lower).any():
            message = "the model holds a number that is not finite"
            raise SolverError(message)
        return PlainModel(
            matrix.indptr,
            matrix.indices,
            matrix.data,
            model.row_lower,
            model.row_upper,
            model.col_lower,
            model.col_upper,
            model.is_integer,
        )

    @property
    def size(self) -> tuple[int, int, int]:
        """Columns, rows and non-zeros."""
        return len(self.col_lower), len(self.row_lower), len(self.values)

    def as_highs_lp(self) -> highspy.HighsLp:
        """Return the model as HiGHS takes it."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_, _ = self.size
        lp.col_cost_ = np.zeros(lp.num_col_)
        lp.col_lower_, lp.col_upper_ = self.col_lower, self.col_upper
        lp.row_lower_, lp.row_upper_ = self.row_lower, self.row_upper
        lp.integrality_ = [
            highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
            for integer in self.is_integer
        ]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = self.starts
        lp.a_matrix_.index_ = self.indices
        lp.a_matrix_.value_ = self.values
        return lp
