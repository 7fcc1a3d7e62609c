"""Lines that are not points per outlet: sets, bands, densities, deductions, shares and events."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from placement.errors import Problem, Text
from placement.policy.checks.points import Path, check_class, check_step
from placement.policy.findings import Findings
from placement.policy.lines import (
    BandedLine,
    DeductionLine,
    DensityLine,
    EventLine,
    GateSetLine,
    Line,
    PresenceLine,
    line_cap,
)
from placement.policy.schema import Policy
from placement.policy.walks import measures_of

CHECK_LINE = Text("请核对原表。", "Check the table of the document.")


def check_graded(policy: Policy, path: Path, line: Line, findings: Findings) -> Iterator[Problem]:
    """PL418 points on the step, PL834 classes of members, PL836 sets that contradict themselves."""
    for inner, points in _points_of(line):
        yield from check_step(policy, (*path, *inner), points, findings)
    if isinstance(line, GateSetLine | PresenceLine):
        for member in line.members.values():
            where = (*path, "members", member.id, "kind_class")
            yield from check_class(policy, where, member.kind_class, findings)
    if isinstance(line, GateSetLine):
        yield from _check_set(path, line, findings)
    if isinstance(line, EventLine | PresenceLine):
        each = line.unit if isinstance(line, EventLine) else line.points_each
        if each > line.cap or not each:
            rule = Text(
                f"每个 {each} 分、上限 {line.cap} 分：单个得分须大于零且不超过上限",
                f"{each} points each with a cap of {line.cap}: one must give points, at most the cap",
            )
            yield findings.problem("PL836", (*path, "cap"), rule, CHECK_LINE, line.cap)
    for measure in measures_of(line):
        if measure in policy.rubric.lines:
            rule = Text(
                "指标编号不得与评分项编号相同",
                "a measure may not be called like a line of the rubric",
            )
            mend = Text("请改用另一个编号。", "Use another id.")
            yield findings.problem("PL836", path, rule, mend, measure)


def _points_of(line: Line) -> Iterator[tuple[Path, Decimal]]:
    match line:
        case DeductionLine():
            yield ("start",), line.start
            for n, deduction in enumerate(line.deductions):
                yield ("deductions", n, "minus"), deduction.minus
        case BandedLine():
            for n, band in enumerate(line.bands):
                yield ("bands", n, "points"), band.points
        case DensityLine():
            for n, step in enumerate(line.bands):
                yield ("bands", n, "points"), step.points
        case PresenceLine():
            yield ("points_each",), line.points_each
            yield ("cap",), line.cap
        case EventLine():
            yield ("unit",), line.unit
            yield ("cap",), line.cap
        case _:
            yield ("points",), line_cap(line)


def _check_set(path: Path, line: GateSetLine, findings: Findings) -> Iterator[Problem]:
    for position, name in enumerate(line.chosen):
        if name not in line.members:
            what = Text("所列业态", "member of the set")
            yield findings.unknown("PL834", (*path, "chosen", position), what, name, line.members)
    named = len(set(line.chosen)) if line.chosen else len(line.members)
    if not 1 <= line.required <= named:
        rule = Text(
            f"需要 {line.required} 种，而{'本地确定' if line.chosen else '所列'}的有 {named} 种",
            f"{line.required} are needed, but {named} are {'chosen' if line.chosen else 'named'}",
        )
        yield findings.problem("PL836", (*path, "required"), rule, CHECK_LINE, line.required)
    if len(set(line.chosen)) < len(line.chosen):
        rule = Text("同一业态重复列出", "a member is chosen twice")
        mend = Text("请删除重复项。", "Delete the repetition.")
        yield findings.problem("PL836", (*path, "chosen"), rule, mend)
