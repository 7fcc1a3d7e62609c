"""One model in HiGHS: every status is read, every option is checked, the model is a minimisation.

Traps this module closes (highspy 1.15.1): options that are refused return a status and raise nothing;
``output_flag`` off silences the progress callbacks; a signal is only seen inside a callback; rows with a
number that is not finite are dropped or lose their effect without an error; a process keeps the number of
threads of its first solve, and every solve that asks for another number ends at once with an error. That it
may not return at all is the affair of :mod:`placement.engine.solver.guard`, in whose process a session can live.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import highspy
import numpy as np

from placement.engine.solver.changes import Change, Costs, Fixed, Row, Start
from placement.engine.solver.highs_model import (
    Float,
    PlainModel,
    SolverError,
    refuse_known_bad_version,
)

INFINITY = highspy.kHighsInf
THREADS = 1
"""Of every solve in every process; what runs side by side are processes."""
LONGEST_S = 1e9
EMPTY_ROW = 1e-6
"""What a row without columns may be wrong by, as HiGHS judges rows."""
Status = Literal["optimal", "limit", "interrupted", "infeasible", "failed", "lost"]


@dataclass(frozen=True)
class Limits:
    """Where a solve may stop: gaps between value and bound, and wall seconds."""

    absolute_gap: float
    relative_gap: float
    time_limit_s: float


@dataclass(frozen=True)
class Said:
    """What HiGHS says of a solve that goes on, ``None`` where it does not know; to be shown, not to be relied on."""

    incumbent: float | None
    bound: float | None
    relative_gap: float | None
    nodes: int


@dataclass(frozen=True)
class Ear:
    """Who listens to a solve.

    Attributes
    ----------
    is_over
        Asked again and again whether to end.
    hear
        Told how it goes, now and then.
    find
        Told the values of every better solution; ``None`` where nobody wants them before the end.
    """

    is_over: Callable[[], bool]
    hear: Callable[[Said], None]
    find: Callable[[Float], None] | None = None


@dataclass(frozen=True)
class MipResult:
    """How one solve ended.

    Attributes
    ----------
    status
        ``lost`` where the process that solved did not answer in time or died; the solution it had told holds.
    values
        Column values of the best solution, ``None`` without one.
    objective, bound
        Value of that solution and what no solution can beat; NaN or ``-inf`` where unknown.
    """

    status: Status
    values: Float | None
    objective: float
    bound: float
    nodes: int = 0
    lp_iterations: int = 0
    message: str = ""


class Session:
    """One model held by HiGHS in this process; objectives, rows and fixings may change between solves.

    Raises
    ------
    SolverError
        Here and in all methods, if HiGHS refuses something or has lost some of it.
    """

    lost = ""
    """Why there was no answer; in this process there is always one, be it late."""

    def __init__(self, model: PlainModel, options: Mapping[str, object]) -> None:
        refuse_known_bad_version()
        if options.get("threads", THREADS) != THREADS:
            message = (
                f"option threads: HiGHS gets {THREADS} in every process; ask for more processes"
            )
            raise SolverError(message)
        self.highs = highspy.Highs()
        self._is_linear = not model.is_integer.any()
        self._has_start = False
        # Both are needed: with output_flag off no progress callback is ever called.
        self._set("output_flag", True)
        self._set("log_to_console", False)
        for name, value in {
            "threads": THREADS,
            "parallel": "off",
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.0,
            "mip_min_logging_interval": 1.0,
            **options,
        }.items():
            self._set(name, value)
        self._check(self.highs.passModel(model.as_highs_lp()), "passModel")
        held = self.highs.getNumCol(), self.highs.getNumRow(), self.highs.getNumNz()
        if model.size != held:
            message = f"HiGHS holds {held} columns, rows, non-zeros of {model.size} sent"
            raise SolverError(message)

    def _set(self, name: str, value: Any) -> None:
        is_nan = isinstance(value, float) and np.isnan(value)  # HiGHS takes NaN for a number
        if is_nan or self.highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            message = f"HiGHS refuses option {name} = {value!r}"
            raise SolverError(message)

    @staticmethod
    def _check(status: object, what: str) -> None:
        if status != highspy.HighsStatus.kOk:
            message = f"HiGHS answers {status} to {what}"
            raise SolverError(message)

    def apply(self, change: Change) -> None:
        """Change the model."""
        highs = self.highs
        match change:
            case Costs(costs):
                columns = np.arange(len(costs), dtype=np.int32)
                status = highs.changeColsCost(len(costs), columns, costs)
            case Row(lower, upper, indices, values):
                status = highs.addRow(lower, upper, len(values), indices, values)
            case Fixed(columns, values):
                status = highs.changeColsBounds(len(columns), columns, values, values)
            case Start(columns, values):
                self._has_start = True
                status = highs.setSolution(len(columns), columns, values)
        self._check(status, type(change).__name__)

    def run(self, limits: Limits, ear: Ear) -> MipResult:
        """Solve."""
        self._set("mip_abs_gap", limits.absolute_gap)
        self._set("mip_rel_gap", limits.relative_gap)
        # HiGHS counts its clock over all solves of one object.
        self._set("time_limit", min(self.highs.getRunTime() + limits.time_limit_s, LONGEST_S))
        callbacks = self._subscribe(ear)
        try:
            answer = self.highs.run()
        finally:
            for event, callback in callbacks:
                event.unsubscribe(callback)
            self._has_start = False
        result = self._result()
        if answer == highspy.HighsStatus.kError:
            return replace(result, status="failed", message="HiGHS answers kError to run")
        return result

    def relaxed_duals(
        self, time_limit_s: float, is_over: Callable[[], bool]
    ) -> tuple[Float | None, int]:
        """Solve the linear relaxation of the present model; return its row duals and how many iterations it took.

        The duals are ``None`` when the relaxation was not solved to optimality in time.
        """
        relaxed = highspy.Highs()
        self._check(relaxed.setOptionValue("output_flag", False), "output_flag")
        model = self.highs.getLp()
        model.integrality_ = []
        self._check(relaxed.passModel(model), "passModel")
        if time_limit_s < INFINITY:
            self._check(relaxed.setOptionValue("time_limit", time_limit_s), "time_limit")
        for event in (relaxed.cbSimplexInterrupt, relaxed.cbIpmInterrupt):
            event.subscribe(lambda call: call.interrupt() if is_over() else None)
        relaxed.run()
        iterations = int(relaxed.getInfo().simplex_iteration_count)
        if relaxed.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None, iterations
        return np.asarray(relaxed.getSolution().row_dual, dtype=float), iterations

    def _subscribe(self, ear: Ear) -> list[tuple[Any, Any]]:
        def on_log(event: Any) -> None:
            said = _said(event.data_out)
            if self._has_start and said.nodes == 0 and said.relative_gap == 0.0:
                # A start is completed in a solve of its own, with what it gives fixed: a bound of nothing else.
                said = replace(said, bound=None, relative_gap=None)
            ear.hear(said)

        def on_interrupt(event: Any) -> None:
            if ear.is_over():
                event.interrupt()

        def on_solution(event: Any) -> None:
            if ear.find is not None:
                ear.find(np.array(event.data_out.mip_solution, dtype=float))

        highs = self.highs
        pairs = [(highs.cbMipLogging, on_log)] + [
            (event, on_interrupt)
            for event in (highs.cbMipInterrupt, highs.cbSimplexInterrupt, highs.cbIpmInterrupt)
        ]
        if ear.find is not None:
            pairs.append((highs.cbMipImprovingSolution, on_solution))
        for event, callback in pairs:
            event.subscribe(callback)
        return pairs

    def _empty(self) -> MipResult:
        """Return the answer of a model without columns, which HiGHS only calls empty: nothing, or no solution."""
        model = self.highs.getLp()
        holds = np.array(model.row_lower_) <= EMPTY_ROW, np.array(model.row_upper_) >= -EMPTY_ROW
        if not np.all(holds):
            return MipResult("infeasible", None, float("nan"), -np.inf, message="Infeasible")
        return MipResult("optimal", np.zeros(0), 0.0, 0.0, message="Empty")

    def _result(self) -> MipResult:
        if not self.highs.getNumCol():
            return self._empty()
        model_status = self.highs.getModelStatus()
        info = self.highs.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.asarray(self.highs.getSolution().col_value, dtype=float) if feasible else None
        status = _STATUS.get(model_status, "failed")
        bound = float(info.mip_dual_bound)
        if self._is_linear:  # of a linear program HiGHS states no bound, but 0
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
            message=self.highs.modelStatusToString(model_status),
        )


def _said(data: Any) -> Said:
    known = abs(data.mip_primal_bound) < INFINITY
    return Said(
        incumbent=data.mip_primal_bound if known else None,
        bound=data.mip_dual_bound if abs(data.mip_dual_bound) < INFINITY else None,
        relative_gap=data.mip_gap if known else None,
        nodes=int(data.mip_node_count),
    )


_STATUS: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kSolutionLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
    highspy.HighsModelStatus.kObjectiveBound: "limit",
    highspy.HighsModelStatus.kObjectiveTarget: "limit",
    highspy.HighsModelStatus.kInterrupt: "interrupted",
}
