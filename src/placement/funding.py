"""Funding modes: with which programmes a measure can be paid for, place by place and year by year.

Programmes with ``need: always`` are owed wherever they apply and run, and always taken; of a stacking
group the dearest. Works that pay back without aid towards the investment take nothing more. Others take
either what is owed, or one programme with ``need: if_not_viable`` in place of owed ones of its group; in
both cases only if they then stand (:mod:`placement.finance.works`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from placement.finance.payouts import Groups, is_priced_per_measure, payout_fen, runs_in
from placement.finance.works import Bool, Int
from placement.measures import Measures
from placement.policy.programmes import Programme
from placement.scenario.model import Scenario


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
    programmes: tuple[Programme, ...]
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
    programmes: tuple[Programme, ...]
    groups: Groups
    lines: frozenset[tuple[str, str | None]]

    @staticmethod
    def open(scenario: Scenario) -> Purse:
        """Gather what a scenario offers."""
        return Purse(
            scenario,
            tuple(p for p in scenario.programmes if is_priced_per_measure(p)),
            district_groups(scenario),
            frozenset((line.id, line.district) for line in scenario.budgets),
        )

    def pays(self, programme: Programme, measures: Measures) -> Int:
        """Return what a programme pays at each place, all units; 0 where a payer has no budget line."""
        single = payout_fen(programme, measures.works, self.groups)
        can = np.array(
            [
                all(
                    (payer.budget, district) in self.lines or (payer.budget, None) in self.lines
                    for payer in programme.payers
                )
                for district in measures.works.district
            ],
            dtype=bool,
        )
        return np.where(can, single * measures.units, 0)

    def year_groups(self) -> Iterator[tuple[tuple[Programme, ...], tuple[int, ...]]]:
        """Yield the programmes running and the years in which just these run, by first year."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for year in self.scenario.years:
            running = tuple(p.id for p in self.programmes if runs_in(p.windows, year))
            groups.setdefault(running, []).append(year)
        for running, years in groups.items():
            yield tuple(p for p in self.programmes if p.id in running), tuple(years)


def funding_modes(measures: Measures, purse: Purse) -> Iterator[Mode]:
    """Yield every way of paying for a measure that makes it stand somewhere."""
    groups = list(purse.year_groups())
    for running, years in groups:
        stamp = "" if years[0] == purse.scenario.years[0] else f"@{years[0]}"
        paid = {p.id: purse.pays(p, measures) for p in running}
        yield from _modes_of_years(measures, purse, running, paid, (stamp, frozenset(years)))


def _modes_of_years(
    measures: Measures,
    purse: Purse,
    running: tuple[Programme, ...],
    paid: dict[str, Int],
    when: tuple[str, frozenset[int]],
) -> Iterator[Mode]:
    stamp, years = when
    owed = [p for p in running if p.need == "always" and paid[p.id].any()]
    _keep_dearest_of_group(owed, paid)
    alone = _pays_back_unaided(measures, owed, paid)
    standing = np.flatnonzero(alone | _stands(measures, purse, owed, paid))
    if standing.size:
        yield _mode(stamp, owed, standing, paid, years)
    for programme in running:
        if programme.need != "if_not_viable":
            continue
        others = [p for p in owed if p.stacking is None or p.stacking != programme.stacking]
        taken = [*others, programme]
        stands = _stands(measures, purse, taken, paid)
        where = np.flatnonzero(~alone & (paid[programme.id] > 0) & stands)
        if where.size:
            yield _mode(f":{programme.id}{stamp}", taken, where, paid, years)


def pays_preparation(programme: Programme) -> bool:
    """Tell whether a programme pays for making premises usable rather than for the investment."""
    return getattr(programme, "basis", "investment") == "preparation"


def _sum(programmes: list[Programme], paid: dict[str, Int], n: int) -> Int:
    return sum((paid[p.id] for p in programmes), np.zeros(n, dtype=np.int64))


def _pays_back_unaided(measures: Measures, owed: list[Programme], paid: dict[str, Int]) -> Bool:
    n = len(measures.works)
    prepared = _sum([p for p in owed if pays_preparation(p)], paid, n) // measures.units
    return measures.works.pays_back(prepared, np.zeros(n, dtype=np.int64))


def _stands(measures: Measures, purse: Purse, taken: list[Programme], paid: dict[str, Int]) -> Bool:
    n, works = len(measures.works), measures.works
    prepared = _sum([p for p in taken if pays_preparation(p)], paid, n) // measures.units
    aid = _sum([p for p in taken if not pays_preparation(p)], paid, n) // measures.units
    share = purse.scenario.least_aid_share
    return (works.pays_back(prepared, aid) & (aid > 0)) | works.reaches_share(aid, share)


def _keep_dearest_of_group(owed: list[Programme], paid: dict[str, Int]) -> None:
    for group in {p.stacking for p in owed if p.stacking is not None}:
        members = [p.id for p in owed if p.stacking == group]
        best = np.argmax(np.stack([paid[m] for m in members]), axis=0)
        for n, member in enumerate(members):
            paid[member] = np.where(best == n, paid[member], 0)


def _mode(
    suffix: str,
    programmes: list[Programme],
    where: np.ndarray,
    paid: dict[str, Int],
    years: frozenset[int],
) -> Mode:
    return Mode(
        suffix, tuple(programmes), where, tuple(paid[p.id][where] for p in programmes), years
    )
