"""What one programme pays for works, by archetype. Whole fen; shares round half up.

Only archetypes that depend on nothing but the measure itself are priced here: ``rate`` (A1) and
``unit`` (A2). Awards (A6) hang on certification and become rows of the model.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from placement.finance.works import DM2_PER_M2, Int, Works
from placement.policy.programmes import AwardProgramme, Programme, RateProgramme, UnitProgramme
from placement.policy.terms import Eligible, Payer, Window

Groups = Mapping[str, frozenset[str]]
"""Group of districts → its districts."""


def is_eligible(eligible: Eligible, works: Works, groups: Groups) -> np.ndarray:
    """Tell for each place whether the works meet every condition of a programme, shape ``(n,)``."""
    everywhere = np.ones(len(works), dtype=bool)
    if not _bundle_is_eligible(eligible, works):
        return ~everywhere
    mask = everywhere
    if eligible.source_classes:
        mask &= np.isin(np.array(works.source_class, dtype=object), eligible.source_classes)
    if eligible.area_classes:
        mask &= np.isin(np.array(works.area_class, dtype=object), eligible.area_classes)
    if eligible.districts:
        districts = {d for name in eligible.districts for d in groups.get(name, {name})}
        mask &= np.array([d in districts for d in works.district], dtype=bool)
    if eligible.min_floor_area_m2 is not None:
        mask &= works.floor_area_dm2 >= math.ceil(eligible.min_floor_area_m2 * DM2_PER_M2)
    if eligible.max_floor_area_m2 is not None:
        mask &= works.floor_area_dm2 <= math.floor(eligible.max_floor_area_m2 * DM2_PER_M2)
    return mask


def _bundle_is_eligible(eligible: Eligible, works: Works) -> bool:
    if works.judged_line is not None:
        return works.judged_line in eligible.judged_lines
    if eligible.judged_lines or eligible.measure == "upgrade":
        return False
    if eligible.kinds and set(eligible.kinds).isdisjoint(works.kinds):
        return False
    if eligible.min_bundle is not None and len(works.kinds) < eligible.min_bundle:
        return False
    wanted = (
        (eligible.chain, works.chain),
        (eligible.standardised, works.standardised),
        (eligible.open_24h, works.open_24h),
    )
    return all(rule is None or rule == seen for rule, seen in wanted)


def _rate_payout(programme: RateProgramme, works: Works) -> Int:
    """``min(rate * basis, cap)`` where ``basis >= floor``, else 0."""
    basis = works.investment_fen if programme.basis == "investment" else works.preparation_fen
    rate = Fraction(programme.rate)
    paid = (2 * basis * rate.numerator + rate.denominator) // (2 * rate.denominator)
    if programme.least_payment is not None:
        paid = np.where(basis > 0, np.maximum(paid, programme.least_payment), paid)
    if programme.cap is not None:
        paid = np.minimum(paid, programme.cap)
    if programme.floor is not None:
        paid = np.where(basis >= programme.floor, paid, 0)
    return np.asarray(paid, dtype=np.int64)


def _unit_payout(programme: UnitProgramme, works: Works) -> Int:
    return np.full(len(works), programme.amount, dtype=np.int64)


_PAYOUTS: dict[type, Callable[..., Int]] = {
    RateProgramme: _rate_payout,
    UnitProgramme: _unit_payout,
}


def payout_fen(programme: Programme, works: Works, groups: Groups) -> Int:
    """Return what a programme pays for the works at each place, 0 where it does not apply.

    Raises
    ------
    TypeError
        For an archetype that is not priced per measure.
    """
    pay = _PAYOUTS.get(type(programme))
    if pay is None:
        message = f"programme {programme.id}: {programme.archetype} is not priced per measure"
        raise TypeError(message)
    return np.where(is_eligible(programme.eligible, works, groups), pay(programme, works), 0)


def is_priced_per_measure(programme: Programme) -> bool:
    """Tell whether the programme pays for measures, as opposed to certifications."""
    return not isinstance(programme, AwardProgramme)


def runs_in(windows: tuple[Window, ...], year: int) -> bool:
    """Tell whether a programme runs in a year; without windows it always does."""
    return not windows or any(w.first <= year <= w.last for w in windows)


def split_among(payers: tuple[Payer, ...], fen: Int) -> list[Int]:
    """Split payments among payers by their shares to the fen; the last payer takes the remainder."""
    parts = []
    left = fen.copy()
    for payer in payers[:-1]:
        share = Fraction(payer.share)
        part = fen * share.numerator // share.denominator
        parts.append(part)
        left = left - part
    return [*parts, left]
