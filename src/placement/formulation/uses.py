"""Which options can help which block, and with how many units of which line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.formulation.blocks import Block, BlockId, LineId, OptionId, Supply, build_blocks
from placement.formulation.claims import (
    helpful_lines,
    items_of,
    needed_tables,
    requirements_of,
)
from placement.instance import Instance

SiteId = str


@dataclass(frozen=True)
class Uses:
    """Options that supply something useful to blocks.

    Attributes
    ----------
    options
        Of each block, in order of the option table.
    of_site
        The same, by block and site.
    supply
        What they supply, useful lines only.
    """

    options: dict[BlockId, tuple[OptionId, ...]]
    of_site: dict[tuple[BlockId, SiteId], tuple[OptionId, ...]]
    supply: Supply


def useful_lines(instance: Instance, circle: int, tier: int) -> np.ndarray:
    """Return a mask over lines, shape ``(L,)``: those that can help the circle towards the tier."""
    needs, lines = instance.needs, instance.lines
    mask = np.zeros(len(lines.ids), dtype=bool)
    for table in needed_tables(instance, circle, tier):
        residual = needs.residual_steps[circle, : len(mask)] > 0
        mask |= residual & (lines.unit_steps > 0) & items_of(instance, table)[: len(mask)]
    for k in range(len(lines.kind_classes)):
        if needs.kinds[circle, tier, k] > 0:
            mask |= needs.is_new_kind[circle] & (lines.kind_class == k)
    for r in requirements_of(instance, circle, tier):
        mask |= helpful_lines(instance, circle, r)
    return mask


def build_uses(
    instance: Instance, blocks: Iterable[Block], by_circle: list[npt.NDArray[np.int64]]
) -> Uses:
    """List the useful options of blocks.

    Parameters
    ----------
    by_circle
        Rows of the effect arrays by circle, see :func:`effects_by_circle`.
    """
    facts, lines = instance.options, instance.lines
    options: dict[BlockId, tuple[OptionId, ...]] = {}
    of_site: dict[tuple[BlockId, SiteId], list[OptionId]] = defaultdict(list)
    supply: dict[tuple[BlockId, LineId], list[tuple[OptionId, int]]] = defaultdict(list)
    for block in blocks:
        rows = _useful_rows(instance, block, by_circle[block.circle])
        users = np.unique(facts.effect_option[rows])
        options[block.id] = tuple(facts.ids[o] for o in users)
        for o in users:
            of_site[block.id, facts.site_ids[facts.site[o]]].append(facts.ids[o])
        for r in rows:
            supply[block.id, lines.ids[facts.effect_line[r]]].append(
                (facts.ids[facts.effect_option[r]], int(facts.effect_units[r]))
            )
    return Uses(
        options=options,
        of_site={key: tuple(value) for key, value in of_site.items()},
        supply={key: tuple(value) for key, value in supply.items()},
    )


def _useful_rows(
    instance: Instance, block: Block, rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Those effects on the block's circle that help it, by its year where it has one."""
    facts = instance.options
    rows = rows[useful_lines(instance, block.circle, block.tier)[facts.effect_line[rows]]]
    if block.year is not None:
        in_time = facts.available[facts.effect_option[rows], : block.year + 1].any(axis=1)
        rows = rows[in_time]
    return rows


def count_uses(instance: Instance) -> int:
    """Return the number of (block, option) pairs the whole model would have."""
    return int(uses_by_circle(instance).sum())


def uses_by_circle(instance: Instance) -> npt.NDArray[np.int64]:
    """Return the number of (block, option) pairs of every circle, shape ``(C,)``."""
    facts = instance.options
    total = np.zeros(instance.n_circles, dtype=np.int64)
    per_line = [facts.effect_line[rows] for rows in effects_by_circle(instance)]
    for block in build_blocks(instance).values():
        mask = useful_lines(instance, block.circle, block.tier)
        total[block.circle] += int(mask[per_line[block.circle]].sum())
    return total


def effects_by_circle(instance: Instance) -> list[npt.NDArray[np.int64]]:
    """Return the rows of the effect arrays by circle, each in order of option."""
    order = np.argsort(instance.options.effect_circle, kind="stable")
    cuts = np.searchsorted(instance.options.effect_circle[order], np.arange(instance.n_circles + 1))
    return [order[cuts[c] : cuts[c + 1]] for c in range(instance.n_circles)]
