"""A solver that hangs, as a planner meets it: the run is published with what was found, and says so."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from calls import ROOT
from placement.report.run.check import verify_run
from placement.report.run.claims import read_plan_record
from placement.scenario.reader import read_scenario
from two_districts import copy_city

FROZEN = """
import os, signal
import placement.engine.solver.guard as guard

start = guard.Guard.start

def start_frozen(self):
    start(self)
    os.kill(self._child.process.pid, signal.SIGSTOP)

guard.Guard.start = start_frozen
guard.SILENCE_S, guard.SHARE_IN_SILENCE = 0.3, 0.0
from placement.__main__ import main
main()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal here")
def test_a_solver_that_never_answers_leaves_a_run_that_says_so(tmp_path: Path) -> None:
    scenario, run = copy_city(tmp_path), tmp_path / "run"
    arguments = ["solve", str(scenario), "--out", str(run), "--time-limit", "120"]
    done = subprocess.run(
        [sys.executable, "-c", FROZEN, *arguments],
        capture_output=True, encoding="utf-8", check=False, timeout=300,
        env={"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 10, done.stderr
    assert "求解过程出过" in done.stdout
    record = read_plan_record(run)
    assert any("gave no sign of life" in note for note in record["outcome"]["notes"])
    assert record["plan"]["choices"]
    assert verify_run(run, record, read_scenario(scenario)) == []
