"""Targets: districts that exist, tables that add up, references that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from placement.errors import Problem, Text
from placement.policy.findings import Findings
from placement.policy.obligations import districts_of
from placement.policy.schema import Policy
from placement.policy.targets import CountTarget, CoverageTarget, PinTarget, ShareTarget, Target
from placement.yamlfile import Key

DISTRICT = Text("县（市、区）", "district")
SCOPE = Text("县（市、区）或分组", "district or group")
TIER = Text("等级", "tier")
RESERVED = "lock"
CHECK_TABLE = Text("请与原表核对。", "Compare with the table of the document.")


def check_targets(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL824 sums, PL827 districts and groups, PL834 tiers and targets, PL845 a reserved id."""
    yield from _check_groups(policy, findings)
    if RESERVED in policy.targets:
        rule = Text(
            f"目标编号“{RESERVED}”留给情景锁定的生活圈",
            f"the target id “{RESERVED}” is reserved for circles that a scenario locks",
        )
        mend = Text("请改用另一个编号。", "Use another id.")
        yield findings.problem("PL845", ("targets", RESERVED), rule, mend, RESERVED)
    for target in policy.targets.values():
        yield from _check_tier(policy, target, findings)
        if isinstance(target, CountTarget):
            yield from _check_scopes(policy, target, findings)
            yield from _check_totals(target, findings)
        elif isinstance(target, ShareTarget):
            yield from _check_share(policy, target, findings)
        elif isinstance(target, CoverageTarget):
            path = ("targets", target.id, "scope")
            yield from _check_scope(policy, target.scope, path, findings)


def _check_groups(policy: Policy, findings: Findings) -> Iterator[Problem]:
    for group_id, group in policy.groups.items():
        path: tuple[Key, ...] = ("groups", group_id, "districts")
        if group_id in policy.districts:
            rule = Text(
                "分组编号不得与县（市、区）同名", "a group may not be called like a district"
            )
            mend = Text("请改用另一个编号。", "Use another id.")
            yield findings.problem("PL827", ("groups", group_id), rule, mend, group_id)
        if group.districts == "all":
            continue
        for position, district in enumerate(group.districts):
            where = (*path, position)
            if district not in policy.districts:
                yield findings.unknown("PL827", where, DISTRICT, district, policy.districts)
            if district in group.districts[:position]:
                rule = Text("同一分组内重复", "listed twice in one group")
                mend = Text("请删除重复项。", "Delete the repetition.")
                yield findings.problem("PL827", where, rule, mend, district)


def _check_tier(policy: Policy, target: Target, findings: Findings) -> Iterator[Problem]:
    if isinstance(target, (CountTarget, ShareTarget, CoverageTarget, PinTarget)):
        tier = target.tier_at_least
        if tier not in policy.tiers:
            path = ("targets", target.id, "tier_at_least")
            yield findings.unknown("PL834", path, TIER, tier, policy.tiers)


def _check_scope(
    policy: Policy, scope: str, path: tuple[Key, ...], findings: Findings
) -> Iterator[Problem]:
    known = [*policy.districts, *policy.groups]
    if scope not in known:
        yield findings.unknown("PL827", path, SCOPE, scope, known)


def _check_scopes(policy: Policy, target: CountTarget, findings: Findings) -> Iterator[Problem]:
    for scope in target.counts:
        yield from _check_scope(policy, scope, ("targets", target.id, "counts", scope), findings)


def _check_totals(target: CountTarget, findings: Findings) -> Iterator[Problem]:
    base: tuple[Key, ...] = ("targets", target.id, "totals")
    for scope, stated in target.totals.rows.items():
        found = sum(n or 0 for n in target.counts.get(scope, {}).values())
        yield from _compare((*base, "rows", scope), found, stated, findings)
    for year, stated in target.totals.years.items():
        found = sum(by_year.get(year) or 0 for by_year in target.counts.values())
        yield from _compare((*base, "years", year), found, stated, findings)
    if target.totals.all is not None:
        found = sum(n or 0 for by_year in target.counts.values() for n in by_year.values())
        yield from _compare((*base, "all"), found, target.totals.all, findings)


def _compare(
    path: tuple[Key, ...], found: int, stated: int, findings: Findings
) -> Iterator[Problem]:
    if found != stated:
        rule = Text(
            f"表中数字合计 {found}，与所列合计 {stated} 不符",
            f"the numbers add up to {found}, not to the stated total of {stated}",
        )
        yield findings.problem("PL824", path, rule, CHECK_TABLE, stated)


def _check_share(policy: Policy, target: ShareTarget, findings: Findings) -> Iterator[Problem]:
    path = ("targets", target.id)
    if target.group not in policy.groups:
        what = Text("分组", "group")
        yield findings.unknown("PL827", (*path, "group"), what, target.group, policy.groups)
    base = policy.targets.get(target.of_target)
    if not isinstance(base, CountTarget):
        counts = [t.id for t in policy.targets.values() if isinstance(t, CountTarget)]
        what = Text("个数任务", "count target")
        yield findings.unknown("PL834", (*path, "of_target"), what, target.of_target, counts)
        return
    for district in districts_of(policy, target.group):
        if target.group in policy.groups and district not in base.counts:
            rule = Text(
                f"“{district}”在个数任务 {base.id} 中没有数字，占比无从计算",
                f"“{district}” has no numbers in count target {base.id}, so no share can be taken",
            )
            yield findings.problem("PL827", (*path, "group"), rule, CHECK_TABLE, target.group)
