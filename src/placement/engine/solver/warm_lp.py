"""A linear program in HiGHS that grows by rows and columns and stays warm between solves.

Beside :mod:`placement.engine.solver.highs`, which runs mixed-integer programs, the only door to HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import highspy
import numpy as np
import numpy.typing as npt

from placement.engine.control.watch import Watch
from placement.engine.solver.compile import Float
from placement.engine.solver.highs_model import SolverError, refuse_known_bad_version
from placement.instance import Int

MOST_ITERATIONS = 2**31 - 1
Ended = Literal["optimal", "infeasible", "stopped"]


@dataclass(frozen=True)
class Slices:
    """Rows or columns in compressed form; ``starts`` has one entry more than there are."""

    values: Float
    indices: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]


@dataclass
class WarmLp:
    """Rows and columns by position in order of arrival; the dual simplex method starts from the last basis."""

    watch: Watch
    _highs: Any = field(init=False)

    def __post_init__(self) -> None:
        """Open an empty model."""
        refuse_known_bad_version()
        self._highs = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._check(self._highs.setOptionValue(name, value), name)
        self._highs.cbSimplexInterrupt.subscribe(self._on_interrupt)

    def _on_interrupt(self, event: Any) -> None:
        if self.watch.over:
            event.interrupt()

    def add_rows(self, part: Slices, lower: Float, upper: Float) -> None:
        """Append rows over the columns present."""
        self._check(
            self._highs.addRows(
                len(lower),
                lower,
                upper,
                len(part.values),
                part.starts[:-1],
                part.indices,
                part.values,
            ),
            "addRows",
        )

    def add_columns(self, part: Slices, cost: Float, ends: tuple[Float, Float]) -> None:
        """Append columns over the rows present; ``ends`` are their lower and upper bounds."""
        self._check(
            self._highs.addCols(
                len(cost),
                cost,
                *ends,
                len(part.values),
                part.starts[:-1],
                part.indices,
                part.values,
            ),
            "addCols",
        )

    def set_cost(self, cost: Float) -> None:
        """Minimise ``cost @ x``."""
        columns = np.arange(len(cost), dtype=np.int32)
        self._check(self._highs.changeColsCost(len(cost), columns, cost), "changeColsCost")

    def set_column_ends(self, columns: Int, lower: Float, upper: Float) -> None:
        """Change bounds of columns."""
        self._check(
            self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper),
            "changeColsBounds",
        )

    def set_row_ends(self, rows: Int, lower: Float, upper: Float) -> None:
        """Change bounds of rows."""
        for row, low, high in zip(rows.tolist(), lower.tolist(), upper.tolist(), strict=True):
            self._check(self._highs.changeRowBounds(row, low, high), "changeRowBounds")

    def run(self, iterations: int = MOST_ITERATIONS) -> Ended:
        """Solve from the last basis, in so many iterations at most."""
        if self.watch.over:
            return "stopped"
        self._check(
            self._highs.setOptionValue("simplex_iteration_limit", iterations),
            "simplex_iteration_limit",
        )
        self._highs.run()
        done = int(self._highs.getInfo().simplex_iteration_count)
        self.watch.effort.add(lp_iterations=done)
        return _ENDED.get(self._highs.getModelStatus(), "stopped")

    @property
    def objective(self) -> float:
        """Value of the last basis; of a run that was stopped only a hint."""
        return float(self._highs.getInfo().objective_function_value)

    def basis(self) -> Any:
        """Return the present basis, to come back to."""
        return self._highs.getBasis()

    def restore(self, basis: Any) -> None:
        """Go back to a basis of the present rows and columns."""
        self._check(self._highs.setBasis(basis), "setBasis")

    def solution(self) -> tuple[Float, Float]:
        """Column values and row duals of the last run."""
        solution = self._highs.getSolution()
        return np.asarray(solution.col_value, dtype=float), np.asarray(
            solution.row_dual, dtype=float
        )

    def ray(self) -> Float | None:
        """Row duals that show the last run infeasible, of either sign, ``None`` where HiGHS has none."""
        _, has_ray, ray = self._highs.getDualRay()
        return np.asarray(ray, dtype=float) if has_ray else None

    @staticmethod
    def _check(status: object, what: str) -> None:
        if status != highspy.HighsStatus.kOk:
            message = f"HiGHS answers {status} to {what}"
            raise SolverError(message)


_ENDED: dict[highspy.HighsModelStatus, Ended] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
}
