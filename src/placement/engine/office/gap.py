"""What one circle lacks for a tier now, and what more units of a line are worth towards it.

The same rules as :mod:`placement.instance.needs`, for one circle at a time and made to be asked many
thousand times: requirements as one matrix, grades and chapters as plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.instance import Instance, Int
from placement.instance.card import GradeFacts
from placement.instance.facts import LineFacts

KIND_WORTH_STEPS = 4  # how many rubric steps one missing kind weighs when options are ranked
GATE_WORTH_STEPS = 40  # the same for a requirement of the tier itself

Float = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Gap:
    """What a circle lacks for a tier.

    Attributes
    ----------
    points
        Missing points in steps by score table and, always zero, of none, shape ``(P + 1,)``.
    kinds
        Missing kinds by class and, always zero, of none, shape ``(K + 1,)``.
    wanted
        ``(requirement, what meeting it is worth in steps, units it is short)``.
    """

    points: Int
    kinds: Int
    wanted: tuple[tuple[int, int, int], ...] = ()
    gates_hold: bool = True

    @property
    def closed(self) -> bool:
        """True when the circle reaches the tier."""
        return self.gates_hold and not (self.points.any() or self.kinds.any())


@dataclass(frozen=True)
class Rules:
    """What the score cards of all circles have in common, laid out for one circle at a time.

    Behind the last score table and the last class of kinds stands one more that nothing is of and that asks
    for nothing: it is the table or class, -1, of lines that are of none.

    Attributes
    ----------
    tier_points, tier_kinds
        What tiers ask for, shapes ``(J, P + 1)`` and ``(J, K + 1)``.
    chapters
        Cap in steps and positions of items, inner chapters first.
    in_table
        Items that a score table adds up, shape ``(P + 1, I)``.
    table_of_line, table_of_grade
        Score table of every line and grade, shapes ``(L,)`` and ``(G,)``.
    in_class
        Lines of each class of kinds, shape ``(K + 1, L)``.
    """

    lines: LineFacts
    grades: tuple[GradeFacts, ...]
    gates: tuple[tuple[int, ...], ...]
    tier_points: Int
    tier_kinds: Int
    chapters: tuple[tuple[int, Int], ...]
    in_table: Int
    table_of_line: Int
    table_of_grade: Int
    in_class: Int

    @staticmethod
    def of(instance: Instance) -> Rules:
        """Lay out the rules of an instance."""
        lines, card = instance.lines, instance.card
        table_of_item = (
            card.table_of_item
            if card.table_of_item.size
            else np.zeros(len(lines.ids) + len(card.grades), dtype=np.int64)
        )
        inner_first = sorted(lines.chapters, key=lambda chapter: len(chapter[2]))
        return Rules(
            lines,
            card.grades,
            card.gates or ((),) * len(instance.tier_ids),
            np.pad(instance.tier_points, ((0, 0), (0, 1))),
            np.pad(instance.tier_kinds, ((0, 0), (0, 1))),
            tuple((cap, np.array(members, dtype=np.int64)) for _, cap, members in inner_first),
            _members(table_of_item, instance.tier_points.shape[1]),
            table_of_item[: len(lines.ids)],
            table_of_item[len(lines.ids) :],
            _members(lines.kind_class, len(lines.kind_classes)),
        )


def _members(group: Int, groups: int) -> Int:
    """Return 1 for the members of each group and 0 for others; the row behind the last has no members."""
    members: Int = (group == np.arange(groups + 1)[:, None]).astype(np.int64)
    return members


@dataclass(frozen=True)
class Effects:
    """Units that could be added to lines of one circle, each with what its line is worth.

    Attributes
    ----------
    line, more
        So many more units of a line, shape ``(m,)``.
    step, cap, table, kind_class
        Of those lines, shape ``(m,)``.
    per_unit, per_presence
        Weight of those lines in each requirement, shape ``(R, m)``.
    """

    line: Int
    more: Int
    step: Int
    cap: Int
    table: Int
    kind_class: Int
    per_unit: Int
    per_presence: Int


@dataclass(frozen=True)
class CircleCard:
    """One circle's score card.

    Attributes
    ----------
    per_unit, per_presence
        Weight of each line in each requirement, by unit and for being there at all, shape ``(R, L)``.
    least
        What each requirement asks for, shape ``(R,)``.
    """

    rules: Rules
    per_unit: Int
    per_presence: Int
    least: Int

    @staticmethod
    def of(instance: Instance, rules: Rules, circle: int) -> CircleCard:
        """Take a circle's requirements out of the whole card."""
        requirements = instance.card.requirements
        shape = (len(requirements), len(rules.lines.ids))
        per_unit, per_presence = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for r, facts in enumerate(requirements):
            row = per_presence[r] if facts.presence else per_unit[r]
            np.add.at(row, facts.lines, facts.weight[circle])
        least = np.array([r.least[circle] for r in requirements], dtype=np.int64)
        return CircleCard(rules, per_unit, per_presence, least)

    def reaches(self, units: Int, tier: int) -> bool:
        """Tell whether the circle reaches a tier with ``units``, shape ``(L,)``."""
        ahead = self._ahead(units)
        points, kinds = self._missing(units, ahead, tier)
        gates_hold = all(ahead[r] >= 0 for r in self.rules.gates[tier])
        return gates_hold and not points.any() and not kinds.any()

    def gap(self, units: Int, tier: int) -> Gap:
        """Compare the circle's units, shape ``(L,)``, with a tier."""
        ahead = self._ahead(units)
        points, kinds = self._missing(units, ahead, tier)
        if not len(ahead):
            return Gap(points, kinds)
        gates = [r for r in self.rules.gates[tier] if ahead[r] < 0]
        wanted = [(r, GATE_WORTH_STEPS, -ahead[r]) for r in gates]
        lacking = points.tolist()
        for g, grade in enumerate(self.rules.grades):
            wanted += _nearest_condition(grade, ahead, lacking[self.rules.table_of_grade[g]])
        return Gap(points, kinds, tuple(wanted), not gates)

    def _ahead(self, units: Int) -> list[int]:
        """Return left side minus right side of every requirement; negative where it fails."""
        if not len(self.least):
            return []
        there = np.minimum(units, 1)
        ahead: list[int] = (self.per_unit @ units + self.per_presence @ there - self.least).tolist()
        return ahead

    def _missing(self, units: Int, ahead: list[int], tier: int) -> tuple[Int, Int]:
        """Return missing points by score table and missing kinds by class."""
        rules = self.rules
        points = np.minimum(units * rules.lines.unit_steps, rules.lines.cap_steps)
        if rules.grades:
            points = np.append(points, [_score(grade, ahead) for grade in rules.grades])
        for cap, members in rules.chapters:
            excess = int(points[members].sum()) - cap
            if excess > 0:
                points[members[0]] -= excess  # only sums over whole chapters are read from here on
        kinds = rules.in_class @ (units >= 1)
        return (
            np.maximum(rules.tier_points[tier] - rules.in_table @ points, 0),
            np.maximum(rules.tier_kinds[tier] - kinds, 0),
        )

    def effects(self, line: Int, more: Int) -> Effects:
        """Prepare to ask what ``more`` units of lines are worth; both have one shape."""
        lines = self.rules.lines
        return Effects(
            line,
            more,
            lines.unit_steps[line],
            lines.cap_steps[line],
            self.rules.table_of_line[line],
            lines.kind_class[line],
            self.per_unit[:, line],
            self.per_presence[:, line],
        )


