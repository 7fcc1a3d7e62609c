"""What is known of the blocks of a city: by records of a former solve, and by what has been solved since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from placement.engine.city.bounds import Bounds
from placement.engine.city.parts import state_parts
from placement.engine.city.recalling import Recalled, recall_blocks
from placement.engine.city.records import BlockRecord
from placement.engine.cutting.blocks import cut_block
from placement.engine.cutting.merging import merge_plan
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.outcome import Outcome
from placement.instance import Bool, Instance, Int


@dataclass
class Knowledge:
    """The blocks of a city and what is known of each, which grows as they are solved; all by the block's position.

    Attributes
    ----------
    blocks
        Circles of each block.
    starts
        Plans of the blocks with merged years.
    bounds
        What was shown of the blocks, and with it of the city.
    recalled
        What records say, of blocks of which they say anything.
    goes_on
        Nothing differs from a former solve, or there was none; else a change of it is solved.
    best
        The best plan known of each block with merged years.
    """

    instance: Instance
    blocks: list[Int]
    starts: list[Decisions]
    bounds: Bounds
    recalled: dict[int, Recalled]
    goes_on: bool
    best: dict[int, Decisions] = field(default_factory=dict)

    @staticmethod
    def gather(
        instance: Instance, plan: Decisions, blocks: list[Int], records: Sequence[BlockRecord]
    ) -> Knowledge:
        """Cut all blocks out, and recall what records say of them."""
        bounds = Bounds(instance, [cut_block(instance, plan, circles) for circles in blocks])
        starts = [merge_plan(cut.start) for cut in bounds.cuts]
        recalled, goes_on = recall_blocks(bounds, starts, records)
        best = dict(enumerate(starts)) | {n: r.outcome.decisions for n, r in recalled.items()}
        return Knowledge(instance, blocks, starts, bounds, recalled, goes_on, best)

    def merged(self, number: int) -> Instance:
        """Return a block with merged years."""
        return self.bounds.parts[number]

    def is_open(self, number: int) -> bool:
        """Tell whether a block was to be solved at first: records do not say enough of it."""
        recalled = self.recalled.get(number)
        return recalled is None or recalled.is_open(self.goes_on)

    def learn(self, number: int, outcome: Outcome) -> None:
        """Keep what a solve has shown of a block, with what records say besides."""
        recalled = self.recalled.get(number)
        self.bounds.learn(number, outcome if recalled is None else recalled.joined(outcome))
        self.best[number] = outcome.decisions

    def worth_another_look(self, plan: Decisions) -> Bool:
        """Return the circles touched that may still do better without those of other blocks, shape ``(C,)``."""
        is_open = np.ones(self.instance.n_circles, dtype=bool)
        block = np.zeros(self.instance.n_circles, dtype=np.int64)
        for n, part in enumerate(state_parts(plan, self.bounds)):
            is_open[self.blocks[n]] = not self.bounds.is_best(n, part)
            block[self.blocks[n]] = n
        for target in self.instance.targets:
            circles = list(target.circles)
            if len(set(block[circles].tolist())) > 1 and target.missing(plan.held):
                is_open[circles] = True
        return self._touched() & is_open

    def _touched(self) -> Bool:
        """Return the circles of blocks that had to be looked at again, shape ``(C,)``.

        All circles where nothing differs from a former solve, as that goes on then.
        """
        touched = np.full(self.instance.n_circles, self.goes_on)
        for n, circles in enumerate(self.blocks):
            if self.is_open(n):
                touched[circles] = True
        for n, recalled in self.recalled.items():
            touched[self.blocks[n][recalled.lost]] = True
        return touched
