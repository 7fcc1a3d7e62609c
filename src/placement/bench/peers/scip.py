"""SCIP through pyscipopt."""

from __future__ import annotations

import numpy as np
from pyscipopt import SCIP_EVENTTYPE, Eventhdlr, Model

from placement.bench.peers.task import JUST_UNDER_ONE, Answer, Task, Tell

LARGEST_SEED = 2**31 - 1


class _Reporter(Eventhdlr):  # type: ignore[misc]
    """Tells value and bound whenever a better solution is found or a node is done."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self.tell = tell

    def eventinit(self) -> None:
        for event in (SCIP_EVENTTYPE.BESTSOLFOUND, SCIP_EVENTTYPE.NODESOLVED):
            self.model.catchEvent(event, self)

    def eventexit(self) -> None:
        for event in (SCIP_EVENTTYPE.BESTSOLFOUND, SCIP_EVENTTYPE.NODESOLVED):
            self.model.dropEvent(event, self)

    def eventexec(self, event: object) -> None:
        del event
        self.tell(
            _finite(self.model, self.model.getPrimalbound()),
            _finite(self.model, self.model.getDualbound()),
        )


def solve(task: Task, tell: Tell) -> Answer:
    """Solve with SCIP, defaults but for limits, seed and gap."""
    model = Model()
    model.hideOutput()
    model.readProblem(str(task.mps))
    model.setParam("limits/time", task.seconds)
    model.setParam("limits/absgap", JUST_UNDER_ONE)
    model.setParam("randomization/randomseedshift", task.seed % LARGEST_SEED)
    model.setParam("lp/threads", task.threads)
    reporter = _Reporter(tell)
    model.includeEventhdlr(reporter, "reporter", "tells value and bound")
    model.optimize()
    status = {"optimal": "optimal", "gaplimit": "optimal", "infeasible": "infeasible"}
    values = None
    if model.getNSols():
        best = model.getBestSol()
        variables = model.getVars()
        values = np.zeros(len(variables))
        for variable in variables:
            values[int(variable.name[1:])] = best[variable]
    return Answer(
        status=status.get(model.getStatus(), "limit"),  # type: ignore[arg-type]
        values=values,
        bound=_finite(model, model.getDualbound()),
        nodes=int(model.getNTotalNodes()),
        lp_iterations=int(model.getNLPIterations()),
    )


def _finite(model: Model, value: float) -> float | None:
    return None if model.isInfinity(abs(value)) else float(value)
