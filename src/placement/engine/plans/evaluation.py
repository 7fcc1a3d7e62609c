"""The exact value of decisions: which rules they break, and what every objective term is.

As :mod:`~placement.engine.plans.decisions` the engine's own arithmetic, which the audit does not share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from placement.engine.plans.decisions import (
    NEVER,
    Decisions,
    attained,
    awards_paid,
    spending,
    units_by_year,
)
from placement.instance import Instance, Int, Stage, TermLimit
from placement.instance.limits import NO_POT


@dataclass(frozen=True)
class Evaluation:
    """Exact value of decisions.

    Attributes
    ----------
    violations
        Sentences naming each rule broken; empty for a feasible plan.
    terms
        Value of every objective term, money in the instance's money units.
    spent_fen
        Committed money by budget line and year, shape ``(B, T)``.
    shortfall
        Missing circles by target.
    """

    violations: tuple[str, ...]
    terms: dict[str, int]
    spent_fen: Int
    shortfall: dict[str, int] = field(default_factory=dict)

    @cached_property
    def feasible(self) -> bool:
        """True when no rule is broken."""
        return not self.violations

    def minimised(self, stage: Stage) -> int:
        """Value of a stage's term in the sense that smaller is better."""
        return stage.sign * self.terms[stage.term]

    def rank(self, instance: Instance) -> tuple[int, ...]:
        """Value by stage, smaller is better, for comparing plans lexicographically."""
        return tuple(self.minimised(stage) for stage in instance.stages)


def evaluate(instance: Instance, decisions: Decisions) -> Evaluation:
    """Check decisions against every rule of the instance and value every objective term."""
    violations = [
        *_site_violations(instance, decisions),
        *_tier_violations(instance, decisions),
        *limit_violations(instance, decisions),
    ]
    spent, award_fen = spending(instance, decisions)
    over = (instance.budget_cap_fen >= 0) & (spent > instance.budget_cap_fen)
    shortfall = {k.id: k.missing(decisions.held) for k in instance.targets}
    terms = _terms(instance, decisions, shortfall, award_fen) | _overrun_terms(
        instance, decisions, spent
    )
    violations += [
        f"{rule.term} is not {'<=' if rule.is_most else '>='} {rule.limit}"
        for rule in instance.term_limits
        if not _keeps(instance, rule, terms)
    ]
    violations += [
        f"budget {instance.budget_ids[b]} {instance.years[t]} exceeded by "
        f"{int(spent[b, t] - instance.budget_cap_fen[b, t])} fen"
        for b, t in np.argwhere(over)
        if not instance.elastic_budgets
    ]
    violations += [
        f"hard target {k.id} missed by {shortfall[k.id]}"
        for k in instance.targets
        if k.hard and shortfall[k.id]
    ]
    return Evaluation(tuple(violations), terms, spent, shortfall)


def is_as_good(instance: Instance, decisions: Decisions, rank: tuple[int, ...]) -> bool:
    """Tell whether decisions break no rule and are no worse than a value by stage."""
    value = evaluate(instance, decisions)
    return value.feasible and value.rank(instance) <= rank


def is_better(instance: Instance, decisions: Decisions, rank: tuple[int, ...]) -> bool:
    """Tell whether decisions break no rule and are better than a value by stage."""
    value = evaluate(instance, decisions)
    return value.feasible and value.rank(instance) < rank


def _overrun_terms(instance: Instance, decisions: Decisions, spent: Int) -> dict[str, int]:
    """Money units above the caps, and the same times the years that come after; see :func:`_overrun`."""
    above = _overrun(instance, spent)
    money, early = int(above.sum()), int((above * np.arange(instance.n_years)[::-1]).sum())
    if instance.elastic_pots and len(instance.limits):
        lacking, pots = _row_overrun(instance, decisions), instance.limits.pot
        money += sum(int(lacking[pots == pot].max()) for pot in set(pots.tolist()) - {NO_POT})
        early += int((lacking * instance.years_after).sum())
    return {"overrun_money": money, "overrun_years": early}


