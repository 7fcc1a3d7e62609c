"""Which projects a plan that was taken up again does otherwise, and why."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from placement.advice.replan.both import Both
from placement.advice.replan.reasons import Evidence
from placement.audit.registers import records
from placement.errors import Text
from placement.plain import plain
from placement.plan import Choice
from placement.planner import Solved
from placement.report.run.published import PublishedRun

Kind = Literal["kept", "moved", "dropped", "added"]
WHY = {
    "gone": Text("点位已不在数据表中", "the site is not in the tables any more"),
    "closed": Text(
        "已没有这个选项（造价、准入、年份或补助变了）", "the option is not on offer any more"
    ),
    "lost": Text("所服务的生活圈不再达到原等级", "a circle it served no longer holds its tier"),
    "better": Text("所服务的认定不变", "the certifications it served stay"),
    "later": Text("所服务的认定推迟", "a certification it served comes later"),
    "recertified": Text(
        "所服务的圈认定有变，见“认定不同的生活圈”",
        "circles it served are certified otherwise, see there",
    ),
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
    run: PublishedRun,
    solved: Solved,
    both: Both,
    evidence: Evidence,
    circles_changed: tuple[Set[str], Set[str]],
) -> tuple[ProjectChange, ...]:
    """List what is done otherwise, and what stays, from the first year of the new plan on.

    Parameters
    ----------
    circles_changed
        Circles that end at a lower tier, and circles that are certified otherwise.
    """
    fallen, otherwise = circles_changed
    before, after = both.before, both.after
    offered = set(solved.instance.options.site_ids)
    sites = _site_names(run.tables["projects"]) | _site_names(solved.statement.projects)
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        kind, why = _change(old, new, offered, both)
        circles = evidence.old.circles(old.option_id) if old else ()
        gone = tuple(circle for circle in circles if circle in fallen)
        if why == "better" and old is not None:
            later = evidence.served_later(old.option_id, old.year)
            why = "lost" if gone else "later" if later else served(circles, otherwise)
        site = key[0]
        found.append(
            ProjectChange(
                kind,
                site,
                plain(sites.get(site, site)),
                both.named(before.get(key) or after[key]),
                old.year if old else 0,
                new.year if new else 0,
                why,
                gone if kind == "dropped" else (),
                _facts(evidence, why, old, new),
            )
        )
    return tuple(found)


def served(circles: Collection[str], otherwise: Set[str]) -> str:
    """Return what becomes of the certifications of circles that keep their tiers, as a key of :data:`WHY`."""
    if not circles:
        return "idle"
    return "better" if otherwise.isdisjoint(circles) else "recertified"


def _facts(evidence: Evidence, why: str, old: Choice | None, new: Choice | None) -> Text | None:
    """Say what can be shown to be the cause, where the reason is not known without it."""
    if why == "lost" and old is not None:
        return evidence.cut_short(old.option_id)
    if why in {"better", "later", "recertified"} and old is not None:
        return evidence.why_dropped(old.option_id, old.year)
    if why == "new" and new is not None:
        return evidence.why_added(new.option_id, new.year)
    if why == "year" and old is not None and new is not None:
        return evidence.why_moved(old.option_id, new.option_id, (old.year, new.year))
    return None


def _change(
    old: Choice | None, new: Choice | None, offered: set[str], both: Both
) -> tuple[Kind, str]:
    if old is None:
        return "added", "new"
    if new is not None:
        return ("kept", "") if new.year == old.year else ("moved", "year")
    if old.site_id in offered:
        return "dropped", "better"
    return "dropped", "closed" if both.is_there(old.site_id) else "gone"


def _site_names(projects: pd.DataFrame) -> dict[str, str]:
    return {str(r["site_id"]): str(r["site_name"]) for r in records(projects)}
