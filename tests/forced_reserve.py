"""Workers that solve tiny blocks in the ways of large ones, and go from one solve to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from placement.engine.control.processes import Child
from placement.engine.control.reserve import Reserve

STANDS_FOR = {"placement.engine.city.worker": "forced_worker"}
"""Modules started in place of others."""


@dataclass
class ForcedReserve(Reserve):
    """A reserve that knows which children are at work, or have ended there."""

    at_work: list[Child] = field(default_factory=list)

    def take(self, module: str) -> Child:
        child = super().take(STANDS_FOR.get(module, module))
        self.at_work = [one for one in self.at_work if one.is_alive] + [child]
        return child

    def keep(self, child: Child) -> None:
        self.at_work.remove(child)
        super().keep(child)


@contextmanager
def forced_reserve() -> Iterator[ForcedReserve]:
    """Hold a reserve whose processes are ended at the end."""
    reserve = ForcedReserve()
    try:
        yield reserve
    finally:
        for child in reserve.at_work:
            child.dismiss()
        reserve.close()
