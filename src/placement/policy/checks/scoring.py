"""The rubric: points on the step, chapters that add up, lines that match something."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from placement.errors import Problem, Text, listed
from placement.policy.checks.graded import check_graded
from placement.policy.checks.kinds import unknown_kinds
from placement.policy.checks.points import Path, chapters_of, check_class, check_step, matches_of
from placement.policy.checks.score_tables import check_exclusive, check_tables
from placement.policy.findings import Findings
from placement.policy.lines import (
    CountLine,
    JudgedLine,
    Line,
    MatchRule,
    PresenceLine,
    line_cap,
)
from placement.policy.schema import ChapterRule, Policy
from placement.policy.walks import line_limits, service_radii

LINES: Path = ("rubric", "lines")


def check_rubric(policy: Policy, findings: Findings) -> Iterator[Problem]:
    """PL418–PL420 points and sums, PL820 kinds, PL834 references, PL836–PL838 lines and chapters."""
    chapters = list(chapters_of(policy.rubric.chapters, ("rubric", "chapters")))
    yield from _repeated_chapters(policy, chapters, findings)
    for line_id, line in policy.rubric.lines.items():
        yield from _check_line(policy, line_id, line, findings)
    for path, chapter in chapters:
        yield from check_step(policy, (*path, "cap"), chapter.cap, findings)
        yield from _check_sum(policy, path, chapter, findings)
    yield from _check_total(policy, findings)
    yield from check_tables(policy, findings)
    yield from check_exclusive(policy, findings)


def _repeated_chapters(
    policy: Policy, chapters: list[tuple[Path, ChapterRule]], findings: Findings
) -> Iterator[Problem]:
    lines = policy.rubric.lines.values()
    seen = {line.id for line in lines if isinstance(line, PresenceLine)}
    for path, chapter in chapters:
        if chapter.id in seen:
            rule = Text(
                "类别编号不得重复，也不得与按种计分的评分项同名",
                "the id of a chapter may be used once only, and not by a line of points per kind",
            )
            mend = Text("请改用另一个编号。", "Use another id.")
            yield findings.problem("PL837", path, rule, mend, chapter.id)
        seen.add(chapter.id)


def _check_line(policy: Policy, line_id: str, line: Line, findings: Findings) -> Iterator[Problem]:
    path = (*LINES, line_id)
    known = {c.id for _, c in chapters_of(policy.rubric.chapters, ())}
    if line.chapter not in known:
        what = Text("评价类别", "chapter")
        yield findings.unknown("PL834", (*path, "chapter"), what, line.chapter, known)
    for inner, rule in matches_of(line):
        if rule.kinds != "all":
            yield from unknown_kinds(policy, findings, (*path, *inner, "kinds"), rule.kinds)
        yield from _check_area((*path, *inner), rule, findings)
    yield from _check_limits(policy, path, line, findings)
    if isinstance(line, CountLine):
        yield from _check_count(policy, path, line, findings)
    elif isinstance(line, JudgedLine):
        yield from _check_judged(policy, path, line, findings)
    else:
        yield from check_graded(policy, path, line, findings)


def _check_count(
    policy: Policy, path: Path, line: CountLine, findings: Findings
) -> Iterator[Problem]:
    for key, points in (("unit", line.unit), ("cap", line.cap)):
        yield from check_step(policy, (*path, key), points, findings)
    if line.unit > line.cap or (line.unit == 0) != (line.cap == 0):
        rule = Text(
            f"每个 {line.unit} 分、上限 {line.cap} 分：上限不得低于单个得分，且须同为零或同不为零",
            f"{line.unit} points each with a cap of {line.cap}: the cap may not be below one unit, and"
            " both or none must be 0",
        )
        mend = Text("请核对原表。", "Check the table of the document.")
        yield findings.problem("PL836", (*path, "cap"), rule, mend, line.cap)
    yield from check_class(policy, (*path, "kind_class"), line.kind_class, findings)


def _check_area(path: Path, rule: MatchRule, findings: Findings) -> Iterator[Problem]:
    area = rule.min_floor_area_m2
    if area is not None and (area * 100) % 1:
        text = Text("面积最多两位小数", "an area may have two decimals at most")
        mend = Text("请四舍五入到 0.01 ㎡。", "Round to 0.01 m².")
        yield findings.problem("PL836", (*path, "min_floor_area_m2"), text, mend, area)


def _check_limits(policy: Policy, path: Path, line: Line, findings: Findings) -> Iterator[Problem]:
    own = getattr(line, "limit_minutes", None)
    if any(len(service_radii(m, policy.limits, own)) > 1 for _, m in matches_of(line)):
        rule = Text(
            "本项各业态的服务半径不一", "the kinds of this line have different service radii"
        )
        mend = Text(
            "请为本项写明 limit_minutes，或拆成几项。",
            "State limit_minutes on the line or split it.",
        )
        yield findings.problem("PL838", path, rule, mend)
    for limits in line_limits(line, policy.limits):
        if len(limits) > 1:
            shown = listed(map(str, limits))
            rule = Text(
                f"本项各业态的步行时限不一（{shown.zh} 分钟）",
                f"the kinds of this line have different walking limits ({shown.en} minutes)",
            )
            mend = Text("请为本项写明 limit_minutes。", "State limit_minutes on the line.")
            yield findings.problem("PL838", path, rule, mend)


def _check_judged(
    policy: Policy, path: Path, line: JudgedLine, findings: Findings
) -> Iterator[Problem]:
    yield from check_step(policy, (*path, "cap"), line.cap, findings)
    yield from check_step(policy, (*path, "default"), line.default, findings)
    for position, level in enumerate(line.levels):
        where = (*path, "levels", position, "points")
        yield from check_step(policy, where, level.points, findings)
        yield from _above_cap(where, level.points, line.cap, findings)
    yield from _above_cap((*path, "default"), line.default, line.cap, findings)
    if line.levels and line.default not in {level.points for level in line.levels}:
        rule = Text("默认得分须是所列档次之一", "the default must be one of the levels")
        mend = Text("请改为某一档次的分值。", "Use the points of a level.")
        yield findings.problem("PL419", (*path, "default"), rule, mend, line.default)


def _above_cap(path: Path, points: Decimal, cap: Decimal, findings: Findings) -> Iterator[Problem]:
    if points > cap:
        rule = Text(f"得分不得超过本项上限 {cap}", f"points may not exceed the line's cap of {cap}")
        mend = Text("请核对原表。", "Check the table of the document.")
        yield findings.problem("PL419", path, rule, mend, points)


def _check_sum(
    policy: Policy, path: Path, chapter: ChapterRule, findings: Findings
) -> Iterator[Problem]:
    """Find caps that the parts cannot reach, and parts with more than the whole: slips.

    Parts that together exceed a cap are a real cap.
    """
    lines = {i: line_cap(x) for i, x in policy.rubric.lines.items() if x.chapter == chapter.id}
    inside = sum(lines.values()) + sum(inner.cap for inner in chapter.chapters.values())
    for line_id, cap in lines.items():
        if cap > chapter.cap:
            rule = Text(
                f"本项上限 {cap} 分，高于所属类别“{chapter.name}”的上限 {chapter.cap} 分",
                f"the line has {cap} points, its chapter “{chapter.name}” only {chapter.cap}",
            )
            mend = Text("请核对本项和类别的上限。", "Check the caps of line and chapter.")
            yield findings.problem("PL420", (*LINES, line_id, "cap"), rule, mend, cap)
    if inside < chapter.cap:
        rule = Text(
            f"“{chapter.name}”上限 {chapter.cap} 分，而各项上限合计只有 {inside} 分",
            f"chapter “{chapter.name}” has a cap of {chapter.cap}, but its parts add up to {inside}",
        )
        mend = Text("请核对各项上限。", "Check the caps of its lines.")
        yield findings.problem("PL420", (*path, "cap"), rule, mend, chapter.cap)


def _check_total(policy: Policy, findings: Findings) -> Iterator[Problem]:
    rules = policy.rubric
    yield from check_step(policy, ("rubric", "total"), rules.total, findings)
    total = sum(chapter.cap for chapter in rules.chapters.values())
    if total != rules.total:
        rule = Text(
            f"各类别上限合计 {total} 分，与满分 {rules.total} 分不符",
            f"the caps of the chapters add up to {total}, not to the total of {rules.total}",
        )
        mend = Text("请核对类别上限。", "Check the caps of the chapters.")
        yield findings.problem("PL420", ("rubric", "total"), rule, mend, rules.total)
