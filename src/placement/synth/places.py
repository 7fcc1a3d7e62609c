"""Where circles lie, how many people live there, and how central they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from placement.synth.draws import stream
from placement.synth.recipe import District, SynthRecipe, UrbanArea

METRES_PER_DEGREE = 111_195.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Neighbourhoods:
    """The circles of one district, with what the other parts need to know of them.

    Attributes
    ----------
    district
        The district of the recipe.
    centre
        Longitude and latitude of the urban area's centre (degrees, WGS-84).
    east_north
        Position of each circle, metres from that centre, shape (n, 2).
    centrality
        1 at the centre of the urban area, 0 at its edge, shape (n,).
    frame
        The rows of the table ``circles``.
    """

    district: District
    centre: tuple[float, float]
    east_north: Floats
    centrality: Floats
    frame: pd.DataFrame

    def __len__(self) -> int:
        return len(self.frame)


def degrees(east_north: Floats, centre: tuple[float, float]) -> tuple[Floats, Floats]:
    """Longitudes and latitudes (five decimals, about 1 m) of points given in metres."""
    lon, lat = centre
    per_degree_east = METRES_PER_DEGREE * np.cos(np.radians(lat))
    return (
        np.round(lon + east_north[:, 0] / per_degree_east, 5),
        np.round(lat + east_north[:, 1] / METRES_PER_DEGREE, 5),
    )


def lay_out(area: UrbanArea, recipe: SynthRecipe, seed: int) -> list[Neighbourhoods]:
    """Place the circles of all districts of an urban area side by side."""
    sizes = [recipe.circle_count(district) for district in area.districts]
    points = _blob(sum(sizes), recipe, stream(seed, "places", area.districts[0].name))
    distance = np.hypot(points[:, 0], points[:, 1])
    centrality = 1 - distance / max(float(distance.max()), 1.0)
    return [
        Neighbourhoods(
            district=district,
            centre=area.centre,
            east_north=points[members],
            centrality=centrality[members],
            frame=_circles(district, points[members], area, recipe, seed),
        )
        for district, members in zip(
            area.districts, _divide(points, sizes, area.districts), strict=True
        )
    ]


def _blob(count: int, recipe: SynthRecipe, rng: np.random.Generator) -> Floats:
    """Take the ``count`` points of a shaken triangular grid nearest to the centre."""
    spacing = recipe.circles.spacing_m
    reach = int(np.ceil(np.sqrt(count))) + 2
    column, row = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
    grid = np.column_stack(
        [
            (column + 0.5 * (row % 2)).ravel() * spacing,
            row.ravel() * spacing * np.sqrt(3) / 2,
        ]
    )
    turn = rng.uniform(0, np.pi / 3)
    grid = grid @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    grid += rng.normal(0, recipe.circles.jitter_m, grid.shape)
    # A ragged edge: towns are not discs.
    nearness = np.hypot(grid[:, 0], grid[:, 1]) + rng.normal(0, 0.5 * spacing, len(grid))
    chosen: Floats = grid[np.argsort(nearness, kind="stable")[:count]]
    return chosen


def _divide(
    points: Floats, sizes: list[int], districts: tuple[District, ...]
) -> list[NDArray[np.intp]]:
    """Give each district with a bearing the outermost free points there; the core keeps the rest."""
    free = np.ones(len(points), dtype=bool)
    members: list[NDArray[np.intp]] = [np.empty(0, dtype=np.intp)] * len(districts)
    for position in sorted(range(len(districts)), key=lambda i: sizes[i]):
        bearing = districts[position].bearing
        if bearing is None:
            continue
        towards = np.array([np.sin(np.radians(bearing)), np.cos(np.radians(bearing))])
        outermost = np.argsort(-(points @ towards), kind="stable")
        members[position] = outermost[free[outermost]][: sizes[position]]
        free[members[position]] = False
    core = next(i for i, district in enumerate(districts) if district.bearing is None)
    members[core] = np.flatnonzero(free)
    return members


def _circles(
    district: District, points: Floats, area: UrbanArea, recipe: SynthRecipe, seed: int
) -> pd.DataFrame:
    rng = stream(seed, "circles", district.name)
    count = len(points)
    rule = recipe.circles
    lon, lat = degrees(points, area.centre)
    residents = np.rint(rng.triangular(*_peak(rule.residents), count) / 100).astype(np.int64) * 100
    frame = pd.DataFrame(
        {
            "circle_id": [f"{district.code}{i:03d}" for i in range(1, count + 1)],
            "name": _names(district, count),
            "district": district.name,
            "area_class": district.area_class,
            "residents": residents,
            "communities": rng.integers(rule.communities[0], rule.communities[1] + 1, count),
            "households": np.rint(residents / rule.residents_per_household).astype(np.int64),
            "lon": lon,
            "lat": lat,
        }
    )
    if rule.recognised is None:
        return frame
    first = np.arange(count) < district.recognised
    return frame.assign(
        current_tier=np.where(first, rule.recognised.tier, ""),
        recognised_year=np.where(first, rule.recognised.year, 0),
    )


def _names(district: District, count: int) -> list[str]:
    numbered = [f"{district.short}-{i:03d} 示例社区" for i in range(1, count + 1)]
    return [*district.names, *numbered[len(district.names) :]]


def _peak(ends: tuple[int, int]) -> tuple[float, float, float]:
    """Least, likeliest and greatest value of a symmetric triangle."""
    return ends[0], (ends[0] + ends[1]) / 2, ends[1]
