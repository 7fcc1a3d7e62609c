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
    open_tables
        ``(block, table)`` pairs in which more can be gained than is lacking, or a grade has to be earned.
    any_kind, some_kinds
        ``(block, class)`` pairs of which one new kind is lacking, whichever; and several, but not all there are.
    """

    points: dict[tuple[BlockId, int], int] = field(default_factory=dict)
    kinds: dict[tuple[BlockId, str], int] = field(default_factory=dict)
    residual_steps: dict[tuple[BlockId, LineId], int] = field(default_factory=dict)
    table_items: dict[tuple[BlockId, int], tuple[LineId, ...]] = field(default_factory=dict)
    new_kinds: dict[tuple[BlockId, str], tuple[LineId, ...]] = field(default_factory=dict)
    full_lines: set[tuple[BlockId, LineId]] = field(default_factory=set)
    full_kinds: set[tuple[BlockId, LineId]] = field(default_factory=set)
    open_tables: list[tuple[BlockId, int]] = field(default_factory=list)
    any_kind: list[tuple[BlockId, str]] = field(default_factory=list)
    some_kinds: list[tuple[BlockId, str]] = field(default_factory=list)


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
    """State what is lacking in a table, and what each item can give; a line, which is of one table, no more than that."""
    needs, n_lines = instance.needs, len(instance.lines.ids)
    lack = int(needs.points[block.circle, block.tier, table])
    left, inside = needs.residual_steps[block.circle], items_of(instance, table)
    steps = {
        i: min(lack, int(left[i])) if i < n_lines else int(left[i])
        for i in items
        if inside[i] and left[i] > 0
    }
    named = {item_id(instance, i): most for i, most in steps.items()}
    found.points[block.id, table] = lack
    found.residual_steps.update({(block.id, item): most for item, most in named.items()})
    found.table_items[block.id, table] = tuple(named)
    takes_all = sum(steps.values()) == lack
    if takes_all:
        found.full_lines.update((block.id, item_id(instance, i)) for i in steps if i < n_lines)
    if not takes_all or max(steps) >= n_lines:
        found.open_tables.append((block.id, table))


def _add_kinds(found: BlockNeeds, instance: Instance, block: Block, supplied: list[int]) -> None:
    needs, lines = instance.needs, instance.lines
    for k, class_id in enumerate(lines.kind_classes):
        lack, key = int(needs.kinds[block.circle, block.tier, k]), (block.id, class_id)
        if lack <= 0:
            continue
        new = tuple(
            lines.ids[i]
            for i in supplied
            if lines.kind_class[i] == k and needs.is_new_kind[block.circle, i]
        )
        found.kinds[key], found.new_kinds[key] = lack, new
        if len(new) == lack:
            found.full_kinds.update((block.id, i) for i in new)
        else:
            (found.any_kind if lack == 1 else found.some_kinds).append(key)
