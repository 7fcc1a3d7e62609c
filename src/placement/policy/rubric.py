"""The rubric of a policy in integers: the door to `build_rubric` and to the exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from placement.policy.arithmetic import (
    NONE,
    Chapter,
    Rubric,
    RubricLine,
    Tier,
    chapter_points_steps,
    kinds_present,
    line_points_steps,
    points_steps,
    tier_of,
)
from placement.policy.lines import CountLine, JudgedLine
from placement.policy.match import Match, build_match
from placement.policy.schema import ChapterRule, Policy
from placement.policy.spatial import Limits
from placement.policy.tiers import TierRule

__all__ = [
    "NONE",
    "Chapter",
    "Match",
    "Rubric",
    "RubricLine",
    "Tier",
    "build_rubric",
    "chapter_points_steps",
    "kinds_present",
    "line_limits",
    "line_points_steps",
    "points_steps",
    "steps_of",
    "tier_of",
]


def steps_of(points: Decimal, step: Decimal) -> int:
    """Return points in steps, exactly.

    Raises
    ------
    ValueError
        If the points are no multiple of the step.
    """
    steps = Fraction(points) / Fraction(step)
    if steps.denominator != 1:
        msg = f"{points} is not a multiple of {step}"
        raise ValueError(msg)
    return steps.numerator


def build_rubric(policy: Policy) -> Rubric:
    """Turn the checked rules of a policy into integers.

    Raises
    ------
    ValueError
        If points are off the step or a line is neither counted nor judged; ``read_policy`` refuses such
        files with a located problem before this is called.
    """
    rules = policy.rubric
    lines = tuple(_build_line(policy, line_id) for line_id in rules.lines)
    return Rubric(
        step=Fraction(rules.step),
        total_steps=steps_of(rules.total, rules.step),
        lines=lines,
        chapters=tuple(_build_chapters(policy, lines)),
        kind_classes=tuple(rules.kind_classes),
        tiers=tuple(_build_tier(tier, rules.step) for tier in policy.tiers.values()),
    )


def _build_line(policy: Policy, line_id: str) -> RubricLine:
    rule, step = policy.rubric.lines[line_id], policy.rubric.step
    match rule:
        case CountLine():
            unit, cap = steps_of(rule.unit, step), steps_of(rule.cap, step)
            return RubricLine(
                id=line_id, name=rule.name, chapter=rule.chapter, unit_steps=unit, cap_steps=cap,
                cap_units=-(-cap // unit) if unit else 1, kind_class=rule.kind_class, judged=False,
                match=build_match(rule.match, policy.kinds),
                limit_minutes=line_limits(rule, policy.limits)[0], default_units=0,
            )  # fmt: skip
        case JudgedLine():
            cap = steps_of(rule.cap, step)
            return RubricLine(
                id=line_id, name=rule.name, chapter=rule.chapter, unit_steps=1, cap_steps=cap,
                cap_units=cap, kind_class=None, judged=True, match=None,
                limit_minutes=policy.limits.minutes, default_units=steps_of(rule.default, step),
                level_steps=tuple(sorted({steps_of(level.points, step) for level in rule.levels})),
            )  # fmt: skip
        case _:
            msg = f"line {line_id}: archetype {rule.archetype!r} cannot be computed"
            raise ValueError(msg)


def line_limits(rule: CountLine, limits: Limits) -> tuple[int, ...]:
    """Return the walking limits [min] that apply to a line; more than one means the file is ambiguous.

    The line's own limit goes before that of its kinds, that before that of its class.
    """
    if rule.limit_minutes is not None:
        return (rule.limit_minutes,)
    general = limits.kind_classes.get(rule.kind_class or "", limits.minutes)
    return tuple(sorted({limits.kinds.get(kind, general) for kind in rule.match.kinds}))


def _build_chapters(policy: Policy, lines: tuple[RubricLine, ...]) -> Iterator[Chapter]:
    flat = list(_flatten(policy.rubric.chapters, NONE, 0))
    inside: list[list[int]] = [[] for _ in flat]
    own: list[list[int]] = [[] for _ in flat]
    position = {chapter.id: h for h, (chapter, _) in enumerate(flat)}
    for i, line in enumerate(lines):
        h = position[line.chapter]
        own[h].append(i)
        while h != NONE:
            inside[h].append(i)
            h = flat[h][1]
    for h, (rule, parent) in enumerate(flat):
        cap = steps_of(rule.cap, policy.rubric.step)
        yield Chapter(rule.id, rule.name, cap, tuple(inside[h]), tuple(own[h]), parent)


def _flatten(
    chapters: Mapping[str, ChapterRule], parent: int, first: int
) -> Iterator[tuple[ChapterRule, int]]:
    """Yield every chapter with the position of its parent; outer before inner."""
    position = first
    for rule in chapters.values():
        yield rule, parent
        inner = list(_flatten(rule.chapters, position, position + 1))
        yield from inner
        position += 1 + len(inner)


def _build_tier(rule: TierRule, step: Decimal) -> Tier:
    score = rule.score
    return Tier(
        id=rule.id,
        name=rule.name,
        score_min_steps=steps_of(score.min, step),
        score_min_inclusive=score.min_inclusive,
        score_max_steps=None if score.max is None else steps_of(score.max, step),
        score_max_inclusive=score.max_inclusive,
        kind_gates=dict(rule.kinds),
        fall_through=rule.fall_through,
    )
