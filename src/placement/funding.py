"""Funding modes: with which programmes a measure can be paid for, place by place and year by year.

A programme is *owed* where it is ``need: always`` and has no quota (or where the scenario says that
everybody who may applies): wherever it applies and runs it is taken, of a stacking group the dearest.
All others are *offered*: works that pay back with what is owed for their premises take none of them; the
rest take what is owed, or what is owed with any admissible set of offered programmes, in both cases only
if they then stand (:mod:`placement.finance.works`). Of the sets offered at one place those are dropped
that pay no less from every budget line and every quota than another; but where a programme asks for a
least amount or number, what is taken from it is worth having, and only sets that take the same are compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from placement.finance.archetypes import (
    archetype_fen,
    granted_in,
    pays_preparation,
)
from placement.finance.eligibility import Groups, is_eligible, is_free_of_aid
from placement.finance.together import settled_together, split_among
from placement.finance.works import Bool, Int
from placement.measures import Measures
from placement.policy.programme_base import MeasureProgramme
from placement.policy.terms import BatchQuota, BundleQuota, runs_in
from placement.scenario.model import Scenario

MOST_TOGETHER = 4
"""Offered programmes that one measure takes at most."""


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


def district_groups(scenario: Scenario) -> Groups:
    """Return groups of districts by id; ``all`` in the policy means the scenario's districts."""
    return {
        name: frozenset(scenario.districts if group.districts == "all" else group.districts)
        for name, group in scenario.policy.groups.items()
    }


@dataclass(frozen=True)
class Purse:
    """The programmes that pay for measures, and which district's works each can be paid for."""

    scenario: Scenario
    programmes: tuple[MeasureProgramme, ...]
    groups: Groups
    lines: frozenset[tuple[str, str | None]]

    @staticmethod
    def open(scenario: Scenario) -> Purse:
        """Gather what a scenario offers."""
        return Purse(
            scenario,
            tuple(p for p in scenario.programmes if isinstance(p, MeasureProgramme)),
            district_groups(scenario),
            frozenset((line.id, line.district) for line in scenario.budgets),
        )

    def is_owed(self, programme: MeasureProgramme) -> bool:
        """Tell whether a programme is taken wherever it applies."""
        always = programme.need == "always" or self.scenario.aid_take_up == "all"
        return always and not programme.quotas

    def pays(self, programme: MeasureProgramme, measures: Measures) -> Int:
        """Return what a programme pays alone, fen, shape ``(n,)``; 0 where it does not apply or cannot be paid."""
        works = measures.works
        can = is_eligible(programme.eligible, works, self.groups)
        if can.any():
            districts, district = np.unique(
                np.array(works.district, dtype=str), return_inverse=True
            )
            can &= np.array([self._can_pay(programme, d) for d in districts], dtype=bool)[district]
        if not can.any():
            return np.zeros(len(works), dtype=np.int64)
        return np.where(can, archetype_fen(programme, works, measures.units), 0)

    def _can_pay(self, programme: MeasureProgramme, district: str) -> bool:
        """Tell whether every payer has a budget line for a district."""
        return all(
            (payer.budget, district) in self.lines or (payer.budget, None) in self.lines
            for payer in programme.payers
        )


def funding_modes(measures: Measures, purse: Purse) -> Iterator[Mode]:
    """Yield every way of paying for a measure that makes it stand somewhere."""
    for paid, years in _year_groups(measures, purse):
        stamp = "" if years[0] == purse.scenario.years[0] else f"@{years[0]}"
        for way in _ways(measures, purse, paid):
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


@dataclass(frozen=True)
class _Way:
    """Programmes taken together, what each pays at every place, and where this is a way of paying."""

    programmes: tuple[MeasureProgramme, ...]
    fen: dict[str, Int]
    where: Bool


