"""The words of a policy that cells may use."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from placement.policy.kinds import kind_ids_by_spelling
from placement.policy.lines import JudgedLine as JudgedRule
from placement.policy.rubric import RubricLine, build_rubric
from placement.policy.schema import Policy
from placement.tables.model import JudgedLine, Vocabulary


def vocabulary_of(policy: Policy) -> Vocabulary:
    """Return the kinds, tiers, judged lines and districts of a policy."""
    return Vocabulary(
        kinds=kind_ids_by_spelling(policy.kinds),
        kind_names={kind_id: kind.name for kind_id, kind in policy.kinds.items()},
        tiers={tier_id: tier.name for tier_id, tier in policy.tiers.items()},
        judged_lines={
            line.id: _judged_line(policy, line)
            for line in build_rubric(policy).lines
            if line.judged
        },
        districts=policy.districts,
    )


def _judged_line(policy: Policy, line: RubricLine) -> JudgedLine:
    """Return a line of points, or a number of events or a measure, which have no greatest value."""
    rule = policy.rubric.lines.get(line.id)
    return JudgedLine(
        id=line.id,
        name=line.name,
        step=_exact(line.unit_value),
        maximum=rule.cap if isinstance(rule, JudgedRule) else None,
        levels=tuple(_exact(steps * line.unit_value) for steps in line.level_steps),
    )


def _exact(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
