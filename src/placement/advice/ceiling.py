"""How far a circle could come by a year if everything free were done for it alone: what no plan can exceed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from placement.audit.gates import Gate, Reached, TierGates, gates_met
from placement.engine import Decisions, cut_out
from placement.errors import Text
from placement.instance import Instance, Int
from placement.instance.card import Bool, best_surplus, by_table
from placement.instance.needs import cut_at_chapters, item_points, kinds_present
from placement.instance.rubric import places_of
from placement.plain import number, plain
from placement.scenario.model import Scenario

TOGETHER = Text(
    "单看每一项都够，但同一处用房只能做一样，合在一起不够",
    "each gate could be met alone, but a site can be one thing only; together it does not suffice",
)


@dataclass(frozen=True, slots=True)
class LateLine:
    """A line of the card that could give more, but not before a year."""

    line_id: str
    line: str
    year: int


@dataclass(frozen=True)
class Ceiling:
    """What no plan can exceed in one circle while the rest of a plan stays.

    Shares are taken as if every outlet came that helps and none that hurts, so this is at least what any plan
    reaches, whatever the card.
    """

    scenario: Scenario
    instance: Instance
    plan: Decisions
    circle: int

    @cached_property
    def _part(self) -> Instance:
        return cut_out(self.instance, self.plan, np.array([self.circle])).instance

    def most_units(self, by: int) -> Int:
        """Return units per line when every free site in reach gives each line the most it can, shape ``(L,)``.

        Parameters
        ----------
        by
            Position of the year until which works may start.
        """
        facts = self._part.options
        is_offered: Bool = np.asarray(facts.available[:, : by + 1].any(axis=1))
        for site, pairs in self._part.locked_in.items():
            in_time = [option for option, year in pairs if year <= by]
            is_offered &= (facts.site != site) | np.isin(np.arange(len(is_offered)), in_time)
        best = np.zeros((len(facts.site_ids), len(self._part.lines.ids)), dtype=np.int64)
        rows = is_offered[facts.effect_option]
        cells = facts.site[facts.effect_option[rows]], facts.effect_line[rows]
        np.maximum.at(best, cells, facts.effect_units[rows])
        most: Int = self._part.existing[0] + best.sum(axis=0)
        return most

    def gates(self, tier: int, by: int) -> TierGates:
        """Compare what is attainable at most by a year with what a tier asks for."""
        return self._gates(tier, self.most_units(by))

    def late_lines(self, tier: int, by: int) -> tuple[LateLine, ...]:
        """Return the lines that come too late for a tier: without what they give later it would lack more."""
        now, then = self.most_units(by), self.most_units(self.instance.n_years - 1)
        later, least = np.flatnonzero(then > now).tolist(), self._lack(tier, then)
        without = {line: np.where(np.arange(len(then)) == line, now, then) for line in later}
        needed = [line for line in later if self._lack(tier, without[line]) != least]
        if not needed and least != self._lack(tier, now):
            needed = later
        lines = self.scenario.rubric.lines
        return tuple(
            LateLine(lines[i].id, plain(lines[i].name), self._first_year(i, int(now[i])))
            for i in needed
        )

    def _first_year(self, line: int, units: int) -> int:
        years = range(self.instance.n_years)
        return self.instance.years[next(t for t in years if self.most_units(t)[line] > units)]

    def _lack(self, tier: int, most: Int) -> list[Decimal]:
        return [max(Decimal(0), g.required - g.has) for g in self._gates(tier, most).gates]

    def _gates(self, tier: int, most: Int) -> TierGates:
        lines, card, units = self._part.lines, self._part.card, most[None, :]
        surplus = best_surplus(card, self._part.existing, units)
        cut, _ = cut_at_chapters(lines, item_points(lines, card, units, surplus >= 0))
        points = by_table(card, cut, self._part.tier_points.shape[1])[0]
        kinds = kinds_present(lines, units)[0].tolist()
        shares = self.scenario.rubric.tiers[
            tier
        ].shares  # two requirements each, the share itself first
        reached = Reached(
            tuple(points.tolist()),
            dict(zip(lines.kind_classes, kinds, strict=True)),
            tuple(
                (int(most[share.counted]), int(surplus[0, position]))
                for share, position in zip(shares, card.gates_of(tier)[::2], strict=True)
            ),
        )
        return gates_met(self.scenario, tier, places_of(self.scenario)[self.circle], reached)


def ceiling_texts(short: Sequence[Gate], late: Sequence[LateLine], year: int = 0) -> list[Text]:
    """Say what a tier lacks at most, by a year where one is given, and which lines come too late for it."""
    by_zh, by_en = (f"到 {year} 年", f" by {year}") if year else ("", "")
    if not short:
        return [TOGETHER]
    return [
        *(
            Text(
                f"{gate.what.zh}{by_zh}最多只能到 {number(gate.has)}，须达到 {number(gate.required)}",
                f"{gate.what.en}{by_en}: at most {number(gate.has)} of {number(gate.required)}",
            )
            for gate in short
        ),
        *(
            Text(
                f"“{line.line}”最早 {line.year} 年才能改善",
                f"{line.line} can be better from {line.year} on only",
            )
            for line in late
        ),
    ]
