"""What a tree branches on: numbers missed of targets first, then whether a circle holds any tier, then which.

A *split* is a sum of columns that is a whole number in every plan. The one whose two sides are expected to
raise the bound most is branched on: by what it did before (pseudocosts), and while little is known of it by
a few simplex iterations on either side (strong branching).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from placement.engine.priced.option_columns import NONE
from placement.engine.priced.restricted import RestrictedModel
from placement.engine.solver.compile import Float
from placement.engine.solver.fixing import Rows
from placement.engine.solver.translate import Columns

WHOLE = 1e-4
RELIABLE = 3
"""Times a side was seen before its pseudocost is trusted."""
TRIALS = 8
"""Splits looked at by strong branching in one node at most."""
TRIAL_ITERATIONS = 150
LEAST_GAIN = 1e-6


@dataclass(frozen=True)
class Split:
    """Columns whose sum is whole, and the row that says it is one at most (``NONE`` for a single column)."""

    columns: tuple[int, ...]
    row: int = NONE


@dataclass(frozen=True)
class Side:
    """One side of a split: bounds of its columns or of its row.

    Attributes
    ----------
    fraction
        How far the sum has to move to get there.
    is_up
        The sum is rounded up.
    """

    split: Split
    is_up: bool
    limit: int
    fraction: float

    def applied(self, rows: Rows) -> Rows:
        """Return the bounds of a node with this side's on top."""
        columns = list(self.split.columns)
        if self.split.row != NONE and self.is_up:
            lower = rows.lower.copy()
            lower[self.split.row] = self.limit
            return replace(rows, lower=lower)
        if self.is_up:
            col_lower = rows.col_lower.copy()
            col_lower[columns] = np.maximum(col_lower[columns], self.limit)
            return replace(rows, col_lower=col_lower)
        col_upper = rows.col_upper.copy()
        col_upper[columns] = np.minimum(col_upper[columns], self.limit)
        return replace(rows, col_upper=col_upper)


def bounded(rows: Rows, sides: Sequence[Side]) -> Rows:
    """Return the bounds of the node at the end of a path."""
    for side in sides:
        rows = side.applied(rows)
    return rows


def find_splits(columns: Columns, rows: Rows) -> tuple[tuple[Split, ...], ...]:
    """Return the splits of a model, in groups of falling precedence."""
    of_circle: dict[int, list[int]] = {}
    for column, circle in columns.held[:, :2].tolist():
        of_circle.setdefault(circle, []).append(column)
    row_of = _one_tier_rows(columns, rows, of_circle)
    return (
        tuple(Split((column,)) for column in columns.shortfall.tolist()),
        tuple(Split(tuple(of_circle[c]), row) for c, row in row_of.items()),
        tuple(Split((column,)) for column in columns.held[:, 0].tolist()),
    )


def _one_tier_rows(columns: Columns, rows: Rows, of_circle: dict[int, list[int]]) -> dict[int, int]:
    """Row ``sum(held) <= 1`` over all tiers of a circle that has several."""
    circle_of = np.full(rows.matrix.shape[1], NONE)
    circle_of[columns.held[:, 0]] = columns.held[:, 1]
    lengths = np.diff(rows.matrix.indptr)
    row = np.repeat(np.arange(len(lengths)), lengths)
    low = np.full(len(lengths), np.iinfo(np.int64).max)
    high = np.full(len(lengths), NONE)
    np.minimum.at(low, row, circle_of[rows.matrix.indices])
    np.maximum.at(high, row, circle_of[rows.matrix.indices])
    fits = (low == high) & (low != NONE) & (rows.upper == 1) & (lengths > 1)
    np.logical_and.at(fits, row, rows.matrix.data == 1)
    return {
        int(low[r]): int(r)
        for r in np.flatnonzero(fits)
        if lengths[r] == len(of_circle[int(low[r])])
    }


@dataclass
class Branching:
    """Chooses splits, and learns from what they did.

    Attributes
    ----------
    seen, gained
        How often each side of a split was tried, and by how much it raised the bound in all, per unit moved.
    """

    groups: tuple[tuple[Split, ...], ...]
    seen: dict[tuple[Split, bool], int] = field(default_factory=dict)
    gained: dict[tuple[Split, bool], float] = field(default_factory=dict)

    def open_splits(self, values: Float) -> list[tuple[Side, Side]]:
        """Return the splits of the first group that has any whose sum is not whole, down and up."""
        for group in self.groups:
            found = [sides for split in group if (sides := _sides(split, values)) is not None]
            if found:
                return found
        return []

    def choose(
        self,
        model: RestrictedModel,
        found: Sequence[tuple[Side, Side]],
        objective: float,
        most: float,
    ) -> tuple[Side, Side]:
        """Return the most promising of the open splits at the node the model stands at.

        Parameters
        ----------
        objective, most
            Value of the node's relaxation, and the gain that ends a side.
        """
        ranked = sorted(found, key=self._promise, reverse=True)
        unsure = [pair for pair in ranked[:TRIALS] if not self._is_reliable(pair)]
        sides = [side for pair in unsure for side in pair]
        trials = [side.applied(model.rows) for side in sides]
        for side, value in zip(sides, model.hints(trials, TRIAL_ITERATIONS), strict=True):
            self.learn(side, min(max(value - objective, 0.0), most))
        return max(ranked[:TRIALS], key=self._promise)

    def learn(self, side: Side, gain: float) -> None:
        """Note by how much a side raised the bound."""
        key = side.split, side.is_up
        self.seen[key] = self.seen.get(key, 0) + 1
        self.gained[key] = self.gained.get(key, 0.0) + gain / side.fraction

    def _is_reliable(self, pair: tuple[Side, Side]) -> bool:
        return all(self.seen.get((side.split, side.is_up), 0) >= RELIABLE for side in pair)

    def _promise(self, pair: tuple[Side, Side]) -> float:
        """Product of the gains expected; sides never seen are taken as average."""
        return math.prod(max(LEAST_GAIN, self._expected(side)) for side in pair)

    def _expected(self, side: Side) -> float:
        key = side.split, side.is_up
        if key in self.seen:
            return self.gained[key] / self.seen[key] * side.fraction
        return self._usual(is_up=side.is_up) * side.fraction

    def _usual(self, *, is_up: bool) -> float:
        rates = [self.gained[key] / n for key, n in self.seen.items() if key[1] == is_up]
        return sum(rates) / len(rates) if rates else 1.0


def _sides(split: Split, values: Float) -> tuple[Side, Side] | None:
    total = float(values[list(split.columns)].sum())
    low = math.floor(total)
    part = total - low
    if not WHOLE < part < 1 - WHOLE:
        return None
    return Side(split, False, low, part), Side(split, True, low + 1, 1 - part)
