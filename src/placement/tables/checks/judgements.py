"""Checks on judgements: points against each other and against the line they are given for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import PurePath

from placement.errors import Problem
from placement.plain import counted
from placement.policy.base import decimal_text
from placement.tables.checks.context import Context
from placement.tables.dictionary.columns import TABLES
from placement.tables.finding import finding
from placement.tables.model import JudgedLine
from placement.tables.parsed import ParsedTable

_POINTS = ("current", "reachable")


def _judged(context: Context) -> Iterator[tuple[ParsedTable, int, str, JudgedLine, Decimal]]:
    """Yield table, row, column, line and points of every cell with points, column by column."""
    table = context.tables.get("judgements")
    if table is None:
        return
    for column_id in _POINTS:
        for index, line_id, points in table.rows("line_id", column_id):
            yield table, index, column_id, context.vocabulary.judged_lines[line_id], points


def points_the_wrong_way_round(context: Context) -> Iterator[Problem]:
    """PL705: judgements that can reach less than they have."""
    table = context.tables.get("judgements")
    if table is None:
        return
    for index, current, reachable in table.rows(*_POINTS):
        if reachable < current:
            problem = finding(
                "PL705",
                (
                    f"可达得分 {decimal_text(reachable)} 低于现状得分 {decimal_text(current)}",
                    f"the reachable points {decimal_text(reachable)} are below the current {decimal_text(current)}",
                ),
                (
                    "不能提升时请写与现状相同的得分。",
                    "Write the current points where nothing can be gained.",
                ),
            )
            yield table.at(problem, index, "reachable")


def points_off_the_step(context: Context) -> Iterator[Problem]:
    """PL418: points that are no multiple of the rubric's step."""
    for table, index, column_id, line, points in _judged(context):
        step = line.step
        if points % step:
            below = decimal_text((points / step).to_integral_value(ROUND_FLOOR) * step)
            above = decimal_text((points / step).to_integral_value(ROUND_CEILING) * step)
            problem = finding(
                "PL418",
                (
                    f"得分须为 {decimal_text(step)} 的整数倍",
                    f"points are multiples of {decimal_text(step)}",
                ),
                (
                    f"最近的合法值是 {below} 和 {above}。",
                    f"The nearest legal values are {below} and {above}.",
                ),
            )
            yield table.at(problem, index, column_id)


def points_above_the_line(context: Context) -> Iterator[Problem]:
    """PL419: points above what the line can give."""
    for table, index, column_id, line, points in _judged(context):
        if line.maximum is not None and points > line.maximum:
            maximum = decimal_text(line.maximum)
            problem = finding(
                "PL419",
                (
                    f"评分项 {line.id}（{line.name}）最高 {maximum} 分",
                    f"line {line.id} ({line.name}) gives at most {maximum} points",
                ),
                (f"请写 0 到 {maximum} 之间的得分。", f"Write points between 0 and {maximum}."),
            )
            yield table.at(problem, index, column_id)


def points_between_levels(context: Context) -> Iterator[Problem]:
    """PL418: points of a line with fixed levels that are none of them; 0 is always possible."""
    for table, index, column_id, line, points in _judged(context):
        most = points if line.maximum is None else line.maximum
        if line.levels and points and points not in line.levels and points <= most:
            levels = [decimal_text(level) for level in line.levels]
            problem = finding(
                "PL418",
                (
                    f"评分项 {line.id}（{line.name}）只有这些档次：{'、'.join(levels)}",
                    f"line {line.id} ({line.name}) has these levels only: {', '.join(levels)}",
                ),
                ("请写其中一档的得分。", "Write the points of one of them."),
            )
            yield table.at(problem, index, column_id)


def missing_judgements(context: Context) -> Iterator[Problem]:
    """PL709: circles without points for a line that is judged; one warning per line, or for a table that is absent.

    Nothing is said where not all of the judgements could be read, or they name circles that are not there, which is
    told as such.
    """
    lines = context.vocabulary.judged_lines
    circles, table = context.tables.get("circles"), context.tables.get("judgements")
    if not lines or circles is None or "judgements" in context.unread:
        return
    if table is not None and not all(
        context.complete("judgements", c) for c in table.body.spec.key
    ):
        return
    ids = [circle_id for _, circle_id in circles.rows("circle_id")]
    if table is None:
        yield _no_table(circles, lines.values())
        return
    if {judged for _, judged in table.rows("circle_id")} - set(ids):
        return
    given: dict[str, set[str]] = {line_id: set() for line_id in lines}
    for _, circle_id, line_id in table.rows("circle_id", "line_id"):
        given[line_id].add(circle_id)
    for line in lines.values():
        missing = [circle_id for circle_id in ids if circle_id not in given[line.id]]
        if missing:
            yield table.body.at_header(_missing_line(line.id, line.name, missing))


def _no_table(circles: ParsedTable, lines: Collection[JudgedLine]) -> Problem:
    """Return PL709 for all lines at once, at the file in which the table would be."""
    spec, body = TABLES["judgements"], circles.body
    names = "、".join(f"{line.id}（{line.name}）" for line in lines)
    names_en = ", ".join(f"{line.id} ({line.name})" for line in lines)
    where = (f"工作表“{spec.name}”", f"the sheet {spec.name}")
    file = body.file
    if body.sheet is None:
        where = (f"{spec.id}.csv 或 {spec.name}.csv", f"{spec.id}.csv or {spec.name}.csv")
        file = PurePath(file).with_name(f"{spec.id}.csv").as_posix()
    return finding(
        "PL709",
        (
            f"没有{spec.name}表（{where[0]}）：{len(circles)} 个生活圈的这些评分项都按政策的默认得分计：{names}",
            f"there is no table {spec.id} ({where[1]}): these lines of all {counted(len(circles), 'circle')} take the"
            f" policy's default: {names_en}",
        ),
        (
            "已打分的请补上该表，placement template 可生成带全部表头的空表；没有打分的，不必改。",
            "Add the table if they have been judged (`placement template` writes all headers); otherwise leave it.",
        ),
        severity="warning",
    ).at(file=file)


def _missing_line(line_id: str, name: str, missing: list[str]) -> Problem:
    return finding(
        "PL709",
        (
            f"{len(missing)} 个生活圈没有评分项 {line_id}（{name}）的打分，按政策的默认得分计；第一个是“{missing[0]}”",
            f"{counted(len(missing), 'circle')} without points for line {line_id} ({name}); the policy's default counts;"
            f" the first is “{missing[0]}”",
        ),
        ("如已打分请补充。", "Add them if they have been judged."),
        severity="warning",
        value=line_id,
    )
