"""Targets of the policy as rows of the scenario: which circles count, how many, by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from placement.policy.checks.targets import RESERVED
from placement.policy.obligations import (
    Obligation,
    Pinned,
    StatedShare,
    districts_of,
    obligations,
    pins,
)
from placement.policy.schema import Policy
from placement.policy.targets import CountTarget
from placement.scenario.context import Context
from placement.scenario.model import ShareOf, Target

LOCK, LOCKED = RESERVED, "锁定"
"""Target id of the circles that ``locks.circles`` names, and what their names begin with."""


def build_targets(context: Context) -> tuple[Target, ...]:
    """Return the targets whose year lies in the horizon and that ask for at least one circle.

    Those named by ``targets.drop`` are left out. With ``targets.districts: present`` only districts with
    circles in the tables count: a count of a whole group is left out unless all its districts are there,
    and a share of a group is taken over those that are. Every circle under ``locks.circles`` is a target
    of its own, see `_locked`. What ``targets.done`` names is taken off what is required.
    """
    rules = context.file.targets
    policy = context.policy
    if rules.districts == "present":
        policy = restrict(policy, frozenset(context.circle_districts))
    rows = (
        *(_obliged(context, row) for row in obligations(policy)),
        *(_pinned(context, row) for row in pins(policy)),
        *_locked(context),
    )
    return tuple(
        target
        for target in (_less_done(row, rules.done.get(row.id, 0)) for row in rows)
        if target.year in context.years
        and (target.required > 0 or target.exactly or target.of is not None)
        and not {target.id, target.target_id} & set(rules.drop)
    )


def _less_done(target: Target, done: int) -> Target:
    return replace(target, required=max(0, target.required - done)) if done else target


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
                "counts": {s: n for s, n in target.counts.items() if is_whole(policy, s, present)}
            }
        )
        if isinstance(target, CountTarget)
        else target
        for target_id, target in policy.targets.items()
    }
    return policy.model_copy(update={"groups": groups, "targets": targets})


def is_whole(policy: Policy, scope: str, present: frozenset[str]) -> bool:
    """Tell whether all districts a name stands for are present."""
    return set(districts_of(policy, scope)) <= present


def scope_name(policy: Policy, scope: str) -> str:
    """Return what people call the place or group a target is set for."""
    group = policy.groups.get(scope)
    return group.name if group is not None else scope


def _obliged(context: Context, row: Obligation) -> Target:
    """Return the target of one row of a count, share, coverage or mix."""
    circles = context.tables.circles
    area = circles[circles["district"].isin(row.districts)] if row.districts else circles
    if row.attribute is not None:
        column, value = row.attribute
        area = area[area[column] == value]
    counted = area[_may_count(context, row, area)]
    scope = scope_name(context.policy, row.scope)
    ids = tuple(counted["circle_id"])
    target = Target(
        id=row.row_id, target_id=row.target_id, scope=row.scope,
        name=f"{row.name}·{scope}·{row.year}",
        district=row.districts[0] if len(row.districts) == 1 else None, districts=row.districts,
        circles=ids, year=row.year, tier=row.tier, required=row.required,
        weight=_weight(context, row.row_id, row.target_id, row.weight),
        hard=_hard(context, row.row_id, row.target_id) or row.hard,
        mode="per_year" if row.per_year else "cumulative", since=row.since,
        clause=context.policy.targets[row.target_id].source.clause,
        exactly=row.exactly, first_only=not context.policy.recognition.upgrade_counts,
        stated=row.stated,
    )  # fmt: skip
    if row.of_tier is not None and row.share is not None:
        of = ShareOf(tuple(area["circle_id"]), row.of_tier, row.share, row.rounding)
        return replace(target, of=of, stated=StatedShare(row.share, None, row.rounding))
    if row.share is not None:
        return _covering(target, row.share, row, area)
    return target


def _may_count(context: Context, row: Obligation, circles: pd.DataFrame) -> pd.Series[bool]:
    """Return which circles may count by what they were recognised at before the horizon."""
    tiers = list(context.policy.tiers)
    rank = circles["current_tier"].map(lambda tier: tiers.index(tier) if tier in tiers else -1)
    rises = (rank >= 0) & (rank < tiers.index(row.tier))
    if row.counted == "new":
        return rank < 0
    if row.counted == "upgraded":
        return rises
    if row.measure == "circles" and not context.policy.recognition.upgrade_counts:
        return ~rises
    return rank >= -1


def _covering(target: Target, share: Fraction, row: Obligation, area: pd.DataFrame) -> Target:
    """Return a coverage: the residents or communities of the circles count, a whole number of them."""
    amounts = dict(zip(area["circle_id"], map(int, area[row.measure]), strict=True))
    total = row.total if row.total is not None else sum(amounts.values())
    stated = StatedShare(share, total)
    return replace(
        target,
        measure=row.measure,
        amounts=amounts,
        required=stated.number or 0,
        stated=stated,
        step=max(1, -(-sum(amounts.values()) // max(1, len(amounts)))),
        first_only=False,
    )


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


def _locked(context: Context) -> Iterator[Target]:
    """Yield one target per circle the scenario locks to a year and a tier.

    Its weight is what ``targets.weights`` says for the row or for ``lock``, else 1, as for a target of which
    the policy names no weight. Recognised in any year counts: the lock asks what the circle holds.
    """
    circles = context.tables.circles.set_index("circle_id")
    for name, pin in context.file.locks.circles.items():
        if name not in circles.index:
            continue
        circle = circles.loc[name]
        row_id, district = lock_id(name, pin.year), str(circle["district"])
        yield Target(
            id=row_id, target_id=LOCK, scope=name, name=f"{LOCKED}·{circle['name']}·{pin.year}",
            district=district, districts=(district,), circles=(name,),
            year=pin.year, tier=pin.tier, required=1, weight=_weight(context, row_id, LOCK, 1),
            hard=pin.hard or _hard(context, row_id, LOCK), mode="cumulative", since=None, clause="",
        )  # fmt: skip


def lock_id(circle: str, year: int) -> str:
    """Return the id of the target of a locked circle."""
    return f"{LOCK}:{circle}:{year}"


def _weight(context: Context, row_id: str, target_id: str, default: int) -> int:
    weights = context.file.targets.weights
    return weights.get(row_id, weights.get(target_id, default))


def _hard(context: Context, row_id: str, target_id: str) -> bool:
    return bool({row_id, target_id} & set(context.file.targets.hard))
