"""Child processes that go from one solve to the next, for tests that make many: starting one takes seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from placement.engine.city.worker import Found, Report, Spare, Stop
from placement.engine.control.processes import Child

STANDS_FOR = {"placement.engine.city.worker": "forced_worker"}
"""Modules started in place of others."""


class Pool:
    """Takes the place of :class:`Child` in a module; what is dismissed while it has nothing to do is kept."""

    def __init__(self) -> None:
        self.idle: dict[str, list[Pooled]] = defaultdict(list)
        self.started: list[Pooled] = []

    def start(self, module: str) -> Pooled:
        while self.idle[module]:
            child = self.idle[module].pop()
            if child.process.poll() is None:
                return child
        child = Pooled(self, module)
        self.started.append(child)
        return child

    def end(self) -> None:
        for child in self.started:
            child.child.dismiss()


class Pooled:
    """One child; tasks sent and answers received are counted, so that it is known whether it is idle."""

    def __init__(self, pool: Pool, module: str) -> None:
        self.pool, self.module, self.open = pool, module, 0
        self.child = Child.start(STANDS_FOR.get(module, module))
        self.hear: Callable[[Any], None] | None = None

    @property
    def process(self) -> Any:
        return self.child.process

    def send(self, message: object) -> bool:
        self.open += not isinstance(message, Stop | Spare)
        return self.child.send(message)

    def listen(self, hear: Callable[[Any], None]) -> None:
        is_first, self.hear = self.hear is None, hear
        if is_first:
            self.child.listen(self._pass_on)

    def _pass_on(self, message: object) -> None:
        self.open -= not isinstance(message, Report | Found)
        if self.hear is not None:
            self.hear(message)

    def dismiss(self) -> None:
        if self.open == 0 and self.process.poll() is None:
            self.pool.idle[self.module].append(self)
        else:
            self.child.dismiss()


@contextmanager
def pooled() -> Iterator[Pool]:
    """Hold a pool whose processes are ended at the end."""
    pool = Pool()
    try:
        yield pool
    finally:
        pool.end()
