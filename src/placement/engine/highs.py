"""The one door to HiGHS: every status is read, every option is checked, the model is a minimisation.

Traps this module closes (highspy 1.15.1): options that are refused return a status and raise nothing;
``output_flag`` off silences the progress callbacks; a signal is only seen inside a callback; rows with a
number that is not finite are dropped or lose their effect without an error; a process keeps the number of
threads of its first solve, and every solve that asks for another number ends at once with an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp

from placement.engine.compile import Float, SparseModel, row_factors
from placement.engine.fixing import Rows
from placement.engine.highs_model import SolverError, as_highs_lp, refuse_known_bad_version
from placement.engine.watch import Watch

INFINITY = highspy.kHighsInf
THREADS = 1
"""Of every solve in every process; what runs side by side are processes."""


@dataclass(frozen=True)
class MipResult:
    """How one solve ended.

    Attributes
    ----------
    status
        ``optimal``, ``limit``, ``interrupted``, ``infeasible`` or ``failed``.
    values
        Column values of the best solution, ``None`` without one.
    objective, bound
        Value of that solution and what no solution can beat; NaN or ``-inf`` where unknown.
    """

    status: str
    values: Float | None
    objective: float
    bound: float
    nodes: int
    lp_iterations: int
    message: str = ""


@dataclass
class Highs:
    """One model held by HiGHS; objectives and rows may change between solves."""

    model: SparseModel
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Pass the model and check that nothing was lost on the way."""
        refuse_known_bad_version()
        if self.options.get("threads", THREADS) != THREADS:
            message = (
                f"option threads: HiGHS gets {THREADS} in every process; ask for more processes"
            )
            raise SolverError(message)
        self._highs = highspy.Highs()
        self._added: list[tuple[float, float, sp.csr_matrix]] = []
        self._col_lower = self.model.col_lower.copy()
        self._col_upper = self.model.col_upper.copy()
        # Both are needed: with output_flag off no progress callback is ever called.
        self._set("output_flag", True)
        self._set("log_to_console", False)
        for name, value in {
            "threads": THREADS,
            "parallel": "off",
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.0,
            "mip_min_logging_interval": 1.0,
            **self.options,
        }.items():
            self._set(name, value)
        self._check(self._highs.passModel(as_highs_lp(self.model)), "passModel")
        rows, columns = self.model.matrix.shape
        sent = (columns, rows, self.model.matrix.nnz)
        held = (
            self._highs.getNumCol(),
            self._highs.getNumRow(),
            self._highs.getNumNz(),
        )
        if sent != held:
            message = f"HiGHS holds {held} columns, rows, non-zeros of {sent} sent"
            raise SolverError(message)

    def _set(self, name: str, value: bool | int | float | str) -> None:
        is_nan = isinstance(value, float) and np.isnan(value)  # HiGHS takes NaN for a number
        if is_nan or self._highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            message = f"HiGHS refuses option {name} = {value!r}"
            raise SolverError(message)

    @staticmethod
    def _check(status: object, what: str) -> None:
        if status != highspy.HighsStatus.kOk:
            message = f"HiGHS answers {status} to {what}"
            raise SolverError(message)

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
        columns = np.arange(len(cost), dtype=np.int32)
        status = self._highs.changeColsCost(len(cost), columns, cost.astype(float))
        self._check(status, "changeColsCost")

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
        status = self._highs.addRow(lower, upper, row.nnz, row.indices.astype(np.int32), row.data)
        self._check(status, "addRow")
        self._added.append((lower, upper, row))

    def fix(self, columns: np.ndarray, values: Float) -> None:
        """Fix columns to values."""
        status = self._highs.changeColsBounds(
            len(columns), columns.astype(np.int32), values.astype(float), values.astype(float)
        )
        self._check(status, "changeColsBounds")
        self._col_lower[columns] = values
        self._col_upper[columns] = values

    def start_from(self, columns: np.ndarray, values: Float) -> None:
        """Offer values of the integer columns as a start; HiGHS completes the rest."""
        status = self._highs.setSolution(
            len(columns), columns.astype(np.int32), values.astype(float)
        )
        self._check(status, "setSolution")

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
        self._set("mip_abs_gap", absolute_gap)
        self._set("mip_rel_gap", relative_gap)
        # HiGHS counts its clock over all solves of one object.
        self._set("time_limit", min(self._highs.getRunTime() + time_limit_s, 1e9))
        callbacks = self._subscribe(watch)
        try:
            answer = self._highs.run()
        finally:
            for event, callback in callbacks:
                event.unsubscribe(callback)
        result = self._result()
        if answer == highspy.HighsStatus.kError:
            result = replace(result, status="failed", message="HiGHS answers kError to run")
        watch.effort.add(nodes=result.nodes, lp_iterations=result.lp_iterations)
        return result

    def relaxed_duals(self, watch: Watch) -> Float | None:
        """Solve the linear relaxation of the present model and return its row duals.

        Returns
        -------
        array of shape (rows,) or None
            ``None`` when the relaxation was not solved to optimality in time. The duals are only a good
            proposal: :func:`placement.engine.fixing.safe_bound` makes a valid bound of any duals.
        """
        relaxed = highspy.Highs()
        relaxed.setOptionValue("output_flag", False)
        model = self._highs.getLp()
        model.integrality_ = []
        self._check(relaxed.passModel(model), "passModel")
        if watch.remaining_s < INFINITY:
            relaxed.setOptionValue("time_limit", watch.remaining_s)
        for event in (relaxed.cbSimplexInterrupt, relaxed.cbIpmInterrupt):
            event.subscribe(lambda call: call.interrupt() if watch.over else None)
        relaxed.run()
        watch.effort.add(lp_iterations=int(relaxed.getInfo().simplex_iteration_count))
        if relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(relaxed.getSolution().row_dual, dtype=float)

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

    def _subscribe(self, watch: Watch) -> list[tuple[Any, Any]]:
        def on_log(event: Any) -> None:
            data = event.data_out
            known = abs(data.mip_primal_bound) < INFINITY
            watch.tell(
                incumbent=data.mip_primal_bound if known else None,
                bound=data.mip_dual_bound if abs(data.mip_dual_bound) < INFINITY else None,
                relative_gap=data.mip_gap if known else None,
                nodes=int(data.mip_node_count),
            )

        def on_interrupt(event: Any) -> None:
            if watch.over:
                event.interrupt()

        highs = self._highs
        pairs = [(highs.cbMipLogging, on_log)] + [
            (event, on_interrupt)
            for event in (highs.cbMipInterrupt, highs.cbSimplexInterrupt, highs.cbIpmInterrupt)
        ]
        for event, callback in pairs:
            event.subscribe(callback)
        return pairs

    def _result(self) -> MipResult:
        model_status = self._highs.getModelStatus()
        info = self._highs.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.asarray(self._highs.getSolution().col_value, dtype=float) if feasible else None
        status = _STATUS.get(model_status, "failed")
        bound = float(info.mip_dual_bound)
        if not self.model.is_integer.any():  # of a linear program HiGHS states no bound, but 0
            bound = float(info.objective_function_value) if status == "optimal" else -np.inf
        if status == "optimal" and (values is None or not np.isfinite(bound)):
            status = "failed"  # "Optimal" says nothing without values and a finite bound
        return MipResult(
            status=status,
            values=values,
            objective=float(info.objective_function_value) if feasible else float("nan"),
            bound=bound if np.isfinite(bound) else -np.inf,
            nodes=int(info.mip_node_count),
            lp_iterations=int(info.simplex_iteration_count),
            message=self._highs.modelStatusToString(model_status),
        )


_STATUS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kSolutionLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
    highspy.HighsModelStatus.kObjectiveBound: "limit",
    highspy.HighsModelStatus.kObjectiveTarget: "limit",
    highspy.HighsModelStatus.kInterrupt: "interrupted",
}
