"""Whether circles reach the tiers they are certified at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from placement.audit.findings import of
from placement.audit.gates import tier_gates
from placement.audit.naming import Naming
from placement.audit.supply import Units
from placement.errors import Text, listed
from placement.plan import Plan
from placement.policy.rubric import (
    NONE,
    Place,
    Rubric,
    kinds_present,
    points_steps,
    tier_of,
)
from placement.scenario.model import Scenario


@dataclass(frozen=True)
class CircleYear:
    """The score card of a circle at the end of a year.

    Attributes
    ----------
    score_steps, table_steps
        Points in steps of the first table, and of every table.
    reached
        Tier the card reaches, position in the ladder, -1 for none.
    held, held_before
        Tier the circle holds by its certifications, in or before the horizon, and a year earlier.
    newly, planned
        True when it is certified at ``held`` this year, and in this or an earlier year of the horizon. A tier
        it had before and lost by a review is not new.
    lost
        True when a review has taken its tier in this or an earlier year.
    """

    circle_id: str
    year: int
    units: tuple[int, ...]
    score_steps: int
    table_steps: tuple[int, ...]
    kinds: Mapping[str, int]
    reached: int
    held: int
    held_before: int
    newly: bool
    planned: bool
    lost: bool = False


def place_of(circle: Mapping[str, Any]) -> Place:
    """Return what requirements may look at in a circle, from its row of the table."""
    return Place(circle["area_class"], int(circle["residents"]), int(circle["households"]))


def circle_years(
    naming: Naming, plan: Plan, supply: Mapping[int, Units], today: Units
) -> tuple[list[CircleYear], list[Text]]:
    """Score every circle and year and compare with what is certified."""
    scenario, circles = naming.registers.scenario, naming.registers.circles
    certified, findings = _certified(naming, plan)
    findings += [
        of(naming.circle(circle), Text("认定了，而没有这个生活圈", "certified but unknown"))
        for circle in sorted(set(certified) - circles.keys())
    ]
    rows = []
    for circle in circles.values():
        circle_id = circle["circle_id"]
        path = certified.get(circle_id, {})
        rows += years_of_circle(scenario, circle, path, supply, today)
        if path and circle_id in scenario.locks.circles_out:
            what = Text("已锁定为不认定而认定了", "certified although it is locked out")
            findings.append(of(naming.circle(circle_id), what))
        if len(path) > 1 and not scenario.allow_upgrades:
            what = Text(
                "情景不许期内升级而升级了",
                "rises within the horizon although that is ruled out",
            )
            findings.append(of(naming.circle(circle_id), what))
    return rows, [*findings, *_wrong_rows(naming, rows)]


def years_of_circle(
    scenario: Scenario,
    circle: Mapping[str, Any],
    path: Mapping[int, int],
    supply: Mapping[int, Units],
    today: Units,
) -> list[CircleYear]:
    """Score one circle in every year, certified at the tiers of a path by year."""
    rubric, circle_id, place = scenario.rubric, circle["circle_id"], place_of(circle)
    tiers = {tier.id: j for j, tier in enumerate(rubric.tiers)}
    current = tiers.get(circle["current_tier"], NONE)
    left = min(current, tier_of(rubric, today[circle_id], place))
    review = scenario.reviews.get(circle_id) if left < current else None
    years = sorted(supply)
    holdings = _holdings(_Recognised(current, review, left), path, years)
    return [
        _score(rubric, (circle_id, place), year, tuple(supply[year][circle_id]), holding)
        for year, holding in zip(years, holdings, strict=True)
    ]


def _certified(naming: Naming, plan: Plan) -> tuple[dict[str, dict[int, int]], list[Text]]:
    """Return circle → year → tier of the plan's certifications, and what is wrong with them."""
    scenario = naming.registers.scenario
    tiers = {tier.id: j for j, tier in enumerate(scenario.rubric.tiers)}
    certified: dict[str, dict[int, int]] = defaultdict(dict)
    findings = []
    for item in plan.certifications:
        if item.year in certified[item.circle_id]:
            twice = Text(f"{item.year} 年认定了两次", f"certified twice in {item.year}")
            findings.append(of(naming.circle(item.circle_id), twice))
        if item.year not in scenario.years or item.tier not in tiers:
            tier = naming.names.tiers.get(item.tier, item.tier)
            outside = Text(
                f"{item.year} 年的“{tier}”不在情景内",
                f"“{tier}” in {item.year} is outside the scenario",
            )
            findings.append(of(naming.circle(item.circle_id), outside))
            continue
        certified[item.circle_id][item.year] = tiers[item.tier]
    return certified, findings


