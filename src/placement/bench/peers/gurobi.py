"""Gurobi; the licence that comes with the package takes at most 2000 columns and 2000 rows."""

from __future__ import annotations

import gurobipy
import numpy as np
from gurobipy import GRB

from placement.bench.peers.task import JUST_UNDER_ONE, Answer, PeerUnavailableError, Task, Tell


def solve(task: Task, tell: Tell) -> Answer:
    """Solve with Gurobi, defaults but for limits, seed, threads and gap.

    Raises
    ------
    PeerUnavailableError
        Without a licence for a model of this size.
    """
    try:
        with (
            gurobipy.Env(params={"OutputFlag": 0}) as env,
            gurobipy.read(str(task.mps), env) as model,
        ):
            return _solve(model, task, tell)
    except gurobipy.GurobiError as error:
        message = f"Gurobi: {error}"
        raise PeerUnavailableError(message) from None


def _solve(model: gurobipy.Model, task: Task, tell: Tell) -> Answer:
    for name, value in {
        "TimeLimit": task.seconds,
        "Threads": task.threads,
        "Seed": task.seed,
        "MIPGap": 0.0,
        "MIPGapAbs": JUST_UNDER_ONE,
    }.items():
        model.setParam(name, value)

    def report(running: gurobipy.Model, where: int) -> None:
        if where == GRB.Callback.MIP:
            tell(
                _finite(running.cbGet(GRB.Callback.MIP_OBJBST)),
                _finite(running.cbGet(GRB.Callback.MIP_OBJBND)),
            )

    model.optimize(report)
    status = {GRB.OPTIMAL: "optimal", GRB.INFEASIBLE: "infeasible"}
    values = None
    if model.SolCount:
        variables = model.getVars()
        values = np.zeros(len(variables))
        for variable in variables:
            values[int(variable.VarName[1:])] = variable.X
    return Answer(
        status=status.get(model.Status, "limit"),  # type: ignore[arg-type]
        values=values,
        bound=_finite(model.ObjBound),
        nodes=int(model.NodeCount),
        lp_iterations=int(model.IterCount),
    )


def _finite(value: float) -> float | None:
    return float(value) if abs(value) < GRB.INFINITY else None
