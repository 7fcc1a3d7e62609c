"""Checks on coordinates, point by point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from placement.errors import Problem
from placement.plain import counted
from placement.tables.cells.typed import text_of
from placement.tables.checks.context import Context, Points
from placement.tables.finding import finding
from placement.tables.model import Box
from placement.tables.walks.datum import on_globe
from placement.tables.walks.sphere import Floats, chord_to_m, nearest, unit_vectors

Mask = npt.NDArray[np.bool_]

FEWEST_DECIMALS = 3
FAR_M = 20_000
SHARED = {"circles": 2, "premises": 10, "outlets": 30}
"""So many rows at one point are remarked on: malls hold many outlets, a point has one circle."""

POLAR_LAT = 75.0


def half_given_points(context: Context) -> Iterator[Problem]:
    """PL610: an edge with a longitude but no latitude, or the other way round."""
    table = context.tables.get("streets")
    if table is None:
        return
    for lon, lat in (("from_lon", "from_lat"), ("to_lon", "to_lat")):
        for index, x, y in table.rows(lon, lat):
            if (x != x) != (y != y):  # noqa: PLR0124
                problem = finding(
                    "PL610",
                    ("经度和纬度须同时填写", "longitude and latitude belong together"),
                    ("请补上缺少的一项。", "Fill in the one that is missing."),
                )
                yield table.at(problem, index, lon)


def points_beyond_the_globe(context: Context) -> Iterator[Problem]:
    """PL601: latitudes beyond 90 or longitudes beyond 180 degrees."""
    for points in context.points.values():
        for i in _positions(~on_globe(points.lon, points.lat)):
            x, y = points.lon[i], points.lat[i]
            swapped = ("请核对。", "Check it.")
            if on_globe(lon=y, lat=x):
                swapped = (
                    f"经纬度可能写反了？对调后为经度 {y:.9g}、纬度 {x:.9g}。",
                    f"Swapped? The corrected pair is longitude {y:.9g}, latitude {x:.9g}.",
                )
            problem = finding(
                "PL601",
                (
                    "纬度在 ±90 度之内，经度在 ±180 度之内",
                    "latitudes lie within ±90 degrees, longitudes within ±180",
                ),
                swapped,
                value=points.text(i),
            )
            yield _at(points, i, problem, "lat")


def points_at_zero(context: Context) -> Iterator[Problem]:
    """PL603: (0, 0), what geocoders give for an address they do not find."""
    for points in context.points.values():
        zero = _positions((points.lon == 0) & (points.lat == 0))
        for i in zero:
            problem = finding(
                "PL603",
                (
                    f"坐标 (0, 0) 是地址解析失败的默认值；本表共 {len(zero)} 行",
                    f"(0, 0) is what a geocoder gives for unknown addresses; {counted(len(zero), 'row')} at this point",
                ),
                (
                    "请补充真实坐标；没有坐标的地点无法规划。",
                    "Give the real point; nothing can be placed without one.",
                ),
                value=points.text(i),
            )
            yield _at(points, i, problem, "lon")


def points_outside_the_city(context: Context) -> Iterator[Problem]:
    """PL602: points outside the city's box, or near the poles."""
    for points in context.points.values():
        here = on_globe(points.lon, points.lat) & ~((points.lon == 0) & (points.lat == 0))
        polar = here & (np.abs(points.lat_wgs84) > POLAR_LAT)
        outside = polar.copy()
        if context.box is not None:
            outside |= here & ~_inside(context.box, points.lon_wgs84, points.lat_wgs84)
        for i in _positions(outside):
            yield _at(points, i, _outside(points, i, context.box), "lon")


def _positions(mask: Mask) -> list[int]:
    found: list[int] = np.flatnonzero(mask).tolist()
    return found


def _inside(box: Box, lon: Floats, lat: Floats) -> Mask:
    west, south, east, north = box
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _outside(points: Points, i: int, box: Box | None) -> Problem:
    x, y = float(points.lon_wgs84[i]), float(points.lat_wgs84[i])
    rule = ("纬度不在有人居住的范围内", "the latitude is not one where cities are")
    swapped = ("经纬度可能写反了。", "Longitude and latitude may be swapped. ")
    if box is not None:
        west, south, east, north = box
        near = unit_vectors([min(max(x, west), east)], [min(max(y, south), north)])
        km = float(chord_to_m(np.linalg.norm(unit_vectors([x], [y]) - near))) / 1000
        rule = (
            f"该点在城市范围（经度 {west:.2f}–{east:.2f}，纬度 {south:.2f}–{north:.2f}）之外 {km:.0f} 公里",
            f"the point lies {km:.0f} km outside the city (longitude {west:.2f} to {east:.2f},"
            f" latitude {south:.2f} to {north:.2f})",
        )
        swapped = ("", "")
        if bool(_inside(box, np.array([y]), np.array([x]))[0]):
            swapped = (
                f"经纬度写反了？对调后（{y:.9g}, {x:.9g}）在城市范围之内。",
                f"Swapped? The pair {y:.9g}, {x:.9g} lies inside. ",
            )
    return finding(
        "PL602",
        rule,
        (f"{swapped[0]}请核对坐标。", f"{swapped[1]}Check the coordinates."),
        value=points.text(i),
    )


