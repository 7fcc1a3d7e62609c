"""What works cost, whether a programme is for them and whether they stand, in scalar exact arithmetic.

Written apart from :mod:`placement.finance`, from the same rules, so that the two check each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from placement.policy.programme_base import BaseProgramme, MeasureProgramme
from placement.policy.terms import Eligible
from placement.scenario.model import Scenario

HALF = Fraction(1, 2)
SQUARE_METRE = 100
"""dm² in a m²."""


@dataclass(frozen=True, kw_only=True)
class WorksFacts:
    """One outlet of a choice: money in fen, areas in dm², rent per m² and month."""

    kinds: tuple[str, ...] = ()
    chain: bool = False
    standardised: bool = False
    open_24h: bool = False
    franchised: bool = False
    measure: str = "convert"
    capacity: int = 0
    applicant: str = ""
    own_stores: int = 0
    grade_after: str = ""
    audited_share: Fraction = Fraction(1)
    loan_share: Fraction = Fraction(0)
    loan_rate: Fraction = Fraction(1)
    judged_line: str = ""
    district: str
    source_class: str
    area_class: str
    area_dm2: int = 0
    used_dm2: int = 0
    rent_fen: int = 0
    lease_years: int = 0
    aided_year: int = 0
    investment_fen: int
    preparation_fen: int = 0
    earned_fen: Fraction = Fraction(0)


def fit_out_fen(fixed_fen: int, fen_per_m2: int, area_dm2: int, max_area_dm2: int) -> int:
    """Return ``fixed + rate per m² · min(area, max area)``, a half fen upwards."""
    exact = fixed_fen + Fraction(fen_per_m2 * min(area_dm2, max_area_dm2), SQUARE_METRE)
    return math.floor(exact + HALF)


def earned_fen(margin: int, rent: int, used_dm2: int, payback_years: int) -> Fraction:
    """Return what an operator earns within the payback time; nothing without a margin (negative)."""
    if margin < 0:
        return Fraction(0)
    return Fraction(12 * payback_years * (margin - rent) * used_dm2, SQUARE_METRE)


def applies(
    programme: MeasureProgramme, works: WorksFacts, groups: Mapping[str, frozenset[str]]
) -> bool:
    """Tell whether works meet every condition of a programme."""
    rule = programme.eligible
    if works.judged_line:
        if works.judged_line not in rule.judged_lines:
            return False
    elif rule.judged_lines or not _outlet_applies(rule, works):
        return False
    area = Fraction(works.area_dm2, SQUARE_METRE)
    districts = {d for name in rule.districts for d in groups.get(name, {name})}
    conditions = (
        not rule.source_classes or works.source_class in rule.source_classes,
        not rule.area_classes or works.area_class in rule.area_classes,
        not rule.districts or works.district in districts,
        rule.min_floor_area_m2 is None or area >= Fraction(rule.min_floor_area_m2),
        rule.max_floor_area_m2 is None or area <= Fraction(rule.max_floor_area_m2),
        rule.min_lease_years is None or works.lease_years >= rule.min_lease_years,
        rule.min_invest_per_m2 is None or _dense_enough(rule.min_invest_per_m2, works),
    )
    return all(conditions)


def _outlet_applies(rule: Eligible, works: WorksFacts) -> bool:
    conditions = (
        rule.measure in {"any", works.measure},
        not rule.kinds or bool(set(rule.kinds) & set(works.kinds)),
        rule.chain in {None, works.chain},
        rule.standardised in {None, works.standardised},
        rule.open_24h in {None, works.open_24h},
        rule.min_bundle is None or len(works.kinds) >= rule.min_bundle,
        rule.min_chain_stores is None or works.own_stores >= rule.min_chain_stores,
        rule.audited_share is None or works.audited_share >= Fraction(rule.audited_share),
        not rule.grade_after or works.grade_after in rule.grade_after,
    )
    return all(conditions)


def _dense_enough(least_fen_per_m2: int, works: WorksFacts) -> bool:
    if works.used_dm2 == 0:
        return False
    audited = math.floor(works.investment_fen * works.audited_share + HALF)
    return Fraction(audited * SQUARE_METRE, works.used_dm2) >= least_fen_per_m2


def has_payers(scenario: Scenario, programme: BaseProgramme, district: str) -> bool:
    """Tell whether every payer of a programme has a budget line for a district."""
    return all(
        any(b.id == payer.budget and b.district in {None, district} for b in scenario.budgets)
        for payer in programme.payers
    )


def stands(
    works: WorksFacts, preparation_paid_fen: int, aid_fen: int, least_aid_share: Fraction
) -> bool:
    """Tell whether somebody realises the works with this aid towards the investment."""
    burden = works.investment_fen + works.preparation_fen - preparation_paid_fen - aid_fen
    if burden <= 0 or works.earned_fen >= burden:
        return True
    return aid_fen > 0 and aid_fen >= least_aid_share * works.investment_fen


def split_fen(programme: BaseProgramme, fen: int) -> list[tuple[str, int]]:
    """Split a payment among the payers by their shares, rounded down, the last takes what is left."""
    left, parts = fen, []
    for payer in programme.payers[:-1]:
        part = math.floor(fen * Fraction(payer.share))
        parts.append((payer.budget, part))
        left -= part
    return [*parts, *((payer.budget, left) for payer in programme.payers[-1:])]