@dataclass(frozen=True, slots=True)
class _Recognised:
    """Tier before the horizon, year of a review that takes it (or ``None``), and tier left after that."""

    old: int
    review: int | None
    left: int


@dataclass(frozen=True, slots=True)
class _Holding:
    """What a circle holds in a year, see :class:`CircleYear`."""

    held: int
    held_before: int
    newly: bool
    planned: bool
    lost: bool


def _holdings(
    recognised: _Recognised, path: Mapping[int, int], years: Iterable[int]
) -> Iterator[_Holding]:
    """Follow a circle through the years; a review leaves what the supply of today earns."""
    held = before = recognised.old
    for year in years:
        lost = recognised.review is not None and year >= recognised.review
        planned = any(certified <= year for certified in path)
        if lost and not planned:
            held = recognised.left
        held = path.get(year, held)
        renewed = lost and held <= recognised.old
        yield _Holding(held, before, year in path and not renewed, planned, lost)
        if planned or not lost:
            before = held


def _score(
    rubric: Rubric, circle: tuple[str, Place], year: int, units: tuple[int, ...], holding: _Holding
) -> CircleYear:
    circle_id, place = circle
    tables = tuple(points_steps(rubric, units, place, table=k) for k in range(len(rubric.tables)))
    return CircleYear(
        circle_id=circle_id,
        year=year,
        units=units,
        score_steps=tables[0],
        table_steps=tables,
        kinds=kinds_present(rubric, units),
        reached=tier_of(rubric, units, place),
        held=holding.held,
        held_before=holding.held_before,
        newly=holding.newly,
        planned=holding.planned,
        lost=holding.lost,
    )


def no_rises(rows: Iterable[CircleYear]) -> list[CircleYear]:
    """Return the years in which a circle is certified at no more than it held before."""
    return [row for row in rows if row.newly and row.held <= row.held_before]


def falls(rows: Iterable[CircleYear]) -> list[CircleYear]:
    """Return the years in which a circle holds less than it was certified at."""
    return [
        later
        for row, later in pairwise(rows)
        if row.circle_id == later.circle_id and row.planned and later.held < row.held
    ]


def unearned_rows(rows: Iterable[CircleYear]) -> list[CircleYear]:
    """Return the years in which a circle holds a tier by the plan that its card does not reach."""
    return [row for row in rows if row.planned and row.reached < row.held]


def _wrong_rows(naming: Naming, rows: list[CircleYear]) -> Iterator[Text]:
    """Yield a finding for every certification that is no rise, is given up, or is not earned."""
    for row in no_rises(rows):
        what = Text(f"{row.year} 年的认定没有升级", f"certification in {row.year} is no rise")
        yield of(naming.circle(row.circle_id), what)
    for row in falls(rows):
        what = Text(f"{row.year} 年降级", f"falls in {row.year}")
        yield of(naming.circle(row.circle_id), what)
    for row in unearned_rows(rows):
        yield of(naming.circle(row.circle_id), _unearned(naming, row))


def _unearned(naming: Naming, row: CircleYear) -> Text:
    """Say which gates of the tier it holds a circle does not pass, and by how much."""
    place = place_of(naming.registers.circles[row.circle_id])
    gates = tier_gates(naming.registers.scenario, place, row.held, row.units)
    short = listed(gate.text for gate in gates.short)
    return Text(
        f"{row.year} 年认定为“{gates.name}”而没有达到：{short.zh}",
        f"holds “{gates.name}” in {row.year} without having earned it: {short.en}",
    )
