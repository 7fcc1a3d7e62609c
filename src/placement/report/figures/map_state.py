"""What the map shows: each circle's final tier and the year it reached it, each premises' year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.plain import plain
from placement.report.figures.projection import Float, Plane
from placement.report.standings import BEFORE, Standing, standings

EARLIER = BEFORE
Int = npt.NDArray[np.int64]
Text = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class CityState:
    """Arrays over circles and premises; positions in km.

    Attributes
    ----------
    tier
        Tier id at the end of the horizon, ``""`` for none.
    circle_year
        Year the final tier was reached, 0 where it was held before the horizon.
    lost_year
        Year of the review that left a circle with less than it had, 0 for none.
    n_certified
        Circles the plan certifies, whatever becomes of them later.
    premises_year
        Year of conversion, 0 where the premises stay unused.
    streets
        Segments, shape ``(n, 2, 2)``.
    labels
        Ids of the circles.
    certifications
        Year → certifications of the plan; a circle that rises counts again.
    """

    circle_at: Float
    district: Text
    residents: Int
    tier: Text
    circle_year: Int
    lost_year: Int
    n_certified: int
    premises_at: Float
    premises_year: Int
    streets: Float
    n_elsewhere: int
    labels: tuple[str, ...]
    certifications: Mapping[int, int]

    @property
    def districts(self) -> list[str]:
        """District names in the order of the circles table."""
        return list(dict.fromkeys(self.district.tolist()))


def build_state(
    circles_table: pd.DataFrame,
    premises_table: pd.DataFrame,
    projects: pd.DataFrame,
    circles: pd.DataFrame,
    streets: pd.DataFrame | None,
) -> CityState:
    """Join the plan's frames with the coordinates of the tables."""
    lon, lat = (circles_table[name].to_numpy(np.float64) for name in ("lon", "lat"))
    plane = Plane.around(lon, lat)
    final = _final_standings(circles_table, circles)
    chosen = dict(zip(projects["site_id"].astype(str), projects["year"].astype(int), strict=True))
    premises_ids = [str(premises) for premises in premises_table["premises_id"]]
    return CityState(
        circle_at=plane.place(lon, lat),
        district=circles_table["district"].astype(str).to_numpy(object),
        residents=circles_table["residents"].to_numpy(np.int64),
        tier=np.array([standing.tier for standing in final], dtype=object),
        circle_year=np.array([standing.since for standing in final], dtype=np.int64),
        lost_year=np.array([standing.lost for standing in final], dtype=np.int64),
        n_certified=circles.loc[circles["newly_certified"].astype(bool), "circle_id"].nunique(),
        premises_at=plane.place(
            *(premises_table[name].to_numpy(np.float64) for name in ("lon", "lat"))
        ),
        premises_year=np.array([chosen.get(p, 0) for p in premises_ids], dtype=np.int64),
        streets=_segments(plane, streets),
        labels=tuple(plain(circle) for circle in circles_table["circle_id"]),
        certifications=_certifications(circles),
        n_elsewhere=len(projects) - int(projects["site_id"].astype(str).isin(premises_ids).sum()),
    )


def _final_standings(circles_table: pd.DataFrame, circles: pd.DataFrame) -> list[Standing]:
    """Return where each circle of the table stands at the end of the horizon."""
    n = len(circles_table)
    before = [
        _tier(t) for t in circles_table.get("current_tier", pd.Series([""] * n, dtype=object))
    ]
    by_circle: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
    columns = (circles[name] for name in ("circle_id", "year", "tier", "newly_certified"))
    for circle, year, tier, is_new in zip(*columns, strict=True):
        by_circle[str(circle)].append((int(year), _tier(tier), bool(is_new)))
    return [
        _final(tier, sorted(by_circle[str(circle)]))
        for circle, tier in zip(circles_table["circle_id"], before, strict=True)
    ]


def _final(before: str, rows: list[tuple[int, str, bool]]) -> Standing:
    if not rows:
        return Standing("")
    certified = {year for year, _, is_new in rows if is_new}
    years, tiers, _ = zip(*rows, strict=True)
    return standings(before, years, tiers, certified)[-1]


def _tier(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _certifications(circles: pd.DataFrame) -> Mapping[int, int]:
    """Count certifications by year."""
    new = circles[circles["newly_certified"].astype(bool)]
    return {int(str(year)): int(n) for year, n in new.groupby("year").size().items()}


def _segments(plane: Plane, streets: pd.DataFrame | None) -> Float:
    if streets is None or streets.empty:
        return np.empty((0, 2, 2))
    known = streets.dropna(subset=["from_lon", "from_lat", "to_lon", "to_lat"])
    ends = [
        plane.place(
            known[f"{end}_lon"].to_numpy(np.float64), known[f"{end}_lat"].to_numpy(np.float64)
        )
        for end in ("from", "to")
    ]
    return np.stack(ends, axis=1)
