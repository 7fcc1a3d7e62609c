"""A part of the city as an instance of its own: some circles free, everything else as it is planned."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.engine.plans.decisions import NEVER, Decisions, awards_paid, spending
from placement.engine.plans.evaluation import evaluate
from placement.instance import Instance, Int, OptionFacts, TermLimit
from placement.instance.needs import build_needs


@dataclass(frozen=True)
class Subproblem:
    """The part, and where its circles and options stand in the whole.

    Attributes
    ----------
    circles, options
        Positions in the whole instance, ascending.
    start
        The present plan, seen from the part.
    """

    instance: Instance
    circles: Int
    options: Int
    start: Decisions

    def seen_in(self, whole: Decisions) -> Decisions:
        """Return what a plan of the whole decides in the part."""
        return Decisions(whole.start[self.options], whole.held[self.circles])

    def merge(self, whole: Decisions, part: Decisions) -> Decisions:
        """Return the whole plan with the part's decisions put in."""
        start, held = whole.start.copy(), whole.held.copy()
        start[self.options] = part.start
        held[self.circles] = part.held
        return Decisions(start, held)


def cut_out(instance: Instance, plan: Decisions, circles: Int) -> Subproblem:
    """Free some circles and keep the rest of a feasible plan fixed.

    Options that certified circles outside count on, and those no free circle has a use for, stay built in
    their year. Budgets and targets are reduced by what the fixed part spends and achieves, so any plan of
    the part, put into the whole, is feasible there; unless outlets can cost a circle outside something (a
    share of all outlets, an award by density), which whoever merges finds by evaluating the whole.
    """
    inside = np.zeros(instance.n_circles, dtype=bool)
    inside[circles] = True
    facts = instance.options
    touches = np.zeros(instance.n_options, dtype=bool)
    touches[facts.effect_option[inside[facts.effect_circle]]] = True
    kept = _kept_for_others(instance, plan, inside)
    site_kept = np.zeros(len(facts.site_ids), dtype=bool)
    site_kept[facts.site[(plan.start != NEVER) & (kept | ~touches)]] = True
    chosen = np.flatnonzero(touches & (~site_kept[facts.site] | kept))
    part_options, sites = _select(facts, chosen, inside)
    fixed = plan.start.copy()
    fixed[chosen] = NEVER
    outside = plan.held.copy()
    outside[circles] = NEVER
    spent, _ = spending(instance, Decisions(fixed, outside))
    caps = instance.budget_cap_fen
    position = np.full(instance.n_circles, NEVER)
    position[circles] = np.arange(len(circles))
    new_option = np.full(instance.n_options, NEVER)
    new_option[chosen] = np.arange(len(chosen))
    locked = _locked_in_part(instance, plan, kept & touches, (new_option, sites))
    mine = np.array([inside[a.circle] for a in instance.awards], dtype=bool)
    drawn = instance.limits.drawn(fixed, awards_paid(instance, Decisions(fixed, outside)))
    part = replace(
        _with_circles(instance, circles),
        options=part_options,
        budget_cap_fen=np.where(caps < 0, caps, caps - spent),
        awards=tuple(
            replace(a, circle=int(position[a.circle])) for a in instance.awards if inside[a.circle]
        ),
        targets=tuple(k.reduced(outside, position) for k in instance.targets),
        locked_in=locked,
        limits=instance.limits.part(drawn, new_option, np.where(mine, np.cumsum(mine) - 1, NEVER)),
    )
    start = Decisions(plan.start[chosen], plan.held[circles])
    part = replace(part, term_limits=_reduced_limits(instance, plan, part, start))
    return Subproblem(part, circles, chosen, start)


def _with_circles(instance: Instance, circles: Int) -> Instance:
    """Return the instance with what it says of some circles; all that refers to circles by position is as it was."""
    card = instance.card.of_circles(circles)
    existing = instance.existing[circles]
    return replace(
        instance,
        circle_ids=tuple(instance.circle_ids[c] for c in circles),
        residents=instance.residents[circles],
        current_tier=instance.current_tier[circles],
        opens=None if instance.opens is None else instance.opens[circles],
        blocked_circle=instance.blocked_circle[circles],
        existing=existing,
        needs=build_needs(
            instance.lines, card, existing, instance.tier_points, instance.tier_kinds
        ),
        card=card,
    )


