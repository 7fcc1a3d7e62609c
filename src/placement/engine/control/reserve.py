"""Child processes that go from one solve to the next: starting one takes seconds, most of them for its imports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from placement.engine.control.processes import Child
from placement.engine.control.watch import Watch


@dataclass
class Reserve:
    """Idle children by the module they run."""

    _idle: dict[str, list[Child]] = field(default_factory=dict)

    def take(self, module: str) -> Child:
        """Return an idle child of a module that is still alive, or a new one."""
        idle = self._idle.setdefault(module, [])
        while idle:
            child = idle.pop()
            if child.is_alive:
                return child
            child.dismiss()
        return Child.start(module)

    def keep(self, child: Child) -> None:
        """Keep a child that has nothing to do."""
        self._idle.setdefault(child.module, []).append(child)

    def close(self) -> None:
        """End all idle children."""
        for idle in self._idle.values():
            for child in idle:
                child.dismiss()
        self._idle.clear()


def taken(watch: Watch, module: str) -> Child:
    """Return a child to work for those who obey a watch, from its reserve if it has one."""
    return Child.start(module) if watch.reserve is None else watch.reserve.take(module)


def released(watch: Watch, child: Child, *, is_idle: bool) -> None:
    """Let a child go: into the watch's reserve where it has nothing to do, else it ends, whatever it does."""
    if is_idle and watch.reserve is not None and child.is_alive:
        watch.reserve.keep(child)
    else:
        child.dismiss()


@contextmanager
def reserved(watch: Watch) -> Iterator[Watch]:
    """Let children go from one solve to the next of all that obey a watch; they end with the last."""
    watch.reserve = Reserve()
    try:
        yield watch
    finally:
        watch.reserve.close()
        watch.reserve = None
