"""The money that a target's own circles could need more of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from placement.advice.explain.bottlenecks import TightBudget
from placement.advice.opened import OpenRun
from placement.advice.pots import pots_of
from placement.engine import NEVER, awards_paid, spending
from placement.instance import Bool, Instance, Int
from placement.plain import plain
from placement.scenario.model import Target


@dataclass(frozen=True)
class Wanted:
    """What the circles of a target could still draw: options of sites without use, awards not paid.

    Attributes
    ----------
    option
        Whether an option is one of them, shape ``(O,)``.
    award
        Whether an award is, shape ``(A,)``.
    until
        Position of the target's year; what is committed later is of no use to it.
    """

    option: Bool
    award: Bool
    until: int


def money_of(run: OpenRun, target: Target) -> tuple[TightBudget, ...]:
    """List the capped lines that can pay in a target's circles and do not suffice for all they could draw.

    Those with the smallest part of their cap left come first. Of a pot, whose money moves between lines or
    years, it is the row with the least money left.
    """
    wanted = _wanted(run, target)
    found = [*_lines(run, wanted), *_pots(run, wanted)]
    return tuple(sorted(found, key=lambda b: (_part_left(b), b.year, b.budget_id)))


def _part_left(budget: TightBudget) -> Fraction:
    return Fraction(budget.left_fen, budget.cap_fen) if budget.cap_fen > 0 else Fraction(0)


def _wanted(run: OpenRun, target: Target) -> Wanted:
    instance, plan = run.instance, run.decisions
    facts = instance.options
    circles = np.array([instance.circle_ids.index(c) for c in target.circles], dtype=np.int64)
    serves = np.zeros(instance.n_options, dtype=bool)
    serves[facts.effect_option[np.isin(facts.effect_circle, circles)]] = True
    in_use = np.isin(facts.site, facts.site[plan.start != NEVER])
    own = np.array([award.circle in set(circles.tolist()) for award in instance.awards], dtype=bool)
    return Wanted(
        serves & ~in_use,
        own & ~awards_paid(instance, plan),
        instance.years.index(target.year),
    )


def _lines(run: OpenRun, wanted: Wanted) -> Iterator[TightBudget]:
    instance = run.instance
    spent, _ = spending(instance, run.decisions)
    for b, t in np.argwhere(instance.budget_cap_fen[:, : wanted.until + 1] >= 0).tolist():
        cap = int(instance.budget_cap_fen[b, t])
        rest = cap - int(spent[b, t])
        most, least = _demand(instance, wanted, b, t)
        if most > rest:
            name = instance.budget_ids[b]
            label = plain(run.names.budgets.get(name, name))
            yield TightBudget(name, label, instance.years[t], cap, rest, least)


def _demand(instance: Instance, wanted: Wanted, budget: int, year: int) -> tuple[int, int]:
    """Return the most that may be drawn on a line in a year, one use for each site, and the least amount; fen."""
    facts = instance.options
    rows = (facts.pay_budget == budget) & (facts.pay_fen > 0) & wanted.option[facts.pay_option]
    rows &= facts.available[facts.pay_option, year]
    awards = [
        (award.circle, award.fen)
        for n, award in enumerate(instance.awards)
        if wanted.award[n] and (award.budget, award.year) == (budget, year) and award.fen > 0
    ]
    sites = facts.site[facts.pay_option[rows]]
    circles = np.array([circle for circle, _ in awards], dtype=np.int64)
    fen = np.array([fen for _, fen in awards], dtype=np.int64)
    return _most_and_least((sites, facts.pay_fen[rows]), (circles, fen))


def _pots(run: OpenRun, wanted: Wanted) -> Iterator[TightBudget]:
    instance, limits = run.instance, run.instance.limits
    facts, drawn = instance.options, limits.drawn(
        run.decisions.start, awards_paid(instance, run.decisions)
    )  # fmt: skip
    circle_of = np.array([award.circle for award in instance.awards], dtype=np.int64)
    worst: dict[int, TightBudget] = {}
    for pot in pots_of(instance, run.names):
        rows = (limits.option_row == pot.row) & (limits.option_amount > 0)
        rows &= wanted.option[limits.option] & (limits.option_first <= wanted.until)
        paid = (limits.award_row == pot.row) & (limits.award_amount > 0)
        paid &= wanted.award[limits.award]
        most, least = _most_and_least(
            (facts.site[limits.option[rows]], limits.option_amount[rows]),
            (circle_of[limits.award[paid]], limits.award_amount[paid]),
        )
        cap = int(limits.cap[pot.row])
        rest = cap - int(drawn[pot.row])
        if most > rest and (pot.group not in worst or rest < worst[pot.group].left_fen):
            worst[pot.group] = TightBudget(
                pot.budget_id, pot.label, pot.year, cap, rest, least, is_pot=True
            )
    yield from worst.values()


def _most_and_least(*draws: tuple[Int, Int]) -> tuple[int, int]:
    """Return the sum over all owners of the largest amount of each, and the smallest amount; 0 where none.

    Parameters
    ----------
    draws
        Owner and amount, fen, of what could be drawn: one of the amounts of each owner.
    """
    most, least = 0, 0
    for owner, fen in draws:
        if len(owner):
            largest = np.zeros(int(owner.max()) + 1, dtype=np.int64)
            np.maximum.at(largest, owner, fen)
            most += int(largest.sum())
            least = min(least or int(fen.min()), int(fen.min()))
    return most, least
