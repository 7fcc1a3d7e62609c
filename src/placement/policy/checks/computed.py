"""What this version can compute; every other construct of the schema is refused by name (PL850).

The constructs C1–C44 and A1–A17 are those of the documentation of policy files. Refusing is better than
ignoring: a rule that is written down and not computed would make a plan look lawful that is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from placement.errors import Problem, Text
from placement.policy.findings import Findings
from placement.policy.programmes import AwardProgramme, BlockProgramme, Programme
from placement.policy.schema import Policy
from placement.policy.terms import ApplicantQuota, BatchQuota, Eligible
from placement.yamlfile import Key

Path = tuple[Key, ...]


class NotComputed(NamedTuple):
    """A construct that is used although this version cannot compute it."""

    construct: str
    path: Path
    name: Text


def check_computed(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL850 for every construct of a policy that this version cannot compute."""
    for used in not_computed(policy):
        yield refusal(used, findings)


def refusal(used: NotComputed, findings: Findings) -> Problem:
    """Return the PL850 of one construct."""
    rule = Text(
        f"本版本尚不能计算“{used.name.zh}”（{used.construct}）",
        f"this version cannot compute {used.name.en} ({used.construct}) yet",
    )
    mend = Text(
        "请删去此项，或改用可计算的类型；不会默默忽略。",
        "Remove it or use a construct that can be computed; it is never silently ignored.",
    )
    return findings.problem("PL850", used.path, rule, mend)


def not_computed(policy: Policy) -> Iterator[NotComputed]:
    """Yield every construct of a policy that this version cannot compute."""
    yield from not_computed_programmes(policy.programmes)
    yield from _premises(policy)


def not_computed_programmes(programmes: Mapping[str, Programme]) -> Iterator[NotComputed]:
    """Yield what cannot be computed in programmes of a policy or a scenario file."""
    for programme_id, programme in programmes.items():
        path = ("programmes", programme_id)
        if isinstance(programme, BlockProgramme):
            continue
        if isinstance(programme, AwardProgramme):
            yield from _award_terms(path, programme)
        else:
            yield from _measure_terms(path, programme)


def _measure_terms(path: Path, programme: Programme) -> Iterator[NotComputed]:
    """Yield conditions of aid for measures that depend on more than the measure itself."""
    if programme.eligible.tiers:
        name = Text("按生活圈等级限定网点补贴", "aid for outlets that depends on a tier")
        yield NotComputed("C36", (*path, "eligible", "tiers"), name)
    if any(window.dated_by == "recognition" for window in programme.windows):
        name = Text("网点补贴按认定年份计", "aid for outlets by the year of recognition")
        yield NotComputed("C39", (*path, "windows"), name)


def _award_terms(path: Path, programme: AwardProgramme) -> Iterator[NotComputed]:
    """Yield conditions of an award beyond tier and year: none of them is looked at yet."""
    where = {"districts": (), "area_classes": ()}
    if programme.eligible.model_copy(update=where) != Eligible():
        name = Text("奖励的其他准入条件", "further conditions of an award")
        yield NotComputed("C36", (*path, "eligible"), name)
    limits = (programme.stacking, programme.stacking_limit, programme.matching)
    if programme.need != "always" or programme.reductions or any(x is not None for x in limits):
        name = Text("奖励的需要条件、同组限制与折减", "need, stacking or reduction of an award")
        yield NotComputed("C33", path, name)
    if any(isinstance(quota, ApplicantQuota | BatchQuota) for quota in programme.quotas):
        name = Text("奖励按企业限额", "quotas of applicants for awards")
        yield NotComputed("C35", (*path, "quotas"), name)
    if any(window.dated_by not in {None, "recognition"} for window in programme.windows):
        name = Text("奖励按完工等日期计", "awards dated by completion")
        yield NotComputed("C39", (*path, "windows"), name)


def _premises(policy: Policy) -> Iterator[NotComputed]:
    premises = policy.premises
    if premises.shared_site is not None and premises.shared_site.bonus is not None:
        name = Text(
            "一点多用的奖励；请写成带 min_bundle 的补贴项目",
            "a bonus of shared sites; write a programme with min_bundle",
        )
        yield NotComputed("C24", ("premises", "shared_site", "bonus"), name)