def _overrun(instance: Instance, spent: Int) -> Int:
    """Money units above the caps, shape ``(B, T)``, as the model counts them: caps rounded down to whole units."""
    unit, caps = instance.money_unit_fen, instance.budget_cap_fen
    return np.where(caps >= 0, np.maximum(0, spent // unit - caps // unit), 0)


def _row_overrun(instance: Instance, decisions: Decisions) -> Int:
    """Money units that the rows of pots lack, shape ``(R,)``; caps rounded down as above."""
    limits, unit = instance.limits, instance.money_unit_fen
    drawn = limits.drawn(decisions.start, awards_paid(instance, decisions))
    lacking = np.maximum(0, drawn // unit - limits.cap // unit)
    return np.where((limits.pot != NO_POT) & (limits.cap >= 0), lacking, 0)


def _keeps(instance: Instance, rule: TermLimit, terms: dict[str, int]) -> bool:
    unit = instance.money_unit_fen if rule.term.endswith("_money") else 1
    value = terms[rule.term] * unit
    return value <= rule.limit if rule.is_most else value >= rule.limit


def limit_violations(instance: Instance, decisions: Decisions) -> list[str]:
    """Name the quotas, pools, batches and pots of budget lines that are not kept."""
    limits = instance.limits
    if not len(limits):
        return []
    drawn = limits.drawn(decisions.start, awards_paid(instance, decisions))
    over = (limits.cap >= 0) & (drawn > limits.cap)
    if instance.elastic_pots:
        over &= limits.pot == NO_POT
    short = ((drawn > 0) | limits.begun) & (drawn < limits.least)
    parted = (drawn + limits.outside) % np.maximum(limits.batch, 1) > 0
    return (
        [
            f"{limits.ids[r]}: {drawn[r]} drawn, at most {limits.cap[r]}"
            for r in np.flatnonzero(over)
        ]
        + [
            f"{limits.ids[r]}: {drawn[r]} drawn, at least {limits.least[r]}"
            for r in np.flatnonzero(short)
        ]
        + [
            f"{limits.ids[r]}: {drawn[r]} drawn, not in whole batches of {limits.batch[r]}"
            for r in np.flatnonzero(parted)
        ]
    )


def _site_violations(instance: Instance, decisions: Decisions) -> list[str]:
    options = instance.options
    chosen = np.flatnonzero(decisions.start != NEVER)
    found = [
        f"option {options.ids[o]} is not available in {instance.years[decisions.start[o]]}"
        for o in chosen
        if not options.available[o, decisions.start[o]]
    ]
    sites, count = np.unique(options.site[chosen], return_counts=True)
    found += [
        f"site {options.site_ids[s]} taken {n} times"
        for s, n in zip(sites, count, strict=True)
        if n > 1
    ]
    taken = {(int(options.site[o]), int(o), int(decisions.start[o])) for o in chosen}
    found += [
        f"locked site {options.site_ids[s]} is not used as locked"
        for s, pairs in instance.locked_in.items()
        if not any((s, o, t) in taken for o, t in pairs)
    ]
    return found


def _tier_violations(instance: Instance, decisions: Decisions) -> list[str]:
    found = []
    units = units_by_year(instance, decisions.start)
    for t, year in enumerate(instance.years):
        held = decisions.held[:, t]
        circles = np.flatnonzero(held != NEVER)
        reached = attained(instance, units[t])[circles, held[circles]]
        found += [
            f"circle {instance.circle_ids[c]} does not reach {instance.tier_ids[held[c]]} in {year}"
            for c in circles[~reached]
        ]
        if t > 0:
            found += [
                f"circle {instance.circle_ids[c]} falls in {year}"
                for c in np.flatnonzero(held < decisions.held[:, t - 1])
            ]
    circles = np.arange(instance.n_circles)
    may = np.stack(
        [instance.may_hold(t)[circles, decisions.held[:, t]] for t in range(instance.n_years)],
        axis=1,
    )
    illegal = (decisions.held != NEVER) & ~may
    found += [
        f"circle {instance.circle_ids[c]} may not be certified so" for c, _ in np.argwhere(illegal)
    ]
    if not instance.allow_interim:
        climbs = (decisions.held != NEVER) & (decisions.held != decisions.held[:, -1:])
        found += [
            f"circle {instance.circle_ids[c]} may not rise within the horizon"
            for c in np.flatnonzero(climbs.any(axis=1))
        ]
    return found


def _terms(
    instance: Instance, decisions: Decisions, shortfall: dict[str, int], award_fen: int
) -> dict[str, int]:
    unit = instance.money_unit_fen
    chosen = decisions.start != NEVER
    aid = int(instance.options.public_fen[chosen].sum())
    holds = decisions.held != NEVER
    counted = aid + (award_fen if instance.awards_are_minimised else 0)
    return {
        "target_shortfall": sum(k.weight * shortfall[k.id] for k in instance.targets),
        "aid_money": aid // unit,
        "award_money": award_fen // unit,
        "public_money": counted // unit,
        "resident_years": int((holds * instance.residents[:, None]).sum()),
        "certified_residents": int(instance.residents[holds[:, -1]].sum()),
        "conversions": int(chosen.sum()),
        "option_weight": 0
        if instance.options.weight is None
        else int(instance.options.weight[chosen, decisions.start[chosen]].sum()),
    }
