"""Index sets and coefficients of the model, keyed by ids, derived from the instance.

Points and kinds gained are keyed by *items*: counted lines, and grades under the grade's id.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from placement.formulation.blocks import (
    Block,
    BlockId,
    LineId,
    OptionId,
    Supply,
    blocks_by_circle,
    build_blocks,
    next_year,
)
from placement.formulation.claim_sets import ClaimSets
from placement.formulation.claims import build_claims
from placement.formulation.direct import without_direct
from placement.formulation.implied import implied_blocks
from placement.formulation.needs import build_needs
from placement.formulation.uses import SiteId, build_uses, effects_by_circle
from placement.instance import Instance
from placement.instance.facts import OptionFacts


@dataclass(frozen=True)
class ModelSets:
    """Sparse index sets; every mapping holds only the members that can matter.

    Attributes
    ----------
    blocks
        All blocks by id, in order of circle and tier.
    uses
        Options that supply something useful to a block and do not count by being built, see
        :mod:`placement.formulation.direct`.
    site_uses
        The same, by block and site.
    supply
        ``(block, line) -> ((option, units), ...)``.
    points_needed, kinds_needed
        What a block lacks today: ``(block, table) -> points`` in steps; ``(block, class) -> kinds``.
    residual_steps
        ``(block, item) -> points`` the item can still gain, only in tables in which the block lacks points; of
        lines no more than is lacking.
    table_items
        ``(block, table) -> items`` of ``residual_steps``.
    new_kinds
        ``(block, class) -> lines`` that would add a kind the circle does not have.
    full_lines, full_kinds
        ``(block, line)`` pairs that must give all their points, or the kind, wherever the tier is held: there
        ``gained`` is ``residual_steps * activity``, ``present`` is ``activity``, and neither needs a variable.
    open_tables
        ``(block, table)`` pairs in which more can be gained than is lacking, or a grade has to be earned.
    any_kind, some_kinds
        ``(block, class)`` pairs of which one new kind is lacking, whichever; and several, but not all there are.
    claims
        What blocks ask of requirements, see :mod:`placement.formulation.claims`.
    held_next
        The same tier a year later, for yearly blocks.
    implied
        Blocks whose ``held`` is whole where ``built`` is, see :mod:`placement.formulation.implied`.
    """

    blocks: dict[BlockId, Block]
    uses: dict[BlockId, tuple[OptionId, ...]]
    site_uses: dict[tuple[BlockId, SiteId], tuple[OptionId, ...]]
    supply: Supply
    points_needed: dict[tuple[BlockId, int], int]
    kinds_needed: dict[tuple[BlockId, str], int]
    residual_steps: dict[tuple[BlockId, LineId], int]
    table_items: dict[tuple[BlockId, int], tuple[LineId, ...]]
    new_kinds: dict[tuple[BlockId, str], tuple[LineId, ...]]
    full_lines: frozenset[tuple[BlockId, LineId]]
    full_kinds: frozenset[tuple[BlockId, LineId]]
    open_tables: tuple[tuple[BlockId, int], ...]
    any_kind: tuple[tuple[BlockId, str], ...]
    some_kinds: tuple[tuple[BlockId, str], ...]
    site_options: dict[SiteId, tuple[OptionId, ...]]
    option_years: dict[OptionId, tuple[int, ...]]
    blocks_of_circle: dict[int, tuple[BlockId, ...]]
    claims: ClaimSets
    held_next: dict[BlockId, BlockId]
    implied: frozenset[BlockId]

    @property
    def counted_kinds(self) -> list[tuple[BlockId, LineId]]:
        """(block, line) pairs of which it matters whether the kind is there, of a class or of a named set.

        Where any one kind of a class is enough, it does not matter which.
        """
        of_any = set(self.any_kind)
        kinds = [
            (b, i) for (b, k), new in self.new_kinds.items() if (b, k) not in of_any for i in new
        ]
        return list(dict.fromkeys([*kinds, *self.claims.new_members]))


def build_sets(instance: Instance) -> ModelSets:
    """Derive all index sets of the model from the instance."""
    options = instance.options
    blocks = build_blocks(instance)
    by_circle = effects_by_circle(instance)
    uses = build_uses(instance, blocks.values(), by_circle)
    claims = build_claims(instance, blocks, uses.supply, by_circle)
    needs = build_needs(instance, blocks.values(), uses.supply, claims)
    blocks_of_circle = blocks_by_circle(blocks.values())
    alone = {names[0]: blocks[names[0]] for names in blocks_of_circle.values() if len(names) == 1}
    uses = without_direct(instance, uses, needs.residual_steps, claims, frozenset(alone))
    return ModelSets(
        blocks=blocks,
        uses=uses.options,
        site_uses=uses.of_site,
        supply=uses.supply,
        points_needed=needs.points,
        kinds_needed=needs.kinds,
        residual_steps=needs.residual_steps,
        table_items=needs.table_items,
        new_kinds=needs.new_kinds,
        full_lines=frozenset(needs.full_lines),
        full_kinds=frozenset(needs.full_kinds),
        open_tables=tuple(needs.open_tables),
        any_kind=tuple(needs.any_kind),
        some_kinds=tuple(needs.some_kinds),
        site_options=_site_options(options),
        option_years={
            name: tuple(np.flatnonzero(options.available[o]).tolist())
            for o, name in enumerate(options.ids)
        },
        blocks_of_circle=blocks_of_circle,
        claims=claims,
        held_next=next_year(blocks),
        implied=implied_blocks(instance, alone, uses, needs, claims),
    )


def _site_options(options: OptionFacts) -> dict[SiteId, tuple[OptionId, ...]]:
    """Options of every site that can be started in some year."""
    found: dict[SiteId, list[OptionId]] = defaultdict(list)
    for o in np.flatnonzero(options.available.any(axis=1)):
        found[options.site_ids[options.site[o]]].append(options.ids[o])
    return {site: tuple(names) for site, names in found.items()}
