"""All years of the horizon as one: a relaxation that is a fraction of the size and nearly always as tight.

Of any plan keep what is built at all and the tier each circle ends with. That is a plan of the merged
instance, because tiers only rise and every target up to a year is also met by its end; its terms are no
worse than the plan's. So what no plan of the merged instance can beat, no plan of the years can.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from placement.engine.plans.decisions import NEVER, Decisions
from placement.instance import AwardFacts, Instance, Int, Stage, TargetFacts, TermLimit

NOT_BOUNDED_ABOVE = frozenset({
    "award_money", "public_money", "overrun_money", "overrun_years", "target_shortfall",
})  # fmt: skip
"""Terms that may be larger over the years than merged: awards count with their least amount, a year's
budget may be exceeded while another's is left over, and a target of an early year may be met too late."""


def merge_years(instance: Instance) -> Instance:
    """Return the instance with one year that has the budgets, the options and the targets of all.

    ==================  ====================================================================
    budgets             caps added up; none where a year has none
    options             available when they are in any year, with the weight of the year that is best for them
    awards              the least a tier is paid in any year, line by line; none that ask for more than tier and year
    limits              those over the whole horizon, of options alone
    targets             all of them, by the end; those counted within a year added up
    limits of terms     kept where the merged term is no greater, or no less, than over the years
    ==================  ====================================================================
    """
    caps = instance.budget_cap_fen
    merged = np.where((caps < 0).any(axis=1), -1, caps.sum(axis=1))
    options = instance.options
    return replace(
        instance,
        years=instance.years[-1:],
        options=replace(
            options,
            available=np.any(options.available, axis=1, keepdims=True),
            weight=_best_weight(instance),
        ),
        budget_cap_fen=merged[:, None],
        awards=_least_awards(instance),
        targets=_by_the_end(instance.targets, instance.n_years - 1),
        locked_in={
            site: frozenset((option, 0) for option, _ in pairs)
            for site, pairs in instance.locked_in.items()
        },
        allow_interim=False,
        opens=None,
        limits=instance.limits.years_merged(instance.n_years - 1),
        term_limits=tuple(
            rule
            if rule.is_most
            else replace(rule, limit=-(-rule.limit // _most_times(instance, rule)))
            for rule in instance.term_limits
            if rule.is_most or rule.term not in NOT_BOUNDED_ABOVE
        ),
    )


def _best_weight(instance: Instance) -> Int | None:
    weight = instance.options.weight
    if weight is None:
        return None
    wanted = any(stage.term == "option_weight" and stage.maximise for stage in instance.stages)
    best: Int = (np.max if wanted else np.min)(weight, axis=1, keepdims=True)
    return best


def _most_times(instance: Instance, rule: TermLimit) -> int:
    """How many times its merged value a term may have over the years."""
    return instance.n_years if rule.term == "resident_years" else 1


def merge_plan(plan: Decisions) -> Decisions:
    """Return what is left of a plan when its years are merged."""
    start: Int = np.where(plan.start != NEVER, 0, NEVER)
    return Decisions(start, plan.held[:, -1:])


def years_per_merged(instance: Instance, stage: Stage) -> int | None:
    """Return how many times its merged value a stage's term has over the years at most, in its wished sense.

    Returns
    -------
    int or None
        ``None`` where the merged value says nothing about the years.
    """
    if not stage.maximise:
        return 1
    if stage.term in NOT_BOUNDED_ABOVE:
        return None
    return instance.n_years if stage.term == "resident_years" else 1


def _least_awards(instance: Instance) -> tuple[AwardFacts, ...]:
    paid: dict[tuple[str, int, int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for a in instance.awards:
        if not a.is_plain:
            continue
        paid[a.programme_id, a.circle, a.tier, a.budget][a.year] += a.fen
    return tuple(
        AwardFacts(programme, circle, tier, 0, budget, min(by_year.values()))
        for (programme, circle, tier, budget), by_year in paid.items()
        if len(by_year) == instance.n_years
    )


def _by_the_end(targets: tuple[TargetFacts, ...], last: int) -> tuple[TargetFacts, ...]:
    """Return the targets as counted at the end of the horizon.

    Targets within single years of the same circles and tier become one: a circle counts for one of them
    only, so together they miss at least what their sum misses. A hard one among them makes none hard: only
    all together would. An exact number by an earlier year may be exceeded later, and a share of what is
    achieved by then says nothing of the end.
    """
    result = [
        replace(k, year=0, exactly=k.exactly and k.year == last)
        for k in targets
        if not k.per_year and (not k.base_share or k.year == last)
    ]
    within: dict[tuple[tuple[int, ...], int, tuple[int, ...]], list[TargetFacts]] = defaultdict(
        list
    )
    for k in targets:
        if k.per_year:
            within[k.circles, k.tier, k.amounts].append(k)
    return (*result, *(_added_up(members) for members in within.values()))


def _added_up(members: list[TargetFacts]) -> TargetFacts:
    return replace(
        members[0],
        year=0,
        per_year=False,
        exactly=False,
        first_only=False,
        required=sum(k.required for k in members),
        weight=min(k.weight for k in members),
        hard=all(k.hard for k in members),
    )
