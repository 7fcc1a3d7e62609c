"""A watchdog over HiGHS: it solves in a process of its own, which is ended when it does not answer.

HiGHS 1.15.1 can work on for ever without looking at its time limit or at any callback; only from outside can that
be ended. The best solution it has told until then is kept. Its bound is not: HiGHS tells bounds of solves of its
own on the way, such as the one that completes a start. What time is left is used to ask once more, in another
process and otherwise configured, and so is everything that is asked of that model from then on.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from placement.engine.control.processes import Child
from placement.engine.control.settings import otherwise
from placement.engine.control.watch import Watch
from placement.engine.solver.changes import Change, Costs, Start
from placement.engine.solver.guarded import Alive, Opening, Question, Reply, Seen, Stop
from placement.engine.solver.highs_model import Float, PlainModel, SolverError
from placement.engine.solver.session import Ear, Limits, MipResult, Said

GRACE_S = 10.0
"""Wall seconds past its limit, or past a request to stop, after which HiGHS is taken to hang."""
SILENCE_S, SHARE_IN_SILENCE = 20.0, 0.5
"""Wall seconds, and share of a question's time, without any sign of life after which it is taken to hang before that,
be it that it never begins: there is time left to ask once more."""
POLL_S = 0.1
NEARLY = 1e-6
"""Relative difference that is none, between a bound and a value."""
HANGS = (
    "HiGHS did not stop in time; its process was ended and the plan it had found until then is used"
)
SILENT = (
    "HiGHS gave no sign of life; its process was ended and the plan it had found until then is used"
)
DIED = "the process of HiGHS ended of itself; the plan it had found until then is used"
ASKED_AGAIN = "; asked once more with other options"
Told = Said | Seen | Alive


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
    _messages: queue.SimpleQueue[Told | Reply | None] = field(default_factory=queue.SimpleQueue)
    _holds: GuardedSession | None = None

    def start(self) -> None:
        """Start the process, so that it is ready by the time it is asked something."""
        if self._child is None:
            messages: queue.SimpleQueue[Told | Reply | None] = queue.SimpleQueue()
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
        self._holds = session
        if self._child is None or not self._child.send(question):
            return self._lose(DIED)
        found = self._listen(question.time_limit_s, ear)
        if isinstance(found, Reply) and found.error:
            self._holds = None
            raise SolverError(found.error)
        return found

    def _listen(self, limit_s: float, ear: Ear) -> Reply | str:
        """Pass on what is told until the answer comes, or is not to be expected any more."""
        silence_s = max(SILENCE_S, SHARE_IN_SILENCE * limit_s)
        deadline, is_told = time.monotonic() + limit_s + GRACE_S, False
        silent_until = time.monotonic() + silence_s
        while True:
            try:
                message = self._messages.get(timeout=POLL_S)
            except queue.Empty:
                if time.monotonic() > min(deadline, silent_until):
                    return self._lose(HANGS if deadline <= silent_until else SILENT)
            else:
                if message is None:
                    return self._lose(DIED)
                if isinstance(message, Reply):
                    return message
                _pass_on(message, ear)
                silent_until = time.monotonic() + silence_s
            if not is_told and ear.is_over() and self._child is not None:
                is_told, deadline = True, min(deadline, time.monotonic() + GRACE_S)
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


def _pass_on(message: Told, ear: Ear) -> None:
    if isinstance(message, Said):
        ear.hear(message)
    elif isinstance(message, Seen) and ear.find is not None:
        ear.find(message.values)


@dataclass(eq=False)
class GuardedSession:
    """A model in a guard's process, with the manners of :class:`~placement.engine.solver.session.Session`.

    Changes are sent along with the next question; all of them are kept, for another process may have to be told.

    Attributes
    ----------
    lost
        Why a process gave no answer to the last question, whether another one did or not; empty where none was lost.
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
        """Solve, once more where that was lost; see :meth:`~placement.engine.solver.session.Session.run`."""
        began = time.monotonic()
        first = self._run(limits, ear)
        left_s = limits.time_limit_s - (time.monotonic() - began)
        if first.status != "lost" or left_s <= 0 or ear.is_over():
            return first
        why = self.lost + ASKED_AGAIN
        self.options = otherwise(self.options)
        if first.values is not None:
            whole = np.flatnonzero(self.model.is_integer).astype(np.int32)
            self.apply(Start(whole, first.values[whole].round()))
        try:
            again = self._run(replace(limits, time_limit_s=left_s), ear)
        except SolverError as error:
            # What was asked at first was not refused, so its plan is not given up.
            self.lost = f"{why}: {error}"
            return first
        self.lost = why
        return self._joined(first, again)

    def _joined(self, lost: MipResult, again: MipResult) -> MipResult:
        """Return the answer to what was asked once more, with the plan of the solve that was lost if that is better."""
        nodes = lost.nodes + again.nodes
        if lost.values is None:
            return replace(again, nodes=nodes)
        value = float(self._costs() @ lost.values)
        if again.values is not None and again.objective <= value:
            return replace(again, nodes=nodes)
        is_contradicted = again.status == "infeasible" or again.bound - value > NEARLY * max(
            1.0, abs(value)
        )
        status = "failed" if is_contradicted else again.status
        return replace(again, status=status, values=lost.values, objective=value, nodes=nodes)

    def _costs(self) -> Float:
        """Return the objective last asked for."""
        asked = (change.costs for change in reversed(self._changes) if isinstance(change, Costs))
        return next(asked, np.zeros(len(self.model.is_integer)))

    def _run(self, limits: Limits, ear: Ear) -> MipResult:
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
