"""Index sets and coefficients of the model, keyed by ids, derived from the instance.

A *block* is one tier a circle may hold, with everything needed to hold it:

``final``
    the tier the circle holds at the end of the horizon (at most one per circle);
``interim``
    a lower tier held on the way up; it must be left for a higher one within the horizon;
``yearly``
    a tier held in one year. Where more outlets can cost a tier (a share of chain stores falls), what was
    earned once may not last, so the rubric is stated year by year and there are only blocks of this form.

Points and kinds gained are keyed by *items*: counted lines, and grades under the grade's id.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from placement.formulation.blocks import Block, BlockId, ClaimSets, LineId, OptionId
from placement.formulation.claims import (
    build_claims,
    helpful_lines,
    item_id,
    items_of,
    needed_tables,
    requirements_of,
)
from placement.instance import Instance

SiteId = str


@dataclass(frozen=True)
class ModelSets:
    """Sparse index sets; every mapping holds only the members that can matter.

    Attributes
    ----------
    blocks
        All blocks by id, in order of circle and tier.
    uses
        Options that supply something useful to a block.
    site_uses
        The same, by block and site.
    supply
        ``(block, line) -> ((option, units), ...)``.
    points_needed, kinds_needed
        What a block lacks today: ``(block, table) -> points`` in steps; ``(block, class) -> kinds``.
    residual_steps
        ``(block, item) -> points`` the item can still gain, only in tables in which the block lacks points.
    table_items
        ``(block, table) -> items`` of ``residual_steps``.
    new_kinds
        ``(block, class) -> lines`` that would add a kind the circle does not have.
    claims
        What blocks ask of requirements, see :mod:`placement.formulation.claims`.
    held_next
        The same tier a year later, for yearly blocks.
    """

    blocks: dict[BlockId, Block]
    uses: dict[BlockId, tuple[OptionId, ...]]
    site_uses: dict[tuple[BlockId, SiteId], tuple[OptionId, ...]]
    supply: dict[tuple[BlockId, LineId], tuple[tuple[OptionId, int], ...]]
    points_needed: dict[tuple[BlockId, int], int]
    kinds_needed: dict[tuple[BlockId, str], int]
    residual_steps: dict[tuple[BlockId, LineId], int]
    table_items: dict[tuple[BlockId, int], tuple[LineId, ...]]
    new_kinds: dict[tuple[BlockId, str], tuple[LineId, ...]]
    option_site: dict[OptionId, SiteId]
    site_options: dict[SiteId, tuple[OptionId, ...]]
    option_years: dict[OptionId, tuple[int, ...]]
    blocks_of_circle: dict[int, tuple[BlockId, ...]]
    claims: ClaimSets
    held_next: dict[BlockId, BlockId]

    @property
    def new_kind_lines(self) -> list[tuple[BlockId, LineId]]:
        """All (block, line) pairs that can add a missing kind, of a class or of a named set."""
        kinds = [(b, i) for (b, _), lines in self.new_kinds.items() for i in lines]
        return list(dict.fromkeys([*kinds, *self.claims.new_members]))


def useful_lines(instance: Instance, circle: int, tier: int) -> np.ndarray:
    """Return a mask over lines: those that can help the circle towards the tier."""
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


def next_year(blocks: dict[BlockId, Block]) -> dict[BlockId, BlockId]:
    """Return, for every yearly block but those of the last year, the same tier a year later."""
    by_place = {(b.circle, b.tier, b.year): b.id for b in blocks.values() if b.year is not None}
    return {
        name: by_place[c, j, year + 1]
        for (c, j, year), name in by_place.items()
        if year is not None and (c, j, year + 1) in by_place
    }


def build_blocks(instance: Instance) -> dict[BlockId, Block]:
    """List the blocks of all circles that may be certified above their present tier."""
    blocks: dict[BlockId, Block] = {}
    top = len(instance.tier_ids) - 1
    for c, circle_id in enumerate(instance.circle_ids):
        if instance.blocked_circle[c]:
            continue
        for j in range(int(instance.current_tier[c]) + 1, top + 1):
            name = f"{circle_id}/{instance.tier_ids[j]}"
            if not instance.card.rises:
                for t, year in enumerate(instance.years):
                    blocks[f"{name}@{year}"] = Block(f"{name}@{year}", c, j, False, t)
                continue
            blocks[name] = Block(name, c, j, is_interim=False)
            if instance.allow_interim and instance.n_years > 1 and j < top:
                blocks[f"{name}~"] = Block(f"{name}~", c, j, is_interim=True)
    return blocks


def build_sets(instance: Instance) -> ModelSets:
    """Derive all index sets of the model from the instance."""
    blocks = build_blocks(instance)
    options, lines = instance.options, instance.lines
    by_circle = _effects_by_circle(instance)
    uses: dict[BlockId, tuple[OptionId, ...]] = {}
    site_uses: dict[tuple[BlockId, SiteId], list[OptionId]] = defaultdict(list)
    supply: dict[tuple[BlockId, LineId], list[tuple[OptionId, int]]] = defaultdict(list)
    for block in blocks.values():
        mask = useful_lines(instance, block.circle, block.tier)
        rows = by_circle[block.circle]
        rows = rows[mask[options.effect_line[rows]]]
        if block.year is not None:
            users = options.effect_option[rows]
            rows = rows[options.available[users, : block.year + 1].any(axis=1)]
        users = np.unique(options.effect_option[rows])
        uses[block.id] = tuple(options.ids[o] for o in users)
        for o in users:
            site_uses[block.id, options.site_ids[options.site[o]]].append(options.ids[o])
        for r in rows:
            supply[block.id, lines.ids[options.effect_line[r]]].append(
                (options.ids[options.effect_option[r]], int(options.effect_units[r]))
            )
    blocks_of_circle: dict[int, list[BlockId]] = defaultdict(list)
    for block in blocks.values():
        blocks_of_circle[block.circle].append(block.id)
    claims = build_claims(instance, blocks, supply, by_circle)
    needs = _block_needs(instance, blocks, supply, claims)
    site_options: dict[SiteId, list[OptionId]] = defaultdict(list)
    for o in np.flatnonzero(options.available.any(axis=1)):
        site_options[options.site_ids[options.site[o]]].append(options.ids[o])
    return ModelSets(
        blocks=blocks,
        uses=uses,
        site_uses={key: tuple(value) for key, value in site_uses.items()},
        supply={key: tuple(value) for key, value in supply.items()},
        points_needed=needs[0],
        kinds_needed=needs[1],
        residual_steps=needs[2],
        new_kinds=needs[3],
        table_items=needs[4],
        claims=claims,
        held_next=next_year(blocks),
        option_site={
            option_id: options.site_ids[options.site[o]] for o, option_id in enumerate(options.ids)
        },
        site_options={key: tuple(value) for key, value in site_options.items()},
        option_years={
            option_id: tuple(np.flatnonzero(options.available[o]).tolist())
            for o, option_id in enumerate(options.ids)
        },
        blocks_of_circle={key: tuple(value) for key, value in blocks_of_circle.items()},
    )


def count_uses(instance: Instance) -> int:
    """Return the number of (block, option) pairs the whole model would have."""
    facts = instance.options
    total = 0
    per_line = [facts.effect_line[facts.effect_circle == c] for c in range(instance.n_circles)]
    for block in build_blocks(instance).values():
        mask = useful_lines(instance, block.circle, block.tier)
        total += int(mask[per_line[block.circle]].sum())
    return total


def _effects_by_circle(instance: Instance) -> list[np.ndarray]:
    """Rows of the effect arrays by circle, each in order of option."""
    order = np.argsort(instance.options.effect_circle, kind="stable")
    cuts = np.searchsorted(instance.options.effect_circle[order], np.arange(instance.n_circles + 1))
    return [order[cuts[c] : cuts[c + 1]] for c in range(instance.n_circles)]


def _block_needs(
    instance: Instance,
    blocks: dict[BlockId, Block],
    supply: dict[tuple[BlockId, LineId], list[tuple[OptionId, int]]],
    claims: ClaimSets,
) -> tuple[
    dict[tuple[BlockId, int], int],
    dict[tuple[BlockId, str], int],
    dict[tuple[BlockId, LineId], int],
    dict[tuple[BlockId, str], tuple[LineId, ...]],
    dict[tuple[BlockId, int], tuple[LineId, ...]],
]:
    needs, lines = instance.needs, instance.lines
    points: dict[tuple[BlockId, int], int] = {}
    kinds: dict[tuple[BlockId, str], int] = {}
    residual: dict[tuple[BlockId, LineId], int] = {}
    new_kinds: dict[tuple[BlockId, str], tuple[LineId, ...]] = {}
    tables: dict[tuple[BlockId, int], tuple[LineId, ...]] = {}
    for block in blocks.values():
        c, j = block.circle, block.tier
        supplied = [i for i, line in enumerate(lines.ids) if (block.id, line) in supply]
        for table in needed_tables(instance, c, j):
            points[block.id, table] = int(needs.points[c, j, table])
            inside = items_of(instance, table)
            items = [i for i in supplied if lines.unit_steps[i] > 0 and inside[i]]
            items += [
                len(lines.ids) + g
                for g, grade in enumerate(instance.card.grades)
                if (block.id, grade.id) in claims.of_grade and inside[len(lines.ids) + g]
            ]
            for i in items:
                if needs.residual_steps[c, i] > 0:
                    residual[block.id, item_id(instance, i)] = int(needs.residual_steps[c, i])
            tables[block.id, table] = tuple(
                name for i in items if (block.id, name := item_id(instance, i)) in residual
            )
        for k, class_id in enumerate(lines.kind_classes):
            if needs.kinds[c, j, k] > 0:
                kinds[block.id, class_id] = int(needs.kinds[c, j, k])
                new_kinds[block.id, class_id] = tuple(
                    lines.ids[i]
                    for i in supplied
                    if lines.kind_class[i] == k and needs.is_new_kind[c, i]
                )
    return points, kinds, residual, new_kinds, tables
