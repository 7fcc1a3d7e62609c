"""What a plan that was taken up again does otherwise than the old one intended, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from placement.advice.replan.both import Both
from placement.advice.replan.cuts import Cut
from placement.advice.replan.gathering import gather
from placement.advice.replan.news import Lost, News
from placement.advice.replan.numbers import (
    Before,
    Due,
    budget_names,
    committed_by_year,
    pairs,
    short_by_year,
    target_names,
)
from placement.advice.replan.prepare import Prepared, tails
from placement.advice.replan.project_changes import ProjectChange, project_changes
from placement.advice.replan.recertified import Recertified, recertified
from placement.advice.replan.rolled_quotas import unfinished_bundles
from placement.engine import attained
from placement.errors import Text
from placement.instance import Instance
from placement.plain import plain
from placement.plan import Plan
from placement.planner import Solved
from placement.report.at_risk import find_risks
from placement.report.run.published import PublishedRun


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
    cuts
        Caps that do not hold the old plan any more.
    at_risk
        Circles recognised at a tier that what is there now does not reach.
    left_short
        Those of them that still do not reach it at the end of the new plan.
    due
        What earlier commitments still pay, yuan.
    """

    news: News
    projects: tuple[ProjectChange, ...]
    fallen: tuple[Fallen, ...]
    circles: tuple[Recertified, ...]
    targets: tuple[Before, ...]
    money: tuple[Before, ...]
    at_risk: tuple[str, ...]
    left_short: tuple[str, ...]
    due: tuple[Due, ...]
    notes: tuple[Text, ...]
    cuts: tuple[Cut, ...]


def changes_between(
    run: PublishedRun, plan: Plan, prepared: Prepared, solved: Solved, year: int
) -> Changes:
    """Compare the old plan, from a year on, with the new one."""
    fallen = fallen_circles(run, prepared, solved)
    both = Both.of(plan, prepared, solved)
    evidence = gather(run, prepared, solved, both)
    now, budgets = solved.statement.frames(), budget_names(run, prepared)
    targets = target_names(run, prepared)
    circles = recertified(run, plan, solved.plan, evidence, year)
    fallen_ids, otherwise = {c.circle_id for c in fallen}, {c.circle_id for c in circles}
    at_risk = circles_at_risk(solved.instance)
    short = {risk.circle_id for risk in find_risks(prepared.scenario, solved.statement)}
    return Changes(
        prepared.news,
        project_changes(run, solved, both, evidence, (fallen_ids, otherwise)),
        fallen,
        circles,
        pairs(
            short_by_year(run.tables["targets"], year), short_by_year(now["targets"], year), targets
        ),
        pairs(
            committed_by_year(run.tables["money"], year),
            committed_by_year(now["money"], year),
            budgets,
        ),
        at_risk,
        tuple(c for c in at_risk if c in short),
        tuple(
            Due(budget, budgets.get(budget, budget), when, yuan)
            for (budget, when), yuan in tails(run, year).items()
        ),
        (*prepared.rolled.notes, *unfinished_bundles(prepared.scenario, solved.statement)),
        tuple(dict.fromkeys(evidence.purse.cuts.values())),
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


def circles_at_risk(instance: Instance) -> tuple[str, ...]:
    """Return circles that do not reach the tier they are recognised at with what is there now."""
    reach = attained(instance, instance.existing)
    recognised = np.flatnonzero(instance.current_tier >= 0)
    return tuple(
        instance.circle_ids[c] for c in recognised if not reach[c, instance.current_tier[c]]
    )
