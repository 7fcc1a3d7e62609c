"""Whether circles reach the tiers they are certified at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from placement.audit.registers import records
from placement.audit.supply import Units
from placement.plan import Plan
from placement.policy.rubric import (
    NONE,
    Place,
    Rubric,
    kinds_present,
    line_points_steps,
    points_steps,
    tier_of,
)
from placement.scenario.model import Scenario


@dataclass(frozen=True)
class CircleYear:
    """The score card of a circle at the end of a year.

    Attributes
    ----------
    line_steps, score_steps, table_steps
        Points in steps of counted lines, of the first table, and of every table.
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
    line_steps: tuple[int, ...]
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
    scenario: Scenario, plan: Plan, supply: Mapping[int, Units], today: Units
) -> tuple[list[CircleYear], list[str]]:
    """Score every circle and year and compare with what is certified."""
    rubric = scenario.rubric
    tiers = {tier.id: j for j, tier in enumerate(rubric.tiers)}
    certified: dict[str, dict[int, int]] = defaultdict(dict)
    findings = []
    for item in plan.certifications:
        if item.year in certified[item.circle_id]:
            findings.append(f"{item.circle_id}: certified twice in {item.year}")
        if item.year not in scenario.years or item.tier not in tiers:
            findings.append(f"{item.circle_id}: {item.tier} in {item.year} is outside the scenario")
            continue
        certified[item.circle_id][item.year] = tiers[item.tier]
    circles = scenario.tables.circles
    known = set(circles["circle_id"])
    findings += [f"{circle}: certified but unknown" for circle in set(certified) - known]
    rows = []
    for circle in records(circles):
        circle_id = circle["circle_id"]
        path = certified.get(circle_id, {})
        current = tiers.get(circle["current_tier"], NONE)
        place = place_of(circle)
        left = min(current, tier_of(rubric, today[circle_id], place))
        review = scenario.reviews.get(circle_id) if left < current else None
        rows += _follow(rubric, (circle_id, place), (current, review, left), path, supply)
        if path and circle_id in scenario.locks.circles_out:
            findings.append(f"{circle_id}: certified although it is locked out")
        if len(path) > 1 and not scenario.allow_upgrades:
            findings.append(f"{circle_id}: rises within the horizon although that is ruled out")
    findings += _check(rubric, rows)
    return rows, findings


def _follow(
    rubric: Rubric,
    circle: tuple[str, Place],
    recognised: tuple[int, int | None, int],
    path: Mapping[int, int],
    supply: Mapping[int, Units],
) -> list[CircleYear]:
    """Return the years of one circle; a review leaves what the supply of today earns.

    Parameters
    ----------
    recognised
        Tier before the horizon, year of a review that takes it (or ``None``), tier left after that.
    """
    (circle_id, place), (old, review, left) = circle, recognised
    rows: list[CircleYear] = []
    held = before = old
    for year in sorted(supply):
        lost = review is not None and year >= review
        planned = any(certified <= year for certified in path)
        if lost and not planned:
            held = left
        held = path.get(year, held)
        renewed = lost and held <= old
        units = tuple(supply[year][circle_id])
        tables = tuple(
            points_steps(rubric, units, place, table=k) for k in range(len(rubric.tables))
        )
        rows.append(
            CircleYear(
                circle_id=circle_id,
                year=year,
                units=units,
                line_steps=line_points_steps(rubric, units),
                score_steps=tables[0],
                table_steps=tables,
                kinds=kinds_present(rubric, units),
                reached=tier_of(rubric, units, place),
                held=held,
                held_before=before,
                newly=year in path and not renewed,
                planned=planned,
                lost=lost,
            )
        )
        if planned or not lost:
            before = held
    return rows


def _check(rubric: Rubric, rows: list[CircleYear]) -> list[str]:
    findings = [
        f"{row.circle_id}: certification in {row.year} is no rise"
        for row in rows
        if row.newly and row.held <= row.held_before
    ]
    findings += [
        f"{later.circle_id}: falls in {later.year}"
        for row, later in pairwise(rows)
        if row.circle_id == later.circle_id and row.planned and later.held < row.held
    ]
    return findings + [
        f"{row.circle_id}: holds {rubric.tiers[row.held].id} in {row.year} with "
        f"{' and '.join(str(rubric.points(steps)) for steps in row.table_steps)} points and kinds "
        f"{dict(row.kinds)}"
        for row in rows
        if row.planned and row.reached < row.held
    ]
