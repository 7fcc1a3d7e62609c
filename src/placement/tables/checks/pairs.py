"""Checks on cells of premises and circles that must fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from placement.errors import Problem, listed
from placement.tables.checks.context import Context
from placement.tables.finding import finding


def kinds_allowed_and_forbidden(context: Context) -> Iterator[Problem]:
    """PL703: premises that allow and forbid the same kind."""
    table = context.tables.get("premises")
    if table is None:
        return
    names = context.vocabulary.kind_names
    for index, allowed, forbidden in table.rows("allowed_kinds", "forbidden_kinds"):
        both = [names.get(kind, kind) for kind in allowed if kind in forbidden]
        if both:
            shown = listed(both)
            problem = finding(
                "PL703",
                (f"“{shown.zh}”既允许又禁止", f"“{shown.en}” is both allowed and forbidden"),
                ("请从其中一列删除。", "Delete it from one of the two columns."),
            )
            yield table.at(problem, index, "forbidden_kinds")


def tier_without_year(context: Context) -> Iterator[Problem]:
    """PL707: circles with a tier but no year of recognition, or the other way round."""
    table = context.tables.get("circles")
    if table is None or "current_tier" not in table.body.heads:
        return
    for index, tier, year in table.rows("current_tier", "recognised_year"):
        if bool(tier) != bool(year):
            yield table.at(
                _half_recognised(tier=bool(tier)), index,
                "current_tier" if tier else "recognised_year",
            )  # fmt: skip


def _half_recognised(*, tier: bool) -> Problem:
    if tier:
        return finding(
            "PL707",
            (
                "有现有等级而没有认定年份：按规划期之前已认定计，但不计入规定了起始年份的目标任务",
                "a current tier without its year: it counts as recognised before the horizon, and never towards"
                " targets with a first year",
            ),
            ("请补上认定年份。", "Fill in the year of recognition."),
            severity="warning",
        )
    return finding(
        "PL707",
        (
            "有认定年份而没有现有等级：按未认定计，年份不起作用",
            "a year of recognition without a tier: the circle counts as not recognised, the year as nothing",
        ),
        ("请补上现有等级，或删去年份。", "Fill in the current tier, or delete the year."),
        severity="warning",
    )
