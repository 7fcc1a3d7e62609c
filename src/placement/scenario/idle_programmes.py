"""Programmes that can pay nothing in a scenario (PL725), and awards that pay less for more (PL726)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from placement.errors import Problem, Text
from placement.money import wan
from placement.policy.programme_base import MeasureProgramme, PaidProgramme
from placement.policy.programmes import (
    AwardProgramme,
    CapacityProgramme,
    InterestProgramme,
    Programme,
    RentProgramme,
)
from placement.policy.terms import ApplicantQuota, BatchQuota, Eligible, runs_in
from placement.scenario.context import Context
from placement.yamlfile import Key
from placement.yamlfile.near import did_you_mean

Finding = tuple[tuple[Key, ...], Text, Text]
"""Keys below the programme, what is wrong, what to do."""

FILL = Text("请填写这一列，或改此项条件。", "Fill the column, or change the condition.")
SHOWN = 12
"""Values of a column that are listed."""
PLACES = {"circle", "district", "outlet"}
"""Classes of places that are no premises."""


def check_idle_programmes(context: Context) -> Iterator[Problem]:
    """PL725 (warning): programmes that pay nothing however the plan is made, and why."""
    for programme_id, programme in context.programmes.items():
        for keys, rule, mend in _findings(context, programme):
            problem = context.programme_problem("PL725", programme_id, keys, rule, mend)
            yield replace(problem, severity="warning")


def check_awards_rise(context: Context) -> Iterator[Problem]:
    """PL726 (warning): awards that pay less, or nothing, for a higher tier in a year."""
    tiers = list(context.policy.tiers)
    for programme_id, programme in context.programmes.items():
        if not isinstance(programme, AwardProgramme):
            continue
        paid = {tier: programme.amounts.get(tier, {}) for tier in tiers}
        falls = [
            (low, high, year)
            for low, high in pairwise(tiers)
            for year in context.years
            if paid[high].get(year, 0) < paid[low].get(year, 0)
        ]
        for low, high, year in falls[:1]:
            names = [context.policy.tiers[tier].name for tier in (low, high)]
            less, more = (wan(paid[tier].get(year, 0)) for tier in (high, low))
            rule = Text(
                f"{year} 年“{names[1]}”奖 {less.zh}，少于较低的“{names[0]}”的 {more.zh}",
                f"in {year} “{names[1]}” earns {less.en}, less than the lower “{names[0]}” with {more.en}",
            )
            mend = Text(
                "请核对；没有写的等级和年份按 0 元计。", "Check it; what is not listed is 0."
            )
            problem = context.programme_problem("PL726", programme_id, ("amounts",), rule, mend)
            yield replace(problem, severity="warning")


def _findings(context: Context, programme: Programme) -> Iterator[Finding]:
    if isinstance(programme, PaidProgramme):
        yield from _years(context, programme)
    if isinstance(programme, AwardProgramme):
        classes = set(context.tables.circles["area_class"])
        yield from _none_of(
            ("eligible", "area_classes"), AREA, programme.eligible.area_classes, classes
        )
    if isinstance(programme, MeasureProgramme):
        yield from _conditions(context, programme.eligible)
        yield from _facts(context, programme)
        yield from _applicants(context, programme)


AREA = Text("区域类别", "area class")


def _years(context: Context, programme: PaidProgramme) -> Iterator[Finding]:
    runs = [year for year in context.years if runs_in(programme.windows, year)]
    if isinstance(programme, AwardProgramme):
        runs = [y for y in runs if any(y in paid for paid in programme.amounts.values())]
    if not runs:
        first, last = context.years[0], context.years[-1]
        yield (
            ("amounts",) if isinstance(programme, AwardProgramme) else ("windows",),
            Text(
                f"规划期 {first}–{last} 内没有一年可以付，此项目不起作用",
                f"it pays in no year of {first}–{last} and has no effect",
            ),
            Text("请核对有效年份和规划期。", "Check its years and the horizon."),
        )


def _none_of(
    keys: tuple[Key, ...], what: Text, asked: tuple[str, ...], there: set[str]
) -> Iterator[Finding]:
    """Find a condition none of whose values stands in the tables."""
    known = sorted(there - {""})
    if not asked or not there.isdisjoint(asked):
        return
    listed = "、".join(known[:SHOWN]) + ("…" if len(known) > SHOWN else "") or "（空白）"
    rule = Text(
        f"表中没有这样的{what.zh}：{'、'.join(asked)}，此项目不起作用",
        f"no table has the {what.en} {', '.join(asked)}: the programme has no effect",
    )
    mend = did_you_mean(asked[0], known) or Text(f"表中有：{listed}", f"the tables have: {listed}")
    yield keys, rule, mend


def _conditions(context: Context, rule: Eligible) -> Iterator[Finding]:
    costs, premises = context.tables.costs, context.tables.premises
    areas = set(premises["area_class"]) | set(context.tables.circles["area_class"])
    sources = set(premises["source_class"]) | PLACES
    kinds = {kind for bundle in costs["kinds"] for kind in bundle}
    groups = context.policy.groups
    named = {
        d
        for name in rule.districts
        for d in (_members(context, name) if name in groups else {name})
    }
    yield from _none_of(("eligible", "area_classes"), AREA, rule.area_classes, areas)
    yield from _none_of(
        ("eligible", "source_classes"),
        Text("用房来源", "source class"),
        rule.source_classes,
        sources,
    )
    yield from _none_of(("eligible", "kinds"), Text("业态造价", "cost row of"), rule.kinds, kinds)
    yield from _none_of(
        ("eligible", "districts"),
        Text("县（市、区）", "district"),
        tuple(sorted(named)),
        set(context.districts),
    )
    yield from _none_of(
        ("eligible", "grade_after"),
        Text("改造后等级", "grade after the works"),
        rule.grade_after,
        set(costs["grade_after"]),
    )
    for key, asked, most in (
        ("min_lease_years", rule.min_lease_years, premises["lease_years"].max()),
        ("min_chain_stores", rule.min_chain_stores, costs["own_stores"].max()),
        ("min_bundle", rule.min_bundle, costs["kinds"].map(len).max()),
    ):
        if asked is not None and not most >= asked:
            yield ("eligible", key), *_nowhere(COLUMNS[key], asked)


COLUMNS = {
    "min_lease_years": Text("租期（premises 表）", "lease (table of premises)"),
    "min_chain_stores": Text("已有门店数（costs 表）", "stores it has (table of costs)"),
    "min_bundle": Text("一处的业态种数（costs 表）", "kinds on one site (table of costs)"),
}


def _members(context: Context, name: str) -> set[str]:
    members = context.policy.groups[name].districts
    return set(context.districts) if members == "all" else set(members)


def _nowhere(column: Text, asked: int) -> tuple[Text, Text]:
    rule = Text(
        f"表中没有一处{column.zh}达到 {asked}，此项目不起作用",
        f"no row has {asked} or more of: {column.en}; the programme has no effect",
    )
    return rule, FILL


def _facts(context: Context, programme: MeasureProgramme) -> Iterator[Finding]:
    """Find columns of the table of costs that the archetype is worked out from and that are all blank."""
    costs = _rows(context.tables.costs, programme.eligible)
    if isinstance(programme, CapacityProgramme) and not (costs["capacity"] > 0).any():
        yield ("amount",), *_blank(Text("容量", "capacity"))
    if isinstance(programme, InterestProgramme) and not (costs["loan_share"] > 0).any():
        yield ("rate",), *_blank(Text("贷款比例", "loan_share"))
    if isinstance(programme, RentProgramme):
        premises = context.tables.premises
        areas = set(premises["area_class"]) | set(context.tables.circles["area_class"])
        yield from _none_of(("ceilings",), AREA, tuple(programme.ceilings), areas)


def _rows(costs: pd.DataFrame, rule: Eligible) -> pd.DataFrame:
    if not rule.kinds:
        return costs
    asked = set(rule.kinds)
    return costs[costs["kinds"].map(lambda kinds: not asked.isdisjoint(kinds))]


def _blank(column: Text) -> tuple[Text, Text]:
    rule = Text(
        f"业态造价表的“{column.zh}”在所补的业态里全为空白，此项目不起作用",
        f"“{column.en}” is blank in the table of costs for all it is for: it has no effect",
    )
    return rule, FILL


def _applicants(context: Context, programme: MeasureProgramme) -> Iterator[Finding]:
    rows = _rows(context.tables.costs, programme.eligible)
    if (rows["applicant"] != "").any():
        return
    for position, quota in enumerate(programme.quotas):
        by_applicant = isinstance(quota, ApplicantQuota) or (
            isinstance(quota, BatchQuota) and quota.outlets > 1
        )
        if by_applicant:
            yield (
                ("quotas", position),
                Text(
                    "业态造价表没有填“申报企业”，每处各算一家企业，此名额不起限制或凑不成批",
                    "the table of costs names no applicant: every site is an enterprise of its own, so that the"
                    " quota limits nothing or no batch comes together",
                ),
                FILL,
            )
