"""The score card of every circle and year as the published table, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from placement.audit.certificates import CircleYear, place_of
from placement.audit.registers import Registers
from placement.audit.supply import Units
from placement.policy.rubric import (
    NONE,
    LineGroup,
    Place,
    Rubric,
    RubricLine,
    chapter_points_steps,
    line_points_steps,
    points_steps,
)

COLUMNS = ["circle_id", "year", "line_id", "existing_count", "added_count", "points", "cap"]


@dataclass(frozen=True, slots=True)
class CardRow:
    """One row of a score card: a line, a count that a line is made of, or a score table.

    Attributes
    ----------
    cap_steps
        Most points; 0 for a count whose points are the row of its line.
    line, group, table
        Position in the rubric of what the row shows; two of them are -1.
    """

    id: str
    name: str
    chapter: str
    cap_steps: int
    kind_class: str | None = None
    judged: bool = False
    line: int = NONE
    group: int = NONE
    table: int = NONE


def card_rows(rubric: Rubric) -> tuple[CardRow, ...]:
    """Return the rows of a card in the order of the document.

    A line made of several counts has a row with its points, then one without points for every count
    (``line.member``). With several score tables, each has a row after the lines.
    """
    groups = {group.id: n for n, group in enumerate(rubric.groups)}
    found: dict[str, CardRow] = {}
    for i, line in enumerate(rubric.lines):
        if line.part_of in groups:
            found.setdefault(line.part_of, _group_row(rubric, groups[line.part_of]))
        cap = 0 if line.part_of else line.cap_steps
        found[line.id] = CardRow(
            line.id, line.name, line.chapter or _chapter_of(rubric, line.part_of), cap,
            line.kind_class, line.judged, line=i,
        )  # fmt: skip
    for name, n in groups.items():
        found.setdefault(name, _group_row(rubric, n))
    rows = list(found.values())
    if len(rubric.tables) > 1:
        rows += [
            CardRow(table.id, table.name, "", table.total_steps, table=k)
            for k, table in enumerate(rubric.tables)
        ]
    return tuple(rows)


def _group_row(rubric: Rubric, position: int) -> CardRow:
    group = rubric.groups[position]
    chapter = _chapter_of(rubric, group.id)
    return CardRow(group.id, group.name, chapter, group.cap_steps, group=position)


def _chapter_of(rubric: Rubric, group_id: str) -> str:
    """Return the chapter of a line made of several counts, ``""`` where there is none of this id."""
    for group in rubric.groups:
        if group.id == group_id and group.grade != NONE:
            return rubric.grades[group.grade].chapter
        if group.id == group_id:
            return rubric.chapters[rubric.chapters[group.chapter].parent].id
    return ""


def card_points(
    rubric: Rubric, rows: Sequence[CardRow], units: Sequence[int], place: Place
) -> tuple[Decimal, ...]:
    """Return the points of every row."""
    lines = line_points_steps(rubric, units)
    chapters = chapter_points_steps(rubric, units, place)

    def steps(row: CardRow) -> int:
        if row.table != NONE:
            return points_steps(rubric, units, place, table=row.table)
        if row.group != NONE:
            group = rubric.groups[row.group]
            if group.chapter != NONE:
                return chapters[group.chapter]
            return rubric.grades[group.grade].score(units, place)
        return lines[row.line] if row.cap_steps else 0

    return tuple(rubric.points(steps(row)) for row in rows)


def card_counts(
    rubric: Rubric, rows: Sequence[CardRow], units: Sequence[int], place: Place
) -> Iterator[Decimal]:
    """Yield what every row counts: outlets, m², points, events, members, conditions that hold."""
    for row in rows:
        if row.table != NONE:
            yield rubric.points(points_steps(rubric, units, place, table=row.table))
        elif row.group != NONE:
            yield Decimal(_reached(rubric, rubric.groups[row.group], units, place))
        else:
            yield _count(rubric.lines[row.line], units[row.line])


def _reached(rubric: Rubric, group: LineGroup, units: Sequence[int], place: Place) -> int:
    """Return how many members of a named set there are, or how many conditions of another line hold."""
    conditions = rubric.grades[group.grade].conditions if group.grade != NONE else ()
    if not conditions or any(r.presence for condition in conditions for r in condition):
        return sum(units[i] >= 1 for i in group.lines)
    return sum(all(r.holds(units, place) for r in condition) for condition in conditions)


def _count(line: RubricLine, units: int) -> Decimal:
    """Outlets of a counted line, m² of one of floor area; points, events or the measure of a judged one."""
    unit = line.unit_value if line.judged else Fraction(1, 100 if line.counts_area else 1)
    return Decimal(units * unit.numerator) / unit.denominator


def scorecards(registers: Registers, today: Units, years: list[CircleYear]) -> pd.DataFrame:
    """Return one row per circle, year and row of the card."""
    rubric = registers.scenario.rubric
    rows = card_rows(rubric)
    cells = []
    for year in years:
        place = place_of(registers.circles[year.circle_id])
        before = card_counts(rubric, rows, today[year.circle_id], place)
        after = card_counts(rubric, rows, year.units, place)
        points = card_points(rubric, rows, year.units, place)
        for row, now, then, got in zip(rows, before, after, points, strict=True):
            cap = rubric.points(row.cap_steps)
            cells.append((year.circle_id, year.year, row.id, now, then - now, got, cap))
    return pd.DataFrame(cells, columns=COLUMNS)
