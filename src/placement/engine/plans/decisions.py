"""Decisions as arrays, and what follows of them year by year, in exact integers.

This is the engine's own arithmetic, used to steer heuristics and to read solver answers; what is
published is recomputed by :mod:`placement.audit`, which shares no code with this module.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.instance import Instance, Int
from placement.instance.needs import tiers_reached

NEVER = -1


@dataclass(frozen=True)
class Decisions:
    """What is built when, and which tier each circle holds in each year.

    Attributes
    ----------
    start
        Year position in which each option is started, ``NEVER`` if not, shape ``(O,)``.
    held
        Tier position newly held within the horizon, ``NEVER`` if none, shape ``(C, T)``.
    """

    start: Int
    held: Int

    @staticmethod
    def nothing(instance: Instance) -> Decisions:
        """Return the do-nothing plan."""
        return Decisions(
            np.full(instance.n_options, NEVER, dtype=np.int64),
            np.full((instance.n_circles, instance.n_years), NEVER, dtype=np.int64),
        )

    @property
    def is_idle(self) -> bool:
        """Nothing is built and no tier is held."""
        return bool((self.start == NEVER).all() and (self.held == NEVER).all())


def units_by_year(instance: Instance, start: Int) -> Int:
    """Return units per line of every circle and year, shape ``(T, C, L)``."""
    options = instance.options
    units = np.repeat(instance.existing[None, :, :], instance.n_years, axis=0)
    built = start[options.effect_option] != NEVER
    for t in range(instance.n_years):
        rows = built & (start[options.effect_option] <= t)
        np.add.at(
            units[t],
            (options.effect_circle[rows], options.effect_line[rows]),
            options.effect_units[rows],
        )
    return units


def attained(instance: Instance, units: Int) -> np.ndarray:
    """Return which tiers the circles with ``units`` (shape ``(C, L)``) qualify for, shape ``(C, J)``."""
    return tiers_reached(
        instance.lines, instance.card, units, instance.tier_points, instance.tier_kinds
    )


def attained_by(instance: Instance, circle: int, units: Int) -> np.ndarray:
    """Return which tiers one circle, by position, with ``units`` (shape ``(L,)``) qualifies for, shape ``(J,)``."""
    card = instance.card.of_circles(np.array([circle]))
    points, kinds = instance.tier_points, instance.tier_kinds
    found: np.ndarray = tiers_reached(instance.lines, card, units[None, :], points, kinds)[0]
    return found


def spending(instance: Instance, decisions: Decisions) -> tuple[Int, int]:
    """Return committed fen by budget line and year, shape ``(B, T)``, and the awards among them."""
    options = instance.options
    spent = np.zeros_like(instance.budget_cap_fen)
    rows = decisions.start[options.pay_option] != NEVER
    np.add.at(
        spent,
        (options.pay_budget[rows], decisions.start[options.pay_option[rows]]),
        options.pay_fen[rows],
    )
    awards = 0
    for award, is_paid in zip(instance.awards, awards_paid(instance, decisions), strict=True):
        if is_paid:
            spent[award.budget, award.year] += award.fen
            awards += award.fen
    return spent, awards


def awards_paid(instance: Instance, decisions: Decisions) -> np.ndarray:
    """Return which awards are paid, shape ``(A,)``."""
    if all(award.is_plain for award in instance.awards):
        due = [a.is_due(decisions.held[a.circle]) for a in instance.awards]
    else:
        units = units_by_year(instance, decisions.start)
        due = [a.is_due(decisions.held[a.circle], units[:, a.circle]) for a in instance.awards]
    return np.array(due, dtype=bool)
