"""The contenders of `bench run`, as they run inside a child process."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from placement.audit import audit_plan
from placement.bench.cases import COMPACT, COMPILE, ENGINE, GREEDY, LADDER, OUTPUTS, WHATIF
from placement.bench.commands import run_ladder, run_outputs
from placement.bench.compact import run_compact
from placement.bench.peers.race import race
from placement.bench.stages import as_row, stages_of
from placement.bench.trial import Recorder, Trial
from placement.bench.whatif import run_whatif
from placement.engine import (
    EVERY_IDEA,
    Progress,
    Settings,
    Watch,
    evaluate,
    plan_greedily,
    plan_of,
    solve_instance,
    stop_on_signals,
)
from placement.errors import VerificationError
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.reader import read_scenario

STAGE = re.compile(r"stage (\d+)")

Result = dict[str, Any]


def measure(request: Mapping[str, Any], recorder: Recorder, started: Path) -> Result:
    """Read the instance, run the contender and return its figures.

    Parameters
    ----------
    started
        File to be made when reading is done and the contender's own time begins.
    """
    clock = time.monotonic()
    scenario = read_scenario(Path(request["scenario"]), request["overrides"])
    read_s = time.monotonic() - clock
    table = build_option_table(scenario)
    instance = build_instance(scenario, table)
    compile_s = time.monotonic() - clock - read_s
    started.touch()
    recorder.began = time.monotonic()
    cpu = time.process_time()
    case = request["case"]
    contender = CONTENDERS.get(case["contender"], race)
    found = contender(Trial(scenario, request["overrides"], table, instance, case, recorder))
    return {
        "read_s": round(read_s, 3),
        "compile_s": round(compile_s, 3),
        "solve_s": round(time.monotonic() - recorder.began, 3),
        "solve_cpu_s": round(time.process_time() - cpu, 3),
        "size": {
            "circles": instance.n_circles,
            "premises": len(scenario.tables.premises),
            "options": instance.n_options,
            "years": instance.n_years,
        },
        **found,
    }


def run_engine(trial: Trial) -> Result:
    """Solve with the engine and have the plan audited.

    Raises
    ------
    VerificationError
        If the audit contradicts the engine.
    """

    def record(progress: Progress) -> None:
        named = STAGE.match(progress.phase)
        stage = int(named.group(1)) - 1 if named else 0
        trial.recorder.tell(stage, progress.incumbent, progress.bound)

    instance, case = trial.instance, trial.case
    watch = Watch(time_limit_s=case["limit_s"], report=record)
    settings = Settings(
        seed=case["seed"],
        options=dict(case["options"]),
        workers=case["threads"],
        ideas=EVERY_IDEA.without(*case["without"]),
    )
    with stop_on_signals(watch):
        outcome = solve_instance(instance, watch, settings)
    statement = audit_plan(trial.scenario, plan_of(outcome.decisions, instance, trial.table))
    stages = [as_row(instance, stage) for stage in outcome.stages]
    wrong = [s for s in stages if statement.terms[s["term"]] != s["value"]]
    if wrong:
        raise VerificationError([f"{s['term']}: audit {statement.terms[s['term']]}" for s in wrong])
    return {
        "status": outcome.status,
        "source": outcome.source,
        "stages": stages,
        "nodes": watch.effort.nodes,
        "lp_iterations": watch.effort.lp_iterations,
        "model_size": dict(outcome.model_size),
        "notes": list(outcome.notes),
    }


def run_greedy(trial: Trial) -> Result:
    """Plan as an office would: what is nearest to its goal first."""
    instance = trial.instance
    decisions = plan_greedily(instance)
    stages = stages_of(instance, decisions)
    if not evaluate(instance, decisions).feasible:
        return {"status": "no_plan", "stages": []}
    audit_plan(trial.scenario, plan_of(decisions, instance, trial.table))
    trial.recorder.tell(0, float(stages[0].value), None)
    return {"status": "limit", "stages": [as_row(instance, stage) for stage in stages]}


def run_compile(trial: Trial) -> Result:
    """Do nothing more: reading and compiling is what is measured."""
    return {"status": "done", "stages": [], "outlets": len(trial.scenario.tables.outlets)}


CONTENDERS: dict[str, Callable[[Trial], Result]] = {
    ENGINE: run_engine,
    GREEDY: run_greedy,
    COMPILE: run_compile,
    WHATIF: run_whatif,
    COMPACT: run_compact,
    OUTPUTS: run_outputs,
    LADDER: run_ladder,
}
