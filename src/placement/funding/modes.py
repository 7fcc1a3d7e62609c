"""Modes: the ways of paying for a measure, in the years in which each is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from placement.finance.archetypes import granted_in
from placement.finance.eligibility import is_free_of_aid
from placement.finance.works import Int
from placement.funding.purse import Purse
from placement.funding.ways import ways_of
from placement.measures import Measures
from placement.policy.programme_base import MeasureProgramme
from placement.policy.terms import runs_in


@dataclass(frozen=True)
class Mode:
    """One way of paying for a measure.

    Attributes
    ----------
    suffix
        What tells its options from those of other modes; ``""`` for the plain one.
    programmes
        Programmes taken, in order.
    where
        Positions of the places it is offered at.
    paid_fen
        For each programme the fen it pays there, for all units.
    years
        Years in which it is offered.
    """

    suffix: str
    programmes: tuple[MeasureProgramme, ...]
    where: np.ndarray
    paid_fen: tuple[Int, ...]
    years: frozenset[int]


def funding_modes(measures: Measures, purse: Purse) -> Iterator[Mode]:
    """Yield every way of paying for a measure that makes it stand somewhere."""
    for paid, years in _year_groups(measures, purse):
        stamp = "" if years[0] == purse.scenario.years[0] else f"@{years[0]}"
        for way in ways_of(measures, purse, paid):
            offered = [p.id for p in way.programmes if not purse.is_owed(p)]
            suffix = f":{'+'.join(offered)}{stamp}" if offered else stamp
            where = np.flatnonzero(way.where)
            parts = tuple(way.fen[p.id][where] for p in way.programmes)
            yield Mode(suffix, way.programmes, where, parts, frozenset(years))


def _year_groups(
    measures: Measures, purse: Purse
) -> Iterator[tuple[dict[str, Int], tuple[int, ...]]]:
    """Yield what each programme pays and the years in which just this holds, by first year."""
    alone: dict[tuple[str, int], Int] = {}
    nothing = np.zeros(len(measures.works), dtype=np.int64)
    groups: dict[tuple[bytes, ...], tuple[dict[str, Int], list[int]]] = {}
    for year in purse.scenario.years:
        paid = {}
        for p in purse.programmes:
            paid[p.id] = nothing
            if runs_in(p.windows, year):
                rule = granted_in(p, year)
                key = (p.id, getattr(rule, "years", 0))
                if key not in alone:
                    alone[key] = purse.pays(rule, measures)
                free = is_free_of_aid(p.stacking_limit, measures.works, year)
                paid[p.id] = np.where(free, alone[key], 0)
        same = tuple(fen.tobytes() for fen in paid.values())
        groups.setdefault(same, (paid, []))[1].append(year)
    for paid, years in groups.values():
        yield paid, tuple(years)
