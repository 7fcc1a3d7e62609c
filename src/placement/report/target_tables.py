"""Targets in the shape of 附件2: places down, years across, what is asked of each year, and their totals.

Page, workbook, figure and terminal all show these tables, so that their totals are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import pandas as pd

from placement.errors import Text
from placement.plain import plain
from placement.policy.obligations import StatedShare
from placement.report.names import place_head
from placement.report.target_groups import CITY, group_targets
from placement.scenario.names import Names

ZERO = Decimal(0)
CIRCLES = Text("个", "circles")
CIRCLE = Text("生活圈", "circle")

Measure = Literal["required", "planned", "shortfall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetKind:
    """What the table of targets does not say of one.

    Attributes
    ----------
    is_cumulative
        It counts up to its year.
    unit
        What it counts: circles, residents or communities.
    circles
        Those it counts among.
    circle, district
        Name and district of the one circle that it is about; empty where it is about a district or a group.
    stated
        How the policy states what is required where it does so as a share.
    since
        The first year whose recognitions count, ``None`` where all do.
    too_early
        Names of circles that hold the tier and were recognised before that.
    planned_by
        Of circles up to a year: what is planned by the end of each year up to it; otherwise empty.
    """

    is_cumulative: bool = False
    unit: Text = CIRCLES
    hard: bool = False
    circles: frozenset[str] = frozenset()
    circle: str = ""
    district: str = ""
    planned_by: Mapping[int, int] = field(default_factory=dict)
    stated: StatedShare | None = None
    since: int | None = None
    too_early: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """One target in one year; ``place`` is a district, a group or a circle."""

    id: str
    group: str
    place: str
    year: int
    required: Decimal
    planned: Decimal
    shortfall: Decimal
    binding: bool
    kind: TargetKind

    def planned_by(self, year: int) -> Decimal | None:
        """Return what is planned by the end of a year before its own, ``None`` where that is not counted."""
        found = self.kind.planned_by.get(year)
        return None if found is None else Decimal(found)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is asked of a place, planned and missing, as of one year; ``None`` where nothing is asked yet."""

    required: Decimal | None = None
    planned: Decimal | None = None
    shortfall: Decimal | None = None


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
    unit: Text

    @property
    def heads(self) -> tuple[Text, ...]:
        """What stands before the numbers of a row: a district, and a circle where some targets are about one."""
        districts = [self._district_of(place) or place for place in self.places]
        head = place_head(districts)
        return (head,) if districts == list(self.places) else (head, CIRCLE)

    def labels(self, place: str) -> tuple[str, ...]:
        """Return what a place is called under each of the heads."""
        district = self._district_of(place)
        labels = (district, place) if district else (place, "")
        return labels[: len(self.heads)]

    def _district_of(self, place: str) -> str:
        """Return the district of a place that is a circle, nothing of another."""
        return next((c.kind.district for (p, _), c in self.cells.items() if p == place), "")

    @property
    def adds_up(self) -> bool:
        """Whether places are apart from each other, so that their sum counts every circle once."""
        if len(self.places) == 1 or CITY in self.places:
            return False
        if any(cell.required % 1 for cell in self.cells.values()):
            return False
        found = [self._circles(place) for place in self.places]
        return len(frozenset().union(*found)) == sum(map(len, found))

    def standing(self, place: str, year: int) -> Standing:
        """Return how a place stands in a year; of cumulative targets at its end.

        Before its first target a place is asked nothing, and what is planned is counted as that target
        counts it. After its last target that one stands on as it was met or missed.
        """
        own = [y for p, y in self.cells if p == place]
        asked = [y for y in own if y == year or (self.is_cumulative and y < year)]
        if asked:
            cell = self.cells[place, max(asked)]
            return Standing(cell.required, cell.planned, cell.shortfall)
        later = [y for y in own if y > year]
        if not self.is_cumulative or not later:
            return Standing()
        return Standing(planned=self.cells[place, min(later)].planned_by(year))

    def total(self, year: int) -> Standing:
        """Return the sums over all places; a surplus in one does not make up for what another lacks."""
        found = [self.standing(place, year) for place in self.places]
        return Standing(*(_sum(getattr(s, name) for s in found) for name in Standing.__slots__))

    @property
    def has_uneven_totals(self) -> bool:
        """Whether a total lacks more than the sums differ by, as a place has more than its own and another less."""
        totals = [self.total(year) for year in self.years] if self.adds_up else []
        return any(
            (s.shortfall or 0) > max(0, (s.required or 0) - (s.planned or 0)) for s in totals
        )

    def due(self, place: str, year: int) -> Decimal | None:
        """Return what a year asks beyond the years before it, ``None`` where it asks nothing."""
        cell = self.cells.get((place, year))
        if cell is None:
            return None
        return cell.required - (self._before(place, year).required or ZERO)

    def done(self, place: str, year: int) -> Decimal | None:
        """Return what the plan adds in a year of the table, ``None`` where nothing is asked then or later."""
        if year > max(y for p, y in self.cells if p == place):
            return None
        now = self.standing(place, year).planned
        return None if now is None else now - (self._before(place, year).planned or ZERO)

    def end(self, place: str) -> Standing:
        """Return how a place stands at the end; of targets by year their sums."""
        if self.is_cumulative:
            return self.standing(place, self.years[-1])
        own = [self.standing(place, year) for year in self.years]
        return Standing(*(_sum(getattr(s, name) for s in own) for name in Standing.__slots__))

    def _before(self, place: str, year: int) -> Standing:
        earlier = [y for y in self.years if y < year]
        if not self.is_cumulative or not earlier:
            return Standing()
        return self.standing(place, max(earlier))

    def _circles(self, place: str) -> frozenset[str]:
        return frozenset().union(
            *(c.kind.circles for (p, _), c in self.cells.items() if p == place)
        )


def target_facts(
    targets: pd.DataFrame, names: Names, kinds: Mapping[str, TargetKind] | None = None
) -> tuple[TargetFacts, ...]:
    """Return the published table of targets with what each is called and counts, group by group.

    Parameters
    ----------
    kinds
        By target id; what is not there counts circles of its own year.
    """
    known = kinds or {}
    return tuple(
        TargetFacts(
            id=str(row["target_id"]),
            group=plain(group.title),
            place=(kind := known.get(str(row["target_id"]), TargetKind())).circle
            or plain(row["district"]),
            year=int(row["year"]),
            required=Decimal(str(row["required"])),
            planned=Decimal(str(row["planned"])),
            shortfall=Decimal(str(row["shortfall"])),
            binding=bool(row["binding"]),
            kind=kind,
        )
        for group in group_targets(targets, names)
        for row in group.rows.to_dict("records")
    )


def target_tables(targets: Sequence[TargetFacts]) -> list[TargetTable]:
    """Return one table for each group and unit, in order of appearance."""
    tables = []
    for title, unit in dict.fromkeys((target.group, target.kind.unit) for target in targets):
        rows = [target for target in targets if (target.group, target.kind.unit) == (title, unit)]
        tables.append(
            TargetTable(
                title,
                tuple(dict.fromkeys(row.place for row in rows)),
                tuple(sorted({row.year for row in rows})),
                {(row.place, row.year): row for row in rows},
                all(row.kind.is_cumulative for row in rows),
                unit,
            )
        )
    return tables


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None
