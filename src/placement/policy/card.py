"""A rubric in integers: counted lines, graded lines, chapters, tables and tiers, by position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from placement.policy.match import Match
from placement.policy.requirements import ANY, Grade, Requirement

NONE = -1
"""Position of "no tier" and of "no parent chapter"."""


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One counted line, or one member of a line that counts several things.

    Attributes
    ----------
    unit_steps
        Steps per unit; 1 on a judged line, 0 on a line that only counts as a kind.
    cap_steps
        Most steps of the line.
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
    unit_value
        What one unit of a judged line is in the judgements table: points of a step, one event, a thousandth
        of a measure.
    counts_area
        True where a unit is a dm² of floor area and not an outlet.
    part_of
        The line of the policy this is a member of, ``""`` for a line of its own.
    radius_m
        Service radius in metres, ``None`` for none.
    after
        Lines that count an outlet before this one does; one outlet counts on one of them only.
    """

    id: str
    name: str
    chapter: str
    match: Match | None
    limit_minutes: int
    unit_steps: int = 0
    cap_steps: int = 0
    kind_class: str | None = None
    judged: bool = False
    default_units: int = 0
    level_steps: tuple[int, ...] = ()
    unit_value: Fraction = Fraction(1)
    counts_area: bool = False
    part_of: str = ""
    after: tuple[int, ...] = ()
    radius_m: int | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its cap; ``lines`` and ``grades`` are the positions of all in it, sub-chapters included.

    ``own_lines`` and ``own_grades`` are those directly in it, ``parent`` is the position of the chapter around
    it or -1, ``table`` that of its score table.
    """

    id: str
    name: str
    cap_steps: int
    lines: tuple[int, ...]
    own_lines: tuple[int, ...]
    parent: int = NONE
    grades: tuple[int, ...] = ()
    own_grades: tuple[int, ...] = ()
    table: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A score table with its total; a rubric that names none has one."""

    id: str
    name: str
    total_steps: int


@dataclass(frozen=True, slots=True)
class LineGroup:
    """A line of the policy that is made of several counted lines; its points are a grade's or a chapter's."""

    id: str
    name: str
    cap_steps: int
    lines: tuple[int, ...]
    grade: int = NONE
    chapter: int = NONE


@dataclass(frozen=True, slots=True)
class ShareGate:
    """A share of outlets that a tier asks for: ``b · counted − a · all ≥ 0`` for a least share of ``a / b``.

    Attributes
    ----------
    reached
        That inequality; its lines are those of the outlets counted and of all outlets.
    some
        At least one outlet counts.
    """

    name: str
    reached: Requirement
    some: Requirement

    @property
    def counted(self) -> int:
        """Position of the line that counts the outlets of the share."""
        return self.reached.lines[0]

    def least(self, area_class: str) -> Fraction:
        """Return the least share in a class of areas."""
        of_counted, of_all = self.reached.weights_in(area_class)
        return Fraction(-of_all, of_counted)

    def by_class(self, elsewhere: str) -> list[tuple[str, Fraction]]:
        """Return class of areas and least share, all other classes last; no class where there is one share."""
        if len(self.reached.weights) == 1:
            return [("", self.least(next(iter(self.reached.weights))))]
        classes = sorted(self.reached.weights, key=lambda name: name == ANY)
        return [(elsewhere if name == ANY else name, self.least(name)) for name in classes]

    def needed(self, counted: int, surplus: int, area_class: str) -> int:
        """Return how many outlets must count, the others being as they are.

        Parameters
        ----------
        counted
            How many do.
        surplus
            Of the inequality, with so many.
        """
        return max(1, counted - surplus // self.reached.weights_in(area_class)[0])


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier: interval of scores in steps, further gates, and what missing them means.

    Attributes
    ----------
    kind_gates
        Least number of kinds by class.
    table
        Score table the interval is of.
    shares
        Shares of outlets that every circle of the tier reaches, such as one of chain stores.
    confirmed_by
        Table that must confirm the tier and the least score there, ``None`` where there is none.
    """

    id: str
    name: str
    score_min_steps: int
    score_min_inclusive: bool
    score_max_steps: int | None
    score_max_inclusive: bool
    kind_gates: Mapping[str, int] = field(hash=False)
    fall_through: Literal["next_lower", "unrated"] = "next_lower"
    table: int = 0
    shares: tuple[ShareGate, ...] = ()
    confirmed_by: tuple[int, int] | None = None

    @property
    def gates(self) -> tuple[Requirement, ...]:
        """The requirements of its shares, two of each."""
        return tuple(r for share in self.shares for r in (share.reached, share.some))

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
    tables
        Score tables; the first one is published as the score of a circle.
    chapters
        All chapters; one that contains another comes before it.
    tiers
        Lowest first.
    """

    step: Fraction
    tables: tuple[Table, ...]
    lines: tuple[RubricLine, ...]
    chapters: tuple[Chapter, ...]
    kind_classes: tuple[str, ...]
    tiers: tuple[Tier, ...]
    grades: tuple[Grade, ...] = ()
    groups: tuple[LineGroup, ...] = ()

    @property
    def total_steps(self) -> int:
        """Total of the first table, in steps."""
        return self.tables[0].total_steps

    def position(self, line_id: str) -> int:
        """Return the position of a line; ``KeyError`` if the rubric has no such line."""
        for index, line in enumerate(self.lines):
            if line.id == line_id:
                return index
        raise KeyError(line_id)

    def default_units(self) -> tuple[int, ...]:
        """Return the units of a circle of which nothing is known."""
        return tuple(line.default_units for line in self.lines)

    def points(self, steps: int) -> Decimal:
        """Return steps as points, exactly: they have finite decimals by the step."""
        points = steps * self.step
        return Decimal(points.numerator) / points.denominator

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All requirements of grades and tiers, each once."""
        graded = (r for grade in self.grades for condition in grade.conditions for r in condition)
        gates = (r for tier in self.tiers for r in tier.gates)
        return tuple(dict.fromkeys((*graded, *gates)))

    @property
    def upper_ends_never_matter(self) -> bool:
        """True if a higher score never costs a tier.

        Not so where a circle that outgrows a tier's interval falls out of the ladder: T3 ``unrated``, a gap
        between two intervals, or an upper end above which nothing follows.
        """
        if not self.tiers:
            return True
        last = self.tiers[-1]
        return (
            last.highest_steps is None or last.highest_steps >= self.tables[last.table].total_steps
        ) and all(
            upper.fall_through == "next_lower"
            and upper.table == lower.table
            and upper.lowest_steps >= lower.lowest_steps
            and (lower.highest_steps is None or lower.highest_steps >= upper.lowest_steps - 1)
            for lower, upper in pairwise(self.tiers)
        )

    @property
    def more_is_never_worse(self) -> bool:
        """True if adding units can never lower the tier: no upper end matters and no share can fall."""
        return self.upper_ends_never_matter and all(
            requirement.more_is_never_worse for requirement in self.requirements
        )
