"""Targets resolved to rows: which districts, by which year, how many circles (or people) at which tier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from placement.policy.schema import Policy
from placement.policy.targets import (
    CountTarget,
    CoverageTarget,
    MixTarget,
    PinTarget,
    ShareTarget,
)


@dataclass(frozen=True, slots=True)
class StatedShare:
    """How a policy states a number: a share of a whole, rounded; the whole is ``None`` where a plan decides it."""

    share: Fraction
    whole: int | None
    rounding: Literal["up", "nearest", "down"] = "up"

    @property
    def number(self) -> int | None:
        """Return the number stated."""
        return None if self.whole is None else rounded(self.share * self.whole, self.rounding)


@dataclass(frozen=True, slots=True)
class Obligation:
    """At least ``required`` circles of ``districts`` hold ``tier`` (or a higher one).

    Attributes
    ----------
    target_id
        Target it comes from.
    scope
        District or group as written in the target, for the report.
    districts
        Districts whose circles count; empty means every circle.
    year
        Checked at the end of this year.
    per_year
        Count only circles newly certified in the year; otherwise all certified up to it.
    since
        First year of recognition that counts, ``None`` for any.
    required
        Whole number of circles; 0 where it is a share of something.
    share, rounding
        Share of what is covered or achieved, ``None`` for a plain number.
    measure
        What is counted: circles, or the residents or communities in them.
    total
        Denominator of a coverage, ``None`` for the sum of the tables.
    of_tier
        Tier of the circles achieved of which the share is taken.
    counted
        ``new``: circles not recognised before the horizon; ``upgraded``: circles that were, at a lower tier.
    attribute
        Column of the circles and the value they must have.
    stated
        Of which whole ``required`` is a share, ``None`` where it is not.
    """

    target_id: str
    name: str
    scope: str
    districts: tuple[str, ...]
    year: int
    tier: str
    required: int
    per_year: bool
    since: int | None
    hard: bool
    weight: int
    share: Fraction | None = None
    rounding: Literal["up", "nearest", "down"] = "up"
    measure: Literal["circles", "residents", "communities"] = "circles"
    total: int | None = None
    of_tier: str | None = None
    exactly: bool = False
    counted: Literal["certified", "new", "upgraded"] = "certified"
    attribute: tuple[str, str] | None = None
    stated: StatedShare | None = None

    @property
    def row_id(self) -> str:
        """Id of the row in results: target, place (or class) and year."""
        return f"{self.target_id}:{self.scope}:{self.year}"


@dataclass(frozen=True, slots=True)
class Pinned:
    """A circle, by id or name, that must hold ``tier`` (or a higher one) by the end of ``year``."""

    target_id: str
    circle: str
    year: int
    tier: str
    hard: bool
    weight: int


def districts_of(policy: Policy, scope: str) -> tuple[str, ...]:
    """Return the districts a name stands for: itself, or the members of the group of that id."""
    group = policy.groups.get(scope)
    if group is None:
        return (scope,)
    return policy.districts if group.districts == "all" else group.districts


def required_by(target: CountTarget, scope: str, year: int) -> int | None:
    """Return the number due at the end of ``year``, ``None`` where nothing is due.

    ``cumulative``: Σ of the yearly numbers up to ``year``; ``per_year``: the number of ``year`` alone.
    A year without a number (``null`` or not listed) adds nothing and has no obligation of its own.
    """
    by_year = target.counts[scope]
    due = by_year.get(year)
    if due is None or target.mode == "per_year":
        return due
    return sum(n or 0 for y, n in by_year.items() if y <= year)


def rounded(number: Fraction, how: str) -> int:
    """Round a number of circles ``up``, ``down`` or to the ``nearest`` (a half goes up)."""
    match how:
        case "up":
            return ceil(number)
        case "down":
            return floor(number)
        case _:
            return floor(number + Fraction(1, 2))


def obligations(policy: Policy) -> tuple[Obligation, ...]:
    """Return all targets of a policy but pins as rows, in order of target, scope and year."""
    rows: list[Obligation] = []
    for target in policy.targets.values():
        if isinstance(target, CountTarget):
            rows.extend(_count_rows(policy, target))
        elif isinstance(target, ShareTarget):
            rows.extend(_share_rows(policy, target))
        elif isinstance(target, CoverageTarget):
            rows.extend(_coverage_rows(policy, target))
        elif isinstance(target, MixTarget):
            rows.extend(_mix_rows(policy, target))
    return tuple(rows)


def pins(policy: Policy) -> tuple[Pinned, ...]:
    """Return the circles a policy names with year and tier."""
    return tuple(
        Pinned(t.id, t.circle, t.year, t.tier_at_least, t.hard, t.weight)
        for t in policy.targets.values()
        if isinstance(t, PinTarget)
    )


def _count_rows(policy: Policy, target: CountTarget) -> Iterator[Obligation]:
    for scope, by_year in target.counts.items():
        for year in sorted(by_year):
            required = required_by(target, scope, year)
            if required is not None:
                yield Obligation(
                    target_id=target.id, name=target.name, scope=scope,
                    districts=districts_of(policy, scope), year=year, tier=target.tier_at_least,
                    required=required, per_year=target.mode == "per_year", since=target.since,
                    hard=target.hard, weight=target.weight, exactly=target.sense == "exactly",
                    counted=target.counted,
                )  # fmt: skip


def _share_rows(policy: Policy, target: ShareTarget) -> Iterator[Obligation]:
    """Yield ``required = round(share · Σ_d Σ_{s ≤ year} count[d, s])`` for the group or each district."""
    of_target = policy.targets[target.of_target]
    if not isinstance(of_target, CountTarget):
        return
    members = districts_of(policy, target.group)
    scopes = (
        [(target.group, members)] if target.pooled == "pooled" else [(d, (d,)) for d in members]
    )
    for scope, districts in scopes:
        for year in target.years:
            row = Obligation(
                target_id=target.id, name=target.name, scope=scope, districts=districts, year=year,
                tier=target.tier_at_least, required=0, per_year=False, since=of_target.since,
                hard=target.hard, weight=target.weight, rounding=target.rounding,
            )  # fmt: skip
            base = total_count(of_target, districts, year)
            if target.base == "required":
                stated = StatedShare(Fraction(target.share), base, target.rounding)
                yield replace(row, required=stated.number or 0, stated=stated)
            else:
                share = Fraction(target.share)
                yield replace(row, share=share, of_tier=of_target.tier_at_least)


def _coverage_rows(policy: Policy, target: CoverageTarget) -> Iterator[Obligation]:
    for year in target.years:
        yield Obligation(
            target_id=target.id, name=target.name, scope=target.scope,
            districts=districts_of(policy, target.scope), year=year, tier=target.tier_at_least,
            required=0, per_year=False, since=None, hard=target.hard, weight=target.weight,
            share=Fraction(target.share), measure=target.measure, total=target.total,
        )  # fmt: skip


def _mix_rows(policy: Policy, target: MixTarget) -> Iterator[Obligation]:
    """Yield ``newly certified circles of the class ≥ least`` for every class and year."""
    lowest = next(iter(policy.tiers))
    for value, least in target.least.items():
        for year in target.years:
            yield Obligation(
                target_id=target.id, name=target.name, scope=value, districts=(), year=year,
                tier=lowest, required=least, per_year=True, since=None, hard=target.hard,
                weight=target.weight, attribute=(target.attribute, value),
            )  # fmt: skip


def total_count(target: CountTarget, districts: Iterable[str], year: int) -> int:
    """Return the circles a count target asks of some districts up to a year."""
    return sum(n or 0 for d in districts for y, n in target.counts.get(d, {}).items() if y <= year)
