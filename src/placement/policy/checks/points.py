"""What several checks of the rubric share: chapters and matches one by one, points on the step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from placement.errors import Problem, Text
from placement.policy.base import decimal_text
from placement.policy.findings import Findings
from placement.policy.lines import (
    BandedLine,
    CountLine,
    DeductionLine,
    DensityLine,
    GateSetLine,
    Line,
    MatchRule,
    PresenceLine,
    RatioLine,
    Requirement,
)
from placement.policy.schema import ChapterRule, Policy
from placement.yamlfile import Key

Path = tuple[Key, ...]


def chapters_of(
    chapters: Mapping[str, ChapterRule], path: Path
) -> Iterator[tuple[Path, ChapterRule]]:
    """Yield every chapter with its path, outer before inner."""
    for chapter_id, chapter in chapters.items():
        yield (*path, chapter_id), chapter
        yield from chapters_of(chapter.chapters, (*path, chapter_id, "chapters"))


def matches_of(line: Line) -> Iterator[tuple[Path, MatchRule]]:
    """Yield every match rule of a line with its path inside the line."""
    match line:
        case CountLine() | DensityLine():
            yield ("match",), line.match
        case GateSetLine() | PresenceLine():
            for member_id, member in line.members.items():
                yield ("members", member_id, "match"), member.match
        case RatioLine():
            yield ("numerator",), line.numerator
            if line.denominator is not None:
                yield ("denominator",), line.denominator
        case DeductionLine() | BandedLine():
            for path, requirement in _requirements(line):
                if requirement.match is not None:
                    yield (*path, "match"), requirement.match
        case _:
            return


def _requirements(line: DeductionLine | BandedLine) -> Iterator[tuple[Path, Requirement]]:
    if isinstance(line, DeductionLine):
        for n, deduction in enumerate(line.deductions):
            yield ("deductions", n, "unless"), deduction.unless
        return
    for n, band in enumerate(line.bands):
        for k, requirement in enumerate(band.requires):
            yield ("bands", n, "requires", k), requirement


def check_class(
    policy: Policy, path: Path, name: str | None, findings: Findings
) -> Iterator[Problem]:
    """PL834 for a class of kinds that does not exist."""
    if name is not None and name not in policy.rubric.kind_classes:
        what = Text("业态种数类别", "class of kinds")
        yield findings.unknown("PL834", path, what, name, policy.rubric.kind_classes)


def check_step(
    policy: Policy, path: Path, points: Decimal, findings: Findings
) -> Iterator[Problem]:
    """PL418 for points that are no multiple of the step."""
    step = policy.rubric.step
    if points % step:
        low = points - points % step
        near = f"{decimal_text(low)} / {decimal_text(low + step)}"
        rule = Text(f"分值须为 {step} 的整数倍", f"points must be multiples of {step}")
        mend = Text(f"最近的合法值：{near}", f"nearest legal values: {near}")
        yield findings.problem("PL418", path, rule, mend, points)
