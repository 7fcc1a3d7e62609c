"""The rubric of a policy in integers: the door to `build_rubric` and to the exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from placement.policy.arithmetic import (
    chapter_points_steps,
    kinds_present,
    line_points_steps,
    points_steps,
    tier_of,
)
from placement.policy.card import (
    NONE,
    Chapter,
    LineGroup,
    Rubric,
    RubricLine,
    ShareGate,
    Table,
    Tier,
)
from placement.policy.counting import CountedLines, steps_of
from placement.policy.grading import LineBook, ShareRule
from placement.policy.lines import MatchRule, PresenceLine
from placement.policy.match import Match
from placement.policy.programmes import AwardProgramme, Programme
from placement.policy.requirements import ANY, NOWHERE, Grade, Place, Requirement
from placement.policy.schema import ChapterRule, Policy
from placement.policy.tiers import RatioGate, TierRule

__all__ = [
    "ANY",
    "NONE",
    "NOWHERE",
    "Chapter",
    "Grade",
    "LineGroup",
    "Match",
    "Place",
    "Requirement",
    "Rubric",
    "RubricLine",
    "Table",
    "Tier",
    "award_line",
    "build_rubric",
    "chapter_points_steps",
    "kinds_present",
    "line_points_steps",
    "points_steps",
    "steps_of",
    "tier_of",
]


def award_line(programme_id: str) -> str:
    """Return the id of the line that counts the outlets an award by density looks at; it gives no points."""
    return f"award:{programme_id}.1"


def build_rubric(policy: Policy, programmes: Iterable[Programme] = ()) -> Rubric:
    """Turn the checked rules of a policy into integers.

    Parameters
    ----------
    programmes
        Awards by density among them are given a line that counts their outlets.

    Raises
    ------
    ValueError
        If points are off the step; ``read_policy`` refuses such files with a located problem before this
        is called.
    """
    rules = policy.rubric
    book = LineBook(CountedLines(policy.kinds, policy.limits, rules.step))
    for rule in rules.lines.values():
        book.add(rule)
    for programme in programmes:
        if isinstance(programme, AwardProgramme) and programme.densities:
            kinds = programme.density_kinds
            counts = MatchRule(kinds=kinds) if kinds else MatchRule(kinds="all")
            book.counted.outlets((f"award:{programme.id}", programme.name), counts)
    tables = tuple(_build_tables(policy))
    position = {table.id: k for k, table in enumerate(tables)}
    tiers = tuple(_build_tier(book, tier, position) for tier in policy.tiers.values())
    lines = tuple(_in_order(policy, book.counted.lines))
    chapters = _build_chapters(policy, lines, tuple(book.grades), position)
    named = {chapter.id: h for h, chapter in enumerate(chapters)}
    return Rubric(
        step=Fraction(rules.step),
        tables=tables,
        lines=lines,
        chapters=chapters,
        kind_classes=tuple(rules.kind_classes),
        tiers=tiers,
        grades=tuple(book.grades),
        groups=tuple(
            group if group.grade != NONE else replace(group, chapter=named[group.id])
            for group in book.groups
        ),
    )


def _build_tables(policy: Policy) -> Iterator[Table]:
    rules = policy.rubric
    for table_id, table in rules.tables.items():
        yield Table(table_id, table.name, steps_of(table.total, rules.step))
    if not rules.tables:
        yield Table("", "", steps_of(rules.total, rules.step))


def _in_order(policy: Policy, lines: list[RubricLine]) -> Iterator[RubricLine]:
    """Yield the lines with those that count an outlet before they do: the ones listed first."""
    position = {line.id: i for i, line in enumerate(lines)}
    for line in lines:
        before = {
            position[other]
            for rule in policy.rubric.exclusive
            if line.id in rule.lines
            for other in rule.lines[: rule.lines.index(line.id)]
        }
        yield replace(line, after=tuple(sorted(before)))


@dataclass(frozen=True, slots=True)
class _ChapterRow:
    """A chapter of the policy, or a line whose members share a cap."""

    id: str
    name: str
    cap: Decimal
    parent: int
    table: int


def _build_chapters(
    policy: Policy,
    lines: tuple[RubricLine, ...],
    grades: tuple[Grade, ...],
    tables: Mapping[str, int],
) -> tuple[Chapter, ...]:
    flat = list(_flatten(policy.rubric.chapters, NONE, 0, tables, 0))
    position = {chapter.id: h for h, chapter in enumerate(flat)}
    for rule in policy.rubric.lines.values():
        if isinstance(rule, PresenceLine):
            parent = position[rule.chapter]
            flat.append(_ChapterRow(rule.id, rule.name, rule.cap, parent, flat[parent].table))
            position[rule.id] = len(flat) - 1
    own_lines = _members([line.chapter for line in lines], position)
    own_grades = _members([grade.chapter for grade in grades], position)
    return tuple(
        Chapter(
            row.id, row.name, steps_of(row.cap, policy.rubric.step),
            _inside(flat, own_lines, h), own_lines[h], row.parent,
            _inside(flat, own_grades, h), own_grades[h], row.table,
        )
        for h, row in enumerate(flat)
    )  # fmt: skip


def _members(chapters: list[str], position: Mapping[str, int]) -> list[tuple[int, ...]]:
    """Return the positions of what lies directly in each chapter; lines without points are in none."""
    own: list[list[int]] = [[] for _ in position]
    for i, chapter in enumerate(chapters):
        if chapter:
            own[position[chapter]].append(i)
    return [tuple(members) for members in own]


def _inside(flat: list[_ChapterRow], own: list[tuple[int, ...]], chapter: int) -> tuple[int, ...]:
    """Return what lies in a chapter, sub-chapters included."""
    inner = [h for h, row in enumerate(flat) if row.parent == chapter]
    found = {*own[chapter], *(i for h in inner for i in _inside(flat, own, h))}
    return tuple(sorted(found))


def _flatten(
    chapters: Mapping[str, ChapterRule],
    parent: int,
    first: int,
    tables: Mapping[str, int],
    table: int,
) -> Iterator[_ChapterRow]:
    """Yield every chapter with the position of its parent; outer before inner."""
    position = first
    for rule in chapters.values():
        own = tables.get(rule.table or "", table)
        yield _ChapterRow(rule.id, rule.name, rule.cap, parent, own)
        inner = list(_flatten(rule.chapters, position, position + 1, tables, own))
        yield from inner
        position += 1 + len(inner)


def _build_tier(book: LineBook, rule: TierRule, tables: Mapping[str, int]) -> Tier:
    score, step = rule.score, book.counted.step
    shares = (
        ShareGate(gate.name, *book.share(("tiers", gate.name), _share_rule(gate)))
        for gate in rule.ratios
    )
    return Tier(
        id=rule.id,
        name=rule.name,
        score_min_steps=steps_of(score.min, step),
        score_min_inclusive=score.min_inclusive,
        score_max_steps=None if score.max is None else steps_of(score.max, step),
        score_max_inclusive=score.max_inclusive,
        kind_gates=dict(rule.kinds),
        fall_through=rule.fall_through,
        table=tables.get(rule.table or "", 0),
        shares=tuple(shares),
        confirmed_by=_confirmation(rule, step, tables),
    )


def _share_rule(gate: RatioGate) -> ShareRule:
    return ShareRule(gate.numerator, gate.denominator, gate.at_least)


def _confirmation(
    rule: TierRule, step: Decimal, tables: Mapping[str, int]
) -> tuple[int, int] | None:
    """Return the confirming table and its least score in steps."""
    if rule.confirmation is None:
        return None
    least = steps_of(rule.confirmation.min, step)
    least += 0 if rule.confirmation.min_inclusive else 1
    return tables[rule.confirmation.table], least
