"""What is left of quotas, pools and pots of budget lines while a plan is made step by step.

Only upper limits are looked at. Options that draw on a bundle or batch, which must be full or empty, never
fit: one by one it cannot be told whether it will be filled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.instance import Instance, Int, Limits


@dataclass
class Room:
    """Amounts left by row, and where each option's and award's draws stand."""

    limits: Limits
    left: Int
    options: tuple[Int, Int]
    awards: tuple[Int, Int]

    @staticmethod
    def open(instance: Instance) -> Room:
        """Start with all limits in full."""
        limits = instance.limits
        unlimited = np.iinfo(np.int64).max // 4
        return Room(
            limits,
            np.where(limits.cap < 0, unlimited, limits.cap),
            _by_target(limits.option, instance.n_options),
            _by_target(limits.award, len(instance.awards)),
        )

    def _draws(self, option: int, year: int) -> Int:
        order, cuts = self.options
        found = order[cuts[option] : cuts[option + 1]]
        limits = self.limits
        counts = (limits.option_first[found] <= year) & (year <= limits.option_last[found])
        return found[counts]

    def fits(self, option: int, year: int) -> bool:
        """Tell whether an option started in a year is within all limits."""
        found = self._draws(option, year)
        rows, amounts = self.limits.option_row[found], self.limits.option_amount[found]
        allowed = (amounts <= self.left[rows]) & self.limits.is_plain[rows]
        return bool((allowed | (amounts == 0)).all())

    def take(self, option: int, year: int, sign: int) -> None:
        """Draw (or with ``sign=-1`` give back) what an option started in a year draws."""
        found = self._draws(option, year)
        amounts = self.limits.option_amount[found]
        np.subtract.at(self.left, self.limits.option_row[found], sign * amounts)

    def awards_fit(self, awards: list[int]) -> bool:
        """Tell whether awards, by position, are together within all limits."""
        rows, amounts = self._award_draws(awards)
        need = np.zeros_like(self.left)
        np.add.at(need, rows, amounts)
        return bool((need[rows] <= self.left[rows]).all() and (self.limits.is_plain[rows]).all())

    def take_awards(self, awards: list[int]) -> None:
        """Draw what awards draw."""
        rows, amounts = self._award_draws(awards)
        np.subtract.at(self.left, rows, amounts)

    def _award_draws(self, awards: list[int]) -> tuple[Int, Int]:
        order, cuts = self.awards
        found = np.concatenate(
            [order[cuts[n] : cuts[n + 1]] for n in awards] or [np.zeros(0, dtype=np.int64)]
        )
        return self.limits.award_row[found], self.limits.award_amount[found]


def _by_target(target: Int, count: int) -> tuple[Int, Int]:
    """Return positions in order of target, and where each target's begin."""
    order = np.argsort(target, kind="stable")
    return order, np.searchsorted(target[order], np.arange(count + 1))
