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
    """What blocks lack, in the keys of :class:`placement.formulation.sets.ModelSets`."""

    points: dict[tuple[BlockId, int], int] = field(default_factory=dict)
    kinds: dict[tuple[BlockId, str], int] = field(default_factory=dict)
    residual_steps: dict[tuple[BlockId, LineId], int] = field(default_factory=dict)
    table_items: dict[tuple[BlockId, int], tuple[LineId, ...]] = field(default_factory=dict)
    new_kinds: dict[tuple[BlockId, str], tuple[LineId, ...]] = field(default_factory=dict)


def build_needs(
    instance: Instance, blocks: Iterable[Block], supply: Supply, claims: ClaimSets
) -> BlockNeeds:
    """State what blocks lack, in tables and classes in which they lack something."""
    found = BlockNeeds()
    for block in blocks:
        supplied = [i for i, line in enumerate(instance.lines.ids) if (block.id, line) in supply]
        for table in needed_tables(instance, block.circle, block.tier):
            _add_points(found, instance, block, table, _items(instance, block, supplied, claims))
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


def _add_kinds(found: BlockNeeds, instance: Instance, block: Block, supplied: list[int]) -> None:
    needs, lines = instance.needs, instance.lines
    for k, class_id in enumerate(lines.kind_classes):
        if needs.kinds[block.circle, block.tier, k] > 0:
            found.kinds[block.id, class_id] = int(needs.kinds[block.circle, block.tier, k])
            found.new_kinds[block.id, class_id] = tuple(
                lines.ids[i]
                for i in supplied
                if lines.kind_class[i] == k and needs.is_new_kind[block.circle, i]
            )
