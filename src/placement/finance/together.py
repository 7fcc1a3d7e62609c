"""What programmes pay when several are taken for the same works, and which line pays what (A10, A11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from placement.finance.archetypes import archetype_fen, pays_preparation
from placement.finance.shares import floor_share
from placement.finance.works import Int, Works
from placement.policy.programme_base import MeasureProgramme
from placement.policy.terms import Matching, Payer, StackingLimit


def paid_together(
    taken: Sequence[MeasureProgramme], alone: Mapping[str, Int], works: Works, units: int
) -> dict[str, Int]:
    """Return fen by programme when all of ``taken`` are taken, each of shape ``(n,)``.

    Programmes without limits pay what they pay alone. The others follow in order; with ``others`` what
    the rest pays by then (preparation of premises apart), the steps are::

        deduct_other_aid         the archetype's amount on ``basis - others``
        matching                 min(amount, share * part of the others paid by the matched line, cap)
        top_up_only              max(0, amount - others)
        max_share_of_investment  min(amount, share * basis - others)

    Parameters
    ----------
    alone
        What each pays alone, 0 where it is not for the works.
    """
    paid = {p.id: alone[p.id] for p in taken}
    for programme in taken:
        limit, matching = programme.stacking_limit, programme.matching
        rest = [q for q in taken if q.id != programme.id and _same_basis(q, programme)]
        if matching is not None:
            paid[programme.id] = _matched(matching, paid[programme.id], rest, paid)
        if limit is not None:
            others = sum((paid[q.id] for q in rest), np.zeros(len(works), dtype=np.int64))
            paid[programme.id] = _limited(
                (programme, limit), paid[programme.id], others, works, units
            )
    return paid


def settled_together(
    taken: Sequence[MeasureProgramme], alone: Mapping[str, Int], works: Works, units: int
) -> dict[str, Int]:
    """Return what :func:`paid_together` says, fen of shape ``(n,)``, without those that would pay nothing."""
    left = {p.id: alone[p.id] for p in taken}
    while True:
        paid = paid_together(taken, left, works, units)
        kept = {name: np.where(fen > 0, left[name], 0) for name, fen in paid.items()}
        if all((kept[name] == left[name]).all() for name in kept):
            return paid
        left = kept


def _same_basis(one: MeasureProgramme, other: MeasureProgramme) -> bool:
    return pays_preparation(one) == pays_preparation(other)


def _limited(
    rule: tuple[MeasureProgramme, StackingLimit], fen: Int, others: Int, works: Works, units: int
) -> Int:
    programme, limit = rule
    if limit.deduct_other_aid:
        deducted = -(-others // units)
        left = np.maximum(0, works.investment_fen - deducted)
        prepared = np.maximum(0, works.preparation_fen - deducted)
        reduced = replace(works, investment_fen=left, preparation_fen=prepared)
        fen = np.minimum(fen, archetype_fen(programme, reduced, units))
    if limit.top_up_only:
        fen = np.maximum(0, fen - others)
    if limit.max_share_of_investment is not None:
        share = Fraction(limit.max_share_of_investment)
        basis = works.preparation_fen if pays_preparation(programme) else works.investment_fen
        most = floor_share(units * basis, share)
        fen = np.minimum(fen, np.maximum(0, most - others))
    return fen


def _matched(
    matching: Matching, fen: Int, rest: Sequence[MeasureProgramme], paid: Mapping[str, Int]
) -> Int:
    base = np.zeros_like(fen)
    for other in rest:
        for payer, part in zip(
            other.payers, split_among(other.payers, paid[other.id]), strict=True
        ):
            if payer.budget == matching.of_budget:
                base = base + part
    share = Fraction(matching.share)
    most = floor_share(base, share)
    if matching.cap is not None:
        most = np.minimum(most, matching.cap)
    return np.minimum(fen, most)


def split_among(payers: Sequence[Payer], fen: Int) -> list[Int]:
    """Split payments of shape ``(n,)`` among payers to the fen; the last payer takes the remainder."""
    parts = []
    left = fen.copy()
    for payer in payers[:-1]:
        share = Fraction(payer.share)
        part = floor_share(fen, share)
        parts.append(part)
        left = left - part
    return [*parts, left]
