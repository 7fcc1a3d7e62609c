"""The walking network: junctions, undirected edges in metres, and shortest ways over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from placement.tables.walks.sphere import Floats, Positions, nearest, unit_vectors

STRAY_JUNCTIONS = 10
"""Pieces of the network with fewer junctions than this are drawing errors: nothing is snapped to them."""

_BLOCK = 64


@dataclass(frozen=True, slots=True)
class StreetGraph:
    """An undirected street network.

    Attributes
    ----------
    edges
        Symmetric matrix of edge lengths [m], shape ``(n, n)``.
    anchors
        Junctions that points may be snapped to: those with coordinates in a piece that is no stray.
    anchor_vectors
        Their unit vectors, shape ``(len(anchors), 3)``.
    """

    edges: csr_array
    anchors: Positions
    anchor_vectors: Floats

    def snap(self, vectors: Floats) -> tuple[Positions, Floats]:
        """Return for each point its nearest junction (-1 if there is none) and the metres to it."""
        anchor, metres = nearest(vectors, self.anchor_vectors)
        return np.where(anchor >= 0, self.anchors[anchor], -1) if len(
            self.anchors
        ) else anchor, metres

    def ways(self, sources: Positions, limit_m: float) -> Iterator[tuple[slice, Floats]]:
        """Yield blocks of sources with their shortest ways to all junctions.

        Yields
        ------
        slice, array
            Which sources, and metres of shape ``(block, n)``; infinite beyond `limit_m`.
        """
        for start in range(0, len(sources), _BLOCK):
            block = slice(start, start + _BLOCK)
            yield block, dijkstra(self.edges, directed=True, indices=sources[block], limit=limit_m)


def build_street_graph(streets: pd.DataFrame) -> StreetGraph:
    """Build the network from the table of streets.

    Of parallel edges the shortest counts; edges from a junction to itself are left out. Junctions without
    coordinates join streets but nothing is snapped to them.

    Parameters
    ----------
    streets
        Columns ``from_node, to_node, length_m, from_lon, from_lat, to_lon, to_lat``.
    """
    ends = np.concatenate(
        (streets["from_node"].to_numpy(object), streets["to_node"].to_numpy(object))
    )
    codes, junctions = pd.factorize(ends.astype(str), sort=True)
    lon, lat = _junction_points(streets, codes, len(junctions))
    edges = _shortest_edges(codes, streets["length_m"].to_numpy(np.float64), len(junctions))
    anchors = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & _in_main_piece(edges))
    return StreetGraph(edges, anchors, unit_vectors(lon[anchors], lat[anchors]))


def _junction_points(streets: pd.DataFrame, codes: Positions, n: int) -> tuple[Floats, Floats]:
    lon, lat = np.full(n, np.nan), np.full(n, np.nan)
    given_lon = np.concatenate((streets["from_lon"], streets["to_lon"])).astype(np.float64)
    given_lat = np.concatenate((streets["from_lat"], streets["to_lat"])).astype(np.float64)
    known = np.flatnonzero(np.isfinite(given_lon) & np.isfinite(given_lat))[::-1]
    # Written back to front, so the first mention of a junction in the table is the one that stays.
    lon[codes[known]], lat[codes[known]] = given_lon[known], given_lat[known]
    return lon, lat


def _shortest_edges(codes: Positions, length_m: Floats, n: int) -> csr_array:
    tail, head = np.split(codes, 2)
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((length_m, high, low))
    low, high, length_m = low[order], high[order], length_m[order]
    first = np.ones(len(low), bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    keep = first & (low != high)
    low, high, length_m = low[keep], high[keep], length_m[keep]
    both = (np.concatenate((low, high)), np.concatenate((high, low)))
    return csr_array((np.tile(length_m, 2), both), shape=(n, n))


def _in_main_piece(edges: csr_array) -> npt.NDArray[np.bool_]:
    if not edges.shape[0]:
        return np.zeros(0, np.bool_)
    _, piece = connected_components(edges, directed=False)
    size = np.bincount(piece)
    return np.asarray(size[piece] >= min(STRAY_JUNCTIONS, size.max()))
