"""What the map shows: each circle's final tier and the year it reached it, each premises' year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.report.figures.projection import Float, Plane
from placement.report.plain import plain

EARLIER = 0
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
    reached = _final_tiers(circles)
    states = [reached.get(str(circle), ("", EARLIER)) for circle in circles_table["circle_id"]]
    chosen = dict(zip(projects["site_id"].astype(str), projects["year"].astype(int), strict=True))
    premises_ids = [str(premises) for premises in premises_table["premises_id"]]
    return CityState(
        circle_at=plane.place(lon, lat),
        district=circles_table["district"].astype(str).to_numpy(object),
        residents=circles_table["residents"].to_numpy(np.int64),
        tier=np.array([tier for tier, _ in states], dtype=object),
        circle_year=np.array([year for _, year in states], dtype=np.int64),
        premises_at=plane.place(
            *(premises_table[name].to_numpy(np.float64) for name in ("lon", "lat"))
        ),
        premises_year=np.array([chosen.get(p, 0) for p in premises_ids], dtype=np.int64),
        streets=_segments(plane, streets),
        labels=tuple(plain(circle) for circle in circles_table["circle_id"]),
        certifications=_certifications(circles),
        n_elsewhere=len(projects) - int(projects["site_id"].astype(str).isin(premises_ids).sum()),
    )


def _final_tiers(circles: pd.DataFrame) -> Mapping[str, tuple[str, int]]:
    """Return ``circle_id -> (tier, year)`` at the end of the horizon."""
    rows = circles.sort_values(["circle_id", "year"], kind="stable")
    final = {
        str(c): "" if pd.isna(t) else str(t)
        for c, t in zip(rows["circle_id"], rows["tier"], strict=True)
    }
    years: dict[str, int] = {}
    for row in rows.itertuples():
        circle = str(row.circle_id)
        if final[circle] and row.tier == final[circle] and circle not in years:
            years[circle] = int(str(row.year)) if row.newly_certified else EARLIER
    return {circle: (tier, years.get(circle, EARLIER)) for circle, tier in final.items()}


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
