"""The ladder of tiers: reachable thresholds, no gap, no class or gate that does not exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from placement.errors import Problem, Text
from placement.policy.checks.kinds import unknown_kinds
from placement.policy.checks.points import check_step
from placement.policy.findings import Findings
from placement.policy.lines import CountLine, GateSetLine, PresenceLine
from placement.policy.schema import Policy
from placement.policy.tiers import TierRule
from placement.yamlfile import Key

CHECK_GATE = Text("请核对原文。", "Check the document.")


def check_tiers(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL418, PL421 thresholds; PL820 kinds; PL823 kind gates; PL834 classes; PL835 order and gaps."""
    for tier in policy.tiers.values():
        yield from _check_score(policy, tier, findings)
        yield from _check_kinds(policy, tier, findings)
        for position, gate in enumerate(tier.ratios):
            path = ("tiers", tier.id, "ratios", position)
            for rule in filter(None, (gate.numerator, gate.denominator)):
                if rule.kinds != "all":
                    yield from unknown_kinds(policy, findings, path, rule.kinds)
        yield from _check_table(policy, tier, findings)
    for lower, upper in pairwise(policy.tiers.values()):
        yield from _check_order(lower, upper, findings)
    yield from _check_top(policy, findings)


def _check_score(policy: Policy, tier: TierRule, findings: Findings) -> Iterator[Problem]:
    total, step = total_of(policy, tier.table), policy.rubric.step
    for key, points in (("min", tier.score.min), ("max", tier.score.max)):
        path = ("tiers", tier.id, "score", key)
        if points is None:
            continue
        if points % step:
            rule = Text(f"分值须为 {step} 的整数倍", f"points must be multiples of {step}")
            yield findings.problem("PL418", path, rule, CHECK_GATE, points)
        if points > total or (key == "min" and points == total and not tier.score.min_inclusive):
            rule = Text(
                f"门槛 {points} 分高于可得的最高分 {total} 分",
                f"the threshold of {points} lies above the reachable maximum of {total}",
            )
            yield findings.problem("PL421", path, rule, CHECK_GATE, points)
    if tier.score.max is not None and tier.score.max < tier.score.min:
        rule = Text("最高分低于最低分", "the highest score is below the lowest")
        path = ("tiers", tier.id, "score", "max")
        yield findings.problem("PL835", path, rule, CHECK_GATE, tier.score.max)


def _check_kinds(policy: Policy, tier: TierRule, findings: Findings) -> Iterator[Problem]:
    n_lines = Counter(_classes(policy))
    for name, least in tier.kinds.items():
        path = ("tiers", tier.id, "kinds", name)
        if name not in policy.rubric.kind_classes:
            what = Text("业态种数类别", "class of kinds")
            yield findings.unknown("PL834", path, what, name, policy.rubric.kind_classes)
        elif least > n_lines[name]:
            rule = Text(
                f"要求不少于 {least} 种，而该类只有 {n_lines[name]} 种",
                f"at least {least} kinds are asked for, but the class has only {n_lines[name]}",
            )
            mend = Text("请核对门槛或 kind_class。", "Check the gate or the lines' kind_class.")
            yield findings.problem("PL823", path, rule, mend, least)


def _classes(policy: Policy) -> Iterator[str | None]:
    """Yield the class of every line and member that may count as a kind."""
    for line in policy.rubric.lines.values():
        if isinstance(line, CountLine):
            yield line.kind_class
        elif isinstance(line, GateSetLine | PresenceLine):
            yield from (member.kind_class for member in line.members.values())


def total_of(policy: Policy, table: str | None) -> Decimal:
    """Return the total of a table, that of the rubric where it has one table or the name is wrong."""
    named = policy.rubric.tables.get(table or "")
    return policy.rubric.total if named is None else named.total


def _check_table(policy: Policy, tier: TierRule, findings: Findings) -> Iterator[Problem]:
    """PL834 tables; PL418, PL421 the threshold of the confirming table."""
    tables = policy.rubric.tables
    what = Text("评价表", "score table")
    path: tuple[Key, ...] = ("tiers", tier.id)
    if tables and tier.table is None:
        rule = Text(
            "有多张评价表时须写明按哪张表的得分",
            "with several score tables a tier names the one it goes by",
        )
        mend = Text("请补上 table。", "Add ``table``.")
        yield findings.problem("PL834", path, rule, mend)
    elif tier.table is not None and tier.table not in tables:
        yield findings.unknown("PL834", (*path, "table"), what, tier.table, tables)
    second = tier.confirmation
    if second is None:
        return
    if second.table not in tables:
        where = (*path, "confirmation", "table")
        yield findings.unknown("PL834", where, what, second.table, tables)
        return
    where = (*path, "confirmation", "min")
    yield from check_step(policy, where, second.min, findings)
    total = tables[second.table].total
    if second.min > total or (second.min == total and not second.min_inclusive):
        rule = Text(
            f"门槛 {second.min} 分高于可得的最高分 {total} 分",
            f"the threshold of {second.min} lies above the reachable maximum of {total}",
        )
        yield findings.problem("PL421", where, rule, CHECK_GATE, second.min)


def _check_top(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """Find an upper end of the highest tier: a circle above it would belong to none."""
    *_, top = policy.tiers.values()
    total, most = total_of(policy, top.table), top.score.max
    if most is not None and (most < total or (most == total and not top.score.max_inclusive)):
        rule = Text(
            f"最高等级“{top.name}”不设上限：高于 {most} 分的不属于任何等级",
            f"“{top.name}” is the highest tier: above {most} a circle would belong to none",
        )
        mend = Text("请删去 max。", "Delete max.")
        yield findings.problem("PL835", ("tiers", top.id, "score", "max"), rule, mend, most)


def _check_order(lower: TierRule, upper: TierRule, findings: Findings) -> Iterator[Problem]:
    path = ("tiers", upper.id, "score", "min")
    if upper.table != lower.table:
        rule = Text("各等级须按同一张表的得分", "all tiers go by the score of one table")
        mend = Text(
            "另一张表的要求请写成 confirmation。",
            "Write what another table asks as `confirmation`.",
        )
        yield findings.problem("PL835", ("tiers", upper.id, "table"), rule, mend, upper.table)
        return
    if upper.score.min < lower.score.min:
        rule = Text(
            f"等级须由低到高排列：“{upper.name}”的最低分低于“{lower.name}”",
            f"tiers go from lowest to highest: “{upper.name}” starts below “{lower.name}”",
        )
        mend = Text("请调整次序。", "Put them in order.")
        yield findings.problem("PL835", path, rule, mend, upper.score.min)
    top = lower.score.max
    is_open = not lower.score.max_inclusive and not upper.score.min_inclusive
    if top is not None and (top < upper.score.min or (top == upper.score.min and is_open)):
        rule = Text(
            f"“{lower.name}”与“{upper.name}”之间有空档：{top} 至 {upper.score.min} 分不属于任何等级",
            f"there is a gap between “{lower.name}” and “{upper.name}”: {top} to {upper.score.min}"
            " belongs to no tier",
        )
        mend = (
            Text(
                "请让其中一端包含该分值（min_inclusive 或 max_inclusive）。",
                "Let one of the ends include it (min_inclusive or max_inclusive).",
            )
            if top == upper.score.min
            else Text(
                f"请把“{upper.name}”的 min 写成 {top}，或把“{lower.name}”的 max 写成 {upper.score.min}。",
                f"Set the min of “{upper.name}” to {top}, or the max of “{lower.name}” to {upper.score.min}.",
            )
        )
        yield findings.problem("PL835", path, rule, mend, upper.score.min)
