"""What may be changed of a model between solves."""

from __future__ import annotations

from dataclasses import dataclass

from placement.engine.solver.highs_model import Float, Indices


@dataclass(frozen=True)
class Costs:
    """A new objective, to be minimised."""

    costs: Float


@dataclass(frozen=True)
class Row:
    """A row to be appended."""

    lower: float
    upper: float
    indices: Indices
    values: Float


@dataclass(frozen=True)
class Fixed:
    """Columns to be fixed to values."""

    columns: Indices
    values: Float


@dataclass(frozen=True)
class Start:
    """Values of some columns as a start; HiGHS completes the rest."""

    columns: Indices
    values: Float


Change = Costs | Row | Fixed | Start
