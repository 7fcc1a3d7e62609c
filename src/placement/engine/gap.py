"""What one circle lacks for a tier now, and what an option is worth towards it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.instance import Instance, Int
from placement.instance.card import Bool, CardFacts, condition_holds, surplus
from placement.instance.needs import kinds_present, scores

KIND_WORTH_STEPS = 4  # how many rubric steps one missing kind weighs when options are ranked
GATE_WORTH_STEPS = 40  # the same for a requirement of the tier itself


@dataclass(frozen=True)
class Gap:
    """What a circle lacks for a tier.

    Attributes
    ----------
    units
        Units standing on every line, shape ``(L,)``.
    points
        Missing points in steps by score table, shape ``(P,)``.
    kinds
        Missing kinds by class, shape ``(K,)``.
    wanted
        ``(requirement, what meeting it is worth in steps, units it is short)``.
    """

    units: Int
    points: Int
    kinds: Int
    card: CardFacts
    wanted: tuple[tuple[int, int, int], ...] = ()
    gates_hold: bool = True

    @property
    def closed(self) -> bool:
        """True when the circle reaches the tier."""
        return self.gates_hold and not self.points.any() and not self.kinds.any()


def find_gap(instance: Instance, card: CardFacts, units: Int, tier: int) -> Gap:
    """Compare one circle's units, shape ``(L,)``, with a tier; ``card`` is the circle's own."""
    lines, row = instance.lines, units[None, :]
    total = scores(lines, card, row, instance.tier_points.shape[1])[0]
    kinds = np.maximum(instance.tier_kinds[tier] - kinds_present(lines, row)[0], 0)
    points = np.maximum(instance.tier_points[tier] - total, 0)
    if not card.requirements:
        return Gap(units, points, kinds, card)
    ahead = surplus(card, row)[0]
    gates = [r for r in card.gates_of(tier) if ahead[r] < 0]
    wanted = [(r, GATE_WORTH_STEPS, int(-ahead[r])) for r in gates]
    for g in range(len(card.grades)):
        wanted += _nearest_condition(instance, card, g, ahead, points)
    return Gap(units, points, kinds, card, tuple(wanted), not gates)


def _nearest_condition(
    instance: Instance, card: CardFacts, grade: int, ahead: Int, points: Int
) -> list[tuple[int, int, int]]:
    """Return the requirements of the conditions of a grade that would bring missing points."""
    facts = card.grades[grade]
    table = (
        int(card.table_of_item[len(instance.lines.ids) + grade]) if card.table_of_item.size else 0
    )
    holds: Bool = (ahead >= 0)[None, :]
    met = condition_holds(facts, holds)[0]
    now = int(facts.score(met[None, :])[0])
    found = []
    for n, condition in enumerate(facts.conditions):
        gain = min(facts.points[n] - (0 if facts.adds else now), int(points[table]))
        short = [r for r in condition if ahead[r] < 0]
        if gain > 0 and not met[n]:
            found.append((gain, [(r, -(-gain // len(short)), int(-ahead[r])) for r in short]))
    if facts.adds or not found:
        return [item for _, items in found for item in items]
    return min(found, key=lambda entry: sum(units for _, _, units in entry[1]))[1]


def worth_of(instance: Instance, gap: Gap, line: Int, units: Int) -> npt.NDArray[np.float64]:
    """Return what adding units to lines is worth, in steps; ``line`` and ``units`` have one shape."""
    lines = instance.lines
    have = np.minimum(gap.units[line] * lines.unit_steps[line], lines.cap_steps[line])
    then = (gap.units[line] + units) * lines.unit_steps[line]
    gained = np.minimum(then, lines.cap_steps[line]) - have
    tables = gap.card.table_of_item
    missing = np.append(gap.points, 0)[tables[line]] if tables.size else gap.points[0]
    wanted = np.append(gap.kinds, 0)[lines.kind_class[line]] > 0
    new_kind = wanted & (gap.units[line] == 0)
    worth: npt.NDArray[np.float64] = np.minimum(gained, missing).astype(np.float64)
    worth += KIND_WORTH_STEPS * new_kind
    for r, steps, short in gap.wanted:
        worth += _progress(gap, r, line, units) * steps / short
    return worth


def _progress(gap: Gap, requirement: int, line: Int, units: Int) -> npt.NDArray[np.float64]:
    """Return how far units bring a requirement, in its own units, at most what it is short."""
    facts = gap.card.requirements[requirement]
    weight = np.zeros(len(gap.units), dtype=np.int64)
    np.add.at(weight, facts.lines, facts.weight[0])
    counted = np.where(gap.units[line] == 0, 1, 0) if facts.presence else units
    short = next(lack for r, _, lack in gap.wanted if r == requirement)
    progress: npt.NDArray[np.float64] = np.minimum(weight[line] * counted, short).astype(np.float64)
    return progress
