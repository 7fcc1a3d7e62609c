"""Checks on what the rubric has to know of circles: classes of areas with a threshold, households."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from placement.errors import Problem, Text, listed
from placement.policy.lines import DensityLine, RatioLine
from placement.policy.requirements import ANY
from placement.scenario.context import Context
from placement.scenario.names import with_id

SHOWN = 5


def check_rubric_facts(context: Context) -> Iterator[Problem]:
    """PL723 areas for which a share has no threshold, PL724 densities without households, PL851 outgrowing a tier."""
    for name, thresholds in _thresholds(context):
        if ANY in thresholds:
            continue
        circles = context.tables.circles
        missing = circles[~circles["area_class"].isin(thresholds)]
        if len(missing):
            shown = _first_named(missing)
            rule = Text(
                f"“{name}”没有这些生活圈所属区域类别的占比下限：{shown.zh}",
                f"“{name}” has no threshold for the class of areas of these circles: {shown.en}",
            )
            mend = Text(
                f"请在生活圈表“区域类别”列填 {'、'.join(thresholds)} 之一，或在政策中写 any 作为其余各类的下限。",
                f"Write one of {', '.join(thresholds)} as area_class, or a threshold `any` in the policy.",
            )
            path = ("data", "tables")
            yield context.findings.problem("PL723", path, rule, mend, missing["area_class"].iloc[0])
    yield from _check_households(context)
    yield from _check_outgrowing(context)


def _check_outgrowing(context: Context) -> Iterator[Problem]:
    """PL851: a circle whose score outgrows its tier and that falls out of the ladder cannot be planned for."""
    for tier in list(context.policy.tiers.values())[1:]:
        if tier.fall_through != "unrated":
            continue
        rule = Text(
            f"“{tier.name}”得分够而其他门槛不够的不予认定（fall_through: unrated）：多开一家店反而可能失去等级，不能据此规划",
            f"“{tier.name}” leaves circles with its score but not its gates unrated: one more outlet could cost"
            " a tier, which cannot be planned for",
        )
        chosen = context.policy.chosen_readings
        asked = [name for name in context.file.readings if chosen.get(name) == "unrated"]
        mend = Text("请选 next_lower（降一级认定）。", "Choose next_lower (one tier down).")
        path = ("readings", asked[0]) if asked else ("policy",)
        yield context.findings.problem("PL851", path, rule, mend, tier.name)


def _thresholds(context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in context.policy.rubric.lines.values():
        if isinstance(line, RatioLine):
            yield line.name, tuple(line.thresholds)
    for tier in context.policy.tiers.values():
        for gate in tier.ratios:
            yield gate.name, tuple(gate.at_least)


def _check_households(context: Context) -> Iterator[Problem]:
    lines = context.policy.rubric.lines.values()
    asked = [x.name for x in lines if isinstance(x, DensityLine) and x.per == "households"]
    circles = context.tables.circles
    unknown = circles[circles["households"] == 0]
    if asked and len(unknown):
        shown = _first_named(unknown)
        rule = Text(
            f"“{'、'.join(asked)}”按户数计算，而这些生活圈没有户数：{shown.zh}",
            f"“{', '.join(asked)}” goes by households, which these circles do not state: {shown.en}",
        )
        mend = Text("请在生活圈表补上户数。", "Add households to the table of circles.")
        yield context.findings.problem("PL724", ("data", "tables"), rule, mend, len(unknown))


def _first_named(circles: pd.DataFrame) -> Text:
    """Name the first few of some circles."""
    first = circles.head(SHOWN)
    return listed(map(with_id, first["circle_id"], first["name"]))
