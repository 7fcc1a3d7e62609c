"""The dictionary of kinds: one spelling, one kind; every kind that is named exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from placement.errors import Problem, Text
from placement.policy.findings import Findings
from placement.policy.kinds import spellings
from placement.policy.schema import Policy
from placement.yamlfile import Key

KIND = Text("业态编号", "kind id")


def check_kinds(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL821 a spelling that two kinds share; PL820 a kind in limits or premises that does not exist."""
    owner: dict[str, str] = {}
    for spelling, kind_id, path in spellings(policy.kinds):
        other = owner.setdefault(spelling, kind_id)
        if other != kind_id:
            rule = Text(
                f"同一名称只能属于一个业态：“{spelling}”同属 {other} 与 {kind_id}",
                f"a name may belong to one kind only: “{spelling}” belongs to {other} and {kind_id}",
            )
            mend = Text("请删去其中一处。", "Delete it from one of them.")
            yield findings.problem("PL821", ("kinds", *path), rule, mend, spelling)
    for key in ("kinds", "spacing_m", "radius_m"):
        yield from unknown_kinds(policy, findings, ("limits", key), getattr(policy.limits, key))
    for class_id, source in policy.premises.source_classes.items():
        for key in ("allowed_kinds", "forbidden_kinds"):
            path = ("premises", "source_classes", class_id, key)
            yield from unknown_kinds(policy, findings, path, getattr(source, key))
    for position, rule_ in enumerate(policy.premises.oversupply):
        path = ("premises", "oversupply", position, "kinds")
        yield from unknown_kinds(policy, findings, path, rule_.kinds)


def unknown_kinds(
    policy: Policy, findings: Findings, path: tuple[Key, ...], kinds: Iterable[str]
) -> Iterator[Problem]:
    """PL820 for every id that is not in the dictionary of kinds."""
    for kind_id in kinds:
        if kind_id not in policy.kinds:
            problem = findings.unknown("PL820", path, KIND, kind_id, policy.kinds)
            known = [k for k, kind in policy.kinds.items() if kind_id in {kind.name, *kind.aliases}]
            if known:
                mend = Text(f"这里写编号：{known[0]}", f"Write the id here: {known[0]}")
                problem = replace(problem, mend=mend)
            yield problem
