"""A stop outside the solve is heard, even where the first exception was swallowed, and says so."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarms here")

SWALLOWED = """
import os, signal, time
import placement.interrupts as interrupts
interrupts.AGAIN_S = 0.2
interrupts.raise_on_signals()
try:
    os.kill(os.getpid(), signal.{name})
    time.sleep(5)
except KeyboardInterrupt:
    assert interrupts.is_pending()
try:
    time.sleep(30)
except KeyboardInterrupt:
    interrupts.heard()
    assert not interrupts.is_pending()
    time.sleep(0.5)
    print("heard again")
"""

IN_AN_IMPORT = """
import os, signal, sys
sys.argv = ["placement", "check", "scenarios/quick.yaml"]
import placement.scenario.reader as reader
def broken(*_args):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        while True:
            pass
    except KeyboardInterrupt:
        raise ImportError("initialization failed")
reader.read_scenario = broken
from placement.__main__ import main
main()
"""

WHILE_READING = """
import os, signal, sys, time
sys.argv = ["placement", "check", "scenarios/quick.yaml", "--json"]
import placement.scenario.reader as reader
def slow(*_args):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(30)
reader.read_scenario = slow
from placement.__main__ import main
main()
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=120,
        env={"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_swallowed_interrupt_is_raised_again(name: str) -> None:
    assert run(SWALLOWED.format(name=name)).stdout == "heard again\n"


def test_an_import_that_a_stop_broke_is_an_interrupt() -> None:
    done = run(IN_AN_IMPORT)
    assert done.returncode == 130, done.stderr
    assert "已中断，没有结果" in done.stderr
    assert "内部错误" not in done.stderr


def test_a_stop_before_any_result_is_one_json_document() -> None:
    ended = run(IN_AN_IMPORT.replace('quick.yaml"', 'quick.yaml", "--json"'))
    document = json.loads(ended.stdout)
    assert (ended.returncode, document["exit_code"], document["error"]) == (130, 130, "Interrupted")
    ended = run(WHILE_READING)
    assert (ended.returncode, json.loads(ended.stdout)["exit_code"]) == (130, 130)