def _reduced_limits(
    instance: Instance, plan: Decisions, part: Instance, start: Decisions
) -> tuple[TermLimit, ...]:
    """Return the limits less what the fixed part of the plan contributes to their terms."""
    if not instance.term_limits:
        return ()
    whole, inside = evaluate(instance, plan).terms, evaluate(part, start).terms

    def fixed(term: str) -> int:
        if not term.endswith("_money"):
            return whole[term] - inside[term]
        return whole[term] * instance.money_unit_fen - inside[term] * part.money_unit_fen

    return tuple(
        replace(rule, limit=rule.limit - fixed(rule.term)) for rule in instance.term_limits
    )


def keep_options(part: Subproblem, keep: np.ndarray) -> Subproblem:
    """Return the part with fewer options, a mask over its own; what its start builds must be kept."""
    instance = part.instance
    chosen = np.flatnonzero(keep)
    facts, sites = _select(instance.options, chosen, np.ones(instance.n_circles, dtype=bool))
    new_option = np.full(instance.n_options, NEVER)
    new_option[chosen] = np.arange(len(chosen))
    new_site = {int(s): n for n, s in enumerate(sites)}
    locked = {
        new_site[site]: frozenset((int(new_option[o]), t) for o, t in pairs if keep[o])
        for site, pairs in instance.locked_in.items()
    }
    return Subproblem(
        replace(
            instance,
            options=facts,
            locked_in=locked,
            limits=instance.limits.part(
                np.zeros(len(instance.limits), dtype=np.int64),
                new_option,
                np.arange(len(instance.awards)),
            ),
        ),
        part.circles,
        part.options[chosen],
        Decisions(part.start.start[chosen], part.start.held),
    )


def _locked_in_part(
    instance: Instance, plan: Decisions, kept: np.ndarray, part: tuple[Int, Int]
) -> dict[int, frozenset[tuple[int, int]]]:
    """Return the part's locks: options kept for others in their year, then the scenario's own.

    Parameters
    ----------
    part
        Position of each option in the part (``NEVER`` outside it), and the part's sites.
    """
    new_option, sites = part
    facts = instance.options
    new_site = {int(s): n for n, s in enumerate(sites)}
    locked = {
        new_site[int(facts.site[o])]: frozenset({(int(new_option[o]), int(plan.start[o]))})
        for o in np.flatnonzero(kept)
    }
    for site, pairs in instance.locked_in.items():
        if site in new_site and new_site[site] not in locked:
            locked[new_site[site]] = frozenset(
                (int(new_option[o]), t) for o, t in pairs if new_option[o] != NEVER
            )
    return locked


def _kept_for_others(instance: Instance, plan: Decisions, inside: np.ndarray) -> np.ndarray:
    """Built options that some certified circle outside counts on, shape ``(O,)``."""
    facts = instance.options
    certified = (plan.held != NEVER).any(axis=1) & ~inside
    rows = certified[facts.effect_circle] & (plan.start[facts.effect_option] != NEVER)
    kept = np.zeros(instance.n_options, dtype=bool)
    kept[facts.effect_option[rows]] = True
    return kept


def _select(facts: OptionFacts, chosen: Int, inside: np.ndarray) -> tuple[OptionFacts, Int]:
    new_option = np.full(len(facts.ids), NEVER)
    new_option[chosen] = np.arange(len(chosen))
    new_circle = np.cumsum(inside) - 1
    sites, site = np.unique(facts.site[chosen], return_inverse=True)
    rows = (new_option[facts.effect_option] != NEVER) & inside[facts.effect_circle]
    paid = new_option[facts.pay_option] != NEVER
    return (
        OptionFacts(
            ids=tuple(facts.ids[o] for o in chosen),
            site_ids=tuple(facts.site_ids[s] for s in sites),
            site=site.astype(np.int64),
            available=facts.available[chosen],
            investment_fen=facts.investment_fen[chosen],
            effect_option=new_option[facts.effect_option[rows]],
            effect_circle=new_circle[facts.effect_circle[rows]],
            effect_line=facts.effect_line[rows],
            effect_units=facts.effect_units[rows],
            pay_option=new_option[facts.pay_option[paid]],
            pay_budget=facts.pay_budget[paid],
            pay_fen=facts.pay_fen[paid],
            weight=None if facts.weight is None else facts.weight[chosen],
        ),
        sites,
    )
