"""The office's desk: what stands, which sites are taken, what money is left, and closing one circle's gap."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from placement.engine.decisions import (
    NEVER,
    Decisions,
    attained,
)
from placement.engine.gap import Gap, find_gap, worth_of
from placement.engine.room import Room
from placement.instance import NOTHING, Instance, Int
from placement.instance.card import CardFacts


@dataclass
class Desk:
    """The office's state: units standing in the year worked on, sites taken, money left."""

    instance: Instance
    start: Int
    held: Int
    units: Int
    site_taken: np.ndarray
    left_fen: Int
    rows_of_circle: list[Int]
    cards: list[CardFacts]
    room: Room
    awards: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)

    @staticmethod
    def open(instance: Instance) -> Desk:
        """Start from nothing: no site taken, all money left."""
        nothing = Decisions.nothing(instance)
        order = np.argsort(instance.options.effect_circle, kind="stable")
        cuts = np.searchsorted(
            instance.options.effect_circle[order], np.arange(instance.n_circles + 1)
        )
        awards: dict[tuple[int, int, int], list[int]] = {}
        for n, award in enumerate(instance.awards):
            awards.setdefault((award.circle, award.tier, award.year), []).append(n)
        unlimited = np.iinfo(np.int64).max // 4
        return Desk(
            instance,
            nothing.start,
            nothing.held,
            instance.existing.copy(),
            np.zeros(len(instance.options.site_ids), dtype=bool),
            np.where(instance.budget_cap_fen < 0, unlimited, instance.budget_cap_fen),
            [order[cuts[c] : cuts[c + 1]] for c in range(instance.n_circles)],
            [instance.card.of_circles(np.array([c])) for c in range(instance.n_circles)],
            Room.open(instance),
            awards,
        )

    def payments(self, option: int) -> tuple[Int, Int]:
        """Budget lines and amounts of an option."""
        options = self.instance.options
        low, high = np.searchsorted(options.pay_option, [option, option + 1])
        return options.pay_budget[low:high], options.pay_fen[low:high]

    def spend(self, option: int, year: int, sign: int = 1) -> None:
        """Commit (or with ``sign=-1`` release) an option's money in a year."""
        budgets, fen = self.payments(option)
        np.subtract.at(self.left_fen[:, year], budgets, sign * fen)
        self.room.take(option, year, sign)

    def build(self, option: int, year: int) -> None:
        """Start an option: take its site, its money, and add its units."""
        options = self.instance.options
        self.start[option] = year
        self.site_taken[options.site[option]] = True
        self.spend(option, year)
        self._add_units(option, 1)

    def undo(self, option: int, year: int) -> None:
        """Take back an option started in ``year``."""
        self.start[option] = NEVER
        self.site_taken[self.instance.options.site[option]] = False
        self.spend(option, year, -1)
        self._add_units(option, -1)

    def _add_units(self, option: int, sign: int) -> None:
        options = self.instance.options
        low, high = np.searchsorted(options.effect_option, [option, option + 1])
        where = slice(low, high)
        np.add.at(
            self.units,
            (options.effect_circle[where], options.effect_line[where]),
            sign * options.effect_units[where],
        )

    def awards_due(self, circle: int, tier: int, year: int) -> list[int]:
        """Awards that a new certification earns, by position.

        Of awards by density the dearest of each programme and payer: what is built later in the year may
        raise it so far.
        """
        held = self.held[circle].copy()
        held[year:] = tier
        awards = self.instance.awards
        found = [n for n in self.awards.get((circle, tier, year), ()) if awards[n].is_due(held)]
        plain = [n for n in found if awards[n].line == NOTHING]
        dearest: dict[tuple[str, int], int] = {}
        for n in sorted(set(found) - set(plain), key=lambda n: awards[n].fen):
            dearest[awards[n].programme_id, awards[n].budget] = n
        return plain + list(dearest.values())

    def award_fits(self, circle: int, tier: int, year: int) -> bool:
        """Tell whether the awards due for a new certification are within the budgets and limits."""
        due: dict[int, int] = defaultdict(int)
        earned = self.awards_due(circle, tier, year)
        for n in earned:
            due[self.instance.awards[n].budget] += self.instance.awards[n].fen
        within = all(self.left_fen[budget, year] >= fen for budget, fen in due.items())
        return within and self.room.awards_fit(earned)

    def certify(self, circle: int, tier: int, year: int) -> None:
        """Let a circle hold a tier from a year on and pay the awards due."""
        earned = self.awards_due(circle, tier, year)
        self.held[circle, year:] = tier
        for n in earned:
            award = self.instance.awards[n]
            self.left_fen[award.budget, year] -= award.fen
        self.room.take_awards(earned)

    def close_and_certify(self, circle: int, tier: int, year: int) -> bool:
        """Close the gap and certify the circle; return False, with nothing done, if it is too dear."""
        built = self.close_gap(circle, tier, year)
        if built is None:
            return False
        if not self.award_fits(circle, tier, year):
            for option in built:
                self.undo(option, year)
            return False
        self.certify(circle, tier, year)
        return True

    def gap(self, circle: int, tier: int) -> Gap:
        """Return what the circle lacks for the tier with the units standing now."""
        return find_gap(self.instance, self.cards[circle], self.units[circle], tier)

    def close_gap(self, circle: int, tier: int, year: int) -> list[int] | None:
        """Build the cheapest options per worth until the circle reaches the tier.

        Returns
        -------
        list of int or None
            Options built, or ``None`` (nothing built) when the gap cannot be closed this year.
        """
        built: list[int] = []
        while True:
            gap = self.gap(circle, tier)
            if gap.closed:
                built = self._drop_needless(circle, tier, year, built)
                if self.others_hold(circle, year):
                    return built
                break
            best = self._best_option(circle, year, gap)
            if best is None:
                break
            self.build(best, year)
            built.append(best)
        for option in built:
            self.undo(option, year)
        return None

    def others_hold(self, circle: int, year: int) -> bool:
        """Tell whether the other certified circles still reach their tiers, where more can be worse."""
        if self.instance.card.rises:
            return True
        others = np.flatnonzero(self.held[:, year] != NEVER)
        reach = attained(self.instance, self.units)
        return all(reach[c, self.held[c, year]] for c in others if c != circle)

    def _best_option(self, circle: int, year: int, gap: Gap) -> int | None:
        instance = self.instance
        options = instance.options
        rows = self.rows_of_circle[circle]
        rows = rows[~self.site_taken[options.site[options.effect_option[rows]]]]
        rows = rows[options.available[options.effect_option[rows], year]]
        if not rows.size:
            return None
        worth = worth_of(instance, gap, options.effect_line[rows], options.effect_units[rows])
        users, inverse = np.unique(options.effect_option[rows], return_inverse=True)
        total = np.bincount(inverse, weights=worth)
        price = 1 + options.public_fen[users] // instance.money_unit_fen
        for n in np.argsort(-total / price, kind="stable"):
            if total[n] <= 0:
                return None
            budgets, fen = self.payments(int(users[n]))
            if (self.left_fen[budgets, year] >= fen).all() and self.room.fits(int(users[n]), year):
                return int(users[n])
        return None

    def _drop_needless(self, circle: int, tier: int, year: int, built: list[int]) -> list[int]:
        kept = list(built)
        for option in sorted(built, key=lambda o: -int(self.instance.options.public_fen[o])):
            self.undo(option, year)
            if self.gap(circle, tier).closed:
                kept.remove(option)
            else:
                self.build(option, year)
        return kept
