"""The contenders ``outputs`` and ``ladder``: what a planner waits for beside the solve, as the commands themselves.

Every command is a process of its own, so that its time is that of a user: start, reading, work and writing. The
inputs are copied into a folder that is thrown away, for runs are made from scenario files.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from placement.audit.registers import budget_of
from placement.bench.clock import timed
from placement.bench.stages import as_read
from placement.bench.trial import Trial
from placement.yamlfile import patch, read_yaml
from placement.yamlfile.writing import yaml_text

RUNS, STEPS = 10, 10
LESS_PER_RUN = 3
"""Per cent of the largest budget line that each further run has less."""
WRITING = ("tables", "workbook", "page", "figures")
"""Phases of a run that write it."""
MOST_WORDS = 300
UNPROVEN = 10
"""Exit code of a command that ended at its time limit."""

Result = dict[str, Any]


@dataclass(frozen=True)
class Office:
    """A copy of a scenario's project, in which commands are run.

    Attributes
    ----------
    scenario
        The scenario file of the copy.
    """

    trial: Trial
    folder: Path
    scenario: Path

    def run(self, *words: str | Path) -> dict[str, float]:
        """Run a command of this program; return its wall and CPU seconds.

        Raises
        ------
        RuntimeError
            If it fails, with what it says first.
        """
        command = [sys.executable, "-m", "placement", *map(str, words)]

        def work() -> subprocess.CompletedProcess[str]:
            return subprocess.run(  # noqa: S603 - our own interpreter
                command, cwd=self.folder, capture_output=True, text=True, check=False
            )

        done, spent = timed(work)
        if done.returncode not in {0, UNPROVEN}:
            message = f"{words[0]}: code {done.returncode}: {done.stderr.strip()[:MOST_WORDS]}"
            raise RuntimeError(message)
        return spent

    def variant(self, name: str, changes: Mapping[str, Any]) -> Path:
        """Write the scenario with changed values beside it; return the file."""
        changed = patch(read_yaml(self.scenario, root=self.folder), changes, "bench")
        path = self.scenario.with_name(f"{name}.yaml")
        path.write_text(yaml_text(changed.data, ""), encoding="utf-8")
        return path

    def solve(self, *words: str | Path, out: Path) -> dict[str, float]:
        """Solve within the limit of the case."""
        limit = ("--time-limit", str(self.trial.case["limit_s"]))
        return self.run("solve", *words, "--out", out, *limit)

    def largest_budget(self, run: Path) -> str:
        """Return the budget line that a run commits most of."""
        scenario = self.trial.scenario
        money = pd.read_csv(run / "money.csv", encoding="utf-8-sig", dtype={"budget_id": str})
        lines = {budget_of(scenario, b.id, b.district or ""): b.id for b in scenario.budgets}
        spent = money["committed_yuan"].groupby(money["budget_id"].map(lines)).sum()
        return str(spent.idxmax())


@contextmanager
def office(trial: Trial) -> Iterator[Office]:
    """Copy what the scenario is read from into a folder of its own."""
    read, case = trial.scenario, trial.case
    root = read.root.resolve()
    with tempfile.TemporaryDirectory(prefix="placement-bench-") as name:
        folder = Path(name).resolve()
        for path in map(Path.resolve, (read.path, *read.files)):
            copy = folder / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.copytree(path, copy, dirs_exist_ok=True)
            else:
                shutil.copyfile(path, copy)
        original = Office(trial, folder, folder / read.path.resolve().relative_to(root))
        settings = {"solver.threads": case["threads"], "solver.seed": case["seed"]}
        first = original.variant("run-1", {**trial.overrides, **settings})
        yield Office(trial, folder, first)


def outcome_of(run: Path) -> Mapping[str, Any]:
    """Return what a run says of its solve."""
    record = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    return dict(record["outcome"])


def ending(outcome: Mapping[str, Any]) -> Result:
    """Return how a solve ended, as rows hold it."""
    return {
        "status": outcome["status"],
        "stages": [as_read(stage) for stage in outcome["stages"]],
    }


def run_outputs(trial: Trial) -> Result:
    """Solve and publish ten runs with ever smaller budgets, then compare them all.

    The time of writing is what the run says of itself; the comparison's is that of its command.
    """
    with office(trial) as at:
        runs = [at.folder / "runs" / f"run-{n}" for n in range(1, RUNS + 1)]
        first = at.solve(at.scenario, out=runs[0])
        budget = at.largest_budget(runs[0])
        for n, run in enumerate(runs[1:], 1):
            scale = Decimal(100 - LESS_PER_RUN * n) / 100
            scenario = at.variant(run.name, {f"budgets.{budget}.scale": scale})
            at.solve(scenario, "--start", runs[0], out=run)
        compared = at.run("compare", *runs, "--out", at.folder / "compare")
        outcome = outcome_of(runs[0])
        page_mib = (runs[0] / "report.html").stat().st_size / 2**20
    return {
        **ending(outcome),
        "first": first,
        "writing_s": {phase: outcome["seconds"][phase] for phase in WRITING},
        "page_mib": round(page_mib, 2),
        "compare": compared,
    }


def run_ladder(trial: Trial) -> Result:
    """Solve, then climb a ladder of budgets in ten steps; the share is the ladder's time of the solve's."""
    with office(trial) as at:
        run = at.folder / "runs" / "first"
        first = at.solve(at.scenario, out=run)
        asked = ("--budget", at.largest_budget(run), "--steps", str(STEPS))
        climbed = at.run("frontier", at.scenario, *asked, "--out", at.folder / "ladder")
        rungs = pd.read_csv(at.folder / "ladder" / "frontier.csv", encoding="utf-8-sig")
        outcome = outcome_of(run)
    return {
        **ending(outcome),
        "first": first,
        "ladder": climbed,
        "rungs": len(rungs),
        "rungs_proven": int(rungs["proven"].sum()),
        "share_s": round(climbed["s"] / first["s"], 4),
        "share_cpu_s": round(climbed["cpu_s"] / first["cpu_s"], 4),
    }
