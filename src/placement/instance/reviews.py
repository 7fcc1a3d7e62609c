"""Recognised circles that are rated again within the horizon (C20), as positions.

From the year of its review a circle holds what its present supply earns, at most the tier it had. The plan
may build what is missing and have it recognised again, at its old tier or above; a tier it had is no rise,
so it brings no award and is no year's new circle. Nothing is held below what the present supply earns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.instance.card import Bool, Int
from placement.scenario.model import Scenario

NONE = -1


@dataclass(frozen=True)
class Reviews:
    """Tiers before and after the review, and the year of it; all of shape ``(C,)``.

    Attributes
    ----------
    old, kept
        Tier recognised before the horizon, and what is left of it after the review, -1 for none.
    year
        Position of the year of review; the number of years where there is none.
    """

    old: Int
    kept: Int
    year: Int

    @property
    def falls(self) -> Bool:
        """True where the present supply does not earn the tier, shape ``(C,)``."""
        return self.kept < self.old

    def opens(self, n_tiers: int) -> Int | None:
        """Return the first year in which each tier may be held, shape ``(C, J)``; ``None`` where any may."""
        if not self.falls.any():
            return None
        had = np.arange(n_tiers)[None, :] <= self.old[:, None]
        return np.where(had & self.falls[:, None], self.year[:, None], 0)


def build_reviews(scenario: Scenario, earned: Bool) -> Reviews:
    """Rate the circles under review by what they have today.

    Parameters
    ----------
    earned
        Tiers that the present supply qualifies for, shape ``(C, J)``.
    """
    circles = scenario.tables.circles
    tiers = {tier.id: j for j, tier in enumerate(scenario.rubric.tiers)}
    old = np.array([tiers.get(t, NONE) for t in circles["current_tier"]], dtype=np.int64)
    never = len(scenario.years)
    year = np.array(
        [
            scenario.years.index(scenario.reviews[c]) if c in scenario.reviews else never
            for c in circles["circle_id"]
        ],
        dtype=np.int64,
    )
    tier = np.arange(len(tiers))[None, :]
    best = np.where(earned, tier, NONE).max(axis=1, initial=NONE)
    kept: Int = np.where(year < never, np.minimum(best, old), old)
    return Reviews(old, kept, year)
