"""What one programme pays for works it is for, by archetype: one function each, whole fen.

Amounts hold for all units placed together; shares round half up. Every function takes the programme, the
works and the number of units, and returns fen per place, shape ``(n,)``. The conditions of a programme are
looked at elsewhere (:mod:`placement.finance.eligibility`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np

from placement.finance.shares import round_share
from placement.finance.works import DM2_PER_M2, MONTHS_PER_YEAR, Int, Works
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

HALF = Fraction(1, 2)
Row = TypeVar("Row", bound=Fits)


def fits(row: Fits, works: Works) -> np.ndarray:
    """Tell for each place whether a row of a table is for the works, shape ``(n,)``."""
    look = works.look
    wanted = (
        (row.open_24h, look.open_24h),
        (row.franchised, look.franchised),
        (row.measure if row.measure != "any" else None, look.measure),
    )
    right = (not row.kinds or not set(row.kinds).isdisjoint(look.kinds)) and all(
        rule is None or rule == seen for rule, seen in wanted
    )
    right = right and (not row.applicants or look.applicant in row.applicants)
    everywhere = np.full(len(works), right)
    if row.area_classes:
        everywhere &= np.isin(np.array(works.area_class, dtype=object), row.area_classes)
    return everywhere


def _rows_by_place(rows: Sequence[Row], works: Works) -> list[tuple[Row | None, np.ndarray]]:
    """Return each row with the places it decides (the first that fits does), then the places of none."""
    left = np.ones(len(works), dtype=bool)
    found: list[tuple[Row | None, np.ndarray]] = []
    for row in rows:
        mask = left & fits(row, works)
        found.append((row, mask))
        left &= ~mask
    return [*found, (None, left)]


def _capped(fen: Int, cap: int | None) -> Int:
    return fen if cap is None else np.minimum(fen, cap)


def rate_fen(programme: RateProgramme, works: Works, units: int) -> Int:
    """``units · min(max(rate · basis, least), cap, basis)`` where ``basis ≥ floor``, else 0 (A1).

    The basis is the audited investment, or the cost of preparing the premises; rate and cap are those of
    the first row of ``rates`` that fits, else the programme's own.
    """
    basis = works.audited_fen if programme.basis == "investment" else works.preparation_fen
    paid = np.zeros(len(works), dtype=np.int64)
    for row, where in _rows_by_place(programme.rates, works):
        rate = programme.rate if row is None else row.rate
        cap = programme.cap if row is None or row.cap is None else row.cap
        fen = round_share(basis, Fraction(rate))
        if programme.least_payment is not None:
            fen = np.maximum(fen, np.minimum(programme.least_payment, basis))
        paid = np.where(where, _capped(fen, cap), paid)
    if programme.floor is not None:
        paid = np.where(basis >= programme.floor, paid, 0)
    return units * paid


def unit_fen(programme: UnitProgramme, works: Works, units: int) -> Int:
    """``amount · ⌊units / batch⌋`` with the amount of the first row that fits, at most ``cap`` (A2)."""
    paid = np.zeros(len(works), dtype=np.int64)
    for row, where in _rows_by_place(programme.amounts, works):
        paid = np.where(where, programme.amount if row is None else row.amount, paid)
    return _capped(paid * (units // programme.batch), programme.cap)


def area_steps_fen(programme: AreaStepsProgramme, works: Works, units: int) -> Int:
    """``units · amount`` of the highest step whose ``from_m2`` the area fitted out reaches, else 0 (A3)."""
    paid = np.zeros(len(works), dtype=np.int64)
    for step in sorted(programme.steps, key=lambda s: s.from_m2):
        reached = works.used_dm2 >= math.ceil(step.from_m2 * DM2_PER_M2)
        paid = np.where(reached, step.amount, paid)
    return units * paid


def per_area_fen(programme: PerAreaProgramme, works: Works, units: int) -> Int:
    """``units · min(amount · m² fitted out, cap, investment)`` (A4)."""
    fen = round_share(programme.amount_per_m2 * works.used_dm2, Fraction(1, DM2_PER_M2))
    return units * np.minimum(_capped(fen, programme.cap), works.audited_fen)


def rent_fen(programme: RentProgramme, works: Works, units: int) -> Int:
    """``units · min(rate · min(rent, ceiling) · m² fitted out · months, cap)`` (A5).

    The rate is that of the first row of ``rates`` that fits, else the programme's own. Where the
    programme names ceilings, a place whose class of areas it does not name gets nothing.
    """
    classes = np.array(works.area_class, dtype=object)
    rent = works.rent_fen_per_m2_month
    if programme.ceilings:
        most = np.array([programme.ceilings.get(c, 0) for c in classes], dtype=np.int64)
        rent = np.minimum(rent, most)
    whole = rent * works.used_dm2 * programme.months
    paid = np.zeros(len(works), dtype=np.int64)
    for row, where in _rows_by_place(programme.rates, works):
        rate = programme.rate if row is None else row.rate
        cap = programme.cap if row is None or row.cap is None else row.cap
        fen = _capped(round_share(whole, Fraction(rate) / DM2_PER_M2), cap)
        paid = np.where(where, fen, paid)
    return units * paid


def capacity_fen(programme: CapacityProgramme, works: Works, units: int) -> Int:
    """``units · amount · capacity``; paid in equal parts over ``years`` (A7)."""
    return np.full(len(works), units * programme.amount * works.look.capacity, dtype=np.int64)


def operating_fen(programme: OperatingProgramme, works: Works, units: int) -> Int:
    """``units · amount a year · years``, all of it committed when the aid is granted (A8)."""
    return np.full(len(works), units * programme.amount_per_year * programme.years, dtype=np.int64)


def interest_fen(programme: InterestProgramme, works: Works, units: int) -> Int:
    """``units · min(rate, loan rate) · min(loan share · investment, principal cap) · months / 12`` (A9)."""
    look = works.look
    principal = np.minimum(round_share(works.audited_fen, look.loan_share), programme.principal_cap)
    rate = min(Fraction(programme.rate), look.loan_rate)
    return units * round_share(principal, rate * programme.months / MONTHS_PER_YEAR)


def progressive_fen(programme: ProgressiveProgramme, works: Works, units: int) -> Int:
    """``units · min(Σ rate[k] · part of the investment above[k] … above[k + 1], cap)`` (A15)."""
    brackets = sorted(programme.brackets, key=lambda b: b.above)
    ends = [b.above for b in brackets[1:]]
    basis = works.audited_fen
    paid = np.zeros(
        len(works), dtype=object
    )  # Python's fractions: the sum is rounded once, at the end
    for n, bracket in enumerate(brackets):
        top = np.minimum(basis, ends[n]) if n < len(ends) else basis
        paid += np.maximum(top - bracket.above, 0).astype(object) * Fraction(bracket.rate)
    whole = np.array([math.floor(fen + HALF) for fen in paid], dtype=np.int64)
    return units * _capped(whole, programme.cap)


_PAYOUTS: dict[type, Callable[..., Int]] = {
    RateProgramme: rate_fen,
    UnitProgramme: unit_fen,
    AreaStepsProgramme: area_steps_fen,
    PerAreaProgramme: per_area_fen,
    RentProgramme: rent_fen,
    CapacityProgramme: capacity_fen,
    OperatingProgramme: operating_fen,
    InterestProgramme: interest_fen,
    ProgressiveProgramme: progressive_fen,
}


def archetype_fen(programme: MeasureProgramme, works: Works, units: int) -> Int:
    """Return what a programme's archetype pays in fen, shape ``(n,)``, reduced by the first fitting reduction.

    Raises
    ------
    TypeError
        For an archetype that is not priced per measure.
    """
    pay = _PAYOUTS.get(type(programme))
    if pay is None:
        message = f"programme {programme.id} is not priced per measure"
        raise TypeError(message)
    paid = pay(programme, works, units)
    for row, where in _rows_by_place(programme.reductions, works):
        if row is not None:
            paid = np.where(where, round_share(paid, Fraction(row.share)), paid)
    return paid


def granted_in(programme: MeasureProgramme, year: int) -> MeasureProgramme:
    """Return the programme as works of a year meet it: operating aid ends with its window (A17)."""
    if not isinstance(programme, OperatingProgramme):
        return programme
    for window in programme.windows:
        if window.first <= year <= window.last and not window.grandfathered:
            years = min(programme.years, window.last - year + 1)
            return programme.model_copy(update={"years": years})
    return programme


def pays_preparation(programme: MeasureProgramme) -> bool:
    """Tell whether a programme pays for making premises usable rather than for the investment."""
    return isinstance(programme, RateProgramme) and programme.basis == "preparation"
