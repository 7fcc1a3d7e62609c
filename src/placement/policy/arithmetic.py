"""The exact arithmetic of a rubric: units → points → kinds → tier. Integers only.

Everything is counted in *steps*, the smallest step of points (济宁: half a point, so 80 points are 160
steps). ``units`` is one whole number per line, in the order of ``Rubric.lines``: outlets on a counted
line, steps of points on a judged line. The audit trusts this module; it imports nothing but `Match`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from placement.policy.match import Match

NONE = -1
"""Position of "no tier" and of "no parent chapter"."""


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One line.

    Attributes
    ----------
    unit_steps
        Steps per unit; 1 on a judged line, 0 on a line that only counts as a kind.
    cap_steps
        Most steps of the line.
    cap_units
        ``⌈cap_steps / unit_steps⌉``: units beyond it change neither points nor kinds; 1 if ``unit_steps`` is 0.
    kind_class
        Class in which the line counts as one kind, or ``None``.
    match
        Which outlets count; ``None`` on a judged line.
    limit_minutes
        Walking limit, inclusive.
    default_units
        Units where nothing is known: 0, or the stated default of a judged line.
    level_steps
        The values a judged line may take, ascending; empty = any value from 0 to the cap.
    """

    id: str
    name: str
    chapter: str
    unit_steps: int
    cap_steps: int
    cap_units: int
    kind_class: str | None
    judged: bool
    match: Match | None
    limit_minutes: int
    default_units: int
    level_steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its cap; ``lines`` are the positions of all its lines, sub-chapters included.

    ``own_lines`` are those directly in it, ``parent`` is the position of the chapter around it or -1.
    """

    id: str
    name: str
    cap_steps: int
    lines: tuple[int, ...]
    own_lines: tuple[int, ...]
    parent: int = NONE


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier: interval of scores in steps, least number of kinds by class, and what missing them means."""

    id: str
    name: str
    score_min_steps: int
    score_min_inclusive: bool
    score_max_steps: int | None
    score_max_inclusive: bool
    kind_gates: Mapping[str, int] = field(hash=False)
    fall_through: Literal["next_lower", "unrated"] = "next_lower"

    @property
    def lowest_steps(self) -> int:
        """Smallest whole number of steps in the interval: ``min``, or ``min + 1`` if ``min`` is outside."""
        return self.score_min_steps + (0 if self.score_min_inclusive else 1)

    @property
    def highest_steps(self) -> int | None:
        """Largest whole number of steps in the interval: ``max``, or ``max - 1`` if ``max`` is outside."""
        if self.score_max_steps is None:
            return None
        return self.score_max_steps - (0 if self.score_max_inclusive else 1)

    def holds_score(self, steps: int) -> bool:
        """Tell whether a score lies in the interval."""
        highest = self.highest_steps
        return steps >= self.lowest_steps and (highest is None or steps <= highest)

    def holds_kinds(self, present: Mapping[str, int]) -> bool:
        """Tell whether every class has at least the kinds asked for."""
        return all(present.get(name, 0) >= least for name, least in self.kind_gates.items())


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric in integers.

    Attributes
    ----------
    step
        Points of one step, e.g. 1/2.
    chapters
        All chapters; one that contains another comes before it.
    tiers
        Lowest first.
    """

    step: Fraction
    total_steps: int
    lines: tuple[RubricLine, ...]
    chapters: tuple[Chapter, ...]
    kind_classes: tuple[str, ...]
    tiers: tuple[Tier, ...]

    def position(self, line_id: str) -> int:
        """Return the position of a line; ``KeyError`` if the rubric has no such line."""
        for index, line in enumerate(self.lines):
            if line.id == line_id:
                return index
        raise KeyError(line_id)

    def default_units(self) -> tuple[int, ...]:
        """Return the units of a circle of which nothing is known."""
        return tuple(line.default_units for line in self.lines)

    def points(self, steps: int) -> Fraction:
        """Return steps as points."""
        return steps * self.step

    @property
    def more_is_never_worse(self) -> bool:
        """True if adding units can never lower the tier.

        Not so where a circle that outgrows a tier's interval falls out of the ladder: T3 ``unrated``, a gap
        between two intervals, or an upper end above which nothing follows.
        """
        if not self.tiers:
            return True
        last = self.tiers[-1].highest_steps
        return (last is None or last >= self.total_steps) and all(
            upper.fall_through == "next_lower"
            and upper.lowest_steps >= lower.lowest_steps
            and (lower.highest_steps is None or lower.highest_steps >= upper.lowest_steps - 1)
            for lower, upper in pairwise(self.tiers)
        )


def line_points_steps(rubric: Rubric, units: Sequence[int]) -> tuple[int, ...]:
    """Return points per line in steps: ``p[i] = min(units[i] · unit_steps[i], cap_steps[i])``.

    Raises
    ------
    ValueError
        If there is not one number per line, or a number is negative.
    """
    if len(units) != len(rubric.lines):
        msg = f"{len(rubric.lines)} numbers of units are needed, not {len(units)}"
        raise ValueError(msg)
    if any(n < 0 for n in units):
        msg = "units may not be negative"
        raise ValueError(msg)
    return tuple(
        min(int(n) * line.unit_steps, line.cap_steps)
        for n, line in zip(units, rubric.lines, strict=True)
    )


def chapter_points_steps(rubric: Rubric, units: Sequence[int]) -> tuple[int, ...]:
    """Return points per chapter in steps, inner chapters first.

    ``P[h] = min(cap[h], Σ p[i] over own lines + Σ P[g] over sub-chapters g)``.
    """
    line_points = line_points_steps(rubric, units)
    points = [sum(line_points[i] for i in chapter.own_lines) for chapter in rubric.chapters]
    for h in range(len(rubric.chapters) - 1, -1, -1):
        points[h] = min(points[h], rubric.chapters[h].cap_steps)
        if rubric.chapters[h].parent != NONE:
            points[rubric.chapters[h].parent] += points[h]
    return tuple(points)


def points_steps(rubric: Rubric, units: Sequence[int]) -> int:
    """Return the score in steps: ``min(total, Σ P[h] over outermost chapters)``."""
    points = chapter_points_steps(rubric, units)
    outermost = (p for p, c in zip(points, rubric.chapters, strict=True) if c.parent == NONE)
    return min(rubric.total_steps, sum(outermost))


def kinds_present(rubric: Rubric, units: Sequence[int]) -> dict[str, int]:
    """Return the number of kinds by class: lines of the class with at least one unit."""
    present = dict.fromkeys(rubric.kind_classes, 0)
    for n, line in zip(units, rubric.lines, strict=True):
        if line.kind_class is not None and n >= 1:
            present[line.kind_class] += 1
    return present


def tier_of(rubric: Rubric, units: Sequence[int]) -> int:
    """Return the position of the tier a circle reaches, -1 for none.

    1. Take the highest tier whose interval holds the score; none: -1.
    2. If its kind gates hold, that is the tier. Otherwise ``unrated`` gives -1 and ``next_lower`` goes one
       tier down, where the upper end of the interval no longer matters; repeat there.
    """
    score = points_steps(rubric, units)
    present = kinds_present(rubric, units)
    holding = [j for j, tier in enumerate(rubric.tiers) if tier.holds_score(score)]
    for j in range(holding[-1] if holding else NONE, NONE, -1):
        tier = rubric.tiers[j]
        if score >= tier.lowest_steps and tier.holds_kinds(present):
            return j
        if tier.fall_through == "unrated":
            return NONE
    return NONE
