"""Targets of the policy as rows of the scenario: which circles count, how many, by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from placement.errors import Problem, Text
from placement.policy.obligations import Obligation, Pinned, districts_of, obligations, pins
from placement.policy.schema import Policy
from placement.policy.targets import CountTarget
from placement.scenario.context import Context
from placement.scenario.model import Target


def build_targets(context: Context) -> tuple[Target, ...]:
    """Return the targets whose year lies in the horizon and that ask for at least one circle.

    Those named by ``targets.drop`` are left out. With ``targets.districts: present`` only districts with
    circles in the tables count: a count of a whole group is left out unless all its districts are there,
    and a share of a group is taken over those that are.
    """
    rules = context.file.targets
    policy = context.policy
    if rules.districts == "present":
        policy = restrict(policy, frozenset(context.districts))
    rows = (
        *(_count(context, row) for row in obligations(policy) if row.required > 0),
        *(_pinned(context, row) for row in pins(policy)),
    )
    return tuple(
        target
        for target in rows
        if target.year in context.years and not {target.id, target.target_id} & set(rules.drop)
    )


def restrict(policy: Policy, present: frozenset[str]) -> Policy:
    """Return the policy as it reads where only some districts are looked at."""
    groups = {}
    for group_id, group in policy.groups.items():
        members = districts_of(policy, group_id)
        kept = tuple(district for district in members if district in present)
        groups[group_id] = group.model_copy(update={"districts": kept}) if members else group
    targets = {
        target_id: target.model_copy(
            update={
                "counts": {s: n for s, n in target.counts.items() if _is_whole(policy, s, present)}
            }
        )
        if isinstance(target, CountTarget)
        else target
        for target_id, target in policy.targets.items()
    }
    return policy.model_copy(update={"groups": groups, "targets": targets})


def _is_whole(policy: Policy, scope: str, present: frozenset[str]) -> bool:
    return set(districts_of(policy, scope)) <= present


def _count(context: Context, row: Obligation) -> Target:
    """Return the target of one row of a count or share."""
    circles = context.tables.circles
    counted = circles[circles["district"].isin(row.districts)] if row.districts else circles
    row_id = f"{row.target_id}:{row.scope}:{row.year}"
    group = context.policy.groups.get(row.scope)
    scope = group.name if group is not None else row.scope
    return Target(
        id=row_id, target_id=row.target_id, scope=row.scope, name=f"{row.name}·{scope}·{row.year}",
        district=row.districts[0] if len(row.districts) == 1 else None, districts=row.districts,
        circles=tuple(counted["circle_id"]), year=row.year, tier=row.tier, required=row.required,
        weight=_weight(context, row_id, row.target_id, row.weight),
        hard=_hard(context, row_id, row.target_id) or row.hard,
        mode="per_year" if row.per_year else "cumulative", since=row.since,
        clause=context.policy.targets[row.target_id].source.clause,
    )  # fmt: skip


def _pinned(context: Context, row: Pinned) -> Target:
    """Return the target of a circle the policy names."""
    circles = context.tables.circles
    named = circles[(circles["circle_id"] == row.circle) | (circles["name"] == row.circle)]
    districts = tuple(dict.fromkeys(named["district"]))
    row_id = f"{row.target_id}:{row.circle}:{row.year}"
    rule = context.policy.targets[row.target_id]
    return Target(
        id=row_id, target_id=row.target_id, scope=row.circle, name=f"{rule.name}·{row.circle}",
        district=districts[0] if len(districts) == 1 else None, districts=districts,
        circles=tuple(named["circle_id"]), year=row.year, tier=row.tier, required=1,
        weight=_weight(context, row_id, row.target_id, row.weight),
        hard=_hard(context, row_id, row.target_id) or row.hard,
        mode="cumulative", since=None, clause=rule.source.clause,
    )  # fmt: skip


def _weight(context: Context, row_id: str, target_id: str, default: int) -> int:
    weights = context.file.targets.weights
    return weights.get(row_id, weights.get(target_id, default))


def _hard(context: Context, row_id: str, target_id: str) -> bool:
    return bool({row_id, target_id} & set(context.file.targets.hard))


def check_targets(context: Context) -> Iterator[Problem]:
    """PL701 for names of targets that are not there; PL712 (warning) for targets nobody can meet."""
    yield from _check_names(context)
    yield from _check_circles(context)
    yield from _check_left_out(context)


def _check_names(context: Context) -> Iterator[Problem]:
    rules = context.file.targets
    policy = context.policy
    known = {
        *policy.targets,
        *(f"{row.target_id}:{row.scope}:{row.year}" for row in obligations(policy)),
        *(f"{row.target_id}:{row.circle}:{row.year}" for row in pins(policy)),
    }
    what = Text("目标", "target")
    for key, names in (("hard", rules.hard), ("drop", rules.drop)):
        for position, name in enumerate(names):
            if name not in known:
                yield context.unknown(("targets", key, position), what, name, known)
    for name in rules.weights:
        if name not in known:
            yield context.unknown(("targets", "weights", name), what, name, known)


def _check_circles(context: Context) -> Iterator[Problem]:
    short: dict[str, list[str]] = {}
    for target in build_targets(context):
        if len(target.circles) < target.required:
            short.setdefault(target.scope, []).append(
                f"{target.id} ({len(target.circles)} < {target.required})"
            )
    for scope, rows in short.items():
        rule = Text(
            f"表中“{scope}”的生活圈少于目标要求：{'；'.join(rows)}",
            f"the tables have fewer circles of “{scope}” than the target asks: {'; '.join(rows)}",
        )
        mend = Text(
            "请补充生活圈；只规划部分县（市、区）时请写 targets.districts: present。",
            "Add circles; to plan some districts only, write targets.districts: present.",
        )
        problem = context.findings.problem("PL712", ("targets",), rule, mend, scope)
        yield replace(problem, severity="warning")


def _check_left_out(context: Context) -> Iterator[Problem]:
    """Say which counts of the policy a scenario of some districts does not look at."""
    if context.file.targets.districts != "present":
        return
    present = frozenset(context.districts)
    counts = {
        target.id: sum(not _is_whole(context.policy, scope, present) for scope in target.counts)
        for target in context.policy.targets.values()
        if isinstance(target, CountTarget)
    }
    left_out = [f"{target_id} × {n}" for target_id, n in counts.items() if n]
    if left_out:
        rule = Text(
            f"只计表中有生活圈的县（市、区），未计入：{'、'.join(left_out)}",
            f"only districts with circles in the tables count; left out: {', '.join(left_out)}",
        )
        mend = Text(
            "需要全部目标时请写 targets.districts: all。", "For all: targets.districts: all."
        )
        problem = context.findings.problem("PL712", ("targets", "districts"), rule, mend, "present")
        yield replace(problem, severity="info")
