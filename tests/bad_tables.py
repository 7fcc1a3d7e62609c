"""Writing a bad cell into good tables, and reading what is found of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from placement.errors import Problem

Rows = list[list[Any]]


def codes(problems: Iterable[Problem], *severities: str) -> list[str]:
    """Return the codes of problems of some severities, of errors without any."""
    return [p.code for p in problems if p.severity in (severities or ("error",))]


def column_of(rows: Rows, name: str) -> int:
    """Return the position of a column named without its unit."""
    return next(i for i, header in enumerate(rows[0]) if str(header).partition("(")[0] == name)


def put(tables: dict[str, Rows], table: str, row: int, name: str, value: object) -> None:
    """Write a value into the cell of a column named without its unit; rows count from 1 below the header."""
    tables[table][row][column_of(tables[table], name)] = value
