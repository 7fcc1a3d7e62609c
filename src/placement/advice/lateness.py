"""Of plans that are as good the one with late money above the caps, and with as little moved as can be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placement.engine import NEVER, Decisions, evaluate, is_as_good
from placement.instance import Instance

TERM = "overrun_years"


def put_off(instance: Instance, plan: Decisions) -> Decisions:
    """Return a plan with as little above the caps, and no earlier: certifications and works wait as long as they can.

    It is as good in every stage of the instance, or better. A plan that exceeds no cap before the last year
    is returned as it is.
    """
    value = evaluate(instance, plan)
    if not value.feasible or not value.terms[TERM]:
        return plan
    best, rank = plan, value.rank(instance)
    for circle in np.flatnonzero((plan.held != NEVER).any(axis=1)).tolist():
        for trial in _certified_later(best, circle):
            if is_as_good(instance, trial, rank):
                best, rank = trial, evaluate(instance, trial).rank(instance)
                break
    for option in np.flatnonzero(best.start != NEVER).tolist():
        for year in range(instance.n_years - 1, int(best.start[option]), -1):
            trial = _started_in(best, option, year)
            if is_as_good(instance, trial, rank):
                best, rank = trial, evaluate(instance, trial).rank(instance)
                break
    return best


def stay(instance: Instance, plan: Decisions, before: Decisions) -> Decisions:
    """Return a plan as good in every stage in which works of an earlier plan keep their year where they can."""
    rank = evaluate(instance, plan).rank(instance)
    moved = (plan.start != NEVER) & (before.start != NEVER) & (plan.start != before.start)
    for option in np.flatnonzero(moved).tolist():
        trial = _started_in(plan, option, int(before.start[option]))
        if is_as_good(instance, trial, rank):
            plan = trial
    return plan


def _certified_later(plan: Decisions, circle: int) -> Iterator[Decisions]:
    """Yield the plan with a circle's tiers of later and later years taken back, most of them first."""
    path = plan.held[circle]
    for until in range(len(path) - 1, 0, -1):
        if (path[:until] != NEVER).any():
            held = plan.held.copy()
            held[circle, :until] = NEVER
            yield Decisions(plan.start, held)


def _started_in(plan: Decisions, option: int, year: int) -> Decisions:
    start = plan.start.copy()
    start[option] = year
    return Decisions(start, plan.held)
