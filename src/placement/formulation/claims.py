"""What a block may claim: conditions of graded lines, and the requirements behind them.

A block *claims* a condition of a grade to gain its points; the requirements of the condition must then hold.
The gates of a tier are claimed by holding it. A requirement that more outlets can never break is met by the
options the block uses, so its row is conditional on the tier like every other; one they can break (a share
of all outlets) is met by everything that is built.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from placement.formulation.blocks import Block, BlockId, LineId, OptionId, Supply
from placement.formulation.claim_sets import GATE, ClaimId, ClaimSets
from placement.instance import Instance
from placement.instance.needs import cut_at_chapters


def needed_tables(instance: Instance, circle: int, tier: int) -> list[int]:
    """Return the score tables in which a circle lacks points for a tier."""
    lacking: list[int] = np.flatnonzero(instance.needs.points[circle, tier] > 0).tolist()
    return lacking


def items_of(instance: Instance, table: int) -> np.ndarray:
    """Return a mask over items, shape ``(I,)``: those of a score table."""
    tables = instance.card.table_of_item
    if not tables.size:
        return np.ones(len(instance.lines.ids) + len(instance.card.grades), dtype=bool)
    inside: np.ndarray = tables == table
    return inside


def item_id(instance: Instance, item: int) -> LineId:
    """Return the id of a line, or of a grade after them."""
    n_lines = len(instance.lines.ids)
    return instance.lines.ids[item] if item < n_lines else instance.card.grades[item - n_lines].id


def open_conditions(instance: Instance, circle: int, tier: int) -> dict[int, list[int]]:
    """Return grade -> conditions a block may claim: in a table that lacks points, not met for good."""
    needs, card = instance.needs, instance.card
    if not card.grades:
        return {}
    n_lines = len(instance.lines.ids)
    inside = np.zeros(n_lines + len(card.grades), dtype=bool)
    for table in needed_tables(instance, circle, tier):
        inside |= items_of(instance, table)
    found: dict[int, list[int]] = {}
    for g, grade in enumerate(card.grades):
        left = needs.residual_steps[circle, n_lines + g]
        if not inside[n_lines + g] or left <= 0:
            continue
        base = 0 if grade.adds else grade.cap - int(left)
        found[g] = [
            n
            for n, condition in enumerate(grade.conditions)
            if grade.points[n] > base and not all(_lasts(instance, circle, r) for r in condition)
        ]
    return found


def _lasts(instance: Instance, circle: int, requirement: int) -> bool:
    """Tell whether a requirement holds today and cannot be lost."""
    rises = instance.card.requirements[requirement].rises
    return rises and bool(instance.needs.lack[circle, requirement] <= 0)


def requirements_of(instance: Instance, circle: int, tier: int) -> list[int]:
    """Return the requirements a block may have to meet and does not meet for good."""
    card = instance.card
    asked = [*card.gates_of(tier)]
    for g, conditions in open_conditions(instance, circle, tier).items():
        asked += [r for n in conditions for r in card.grades[g].conditions[n]]
    return [r for r in dict.fromkeys(asked) if not _lasts(instance, circle, r)]


def helpful_lines(instance: Instance, circle: int, requirement: int) -> np.ndarray:
    """Return a mask over lines, shape ``(L,)``: those of which more units bring a requirement nearer."""
    facts = instance.card.requirements[requirement]
    mask = np.zeros(len(instance.lines.ids), dtype=bool)
    mask[facts.lines[facts.weight[circle] > 0]] = True
    if facts.presence:
        mask &= instance.existing[circle] == 0
    return mask


def build_claims(
    instance: Instance,
    blocks: dict[BlockId, Block],
    supply: Supply,
    by_circle: list[np.ndarray],
) -> ClaimSets:
    """Derive the claims of all blocks."""
    found = ClaimSets(
        {}, {}, frozenset(g.id for g in instance.card.grades if g.adds), {}, (), {}, {}, {}, {}, {}
    )
    if not instance.card.requirements:
        return found
    unavoidable: list[tuple[BlockId, str]] = []
    for block in blocks.values():
        rows = by_circle[block.circle]
        for r in instance.card.gates_of(block.tier):
            _add_need(instance, found, (block, GATE, r), supply, rows)
        for g, conditions in open_conditions(instance, block.circle, block.tier).items():
            _add_claims(instance, found, block, g, conditions)
            for n in conditions:
                claim = claim_id(instance, g, n)
                for r in instance.card.grades[g].conditions[n]:
                    _add_need(instance, found, (block, claim, r), supply, rows)
        unavoidable += _unavoidable(instance, found, block, supply)
    return ClaimSets(**{**vars(found), "unavoidable": tuple(unavoidable)})


def claim_id(instance: Instance, grade: int, condition: int) -> ClaimId:
    """Return the id of a condition: the grade and its place in it."""
    return f"{instance.card.grades[grade].id}:{condition + 1}"


def _add_claims(
    instance: Instance, found: ClaimSets, block: Block, grade: int, conditions: list[int]
) -> None:
    facts = instance.card.grades[grade]
    left = int(instance.needs.residual_steps[block.circle, len(instance.lines.ids) + grade])
    base = 0 if facts.adds else facts.cap - left
    names = tuple(claim_id(instance, grade, n) for n in conditions)
    found.of_grade[block.id, facts.id] = names
    for name, n in zip(names, conditions, strict=True):
        found.points[block.id, name] = facts.points[n] - base
    if facts.adds:
        met = sum(p for n, p in enumerate(facts.points) if n not in conditions)
        if met < facts.offset:
            found.deficit[block.id, facts.id] = facts.offset - met


def _add_need(
    instance: Instance,
    found: ClaimSets,
    asked: tuple[Block, ClaimId, int],
    supply: Supply,
    rows: np.ndarray,
) -> None:
    block, claim, r = asked
    if _lasts(instance, block.circle, r):
        return
    facts = instance.card.requirements[r]
    lack = int(instance.needs.lack[block.circle, r])
    need = (block.id, claim, facts.id)
    found.lack[need] = lack
    weights = dict(zip(facts.lines.tolist(), facts.weight[block.circle].tolist(), strict=True))
    if not facts.rises:
        found.standing[need], found.worst[need] = _standing(instance, rows, weights, lack)
        if lack <= 0:
            return
    names = instance.lines.ids
    if facts.presence:
        found.members[need] = tuple(
            (names[i], w)
            for i, w in weights.items()
            if w > 0 and not instance.existing[block.circle, i] and (block.id, names[i]) in supply
        )
        return
    adds: dict[OptionId, int] = defaultdict(int)
    for i, w in weights.items():
        for option, units in supply.get((block.id, names[i]), ()) if w > 0 else ():
            adds[option] += w * units
    net = adds if facts.rises else dict(found.standing[need])
    found.used[need] = tuple(
        (option, min(net[option], lack)) for option in adds if net.get(option, 0) > 0
    )


def _standing(
    instance: Instance, rows: np.ndarray, weights: dict[int, int], lack: int
) -> tuple[tuple[tuple[OptionId, int], ...], int]:
    """Return what each option adds once built, and the worst miss with one option per site."""
    options = instance.options
    adds: dict[int, int] = defaultdict(int)
    for row in rows[np.isin(options.effect_line[rows], list(weights))].tolist():
        units = int(options.effect_units[row])
        adds[int(options.effect_option[row])] += weights[int(options.effect_line[row])] * units
    loss: dict[int, int] = defaultdict(int)
    for option, units in adds.items():
        site = int(options.site[option])
        loss[site] = max(loss[site], -units)
    standing = tuple((options.ids[o], units) for o, units in adds.items() if units)
    return standing, lack + sum(loss.values())


def _unavoidable(
    instance: Instance,
    found: ClaimSets,
    block: Block,
    supply: Supply,
) -> list[tuple[BlockId, str]]:
    """Return the grades without which even everything else gives too few points."""
    c, lines, card = block.circle, instance.lines, instance.card
    residual = instance.needs.residual_steps[c]
    most = np.zeros(len(residual), dtype=np.int64)
    for i, name in enumerate(lines.ids):
        units = sum(n for _, n in supply.get((block.id, name), ()))
        most[i] = min(int(residual[i]), units * int(lines.unit_steps[i]))
    mine = [g for g, grade in enumerate(card.grades) if (block.id, grade.id) in found.of_grade]
    for g in mine:
        most[len(lines.ids) + g] = residual[len(lines.ids) + g]
    chapters = tuple(
        (name, int(instance.needs.chapter_residual_steps[c, h]), members)
        for h, (name, _, members) in enumerate(lines.chapters)
    )
    result = []
    for g in mine:
        without = most.copy()
        without[len(lines.ids) + g] = 0
        cut, _ = cut_at_chapters(replace(lines, chapters=chapters), without[None, :])
        for table in needed_tables(instance, c, block.tier):
            inside = items_of(instance, table)
            short = cut[0, inside].sum() < instance.needs.points[c, block.tier, table]
            if inside[len(lines.ids) + g] and short:
                result.append((block.id, card.grades[g].id))
    return result
