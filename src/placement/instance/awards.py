"""Awards of circles by tier, year and what they held before (A6, C29)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placement.finance.together import split_among
from placement.instance.budgets import BudgetKey, budget_of
from placement.instance.facts import ANY, NOTHING, AwardFacts
from placement.policy.programmes import AwardProgramme
from placement.policy.terms import runs_in
from placement.scenario.model import Scenario


def award_facts(scenario: Scenario, budgets: tuple[BudgetKey, ...]) -> Iterator[AwardFacts]:
    """Yield the awards of every circle, tier and year, one per payer.

    A circle that held a lower tier before is paid, as ``upgrade`` says, in full, nothing, or the
    difference of the two tiers' amounts in the year it rises.
    """
    position = {key: n for n, key in enumerate(budgets)}
    for programme in scenario.programmes:
        if not isinstance(programme, AwardProgramme):
            continue
        for circle, tier, year, before, fen in _amounts(scenario, programme):
            district = scenario.tables.circles["district"].iloc[circle]
            parts = split_among(programme.payers, np.array([fen], dtype=np.int64))
            for payer, part in zip(programme.payers, parts, strict=True):
                budget = budget_of(position, payer.budget, district)
                yield AwardFacts(programme.id, circle, tier, year, budget, int(part[0]), before)


def _amounts(
    scenario: Scenario, programme: AwardProgramme
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield circle, tier, year, tier held before, and fen."""
    tiers = {tier.id: j for j, tier in enumerate(scenario.rubric.tiers)}
    paid = {
        (tiers[tier], t): by_year.get(year, 0)
        for tier, by_year in programme.amounts.items()
        for t, year in enumerate(scenario.years)
        if runs_in(programme.windows, year)
    }
    current = [tiers.get(tier, NOTHING) for tier in scenario.tables.circles["current_tier"]]
    for (tier, t), full in paid.items():
        if not full:
            continue
        for circle, held in enumerate(current):
            if programme.upgrade == "full":
                yield circle, tier, t, ANY, full
                continue
            for before in (NOTHING, *range(max(held + 1, 0), tier)):
                lower = held if before == NOTHING else before
                fen = full if lower == NOTHING else _rise(programme, full, paid.get((lower, t), 0))
                if fen:
                    yield circle, tier, t, before, fen


def _rise(programme: AwardProgramme, full: int, lower: int) -> int:
    return max(0, full - lower) if programme.upgrade == "difference" else 0
