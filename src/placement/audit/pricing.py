"""What works cost and what each programme pays for them, in scalar exact arithmetic.

Written apart from :mod:`placement.finance`, from the same rules, so that the two check each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from placement.policy.programmes import AwardProgramme, Programme, RateProgramme, UnitProgramme
from placement.scenario.model import Scenario

HALF = Fraction(1, 2)
DM2_PER_M2 = 100


@dataclass(frozen=True)
class WorksFacts:
    """One outlet of a choice: money in fen, areas in dm²."""

    kinds: tuple[str, ...]
    chain: bool
    standardised: bool
    open_24h: bool
    judged_line: str
    district: str
    source_class: str
    area_class: str
    area_dm2: int
    investment_fen: int
    preparation_fen: int
    earned_fen: Fraction


def fit_out_fen(fixed_fen: int, fen_per_m2: int, area_dm2: int, max_area_dm2: int) -> int:
    """Return ``fixed + rate per m² · min(area, max area)``, a half fen upwards."""
    exact = fixed_fen + Fraction(fen_per_m2 * min(area_dm2, max_area_dm2), DM2_PER_M2)
    return math.floor(exact + HALF)


def earned_fen(margin: int, rent: int, used_dm2: int, payback_years: int) -> Fraction:
    """Return what an operator earns within the payback time; nothing without a margin (negative)."""
    if margin < 0:
        return Fraction(0)
    return Fraction(12 * payback_years * (margin - rent) * used_dm2, DM2_PER_M2)


def applies(programme: Programme, works: WorksFacts, groups: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether works meet every condition of a programme."""
    rule = programme.eligible
    if works.judged_line:
        if works.judged_line not in rule.judged_lines:
            return False
    elif (
        rule.judged_lines
        or rule.measure == "upgrade"
        or (rule.kinds and not set(rule.kinds) & set(works.kinds))
    ):
        return False
    area = Fraction(works.area_dm2, DM2_PER_M2)
    districts = {d for name in rule.districts for d in groups.get(name, {name})}
    conditions = (
        works.judged_line or rule.chain in {None, works.chain},
        works.judged_line or rule.standardised in {None, works.standardised},
        works.judged_line or rule.open_24h in {None, works.open_24h},
        works.judged_line or rule.min_bundle is None or len(works.kinds) >= rule.min_bundle,
        not rule.source_classes or works.source_class in rule.source_classes,
        not rule.area_classes or works.area_class in rule.area_classes,
        not rule.districts or works.district in districts,
        rule.min_floor_area_m2 is None or area >= Fraction(rule.min_floor_area_m2),
        rule.max_floor_area_m2 is None or area <= Fraction(rule.max_floor_area_m2),
    )
    return all(conditions)


def pays_fen(programme: Programme, works: WorksFacts) -> int:
    """Return what a programme pays for one outlet that meets its conditions.

    Raises
    ------
    TypeError
        For an archetype that is not paid per measure.
    """
    if isinstance(programme, UnitProgramme):
        return programme.amount
    if not isinstance(programme, RateProgramme):
        message = f"programme {programme.id} is not paid per measure"
        raise TypeError(message)
    basis = works.investment_fen if programme.basis == "investment" else works.preparation_fen
    if programme.floor is not None and basis < programme.floor:
        return 0
    paid = math.floor(Fraction(programme.rate) * basis + HALF)
    if programme.least_payment is not None and basis > 0:
        paid = max(paid, programme.least_payment)
    return paid if programme.cap is None else min(paid, programme.cap)


def has_payers(scenario: Scenario, programme: Programme, district: str) -> bool:
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


def split_fen(programme: Programme, fen: int) -> list[tuple[str, int]]:
    """Split a payment among the payers by their shares, rounded down, the last takes what is left."""
    left, parts = fen, []
    for payer in programme.payers[:-1]:
        part = math.floor(fen * Fraction(payer.share))
        parts.append((payer.budget, part))
        left -= part
    return [*parts, *((payer.budget, left) for payer in programme.payers[-1:])]


def is_for_measures(programme: Programme) -> bool:
    """Tell whether a programme pays for measures rather than for certifications."""
    return not isinstance(programme, AwardProgramme)
