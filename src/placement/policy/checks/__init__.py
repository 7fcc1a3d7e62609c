"""What a policy file must satisfy beyond the shape of its keys; every check reports all it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from placement.errors import Problem
from placement.policy.checks.consistency import check_consistency
from placement.policy.checks.kinds import check_kinds
from placement.policy.checks.ladder import check_tiers
from placement.policy.checks.programmes import check_programmes
from placement.policy.checks.scoring import check_rubric
from placement.policy.checks.targets import check_targets
from placement.policy.findings import Findings
from placement.policy.schema import Policy

CHECKS: tuple[Callable[[Policy, Findings], Iterator[Problem]], ...] = (
    check_kinds,
    check_rubric,
    check_tiers,
    check_targets,
    check_programmes,
    check_consistency,
)


def check_policy(policy: Policy, findings: Findings) -> list[Problem]:
    """Run every check and return all problems."""
    return [problem for check in CHECKS for problem in check(policy, findings)]
