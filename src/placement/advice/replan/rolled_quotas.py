"""Quotas and counts of a whole horizon, less what an earlier plan has used of them before a later start.

Quotas by year start anew with each year and are left alone. Numbers by district hold for all years together,
so what was used before is taken off; what was given counts towards a least bundle. Of a target that counts new or
risen circles only, those certified before the start are recognised circles afterwards, which count no more; they
are written as done before.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from placement.audit import Statement
from placement.audit.registers import records
from placement.errors import Text
from placement.money import wan, yuan_text
from placement.plain import plain
from placement.plan import Plan
from placement.policy.programme_base import PaidProgramme
from placement.policy.terms import BundleQuota, DistrictQuota
from placement.report.dossier.totals import fen_of
from placement.report.run.published import PublishedRun
from placement.scenario.model import Scenario

Used = Counter[tuple[str, str]]
Given = Counter[tuple[str, str]]


def used_before(run: PublishedRun, plan: Plan, year: int) -> Used:
    """Count what each programme has paid for before a year, by programme and district: units and awards."""
    projects, names = run.tables["projects"], run.record["names"]
    at = dict(zip(projects["site_id"], projects["district"], strict=True))
    used: Used = Counter()
    for choice in plan.choices:
        if choice.year < year:
            for programme in choice.programmes:
                used[programme, str(at.get(choice.site_id, ""))] += choice.units
    paid = run.tables["payments"]
    early = paid[(paid["year_committed"] < year) & (paid["circle_id"] != "")]
    awards = {
        (str(p), str(c), int(y))
        for p, c, y in zip(
            early["programme_id"], early["circle_id"], early["year_committed"], strict=True
        )
        if c in names["circles"]
    }
    for programme, circle, _ in awards:
        used[programme, names["circles"][circle]["district"]] += 1
    return used


def given_before(run: PublishedRun, year: int) -> Given:
    """Add up what each programme has committed before a year, by programme and district; fen."""
    projects, names = run.tables["projects"], run.record["names"]
    at = dict(zip(projects["option_id"], projects["district"], strict=True))
    paid = run.tables["payments"]
    given: Given = Counter()
    for row in records(paid[paid["year_committed"] < year]):
        circle = names["circles"].get(str(row["circle_id"]))
        district = circle["district"] if circle else at.get(row["option_id"], "")
        given[str(row["programme_id"]), str(district)] += fen_of(row["yuan"])
    return given


def roll_quotas(
    data: dict[Any, Any],
    policy: Mapping[Any, Any],
    scenario: Scenario,
    used: Used,
    given: Given,
) -> None:
    """Take what was used off the numbers by district, and count what was given towards least bundles.

    Parameters
    ----------
    data
        The rolled scenario; programmes of the policy are written into it where their quotas change.
    policy
        The policy's document.
    """
    for programme in scenario.programmes:
        if not isinstance(programme, PaidProgramme):
            continue
        drawn = _of(programme.id, used)
        paid = _of(programme.id, given)
        for n, quota in enumerate(programme.quotas):
            if drawn and isinstance(quota, DistrictQuota):
                written = _written(data, policy, programme.id)["quotas"][n]
                written["districts"] = {
                    name: max(0, cap - _drawn(scenario, name, drawn))
                    for name, cap in quota.districts.items()
                }
            elif paid and isinstance(quota, BundleQuota):
                written = _written(data, policy, programme.id)["quotas"][n]
                sums = Counter(paid) + Counter(quota.given)
                written["given"] = {name: f"{yuan_text(fen)}元" for name, fen in sums.items()}


def _of(programme: str, counted: Counter[tuple[str, str]]) -> dict[str, int]:
    return {district: n for (p, district), n in counted.items() if p == programme and n}


def unfinished_bundles(scenario: Scenario, statement: Statement) -> Iterator[Text]:
    """Yield which districts have got less than the least bundle, all years together."""
    paid = statement.payments
    at = dict(zip(statement.projects["option_id"], statement.projects["district"], strict=True))
    circles = scenario.tables.circles
    at |= dict(zip(circles["circle_id"], circles["district"], strict=True))
    for programme in scenario.programmes:
        for quota in programme.quotas if isinstance(programme, PaidProgramme) else ():
            if not isinstance(quota, BundleQuota):
                continue
            sums = Counter(quota.given)
            for row in records(paid[paid["programme_id"] == programme.id]):
                sums[at[str(row["circle_id"] or row["option_id"])]] += fen_of(row["yuan"])
            for district, fen in sums.items():
                if 0 < fen < quota.amount:
                    name, lacks = plain(programme.name), wan(quota.amount - fen)
                    yield Text(
                        f"{name}：{district}合计还不到打包下限，差 {lacks.zh}",
                        f"{name}: {district} is {lacks.en} below the least bundle",
                    )


def _written(data: dict[Any, Any], policy: Mapping[Any, Any], programme: str) -> dict[str, Any]:
    """Return the scenario's own text of a programme, copied from the policy where it has none."""
    programmes = data.setdefault("programmes", {})
    if programme not in programmes:
        programmes[programme] = copy.deepcopy(policy["programmes"][programme])
    found: dict[str, Any] = programmes[programme]
    return found


def _drawn(scenario: Scenario, name: str, drawn: Mapping[str, int]) -> int:
    groups = scenario.policy.groups
    members: Any = {name}
    if name in groups:
        listed = groups[name].districts
        members = scenario.districts if listed == "all" else listed
    return sum(n for district, n in drawn.items() if district in members)


def done_before(new: Scenario, rolled: Scenario, plan: Plan, year: int) -> dict[str, int]:
    """Return what certifications before a year bring to targets that no longer count these circles.

    Parameters
    ----------
    new
        The scenario before it was rolled forward.
    """
    order = {tier.id: j for j, tier in enumerate(new.rubric.tiers)}
    reached = {
        item.circle_id: order[item.tier]
        for item in sorted(plan.certifications, key=lambda item: item.year)
        if item.year < year
    }
    counted = {target.id: set(target.circles) for target in rolled.targets}
    found = {}
    for target in new.targets:
        if target.id not in counted or target.mode == "per_year" or target.of is not None:
            continue
        lost = set(target.circles) - counted[target.id]
        amounts = target.amounts or dict.fromkeys(target.circles, 1)
        done = sum(amounts[c] for c in lost if reached.get(c, -1) >= order[target.tier])
        if done:
            found[target.id] = done
    return found
