"""What contradicts itself although every single value is in order: slips that no reader of one line sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from placement.errors import Problem, Text
from placement.policy.checks.points import matches_of
from placement.policy.findings import Findings
from placement.policy.lines import MatchRule
from placement.policy.obligations import districts_of
from placement.policy.schema import Policy
from placement.policy.targets import CountTarget, ShareTarget
from placement.yamlfile import Key

Path = tuple[Key, ...]
CHECK_TABLE = Text("请与原表核对。", "Compare with the table of the document.")


def check_consistency(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL825 years, PL834 classes of limits, PL839 lines nothing can match, PL846 repetitions."""
    yield from _check_districts(policy, findings)
    yield from _check_limits(policy, findings)
    yield from _check_share_years(policy, findings)
    for line_id, line in policy.rubric.lines.items():
        for inner, rule in matches_of(line):
            path = ("rubric", "lines", line_id, *inner)
            yield from _check_match(policy, path, rule, findings)


def _check_districts(policy: Policy, findings: Findings) -> Iterator[Problem]:
    for position, district in enumerate(policy.districts):
        if district in policy.districts[:position]:
            rule = Text("县（市、区）重复列出", "a district is listed twice")
            mend = Text("请删除重复项。", "Delete the repetition.")
            yield findings.problem("PL846", ("districts", position), rule, mend, district)


def _check_limits(policy: Policy, findings: Findings) -> Iterator[Problem]:
    for name in policy.limits.kind_classes:
        if name not in policy.rubric.kind_classes:
            what = Text("业态种数类别", "class of kinds")
            path = ("limits", "kind_classes", name)
            yield findings.unknown("PL834", path, what, name, policy.rubric.kind_classes)


def _check_share_years(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """Find shares that are checked before anything is due: they ask for no circle."""
    for target in policy.targets.values():
        if not isinstance(target, ShareTarget):
            continue
        base = policy.targets.get(target.of_target)
        if not isinstance(base, CountTarget):
            continue
        rows = [base.counts.get(district, {}) for district in districts_of(policy, target.group)]
        due = [year for by_year in rows for year, number in by_year.items() if number]
        last = max((year for by_year in base.counts.values() for year in by_year), default=0)
        for position, year in enumerate(target.years):
            if due and not min(due) <= year <= last:
                rule = Text(
                    f"{year} 年不在个数任务 {base.id} 的年份之内，占比无从考核",
                    f"{year} lies outside the years of the count target {base.id}: no share can be checked",
                )
                path = ("targets", target.id, "years", position)
                yield findings.problem("PL825", path, rule, CHECK_TABLE, year)


def _check_match(
    policy: Policy, path: Path, rule: MatchRule, findings: Findings
) -> Iterator[Problem]:
    """Find matches that no outlet can meet: every kind implies what the match excludes."""
    if rule.kinds == "all" or any(kind not in policy.kinds for kind in rule.kinds):
        return
    for attribute in ("chain", "standardised"):
        implied = [getattr(policy.kinds[k].implies, attribute, None) for k in rule.kinds]
        if getattr(rule, attribute) is False and all(value is True for value in implied):
            name = {"chain": "连锁", "standardised": "标准化"}[attribute]
            text = Text(
                f"所列业态按字典必为{name}，而本项只计非{name}的：没有网点能计入",
                f"by the dictionary these kinds are always {attribute}, and the line counts only others: no outlet"
                " can count",
            )
            mend = Text(f"请改业态或删去 {attribute}。", f"Change the kinds or delete {attribute}.")
            yield findings.problem("PL839", (*path, attribute), text, mend, False)
    repeated = [kind for kind, n in Counter(rule.kinds).items() if n > 1]
    for kind in repeated:
        text = Text("同一业态重复列出", "a kind is listed twice")
        mend = Text("请删除重复项。", "Delete the repetition.")
        yield findings.problem("PL846", (*path, "kinds"), text, mend, kind)
