"""Ways of paying of which another one draws no more from anything."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from placement.finance.together import split_among
from placement.finance.works import Bool, Int
from placement.policy.programme_base import MeasureProgramme
from placement.policy.terms import BatchQuota, BundleQuota


@dataclass(frozen=True)
class Way:
    """Programmes taken together, what each pays at every place, and where this is a way of paying."""

    programmes: tuple[MeasureProgramme, ...]
    fen: dict[str, Int]
    where: Bool


def has_least(programme: MeasureProgramme) -> bool:
    """Tell whether a programme pays nothing or at least so much: drawing more can then be what is needed."""
    return any(isinstance(quota, BundleQuota | BatchQuota) for quota in programme.quotas)


def undominated(ways: list[Way]) -> list[Way]:
    """Drop a way wherever another one draws no more from anything, and as much where there is a least."""
    draws = [_draws(way) for way in ways]
    fills = [{p.id: way.fen[p.id] for p in way.programmes if has_least(p)} for way in ways]
    kept = [way.where.copy() for way in ways]
    for worse, better in itertools.permutations(range(len(ways)), 2):
        both = kept[worse] & kept[better]
        if both.any():
            both &= _no_more(draws[better], draws[worse]) & _no_more(fills[worse], fills[better])
            if better > worse:  # of equals the first stays
                both &= ~_no_more(draws[worse], draws[better])
            kept[worse] &= ~both
    return [
        Way(way.programmes, way.fen, where)
        for way, where in zip(ways, kept, strict=True)
        if where.any()
    ]


def _draws(way: Way) -> dict[str, Int]:
    """Return what a way draws from each budget line, and by each programme with a quota."""
    drawn: dict[str, Int] = {}
    for programme in way.programmes:
        fen = way.fen[programme.id]
        parts = split_among(programme.payers, fen)
        for payer, part in zip(programme.payers, parts, strict=True):
            drawn[f"line {payer.budget}"] = drawn.get(f"line {payer.budget}", 0) + part
        if programme.quotas:
            drawn[f"quota {programme.id}"] = fen
    return drawn


def _no_more(one: dict[str, Int], other: dict[str, Int]) -> Bool:
    """Tell where ``one`` draws no more than ``other`` from anything."""
    result: Bool = np.logical_and.reduce(
        [np.asarray(fen <= other.get(name, 0)) for name, fen in one.items()] or [np.array(True)]
    )
    return result
