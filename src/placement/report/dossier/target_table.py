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
        return cell.required - self._required_before(place, year)

    def done(self, place: str, year: int) -> Decimal | None:
        """Return what the plan adds in a year of the table, ``None`` where nothing is asked then or later."""
        if not self.is_cumulative:
            cell = self.cells.get((place, year))
            return None if cell is None else cell.planned
        now = self._planned_by(place, year)
        before = [y for y in self.years if y < year]
        return (
            None if now is None else now - (self._planned_by(place, max(before, default=0)) or ZERO)
        )

    def _planned_by(self, place: str, year: int) -> Decimal | None:
        """Return what is planned up to a year, of a year without a target as the next target counts it."""
        cell = self.cells.get((place, year))
        if cell is not None:
            return cell.planned
        later = [y for p, y in self.cells if p == place and y > year]
        return self.cells[place, min(later)].planned_by.get(year) if later and year else None

    def end(self, place: str) -> TargetFacts:
        """Return the last year's cell of a place."""
        return self.cells[place, max(y for p, y in self.cells if p == place)]

    def _required_before(self, place: str, year: int) -> Decimal:
        earlier = [y for p, y in self.cells if p == place and y < year]
        if not self.is_cumulative or not earlier:
            return ZERO
        return self.cells[place, max(earlier)].required


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
