"""What a worker process does: solve the blocks it is sent, one after another, and tell how it goes.

Messages are pickles, framed by themselves: tasks and stop requests on standard input, progress and results
on standard output. When the input ends, the worker ends at once, so none outlives its master.
"""

from __future__ import annotations

import queue
from dataclasses import dataclass
from typing import BinaryIO

from placement.engine.city.merged import solve_merged
from placement.engine.control.processes import FAULTS, messages, own_pipes, send, serve
from placement.engine.control.reserve import Reserve
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Effort, Progress, Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.outcome import Outcome
from placement.instance import Instance


@dataclass(frozen=True)
class Task:
    """A block with merged years, a feasible start, and how long to work on it."""

    number: int
    instance: Instance
    start: Decisions
    settings: Settings
    time_limit_s: float


@dataclass(frozen=True)
class Stop:
    """A request to end the present task and keep what it has."""


@dataclass(frozen=True)
class Spare:
    """Word that a core is idle which the present task may use."""


@dataclass(frozen=True)
class Report:
    """Progress of a task."""

    number: int
    progress: Progress


@dataclass(frozen=True)
class Found:
    """What is known by now of a task that goes on: a plan, and bounds as far as there are any."""

    number: int
    outcome: Outcome


@dataclass(frozen=True)
class Result:
    """The end of a task: an outcome, or the error that ended it."""

    number: int
    outcome: Outcome | None
    effort: Effort
    error: str = ""


def work(tasks: BinaryIO, results: BinaryIO) -> None:
    """Do tasks until the input ends."""
    waiting: queue.SimpleQueue[tuple[Task, Watch]] = queue.SimpleQueue()
    reserve = Reserve()

    serve(lambda: listen(tasks, results, waiting))
    while True:
        task, watch = waiting.get()
        watch.reserve = reserve
        send(results, solve_task(task, watch))


def listen(
    tasks: BinaryIO, results: BinaryIO, waiting: queue.SimpleQueue[tuple[Task, Watch]]
) -> None:
    """Pass on tasks until the input ends, each with a watch that only a stop request after it ends."""
    latest: Watch | None = None
    for message in messages(tasks):
        if isinstance(message, Task):
            latest = _watch_over(message, results)
            waiting.put((message, latest))
        elif latest is not None and isinstance(message, Spare):
            latest.spare.set()
        elif latest is not None:
            latest.stop()


def _watch_over(task: Task, results: BinaryIO) -> Watch:
    def report(progress: Progress) -> None:
        send(results, Report(task.number, progress))

    def offer(outcome: Outcome) -> None:
        send(results, Found(task.number, outcome))

    return Watch(time_limit_s=task.time_limit_s, report=report, offer=offer)


def solve_task(task: Task, watch: Watch) -> Result:
    """Solve a block; an error is part of the result."""
    try:
        outcome = solve_merged(task.instance, task.start, watch, task.settings)
    except FAULTS as error:
        return Result(task.number, None, watch.effort, f"{type(error).__name__}: {error}")
    return Result(task.number, outcome, watch.effort)


def main() -> None:
    """Keep standard output for messages alone, then work."""
    work(*own_pipes())
