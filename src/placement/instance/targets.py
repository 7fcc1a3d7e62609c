"""Targets as the engine sees them: one inequality over which circles hold which tier when.

    Σ amount[c] · counted[c] − base_share · Σ counted_base[c] + step · shortfall ≥ required

=====================  =======================================================================================
number of circles      amounts 1, step 1
exactly so many        the same, and more than ``required`` is a shortfall, too
residents, communities amounts of the circle; one unit of shortfall is what a circle has on average
share of achieved      share p/q: amounts and step q, base_share p, ``required`` what rounding leaves
=====================  =======================================================================================

So the shortfall is a whole number of circles or, of residents and communities, of average circles; weights of
targets with different measures can be compared, and 10 000 residents do not outweigh every circle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.instance.card import Bool, Int

NONE = -1


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """One target; see the module docstring for its inequality.

    Attributes
    ----------
    per_year
        Count only circles that reach the tier within the year; otherwise all up to it.
    weight
        Price of one unit of shortfall against other targets; stage 1 minimises the weighted sum.
    amounts
        Amount of each of ``circles``; empty for one each.
    step
        Amount that is one unit of shortfall.
    base, base_tier, base_share
        Circles and tier whose number by the year, times ``base_share``, is taken off.
    exactly
        More than required counts as shortfall as well.
    first_only
        A circle that held a lower tier the year before does not count: rising is not a year's task.
    """

    id: str
    circles: tuple[int, ...]
    tier: int
    year: int
    required: int
    weight: int
    hard: bool
    per_year: bool
    amounts: tuple[int, ...] = ()
    step: int = 1
    base: tuple[int, ...] = ()
    base_tier: int = 0
    base_share: int = 0
    exactly: bool = False
    first_only: bool = False

    @property
    def amount_of(self) -> dict[int, int]:
        """Amount by circle."""
        return dict(zip(self.circles, self.amounts or (1,) * len(self.circles), strict=True))

    @property
    def most_missing(self) -> int:
        """Greatest shortfall of any plan."""
        if self.exactly:
            return max(self.required, len(self.circles) - self.required, 0)
        most = self.required + self.base_share * len(self.base)
        return max(0, -(-most // self.step))

    @property
    def missing_anyway(self) -> int:
        """Shortfall of a target that no circle can count for."""
        return max(0, -(-self.required // self.step))

    def counted(self, held: Int) -> Bool:
        """Return which of ``circles`` count, from tiers newly held by year, shape ``(C, T)``."""
        circles = np.array(self.circles, dtype=np.int64)
        has: Bool = held[circles, self.year] >= self.tier
        if self.per_year and self.year > 0:
            floor = 0 if self.first_only else self.tier
            has &= ~(held[circles, self.year - 1] >= floor)
        return has

    def achieved(self, held: Int) -> int:
        """Return the left-hand side without the shortfall."""
        amounts = np.array(self.amounts or (1,) * len(self.circles), dtype=np.int64)
        total = int(amounts[self.counted(held)].sum())
        base = np.array(self.base, dtype=np.int64)
        return total - self.base_share * int((held[base, self.year] >= self.base_tier).sum())

    def missing(self, held: Int) -> int:
        """Return the shortfall in its units."""
        short = self.required - self.achieved(held)
        if self.exactly:
            return abs(short)
        return max(0, -(-short // self.step))

    def reduced(self, outside: Int, position: Int) -> TargetFacts:
        """Return the target as a part of the city sees it, what is held outside being settled.

        Parameters
        ----------
        outside
            Tiers held by circles outside the part, -1 for those inside, shape ``(C, T)``.
        position
            Position of every circle in the part, -1 outside, shape ``(C,)``.
        """
        inside = [n for n, c in enumerate(self.circles) if position[c] != NONE]
        left = self.required - self.achieved(outside)
        is_plain = not self.exactly and not self.base_share
        return replace(
            self,
            circles=tuple(int(position[self.circles[n]]) for n in inside),
            amounts=tuple(self.amounts[n] for n in inside) if self.amounts else (),
            base=tuple(int(position[c]) for c in self.base if position[c] != NONE),
            required=max(0, left) if is_plain else left,
        )
