"""Checks on the datum of coordinates: declared at all, and not contradicted by the points themselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from placement.errors import Problem
from placement.tables.checks.context import Context, Floats, Points
from placement.tables.dictionary.columns import TABLES
from placement.tables.finding import finding
from placement.tables.walks.datum import from_wgs84, on_globe, to_wgs84
from placement.tables.walks.sphere import chord_to_m, m_to_chord, unit_vectors

SAME_PLACE_M = 100.0
SHIFT_M = (250.0, 750.0)
FEWEST_PAIRS = 30
CLEARLY = 2
"""A shift is suspected when it doubles the pairs of points at the same place."""

WALK_M = 1000.0


def datum_not_declared(context: Context) -> Iterator[Problem]:
    """PL605: a table with coordinates whose datum the scenario does not name."""
    for table_id, table in context.tables.items():
        spec = TABLES[table_id]
        present = [c.id for c in spec.columns if c.type == "degrees" and c.id in table.body.heads]
        if not present or table_id in context.settings.datum:
            continue
        if not any(value == value for c in present for _, value in table.rows(c)):  # noqa: PLR0124
            continue
        problem = finding(
            "PL605",
            (
                f"没有声明{spec.name}表的坐标系，同一点在不同坐标系中相差 250–700 米",
                f"the datum of table {table_id} is not declared; datums differ by 250 to 700 m",
            ),
            (
                f"请在情景文件写 datum.{table_id}：WGS-84（GPS、天地图）、GCJ-02（高德、腾讯）或 BD-09（百度）。",
                f"Write datum.{table_id} in the scenario: WGS-84 (GPS, 天地图), GCJ-02 (高德, 腾讯) or BD-09 (百度).",
            ),
        )
        yield table.body.at_header(problem, present[0])


def datum_looks_wrong(context: Context) -> Iterator[Problem]:
    """PL606: points of two tables that only coincide once one of them is shifted between datums.

    Premises and outlets stand in the same streets. If moving the one by the offset between WGS-84 and GCJ-02
    makes far more of them coincide than the declared datums do, one of the two is declared wrongly.
    """
    outlets, premises = context.points.get("outlets"), context.points.get("premises")
    if outlets is None or premises is None or not context.settings.datum:
        return
    circles = context.points.get("circles")
    a, b = _on_land(premises), _on_land(outlets)
    if min(len(a), len(b)) < FEWEST_PAIRS:
        return
    tree = cKDTree(unit_vectors(b[:, 0], b[:, 1]))
    now = _pairs(tree, a)
    for move in (to_wgs84, from_wgs84):
        moved = np.column_stack(move(a[:, 0], a[:, 1], "GCJ-02"))
        pairs = _pairs(tree, moved)
        metres = float(np.median(_metres(a, moved)))
        if pairs >= FEWEST_PAIRS and pairs > CLEARLY * now and SHIFT_M[0] <= metres <= SHIFT_M[1]:
            problem = _shift(metres, _flipping(circles, a, moved))
            yield premises.table.body.at_header(problem, "lon")
            return


def _on_land(points: Points) -> Floats:
    ok = on_globe(points.lon, points.lat)
    return np.column_stack((points.lon_wgs84[ok], points.lat_wgs84[ok]))


def _pairs(tree: cKDTree, points: Floats) -> int:
    """Return how many points have another one at the same place."""
    distance, _ = tree.query(
        unit_vectors(points[:, 0], points[:, 1]), distance_upper_bound=m_to_chord(SAME_PLACE_M)
    )
    return int(np.isfinite(distance).sum())


def _metres(a: Floats, b: Floats) -> Floats:
    chords = np.linalg.norm(unit_vectors(a[:, 0], a[:, 1]) - unit_vectors(b[:, 0], b[:, 1]), axis=1)
    return chord_to_m(chords)


def _flipping(circles: Points | None, before: Floats, after: Floats) -> float:
    """Return the share of premises that enter or leave a circle of 1 km by the shift."""
    if circles is None or not len(circles.index):
        return 0.0
    centres = cKDTree(unit_vectors(circles.lon_wgs84, circles.lat_wgs84))
    reached = [_circles_within(centres, points) for points in (before, after)]
    flipped = [a != b for a, b in zip(*reached, strict=True)]
    return float(np.mean(flipped))


def _circles_within(centres: cKDTree, points: Floats) -> npt.NDArray[np.object_]:
    found: npt.NDArray[np.object_] = centres.query_ball_point(
        unit_vectors(points[:, 0], points[:, 1]), m_to_chord(WALK_M), return_sorted=True
    )
    return found


def _shift(metres: float, flipping: float) -> Problem:
    return finding(
        "PL606",
        (
            f"用房整体移动约 {metres:.0f} 米后才与网点重合，正好是 WGS-84 与 GCJ-02 之差；"
            f"{flipping:.0%} 的用房归属会因此改变",
            f"premises coincide with outlets only after a shift of {metres:.0f} m, the offset between WGS-84 and"
            f" GCJ-02; {flipping:.0%} of the memberships would flip",
        ),
        (
            "请核对情景文件中两张表的 datum。",
            "Check the datum of both tables in the scenario.",
        ),
        severity="warning",
    )
