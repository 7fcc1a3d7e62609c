"""Circles and their score cards, before the plan and at the end of each year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from placement.audit import Statement
from placement.audit.cards import card_rows
from placement.audit.registers import records
from placement.plain import plain
from placement.report.dossier.model import CardLine, CircleFacts
from placement.scenario.model import Scenario


def circles_of(scenario: Scenario, statement: Statement) -> tuple[CircleFacts, ...]:
    """Return the circles by district in the policy's order, then by id."""
    order = {district: n for n, district in enumerate(scenario.districts)}
    by_circle: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(statement.circles):
        by_circle[str(row["circle_id"])].append(row)
    places = sorted(
        records(scenario.tables.circles), key=lambda p: (order[p["district"]], p["circle_id"])
    )
    return tuple(
        _circle(
            scenario,
            statement,
            place,
            sorted(by_circle[place["circle_id"]], key=lambda row: int(row["year"])),
        )
        for place in places
    )


def _circle(
    scenario: Scenario,
    statement: Statement,
    place: Mapping[str, Any],
    years: list[dict[str, Any]],
) -> CircleFacts:
    classes = scenario.rubric.kind_classes
    today = statement.today[place["circle_id"]]
    return CircleFacts(
        id=str(place["circle_id"]),
        name=plain(place["name"]),
        district=plain(place["district"]),
        area_class=plain(place["area_class"]),
        residents=int(place["residents"]),
        communities=int(place["communities"]),
        lon=float(place["lon"]),
        lat=float(place["lat"]),
        current_tier=str(place["current_tier"] or ""),
        tiers=tuple(str(row["tier"] or "") for row in years),
        certified={int(row["year"]): str(row["tier"]) for row in years if row["newly_certified"]},
        score_today=today.score,
        scores=tuple(Decimal(str(row["score"])) for row in years),
        kinds_today=tuple(today.kinds[name] for name in classes[:2]),
        kinds=tuple((int(row["basic_kinds"]), int(row["quality_kinds"])) for row in years),
    )


def cards_of(scenario: Scenario, statement: Statement) -> dict[str, tuple[CardLine, ...]]:
    """Return every circle's rows in the order of its card."""
    frame = statement.scorecards
    columns = ["circle_id", "year", "line_id", "existing_count", "added_count", "points", "cap"]
    cells: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    for circle, year, line, *rest in zip(*(frame[name] for name in columns), strict=True):
        cells[str(circle), str(line)].append((int(year), *rest))
    return {
        str(circle): tuple(
            _line(i, sorted(cells[str(circle), line.id]), statement.today[circle].points[i])
            for i, line in enumerate(card_rows(scenario.rubric))
        )
        for circle in scenario.tables.circles["circle_id"]
    }


def _line(position: int, years: list[tuple[Any, ...]], today: Decimal) -> CardLine:
    return CardLine(
        line=position,
        existing=years[0][1],
        added=tuple(added for _, _, added, _, _ in years),
        points_today=today,
        points=tuple(points for *_, points, _ in years),
        cap=years[0][-1],
    )