def points_far_from_their_district(context: Context) -> Iterator[Problem]:
    """PL609: premises more than 20 km from every circle of their own district."""
    premises, circles = context.points.get("premises"), context.points.get("circles")
    if premises is None or circles is None:
        return
    homes = _by_district(circles)
    for district, mine in _by_district(premises).items():
        if district not in homes:
            continue
        home = homes[district]
        _, metres = nearest(
            unit_vectors(premises.lon_wgs84[mine], premises.lat_wgs84[mine]),
            unit_vectors(circles.lon_wgs84[home], circles.lat_wgs84[home]),
        )
        for i, far_m in zip(mine, metres, strict=True):
            if far_m > FAR_M and not _is_outside(context, premises, i):
                km = far_m / 1000
                problem = finding(
                    "PL609",
                    (
                        f"离“{district}”最近的生活圈也有 {km:.1f} 公里",
                        f"the nearest circle of {district} is {km:.1f} km away",
                    ),
                    ("请核对坐标和所属区县。", "Check the coordinates and the district."),
                    severity="warning",
                    value=premises.text(i),
                )
                yield _at(premises, i, problem, "lon")


def _is_outside(context: Context, points: Points, i: int) -> bool:
    x, y = points.lon_wgs84[[i]], points.lat_wgs84[[i]]
    return context.box is not None and not bool(_inside(context.box, x, y)[0])


def _by_district(points: Points) -> dict[str, list[int]]:
    districts = points.table.column("district")
    found: dict[str, list[int]] = {}
    for i in _positions(on_globe(points.lon, points.lat)):
        district = districts[points.index[i]]
        if district is not None:
            found.setdefault(district, []).append(i)
    return found


def shared_points(context: Context) -> Iterator[Problem]:
    """PL604: many rows at one point; rows that repeat an id are told as such."""
    for table_id, points in context.points.items():
        pairs = list(zip(points.lon.tolist(), points.lat.tolist(), strict=True))
        ids = points.table.column(points.table.body.spec.key[0])
        named = {(pair, ids[row]) for pair, row in zip(pairs, points.index.tolist(), strict=True)}
        counts = Counter(pair for pair, _ in named if pair != (0.0, 0.0))
        shared = {pair: n for pair, n in counts.items() if n >= SHARED[table_id]}
        if shared:
            pair, most = max(shared.items(), key=lambda item: (item[1], item[0]))
            i = pairs.index(pair)
            problem = finding(
                "PL604",
                (
                    f"{most} 行共用同一坐标；这样的坐标共 {len(shared)} 个",
                    f"{most} rows share one point; {counted(len(shared), 'such point')}",
                ),
                ("请确认不是地址解析的默认坐标。", "Make sure it is no default of a geocoder."),
                severity="warning",
                value=points.text(i),
            )
            yield _at(points, i, problem, "lon")


def coarse_coordinates(context: Context) -> Iterator[Problem]:
    """PL608: points with too few decimals to say who can walk there."""
    for points in context.points.values():
        lon, lat = (points.table.body.cells(c) for c in ("lon", "lat"))
        coarse = [
            int(i)
            for i in range(len(points.index))
            if max(_decimals(lon[points.index[i]]), _decimals(lat[points.index[i]]))
            < FEWEST_DECIMALS
            and (points.lon[i], points.lat[i]) != (0.0, 0.0)
        ]
        if coarse:
            i = coarse[0]
            decimals = max(_decimals(lon[points.index[i]]), _decimals(lat[points.index[i]]))
            about = {0: "50 km", 1: "5 km", 2: "0.5 km"}[decimals]
            problem = finding(
                "PL608",
                (
                    f"坐标小数位太少（误差约 {about}），1 公里内的归属不确定；共 {len(coarse)} 行",
                    f"too few decimals (an error of about {about}): membership is uncertain within 1 km;"
                    f" {counted(len(coarse), 'row')}",
                ),
                ("请提供至少 5 位小数的坐标。", "Give coordinates with at least 5 decimals."),
                severity="warning",
                value=points.text(i),
            )
            yield _at(points, i, problem, "lon")


def _decimals(cell: object) -> int:
    text = text_of(cell) if isinstance(cell, str | int | float) else ""
    return len(text.strip().rpartition(".")[2]) if "." in text else 0


def _at(points: Points, i: int, problem: Problem, column_id: str) -> Problem:
    return points.table.at(problem, int(points.index[i]), column_id)
