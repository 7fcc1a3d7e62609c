"""CPLEX, community edition; it takes at most 1000 columns and 1000 rows."""

from __future__ import annotations

from typing import Any

import cplex
import numpy as np
from cplex.exceptions import CplexError

from placement.bench.peers.task import JUST_UNDER_ONE, Answer, PeerUnavailableError, Task, Tell

LARGEST = 1e20


def solve(task: Task, tell: Tell) -> Answer:
    """Solve with CPLEX, defaults but for limits, seed, threads and gap.

    Raises
    ------
    PeerUnavailableError
        Without a licence for a model of this size.
    """
    try:
        return _solve(task, tell)
    except CplexError as error:
        message = f"CPLEX: {error}"
        raise PeerUnavailableError(message) from None


def _solve(task: Task, tell: Tell) -> Answer:
    with cplex.Cplex() as model:
        for stream in ("log", "results", "warning", "error"):
            getattr(model, f"set_{stream}_stream")(None)
        model.read(str(task.mps))
        model.parameters.timelimit.set(task.seconds)
        model.parameters.threads.set(task.threads)
        model.parameters.randomseed.set(task.seed)
        model.parameters.mip.tolerances.mipgap.set(0.0)
        model.parameters.mip.tolerances.absmipgap.set(JUST_UNDER_ONE)
        model.solve()
        solution = model.solution
        statuses = solution.status
        status = {
            statuses.MIP_optimal: "optimal",
            statuses.optimal_tolerance: "optimal",
            statuses.MIP_infeasible: "infeasible",
        }
        values = None
        if solution.is_primal_feasible():
            names = model.variables.get_names()
            values = np.zeros(len(names))
            values[[int(name[1:]) for name in names]] = solution.get_values()
            tell(float(solution.get_objective_value()), _bound(solution))
        return Answer(
            status=status.get(solution.get_status(), "limit"),  # type: ignore[arg-type]
            values=values,
            bound=_bound(solution),
            nodes=int(solution.progress.get_num_nodes_processed()),
            lp_iterations=int(solution.progress.get_num_iterations()),
        )


def _bound(solution: Any) -> float | None:
    value = float(solution.MIP.get_best_objective())
    return value if abs(value) < LARGEST else None
