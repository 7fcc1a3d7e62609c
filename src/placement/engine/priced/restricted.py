"""The linear relaxation over few options: the others are priced, and their columns brought in when they pay.

The restricted model holds every column that is of no option, the columns of *active* options, and the rows
these can break. It is solved by one HiGHS object that stays warm. Whatever it says, the bound is taken from
its duals over the whole matrix (:func:`~placement.engine.solver.fixing.safe_bound`), so columns and rows left out,
tolerances and early stops cannot make it wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp

from placement.engine.control.watch import Watch
from placement.engine.priced.option_columns import NONE, OptionColumns
from placement.engine.solver.compile import Float
from placement.engine.solver.fixing import Rows, safe_bound
from placement.engine.solver.warm_lp import Slices, WarmLp
from placement.instance import Bool, Int

PAYS = -1e-6
BROKEN = 1e-6
FEWEST_ADDED = 200
MOST_ROUNDS = 60
CLOSE_ENOUGH = 1e-5
INFINITY = float("inf")


@dataclass(frozen=True)
class Relaxed:
    """What solving a relaxation showed.

    Attributes
    ----------
    bound
        Valid lower bound; infinite when the node holds no solution.
    values
        Column values over the whole matrix, ``None`` without a solution.
    duals
        Row duals of the whole matrix that prove the bound.
    """

    bound: float
    objective: float
    values: Float | None
    duals: Float | None = None


@dataclass
class RestrictedModel:
    """One warm linear program over a growing part of a compiled model.

    Attributes
    ----------
    rows
        The whole matrix with row and column bounds of the present node.
    cost
        Minimised coefficients of all columns.
    """

    rows: Rows
    options: OptionColumns
    cost: Float
    watch: Watch
    active: Bool = field(init=False)

    def __post_init__(self) -> None:
        """Start with no option active."""
        n_rows, n_columns = self.rows.matrix.shape
        self.active = np.zeros(len(self.options.site_row), dtype=bool)
        self._row_at = np.full(n_rows, NONE)
        self._column_at = np.full(n_columns, NONE)
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._by_column = self.rows.matrix.tocsc()
        self._waits = _can_wait(self.rows, self.options)
        self._lp = WarmLp(self.watch)
        self._add_rows(np.flatnonzero(~self._waits & (self.options.private == NONE)))
        self._add_columns(np.flatnonzero(self.options.option == NONE))

    def activate(self, options: Int) -> None:
        """Bring in the columns of options and the rows that tie them."""
        new = np.unique(options[~self.active[options]])
        if not len(new):
            return
        self.active[new] = True
        columns = np.concatenate([self.options.columns_of[o] for o in new])
        touched = np.unique(self._by_column[:, columns].indices)
        self._add_rows(touched[(self._row_at[touched] == NONE) & ~self._waits[touched]])
        self._add_columns(columns)

    def set_cost(self, cost: Float) -> None:
        """Minimise other coefficients."""
        self.cost = cost
        self._lp.set_cost(cost[self._columns])

    def set_bounds(self, rows: Rows) -> None:
        """Take over the row and column bounds of a node; only what differs is sent."""
        old, self.rows = self.rows, rows
        changed = (old.col_lower != rows.col_lower) | (old.col_upper != rows.col_upper)
        columns = np.flatnonzero(changed & (self._column_at != NONE))
        ends = rows.col_lower[columns], rows.col_upper[columns]
        self._lp.set_column_ends(self._column_at[columns], *ends)
        changed = (old.lower != rows.lower) | (old.upper != rows.upper)
        self._waits &= ~changed
        self._add_rows(np.flatnonzero(changed & (self._row_at == NONE)))
        which = np.flatnonzero(changed)
        self._lp.set_row_ends(self._row_at[which], rows.lower[which], rows.upper[which])

    def bound(self, duals: Float) -> float:
        """Lower bound that any duals of the whole matrix prove in the present node."""
        return safe_bound(self.cost, self.rows, duals)[0]

    def solve(self, cutoff: float = INFINITY, rounds: int = MOST_ROUNDS) -> Relaxed:
        """Solve the relaxation, adding options and rows as needed; stop once the bound passes the cutoff."""
        best = Relaxed(-INFINITY, -INFINITY, None)
        for _ in range(rounds):
            ended = self._lp.run()
            if ended == "infeasible":
                feasible = self._mend_infeasible()
                if feasible is None:
                    return Relaxed(INFINITY, INFINITY, None)
                if not feasible:
                    return best
                continue
            if ended != "optimal":
                return best
            values, duals = self._solution()
            objective = float(self.cost @ values)
            if self._add_broken(values):
                continue
            priced, complete = self.options.price(self.cost, duals, self.active)
            bound = self.bound(complete)
            if bound > best.bound:
                best = Relaxed(bound, objective, values, complete)
            else:
                best = replace(best, objective=objective, values=values)
            paying = np.flatnonzero(priced < PAYS)
            close = objective - bound < CLOSE_ENOUGH * max(1.0, abs(objective))
            if not len(paying) or best.bound >= cutoff or close:
                return best
            order = paying[np.argsort(priced[paying], kind="stable")]
            self.activate(order[: max(FEWEST_ADDED, len(order) // 2)])
        return best

    def hints(self, trials: Sequence[Rows], iterations: int) -> list[float]:
        """Return what a few iterations make of the objective with other bounds, without pricing.

        Infinite where HiGHS finds no solution. The numbers rank what to branch on and prove nothing; bounds and
        basis are as before afterwards.
        """
        before, basis = self.rows, self._lp.basis()
        found = []
        for rows in trials:
            self.set_bounds(rows)
            ended = self._lp.run(iterations)
            found.append(INFINITY if ended == "infeasible" else self._lp.objective)
            self.set_bounds(before)
            self._lp.restore(basis)
        return found

    def _solution(self) -> tuple[Float, Float]:
        values, duals = np.zeros(len(self._column_at)), np.zeros(len(self._row_at))
        values[self._columns], duals[self._rows] = self._lp.solution()
        return values, duals

    def _mend_infeasible(self) -> bool | None:
        """Bring in options that could make the model feasible.

        Returns
        -------
        True when some were added, ``None`` when none can: proven, False when HiGHS gave no proof.
        """
        ray = self._lp.ray()
        if ray is None:
            return False
        duals = np.zeros(len(self._row_at))
        duals[self._rows] = ray
        nothing = np.zeros_like(self.cost)
        for sign in (1.0, -1.0):
            priced, complete = self.options.price(nothing, sign * duals, self.active)
            if safe_bound(nothing, self.rows, complete)[0] > BROKEN * max(1, np.abs(ray).max()):
                return None
            paying = np.flatnonzero(priced < PAYS)
            if self._proves(sign * duals) and len(paying):
                order = paying[np.argsort(priced[paying], kind="stable")]
                self.activate(order[: max(FEWEST_ADDED, len(order) // 2)])
                return True
        return False

    def _proves(self, duals: Float) -> bool:
        """Tell whether a ray proves the restricted model infeasible when options left out are ignored."""
        here = self._column_at != NONE
        rows = self.rows
        closed = Rows(
            rows.matrix,
            rows.lower,
            rows.upper,
            np.where(here, rows.col_lower, 0.0),
            np.where(here, rows.col_upper, 0.0),
        )
        return safe_bound(np.zeros_like(self.cost), closed, duals)[0] > 0

    def _add_broken(self, values: Float) -> bool:
        """Bring in rows left out so far that the values break."""
        out = np.flatnonzero((self._row_at == NONE) & self._waits)
        if not len(out):
            return False
        activity = self.rows.matrix[out] @ values
        broken = (activity > self.rows.upper[out] + BROKEN) | (
            activity < self.rows.lower[out] - BROKEN
        )
        self._add_rows(out[broken])
        return bool(broken.any())

    def _add_rows(self, rows: Int) -> None:
        if not len(rows):
            return
        self._row_at[rows] = np.arange(len(self._rows), len(self._rows) + len(rows))
        self._rows.extend(rows.tolist())
        part = _renumbered(self.rows.matrix[rows], self._column_at)
        self._lp.add_rows(part, self.rows.lower[rows], self.rows.upper[rows])

    def _add_columns(self, columns: Int) -> None:
        if not len(columns):
            return
        self._column_at[columns] = np.arange(len(self._columns), len(self._columns) + len(columns))
        self._columns.extend(columns.tolist())
        part = _renumbered(self._by_column[:, columns], self._row_at)
        ends = self.rows.col_lower[columns], self.rows.col_upper[columns]
        self._lp.add_columns(part, self.cost[columns], ends)


def _renumbered(part: sp.csr_matrix | sp.csc_matrix, position: Int) -> Slices:
    """Return rows or columns with inner indices replaced by positions, entries without one left out."""
    inner = position[part.indices]
    held = inner != NONE
    starts = np.append(0, np.cumsum(held))[part.indptr]
    return Slices(part.data[held], inner[held].astype(np.int32), starts.astype(np.int32))


def _can_wait(rows: Rows, options: OptionColumns) -> Bool:
    """Rows that hold as long as no option is used, whatever the other columns do, shape ``(R,)``."""
    entries = rows.matrix.tocoo()
    ours = options.option[entries.col] == NONE
    at_low = entries.data * rows.col_lower[entries.col]
    at_high = entries.data * rows.col_upper[entries.col]
    most, least = np.zeros(len(rows.lower)), np.zeros(len(rows.lower))
    np.add.at(most, entries.row[ours], np.maximum(at_low, at_high)[ours])
    np.add.at(least, entries.row[ours], np.minimum(at_low, at_high)[ours])
    used = np.zeros(len(rows.lower), dtype=bool)
    used[entries.row[~ours]] = True
    result: Bool = used & (most <= rows.upper) & (least >= rows.lower) & (options.private == NONE)
    return result
