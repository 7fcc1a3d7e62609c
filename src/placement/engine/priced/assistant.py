"""A process that solves programs for a tree while the tree goes on, where a core would be idle otherwise."""

from __future__ import annotations

import queue
import time
from dataclasses import dataclass, field

from placement.engine.control.processes import FAULTS, Child, messages, own_pipes, send, serve
from placement.engine.control.reserve import released, taken
from placement.engine.control.watch import Watch
from placement.engine.whole.program import Answer, Program

GRACE_S = 20.0
"""Wall seconds past its limit after which the process is taken to hang."""
LOST = Answer(
    float("-inf"), notes=("a program was lost with its process",), is_lost=True, has_failed=True
)


@dataclass
class Assistant:
    """One process, started when it is first needed, with one program at a time."""

    watch: Watch
    is_busy: bool = False
    _child: Child | None = None
    _deadline: float = 0.0
    _answers: queue.SimpleQueue[Answer | None] = field(default_factory=queue.SimpleQueue)

    def give(self, program: Program, seconds: float) -> None:
        """Let a program be solved within so many seconds."""
        if self._child is None:
            self._answers = queue.SimpleQueue()
            self._child = taken(self.watch, __name__)
            self._child.listen(self._answers.put)
        self.is_busy = True
        self._deadline = time.monotonic() + seconds + GRACE_S
        if not self._child.send((program, seconds)):
            self._deadline = 0.0

    def answer(self, wait_s: float = 0.0) -> Answer | None:
        """Return the answer if there is one by now; of a process that died or hangs one that says nothing."""
        try:
            found = self._answers.get(timeout=wait_s) if wait_s else self._answers.get_nowait()
        except queue.Empty:
            if time.monotonic() <= self._deadline:
                return None
            found = None
        if found is None:
            self.dismiss()
            return LOST
        self.is_busy = False
        return found

    def dismiss(self) -> None:
        """Let the process go; it ends where it is busy."""
        if self._child is not None:
            released(self.watch, self._child, is_idle=not self.is_busy)
        self._child, self.is_busy = None, False


def main() -> None:
    """Solve programs until the input ends; then end at once."""
    tasks, results = own_pipes()
    waiting: queue.SimpleQueue[tuple[Program, float]] = queue.SimpleQueue()

    def listen() -> None:
        for task in messages(tasks):
            waiting.put(task)

    serve(listen)
    while True:
        program, seconds = waiting.get()
        try:
            send(results, program.solve(Watch(time_limit_s=seconds)))
        except FAULTS as error:
            why = f"{type(error).__name__}: {error}"
            send(results, Answer(float("-inf"), notes=(why,), has_failed=True))
