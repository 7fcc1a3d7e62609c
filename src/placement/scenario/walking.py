"""How far people walk: the scenario's pace, and the longest of the policy's walking limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from placement.errors import Problem, Text
from placement.policy.schema import Policy
from placement.policy.walks import line_limits
from placement.scenario.context import Context
from placement.scenario.model import Walking


def build_walking(context: Context) -> Walking:
    """Return speed, detour and longest walk; where the scenario names no limit, that of the policy."""
    section = context.file.walking
    straight = context.policy.limits.distance == "straight"
    return Walking(
        speed_m_per_h=int(section.speed_km_per_h * 1000),
        detour=Fraction(1) if straight else Fraction(section.detour),
        limit_minutes=section.limit_minutes or longest_limit(context.policy),
        along_streets=not straight,
    )


def longest_limit(policy: Policy) -> int:
    """Return the longest walking limit [min] of any line that counts outlets."""
    return max(_limits(policy).values(), default=policy.limits.minutes)


def _limits(policy: Policy) -> dict[str, int]:
    return {
        line_id: max(max(limits) for limits in found)
        for line_id, line in policy.rubric.lines.items()
        if (found := line_limits(line, policy.limits))
    }


def check_walking(context: Context) -> Iterator[Problem]:
    """PL716 (warning): a longest walk that is shorter than the policy's limit of some lines."""
    asked = context.file.walking.limit_minutes
    if asked is None:
        return
    cut = {name: limit for name, limit in _limits(context.policy).items() if limit > asked}
    if cut:
        zh = "、".join(f"{name} {limit} 分钟" for name, limit in cut.items())
        en = ", ".join(f"{name}: {limit} min" for name, limit in cut.items())
        rule = Text(
            f"最远步行 {asked} 分钟短于政策对这些评分项的时限，一律按 {asked} 分钟计：{zh}",
            f"the longest walk of {asked} minutes is shorter than the policy's limit of these lines, which are"
            f" cut to it: {en}",
        )
        mend = Text(
            "要按政策的时限，请删去 walking.limit_minutes。",
            "Delete walking.limit_minutes to keep the policy's limits.",
        )
        path = ("walking", "limit_minutes")
        problem = context.findings.problem("PL716", path, rule, mend, asked)
        yield replace(problem, severity="warning")
