"""Some columns of a compiled model as a program of their own, without stating the model anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.engine.priced.option_columns import NONE
from placement.engine.solver.compile import SparseModel
from placement.engine.solver.fixing import Rows
from placement.engine.solver.translate import Columns
from placement.instance import Int


def slice_columns(
    sparse: SparseModel, columns: Columns, kept: Int, rows: Rows
) -> tuple[SparseModel, Columns]:
    """Return the model over some of its columns, all others at zero, and where its decisions stand.

    Parameters
    ----------
    kept
        Columns that stay, ascending; every column that is of no option must be among them.
    rows
        Row and column bounds to use instead of the model's own; further rows at its end are left out.
    """
    n_rows, n_columns = sparse.matrix.shape
    part = sparse.matrix[:, kept]
    lower, upper = rows.lower[:n_rows], rows.upper[:n_rows]
    counts = np.bincount(part.indices, minlength=n_rows) > 0
    stay = np.flatnonzero(counts | (lower > 0) | (upper < 0))
    position = np.full(n_columns, NONE)
    position[kept] = np.arange(len(kept))
    small = SparseModel(
        matrix=part[stay],
        row_lower=lower[stay],
        row_upper=upper[stay],
        col_lower=rows.col_lower[kept],
        col_upper=rows.col_upper[kept],
        is_integer=sparse.is_integer[kept],
        terms={name: vector[kept] for name, vector in sparse.terms.items()},
    )
    return small, renumbered(columns, position)


def renumbered(columns: Columns, position: Int) -> Columns:
    """Return the decisions at new positions, those without one left out."""

    def moved(rows: Int) -> Int:
        stay = rows[position[rows[:, 0]] != NONE]
        return np.column_stack([position[stay[:, 0]], stay[:, 1:]])

    implied = position[columns.implied]
    return replace(
        columns,
        built=moved(columns.built),
        held_final=moved(columns.held_final),
        held_interim=moved(columns.held_interim),
        held_yearly=moved(columns.held_yearly),
        shortfall=position[columns.shortfall],
        implied=implied[implied != NONE],
    )
