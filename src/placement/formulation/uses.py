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


def useful_lines(instance: Instance) -> npt.NDArray[np.bool_]:
    """Return which lines can help each circle towards each tier it may hold in some year, shape ``(C, J, L)``."""
    needs, lines = instance.needs, instance.lines
    n_lines = len(lines.ids)
    may_hold = np.any([instance.may_hold(t) for t in range(instance.n_years)], axis=0)
    may_gain = (needs.residual_steps[:, :n_lines] > 0) & (lines.unit_steps > 0)
    useful = np.zeros((*may_hold.shape, n_lines), dtype=bool)
    for table in range(needs.points.shape[2]):
        inside = may_gain & items_of(instance, table)[:n_lines]
        useful |= (needs.points[:, :, table] > 0)[:, :, None] & inside[:, None, :]
    for k in range(len(lines.kind_classes)):
        missing = needs.is_new_kind & (lines.kind_class == k)
        useful |= (needs.kinds[:, :, k] > 0)[:, :, None] & missing[:, None, :]
    if instance.card.requirements:
        for circle, tier in np.argwhere(may_hold).tolist():
            for r in requirements_of(instance, circle, tier):
                useful[circle, tier] |= helpful_lines(instance, circle, r)
    useful &= may_hold[:, :, None]
    return useful


def build_uses(
    instance: Instance, blocks: Iterable[Block], by_circle: list[npt.NDArray[np.int64]]
) -> Uses:
    """List the useful options of blocks.

    Parameters
    ----------
    by_circle
        Rows of the effect arrays by circle, see :func:`effects_by_circle`.
    """
    facts, lines, useful = instance.options, instance.lines, useful_lines(instance)
    options: dict[BlockId, tuple[OptionId, ...]] = {}
    of_site: dict[tuple[BlockId, SiteId], list[OptionId]] = defaultdict(list)
    supply: dict[tuple[BlockId, LineId], list[tuple[OptionId, int]]] = defaultdict(list)
    for block in blocks:
        rows = by_circle[block.circle]
        rows = rows[useful[block.circle, block.tier, facts.effect_line[rows]]]
        if block.year is not None:
            in_time = facts.available[facts.effect_option[rows], : block.year + 1].any(axis=1)
            rows = rows[in_time]
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


def count_uses(instance: Instance) -> int:
    """Return the number of (block, option) pairs the whole model would have."""
    return int(uses_by_circle(instance).sum())


def uses_by_circle(instance: Instance) -> npt.NDArray[np.int64]:
    """Return the number of (block, option) pairs of every circle, shape ``(C,)``."""
    facts, n_lines = instance.options, len(instance.lines.ids)
    place = facts.effect_circle * n_lines + facts.effect_line
    effects = np.bincount(place, minlength=instance.n_circles * n_lines)
    effects = effects.reshape(instance.n_circles, 1, n_lines)
    by_tier = (useful_lines(instance) * effects).sum(axis=2)
    total = np.zeros(instance.n_circles, dtype=np.int64)
    for block in build_blocks(instance).values():
        total[block.circle] += by_tier[block.circle, block.tier]
    return total


def effects_by_circle(instance: Instance) -> list[npt.NDArray[np.int64]]:
    """Return the rows of the effect arrays by circle, each in order of option."""
    order = np.argsort(instance.options.effect_circle, kind="stable")
    cuts = np.searchsorted(instance.options.effect_circle[order], np.arange(instance.n_circles + 1))
    return [order[cuts[c] : cuts[c + 1]] for c in range(instance.n_circles)]
