"""The one door to HiGHS: a sparse model, changed and solved, in this process or in one that can be ended.

What HiGHS itself is asked, and how its answers are read, is in :mod:`placement.engine.solver.session`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import numpy as np
import scipy.sparse as sp

from placement.engine.control.watch import Watch
from placement.engine.solver.changes import Costs, Fixed, Row, Start
from placement.engine.solver.compile import Float, SparseModel, row_factors
from placement.engine.solver.fixing import Rows
from placement.engine.solver.guard import Guard, GuardedSession
from placement.engine.solver.highs_model import PlainModel, SolverError
from placement.engine.solver.session import Ear, Limits, MipResult, Said, Session


@dataclass
class Highs:
    """One model held by HiGHS; objectives and rows may change between solves.

    Attributes
    ----------
    guard
        The process that is to hold it; ``None`` for this one, which has to wait for whatever HiGHS does.
    """

    model: SparseModel
    options: Mapping[str, object] = field(default_factory=dict)
    guard: Guard | None = None

    def __post_init__(self) -> None:
        """Pass the model and check that nothing was lost on the way."""
        plain = PlainModel.of(self.model)
        self._session: Session | GuardedSession = (
            Session(plain, self.options)
            if self.guard is None
            else GuardedSession(self.guard, plain, self.options)
        )
        self._added: list[tuple[float, float, sp.csr_matrix]] = []
        self._col_lower = self.model.col_lower.copy()
        self._col_upper = self.model.col_upper.copy()

    def set_objective(self, cost: Float) -> None:
        """Minimise ``cost @ x``.

        Raises
        ------
        SolverError
            If there is not one finite coefficient per column, or HiGHS refuses the change.
        """
        if len(cost) != self.model.matrix.shape[1] or not np.isfinite(cost).all():
            message = "an objective needs one finite coefficient per column"
            raise SolverError(message)
        self._session.apply(Costs(cost.astype(float)))

    def add_row(self, lower: float, upper: float, coefficients: Float) -> None:
        """Append ``lower <= coefficients @ x <= upper``, scaled like the rows of the model.

        Raises
        ------
        SolverError
            If a number is not finite or HiGHS refuses the row.
        """
        if not np.isfinite(coefficients).all():
            message = "a row's coefficient is not finite"
            raise SolverError(message)
        row = sp.csr_matrix(coefficients)
        factor = float(row_factors(row)[0])
        row, lower, upper = row * factor, lower * factor, upper * factor
        self._session.apply(Row(lower, upper, row.indices.astype(np.int32), row.data))
        self._added.append((lower, upper, row))

    def fix(self, columns: np.ndarray, values: Float) -> None:
        """Fix columns to values."""
        self._session.apply(Fixed(columns.astype(np.int32), values.astype(float)))
        self._col_lower[columns] = values
        self._col_upper[columns] = values

    def start_from(self, columns: np.ndarray, values: Float) -> None:
        """Offer values of the integer columns as a start; HiGHS completes the rest."""
        self._session.apply(Start(columns.astype(np.int32), values.astype(float)))

    def run(
        self, watch: Watch, *, absolute_gap: float, relative_gap: float, time_limit_s: float
    ) -> MipResult:
        """Solve, reporting to and obeying the watch.

        Parameters
        ----------
        absolute_gap
            Stop when value and bound differ by at most this much. For an integer objective anything
            below one is exact.
        """

        def hear(said: Said) -> None:
            watch.tell(**asdict(said))

        limits = Limits(absolute_gap, relative_gap, time_limit_s)
        result = self._session.run(limits, Ear(lambda: watch.over, hear))
        watch.effort.add(nodes=result.nodes, lp_iterations=result.lp_iterations)
        return result

    def relaxed_duals(self, watch: Watch) -> Float | None:
        """Solve the linear relaxation of the present model and return its row duals.

        Returns
        -------
        array of shape (rows,) or None
            ``None`` when the relaxation was not solved to optimality in time. The duals are only a good
            proposal: :func:`placement.engine.solver.fixing.safe_bound` makes a valid bound of any duals.
        """
        duals, iterations = self._session.relaxed_duals(watch.remaining_s, lambda: watch.over)
        watch.effort.add(lp_iterations=iterations)
        return duals

    @property
    def lost(self) -> str:
        """Why a process gave no answer the last time, whether another one did or not; empty where none was lost."""
        return self._session.lost

    def rows(self) -> Rows:
        """Return the rows and column bounds as they stand, with all rows added so far."""
        base = self.model
        matrix = sp.vstack([base.matrix, *(row for _, _, row in self._added)], format="csr")
        return Rows(
            matrix,
            np.concatenate([base.row_lower, [low for low, _, _ in self._added]]),
            np.concatenate([base.row_upper, [high for _, high, _ in self._added]]),
            self._col_lower,
            self._col_upper,
        )
