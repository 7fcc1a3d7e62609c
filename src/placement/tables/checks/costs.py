"""Checks on the rows of costs: cells that must fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from placement.errors import Problem
from placement.tables.checks.context import Context
from placement.tables.finding import finding
from placement.tables.frames import CIRCLE_WORDS, DISTRICT_WORDS

_ONLY_ON_PREMISES = ("yuan_per_m2", "min_floor_area_m2", "max_floor_area_m2")


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
