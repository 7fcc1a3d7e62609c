"""Options that nothing rests on: left out of a plan, so that it asks of nobody what it does not need.

An operator who comes by himself costs no public money, so nothing in the objective keeps a solver from
listing him; but the plan says that every project on its list is needed.
"""

from __future__ import annotations

import numpy as np

from placement.engine.decisions import NEVER, Decisions, attained, evaluate, units_by_year
from placement.instance import Instance, Int


def drop_idle(instance: Instance, plan: Decisions) -> Decisions:
    """Return a plan at least as good in every stage in which no option can be left out any more.

    The largest investments are tried first. Locked sites stay; nothing is dropped where a stage wants as many
    measures as possible.
    """
    if any(stage.term == "conversions" and stage.maximise for stage in instance.stages):
        return plan
    thinner = _without_useless(instance, plan)
    rank = evaluate(instance, plan).rank(instance)
    if _is_as_good(instance, thinner, rank):
        return thinner
    # A rule beyond the tiers rests on some of them: ask exactly, one by one.
    best = plan
    for option in np.flatnonzero(thinner.start != plan.start):
        trial = Decisions(best.start.copy(), plan.held)
        trial.start[option] = NEVER
        if _is_as_good(instance, trial, rank):
            best = trial
    return best


def _without_useless(instance: Instance, plan: Decisions) -> Decisions:
    """Leave out every option without which all circles still reach the tiers they hold."""
    facts = instance.options
    start, units = plan.start.copy(), units_by_year(instance, plan.start)
    chosen = np.flatnonzero(start != NEVER)
    for option in chosen[np.lexsort((chosen, -facts.investment_fen[chosen]))].tolist():
        if int(facts.site[option]) in instance.locked_in:
            continue
        _add(instance, units, option, int(start[option]), -1)
        if _all_reached(instance, units, plan.held):
            start[option] = NEVER
        else:
            _add(instance, units, option, int(start[option]), 1)
    return Decisions(start, plan.held)


def _add(instance: Instance, units: Int, option: int, year: int, sign: int) -> None:
    facts = instance.options
    low, high = np.searchsorted(facts.effect_option, [option, option + 1])
    where = (facts.effect_circle[low:high], facts.effect_line[low:high])
    for t in range(year, instance.n_years):
        np.add.at(units[t], where, sign * facts.effect_units[low:high])


def _all_reached(instance: Instance, units: Int, held: Int) -> bool:
    for t in range(instance.n_years):
        circles = np.flatnonzero(held[:, t] != NEVER)
        if not attained(instance, units[t])[circles, held[circles, t]].all():
            return False
    return True


def _is_as_good(instance: Instance, plan: Decisions, rank: tuple[int, ...]) -> bool:
    value = evaluate(instance, plan)
    return value.feasible and value.rank(instance) <= rank
