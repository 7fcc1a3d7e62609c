"""Which works a programme is for, place by place (A14, A17, C36)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from placement.finance.works import DM2_PER_M2, Bool, Look, Works
from placement.policy.terms import Eligible, StackingLimit

Groups = Mapping[str, frozenset[str]]
"""Group of districts → its districts."""


def is_eligible(eligible: Eligible, works: Works, groups: Groups) -> Bool:
    """Tell for each place whether the works meet every condition of a programme, shape ``(n,)``.

    Conditions on facts the tables leave blank are not met: no lease, no area class, no grade.
    """
    mask = np.full(len(works), _look_is_eligible(eligible, works.look))
    if not mask.any():
        return mask
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
    if eligible.min_lease_years is not None:
        mask &= works.lease_years >= eligible.min_lease_years
    if eligible.min_invest_per_m2 is not None:
        least = eligible.min_invest_per_m2 * works.used_dm2
        mask &= (works.used_dm2 > 0) & (works.audited_fen * DM2_PER_M2 >= least)
    return mask


def _look_is_eligible(eligible: Eligible, look: Look) -> bool:
    if look.judged_line is not None:
        return look.judged_line in eligible.judged_lines
    if eligible.judged_lines or eligible.measure not in {"any", look.measure}:
        return False
    if eligible.kinds and set(eligible.kinds).isdisjoint(look.kinds):
        return False
    wanted = (
        (eligible.chain, look.chain),
        (eligible.standardised, look.standardised),
        (eligible.open_24h, look.open_24h),
    )
    least = (
        (eligible.min_bundle, len(look.kinds)),
        (eligible.min_chain_stores, look.own_stores),
        (_fraction(eligible.audited_share), look.audited_share),
    )
    return (
        all(rule is None or rule == seen for rule, seen in wanted)
        and all(rule is None or seen >= rule for rule, seen in least)
        and (not eligible.grade_after or look.grade_after in eligible.grade_after)
    )


def _fraction(share: object) -> Fraction | None:
    return None if share is None else Fraction(str(share))


def is_free_of_aid(limit: StackingLimit | None, works: Works, year: int) -> Bool:
    """Tell where the last public aid is at least ``none_within_years`` back, shape ``(n,)``."""
    if limit is None or limit.none_within_years is None:
        return np.ones(len(works), dtype=bool)
    free: Bool = (works.aided_year == 0) | (year - works.aided_year >= limit.none_within_years)
    return free
