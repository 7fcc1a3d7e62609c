"""Options that nothing rests on: left out of a plan, so that it asks of nobody what it does not need.

An operator who comes by himself costs no public money, so nothing in the objective keeps a solver from
listing him; but the plan says that every project on its list is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.engine.office.gap import CircleCard, Rules
from placement.engine.plans.decisions import NEVER, Decisions, units_by_year
from placement.engine.plans.evaluation import evaluate, is_as_good
from placement.instance import Instance, Int


def drop_idle(instance: Instance, plan: Decisions) -> Decisions:
    """Return a plan at least as good in every stage in which no option can be left out any more.

    The largest investments are tried first. Locked sites stay; nothing is dropped where a stage wants as many
    measures as possible.
    """
    if any(stage.term == "conversions" and stage.maximise for stage in instance.stages):
        return plan
    thinner = _without_useless(instance, plan)
    dropped = np.flatnonzero(thinner.start != plan.start)
    # A rule beyond the tiers may rest on some of them.
    return _without(instance, plan, dropped, evaluate(instance, plan).rank(instance))


def _without(instance: Instance, plan: Decisions, options: Int, rank: tuple[int, ...]) -> Decisions:
    """Leave options out, all at once where that does no harm, else half by half and in the end one by one."""
    if not len(options):
        return plan
    trial = Decisions(plan.start.copy(), plan.held)
    trial.start[options] = NEVER
    if is_as_good(instance, trial, rank):
        return trial
    if len(options) == 1:
        return plan
    for half in np.array_split(options, 2):
        plan = _without(instance, plan, half, rank)
    return plan


def _without_useless(instance: Instance, plan: Decisions) -> Decisions:
    """Leave out every option without which all circles still reach the tiers they hold."""
    facts = instance.options
    start, supply = plan.start.copy(), Supply.of(instance, plan)
    chosen = np.flatnonzero(start != NEVER)
    for option in chosen[np.lexsort((chosen, -facts.investment_fen[chosen]))].tolist():
        if int(facts.site[option]) not in instance.locked_in and supply.can_spare(option):
            start[option] = NEVER
    return Decisions(start, plan.held)


@dataclass(frozen=True)
class Supply:
    """What a plan supplies, and the score cards that say for whom it is enough.

    Attributes
    ----------
    units
        Units per line of every circle and year, shape ``(T, C, L)``.
    first
        Where the effects of every option begin, shape ``(O + 1,)``.
    """

    instance: Instance
    plan: Decisions
    units: Int
    first: Int
    cards: list[CircleCard]

    @staticmethod
    def of(instance: Instance, plan: Decisions) -> Supply:
        """Count what a plan supplies."""
        rules = Rules.of(instance)
        return Supply(
            instance,
            plan,
            units_by_year(instance, plan.start),
            np.searchsorted(instance.options.effect_option, np.arange(instance.n_options + 1)),
            [CircleCard.of(instance, rules, c) for c in range(instance.n_circles)],
        )

    def can_spare(self, option: int) -> bool:
        """Take an option away where all circles still reach the tiers they hold, and tell whether they do."""
        self._add(option, -1)
        circles = set(self.instance.options.effect_circle[self._rows(option)].tolist())
        years = range(int(self.plan.start[option]), self.instance.n_years)
        if all(self._reaches(c, t) for c in circles for t in years):
            return True
        self._add(option, 1)
        return False

    def _reaches(self, circle: int, year: int) -> bool:
        tier = int(self.plan.held[circle, year])
        return tier == NEVER or self.cards[circle].reaches(self.units[year, circle], tier)

    def _add(self, option: int, sign: int) -> None:
        facts, rows = self.instance.options, self._rows(option)
        where = (facts.effect_circle[rows], facts.effect_line[rows])
        for t in range(int(self.plan.start[option]), self.instance.n_years):
            np.add.at(self.units[t], where, sign * facts.effect_units[rows])

    def _rows(self, option: int) -> slice:
        return slice(self.first[option], self.first[option + 1])
