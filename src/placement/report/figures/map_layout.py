"""Where the map's panels go: one panel for a compact city, one for each far-apart part otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from placement.report.figures.projection import Float, View
from placement.report.figures.style import POINTS_PER_INCH

NEIGHBOUR_KM = 3.0
MARGIN_KM, MARGIN_SHARE = 0.7, 0.035
LABEL_ROOM = 0.04
READABLE_POINTS, WORTH_PARTS = 11.0, 1.6
HEADER_INCH, GAP_INCH = 0.28, 0.18
ROUNDING = 1e-9
LEAST_HEIGHT, MOST_HEIGHT = 6.0, 11.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One map: its view [km] and its box [inches from the top left corner of the map area]."""

    view: View
    districts: tuple[str, ...]
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """All panels at one scale, and the height of the map area [inches]."""

    panels: tuple[Panel, ...]
    height: float
    points_per_km: float


def arrange(circle_at: Float, district: list[str], width: float) -> Layout:
    """Lay out the city on an area ``width`` inches wide.

    A city is drawn as one map unless it has parts (groups of neighbouring districts) with open country
    between them, and its circles would lie too close to be told apart or be much larger part by part.
    """
    view = _view(circle_at, n_districts=len(set(district)))
    height = float(np.clip(width * view.height / view.width, LEAST_HEIGHT, MOST_HEIGHT))
    view = view.shaped(width / height)
    scale = width / view.width * POINTS_PER_INCH
    parts = _parts(circle_at, district)
    names = tuple(dict.fromkeys(district))
    whole = Layout((Panel(view, names, 0, 0, width, height),), height, scale)
    if len(parts) == 1:
        return whole
    atlas = _pack(parts, width)
    is_readable = spacing_km(circle_at) * scale >= READABLE_POINTS
    return whole if is_readable and atlas.points_per_km < WORTH_PARTS * scale else atlas


def _view(points: Float, n_districts: int) -> View:
    """Return the view of some circles, with room above for the names of several districts."""
    extent = float(np.ptp(points, axis=0).max())
    view = View.of(points, max(MARGIN_KM, MARGIN_SHARE * extent))
    return replace(view, height=view.height * (1 + LABEL_ROOM)) if n_districts > 1 else view


def marker_points(circle_at: Float, points_per_km: float) -> float:
    """Return the diameter [points] of a large circle's symbol, so that neighbours rarely touch."""
    return float(np.clip(0.95 * spacing_km(circle_at) * points_per_km, 7.0, 24.0))


def spacing_km(points: Float) -> float:
    """Return the median distance to the nearest neighbour."""
    if len(points) < 2:  # noqa: PLR2004 - a single circle has no neighbour
        return 1.0
    distances, _ = cKDTree(points).query(points, k=2)
    return float(np.median(distances[:, 1]))


def neighbourhoods(circle_at: Float, district: list[str]) -> list[tuple[str, ...]]:
    """Group districts that have circles within reach of each other."""
    names = list(dict.fromkeys(district))
    index = np.array([names.index(name) for name in district])
    pairs = cKDTree(circle_at).query_pairs(NEIGHBOUR_KM, output_type="ndarray")
    links = coo_array(
        (np.ones(len(pairs)), (index[pairs[:, 0]], index[pairs[:, 1]])), shape=(len(names),) * 2
    )
    _, part = connected_components(links, directed=False)
    return [
        tuple(name for name, p in zip(names, part, strict=True) if p == number)
        for number in range(part.max() + 1)
    ]


def _parts(circle_at: Float, district: list[str]) -> list[tuple[tuple[str, ...], View]]:
    """Return groups of neighbouring districts with their views, largest first."""
    found = [
        (names, _view(circle_at[np.isin(district, names)], n_districts=len(names)))
        for names in neighbourhoods(circle_at, district)
    ]
    return sorted(found, key=lambda item: (-item[1].height, item[0]))


def _pack(parts: list[tuple[tuple[str, ...], View]], width: float) -> Layout:
    """Place the parts at the largest common scale that fits."""
    low, high = 0.0, width / max(view.width for _, view in parts)
    best = _place(parts, high, width)
    if best.height > MOST_HEIGHT:
        for _ in range(30):
            middle = (low + high) / 2
            trial = _place(parts, middle, width)
            low, high = (middle, high) if trial.height <= MOST_HEIGHT else (low, middle)
        best = _place(parts, low, width)
    return best


def _place(parts: list[tuple[tuple[str, ...], View]], scale: float, width: float) -> Layout:
    """Put each panel at the highest free corner, then the leftmost; ``scale`` is inches per km."""
    panels: list[Panel] = []
    corners = [(0.0, 0.0)]
    for names, view in parts:
        wide, tall = view.width * scale, view.height * scale
        for top, left in sorted(corners):
            panel = Panel(view, names, left, top + HEADER_INCH, wide, tall)
            if left + wide <= width + ROUNDING and not any(_collide(panel, p) for p in panels):
                break
        panels.append(panel)
        below, right = panel.top + tall + GAP_INCH, left + wide + GAP_INCH
        corners += [(below, left), (below, 0.0), (top, right)]
    height = max(panel.top + panel.height for panel in panels)
    return Layout(tuple(panels), max(height, LEAST_HEIGHT), scale * POINTS_PER_INCH)


def _collide(one: Panel, other: Panel) -> bool:
    gap = GAP_INCH - ROUNDING
    return (
        one.left < other.left + other.width + gap
        and other.left < one.left + one.width + gap
        and one.top - HEADER_INCH < other.top + other.height + gap
        and other.top - HEADER_INCH < one.top + one.height + gap
    )
