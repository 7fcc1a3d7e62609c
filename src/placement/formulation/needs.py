"""What blocks lack today, and the items that can still give it to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from placement.formulation.blocks import Block, BlockId, LineId, Supply
from placement.formulation.claim_sets import ClaimSets
from placement.formulation.claims import item_id, items_of, needed_tables
from placement.instance import Instance


@dataclass(frozen=True)
class BlockNeeds:
    """What blocks lack, in the keys of :class:`placement.formulation.sets.ModelSets`.

    Attributes
    ----------
    full_lines, full_kinds
        ``(block, line)`` pairs without all of whose points, or without which kind, the block is out of reach.
    """

    points: dict[tuple[BlockId, int], int] = field(default_factory=dict)
    kinds: dict[tuple[BlockId, str], int] = field(default_factory=dict)
    residual_steps: dict[tuple[BlockId, LineId], int] = field(default_factory=dict)
    table_items: dict[tuple[BlockId, int], tuple[LineId, ...]] = field(default_factory=dict)
    new_kinds: dict[tuple[BlockId, str], tuple[LineId, ...]] = field(default_factory=dict)
    full_lines: set[tuple[BlockId, LineId]] = field(default_factory=set)
    full_kinds: set[tuple[BlockId, LineId]] = field(default_factory=set)


def build_needs(
    instance: Instance, blocks: Iterable[Block], supply: Supply, claims: ClaimSets
) -> BlockNeeds:
    """State what blocks lack, in tables and classes in which they lack something."""
    found = BlockNeeds()
    for block in blocks:
        supplied = [i for i, line in enumerate(instance.lines.ids) if (block.id, line) in supply]
        tables = list(needed_tables(instance, block.circle, block.tier))
        for table in tables:
            _add_points(found, instance, block, table, _items(instance, block, supplied, claims))
        _ask_no_more(found, instance, block, tables)
        _add_kinds(found, instance, block, supplied)
    return found


def _items(instance: Instance, block: Block, supplied: list[int], claims: ClaimSets) -> list[int]:
    """Supplied lines that give points, then the grades the block makes a claim on."""
    n_lines = len(instance.lines.ids)
    lines = [i for i in supplied if instance.lines.unit_steps[i] > 0]
    grades = enumerate(instance.card.grades, start=n_lines)
    return lines + [g for g, grade in grades if (block.id, grade.id) in claims.of_grade]


def _add_points(
    found: BlockNeeds, instance: Instance, block: Block, table: int, items: list[int]
) -> None:
    needs = instance.needs
    found.points[block.id, table] = int(needs.points[block.circle, block.tier, table])
    inside = items_of(instance, table)
    steps = {
        item_id(instance, i): int(needs.residual_steps[block.circle, i])
        for i in items
        if inside[i] and needs.residual_steps[block.circle, i] > 0
    }
    found.residual_steps.update({(block.id, item): left for item, left in steps.items()})
    found.table_items[block.id, table] = tuple(steps)


def _ask_no_more(found: BlockNeeds, instance: Instance, block: Block, tables: list[int]) -> None:
    """Let a line gain no more than any of its tables asks for, then note the lines that have to gain it all."""
    lines = set(instance.lines.ids)
    asked: dict[LineId, int] = {}
    for table in tables:
        for i in lines.intersection(found.table_items[block.id, table]):
            asked[i] = max(asked.get(i, 0), found.points[block.id, table])
    for i, most in asked.items():
        found.residual_steps[block.id, i] = min(most, found.residual_steps[block.id, i])
    for table in tables:
        items = found.table_items[block.id, table]
        if sum(found.residual_steps[block.id, i] for i in items) == found.points[block.id, table]:
            found.full_lines.update((block.id, i) for i in items if i in lines)


def _add_kinds(found: BlockNeeds, instance: Instance, block: Block, supplied: list[int]) -> None:
    needs, lines = instance.needs, instance.lines
    for k, class_id in enumerate(lines.kind_classes):
        if needs.kinds[block.circle, block.tier, k] > 0:
            found.kinds[block.id, class_id] = int(needs.kinds[block.circle, block.tier, k])
            new = tuple(
                lines.ids[i]
                for i in supplied
                if lines.kind_class[i] == k and needs.is_new_kind[block.circle, i]
            )
            found.new_kinds[block.id, class_id] = new
            if len(new) == found.kinds[block.id, class_id]:
                found.full_kinds.update((block.id, i) for i in new)
