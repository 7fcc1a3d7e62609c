"""What an office does by hand: cheapest gap first, circle by circle, year by year.

It is the baseline every plan is compared with, the start of the solver and the floor below which no
published plan falls. Each year the targets due are filled with the circles whose gap is cheapest to
close; what the year's budget leaves goes towards targets of later years, pro rata.
"""

from __future__ import annotations

import heapq
from dataclasses import replace

import numpy as np

from placement.engine.control.watch import Watch
from placement.engine.office.desk import Desk
from placement.engine.plans.decisions import NEVER, Decisions, attained, units_by_year
from placement.engine.plans.evaluation import evaluate
from placement.instance import Bool, Instance, Int, TargetFacts


def plan_greedily(
    instance: Instance, locked: dict[int, int] | None = None, watch: Watch | None = None
) -> Decisions:
    """Plan as an office does; the result is feasible, or the do-nothing plan where locks forbid more.

    Parameters
    ----------
    locked
        Option → year for every locked site; by default the cheapest, earliest of each, one by one.
    watch
        When it is interrupted, the office goes home with what it has planned so far.

    Returns
    -------
    Decisions
        Feasible unless the locked-in premises alone break a budget or a hard target is missed.
    """
    desk = Desk.open(instance)
    starts = cheapest_locked(instance) if locked is None else locked
    desk.promise(starts)
    for t in range(instance.n_years):
        desk.begin(t)
        for option in sorted(o for o, year in starts.items() if year == t):
            desk.build(option)
        may = instance.may_hold(t)
        for target in _due(instance, t):
            _fill(desk, target, may[:, target.tier], watch or Watch())
    return _certify_what_is_free(instance, _as_earned(instance, desk.start, desk.held))


def cheapest_locked(instance: Instance) -> dict[int, int]:
    """Return option → year of the cheapest, then earliest choice of every locked site."""
    starts = {}
    for pairs in instance.locked_in.values():
        price = instance.options.public_fen
        option, year = min(pairs, key=lambda pair: (int(price[pair[0]]), pair[1], pair[0]))
        starts[option] = year
    return starts


def _due(instance: Instance, year: int) -> list[TargetFacts]:
    """Targets to work on in a year: those due first, lower tiers first, then later ones."""
    open_targets = [
        k for k in instance.targets if k.year >= year and not (k.per_year and k.year > year)
    ]
    return sorted(open_targets, key=lambda k: (k.year > year, k.tier, -k.required, k.id))


def _required_now(target: TargetFacts, year: int) -> int:
    if target.year == year or target.per_year:
        return target.required
    if target.tier == 0:
        return 0  # earlier years have their own targets of the lowest tier
    return -(-target.required * (year + 1) // (target.year + 1))


def _fill(desk: Desk, target: TargetFacts, may: Bool, watch: Watch) -> None:
    """Certify the circles with the cheapest gaps until the target has what it needs by now."""
    tier, required = target.tier, _required_now(target, desk.year)
    now = replace(target, year=desk.year, required=required)
    achieved = now.achieved(desk.held)
    if required <= achieved:
        return
    amount = now.amount_of
    queue = [
        (desk.price_of(c, tier) / amount[c], c)
        for c in _candidates(desk, target, may)
        if amount[c] and not watch.interrupted
    ]
    heapq.heapify(queue)
    while queue and achieved < required and not watch.interrupted:
        estimate, circle = heapq.heappop(queue)
        if estimate == np.inf:
            return
        price = desk.price_of(circle, tier) / amount[circle]
        if queue and price > queue[0][0]:
            heapq.heappush(queue, (price, circle))
        elif desk.close_and_certify(circle, tier):
            achieved = now.achieved(desk.held)


def _candidates(desk: Desk, target: TargetFacts, may: Bool) -> list[int]:
    held = desk.held[:, desk.year]
    return [
        c
        for c in target.circles
        if may[c] and held[c] < target.tier and (desk.instance.allow_interim or held[c] == NEVER)
    ]


def _as_earned(instance: Instance, start: Int, held: Int) -> Decisions:
    """Take back certifications that what was built later has cost; only shares of outlets can fall."""
    if instance.card.rises:
        return Decisions(start, held)
    units = units_by_year(instance, start)
    kept = held.copy()
    for t in range(instance.n_years):
        reach = attained(instance, units[t])
        for c in np.flatnonzero(held[:, t] != NEVER):
            if not reach[c, held[c, t]]:
                kept[c] = NEVER
    return Decisions(start, kept)


def _certify_what_is_free(instance: Instance, decisions: Decisions) -> Decisions:
    """Also certify circles that reach a tier without any more money, if that makes the plan better."""
    units = units_by_year(instance, decisions.start)
    awarded = {(a.circle, a.tier, a.year) for a in instance.awards}
    held = decisions.held.copy()
    reach = np.stack([attained(instance, units[t]) for t in range(instance.n_years)])
    lasting = np.logical_and.accumulate(reach[::-1], axis=0)[::-1]
    for t in range(instance.n_years):
        open_tiers = lasting[t] & instance.may_hold(t)
        for c in np.flatnonzero(open_tiers.any(axis=1)).tolist():
            tiers = np.flatnonzero(open_tiers[c]).tolist()
            best = max([NEVER, *(j for j in tiers if (c, j, t) not in awarded)])
            rises = instance.allow_interim or held[c, -1] in {NEVER, best}
            if best != NEVER and rises:
                held[c, t:] = np.maximum(held[c, t:], best)
    freed = Decisions(decisions.start, held)
    before, after = evaluate(instance, decisions), evaluate(instance, freed)
    better = after.feasible and after.rank(instance) < before.rank(instance)
    return freed if better or (after.feasible and not before.feasible) else decisions
