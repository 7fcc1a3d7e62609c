"""Which projects a plan that was taken up again does otherwise, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import pandas as pd

from placement.advice.replan.numbers import budget_names
from placement.advice.replan.prepare import Prepared
from placement.advice.replan.reasons import Evidence, Line, Side
from placement.audit.registers import records
from placement.errors import Text
from placement.plain import plain
from placement.plan import Choice, Plan
from placement.planner import Solved
from placement.report.run.published import PublishedRun
from placement.scenario.names import names_of

Kind = Literal["kept", "moved", "dropped", "added"]
What = tuple[str, str, int]
"""Site, row of the table of costs and units."""
Projects = Mapping[What, Choice]

WHY = {
    "gone": Text("点位已不在数据表中", "the site is not in the tables any more"),
    "closed": Text(
        "已没有这个选项（造价、准入、年份或补贴变了）", "the option is not on offer any more"
    ),
    "lost": Text("所服务的生活圈不再达到原等级", "a circle it served no longer holds its tier"),
    "better": Text("所服务的认定不变", "the certifications it served stay"),
    "idle": Text("没有所服务的认定，不再需要", "it served no certification and is not needed"),
    "": Text("不变", "unchanged"),
}


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """One project of the old plan or the new, from the year of the new start on; 0 for no year.

    Attributes
    ----------
    circles
        That it served and that no longer hold the tier the old plan brings them to.
    facts
        What can be shown to be the cause, or that it is as planned anew; ``None`` where ``why`` says all.
    """

    kind: Kind
    site_id: str
    site: str
    what: str
    year_before: int
    year: int
    why: str
    circles: tuple[str, ...]
    facts: Text | None


def project_changes(
    run: PublishedRun, plan: Plan, prepared: Prepared, solved: Solved, fallen: Set[str]
) -> tuple[ProjectChange, ...]:
    """List what is done otherwise, and what stays, from the first year of the new plan on."""
    year = prepared.scenario.years[0]
    before = {_what(c): c for c in plan.choices if c.year >= year}
    after = {_what(c): c for c in solved.plan.choices}
    formats = _formats(prepared)
    evidence = _evidence(run, prepared, solved, (before, after), formats)
    offered, there = set(solved.instance.options.site_ids), _all_sites(prepared)
    sites = _site_names(run.tables["projects"]) | _site_names(solved.statement.projects)
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        kind, why = _change(old, new, offered, there)
        circles = evidence.old.circles(old.option_id) if old else ()
        gone = tuple(circle for circle in circles if circle in fallen)
        if why == "better":
            why = "lost" if gone else "better" if circles else "idle"
        site = key[0]
        found.append(
            ProjectChange(
                kind,
                site,
                plain(sites.get(site, site)),
                _format(formats, old or new),
                old.year if old else 0,
                new.year if new else 0,
                why,
                gone if kind == "dropped" else (),
                _facts(evidence, why, old, new),
            )
        )
    return tuple(found)


def _evidence(
    run: PublishedRun,
    prepared: Prepared,
    solved: Solved,
    plans: tuple[Projects, Projects],
    formats: Mapping[str, str],
) -> Evidence:
    """Gather what reasons are looked up in."""
    before, after = plans
    programmes = {**names_of(prepared.scenario).programmes, **run.record["names"]["programmes"]}

    def named(choice: Choice) -> str:
        return _format(formats, choice)

    old = Side.of(before.values(), run.tables, programmes, named)
    new = Side.of(after.values(), solved.statement.frames(), programmes, named)
    given_up = [c for key, c in before.items() if key not in after or after[key].year != c.year]
    freed: dict[Line, Decimal] = defaultdict(Decimal)
    for choice in given_up:
        for line, yuan in old.paid.get(choice.option_id, {}).items():
            freed[line] += yuan
    return Evidence(
        news=prepared.news,
        old=old,
        new=new,
        left={
            (str(row["budget_id"]), int(row["year"])): Decimal(str(row["left_yuan"]))
            for row in records(run.tables["money"])
            if not pd.isna(row["left_yuan"])
        },
        budgets=budget_names(run, prepared),
        dropped=[c.option_id for key, c in before.items() if key not in after],
        added=[c.option_id for key, c in after.items() if key not in before],
        freed=freed,
        kinds=run.record["names"]["kinds"],
    )


def _facts(evidence: Evidence, why: str, old: Choice | None, new: Choice | None) -> Text | None:
    """Say what can be shown to be the cause, where the reason is not known without it."""
    if why == "better" and old is not None:
        return evidence.why_dropped(old.option_id)
    if why == "new" and new is not None:
        return evidence.why_added(new.option_id)
    if why == "year" and old is not None and new is not None:
        return evidence.why_moved(old.option_id, new.option_id, sooner=new.year < old.year)
    return None


def _what(choice: Choice) -> What:
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


def _formats(prepared: Prepared) -> dict[str, str]:
    """Return what is done, by row of the table of costs or judged line."""
    costs = prepared.rolled.tables.costs
    named = zip(costs["format_id"], costs["name"], strict=True)
    return {**names_of(prepared.scenario).kinds, **{row: name for row, name in named if name}}


def _format(formats: Mapping[str, str], choice: Choice | None) -> str:
    if choice is None:
        return ""
    name = plain(formats.get(choice.format_id) or choice.format_id)
    return name if choice.units == 1 else f"{name}×{choice.units}"


def _site_names(projects: pd.DataFrame) -> dict[str, str]:
    return {str(r["site_id"]): str(r["site_name"]) for r in records(projects)}
