"""Small mixed-integer models as rows and bounds, for tests of the door to HiGHS."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from placement.engine.control.watch import Watch
from placement.engine.solver.compile import SparseModel
from placement.engine.solver.highs import Highs, MipResult

INF = float("inf")
Bounds = Sequence[float]


def sparse_model(
    rows: Sequence[Sequence[float]],
    row_bounds: tuple[Bounds, Bounds],
    column_bounds: tuple[Bounds, Bounds],
    integer: Sequence[int],
) -> SparseModel:
    lower, upper = (np.array(side, dtype=float) for side in row_bounds)
    low, high = (np.array(side, dtype=float) for side in column_bounds)
    matrix = np.array(rows, dtype=float).reshape(len(lower), len(low))
    return SparseModel(
        sp.csc_matrix(matrix), lower, upper, low, high, np.array(integer, dtype=bool), {}
    )


def minimise(model: SparseModel, cost: Sequence[float], **options: object) -> MipResult:
    highs = Highs(model, dict(options))
    highs.set_objective(np.array(cost, dtype=float))
    return highs.run(Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=20.0)


def at_most_one(**changes: object) -> SparseModel:
    """Two binaries of which at most one may be 1."""
    parts: dict[str, object] = {
        "rows": [[1, 1]],
        "row_bounds": ([-INF], [1]),
        "column_bounds": ([0, 0], [1, 1]),
        "integer": [1, 1],
    }
    return sparse_model(**{**parts, **changes})  # type: ignore[arg-type]
