"""Drop-downs, ranges and input messages of the template's cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from placement.tables.cells.years import FIRST_YEAR, LAST_YEAR
from placement.tables.grid import column_letter
from placement.tables.spec import ColumnSpec

Choices = Mapping[str, Sequence[str]]
"""Words of each drop-down, in the order of the columns of the hidden sheet."""

YES_NO = ("是", "否")
CHOICES_SHEET = "选项"
_TITLE, _MESSAGE = 32, 255
"""Longest title and message a worksheet accepts."""

_LISTS = {"kinds": "kind", "kind": "kind", "tier": "tier", "line": "line"}
_OPEN_LISTS = frozenset(("kinds", "word"))
"""Columns in which other words than those of the list are legal: bundles, districts of other cities."""


def validation_of(
    column: ColumnSpec, position: int, unique: bool, choices: Choices, last_row: int
) -> dict[str, Any]:
    """Return the data validation of a column for XlsxWriter."""
    rule = _criteria(column, position, unique, choices, last_row)
    return rule | {
        "ignore_blank": True,
        "input_title": column.header_zh[:_TITLE],
        "input_message": _message(column)[:_MESSAGE],
        "error_title": "请核对"[:_TITLE],
        "error_message": _message(column)[:_MESSAGE],
        "error_type": "information" if column.type in _OPEN_LISTS else "stop",
    }


def _criteria(
    column: ColumnSpec, position: int, unique: bool, choices: Choices, last_row: int
) -> dict[str, Any]:
    if unique:
        letter = column_letter(position)
        formula = f"=COUNTIF(${letter}$2:${letter}${last_row + 1},{letter}2)=1"
        return {"validate": "custom", "value": formula}
    if column.type == "flag":
        return {"validate": "list", "source": list(YES_NO)}
    words = _LISTS.get(column.type, column.id)
    if choices.get(words):
        return {"validate": "list", "source": _range_of(words, choices)}
    return _range_criteria(column)


def _range_criteria(column: ColumnSpec) -> dict[str, Any]:
    if column.type == "year":
        return _between("integer", FIRST_YEAR, LAST_YEAR)
    if not column.is_numeric or column.low is None:
        return {"validate": "any"}
    kind = "integer" if column.type == "count" else "decimal"
    if column.high is None:
        return {"validate": kind, "criteria": ">=", "value": int(column.low)}
    return _between(kind, int(column.low), int(column.high))


def _between(kind: str, low: int, high: int) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def _range_of(words: str, choices: Choices) -> str:
    letter = column_letter(list(choices).index(words))
    return f"={CHOICES_SHEET}!${letter}$1:${letter}${len(choices[words])}"


def _message(column: ColumnSpec) -> str:
    parts = [column.note.zh]
    if column.unit:
        parts.append(f"单位：{column.unit}")
    if column.example:
        parts.append(f"例：{column.example}")
    return "；".join(parts)
