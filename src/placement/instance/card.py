"""The score card in arrays: requirements, grades and tables, and the one rule that evaluates them.

What a line of the policy is made of is said in :mod:`placement.policy.requirements`. Here *items* are the
counted lines followed by the grades; chapters and tables hold items. ``R`` requirements, ``G`` grades,
``P`` tables, ``I = L + G`` items.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RequirementFacts:
    """``Σ weight[c, n] · f(units[c, lines[n]]) ≥ least[c]``.

    Attributes
    ----------
    lines
        Positions of counted lines, shape ``(n,)``.
    weight, least
        By circle, shapes ``(C, n)`` and ``(C,)``.
    presence
        f counts a line once however many units it has.
    """

    id: str
    lines: Int
    weight: Int
    least: Int
    presence: bool

    @property
    def rises(self) -> bool:
        """True if more units can never break it."""
        return bool((self.weight >= 0).all())


@dataclass(frozen=True, slots=True)
class GradeFacts:
    """A graded line: points of its conditions, each a set of requirements that must all hold.

    Attributes
    ----------
    adds
        All conditions that hold add up, less ``offset``; otherwise the best one counts.
    """

    id: str
    points: tuple[int, ...]
    conditions: tuple[tuple[int, ...], ...]
    cap: int
    adds: bool = False
    offset: int = 0

    def score(self, holds: Bool) -> Int:
        """Return points in steps, shape ``(C,)``, where conditions hold as ``holds`` says, shape ``(C, n)``."""
        points = holds * np.array(self.points, dtype=np.int64)[None, :]
        if not self.adds:
            return np.asarray(points.max(axis=1, initial=0), dtype=np.int64)
        total: Int = np.clip(points.sum(axis=1) - self.offset, 0, self.cap)
        return total


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a score card has besides counted lines; empty for a plain rubric of one table.

    Attributes
    ----------
    gates
        Requirements every circle of a tier meets, by tier; empty where no tier has any.
    table_of_item
        Score table of every item, shape ``(I,)``; empty where there is one table. -1: in none.
    """

    requirements: tuple[RequirementFacts, ...] = ()
    grades: tuple[GradeFacts, ...] = ()
    gates: tuple[tuple[int, ...], ...] = ()
    table_of_item: Int = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def rises(self) -> bool:
        """True if more units can never cost points or a gate."""
        return all(requirement.rises for requirement in self.requirements)

    def gates_of(self, tier: int) -> tuple[int, ...]:
        """Return the requirements of a tier itself."""
        return self.gates[tier] if self.gates else ()

    def of_circles(self, circles: Int) -> CardFacts:
        """Return the card for some circles only."""
        return replace(
            self,
            requirements=tuple(
                replace(r, weight=r.weight[circles], least=r.least[circles])
                for r in self.requirements
            ),
        )


def surplus(card: CardFacts, units: Int) -> Int:
    """Return left side minus right side of every requirement, shape ``(C, R)``; negative where it fails."""
    found = np.zeros((len(units), len(card.requirements)), dtype=np.int64)
    for r, requirement in enumerate(card.requirements):
        counted = units[:, requirement.lines]
        if requirement.presence:
            counted = np.minimum(counted, 1)
        found[:, r] = (counted * requirement.weight).sum(axis=1) - requirement.least
    return found


def best_surplus(card: CardFacts, least: Int, most: Int) -> Int:
    """Return the surplus that no units between ``least`` and ``most`` exceed, shape ``(C, R)``.

    What helps a requirement is taken at its most, what hurts it at its least.
    """
    found = np.zeros((len(most), len(card.requirements)), dtype=np.int64)
    for r, requirement in enumerate(card.requirements):
        lines, helps = requirement.lines, requirement.weight >= 0
        counted = np.where(helps, most[:, lines], least[:, lines])
        if requirement.presence:
            counted = np.minimum(counted, 1)
        found[:, r] = (counted * requirement.weight).sum(axis=1) - requirement.least
    return found


def condition_holds(grade: GradeFacts, holds: Bool) -> Bool:
    """Return which conditions of a grade hold, shape ``(C, n)``; ``holds`` says so for requirements."""
    columns = [holds[:, list(condition)].all(axis=1) for condition in grade.conditions]
    return np.stack(columns, axis=1) if columns else np.zeros((len(holds), 0), dtype=bool)


def grade_points(card: CardFacts, holds: Bool) -> Int:
    """Return points of every grade in steps, shape ``(C, G)``, where requirements hold as said."""
    columns = [grade.score(condition_holds(grade, holds)) for grade in card.grades]
    shape = (len(holds), len(card.grades))
    return np.stack(columns, axis=1) if columns else np.zeros(shape, dtype=np.int64)


def by_table(card: CardFacts, cut: Int, tables: int) -> Int:
    """Sum item points, cut at their chapters, over each table: shape ``(C, P)``."""
    if not card.table_of_item.size:
        total: Int = cut.sum(axis=1, keepdims=True)
        return total
    return np.stack([cut[:, card.table_of_item == k].sum(axis=1) for k in range(tables)], axis=1)
