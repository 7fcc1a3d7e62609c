"""Sets of programmes that pay for a measure together, and where each is a way of paying."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from placement.finance.together import settled_together
from placement.finance.works import Bool, Int
from placement.funding.domination import Way, has_least, undominated
from placement.funding.purse import Purse
from placement.funding.standing import pays_back, stands
from placement.measures import Measures
from placement.policy.programme_base import MeasureProgramme

MOST_TOGETHER = 4
"""Offered programmes that one measure takes at most."""


def ways_of(measures: Measures, purse: Purse, paid: dict[str, Int]) -> list[Way]:
    """Return the ways of paying in years in which each programme alone pays ``paid``, fen of shape ``(n,)``."""
    works, units = measures.works, measures.units
    applying = [p for p in purse.programmes if paid[p.id].any()]
    owed = [p for p in applying if purse.is_owed(p)]
    offered = [p for p in applying if not purse.is_owed(p)]
    paid = {**paid, **_dearest_of_each_group(owed, paid)}
    plain = settled_together(owed, paid, works, units)
    alone = pays_back(measures, owed, plain, with_aid=False)
    ways = [Way(tuple(owed), plain, alone | stands(measures, purse, owed, plain))]
    enough: dict[frozenset[str], Bool] = {}
    for extra in _sets(offered):
        where = ~alone & np.logical_and.reduce([paid[p.id] > 0 for p in extra])
        if not where.any():
            continue
        rivals = {p.stacking for p in extra} - {None}
        kept = {p.id for p in owed if p.stacking not in rivals}
        names = frozenset(p.id for p in extra)
        taken = tuple(p for p in applying if p.id in kept | names)
        if len(kept) == len(owed) and all(_is_plain(p) for p in taken):
            where &= ~_part_is_enough(extra, enough)
        if where.any():
            fen = settled_together(taken, paid, works, units)
            where &= np.logical_and.reduce([fen[p.id] > 0 for p in extra])
            where &= stands(measures, purse, taken, fen)
            enough[names] = where
            ways.append(Way(taken, fen, where))
    return undominated(ways)


def _dearest_of_each_group(
    owed: Sequence[MeasureProgramme], paid: dict[str, Int]
) -> dict[str, Int]:
    """Of owed programmes of a stacking group let only the dearest pay, place by place."""
    kept = {}
    for group in {p.stacking for p in owed if p.stacking is not None}:
        members = [p.id for p in owed if p.stacking == group]
        best = np.argmax(np.stack([paid[m] for m in members]), axis=0)
        kept.update({m: np.where(best == n, paid[m], 0) for n, m in enumerate(members)})
    return kept


def _is_plain(programme: MeasureProgramme) -> bool:
    """Tell whether a programme pays the same whatever else is taken."""
    return programme.stacking_limit is None and programme.matching is None


def _part_is_enough(
    extra: Sequence[MeasureProgramme], enough: Mapping[frozenset[str], Bool]
) -> Bool:
    """Tell where some of the offers do without the others: all of them then only pay more."""
    names = frozenset(p.id for p in extra)
    needed = frozenset(p.id for p in extra if has_least(p))
    parts = [where for part, where in enough.items() if needed <= part < names]
    return np.logical_or.reduce(parts) if parts else np.array(False)


def _sets(offered: Sequence[MeasureProgramme]) -> Iterator[tuple[MeasureProgramme, ...]]:
    """Yield the sets with at most one programme of each stacking group, small ones first."""
    for size in range(1, min(MOST_TOGETHER, len(offered)) + 1):
        for extra in itertools.combinations(offered, size):
            groups = [p.stacking for p in extra if p.stacking is not None]
            if len(set(groups)) == len(groups):
                yield extra
