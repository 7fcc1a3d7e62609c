"""Command lines called as a planner calls them, in a process apart: what they print, and how they end.

One such process serves a whole test run, since importing takes longer than most commands. It has no `click` to
import, as typer brings its own.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LONGEST_S = 240
SERVE = """
import contextlib, io, json, sys
sys.modules["click"] = None
{before}
from placement.cli import main
for line in sys.stdin:
    sys.argv = ["placement", *json.loads(line)]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ending:
            code = ending.code
    print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
"""


class Ended(NamedTuple):
    code: int
    out: str
    err: str


class Desk:
    """A process that runs one command line after the other."""

    def __init__(self, before: str = "") -> None:
        self._errors = TemporaryFile()  # noqa: SIM115 - lasts as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE.replace("{before}", before)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, cwd=ROOT, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "COLUMNS": "300"},
        )  # fmt: skip

    def call(self, arguments: list[object]) -> Ended:
        """Run one command line to its end."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        asked.write(json.dumps([str(argument) for argument in arguments]) + "\n")
        asked.flush()
        ready, _, _ = select.select([answers], [], [], LONGEST_S)
        line = answers.readline() if ready else ""
        if not line:
            self.close()
            self._errors.seek(0)
            raise AssertionError(f"{arguments}: no answer\n{self._errors.read().decode()}")
        return Ended(*json.loads(line))

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@cache
def _desk() -> Desk:
    desk = Desk()
    atexit.register(desk.close)
    return desk


def call(*calls: list[object]) -> list[Ended]:
    """Run command lines one after the other."""
    return [_desk().call(arguments) for arguments in calls]


def call_after(before: str, *calls: list[object]) -> list[Ended]:
    """Run them in a process of their own that has run some statements before."""
    desk = Desk(before)
    try:
        return [desk.call(arguments) for arguments in calls]
    finally:
        desk.close()


def command(*arguments: object) -> list[str]:
    """Return a command line for a real process of its own."""
    return [sys.executable, "-m", "placement", *map(str, arguments)]
