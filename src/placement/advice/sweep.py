"""Several solves side by side, each in a process of its own: one that dies takes no other with it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from joblib import Parallel, cpu_count, delayed

DIED, NOT_STARTED = 70, 130


@dataclass(frozen=True, slots=True)
class Job:
    """One call of the command line, and what it is called."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended.

    Attributes
    ----------
    code
        Exit code of the command; 70 if the process was killed, 130 if it was never started.
    died
        The process did not end by itself.
    """

    job: Job
    code: int
    out: str
    err: str
    seconds: float
    died: bool = False


@dataclass
class Children:
    """The processes that are running; a first stop asks them to end, a second one kills them."""

    running: set[subprocess.Popen[str]] = field(default_factory=set)
    stops: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, job: Job) -> Ended:
        """Run one job to its end."""
        started = time.monotonic()
        with self._lock:
            if self.stops:
                return Ended(job, NOT_STARTED, "", "", 0.0)
            # A session of its own: Ctrl-C reaches it once, from here, and not from the terminal as well.
            child = subprocess.Popen(  # noqa: S603 - our own command line
                [sys.executable, "-m", "placement", *job.arguments],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                encoding="utf-8", errors="replace", start_new_session=True,
            )  # fmt: skip
            self.running.add(child)
        out, err = child.communicate()
        with self._lock:
            self.running.discard(child)
        died = child.returncode < 0
        code = DIED if died else child.returncode
        return Ended(job, code, out, err, time.monotonic() - started, died)

    def stop(self) -> None:
        """Ask the running processes to end and keep what they have; the second time, kill them."""
        self.stops += 1
        for child in list(self.running):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM if self.stops == 1 else signal.SIGKILL)


def run_jobs(jobs: Sequence[Job], workers: int) -> Iterator[Ended]:
    """Run jobs, so many at a time; yield each as it ends.

    SIGINT and SIGTERM are passed on to the running ones; those not started yet are left out.
    """
    children = Children()
    with _passing_on_signals(children):
        parallel = Parallel(n_jobs=workers, backend="threading", return_as="generator_unordered")
        yield from parallel(delayed(children.run)(job) for job in jobs)


def usual_workers(jobs: int) -> int:
    """Return how many jobs run at a time: as many as there are processors, at most one each."""
    return max(1, min(jobs, int(cpu_count())))


@contextmanager
def _passing_on_signals(children: Children) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def pass_on(number: int, frame: FrameType | None) -> None:
        del number, frame
        children.stop()

    previous = {n: signal.signal(n, pass_on) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
