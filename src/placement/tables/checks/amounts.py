"""Checks on amounts and numbers that are legal but unlikely; one warning per column."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from placement.errors import Problem
from placement.money import amount_text
from placement.plain import counted
from placement.tables.checks.context import Context
from placement.tables.finding import finding
from placement.tables.parsed import ParsedTable

TIMES_MEDIAN = 100
FEWEST_AMOUNTS = 5
FEWEST_SWAPPED = 3
"""Circles with more households than residents that tell of the headers, not of each."""
USUAL_RESIDENTS = (100, 300_000)


def amounts_far_above_the_column(context: Context) -> Iterator[Problem]:
    """PL404: amounts more than a hundred times the median of their column."""
    for table in context.tables.values():
        for column_id, head in table.body.heads.items():
            if not head.spec.is_money:
                continue
            amounts = [(i, fen) for i, fen in table.rows(column_id) if fen > 0]
            if len(amounts) < FEWEST_AMOUNTS:
                continue
            median = statistics.median_low(fen for _, fen in amounts)
            far = [(i, fen) for i, fen in amounts if fen > TIMES_MEDIAN * median]
            if far:
                index, fen = far[0]
                yield table.at(_far_above(fen, median, len(far), head.unit), index, column_id)


def _far_above(fen: int, median: int, count: int, unit: str) -> Problem:
    amount, middle = amount_text(fen, unit), amount_text(median, unit)
    return finding(
        "PL404",
        (
            f"金额为 {amount.zh}，是本列中位数 {middle.zh}的 {TIMES_MEDIAN} 倍以上（共 {count} 个）",
            f"the amount is {amount.en}, over {TIMES_MEDIAN} times the column's median of"
            f" {middle.en} ({counted(count, 'such cell')})",
        ),
        ("请核对单位（元/万元）和位数。", "Check the unit (元/万元) and the number of digits."),
        severity="warning",
    )


def free_premises(context: Context) -> Iterator[Problem]:
    """PL409: premises with a rent of 0."""
    table = context.tables.get("premises")
    column_id = "rent_yuan_per_m2_month"
    if table is not None and column_id in table.body.heads:
        yield from _zero(table, column_id, [i for i, fen in table.rows(column_id) if fen == 0])


def free_formats(context: Context) -> Iterator[Problem]:
    """PL409: formats that cost nothing at all."""
    table = context.tables.get("costs")
    if table is not None:
        rows = table.rows("fixed_yuan", "yuan_per_m2")
        yield from _zero(
            table, "fixed_yuan", [i for i, fixed, per_m2 in rows if not fixed + per_m2]
        )


def _zero(table: ParsedTable, column_id: str, rows: list[int]) -> Iterator[Problem]:
    if rows:
        problem = finding(
            "PL409",
            (
                f"金额为 0（共 {len(rows)} 行）：确实免费吗？",
                f"the amount is 0 in {counted(len(rows), 'row')}: free, is that intended?",
            ),
            (
                "若只是不知道金额，请补上实际金额：0 即免费。",
                "Find out the amount if it is unknown: 0 means free.",
            ),
            severity="warning",
        )
        yield table.at(problem, rows[0], column_id)


def unusual_numbers_of_residents(context: Context) -> Iterator[Problem]:
    """PL422: circles with very few or very many residents."""
    table = context.tables.get("circles")
    if table is None or "residents" not in table.body.heads:
        return
    low, high = USUAL_RESIDENTS
    for index, residents in table.rows("residents"):
        if not low <= residents <= high:
            problem = finding(
                "PL422",
                (
                    f"生活圈的常住人口通常在 {low}–{high:,} 人之间",
                    f"a circle usually has {low} to {high:,} residents",
                ),
                ("请核对人口数和单位。", "Check the number and its unit."),
                severity="warning",
            )
            yield table.at(problem, index, "residents")


def more_households_than_residents(context: Context) -> Iterator[Problem]:
    """PL729: circles with more households than residents; one warning where most are, as the headers may be swapped."""
    table = context.tables.get("circles")
    if table is None or not {"residents", "households"} <= table.body.heads.keys():
        return
    rows = [row for row in table.rows("residents", "households") if row[2]]
    odd = [row for row in rows if row[1] < row[2]]
    if len(odd) >= FEWEST_SWAPPED and 2 * len(odd) > len(rows):
        yield table.body.at_header(_swapped_people(table, odd[0], len(odd)), "households")
        return
    for index, residents, households in odd:
        problem = finding(
            "PL729",
            (
                f"户数 {households:,} 多于常住人口 {residents:,}",
                f"{households:,} households are more than {residents:,} residents",
            ),
            ("请核对户数和常住人口。", "Check both numbers."),
            severity="warning",
        )
        yield table.at(problem, index, "households")


def _swapped_people(table: ParsedTable, row: tuple[int, int, int], number: int) -> Problem:
    index, residents, households = row
    people, homes = (table.body.heads[c].header for c in ("residents", "households"))
    return finding(
        "PL729",
        (
            f"{number} 个生活圈的户数多于常住人口（第 {table.number(index)} 行 {households:,} 户、{residents:,} 人）："
            f"“{people}”和“{homes}”两列的表头写反了？",
            f"{counted(number, 'circle')} with more households than residents (row {table.number(index)}:"
            f" {households:,} and {residents:,}): are the headers “{people}” and “{homes}” swapped?",
        ),
        (
            "写反了的，请互换两个表头；否则请核对两列。",
            "Let the two headers change places if they are swapped; otherwise check both columns.",
        ),
        severity="warning",
    )
