"""A peer's race on one instance: every stage as an MPS file, earlier stages kept by an integer row.

A peer starts from nothing; what it answers is read back to decisions and valued by exact arithmetic. A plan that
breaks a rule there is not counted, whatever the solver said of it.
"""

from __future__ import annotations

import math
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from placement.audit import audit_plan
from placement.bench.peers.mps import unscaled, write_mps
from placement.bench.peers.naive import NAIVE_FAMILIES
from placement.bench.peers.task import Answer, PeerUnavailableError, Solver, Task
from placement.bench.stages import as_row
from placement.bench.trial import Trial
from placement.engine import Decisions, StageOutcome, evaluate, plan_of
from placement.engine.solver.compile import SparseModel, compile_model
from placement.engine.solver.translate import Columns, locate_columns, read_decisions
from placement.formulation.build import CONSTRAINT_FAMILIES, build_model
from placement.instance import Instance, Stage

NAIVE_SUFFIX = "-naive"
SOLVERS = ("highs", "scip", "cpsat", "gurobi", "copt", "cplex")
PEERS = tuple(name + suffix for name in SOLVERS for suffix in ("", NAIVE_SUFFIX))
LEAST_S = 0.05
TOLERANCE = 1e-6


@dataclass
class Race:
    """The model as it stands, and the best plan of the stages so far."""

    instance: Instance
    model: SparseModel
    columns: Columns
    best: Decisions | None = None

    @staticmethod
    def build(instance: Instance, *, naive: bool) -> Race:
        """State the model; ``naive`` with naive rows for the tiers."""
        built = build_model(instance, NAIVE_FAMILIES if naive else CONSTRAINT_FAMILIES)
        compiled = compile_model(built, tuple(stage.term for stage in instance.stages))
        return Race(instance, unscaled(compiled.sparse), locate_columns(instance, built, compiled))

    def take(self, answer: Answer) -> bool:
        """Adopt a plan that exact arithmetic allows and that is not worse; say whether it is allowed."""
        if answer.values is None:
            return True
        found = read_decisions(self.instance, self.columns, answer.values)
        value = evaluate(self.instance, found)
        if value.feasible and (
            self.best is None
            or value.rank(self.instance) <= evaluate(self.instance, self.best).rank(self.instance)
        ):
            self.best = found
        return value.feasible

    def keep(self, stage: Stage, best: Decisions) -> None:
        """Keep the value a plan has in a stage in all later ones."""
        value = evaluate(self.instance, best).minimised(stage)
        row = sp.csr_matrix(self.model.minimised(stage))
        self.model = replace(
            self.model,
            matrix=sp.vstack([self.model.matrix, row], format="csc"),
            row_lower=np.append(self.model.row_lower, -np.inf),
            row_upper=np.append(self.model.row_upper, value),
        )


def race(trial: Trial) -> dict[str, Any]:
    """Let a peer solve the instance stage by stage until its time is up."""
    instance, contender = trial.instance, trial.case["contender"]
    try:
        solver = _load(contender.removesuffix(NAIVE_SUFFIX))
    except ModuleNotFoundError as error:
        return _skipped(f"{error.name}: pip install placement[peers]")
    except PeerUnavailableError as error:
        return _skipped(str(error))
    trial.recorder.began = time.monotonic()  # loading a package is not solving
    running = Race.build(instance, naive=contender.endswith(NAIVE_SUFFIX))
    with tempfile.TemporaryDirectory(prefix="placement-race-") as folder:
        try:
            answers, notes = _stages(running, solver, trial, Path(folder))
        except PeerUnavailableError as error:
            return _skipped(str(error))
    stages = _outcomes(instance, running.best, answers)
    if running.best is not None:
        audit_plan(trial.scenario, plan_of(running.best, instance, trial.table))
    return {
        "status": _status(stages),
        "source": "peer" if stages else "nothing",
        "stages": [as_row(instance, stage) for stage in stages],
        "nodes": sum(answer.nodes for answer in answers),
        "lp_iterations": _sum([answer.lp_iterations for answer in answers]),
        "model_size": running.model.size,
        "notes": notes,
    }


def _load(name: str) -> Solver:
    module = import_module(f"placement.bench.peers.{name}")
    getattr(module, "warm_up", lambda: None)()
    solver: Solver = module.solve
    return solver


def _stages(
    running: Race, solver: Solver, trial: Trial, folder: Path
) -> tuple[list[Answer], list[str]]:
    """Solve stage after stage; stop when one is left without a plan or without time."""
    answers: list[Answer] = []
    notes: list[str] = []
    case, recorder = trial.case, trial.recorder
    end = recorder.began + case["limit_s"]
    for n, stage in enumerate(running.instance.stages):
        mps = folder / f"stage{n + 1}.mps"
        write_mps(mps, running.model, running.model.minimised(stage))
        seconds = end - time.monotonic()
        if seconds < LEAST_S:
            break
        task = Task(mps, seconds, case["seed"], case["threads"], dict(case["options"]))
        answer = solver(task, partial(recorder.tell, n))
        answers.append(answer)
        if not running.take(answer):
            notes.append(f"stage {stage.term}: the solution breaks a rule and is not counted")
        if running.best is None or answer.status in {"infeasible", "failed"}:
            notes.append(f"stage {stage.term}: {answer.status}")
            break
        running.keep(stage, running.best)
    return answers, notes


def _outcomes(
    instance: Instance, best: Decisions | None, answers: list[Answer]
) -> tuple[StageOutcome, ...]:
    """Value every stage of the best plan; bounds are those the solver stated, rounded to integers."""
    if best is None:
        return ()
    terms = evaluate(instance, best).terms
    outcomes = []
    for n, stage in enumerate(instance.stages):
        bound = answers[n].bound if n < len(answers) else None
        least = None
        if bound is not None and math.isfinite(bound):
            least = stage.sign * math.ceil(bound - TOLERANCE * max(1.0, abs(bound)))
        value = terms[stage.term]
        outcomes.append(
            StageOutcome(stage.term, stage.maximise, value, least, proven=value == least)
        )
    return tuple(outcomes)


def _status(stages: tuple[StageOutcome, ...]) -> str:
    if not stages:
        return "no_plan"
    return "optimal" if all(stage.proven for stage in stages) else "limit"


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _skipped(reason: str) -> dict[str, Any]:
    return {"status": "skipped", "reason": reason, "stages": []}
