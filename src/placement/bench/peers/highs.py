"""HiGHS on the exported model, through the engine's own door to it but without anything else of the engine."""

from __future__ import annotations

import math

from placement.bench.peers.mps import read_mps
from placement.bench.peers.task import JUST_UNDER_ONE, Answer, Task, Tell
from placement.engine import Progress, Watch, stop_on_signals
from placement.engine.solver.highs import Highs


def solve(task: Task, tell: Tell) -> Answer:
    """Solve with HiGHS."""
    model, cost = read_mps(task.mps)
    options = {"random_seed": task.seed, "threads": task.threads, **task.options}
    highs = Highs(model, options)
    highs.set_objective(cost)

    def report(progress: Progress) -> None:
        tell(progress.incumbent, progress.bound)

    watch = Watch(time_limit_s=task.seconds, report=report)
    with stop_on_signals(watch):
        result = highs.run(
            watch, absolute_gap=JUST_UNDER_ONE, relative_gap=0.0, time_limit_s=watch.remaining_s
        )
    status = {"optimal": "optimal", "infeasible": "infeasible", "failed": "failed"}
    bound = result.bound if math.isfinite(result.bound) else None
    return Answer(
        status=status.get(result.status, "limit"),  # type: ignore[arg-type]
        values=result.values,
        bound=bound,
        nodes=max(0, result.nodes),
        lp_iterations=max(0, result.lp_iterations),
    )
