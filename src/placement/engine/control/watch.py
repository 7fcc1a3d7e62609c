"""Watching a solve: progress events, the deadline, and stopping on Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from placement.engine.control.reserve import Reserve
    from placement.engine.solver.guard import Guard

PATIENCE_PRESSES = 2
"""After so many signals the next one has its usual effect."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a running solve; numbers are of the present stage, ``None`` where unknown.

    Attributes
    ----------
    phase
        What is being done, as a short id such as ``greedy`` or ``stage 1 target_shortfall``.
    seconds
        Since the watch was started.
    """

    phase: str
    seconds: float
    incumbent: float | None = None
    bound: float | None = None
    relative_gap: float | None = None
    nodes: int | None = None


def _tell_nobody(_what: object) -> None:
    pass


class StoppedError(Exception):
    """Work was to end in the midst of something that is of no use by halves, such as a model."""


@dataclass
class Effort:
    """Work done so far by all solves that share a watch, counted as HiGHS counts it."""

    nodes: int = 0
    lp_iterations: int = 0

    def add(self, *, nodes: int = 0, lp_iterations: int = 0) -> None:
        """Count a solve that has ended."""
        self.nodes += max(0, nodes)
        self.lp_iterations += max(0, lp_iterations)


@dataclass
class Watch:
    """The clock and the stop flag that every part of a solve looks at.

    Attributes
    ----------
    time_limit_s
        Wall seconds after which work stops; ``None`` for no limit.
    report
        Called with each :class:`Progress`.
    offer
        Called with each better plan of a part of the work, for whoever can make something of it now.
    keep
        Called again and again with a function that states the whole work as it stands, to be kept in case
        the process comes to a sudden end.
    factor
        What values of the present phase are multiplied by when they are reported.
    effort
        Nodes and LP iterations of all solves, those of inner watches included.
    spare
        Set when there is an idle core to use besides.
    guard
        Where HiGHS solves, so that it can be ended; ``None`` for this process.
    reserve
        Where child processes wait for the next solve; ``None`` where they end with each.
    """

    time_limit_s: float | None = None
    report: Callable[[Progress], None] = _tell_nobody
    offer: Callable[[Any], None] = _tell_nobody
    keep: Callable[[Callable[[], Any]], None] = _tell_nobody
    started: float = field(default_factory=time.monotonic)
    phase: str = "start"
    factor: float = 1.0
    effort: Effort = field(default_factory=Effort)
    spare: threading.Event = field(default_factory=threading.Event)
    guard: Guard | None = None
    reserve: Reserve | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def seconds(self) -> float:
        """Wall seconds since the watch was started."""
        return time.monotonic() - self.started

    @property
    def remaining_s(self) -> float:
        """Wall seconds left, infinite without a limit, never negative."""
        if self.time_limit_s is None:
            return float("inf")
        return max(0.0, self.time_limit_s - self.seconds)

    @property
    def interrupted(self) -> bool:
        """True after a signal or :meth:`stop`."""
        return self._stop.is_set()

    @property
    def over(self) -> bool:
        """True when work should end: interrupted or out of time."""
        return self.interrupted or self.remaining_s <= 0

    def look(self) -> None:
        """Raise StoppedError when work should end."""
        if self.over:
            raise StoppedError

    def begin(self) -> None:
        """Start the clock anew: what was done before is not counted, a stop asked for by now is heard."""
        self.started = time.monotonic()

    def stop(self) -> None:
        """Ask the running work to end and keep what it has."""
        self._stop.set()

    def inner(self, time_limit_s: float) -> Watch:
        """Return a silent watch for a part of the work that shares this one's stop flag."""
        return Watch(
            time_limit_s=time_limit_s,
            effort=self.effort,
            guard=self.guard,
            reserve=self.reserve,
            _stop=self._stop,
        )

    def offering(self, offer: Callable[[Any], None]) -> Watch:
        """Return this watch with better plans offered otherwise."""
        return replace(self, offer=offer)

    def tell(
        self,
        *,
        incumbent: float | None = None,
        bound: float | None = None,
        relative_gap: float | None = None,
        nodes: int | None = None,
    ) -> None:
        """Report progress of the present phase."""
        self.report(
            Progress(
                self.phase,
                self.seconds,
                None if incumbent is None else incumbent * self.factor,
                None if bound is None else bound * self.factor,
                relative_gap,
                nodes,
            )
        )

    def enter(self, phase: str, factor: float = 1.0) -> None:
        """Start a phase and report it."""
        self.phase, self.factor = phase, factor
        self.tell()


@contextmanager
def stop_on_signals(
    watch: Watch, acknowledge: Callable[[int], None] = lambda _presses: None
) -> Iterator[None]:
    """Let the first SIGINT or SIGTERM end the work gracefully; impatience is heard the third time.

    Parameters
    ----------
    acknowledge
        Called within the signal handler with how often a stop was asked for.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    presses = 0
    previous = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal presses
        del frame
        presses += 1
        watch.stop()
        acknowledge(presses)
        if presses == PATIENCE_PRESSES:
            signal.signal(number, signal.SIG_DFL)

    for number in previous:
        signal.signal(number, ask)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
