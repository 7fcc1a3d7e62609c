"""Ids that the published tables could not tell apart: separators inside ids, one id for two things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from placement.errors import Problem
from placement.tables.checks.context import Context
from placement.tables.finding import finding

LIST_SEPARATOR = ";"
"""Between the ids of one cell of a published table."""

SITE_SIGN = "@"
"""Between circle and format in the site id of a measure that needs no premises."""

_UNITS = re.compile(r"×[0-9]+")
"""At the end of the id of a format that is placed several times in one circle."""

_OWN_IDS = (
    ("circles", "circle_id"),
    ("premises", "premises_id"),
    ("outlets", "outlet_id"),
    ("costs", "format_id"),
)


def reserved_characters(context: Context) -> Iterator[Problem]:
    """PL309: ids with a character that has a meaning in the published tables."""
    for table_id, column_id in _OWN_IDS:
        table = context.tables.get(table_id)
        if table is None:
            continue
        shown = column_id if column_id in table.body.heads else None
        for index, value in table.rows(column_id):
            found = _reserved(column_id, value)
            if found:
                yield table.at(_reserved_in(found, value), index, shown)


def _reserved(column_id: str, value: str) -> str:
    if LIST_SEPARATOR in value:
        return LIST_SEPARATOR
    if column_id in {"premises_id", "circle_id", "format_id"} and SITE_SIGN in value:
        return SITE_SIGN
    if column_id == "format_id" and (units := _UNITS.search(value)):
        return units[0]
    return ""


def _reserved_in(found: str, value: str) -> Problem:
    return finding(
        "PL309",
        (
            f"编号不得含“{found}”：结果表用它作分隔",
            f"an id may not contain “{found}”: the published tables use it as a separator",
        ),
        ("请改用 -、_ 或 .。", "Use -, _ or a dot instead."),
        value=value,
    )


def formats_named_like_lines(context: Context) -> Iterator[Problem]:
    """PL309: formats with the id of a judged line, which is the format id of raising that line."""
    table = context.tables.get("costs")
    if table is None:
        return
    lines = context.vocabulary.judged_lines
    shown = "format_id" if "format_id" in table.body.heads else None
    for index, value in table.rows("format_id"):
        if value in lines:
            problem = finding(
                "PL309",
                (
                    f"做法编号不得与评分项 {value}（{lines[value].name}）相同",
                    f"a format may not have the id of the line {value} ({lines[value].name})",
                ),
                ("请改用另一个编号。", "Use another id."),
                value=value,
            )
            yield table.at(problem, index, shown)