def _ways(measures: Measures, purse: Purse, paid: dict[str, Int]) -> list[_Way]:
    works, units = measures.works, measures.units
    applying = [p for p in purse.programmes if paid[p.id].any()]
    owed = [p for p in applying if purse.is_owed(p)]
    offered = [p for p in applying if not purse.is_owed(p)]
    paid = {**paid, **_dearest_of_each_group(owed, paid)}
    plain = settled_together(owed, paid, works, units)
    alone = _pays_back(measures, owed, plain, with_aid=False)
    ways = [_Way(tuple(owed), plain, alone | _stands(measures, purse, owed, plain))]
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
            where &= _stands(measures, purse, taken, fen)
            enough[names] = where
            ways.append(_Way(taken, fen, where))
    return _undominated(ways)


def _is_plain(programme: MeasureProgramme) -> bool:
    """Tell whether a programme pays the same whatever else is taken."""
    return programme.stacking_limit is None and programme.matching is None


def _has_least(programme: MeasureProgramme) -> bool:
    """Tell whether a programme pays nothing or at least so much: drawing more can then be what is needed."""
    return any(isinstance(quota, BundleQuota | BatchQuota) for quota in programme.quotas)


def _part_is_enough(
    extra: Sequence[MeasureProgramme], enough: Mapping[frozenset[str], Bool]
) -> Bool:
    """Tell where some of the offers do without the others: all of them then only pay more."""
    names = frozenset(p.id for p in extra)
    needed = frozenset(p.id for p in extra if _has_least(p))
    parts = [where for part, where in enough.items() if needed <= part < names]
    return np.logical_or.reduce(parts) if parts else np.array(False)


def _sets(offered: Sequence[MeasureProgramme]) -> Iterator[tuple[MeasureProgramme, ...]]:
    """Yield the sets with at most one programme of each stacking group, small ones first."""
    for size in range(1, min(MOST_TOGETHER, len(offered)) + 1):
        for extra in itertools.combinations(offered, size):
            groups = [p.stacking for p in extra if p.stacking is not None]
            if len(set(groups)) == len(groups):
                yield extra


def _sum(programmes: Sequence[MeasureProgramme], fen: dict[str, Int], n: int) -> Int:
    return sum((fen[p.id] for p in programmes), np.zeros(n, dtype=np.int64))


def _burden_paid(
    measures: Measures, taken: Sequence[MeasureProgramme], fen: dict[str, Int]
) -> tuple[Int, Int]:
    """Return what is paid of preparing premises and towards the investment, per unit."""
    n = len(measures.works)
    prepared = _sum([p for p in taken if pays_preparation(p)], fen, n)
    aid = _sum([p for p in taken if not pays_preparation(p)], fen, n)
    return prepared // measures.units, aid // measures.units


def _pays_back(
    measures: Measures, taken: Sequence[MeasureProgramme], fen: dict[str, Int], *, with_aid: bool
) -> Bool:
    prepared, aid = _burden_paid(measures, taken, fen)
    return measures.works.pays_back(prepared, aid if with_aid else np.zeros_like(aid))


def _stands(
    measures: Measures, purse: Purse, taken: Sequence[MeasureProgramme], fen: dict[str, Int]
) -> Bool:
    _, aid = _burden_paid(measures, taken, fen)
    enough = measures.works.reaches_share(aid, purse.scenario.least_aid_share)
    return _pays_back(measures, taken, fen, with_aid=True) | enough


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


def _undominated(ways: list[_Way]) -> list[_Way]:
    """Drop a way wherever another one draws no more from anything, and as much where there is a least."""
    draws = [_draws(way) for way in ways]
    fills = [{p.id: way.fen[p.id] for p in way.programmes if _has_least(p)} for way in ways]
    kept = [way.where.copy() for way in ways]
    for worse, better in itertools.permutations(range(len(ways)), 2):
        both = kept[worse] & kept[better]
        if both.any():
            both &= _no_more(draws[better], draws[worse]) & _no_more(fills[worse], fills[better])
            if better > worse:  # of equals the first stays
                both &= ~_no_more(draws[worse], draws[better])
            kept[worse] &= ~both
    return [
        _Way(way.programmes, way.fen, where)
        for way, where in zip(ways, kept, strict=True)
        if where.any()
    ]


def _draws(way: _Way) -> dict[str, Int]:
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
