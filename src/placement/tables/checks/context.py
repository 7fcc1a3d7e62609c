"""What a check may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from placement.tables.cells.typed import text_of
from placement.tables.model import Box, TableSettings, Vocabulary
from placement.tables.parsed import ParsedTable
from placement.tables.walks.datum import on_globe, to_wgs84

Floats = npt.NDArray[np.float64]
LOCATED = ("circles", "outlets", "premises")
NAMING_THE_CITY = ("circles", "premises", "outlets")
"""Tables that tell where the city is, the first of those that agree with most others."""

CITY_DEGREES = 2.0
"""A point farther than this from the middle of the circles, in either direction, is not in the city."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one table as written and in WGS-84.

    Attributes
    ----------
    index
        Positions of the rows in the table.
    lon, lat
        Degrees as written.
    lon_wgs84, lat_wgs84
        Converted by the declared datum; as written where none is declared.
    """

    table: ParsedTable
    index: npt.NDArray[np.int64]
    lon: Floats
    lat: Floats
    lon_wgs84: Floats
    lat_wgs84: Floats

    def text(self, i: int) -> str:
        """Return a pair as the user wrote it."""
        row = int(self.index[i])
        return ", ".join(text_of(self.table.body.cells(c)[row]) for c in ("lon", "lat"))


@dataclass(frozen=True)
class Context:
    """Parsed tables with what the scenario and the policy say about them."""

    tables: Mapping[str, ParsedTable]
    unread: frozenset[str]
    settings: TableSettings
    vocabulary: Vocabulary

    def complete(self, table_id: str, column_id: str) -> bool:
        """Whether every cell of a column could be read, so that a missing id really is missing."""
        table = self.tables.get(table_id)
        if table is None or table_id in self.unread or table.body.incomplete:
            return False
        return column_id in table.columns and None not in table.columns[column_id]

    @cached_property
    def points(self) -> Mapping[str, Points]:
        """Points of each table with coordinates, rows with both numbers only."""
        found = {}
        for table_id in LOCATED:
            table = self.tables.get(table_id)
            if table is None or not {"lon", "lat"} <= table.body.heads.keys():
                continue
            rows = list(table.rows("lon", "lat"))
            index = np.array([row[0] for row in rows], dtype=np.int64)
            lon, lat = (np.array([row[k] for row in rows], dtype=np.float64) for k in (1, 2))
            datum = self.settings.datum.get(table_id, "WGS-84")
            here, x, y = on_globe(lon, lat), lon.copy(), lat.copy()
            x[here], y[here] = to_wgs84(lon[here], lat[here], datum)
            found[table_id] = Points(table, index, lon, lat, x, y)
        return found

    @cached_property
    def box(self) -> Box | None:
        """Where the city lies: as declared, else around the middle of its points.

        Each table has a middle of the points that can be ones. That of the circles counts, unless other tables agree
        on another: circles with their coordinates swapped must not move the city away from all that is right.
        """
        if self.settings.box is not None:
            return self.settings.box
        middles = [m for t in NAMING_THE_CITY if (m := self._middle(t)) is not None]
        if not middles:
            return None
        x, y = max(middles, key=lambda middle: sum(_is_near(middle, other) for other in middles))
        return (x - CITY_DEGREES, y - CITY_DEGREES, x + CITY_DEGREES, y + CITY_DEGREES)

    def _middle(self, table_id: str) -> tuple[float, float] | None:
        points = self.points.get(table_id)
        if points is None:
            return None
        here = on_globe(points.lon, points.lat) & ~((points.lon == 0) & (points.lat == 0))
        if not here.any():
            return None
        return float(np.median(points.lon_wgs84[here])), float(np.median(points.lat_wgs84[here]))


def _is_near(middle: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= CITY_DEGREES for a, b in zip(middle, other, strict=True))
