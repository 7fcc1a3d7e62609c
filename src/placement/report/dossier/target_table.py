"""Targets in the shape of 附件2: places down, years across, and what is asked of each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from placement.report.dossier.model import TargetFacts

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class TargetTable:
    """One group of targets.

    Attributes
    ----------
    places
        In the order of the policy.
    cells
        By place and year; years without a target are missing.
    is_cumulative
        The numbers are totals up to each year.
    unit
        What the numbers count.
    """

    title: str
    places: tuple[str, ...]
    years: tuple[int, ...]
    cells: dict[tuple[str, int], TargetFacts]
    is_cumulative: bool
    unit: str

    def due(self, place: str, year: int) -> Decimal | None:
        """Return what a year asks beyond the years before it, ``None`` where it asks nothing."""
        cell = self.cells.get((place, year))
        if cell is None:
            return None
        return cell.required - self._before(place, year).required_so_far

    def done(self, place: str, year: int) -> Decimal | None:
        """Return what the plan adds in a year, ``None`` where nothing is asked."""
        cell = self.cells.get((place, year))
        if cell is None:
            return None
        return cell.planned - self._before(place, year).planned_so_far

    def end(self, place: str) -> TargetFacts:
        """Return the last year's cell of a place."""
        return self.cells[place, max(y for p, y in self.cells if p == place)]

    def _before(self, place: str, year: int) -> _SoFar:
        earlier = [y for p, y in self.cells if p == place and y < year]
        if not self.is_cumulative or not earlier:
            return _SoFar(ZERO, ZERO)
        cell = self.cells[place, max(earlier)]
        return _SoFar(cell.required, cell.planned)


@dataclass(frozen=True, slots=True)
class _SoFar:
    required_so_far: Decimal
    planned_so_far: Decimal


def target_tables(targets: Sequence[TargetFacts]) -> list[TargetTable]:
    """Return one table for each group and unit, in order of appearance."""
    tables = []
    for title, unit in dict.fromkeys((target.group, target.unit) for target in targets):
        rows = [target for target in targets if (target.group, target.unit) == (title, unit)]
        tables.append(
            TargetTable(
                title,
                tuple(dict.fromkeys(row.place for row in rows)),
                tuple(sorted({row.year for row in rows})),
                {(row.place, row.year): row for row in rows},
                all(row.is_cumulative for row in rows),
                unit,
            )
        )
    return tables
