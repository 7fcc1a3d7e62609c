"""The words of a policy that cells may use."""

from __future__ import annotations

from placement.policy.kinds import kind_ids_by_spelling
from placement.policy.lines import JudgedLine as JudgedRule
from placement.policy.schema import Policy
from placement.tables.model import JudgedLine, Vocabulary


def vocabulary_of(policy: Policy) -> Vocabulary:
    """Return the kinds, tiers and judged lines of a policy."""
    return Vocabulary(
        kinds=kind_ids_by_spelling(policy.kinds),
        kind_names={kind_id: kind.name for kind_id, kind in policy.kinds.items()},
        tiers={tier_id: tier.name for tier_id, tier in policy.tiers.items()},
        judged_lines={
            line_id: _judged_line(line_id, rule)
            for line_id, rule in policy.rubric.lines.items()
            if isinstance(rule, JudgedRule)
        },
        step=policy.rubric.step,
    )


def _judged_line(line_id: str, rule: JudgedRule) -> JudgedLine:
    return JudgedLine(
        id=line_id,
        name=rule.name,
        maximum=rule.cap,
        levels=tuple(sorted(level.points for level in rule.levels)),
    )
