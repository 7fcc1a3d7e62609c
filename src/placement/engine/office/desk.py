"""The office's desk: what stands, which sites are taken, what money is left, and which circles are certified."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from placement.engine.office.closing import Closing, Offers
from placement.engine.office.gap import CircleCard, Rules
from placement.engine.office.room import Room, add_up
from placement.engine.plans.decisions import NEVER, Decisions
from placement.formulation.uses import effects_by_circle
from placement.instance import NOTHING, Instance, Int


@dataclass
class Desk:
    """The office's state, and what it has found out and need not find out again.

    Attributes
    ----------
    units
        Units standing in the year worked on, shape ``(C, L)``.
    effects
        Where the effects of every option begin, shape ``(O + 1,)``.
    near_site, first_near
        Circles that options of a site have effects on, and where those of every site begin.
    promised
        Options whose sites and money were set aside.
    failing
        Certified circles that do not reach their tier; there are none where more is never worse.
    """

    instance: Instance
    start: Int
    held: Int
    units: Int
    site_taken: np.ndarray
    room: Room
    cards: list[CircleCard]
    offers: list[Offers]
    effects: Int
    near_site: Int
    first_near: Int
    awards: dict[tuple[int, int, int], list[int]]
    _found: list[dict[int, Closing]]
    year: int = 0
    failing: set[int] = field(default_factory=set)
    promised: set[int] = field(default_factory=set)

    @staticmethod
    def open(instance: Instance) -> Desk:
        """Start from nothing: no site taken, all money left."""
        nothing, facts, rules = Decisions.nothing(instance), instance.options, Rules.of(instance)
        cards = [CircleCard.of(instance, rules, c) for c in range(instance.n_circles)]
        rows = effects_by_circle(instance)
        awards: dict[tuple[int, int, int], list[int]] = {}
        for n, award in enumerate(instance.awards):
            awards.setdefault((award.circle, award.tier, award.year), []).append(n)
        near = np.unique(facts.site[facts.effect_option] * instance.n_circles + facts.effect_circle)
        sites = np.arange(len(facts.site_ids) + 1)
        return Desk(
            instance,
            nothing.start,
            nothing.held,
            instance.existing.copy(),
            np.zeros(len(facts.site_ids), dtype=bool),
            Room.open(instance),
            cards,
            [Offers.of(instance, card, rows[c]) for c, card in enumerate(cards)],
            np.searchsorted(facts.effect_option, np.arange(instance.n_options + 1)),
            near % instance.n_circles,
            np.searchsorted(near, sites * instance.n_circles),
            awards,
            [{} for _ in cards],
        )

    def begin(self, year: int) -> None:
        """Turn to a year; what can be started in it, and of whose money, is found out anew."""
        self.year = year
        for found in self._found:
            found.clear()

    def promise(self, starts: dict[int, int]) -> None:
        """Set aside the sites and the money of options that will be started, each in its year."""
        for option, year in starts.items():
            self.site_taken[self.instance.options.site[option]] = True
            self.room.take(self.room.draws(option, year))
        self.promised |= starts.keys()

    def build(self, option: int) -> None:
        """Start an option: take its site and its money, where they were not set aside, and add its units."""
        facts = self.instance.options
        self.start[option] = self.year
        site = int(facts.site[option])
        self.site_taken[site] = True
        if option not in self.promised:
            self.room.take(self.room.draws(option, self.year))
        rows = self._rows(option)
        where = (facts.effect_circle[rows], facts.effect_line[rows])
        np.add.at(self.units, where, facts.effect_units[rows])
        for circle in self.near_site[self.first_near[site] : self.first_near[site + 1]].tolist():
            self._found[circle].clear()
        if not self.instance.card.rises:
            for circle in set(facts.effect_circle[rows].tolist()):
                self._look_at(circle)

    def _rows(self, option: int) -> slice:
        return slice(self.effects[option], self.effects[option + 1])

    def _look_at(self, circle: int) -> None:
        """Note whether a certified circle reaches its tier."""
        tier = int(self.held[circle, self.year])
        if tier == NEVER or self.cards[circle].reaches(self.units[circle], tier):
            self.failing.discard(circle)
        else:
            self.failing.add(circle)

    def close_gap(self, circle: int, tier: int) -> Closing:
        """Return how the circle's gap to a tier would be closed now."""
        known = self._found[circle].get(tier)
        if known is None or not self.room.fit(known.drawn, {}):
            offers, facts = self.offers[circle], self.instance.options
            free = ~self.site_taken[offers.site] & facts.available[offers.options, self.year]
            known = offers.close(tier, self.year, self.units[circle], free, self.room)
            self._found[circle][tier] = known
        return known

    def price_of(self, circle: int, tier: int) -> float:
        """Public money the gap would cost now, fen; infinite where it cannot be closed."""
        closing = self.close_gap(circle, tier)
        return closing.public_fen if self._others_hold(circle, closing) else np.inf

    def close_and_certify(self, circle: int, tier: int) -> bool:
        """Close the gap and certify the circle; return False, with nothing done, if it is too dear."""
        closing = self.close_gap(circle, tier)
        if closing.options is None or not self._others_hold(circle, closing):
            return False
        awards = self.room.draws_of_awards(self._awards_due(circle, tier))
        draws = (self.room.draws(option, self.year) for option in closing.options)
        if not self.room.fit(awards, add_up(item for draw in draws for item in draw.items())):
            return False
        for option in closing.options:
            self.build(option)
        self.room.take(awards)
        self.held[circle, self.year :] = tier
        self.failing.discard(circle)
        return True

    def _awards_due(self, circle: int, tier: int) -> list[int]:
        """Awards that a new certification earns, by position.

        Of awards by density the dearest of each programme and payer: what is built later in the year may
        raise it so far.
        """
        held = self.held[circle].copy()
        held[self.year :] = tier
        awards = self.instance.awards
        possible = self.awards.get((circle, tier, self.year), ())
        found = [n for n in possible if awards[n].is_due(held)]
        plain = [n for n in found if awards[n].line == NOTHING]
        dearest: dict[tuple[str, int], int] = {}
        for n in sorted(set(found) - set(plain), key=lambda n: awards[n].fen):
            dearest[awards[n].programme_id, awards[n].budget] = n
        return plain + list(dearest.values())

    def _others_hold(self, circle: int, closing: Closing) -> bool:
        """Tell whether the other certified circles would still reach their tiers, where more can be worse."""
        if self.instance.card.rises or closing.options is None:
            return True
        more = self._units_with(closing.options, circle)
        return self.failing <= more.keys() | {circle} and all(
            self.cards[other].reaches(units, int(self.held[other, self.year]))
            for other, units in more.items()
        )

    def _units_with(self, options: tuple[int, ...], circle: int) -> dict[int, Int]:
        """Return the units of certified circles but one that options have effects on, were they built."""
        facts = self.instance.options
        more: dict[int, Int] = {}
        for option in options:
            rows = self._rows(option)
            for n in range(rows.start, rows.stop):
                other = int(facts.effect_circle[n])
                if other != circle and self.held[other, self.year] != NEVER:
                    units = more.setdefault(other, self.units[other].copy())
                    units[facts.effect_line[n]] += facts.effect_units[n]
        return more
