"""Whose turn it is: the blocks of a city in the order in which they are solved, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from placement.engine.city.knowledge import Knowledge
from placement.engine.city.worker import Result, Task
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch

MOST_TURNS = 3
LEAST_TURN_S = 5.0
"""How often a block is solved as long as it has no proof, and the time left that is worth a turn, wall seconds."""


@dataclass
class Turns:
    """The blocks that wait for their turn; what misses a target comes first, then the smallest.

    Attributes
    ----------
    watch
        Of the time that the blocks may take together.
    workers
        Processes that solve them; with several the largest block is the first of all, as it takes longest.
    """

    known: Knowledge
    watch: Watch
    settings: Settings
    workers: int
    _had: dict[int, int] = field(default_factory=dict)
    _unproven: list[int] = field(default_factory=list)
    _lost: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Line up the blocks of which not enough is known."""
        last = len(self.known.blocks) - 1
        order = sorted(range(last + 1), key=self._misses_no_target)
        if self.workers > 1:
            order.sort(key=lambda n: n != last)
        self._waiting = [n for n in order if self.known.is_open(n)]

    def _misses_no_target(self, number: int) -> bool:
        part = self.known.bounds.cuts[number]
        return not any(target.missing(part.start.held) for target in part.instance.targets)

    def next_task(self) -> Task | None:
        """Take the next block; its share of the time grows with its size.

        When all have had their turn, those without a proof have another one with the time left; where a solve was
        lost, with other options.
        """
        if not self._waiting and self.watch.remaining_s > LEAST_TURN_S:
            self._waiting, self._unproven = self._unproven, []
        if not self._waiting:
            return None
        n = self._waiting.pop(0)
        sizes = [len(self.known.blocks[k]) for k in (n, *self._waiting)]
        share = min(1.0, max(1, self.workers) * sizes[0] / sum(sizes))
        asked = self.settings.otherwise() if n in self._lost else self.settings
        settings = replace(asked, wants_trades=len(self.known.blocks) > 1)
        limit = self.watch.remaining_s * share
        return Task(n, self.known.merged(n), self.known.best[n], settings, limit)

    def note(self, result: Result) -> None:
        """Let a block that is not proven have another turn, if it had not too many; of a solve that is lost, once."""
        n = result.number
        self._had[n] = self._had.get(n, 0) + 1
        if result.outcome is None:
            is_unproven = n not in self._lost
            self._lost.add(n)
        else:
            is_unproven = result.outcome.status == "limit"
        if is_unproven and self._had[n] < MOST_TURNS:
            self._unproven.append(n)