def worth_of(gap: Gap, units: Int, effects: Effects) -> Float:
    """Return what each effect is worth towards closing a gap, in steps, shape ``(m,)``.

    Parameters
    ----------
    units
        Units standing, shape ``(L,)``, of which ``gap`` was made.
    """
    now, step, cap = units[effects.line], effects.step, effects.cap
    gained = np.minimum((now + effects.more) * step, cap) - np.minimum(now * step, cap)
    worth: Float = np.minimum(gained, gap.points[effects.table]).astype(np.float64)
    is_new = now == 0
    worth += KIND_WORTH_STEPS * (is_new & (gap.kinds > 0)[effects.kind_class])
    if not gap.wanted:
        return worth
    requirement, steps, short = (np.array(column) for column in zip(*gap.wanted, strict=True))
    weight = effects.per_unit[requirement] * effects.more
    weight += effects.per_presence[requirement] * is_new
    progress = np.minimum(weight, short[:, None]) * steps[:, None] / short[:, None]
    total: Float = np.add.reduce(np.vstack([worth, progress]), axis=0)
    return total


def _score(grade: GradeFacts, ahead: list[int]) -> int:
    """Return the points of a grade in steps."""
    met = [
        points
        for points, condition in zip(grade.points, grade.conditions, strict=True)
        if all(ahead[r] >= 0 for r in condition)
    ]
    if not grade.adds:
        return max(0, *met) if met else 0
    return min(max(sum(met) - grade.offset, 0), grade.cap)


def _nearest_condition(
    grade: GradeFacts, ahead: list[int], lacking: int
) -> list[tuple[int, int, int]]:
    """Return the requirements of the conditions of a grade that would bring points a table is lacking."""
    if lacking <= 0:
        return []
    now = 0 if grade.adds else _score(grade, ahead)
    found = []
    for points, condition in zip(grade.points, grade.conditions, strict=True):
        gain = min(points - now, lacking)
        short = [r for r in condition if ahead[r] < 0]
        if gain > 0 and short:
            found.append([(r, -(-gain // len(short)), -ahead[r]) for r in short])
    if grade.adds or not found:
        return [item for items in found for item in items]
    return min(found, key=lambda items: sum(units for _, _, units in items))
