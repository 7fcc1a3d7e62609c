"""Streets as GeoJSON lines, turned into the same grid of cells a CSV file gives."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from placement.errors import InputError, Problem
from placement.tables.dictionary.columns import TABLES
from placement.tables.files.content import Content
from placement.tables.finding import finding
from placement.tables.grid import Cell, Grid
from placement.tables.walks.sphere import EARTH_RADIUS_M

HEADER = ("from_node", "to_node", "length_m", "from_lon", "from_lat", "to_lon", "to_lat")
NODE_DECIMALS = 6
"""Ends of lines without junction ids are the same junction if they agree to so many decimals (0.1 m)."""


def read_geojson(content: Content) -> Grid:
    """Read a FeatureCollection of LineStrings with properties from_node, to_node and length_m.

    Where a property is missing, junctions are the coordinates of the line's ends and the length is measured
    along the line on the sphere. The row number of a feature is its position, from 1.

    Raises
    ------
    InputError
        PL203 not UTF-8, PL225 no JSON or no lines, PL804 nested too deep.
    """
    collection = _parse(content)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise InputError([_not_lines("FeatureCollection").at(file=content.shown)])
    rows: list[Sequence[Cell]] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    for number, feature in enumerate(features, start=1):
        try:
            rows += [_row(feature, line) for line in _lines(feature)]
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.append(_not_lines("LineString").at(file=content.shown, row=number))
        numbers += [number] * (len(rows) - len(numbers))
    if problems:
        raise InputError(problems)
    return Grid(file=content.shown, sheet=None, rows=[list(HEADER), *rows], numbers=[0, *numbers])


def _parse(content: Content) -> Any:
    try:
        return json.loads(content.data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        rule = (
            f"GeoJSON 须为 UTF-8；第 {error.start} 字节无法解码",
            f"GeoJSON is UTF-8; byte {error.start} cannot be decoded",
        )
        mend = ("请另存为 UTF-8。", "Save it as UTF-8.")
        raise InputError([finding("PL203", rule, mend).at(file=content.shown)]) from None
    except RecursionError:
        rule = ("括号嵌套过深", "brackets are nested too deep")
        mend = ("请核对文件。", "Check the file.")
        raise InputError([finding("PL804", rule, mend).at(file=content.shown)]) from None
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise InputError([_not_json(str(error)).at(file=content.shown, row=line)]) from None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a finite number")


def _lines(feature: Mapping[str, Any]) -> Iterator[list[list[float]]]:
    geometry = feature["geometry"]
    if geometry["type"] == "LineString":
        yield geometry["coordinates"]
    elif geometry["type"] == "MultiLineString":
        yield from geometry["coordinates"]
    else:
        raise ValueError(geometry["type"])


def _row(feature: Mapping[str, Any], line: list[list[float]]) -> list[Cell]:
    """Return one row of :data:`HEADER`; junction ids of a MultiLineString come from its coordinates."""
    facts = feature.get("properties") or {}
    points = np.array([point[:2] for point in line], dtype=np.float64)
    if len(points) < 2 or not np.isfinite(points).all():  # noqa: PLR2004
        raise ValueError("a line has two points or more")
    whole = feature["geometry"]["type"] == "LineString"
    ends = [
        _text(facts.get(name) if whole else None) or _node(point)
        for name, point in (("from_node", points[0]), ("to_node", points[-1]))
    ]
    length = _text(facts.get("length_m") if whole else None) or f"{_metres(points):.3f}"
    return [*ends, length, *(repr(float(c)) for c in (*points[0], *points[-1]))]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _node(point: Sequence[float]) -> str:
    return f"{point[0]:.{NODE_DECIMALS}f},{point[1]:.{NODE_DECIMALS}f}"


def _metres(points: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """Return the great-circle length of a line [m] by the haversine formula."""
    lon, lat = np.radians(points).T
    half = (
        np.sin(np.diff(lat) / 2) ** 2
        + np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
    )
    return float(math.fsum(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half))))


def _not_json(message: str) -> Problem:
    return finding(
        "PL225",
        ("文件不是有效的 JSON", f"the file is not valid JSON: {message}"),
        (
            "请从地理信息软件重新导出为 GeoJSON。",
            "Export it again as GeoJSON from your mapping program.",
        ),
    )


def _not_lines(what: str) -> Problem:
    spec = TABLES["streets"]
    return finding(
        "PL225",
        (
            f"{spec.name}的 GeoJSON 须为 LineString 的 FeatureCollection（此处应为 {what}）",
            f"the GeoJSON of {spec.id} is a FeatureCollection of LineStrings (wanted here: {what})",
        ),
        (
            "请导出道路中心线；属性 from_node、to_node、length_m 可选。",
            "Export road centre lines; the properties from_node, to_node and length_m are optional.",
        ),
    )
