"""Checks on cells that must fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR

from placement.errors import Problem
from placement.policy.base import decimal_text
from placement.tables.check_context import Context
from placement.tables.finding import counted, finding
from placement.tables.frames import CIRCLE_WORDS, DISTRICT_WORDS

_POINTS = ("current", "reachable")


def kinds_allowed_and_forbidden(context: Context) -> Iterator[Problem]:
    """PL703: premises that allow and forbid the same kind."""
    table = context.tables.get("premises")
    if table is None:
        return
    names = context.vocabulary.kind_names
    for index, allowed, forbidden in table.rows("allowed_kinds", "forbidden_kinds"):
        both = [names.get(kind, kind) for kind in allowed if kind in forbidden]
        if both:
            shown = "、".join(both)
            problem = finding(
                "PL703",
                (f"“{shown}”既允许又禁止", f"“{shown}” is both allowed and forbidden"),
                ("请从其中一列删除。", "Delete it from one of the two columns."),
            )
            yield table.at(problem, index, "forbidden_kinds")


def areas_the_wrong_way_round(context: Context) -> Iterator[Problem]:
    """PL704: formats whose least area is above the largest."""
    table = context.tables.get("costs")
    if table is None:
        return
    for index, low, high in table.rows("min_floor_area_m2", "max_floor_area_m2"):
        if low > high:
            problem = finding(
                "PL704",
                ("最小面积大于最大面积", "the least area is above the largest"),
                ("请核对两列。", "Check the two columns."),
            )
            yield table.at(problem, index, "min_floor_area_m2")


def formats_given_twice(context: Context) -> Iterator[Problem]:
    """PL706: formats that apply to the same kinds, attributes, premises and areas."""
    table = context.tables.get("costs")
    if table is None:
        return
    columns = (
        "kinds", "chain", "standardised", "open_24h", "source_class",
        "min_floor_area_m2", "max_floor_area_m2", "upgrade_of", "applicant", "franchised",
    )  # fmt: skip
    first: dict[tuple[object, ...], int] = {}
    for index, kinds, *rest in table.rows(*columns):
        earlier = first.setdefault((frozenset(kinds), *rest), index)
        if earlier != index:
            rows = table.number(earlier), table.number(index)
            problem = finding(
                "PL706",
                (
                    f"第 {rows[0]} 行和第 {rows[1]} 行是同样的业态、属性、用房来源和面积范围",
                    f"rows {rows[0]} and {rows[1]} have the same kinds, attributes, source class and areas",
                ),
                ("请确认两种造价都需要。", "Make sure that both costs are wanted."),
                severity="warning",
            )
            yield table.at(problem, index, "kinds")


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
    table = context.tables.get("judgements")
    if table is None:
        return
    lines = context.vocabulary.judged_lines
    for column_id in _POINTS:
        for index, line_id, points in table.rows("line_id", column_id):
            step = lines[line_id].step
            if points % step:
                below = (points / step).to_integral_value(ROUND_FLOOR) * step
                above = (points / step).to_integral_value(ROUND_CEILING) * step
                legal = f"{decimal_text(below)}", f"{decimal_text(above)}"
                problem = finding(
                    "PL418",
                    (
                        f"得分须为 {decimal_text(step)} 的整数倍",
                        f"points are multiples of {decimal_text(step)}",
                    ),
                    (
                        f"最近的合法值是 {legal[0]} 和 {legal[1]}。",
                        f"The nearest legal values are {legal[0]} and {legal[1]}.",
                    ),
                )
                yield table.at(problem, index, column_id)


def points_above_the_line(context: Context) -> Iterator[Problem]:
    """PL419: points above what the line can give."""
    table = context.tables.get("judgements")
    if table is None:
        return
    lines = context.vocabulary.judged_lines
    for column_id in _POINTS:
        for index, line_id, points in table.rows("line_id", column_id):
            line = lines[line_id]
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
    table = context.tables.get("judgements")
    if table is None:
        return
    lines = context.vocabulary.judged_lines
    for column_id in _POINTS:
        for index, line_id, points in table.rows("line_id", column_id):
            line = lines[line_id]
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
    """PL709: circles without points for a line that is judged; one warning per line."""
    lines = context.vocabulary.judged_lines
    circles, table = context.tables.get("circles"), context.tables.get("judgements")
    if not lines or circles is None:
        return
    ids = [circle_id for _, circle_id in circles.rows("circle_id")]
    given: dict[str, set[str]] = {line_id: set() for line_id in lines}
    for _, circle_id, line_id in table.rows("circle_id", "line_id") if table else ():
        given[line_id].add(circle_id)
    for line in lines.values():
        missing = [circle_id for circle_id in ids if circle_id not in given[line.id]]
        if missing:
            problem = _missing_line(line.id, line.name, missing)
            yield problem.at(file="judgements") if table is None else table.body.at_header(problem)


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


def tier_without_year(context: Context) -> Iterator[Problem]:
    """PL707: circles with a tier but no year of recognition, or the other way round."""
    table = context.tables.get("circles")
    if table is None or "current_tier" not in table.body.heads:
        return
    for index, tier, year in table.rows("current_tier", "recognised_year"):
        if bool(tier) != bool(year):
            yield table.at(
                _half_recognised(tier=bool(tier)), index,
                "current_tier" if tier else "recognised_year",
            )  # fmt: skip


def _half_recognised(*, tier: bool) -> Problem:
    if tier:
        return finding(
            "PL707",
            (
                "有现有等级而没有认定年份：按规划期之前已认定计，但不计入规定了起始年份的目标任务",
                "a current tier without its year: it counts as recognised before the horizon, and never towards"
                " targets with a first year",
            ),
            ("请补上认定年份。", "Fill in the year of recognition."),
            severity="warning",
        )
    return finding(
        "PL707",
        (
            "有认定年份而没有现有等级：按未认定计，年份不起作用",
            "a year of recognition without a tier: the circle counts as not recognised, the year as nothing",
        ),
        ("请补上现有等级，或删去年份。", "Fill in the current tier, or delete the year."),
        severity="warning",
    )


_ONLY_ON_PREMISES = ("yuan_per_m2", "min_floor_area_m2", "max_floor_area_m2")


def ignored_without_premises(context: Context) -> Iterator[Problem]:
    """PL714: formats without premises that give amounts or areas which hang on premises; one warning per row."""
    table = context.tables.get("costs")
    if table is None:
        return
    columns = (*_ONLY_ON_PREMISES, "margin_yuan_per_m2_month")
    for index, source_class, *values in table.rows("source_class", *columns):
        if source_class not in CIRCLE_WORDS | DISTRICT_WORDS:
            continue
        *amounts, margin = values
        given = [c for c, value in zip(_ONLY_ON_PREMISES, amounts, strict=True) if value]
        given += [columns[-1]] if margin >= 0 and columns[-1] in table.body.heads else []
        if given:
            headers = [table.body.heads[column_id].header for column_id in given]
            problem = finding(
                "PL714",
                (
                    f"无需用房的做法不占面积，不计：{'、'.join(headers)}",
                    f"a format without premises has no floor area; ignored: {', '.join(headers)}",
                ),
                (
                    "请写 0 或留空；投入请全部写入固定投入。",
                    "Write 0 or leave them blank; put all investment into the fixed amount.",
                ),
                severity="warning",
            )
            yield table.at(problem, index, given[0])


def counts_for_premises(context: Context) -> Iterator[Problem]:
    """PL719: formats on premises that give a number per circle, which only formats in circles have."""
    table = context.tables.get("costs")
    if table is None or "max_per_circle" not in table.body.heads:
        return
    for index, source_class, most in table.rows("source_class", "max_per_circle"):
        if source_class not in CIRCLE_WORDS and most:
            problem = finding(
                "PL719",
                (
                    "“每圈上限”只用于无需用房的做法，本版本不限制用房内同类网点的个数",
                    "a number per circle is for formats that need no premises; others are not limited",
                ),
                ("请留空。", "Leave the cell blank."),
                severity="warning",
            )
            yield table.at(problem, index, "max_per_circle")
