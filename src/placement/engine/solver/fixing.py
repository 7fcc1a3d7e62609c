"""Fix columns that no plan as good as the incumbent can move: reduced-cost fixing with a safe bound.

For any row duals ``y`` the Lagrangian

    L(y) = sum(y_i * (lower_i if y_i > 0 else upper_i)) + sum(min over bounds of d_j * x_j),  d = c - A'y

is a valid lower bound of ``c @ x``; a dual whose bound is infinite is set to zero first. So the bound does
not trust the solver that proposed ``y``. If a column at its lower bound is raised by one, the bound grows
by ``d_j``; where that passes the value to be kept, the column can be fixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from placement.engine.solver.compile import Float

MARGIN = 0.5
"""Terms are integers, so a plan that keeps ``value`` is at least this far from the next one."""


@dataclass(frozen=True)
class Rows:
    """Rows and column bounds of a model as they stand."""

    matrix: sp.csr_matrix
    lower: Float
    upper: Float
    col_lower: Float
    col_upper: Float


def safe_bound(cost: Float, rows: Rows, duals: Float) -> tuple[float, Float]:
    """Return a lower bound of ``cost @ x`` valid for any duals, and the reduced costs.

    Parameters
    ----------
    duals
        One per row; positive for the lower side, as HiGHS signs them for a minimisation.
    """
    y = np.where((duals > 0) & np.isfinite(rows.lower), duals, 0.0)
    y += np.where((duals < 0) & np.isfinite(rows.upper), duals, 0.0)
    side = np.where(y > 0, rows.lower, rows.upper)
    reduced = cost - rows.matrix.T @ y
    at = np.where(reduced > 0, rows.col_lower, rows.col_upper)
    moved = reduced != 0
    bound = float((y[y != 0] * side[y != 0]).sum() + (reduced[moved] * at[moved]).sum())
    return bound, reduced


@dataclass(frozen=True)
class Fixing:
    """Integer columns that may be fixed and their values."""

    columns: np.ndarray
    values: Float


def find_fixings(
    cost: Float, rows: Rows, duals: Float, is_integer: np.ndarray, value: int
) -> tuple[float, Fixing]:
    """Return a safe bound and the columns no solution with ``cost @ x <= value`` can move.

    Parameters
    ----------
    value
        The value of ``cost @ x`` that later solutions must keep.
    """
    bound, reduced = safe_bound(cost, rows, duals)
    free = is_integer & (rows.col_upper > rows.col_lower)
    stay_low = free & (reduced > 0) & (bound + reduced > value + MARGIN)
    stay_high = free & (reduced < 0) & (bound - reduced > value + MARGIN)
    columns = np.flatnonzero(stay_low | stay_high)
    values = np.where(stay_low[columns], rows.col_lower[columns], rows.col_upper[columns])
    return bound, Fixing(columns, values)
