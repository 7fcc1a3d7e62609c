"""COPT; the licence that comes with the package takes at most 2000 columns and 2000 rows."""

from __future__ import annotations

import coptpy
import numpy as np
from coptpy import COPT

from placement.bench.peers.task import JUST_UNDER_ONE, Answer, PeerUnavailableError, Task, Tell

LARGEST = 1e30


def solve(task: Task, tell: Tell) -> Answer:
    """Solve with COPT, defaults but for limits, threads and gap; it takes no seed.

    Raises
    ------
    PeerUnavailableError
        Without a licence for a model of this size.
    """
    try:
        return _solve(task, tell)
    except coptpy.CoptError as error:
        message = f"COPT: {error}"
        raise PeerUnavailableError(message) from None


def _solve(task: Task, tell: Tell) -> Answer:
    settings = coptpy.EnvrConfig()
    settings.set("nobanner", "1")
    model = coptpy.Envr(settings).createModel("stage")
    model.setParam(COPT.Param.Logging, 0)
    model.readMps(str(task.mps))
    for name, value in {
        COPT.Param.TimeLimit: task.seconds,
        COPT.Param.Threads: task.threads,
        COPT.Param.RelGap: 0.0,
        COPT.Param.AbsGap: JUST_UNDER_ONE,
    }.items():
        model.setParam(name, value)
    model.solve()
    status = {COPT.OPTIMAL: "optimal", COPT.INFEASIBLE: "infeasible"}
    values = None
    if model.hasmipsol:
        variables = model.getVars().getAll()
        values = np.zeros(len(variables))
        for variable in variables:
            values[int(variable.getName()[1:])] = variable.x
        tell(float(model.objval), _finite(model.bestbnd))
    return Answer(
        status=status.get(model.status, "limit"),  # type: ignore[arg-type]
        values=values,
        bound=_finite(model.bestbnd),
        nodes=int(model.nodecnt),
        lp_iterations=int(model.simplexiter),
    )


def _finite(value: float) -> float | None:
    return float(value) if abs(value) < LARGEST else None
