"""A child process under limits: its time, its memory and that of its own children, and how it ended."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

POLL_S = 0.1
PATIENCE_S = 5.0
"""Between asking a process to stop and stopping it."""
LAST_WORDS = 400
MIB = 1024 * 1024

How = Literal["finished", "time", "memory", "died"]


@dataclass(frozen=True)
class Ended:
    """How a child process ended and what it took.

    Attributes
    ----------
    how
        ``finished`` with exit code 0, stopped for ``time`` or ``memory``, or ``died`` of itself.
    cpu_s
        CPU seconds of the process and of those of its children that it waited for.
    peak_mib
        Most memory resident at once, of all its processes together as far as sampled.
    words
        Last lines it wrote to its error stream.
    """

    how: How
    code: int
    wall_s: float
    cpu_s: float
    peak_mib: float
    words: str


def run_child(
    command: Sequence[str],
    *,
    seconds_left: Callable[[float], float],
    memory_mib: float,
    errors: Path,
) -> Ended:
    """Run a command until it ends or passes a limit.

    Parameters
    ----------
    seconds_left
        Of the seconds since the start, how many the child may still take; asked again and again.
    errors
        File for its error stream.
    """
    started = time.monotonic()
    with errors.open("wb") as stream:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
        try:
            how, status, usage, peak = _watch(child.pid, started, seconds_left, memory_mib)
        except BaseException:
            _end_group(child.pid, signal.SIGKILL)
            child.wait()
            raise
    _end_group(child.pid, signal.SIGKILL)  # children that outlived it
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    return Ended(
        how=how if how != "finished" or code == 0 else "died",
        code=code,
        wall_s=time.monotonic() - started,
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_mib=max(peak, _largest(usage.ru_maxrss)),
        words=errors.read_text(encoding="utf-8", errors="replace").strip()[-LAST_WORDS:],
    )


def _watch(
    pid: int, started: float, seconds_left: Callable[[float], float], memory_mib: float
) -> tuple[How, int, resource.struct_rusage, float]:
    how: How = "finished"
    peak = 0.0
    kill_at = float("inf")
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return how, status, usage, peak
        now = time.monotonic()
        peak = max(peak, resident_mib(pid))
        if how == "finished":
            if peak > memory_mib:
                how, kill_at = "memory", now
            elif seconds_left(now - started) <= 0:
                how, kill_at = "time", now + PATIENCE_S
                _end_group(pid, signal.SIGTERM)
        if now >= kill_at:
            _end_group(pid, signal.SIGKILL)
        time.sleep(POLL_S)


def _end_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _largest(ru_maxrss: int) -> float:
    return ru_maxrss / MIB if sys.platform == "darwin" else ru_maxrss / 1024


def resident_mib(pid: int) -> float:
    """Return the resident memory of a process and its descendants; 0 where it cannot be read."""
    page = os.sysconf("SC_PAGE_SIZE")
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        folder = Path("/proc") / str(one)
        with suppress(OSError, ValueError, IndexError):
            total += int((folder / "statm").read_text().split()[1]) * page
        with suppress(OSError, ValueError):
            children = (folder / "task" / str(one) / "children").read_text()
            waiting += [int(child) for child in children.split()]
    return total / MIB
