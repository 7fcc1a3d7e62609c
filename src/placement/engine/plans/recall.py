"""An earlier plan as a start for an instance that may have changed since."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placement.engine.plans.decisions import NEVER, Decisions, attained, spending, units_by_year
from placement.engine.plans.evaluation import evaluate, is_better
from placement.instance import Instance, Int
from placement.plan import Plan


def recall(plan: Plan, instance: Instance) -> Decisions:
    """Return what of an earlier plan still holds together.

    Choices whose option or year is gone are left out, and so are, dearest first, those that a smaller
    budget no longer pays; a certification stays where its circle still reaches the tier and its award is
    still paid. Locks and hard targets may be missed: see :func:`~placement.engine.plans.decisions.evaluate`.
    """
    start = _within_budgets(instance, _still_there(instance, plan))
    held = _still_reached(instance, start, plan)
    return Decisions(start, _awards_within_budgets(instance, start, held))


def intended(plan: Plan, instance: Instance) -> Decisions:
    """Return all of an earlier plan that there still is, whether it holds together or not."""
    return Decisions(_still_there(instance, plan), certified_in(plan, instance))


def _still_there(instance: Instance, plan: Plan) -> Int:
    options = instance.options
    option_at = {option_id: o for o, option_id in enumerate(options.ids)}
    year_at = {year: t for t, year in enumerate(instance.years)}
    start = Decisions.nothing(instance).start
    taken: set[int] = set()
    for choice in plan.choices:
        o, t = option_at.get(choice.option_id), year_at.get(choice.year)
        if o is None or t is None or not options.available[o, t]:
            continue
        site = int(options.site[o])
        locked = instance.locked_in.get(site)
        if site not in taken and (locked is None or (o, t) in locked):
            start[o] = t
            taken.add(site)
    for site, pairs in sorted(instance.locked_in.items()):
        if site not in taken:
            o, t = min(pairs, key=lambda pair: (options.public_fen[pair[0]], pair))
            start[o] = t
    return start


def _within_budgets(instance: Instance, start: Int) -> Int:
    options, start = instance.options, start.copy()
    for _ in range(instance.n_options):
        over = np.argwhere(
            _excess(instance, Decisions(start, Decisions.nothing(instance).held)) > 0
        )
        if not len(over):
            break
        budget, year = over[0]
        payers = options.pay_option[
            (options.pay_budget == budget) & (options.pay_fen > 0)
            & (start[options.pay_option] == year)
        ]  # fmt: skip
        free = [o for o in payers.tolist() if int(options.site[o]) not in instance.locked_in]
        if not free:
            break
        start[max(free, key=lambda o: (options.public_fen[o], -o))] = NEVER
    return start


def _excess(instance: Instance, decisions: Decisions) -> Int:
    """Money above the caps by budget line and year, fen, shape ``(B, T)``."""
    caps = instance.budget_cap_fen
    spent, _ = spending(instance, decisions)
    return np.where(caps < 0, 0, np.maximum(0, spent - caps))


def certified_in(plan: Plan, instance: Instance) -> Int:
    """Return the tiers of an earlier plan, whether they are still earned or not, shape ``(C, T)``."""
    held = Decisions.nothing(instance).held
    for c, j, t in _certifications(plan, instance):
        held[c, t:] = j
    return held


def _certifications(plan: Plan, instance: Instance) -> Iterator[tuple[int, int, int]]:
    """Yield circle, tier and year of what an earlier plan certifies, as far as there still are such."""
    circle_at = {circle_id: c for c, circle_id in enumerate(instance.circle_ids)}
    tier_at = {tier_id: j for j, tier_id in enumerate(instance.tier_ids)}
    year_at = {year: t for t, year in enumerate(instance.years)}
    for item in sorted(plan.certifications, key=lambda item: item.year):
        if item.circle_id in circle_at and item.tier in tier_at and item.year in year_at:
            yield circle_at[item.circle_id], tier_at[item.tier], year_at[item.year]


def _still_reached(instance: Instance, start: Int, plan: Plan) -> Int:
    units = units_by_year(instance, start)
    reach = [attained(instance, units[t]) for t in range(instance.n_years)]
    held = Decisions.nothing(instance).held
    for c, j, t in _certifications(plan, instance):
        is_kept = all(reach[later][c, j] for later in range(t, instance.n_years))
        if is_kept and not instance.blocked_circle[c] and instance.may_hold(t)[c, j]:
            held[c, t:] = j
    return held


def _awards_within_budgets(instance: Instance, start: Int, held: Int) -> Int:
    held = held.copy()
    for c in np.argsort(instance.residents, kind="stable"):
        excess = _excess(instance, Decisions(start, held))
        if not excess.any():
            break
        if (held[c] != NEVER).any() and _costs_too_much(instance, start, held, int(c), excess):
            held[c] = NEVER
    return held


def _costs_too_much(instance: Instance, start: Int, held: Int, circle: int, excess: Int) -> bool:
    without = held.copy()
    without[circle] = NEVER
    return bool((_excess(instance, Decisions(start, without)) < excess).any())


def better_start(
    instance: Instance, one: tuple[Decisions, str], other: Decisions | None
) -> tuple[Decisions, str]:
    """Return the better of a feasible start and a recalled plan, if that is feasible at all."""
    if other is None:
        return one
    rank = evaluate(instance, one[0]).rank(instance)
    return (other, "start") if is_better(instance, other, rank) else one
