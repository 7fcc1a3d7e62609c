"""What a programme pays for works it is for, by archetype, in scalar exact arithmetic.

Written apart from :mod:`placement.finance`, from the same rules, so that the two check each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TypeVar

from placement.audit.pricing import HALF, SQUARE_METRE, WorksFacts
from placement.policy.programme_base import MeasureProgramme
from placement.policy.programmes import (
    AreaStepsProgramme,
    CapacityProgramme,
    InterestProgramme,
    OperatingProgramme,
    PerAreaProgramme,
    ProgressiveProgramme,
    RateProgramme,
    RentProgramme,
    UnitProgramme,
)
from placement.policy.terms import Fits

Row = TypeVar("Row", bound=Fits)


def years_granted(programme: OperatingProgramme, year: int) -> int:
    """Return the years of operating aid for works of a year; it ends with a window unless grandfathered."""
    for window in programme.windows:
        if window.first <= year <= window.last and not window.grandfathered:
            return min(programme.years, window.last - year + 1)
    return programme.years


def is_preparation(programme: MeasureProgramme) -> bool:
    """Tell whether a programme pays for making premises usable."""
    return getattr(programme, "basis", "investment") == "preparation"


def half_up(amount: Fraction) -> int:
    """Return whole fen, a half upwards."""
    return math.floor(amount + HALF)


def audited_fen(works: WorksFacts) -> int:
    """Return the investment an audit recognises."""
    return half_up(works.investment_fen * works.audited_share)


def _first(rows: Iterable[Row], works: WorksFacts) -> Row | None:
    for row in rows:
        tests = (
            not row.kinds or any(kind in row.kinds for kind in works.kinds),
            not row.area_classes or works.area_class in row.area_classes,
            row.open_24h is None or row.open_24h == works.open_24h,
            row.franchised is None or row.franchised == works.franchised,
            row.measure in {"any", works.measure},
            not row.applicants or works.applicant in row.applicants,
        )
        if all(tests):
            return row
    return None


def _least(amount: int, *caps: int | None) -> int:
    return min([amount, *(cap for cap in caps if cap is not None)])


def _rate(p: RateProgramme, works: WorksFacts, units: int) -> int:
    basis = works.preparation_fen if is_preparation(p) else audited_fen(works)
    if p.floor is not None and basis < p.floor:
        return 0
    row = _first(p.rates, works)
    amount = half_up(Fraction(p.rate if row is None else row.rate) * basis)
    amount = max(amount, min(p.least_payment or 0, basis))
    cap = p.cap if row is None or row.cap is None else row.cap
    return units * _least(amount, cap)


def _unit(p: UnitProgramme, works: WorksFacts, units: int) -> int:
    row = _first(p.amounts, works)
    each = p.amount if row is None else row.amount
    return _least(each * (units // p.batch), p.cap)


def _area_steps(p: AreaStepsProgramme, works: WorksFacts, units: int) -> int:
    area = Fraction(works.used_dm2, SQUARE_METRE)
    reached = [step for step in p.steps if area >= Fraction(step.from_m2)]
    return units * max(reached, key=lambda step: step.from_m2).amount if reached else 0


def _per_area(p: PerAreaProgramme, works: WorksFacts, units: int) -> int:
    amount = half_up(Fraction(p.amount_per_m2 * works.used_dm2, SQUARE_METRE))
    return units * _least(amount, p.cap, audited_fen(works))


def _rent(p: RentProgramme, works: WorksFacts, units: int) -> int:
    rent = works.rent_fen
    if p.ceilings:
        rent = min(rent, p.ceilings.get(works.area_class, 0))
    row = _first(p.rates, works)
    rate = Fraction(p.rate if row is None else row.rate)
    cap = p.cap if row is None or row.cap is None else row.cap
    whole = rate * rent * Fraction(works.used_dm2, SQUARE_METRE) * p.months
    return units * _least(half_up(whole), cap)


def _capacity(p: CapacityProgramme, works: WorksFacts, units: int) -> int:
    return units * works.capacity * p.amount


def _interest(p: InterestProgramme, works: WorksFacts, units: int) -> int:
    loan = min(half_up(audited_fen(works) * works.loan_share), p.principal_cap)
    return units * half_up(loan * min(Fraction(p.rate), works.loan_rate) * Fraction(p.months, 12))


def _progressive(p: ProgressiveProgramme, works: WorksFacts, units: int) -> int:
    basis, total, below = audited_fen(works), Fraction(0), Fraction(0)
    for bracket in sorted(p.brackets, key=lambda b: b.above):
        rate = Fraction(bracket.rate)
        total += max(0, basis - bracket.above) * (
            rate - below
        )  # what this bracket adds to the last
        below = rate
    return units * _least(half_up(total), p.cap)


_PAYS: dict[type, Callable[..., int]] = {
    RateProgramme: _rate,
    UnitProgramme: _unit,
    AreaStepsProgramme: _area_steps,
    PerAreaProgramme: _per_area,
    RentProgramme: _rent,
    CapacityProgramme: _capacity,
    InterestProgramme: _interest,
    ProgressiveProgramme: _progressive,
}


def pays_fen(programme: MeasureProgramme, works: WorksFacts, units: int, year: int) -> int:
    """Return what a programme pays for works of a year that meet its conditions, all units together.

    Raises
    ------
    TypeError
        For an archetype that is not paid per measure.
    """
    if type(programme) not in {*_PAYS, OperatingProgramme}:
        message = f"programme {programme.id} is not paid per measure"
        raise TypeError(message)
    if isinstance(programme, OperatingProgramme):
        amount = units * programme.amount_per_year * years_granted(programme, year)
    else:
        amount = _PAYS[type(programme)](programme, works, units)
    left = _first(programme.reductions, works)
    return amount if left is None else half_up(Fraction(left.share) * amount)
