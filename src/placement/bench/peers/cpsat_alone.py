"""CP-SAT of OR-tools, all columns integers, in a process without highspy.

OR-tools carries a HiGHS of its own whose symbols clash with highspy's, so neither this module nor what it imports may
load highspy. ``python -m placement.bench.peers.cpsat_alone`` says ``"ready"``, then reads tasks, one line of JSON
each, and answers each with lines of JSON: ``[value, bound]`` for each better solution, and the answer last.

With places and tiers decided the other columns take integers by themselves, so nothing is lost by asking for them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model

from placement.bench.peers.mps import read_mps, unscaled
from placement.bench.peers.task import Task
from placement.engine.solver.compile import Float, SparseModel

LARGEST = 10**9
"""Bound of a column that has none."""


class _Reporter(cp_model.CpSolverSolutionCallback):
    def on_solution_callback(self) -> None:
        _say([self.objective_value, self.best_objective_bound])


def main(task: Task) -> None:
    """Solve with CP-SAT, defaults but for limits, seed and workers."""
    scaled, cost = read_mps(task.mps)
    model, columns = build(unscaled(scaled), cost)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = task.seconds
    solver.parameters.random_seed = task.seed
    solver.parameters.num_workers = task.threads
    ended = solver.solve(model, _Reporter())
    found = ended in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    status = {cp_model.OPTIMAL: "optimal", cp_model.INFEASIBLE: "infeasible"}
    _say(
        {
            "status": status.get(ended, "limit"),
            "values": [solver.value(c) for c in columns] if found else None,
            "bound": float(solver.best_objective_bound) if found else None,
            "nodes": int(solver.num_branches),
        }
    )


def _say(content: object) -> None:
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


def build(model: SparseModel, cost: Float) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return the model and its columns, in order."""
    built = cp_model.CpModel()
    columns = [
        built.new_int_var(int(max(low, -LARGEST)), int(min(high, LARGEST)), f"x{c}")
        for c, (low, high) in enumerate(zip(model.col_lower, model.col_upper, strict=True))
    ]
    matrix = model.matrix.tocsr()
    for r in range(matrix.shape[0]):
        part = slice(matrix.indptr[r], matrix.indptr[r + 1])
        row = cp_model.LinearExpr.weighted_sum(
            [columns[c] for c in matrix.indices[part]], [int(v) for v in matrix.data[part]]
        )
        low, high = model.row_lower[r], model.row_upper[r]
        built.add_linear_constraint(
            row,
            int(low) if np.isfinite(low) else cp_model.INT_MIN,
            int(high) if np.isfinite(high) else cp_model.INT_MAX,
        )
    used = np.flatnonzero(cost)
    built.minimize(
        cp_model.LinearExpr.weighted_sum([columns[c] for c in used], [int(cost[c]) for c in used])
    )
    return built, columns


if __name__ == "__main__":
    _say("ready")
    for asked in map(json.loads, sys.stdin):
        main(Task(Path(asked.pop("mps")), **asked))
