"""The score card of every circle and year as the published table, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from placement.audit.certificates import CircleYear, place_of
from placement.audit.registers import Registers
from placement.audit.supply import Units
from placement.policy.rubric import LineGroup, Place, Rubric, RubricLine, points_steps

COLUMNS = ["circle_id", "year", "line_id", "existing_count", "added_count", "points", "cap"]
Row = tuple[str, Decimal, Decimal, Decimal, Decimal]
"""Line, counts today and added, points, cap."""


def exact(number: Fraction) -> Decimal:
    """Return a fraction of points as an exact decimal; points have finite decimals by the step."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def scorecards(registers: Registers, today: Units, rows: list[CircleYear]) -> pd.DataFrame:
    """Return one row per circle, year and line.

    A line made of several counts has a row of its own with its points, then one without points for every
    count it is made of (``line.member``); with several score tables each table has a row after the lines.
    """
    rubric = registers.scenario.rubric
    cells = []
    for row in rows:
        before = tuple(today[row.circle_id])
        place = place_of(registers.circles[row.circle_id])
        for line_id, *values in _card(rubric, row, before, place):
            cells.append((row.circle_id, row.year, line_id, *values))
    return pd.DataFrame(cells, columns=COLUMNS)


def _card(rubric: Rubric, row: CircleYear, before: tuple[int, ...], place: Place) -> Iterator[Row]:
    groups = {group.id: n for n, group in enumerate(rubric.groups)}
    shown: set[str] = set()
    for i, line in enumerate(rubric.lines):
        if line.part_of in groups and line.part_of not in shown:
            shown.add(line.part_of)
            yield _group(rubric, row, before, place, groups[line.part_of])
        points, cap = (0, 0) if line.part_of else (row.line_steps[i], line.cap_steps)
        yield (
            line.id,
            _count(line, before[i]),
            _count(line, row.units[i] - before[i]),
            exact(rubric.points(points)),
            exact(rubric.points(cap)),
        )
    for group_id, n in groups.items():
        if group_id not in shown:
            yield _group(rubric, row, before, place, n)
    if len(rubric.tables) > 1:
        for k, table in enumerate(rubric.tables):
            first = points_steps(rubric, before, place, table=k)
            yield (
                table.id,
                exact(rubric.points(first)),
                exact(rubric.points(row.table_steps[k] - first)),
                exact(rubric.points(row.table_steps[k])),
                exact(rubric.points(table.total_steps)),
            )


def _group(
    rubric: Rubric, row: CircleYear, before: tuple[int, ...], place: Place, position: int
) -> Row:
    group = rubric.groups[position]
    now = _reached(rubric, group, before, place)
    then = _reached(rubric, group, row.units, place)
    return (
        group.id,
        Decimal(now),
        Decimal(then - now),
        exact(rubric.points(row.group_steps[position])),
        exact(rubric.points(group.cap_steps)),
    )


def _reached(rubric: Rubric, group: LineGroup, units: tuple[int, ...], place: Place) -> int:
    """Return how many members of a named set there are, or how many conditions of another line hold."""
    conditions = rubric.grades[group.grade].conditions if group.grade >= 0 else ()
    if not conditions or any(r.presence for condition in conditions for r in condition):
        return sum(units[i] >= 1 for i in group.lines)
    return sum(all(r.holds(units, place) for r in condition) for condition in conditions)


def _count(line: RubricLine, units: int) -> Decimal:
    """Outlets of a counted line, m² of one of floor area; points, events or the measure of a judged one."""
    value: Any = units * line.unit_value if line.judged else units
    return exact(Fraction(value, 100) if line.counts_area else Fraction(value))
