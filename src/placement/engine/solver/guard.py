"""A watchdog over HiGHS: it solves in a process of its own, which is ended when it does not answer.

HiGHS 1.15.1 can work on for ever without looking at its time limit or at any callback; only from outside can that
be ended. The best solution it has told until then is kept. Its bound is not: HiGHS tells bounds of solves of its
own on the way, such as the one that completes a start. The next question starts another process.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from placement.engine.control.processes import Child
from placement.engine.control.watch import Watch
from placement.engine.solver.changes import Change
from placement.engine.solver.guarded import Opening, Question, Reply, Seen, Stop
from placement.engine.solver.highs_model import Float, PlainModel, SolverError
from placement.engine.solver.session import Ear, Limits, MipResult, Said

GRACE_S = 10.0
"""Wall seconds past its limit, or past a request to stop, after which HiGHS is taken to hang."""
POLL_S = 0.1
HANGS = (
    "HiGHS did not stop in time; its process was ended and the plan it had found until then is used"
)
DIED = "the process of HiGHS ended of itself; the plan it had found until then is used"


@dataclass
class Guard:
    """One process for HiGHS, started when it is first needed and again when it was lost; it holds one model.

    Attributes
    ----------
    lost
        How many processes died or were ended for giving no answer.
    """

    lost: int = 0
    _child: Child | None = None
    _messages: queue.SimpleQueue[Said | Seen | Reply | None] = field(
        default_factory=queue.SimpleQueue
    )
    _holds: GuardedSession | None = None

    def start(self) -> None:
        """Start the process, so that it is ready by the time it is asked something."""
        if self._child is None:
            messages: queue.SimpleQueue[Said | Seen | Reply | None] = queue.SimpleQueue()
            self._child, self._messages = Child.start("placement.engine.solver.guarded"), messages
            self._child.listen(messages.put)

    def holds(self, session: GuardedSession) -> bool:
        """Tell whether the process has the model of a session, as it was when last asked."""
        return self._holds is session

    def ask(self, session: GuardedSession, question: Question, ear: Ear) -> Reply | str:
        """Let a question be answered; without an answer in time end the process and return why.

        Raises
        ------
        SolverError
            If the question ended in an error.
        """
        self.start()
        limit_s = question.time_limit_s if question.limits is None else question.limits.time_limit_s
        self._holds = session
        if self._child is None or not self._child.send(question):
            return self._lose(DIED)
        found = self._listen(time.monotonic() + limit_s + GRACE_S, ear)
        if isinstance(found, Reply) and found.error:
            self._holds = None
            raise SolverError(found.error)
        return found

    def _listen(self, deadline: float, ear: Ear) -> Reply | str:
        """Pass on what is told until the answer comes."""
        told = False
        while True:
            try:
                message = self._messages.get(timeout=POLL_S)
            except queue.Empty:
                if time.monotonic() > deadline:
                    return self._lose(HANGS)
            else:
                if message is None:
                    return self._lose(DIED)
                if isinstance(message, Reply):
                    return message
                _pass_on(message, ear)
            if not told and ear.is_over() and self._child is not None:
                told, deadline = True, min(deadline, time.monotonic() + GRACE_S)
                self._child.send(Stop())

    def _lose(self, why: str) -> str:
        self.lost += 1
        self.close()
        return why

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._child is not None:
            self._child.dismiss()
        self._child = self._holds = None


def _pass_on(message: Said | Seen, ear: Ear) -> None:
    if isinstance(message, Said):
        ear.hear(message)
    elif ear.find is not None:
        ear.find(message.values)


@dataclass(eq=False)
class GuardedSession:
    """A model in a guard's process, with the manners of :class:`~placement.engine.solver.session.Session`.

    Changes are sent along with the next question; all of them are kept, for another process may have to be told.

    Attributes
    ----------
    lost
        Why the last question was not answered; empty where it was.
    """

    guard: Guard
    model: PlainModel
    options: Mapping[str, object]
    lost: str = ""
    _changes: list[Change] = field(default_factory=list)
    _sent: int = 0

    def apply(self, change: Change) -> None:
        """Change the model."""
        self._changes.append(change)

    def run(self, limits: Limits, ear: Ear) -> MipResult:
        """Solve; see :meth:`~placement.engine.solver.session.Session.run`."""
        seen: list[Float] = []
        known = MipResult("lost", None, float("nan"), float("-inf"))

        def hear(said: Said) -> None:
            nonlocal known
            known = replace(known, nodes=said.nodes)
            ear.hear(said)

        def find(values: Float) -> None:
            seen[:] = [values]

        reply = self._ask(limits, limits.time_limit_s, replace(ear, hear=hear, find=find))
        if isinstance(reply, str):
            return replace(known, values=seen[0] if seen else None, message=reply)
        if reply.result is None:
            message = "a solve was answered with something else"
            raise SolverError(message)
        return reply.result

    def relaxed_duals(
        self, time_limit_s: float, is_over: Callable[[], bool]
    ) -> tuple[Float | None, int]:
        """Solve the relaxation; see :meth:`~placement.engine.solver.session.Session.relaxed_duals`."""
        reply = self._ask(None, time_limit_s, Ear(is_over, lambda _said: None))
        return (None, 0) if isinstance(reply, str) else (reply.duals, reply.iterations)

    def _ask(self, limits: Limits | None, time_limit_s: float, ear: Ear) -> Reply | str:
        is_held = self.guard.holds(self)
        opening = None if is_held else Opening(self.model, self.options)
        changes = tuple(self._changes[self._sent if is_held else 0 :])
        self._sent = len(self._changes)
        reply = self.guard.ask(self, Question(opening, changes, limits, time_limit_s), ear)
        self.lost = reply if isinstance(reply, str) else ""
        return reply


@contextmanager
def guarded(watch: Watch, *, at_once: bool = False) -> Iterator[Watch]:
    """Let all solves that obey a watch run under a guard, which ends with them.

    Parameters
    ----------
    at_once
        Start the process now, beside what is done before the first solve.
    """
    guard = Guard()
    watch.guard = guard
    if at_once:
        guard.start()
    try:
        yield watch
    finally:
        watch.guard = None
        guard.close()
