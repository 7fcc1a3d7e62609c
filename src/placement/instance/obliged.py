"""Targets of the scenario → facts: positions, and what circles recognised before the horizon bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from placement.instance.reviews import NONE, Reviews
from placement.instance.targets import TargetFacts
from placement.scenario.model import Scenario, ShareOf, Target


def target_facts(scenario: Scenario, target: Target, reviews: Reviews) -> TargetFacts:
    """Turn a target into positions; circles recognised before the horizon that count are settled.

    A circle that loses its tier by a review counts until then, and afterwards if the plan has it recognised
    again, which is no year's new circle.
    """
    tiers = {tier.id: j for j, tier in enumerate(scenario.rubric.tiers)}
    circles = tuple(scenario.tables.circles["circle_id"])
    tier = tiers[target.tier]
    done = _done(scenario, target, target.circles, tier, reviews)
    position = {circle: c for c, circle in enumerate(circles)}
    free = [c for c in target.circles if c not in done]
    if target.mode == "per_year":
        lost = reviews.falls & (reviews.old >= tier)
        if target.first_only:
            lost |= reviews.old != NONE
        free = [c for c in free if not lost[position[c]]]
    amounts = target.amounts or dict.fromkeys(target.circles, 1)
    required = target.required - sum(amounts[c] for c in done)
    facts = TargetFacts(
        id=target.id,
        circles=tuple(position[c] for c in free),
        tier=tier,
        year=scenario.years.index(target.year),
        required=required if target.exactly else max(0, required),
        weight=target.weight,
        hard=target.hard,
        per_year=target.mode == "per_year",
        amounts=tuple(amounts[c] for c in free) if target.amounts else (),
        step=target.step,
        exactly=target.exactly,
        first_only=target.first_only,
    )
    return (
        facts
        if target.of is None
        else _share(scenario, target, target.of, facts, (len(done), reviews))
    )


def _done(
    scenario: Scenario, target: Target, members: Iterable[str], tier: int, reviews: Reviews
) -> frozenset[str]:
    """Return the circles that count by their recognition before the horizon, in the year of the target."""
    if target.mode == "per_year":
        return frozenset()
    circles = scenario.tables.circles
    year = scenario.years.index(target.year)
    counts = np.where(year < reviews.year, reviews.old, reviews.kept) >= tier
    if target.since is not None:
        counts &= circles["recognised_year"].to_numpy() >= target.since
    return frozenset(circles["circle_id"].to_numpy()[counts]) & frozenset(members)


def _share(
    scenario: Scenario,
    target: Target,
    of: ShareOf,
    facts: TargetFacts,
    settled_before: tuple[int, Reviews],
) -> TargetFacts:
    """Return ``n(tier) ≥ round(p/q · n(base tier))`` in whole numbers, for each way of rounding.

    ==========  ======================================
    up          q · n ≥ p · base
    down        q · n ≥ p · base − (q − 1)
    nearest     2q · n ≥ 2p · base − (q − 1)
    ==========  ======================================
    """
    tiers = {tier.id: j for j, tier in enumerate(scenario.rubric.tiers)}
    position = {circle: c for c, circle in enumerate(scenario.tables.circles["circle_id"])}
    tier = tiers[of.tier]
    done, reviews = settled_before
    settled = _done(scenario, target, of.circles, tier, reviews)
    top, whole = of.share.numerator, of.share.denominator
    slack = {"up": 0, "down": 1 - whole, "nearest": 1 - whole}[of.rounding]
    if of.rounding == "nearest":
        top, whole = 2 * top, 2 * whole
    return replace(
        facts,
        amounts=(whole,) * len(facts.circles),
        step=whole,
        base=tuple(position[c] for c in of.circles if c not in settled),
        base_tier=tier,
        base_share=top,
        required=top * len(settled) + slack - whole * done,
    )
