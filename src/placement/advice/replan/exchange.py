"""What one plan has and the other has not, and what of it stands in for what.

A thing is *needed* for a circle's tier in a year if without it the circle does not qualify. Others *stand in* for
it if with them in its place the circle qualifies again. Both are decided by the score card of the circle alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from placement.advice.replan.supply import Given, Supply
from placement.engine import NEVER
from placement.instance import Int

Fate = Literal["closed", "lost", "dropped", "later", "opened", "added", "sooner"]
"""What became of an outlet, of premises with what was built or meant there, or of a project; the last three are gains."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """An outlet or project that only one of the plans has in some years; each is itself alone.

    Attributes
    ----------
    kinds
        Ids of the kinds it offers.
    option_id
        Of a project; ``""`` for an outlet.
    """

    site_id: str
    name: str
    fate: Fate
    kinds: frozenset[str]
    years: range
    given: Given
    option_id: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A tier, by position, that a circle would not reach in a year without a thing."""

    circle: str
    year: int
    tier: int


Agreed = Mapping[tuple[str, Need], tuple[Part, ...]]
"""Option and what it is needed for → what of the other plan stands in for it."""


@dataclass(frozen=True)
class Exchange:
    """The supply of one plan and what only the other has.

    Attributes
    ----------
    others
        Of the other plan, what is likelier the cause before what is less so.
    agreed
        What stands in for what as settled for all at once (:mod:`~placement.advice.replan.agreeing`).
    """

    own: Supply
    other: Supply
    others: Sequence[Part]
    agreed: Agreed = field(default_factory=dict)

    @property
    def last_year(self) -> int:
        """The last year of the own plan."""
        return self.own.instance.years[-1]

    def others_tiers(self) -> Int:
        """Return the tiers the other plan brings the circles to, as the own plan's instance holds them: ``(C, T)``."""
        instance = self.own.instance
        tiers = np.array(
            [[self.other.tier(c, year) for year in instance.years] for c in instance.circle_ids]
        ).reshape(instance.n_circles, instance.n_years)
        found: Int = np.where(tiers > instance.current_tier[:, None], tiers, NEVER)
        return found

    def needs(self, option_id: str, years: range) -> Iterator[Need]:
        """Yield what a project of the own plan is needed for in some years: the first of every circle."""
        for circle, units in sorted(self.own.given(option_id).items()):
            for year in years:
                tier = self.own.new_tier(circle, year)
                if tier != NEVER and not self.own.reaches(circle, year, tier, -units):
                    yield Need(circle, year, tier)
                    break

    def is_met(self, need: Need) -> bool:
        """Tell whether the other plan has the circle at the tier in that year as well."""
        return self.other.tier(need.circle, need.year) >= need.tier

    def stand_ins(self, option_id: str, kinds: frozenset[str], need: Need) -> tuple[Part, ...]:
        """Return what of the other plan stands in for a project: as agreed, else what would do, those of its kinds first."""
        known = self.agreed.get((option_id, need))
        return known or self.look_up(option_id, need, lambda part: not kinds & part.kinds)

    def look_up(
        self, option_id: str, need: Need, rank: Callable[[Part], bool | tuple[bool, ...]]
    ) -> tuple[Part, ...]:
        """Return what of the other plan would do in place of a project, as few as found; empty if nothing would.

        Parameters
        ----------
        rank
            Less for what is to be tried before others.
        """
        near = [p for p in self.others if need.year in p.years and need.circle in p.given]
        near.sort(key=rank)
        lacks = -self.own.given(option_id)[need.circle]
        return least_that_do(near, lambda parts: self._reaches(need, lacks, parts))

    def _reaches(self, need: Need, change: Int, parts: Sequence[Part]) -> bool:
        units = np.sum([change, *(part.given[need.circle] for part in parts)], axis=0)
        return self.own.reaches(need.circle, need.year, need.tier, units)

    def broken_by(self, need: Need, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Return which parts the own plan cannot do without at a need: each that it cannot, else as few as found.

        Outlets that opened since are there to do without them.
        """
        near = [p for p in parts if need.year in p.years and need.circle in p.given]
        opened = [
            p.given[need.circle]
            for p in self.others
            if p.fate == "opened" and need.circle in p.given
        ]

        def breaks(some: Sequence[Part]) -> bool:
            units = np.sum([*opened, *(-part.given[need.circle] for part in some)], axis=0)
            return not self.own.reaches(need.circle, need.year, need.tier, units)

        alone = tuple(part for part in near if breaks([part]))
        return alone or least_that_do(near, breaks)


def least_that_do(parts: Sequence[Part], do: Callable[[Sequence[Part]], bool]) -> tuple[Part, ...]:
    """Return the first part that does alone, else all without those, from the last on, that are not needed."""
    for part in parts:
        if do([part]):
            return (part,)
    if not parts or not do(parts):
        return ()
    chosen = list(parts)
    for part in reversed(parts):
        rest = [other for other in chosen if other is not part]
        if rest and do(rest):
            chosen = rest
    return tuple(chosen)
