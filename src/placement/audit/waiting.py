"""Why circles are certified later, or lower, than they have earned: each is tried where it was earned.

Works, money for measures and all other circles stay as planned; only the circle's certification moves.
What that would break is worked out by the audit's own arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from placement.audit.accounts import Accounts, terms_of
from placement.audit.certificates import (
    CircleYear,
    falls,
    no_rises,
    unearned_rows,
    years_of_circle,
)
from placement.audit.grants import list_awards
from placement.audit.money import unpaid_of
from placement.audit.payments import list_payments
from placement.audit.quotas import broken_quotas
from placement.audit.targets import Tally, TargetResult, target_result
from placement.plan import Plan

Path = Mapping[int, int]
"""Year → tier of a certification."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What a certification would break.

    Attributes
    ----------
    kind
        A quota or pool of a programme; money of a budget line; a target that must be met, or is missed (by
        more); an objective term that gets worse; two certifications where a circle may not rise; a
        tier that a later year does not earn any more; a certification that is no rise.
    id
        Of the programme, budget line, target or term; the archetype of the quota in ``detail``.
    year
        Of the money that lacks, or in which the tier is lost, otherwise of the certification tried.
    amount
        What is missing: fen, units of a target, or how much worse a term gets; 0 where that says nothing.
    """

    kind: Literal["quota", "budget", "hard_target", "target", "term", "rise", "lost", "no_rise"]
    id: str
    year: int
    amount: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """A year at whose end a circle has earned a tier above the one it holds.

    Attributes
    ----------
    tier, held
        The tier earned, and the one held instead, ``""`` for none.
    obstacles
        What stands against certifying it then; where nothing does, doing so is no worse.
    is_better
        Certifying it then would be better: the plan is not the best.
    lower
        A tier between the two that could be certified then and is no worse, ``""`` for none.
    """

    year: int
    tier: str
    held: str
    obstacles: tuple[Obstacle, ...]
    is_better: bool
    lower: str = ""


def find_waits(plan: Plan, accounts: Accounts, circle_id: str = "") -> dict[str, tuple[Wait, ...]]:
    """Return the waits of every circle that has any, or of one; what a scenario locks out does not wait."""
    scenario = accounts.registers.scenario
    waits: dict[str, list[Wait]] = defaultdict(list)
    trials = _Trials(plan, accounts)
    for row in accounts.rows:
        if row.reached <= row.held or row.circle_id in scenario.locks.circles_out:
            continue
        if circle_id in {"", row.circle_id}:
            waits[row.circle_id].append(trials.wait(row))
    return {circle: tuple(found) for circle, found in waits.items()}


class _Trials:
    """Tries certifications of one circle, everything else as planned."""

    def __init__(self, plan: Plan, accounts: Accounts) -> None:
        self._accounts = accounts
        self._scenario = accounts.registers.scenario
        self._tiers = [tier.id for tier in self._scenario.rubric.tiers]
        self._paths: dict[str, dict[int, int]] = defaultdict(dict)
        for item in plan.certifications:
            self._paths[item.circle_id][item.year] = self._tiers.index(item.tier)
        self._tally = Tally.of(self._scenario, accounts.rows)
        payments = list_payments(accounts.registers, accounts.payouts)
        self._terms = terms_of(accounts, payments)

    def wait(self, row: CircleYear) -> Wait:
        obstacles, is_better = self._try(row.circle_id, row.year, row.reached)
        lower = ""
        for tier in range(row.reached - 1, row.held, -1):
            if obstacles and not self._try(row.circle_id, row.year, tier)[0]:
                lower = self._tiers[tier]
                break
        held = self._tiers[row.held] if row.held >= 0 else ""
        return Wait(row.year, self._tiers[row.reached], held, obstacles, is_better, lower)

    def _try(self, circle_id: str, year: int, tier: int) -> tuple[tuple[Obstacle, ...], bool]:
        """Certify a circle at a tier in a year; return what that breaks, and whether it is better."""
        path = {
            when: level
            for when, level in self._paths[circle_id].items()
            if when < year or (when > year and level > tier)
        } | {year: tier}
        moved = self._moved(circle_id, path)
        broken = tuple(self._broken(circle_id, year, path, moved))
        if broken:
            return broken, False
        return self._compared(moved, year)

    def _moved(self, circle_id: str, path: Path) -> Accounts:
        """Return the accounts with a circle certified otherwise."""
        accounts, registers = self._accounts, self._accounts.registers
        circle = registers.circles[circle_id]
        own = years_of_circle(self._scenario, circle, path, accounts.supply, accounts.today)
        by_circle = {**self._tally.rows, circle_id: {row.year: row for row in own}}
        tally = replace(self._tally, rows=by_circle)
        results = [
            target_result(r.target, tally) if _concerns(r, circle_id) else r
            for r in accounts.results
        ]
        kept = [p for p in accounts.payouts if p.circle_id != circle_id]
        return replace(
            accounts,
            rows=[row for rows in by_circle.values() for row in rows.values()],
            results=results,
            payouts=[*kept, *list_awards(registers, own)],
        )

    def _broken(self, circle_id: str, year: int, path: Path, moved: Accounts) -> Iterator[Obstacle]:
        scenario, registers = self._scenario, moved.registers
        if len(path) > 1 and not scenario.allow_upgrades:
            yield Obstacle("rise", "", year)
        own = [row for row in moved.rows if row.circle_id == circle_id]
        if unearned := unearned_rows(own):
            yield Obstacle("lost", "", unearned[0].year)
        elif no_rises(own) or falls(own):
            yield Obstacle("no_rise", "", year)
        for programme, quota, _ in broken_quotas(scenario, registers.groups, moved.payouts):
            yield Obstacle("quota", programme.id, year, detail=quota.archetype)
        unpaid = unpaid_of(scenario, list_payments(registers, moved.payouts))
        for (budget, when), fen in sorted(unpaid.items()):
            yield Obstacle("budget", budget, when, fen)
        for result in moved.results:
            if result.target.hard and result.shortfall:
                yield Obstacle("hard_target", result.target.id, year, result.shortfall)

    def _compared(self, moved: Accounts, year: int) -> tuple[tuple[Obstacle, ...], bool]:
        """Compare the objective terms in their order; the first that differs decides."""
        terms = terms_of(moved, list_payments(moved.registers, moved.payouts))
        for stage in self._scenario.objective:
            more = terms[stage.term] - self._terms[stage.term]
            worse = more if stage.sense == "min" else -more
            if worse < 0:
                return (), True
            if worse and stage.term == "target_shortfall":
                return tuple(self._missed(moved, year)), False
            if worse:
                return (Obstacle("term", stage.term, year, worse),), False
        return (), False

    def _missed(self, moved: Accounts, year: int) -> Iterator[Obstacle]:
        for before, after in zip(self._accounts.results, moved.results, strict=True):
            if after.units > before.units:
                more = after.units - before.units
                yield Obstacle("target", after.target.id, year, more)


def _concerns(result: TargetResult, circle_id: str) -> bool:
    target = result.target
    return circle_id in target.circles or (target.of is not None and circle_id in target.of.circles)
