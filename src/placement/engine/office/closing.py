"""Closing one circle's gap: the cheapest options per worth until it reaches the tier, then without the needless."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.engine.office.gap import CircleCard, Effects, Float, worth_of
from placement.engine.office.room import Draws, Room, add_up
from placement.instance import Bool, Instance, Int


@dataclass(frozen=True)
class Closing:
    """What was found for a circle.

    Attributes
    ----------
    options
        Options that close the gap; ``None`` where it cannot be closed.
    public_fen
        What they cost, infinite where there are none.
    drawn
        What was drawn of each account on the way. While so much is left, and no more than there was, the
        same is found again.
    """

    options: tuple[int, ...] | None
    public_fen: float
    drawn: Draws


@dataclass(frozen=True)
class Offers:
    """What could be built for a circle.

    Attributes
    ----------
    options, site, public_fen
        Options with any effect on the circle, ascending, with their sites and their public money, shape ``(n,)``.
    price
        The same money in the instance's units, plus one.
    effects
        What different things they do.
    row_option, row_effect
        Positions of option and effect of every row, sorted by option.
    rows, first_row
        Line and units of every row, and where those of each option begin.
    """

    card: CircleCard
    options: Int
    site: Int
    public_fen: Int
    price: Float
    effects: Effects
    row_option: Int
    row_effect: Int
    rows: list[tuple[int, int]]
    first_row: list[int]

    @staticmethod
    def of(instance: Instance, card: CircleCard, rows: Int) -> Offers:
        """Gather them from the rows of the effect arrays that are of the circle."""
        facts = instance.options
        of, line, units = (
            facts.effect_option[rows],
            facts.effect_line[rows],
            facts.effect_units[rows],
        )
        is_first = np.append(True, of[1:] != of[:-1])[: len(of)]
        options = of[is_first]
        code = units * len(instance.lines.ids) + line
        _, first, row_effect = np.unique(code, return_index=True, return_inverse=True)
        public_fen = facts.public_fen[options]
        return Offers(
            card,
            options,
            facts.site[options],
            public_fen,
            1.0 + public_fen // instance.money_unit_fen,
            card.effects(line[first], units[first]),
            np.cumsum(is_first) - 1,
            row_effect,
            list(zip(line.tolist(), units.tolist(), strict=True)),
            np.append(np.flatnonzero(is_first), len(rows)).tolist(),
        )

    def close(self, tier: int, year: int, units: Int, is_open: Bool, room: Room) -> Closing:
        """Close the gap to a tier in a year.

        An option that is not open has an infinite price.

        Parameters
        ----------
        units
            Units that stand, shape ``(L,)``.
        is_open
            Options that can be started now, shape ``(n,)``.
        """
        units, price = units.copy(), np.where(is_open, self.price, np.inf)
        drawn: Draws = {}
        built: list[int] = []
        gap = self.card.gap(units, tier)
        while not gap.closed:
            best = self._best(worth_of(gap, units, self.effects), price, (year, room, drawn))
            if best is None:
                return Closing(None, np.inf, drawn)
            built.append(best)
            drawn = add_up([*drawn.items(), *room.draws(int(self.options[best]), year).items()])
            price[self.site == self.site[best]] = np.inf
            self._add(units, best, 1)
            gap = self.card.gap(units, tier)
        kept = self._needed(built, units, tier)
        cost = float(self.public_fen[kept].sum()) if kept else 0.0
        return Closing(tuple(self.options[kept].tolist()), cost, drawn)

    def _best(self, worth: Float, price: Float, around: tuple[int, Room, Draws]) -> int | None:
        """Return the option of most worth for its price that fits; what does not is priced out for good."""
        year, room, drawn = around
        total = np.bincount(self.row_option, worth[self.row_effect], len(self.options))
        rate = total / price
        while rate.size and rate[best := int(rate.argmax())] > 0:
            if room.fit(room.draws(int(self.options[best]), year), drawn):
                return best
            price[best], rate[best] = np.inf, 0.0
        return None

    def _needed(self, built: list[int], units: Int, tier: int) -> list[int]:
        """Leave out, the dearest first, what the tier is reached without."""
        kept = list(built)
        for option in sorted(built, key=lambda n: -int(self.public_fen[n])):
            self._add(units, option, -1)
            if self.card.reaches(units, tier):
                kept.remove(option)
            else:
                self._add(units, option, 1)
        return kept

    def _add(self, units: Int, option: int, sign: int) -> None:
        for line, more in self.rows[self.first_row[option] : self.first_row[option + 1]]:
            units[line] += sign * more
