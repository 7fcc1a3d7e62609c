"""Great-circle geometry on numpy arrays: pairs within a distance and nearest points.

Points go to the unit sphere as 3-D vectors; the straight chord between two vectors grows with the great circle
between them, so a k-d tree on the vectors gives exact great-circle neighbours anywhere on earth.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG) [m]."""

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]

# The tree is asked for a hair more than the limit; callers compare the metres that come back.
_SLACK = 1 + 1e-9


def unit_vectors(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Return unit vectors of points in degrees, shape ``(n, 3)``."""
    x, y = np.radians(np.asarray(lon, np.float64)), np.radians(np.asarray(lat, np.float64))
    return np.column_stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)))


def chord_to_m(chord: npt.ArrayLike) -> Floats:
    """Return great-circle metres of chords between unit vectors, in their shape."""
    half = np.minimum(np.asarray(chord, np.float64) / 2.0, 1.0)
    return np.asarray(2.0 * EARTH_RADIUS_M * np.arcsin(half))


def m_to_chord(metres: float) -> float:
    """Return the chord between unit vectors that are `metres` apart on the great circle."""
    return float(2.0 * np.sin(min(metres / (2.0 * EARTH_RADIUS_M), np.pi / 2.0)))


def near_pairs(a: Floats, b: Floats, limit_m: float) -> tuple[Positions, Positions, Floats]:
    """Return all pairs of unit vectors, shapes ``(n, 3)`` and ``(m, 3)``, not farther apart than `limit_m`.

    Points with NaN are near nothing.

    Returns
    -------
    tuple of arrays
        Positions in `a`, positions in `b` and great-circle metres, in no particular order.
    """
    at_a, at_b = _placed(a), _placed(b)
    if not len(at_a) or not len(at_b):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    found = cKDTree(a[at_a]).sparse_distance_matrix(
        cKDTree(b[at_b]), m_to_chord(limit_m) * _SLACK, output_type="ndarray"
    )
    metres = chord_to_m(found["v"])
    near = metres <= limit_m
    return at_a[found["i"][near]], at_b[found["j"][near]], metres[near]


def nearest(points: Floats, anchors: Floats) -> tuple[Positions, Floats]:
    """Return for each point the position of its nearest anchor and the metres to it, shape ``(n,)``.

    Points with NaN, and all points where there is no anchor, get position -1 and infinite metres.
    """
    position, metres = np.full(len(points), -1), np.full(len(points), np.inf)
    placed = _placed(points)
    if len(anchors) and len(placed):
        chord, position[placed] = cKDTree(anchors).query(points[placed])
        metres[placed] = chord_to_m(chord)
    return position, metres


def _placed(vectors: Floats) -> Positions:
    return np.flatnonzero(np.isfinite(vectors).all(axis=1)).astype(np.int64)
