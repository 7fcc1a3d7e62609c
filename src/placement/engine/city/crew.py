"""Worker processes for blocks: held for one solve, watched, and killed when they do not answer.

A process of its own is the only cure for a solver that runs past its limit, and keeps its memory apart.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from placement.engine.city.worker import Found, Report, Result, Spare, Stop, Task
from placement.engine.control.processes import Child
from placement.engine.control.reserve import released, taken
from placement.engine.control.watch import Effort, Watch

GRACE_S = 20.0
"""Wall seconds past its limit after which a worker is taken to hang."""
POLL_S = 0.2


@dataclass
class Member:
    """One worker process and the task it has."""

    child: Child
    task: Task | None = None
    deadline: float = float("inf")
    is_helped: bool = False

    def give(self, task: Task) -> None:
        """Send a task."""
        self.task, self.is_helped = task, False
        self.deadline = time.monotonic() + task.time_limit_s + GRACE_S
        self._send(task)

    def stop(self) -> None:
        """Ask for what the present task has so far, soon."""
        self.deadline = min(self.deadline, time.monotonic() + GRACE_S)
        self._send(Stop())

    def help(self) -> None:
        """Tell that a core is idle which the present task may use."""
        self.is_helped = True
        self._send(Spare())

    def _send(self, message: Task | Stop | Spare) -> None:
        if not self.child.send(message):
            self.deadline = 0.0


@dataclass
class Crew:
    """Workers that take tasks as they become free.

    Attributes
    ----------
    size
        Number of processes.
    watch
        Asked to stop, the crew ends its tasks early; progress and better plans are passed on to ``report``.
    """

    size: int
    watch: Watch
    report: Callable[[Report | Found], None]
    _members: list[Member] = field(default_factory=list)
    _messages: queue.SimpleQueue[tuple[Member, Report | Found | Result | None]] = field(
        default_factory=queue.SimpleQueue
    )

    def run(self, next_task: Callable[[], Task | None]) -> Iterator[Result]:
        """Yield results as they come until there is no task left; a worker that hangs or dies gives none.

        Parameters
        ----------
        next_task
            Called when a worker is free; ``None`` ends the handing out.
        """
        for _ in range(self.size):
            self._members.append(self._start())
        results: list[Result] = []
        told = False
        while True:
            # A worker waits for its next task only, not for what is made of its last result.
            idle = [member for member in self._members if member.task is None]
            while idle and not self.watch.over and (task := next_task()) is not None:
                idle.pop().give(task)
            if results:
                yield from results
                results = []
                continue
            busy = [member for member in self._members if member.task is not None]
            if not busy:
                return
            self._help_out(busy)
            if self.watch.over and not told:
                told = True
                for member in busy:
                    member.stop()
            results = self._next_results(busy)

    def _help_out(self, busy: list[Member]) -> None:
        """Let busy workers use the cores of idle ones, the longest at it first."""
        helped = sum(member.is_helped for member in busy)
        for member in sorted(busy, key=lambda member: member.deadline):
            if not member.is_helped and helped < self.size - len(busy):
                member.help()
                helped += 1

    def _next_results(self, busy: list[Member]) -> list[Result]:
        """Wait for messages, pass the latest news of each worker on, and return the results among them."""
        results: list[Result] = []
        news: dict[tuple[int, type], Report | Found] = {}
        for member, message in self._messages_now():
            if isinstance(message, Report | Found):
                news[id(member), type(message)] = message
                continue
            if message is not None and message.outcome is not None:
                news.pop((id(member), Found), None)
            news.pop((id(member), Report), None)
            if message is None:
                results += self._replace(member, "the process ended")
            else:
                member.task = None
                results.append(message)
        for latest in news.values():
            self.report(latest)
        late = [m for m in busy if m.task is not None and time.monotonic() > m.deadline]
        return results or (self._replace(late[0], "no answer in time") if late else [])

    def _messages_now(self) -> list[tuple[Member, Report | Found | Result | None]]:
        """Return all messages there are, after a short wait for the first."""
        found = []
        with suppress(queue.Empty):
            found.append(self._messages.get(timeout=POLL_S))
            while True:
                found.append(self._messages.get_nowait())
        return found

    def _replace(self, member: Member, why: str) -> list[Result]:
        """End a worker that is of no more use and start another in its place."""
        if member not in self._members:
            return []
        task = member.task
        member.child.dismiss()
        self._members[self._members.index(member)] = self._start()
        return [] if task is None else [Result(task.number, None, Effort(), why)]

    def _start(self) -> Member:
        member = Member(taken(self.watch, "placement.engine.city.worker"))
        member.child.listen(lambda message: self._messages.put((member, message)))
        return member

    def close(self) -> None:
        """Let all workers go."""
        for member in self._members:
            released(self.watch, member.child, is_idle=member.task is None)


@contextmanager
def hire(size: int, watch: Watch, report: Callable[[Report | Found], None]) -> Iterator[Crew]:
    """Hold a crew that is dismissed at the end, whatever happens."""
    crew = Crew(size, watch, report)
    try:
        yield crew
    finally:
        crew.close()
