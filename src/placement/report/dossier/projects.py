"""The list of projects with names, jobs and what kind of measure each is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from placement.audit.registers import records
from placement.errors import Text
from placement.plain import plain
from placement.plan import Choice, Plan
from placement.report.dossier.model import ProjectFacts
from placement.report.dossier.totals import fen_of
from placement.scenario.model import Scenario
from placement.scenario.names import Names

CONVERT = Text("改造闲置用房", "premises converted")
PLACE = Text("圈内设点", "place in the circle")
RAISE = Text("提升评分项", "judged line raised")
NOTHING: dict[str, Any] = {}


def projects_of(
    scenario: Scenario, plan: Plan, projects: pd.DataFrame, names: Names
) -> tuple[ProjectFacts, ...]:
    """Return the projects by year, district in the policy's order, then by id."""
    tables = scenario.tables
    choices = {choice.option_id: choice for choice in plan.choices}
    costs = {row["format_id"]: row for row in records(tables.costs)}
    premises = {row["premises_id"]: row for row in records(tables.premises)}
    circles = {row["circle_id"]: plain(row["name"]) for row in records(tables.circles)}
    order = {district: n for n, district in enumerate(scenario.districts)}
    found = []
    for row in records(projects):
        choice = choices[row["option_id"]]
        cost = costs.get(choice.format_id, NOTHING)
        found.append(_project(row, choice, cost, premises.get(choice.site_id), circles, names))
    return tuple(
        sorted(found, key=lambda p: (p.year, order.get(p.district, len(order)), p.id)),
    )


def _project(
    row: dict[str, Any],
    choice: Choice,
    cost: dict[str, Any],
    place: dict[str, Any] | None,
    circles: dict[str, str],
    names: Names,
) -> ProjectFacts:
    is_outlet = not choice.judged_line
    kinds = tuple(names.kinds.get(str(kind), plain(kind)) for kind in row["kinds"])
    return ProjectFacts(
        id=str(row["option_id"]),
        site_id=choice.site_id,
        site=circles[choice.circle_id] if choice.circle_id else plain(row["site_name"]),
        district=plain(row["district"]),
        measure=RAISE if not is_outlet else PLACE if choice.circle_id else CONVERT,
        format=plain(cost["name"]) if cost else "、".join(kinds),
        kinds=kinds,
        year=int(row["year"]),
        units=choice.units,
        outlets=choice.units if is_outlet else 0,
        chain=bool(cost.get("chain", False)),
        jobs=int(cost.get("jobs", 0)) * choice.units if is_outlet else 0,
        floor_area_dm2=int(place["floor_area_dm2"]) if place else 0,
        source_class=names.source_classes.get(place["source_class"], plain(place["source_class"]))
        if place
        else "",
        investment_fen=fen_of(row["investment_yuan"]),
        public_fen=fen_of(row["public_yuan"]),
        programmes=tuple(names.programmes.get(str(p), plain(p)) for p in row["programmes"]),
        circle_ids=tuple(map(str, row["circles_served"])),
        circles=tuple(circles.get(str(c), plain(c)) for c in row["circles_served"]),
        lon=float(place["lon"]) if place else None,
        lat=float(place["lat"]) if place else None,
    )
