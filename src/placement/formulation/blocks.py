"""Blocks: one tier a circle may hold, with everything needed to hold it.

``final``
    the tier the circle holds at the end of the horizon (at most one per circle);
``interim``
    a lower tier held on the way up; it must be left for a higher one within the horizon;
``yearly``
    a tier held in one year. Where more outlets can cost a tier (a share of chain stores falls), what was
    earned once may not last, so the rubric is stated year by year and there are only blocks of this form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from placement.instance import Instance

BlockId = str
OptionId = str
LineId = str
Supply = dict[tuple[BlockId, LineId], tuple[tuple[OptionId, int], ...]]
"""``(block, line) -> ((option, units), ...)``: what options of a block supply to it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One circle and tier; see the module docstring for ``is_interim``; ``year`` is set for a yearly block."""

    id: BlockId
    circle: int
    tier: int
    is_interim: bool
    year: int | None = None

    @property
    def is_final(self) -> bool:
        """True for the tier held at the end of the horizon."""
        return not self.is_interim and self.year is None


def build_blocks(instance: Instance) -> dict[BlockId, Block]:
    """List the blocks of all circles that may be certified above their present tier."""
    blocks: dict[BlockId, Block] = {}
    top = len(instance.tier_ids) - 1
    may = [instance.may_hold(t) for t in range(instance.n_years)]
    for c, circle_id in enumerate(instance.circle_ids):
        for j in np.flatnonzero(may[-1][c]).tolist():
            name = f"{circle_id}/{instance.tier_ids[j]}"
            if not instance.card.rises:
                for t, year in enumerate(instance.years):
                    if may[t][c, j]:
                        blocks[f"{name}@{year}"] = Block(f"{name}@{year}", c, j, False, t)
                continue
            blocks[name] = Block(name, c, j, is_interim=False)
            if instance.allow_interim and instance.n_years > 1 and j < top:
                blocks[f"{name}~"] = Block(f"{name}~", c, j, is_interim=True)
    return blocks


def next_year(blocks: dict[BlockId, Block]) -> dict[BlockId, BlockId]:
    """Return, for every yearly block but those of the last year, the same tier a year later."""
    by_place = {(b.circle, b.tier, b.year): b.id for b in blocks.values() if b.year is not None}
    return {
        name: by_place[c, j, year + 1]
        for (c, j, year), name in by_place.items()
        if year is not None and (c, j, year + 1) in by_place
    }


def blocks_by_circle(blocks: Iterable[Block]) -> dict[int, tuple[BlockId, ...]]:
    """Return the blocks of every circle that has some, in order."""
    found: dict[int, list[BlockId]] = defaultdict(list)
    for block in blocks:
        found[block.circle].append(block.id)
    return {circle: tuple(names) for circle, names in found.items()}
