"""Who can walk where: reach between sites and circles, in whole metres and whole seconds.

With a street table the way leads over its graph, and the first and last metres to the nearest junction count
as great circle × detour. Without one the whole way is great circle × detour. Metres are rounded half up to
whole metres first and seconds follow from them in integers, so "exactly at the limit" is within.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.tables.walks.sphere import Floats, near_pairs, unit_vectors
from placement.tables.walks.street_graph import StreetGraph, build_street_graph

SNAP_LIMIT_M = 300
"""A point farther than this from every junction [m, great circle] is not on the street network."""

Indices = npt.NDArray[np.int32]
Points = tuple[npt.ArrayLike, npt.ArrayLike]
_Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]


def _none() -> Indices:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Reach:
    """Pairs of site and circle within the walking limit, sorted by site, then circle.

    Attributes
    ----------
    site, circle
        Positions in the arrays that were given, shape ``(n,)``.
    seconds
        Walking time, rounded up to whole seconds, shape ``(n,)``.
    off_network_sites, off_network_circles
        Positions of points too far from every junction: their ways are great circle × detour.
    """

    site: Indices
    circle: Indices
    seconds: Indices
    off_network_sites: Indices = field(default_factory=_none)
    off_network_circles: Indices = field(default_factory=_none)

    def __len__(self) -> int:
        return len(self.site)

    def within(self, minutes: int) -> Reach:
        """Return the pairs that are at most `minutes` apart; exactly at the limit is within."""
        near = self.seconds <= 60 * minutes
        return replace(
            self, site=self.site[near], circle=self.circle[near], seconds=self.seconds[near]
        )


def walking_seconds(
    sites: Points,
    circles: Points,
    streets: pd.DataFrame | None,
    *,
    limit_minutes: int,
    speed_m_per_h: int,
    detour: Fraction,
) -> Reach:
    """Find all pairs of site and circle within a walking limit.

    Parameters
    ----------
    sites, circles
        ``(lon, lat)`` in WGS-84 degrees; a point with NaN reaches nothing.
    streets
        Table of streets, or ``None`` (or empty) for great circle × `detour`.
    limit_minutes, speed_m_per_h
        The limit is ``limit_minutes · speed_m_per_h / 60`` metres; a way of exactly that length is within.
    detour
        Walked metres per metre of great circle where no street is known.

    Returns
    -------
    Reach
        Points farther than :data:`SNAP_LIMIT_M` from every junction are listed in it.
    """
    limit_m = limit_minutes * speed_m_per_h // 60
    at_sites, at_circles = unit_vectors(*sites), unit_vectors(*circles)
    pairs = _crow_pairs(at_sites, at_circles, limit_m, float(detour))
    if streets is None or streets.empty:
        return _build_reach(pairs, limit_m, speed_m_per_h)
    graph = build_street_graph(streets)
    from_site = _Snapped.build(graph, at_sites, float(detour))
    from_circle = _Snapped.build(graph, at_circles, float(detour))
    crow_only = ~(from_site.on[pairs[0]] & from_circle.on[pairs[1]])
    by_street = _street_pairs(graph, from_site, from_circle, limit_m)
    joined = [np.concatenate((a[crow_only], b)) for a, b in zip(pairs, by_street, strict=True)]
    return replace(
        _build_reach((joined[0], joined[1], joined[2]), limit_m, speed_m_per_h),
        off_network_sites=from_site.off_network(at_sites),
        off_network_circles=from_circle.off_network(at_circles),
    )


@dataclass(frozen=True, slots=True)
class _Snapped:
    """Points on the network: junction, walked metres to it, and whether it is near enough."""

    junction: npt.NDArray[np.int64]
    metres: Floats
    on: npt.NDArray[np.bool_]

    @classmethod
    def build(cls, graph: StreetGraph, at: Floats, detour: float) -> _Snapped:
        junction, metres = graph.snap(at)
        return cls(junction, metres * detour, metres <= SNAP_LIMIT_M)

    def off_network(self, at: Floats) -> Indices:
        placed = np.isfinite(at).all(axis=1)
        return np.flatnonzero(placed & ~self.on).astype(np.int32)


def _crow_pairs(sites: Floats, circles: Floats, limit_m: int, detour: float) -> _Pairs:
    site, circle, metres = near_pairs(sites, circles, (limit_m + 0.5) / detour)
    return site, circle, metres * detour


def _street_pairs(graph: StreetGraph, sites: _Snapped, circles: _Snapped, limit_m: int) -> _Pairs:
    site_on, circle_on = np.flatnonzero(sites.on), np.flatnonzero(circles.on)
    parts: list[_Pairs] = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    for block, way_m in graph.ways(circles.junction[circle_on], limit_m + 0.5):
        to_circle = circles.metres[circle_on[block], np.newaxis]
        metres = way_m[:, sites.junction[site_on]] + sites.metres[site_on] + to_circle
        row, column = np.nonzero(metres < limit_m + 0.5)
        parts.append((site_on[column], circle_on[block][row], metres[row, column]))
    site, circle, metres = (np.concatenate(column) for column in zip(*parts, strict=True))
    return site, circle, metres


def _build_reach(pairs: _Pairs, limit_m: int, speed_m_per_h: int) -> Reach:
    site, circle, metres = pairs
    whole_m = np.floor(metres + 0.5).astype(np.int64)
    near = whole_m <= limit_m
    site, circle, whole_m = site[near], circle[near], whole_m[near]
    seconds = -(-whole_m * 3600 // speed_m_per_h)
    order = np.lexsort((circle, site))
    return Reach(*(column[order].astype(np.int32) for column in (site, circle, seconds)))
