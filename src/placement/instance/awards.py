"""Awards of circles by tier, year, what they held before and density of outlets (A6, C29)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from placement.finance.together import split_among
from placement.funding import district_groups
from placement.instance.budgets import BudgetKey, budget_of
from placement.instance.facts import ANY, NOTHING, UNLIMITED, AwardFacts
from placement.policy.programmes import AwardProgramme
from placement.policy.rubric import award_line
from placement.policy.terms import runs_in
from placement.scenario.model import Scenario

PER_RESIDENTS = 1000


@dataclass(frozen=True)
class _Band:
    """Amounts that hold from one density of outlets to the next; fen by (tier, year)."""

    from_density: Fraction
    below_density: Fraction | None
    paid: dict[tuple[int, int], int]


def award_facts(scenario: Scenario, budgets: tuple[BudgetKey, ...]) -> Iterator[AwardFacts]:
    """Yield the awards of every circle, tier and year, one per payer.

    A circle that held a lower tier before is paid, as ``upgrade`` says, in full, nothing, or the
    difference of the two tiers' amounts in the year it rises, both of the density it then has.
    """
    position = {key: n for n, key in enumerate(budgets)}
    for programme in scenario.programmes:
        if not isinstance(programme, AwardProgramme):
            continue
        for award, fen in _amounts(scenario, programme):
            district = scenario.tables.circles["district"].iloc[award.circle]
            parts = split_among(programme.payers, np.array([fen], dtype=np.int64))
            for payer, part in zip(programme.payers, parts, strict=True):
                yield AwardFacts(
                    programme.id, award.circle, award.tier, award.year,
                    budget_of(position, payer.budget, district), int(part[0]), award.before,
                    award.line, award.from_units, award.below_units,
                )  # fmt: skip


def _amounts(scenario: Scenario, programme: AwardProgramme) -> Iterator[tuple[AwardFacts, int]]:
    """Yield awards without payer, each with its fen."""
    tiers = {tier.id: j for j, tier in enumerate(scenario.rubric.tiers)}
    circles = scenario.tables.circles
    eligible = _is_eligible(scenario, programme)
    current = [tiers.get(tier, NOTHING) for tier in circles["current_tier"]]
    held = [
        (tier, 0 if circle in scenario.reviews else tier + 1)
        for circle, tier in zip(circles["circle_id"], current, strict=True)
    ]
    lines = {line.id: i for i, line in enumerate(scenario.rubric.lines)}
    line = lines[award_line(programme.id)] if programme.densities else NOTHING
    for band in _bands(scenario, programme, tiers):
        for circle, people in enumerate(circles["residents"].tolist()):
            units = _units(band, people)
            if not eligible[circle] or units[0] >= units[1]:
                continue
            for tier, t, before, fen in _by_rise(programme, band.paid, held[circle]):
                yield AwardFacts(programme.id, circle, tier, t, 0, fen, before, line, *units), fen


def _is_eligible(scenario: Scenario, programme: AwardProgramme) -> list[bool]:
    """Tell for each circle whether the award is for its district and class of areas."""
    rule, groups = programme.eligible, district_groups(scenario)
    districts = {d for name in rule.districts for d in groups.get(name, {name})}
    circles = scenario.tables.circles
    return [
        (not rule.districts or district in districts)
        and (not rule.area_classes or area_class in rule.area_classes)
        for district, area_class in zip(circles["district"], circles["area_class"], strict=True)
    ]


def _bands(scenario: Scenario, programme: AwardProgramme, tiers: dict[str, int]) -> Iterator[_Band]:
    most = {
        (tiers[tier], t): by_year.get(year, 0)
        for tier, by_year in programme.amounts.items()
        for t, year in enumerate(scenario.years)
        if runs_in(programme.windows, year)
    }
    if not programme.densities:
        yield _Band(Fraction(0), None, most)
        return
    rows = sorted(programme.densities, key=lambda row: row.per_1000_residents)
    ends = [Fraction(row.per_1000_residents) for row in rows[1:]]
    for n, row in enumerate(rows):
        amounts = {tiers[tier]: fen for tier, fen in row.amounts.items()}
        paid = {key: min(fen, amounts.get(key[0], 0)) for key, fen in most.items()}
        end = ends[n] if n < len(ends) else None
        yield _Band(Fraction(row.per_1000_residents), end, paid)


def _units(band: _Band, people: int) -> tuple[int, int]:
    """Return the fewest outlets of a band, and the fewest of the next one."""
    low = ceil(band.from_density * people / PER_RESIDENTS)
    if band.below_density is None:
        return low, UNLIMITED
    return low, ceil(band.below_density * people / PER_RESIDENTS)


def _by_rise(
    programme: AwardProgramme, paid: dict[tuple[int, int], int], held: tuple[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield tier, year, tier held before, and fen.

    Parameters
    ----------
    held
        Tier recognised before the horizon, and the lowest tier that may be held within it: one it had, where
        a review has taken it. A tier it had brings no award.
    """
    for (tier, t), full in paid.items():
        if not full:
            continue
        if tier <= held[0]:
            continue
        if programme.upgrade == "full":
            yield tier, t, ANY, full
            continue
        for before in (NOTHING, *range(held[1], tier)):
            lower = held[0] if before == NOTHING else before
            fen = full if lower == NOTHING else _rise(programme, full, paid.get((lower, t), 0))
            if fen:
                yield tier, t, before, fen


def _rise(programme: AwardProgramme, full: int, lower: int) -> int:
    return max(0, full - lower) if programme.upgrade == "difference" else 0
