"""What a plan that was taken up again does otherwise than the old one intended, and why."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd

from placement.advice.replan.news import Lost, News
from placement.advice.replan.prepare import Prepared, tails
from placement.advice.replan.rolled_quotas import unfinished_bundles
from placement.audit.registers import records
from placement.engine.decisions import attained
from placement.errors import Text
from placement.instance import Instance
from placement.plan import Choice, Plan
from placement.planner import Solved
from placement.report.plain import plain
from placement.report.published import PublishedRun

Kind = Literal["kept", "moved", "dropped", "added"]

WHY = {
    "gone": Text("点位已不在数据表中", "the site is not in the tables any more"),
    "closed": Text(
        "已没有这个选项（造价、准入、年份或补贴变了）", "the option is not on offer any more"
    ),
    "lost": Text("所服务的生活圈不再达到原等级", "a circle it served no longer holds its tier"),
    "better": Text(
        "所服务的认定不变，另有做法", "the certifications it served stay: something else does"
    ),
    "idle": Text("没有所服务的认定，不再需要", "it served no certification and is not needed"),
    "new": Text("新列入", "newly taken up"),
    "year": Text("改了年份", "in another year"),
    "": Text("不变", "unchanged"),
}


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """One project of the old plan or the new, from the year of the new start on; 0 for no year.

    Attributes
    ----------
    circles
        That it served and that no longer hold the tier the old plan brings them to.
    """

    kind: Kind
    site_id: str
    site: str
    what: str
    year_before: int
    year: int
    why: str
    circles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """A number of the old plan and of the new; ``None`` where there is none."""

    name: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Fallen:
    """A circle that ends at a lower tier than the old plan brought it to; ``""`` for none.

    Attributes
    ----------
    lost
        Outlets that closed and premises that were lost in its reach.
    """

    circle_id: str
    name: str
    before: str
    after: str
    lost: tuple[Lost, ...]


@dataclass(frozen=True)
class Changes:
    """All that is told of a plan taken up again.

    Attributes
    ----------
    targets
        Circles short, old and new, by target; ``money`` committed yuan by budget line and year.
    circles
        Certifications from the year on that are not the same: circle → (old, new).
    at_risk
        Circles recognised at a tier that what is there now does not reach.
    due
        What earlier commitments still pay: budget line and year → yuan.
    """

    news: News
    projects: tuple[ProjectChange, ...]
    fallen: tuple[Fallen, ...]
    circles: dict[str, tuple[str, str]]
    targets: tuple[Before, ...]
    money: tuple[Before, ...]
    at_risk: tuple[str, ...]
    due: dict[str, Decimal]
    notes: tuple[Text, ...]


def changes_between(
    run: PublishedRun, plan: Plan, prepared: Prepared, solved: Solved, year: int
) -> Changes:
    """Compare the old plan, from a year on, with the new one."""
    fallen = fallen_circles(run, prepared, solved)
    return Changes(
        prepared.news,
        project_changes(run, plan, prepared, solved, {circle.circle_id for circle in fallen}),
        fallen,
        certification_changes(plan, solved.plan, year, run.record["names"]["tiers"]),
        _pairs(run.tables["targets"], solved.statement.targets, "target_id", "shortfall", year),
        _pairs(run.tables["money"], solved.statement.money, "budget_id", "committed_yuan", year),
        circles_at_risk(solved.instance),
        {f"{budget} {when}": yuan for (budget, when), yuan in tails(run, year).items()},
        (*prepared.rolled.notes, *unfinished_bundles(prepared.scenario, solved.statement)),
    )


def fallen_circles(run: PublishedRun, prepared: Prepared, solved: Solved) -> tuple[Fallen, ...]:
    """Return circles that end at a lower tier than before, with what they have lost."""
    tiers = run.record["names"]["tiers"]
    rank = {"": -1} | {tier: n for n, tier in enumerate(tiers)}
    before, after = _final_tiers(run.tables["circles"]), _final_tiers(solved.statement.circles)
    lost, names = prepared.news.by_circle, run.record["names"]["circles"]
    return tuple(
        Fallen(
            circle,
            plain(names[circle]["name"]),
            tiers[tier],
            tiers.get(after.get(circle, ""), ""),
            lost.get(circle, ()),
        )
        for circle, tier in sorted(before.items())
        if rank[after.get(circle, "")] < rank[tier]
    )


def _final_tiers(circles: pd.DataFrame) -> dict[str, str]:
    last = circles[circles["year"] == circles["year"].max()]
    return {str(c): str(t or "") for c, t in zip(last["circle_id"], last["tier"], strict=True)}


def project_changes(
    run: PublishedRun, plan: Plan, prepared: Prepared, solved: Solved, fallen: Set[str]
) -> tuple[ProjectChange, ...]:
    """List what is done otherwise, and what stays, from the first year of the new plan on."""
    year = prepared.scenario.years[0]
    before = {_what(c): c for c in plan.choices if c.year >= year}
    served = {
        str(row["option_id"]): tuple(map(str, row["circles_served"]))
        for row in records(run.tables["projects"])
    }
    after = {_what(c): c for c in solved.plan.choices}
    offered = set(solved.instance.options.site_ids)
    sites = _site_names(run.tables["projects"]) | _site_names(solved.statement.projects)
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        kind, why = _change(old, new, offered, _all_sites(prepared))
        circles = served.get(old.option_id, ()) if old else ()
        gone = tuple(circle for circle in circles if circle in fallen)
        if why == "better":
            why = "lost" if gone else "better" if circles else "idle"
        site = key[0]
        found.append(
            ProjectChange(
                kind,
                site,
                plain(sites.get(site, site)),
                _format(prepared, old or new),
                old.year if old else 0,
                new.year if new else 0,
                why,
                gone if kind == "dropped" else (),
            )
        )
    return tuple(found)


def _what(choice: Choice) -> tuple[str, str, int]:
    return choice.site_id, choice.format_id, choice.units


def _change(
    old: Choice | None, new: Choice | None, offered: set[str], there: set[str]
) -> tuple[Kind, str]:
    if old is None:
        return "added", "new"
    if new is not None:
        return ("kept", "") if new.year == old.year else ("moved", "year")
    if old.site_id in offered:
        return "dropped", "better"
    return "dropped", "closed" if old.site_id.partition("@")[0] in there else "gone"


def _all_sites(prepared: Prepared) -> set[str]:
    tables = prepared.rolled.tables
    return {
        *tables.premises["premises_id"],
        *tables.outlets["outlet_id"],
        *tables.circles["circle_id"],
    }


def _format(prepared: Prepared, choice: Choice | None) -> str:
    if choice is None:
        return ""
    costs = prepared.rolled.tables.costs
    names = dict(zip(costs["format_id"], costs["name"], strict=True))
    name = plain(names.get(choice.format_id) or choice.format_id)
    return name if choice.units == 1 else f"{name}×{choice.units}"


def _site_names(projects: pd.DataFrame) -> dict[str, str]:
    return {str(r["site_id"]): str(r["site_name"]) for r in records(projects)}


def certification_changes(
    old: Plan, new: Plan, year: int, tiers: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return circles whose certifications from a year on differ."""

    def paths(plan: Plan) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for item in sorted(plan.certifications, key=lambda item: item.year):
            if item.year >= year:
                found.setdefault(item.circle_id, []).append(
                    f"{tiers.get(item.tier, item.tier)}@{item.year}"
                )
        return {circle: " → ".join(steps) for circle, steps in found.items()}

    one, other = paths(old), paths(new)
    return {
        circle: (one.get(circle, ""), other.get(circle, ""))
        for circle in sorted({*one, *other})
        if one.get(circle) != other.get(circle)
    }


def _pairs(
    before: pd.DataFrame, after: pd.DataFrame, key: str, value: str, year: int
) -> tuple[Before, ...]:
    """Return the values that are not the same, by id and year."""

    def values(frame: pd.DataFrame) -> Mapping[str, Decimal]:
        return {
            str(row[key]) if str(row["year"]) in str(row[key]) else f"{row[key]} {row['year']}": (
                Decimal(str(row[value]))
            )
            for row in records(frame)
            if int(row["year"]) >= year
        }

    one, other = values(before), values(after)
    return tuple(
        Before(name, one.get(name), other.get(name))
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name)
    )


def circles_at_risk(instance: Instance) -> tuple[str, ...]:
    """Return circles that do not reach the tier they are recognised at with what is there now."""
    reach = attained(instance, instance.existing)
    recognised = np.flatnonzero(instance.current_tier >= 0)
    return tuple(
        instance.circle_ids[c] for c in recognised if not reach[c, instance.current_tier[c]]
    )
