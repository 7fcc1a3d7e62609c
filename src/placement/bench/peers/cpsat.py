"""CP-SAT of OR-tools, in a process of its own; see :mod:`placement.bench.peers.cpsat_alone`."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from placement.bench.peers.task import Answer, PeerUnavailableError, Task, Tell


def warm_up() -> None:
    """Start the process and wait until OR-tools is loaded, as the other solvers are by then.

    Raises
    ------
    PeerUnavailableError
        If OR-tools is not installed or cannot be loaded.
    """
    if find_spec("ortools") is None:
        message = "ortools: pip install placement[peers]"
        raise PeerUnavailableError(message)
    _next_line(_process())


def solve(task: Task, tell: Tell) -> Answer:
    """Solve with CP-SAT and pass on what it reports.

    Raises
    ------
    PeerUnavailableError
        If its process ended without an answer.
    """
    process = _process()
    asked = {
        "mps": str(task.mps),
        "seconds": task.seconds,
        "seed": task.seed,
        "threads": task.threads,
    }
    if process.stdin is not None:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
    while isinstance(said := _next_line(process), list):
        tell(*said)
    values = said.pop("values")
    return Answer(values=None if values is None else np.array(values, dtype=float), **said)


@cache
def _process() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "placement.bench.peers.cpsat_alone"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(
        process.communicate
    )  # ended and waited for, so that its CPU seconds are counted
    return process


def _next_line(process: subprocess.Popen[str]) -> Any:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        message = f"CP-SAT ended with code {process.wait()}"
        raise PeerUnavailableError(message)
    return json.loads(line)
