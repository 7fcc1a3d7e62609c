"""The table of streets: lines with named end nodes, checked against where the nodes are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.importing.ledger import Ledger
from placement.importing.recipe import Streets
from placement.importing.source import find_file, read_points
from placement.tables.walks.datum import to_wgs84
from placement.tables.walks.sphere import chord_to_m, unit_vectors

UNKNOWN_NODE = Text(
    "端点不在路口表中：坐标取自线的端点",
    "names a node that is not listed: taken from the end of its line",
)
NO_NODE = Text("端点没有编号", "an end has no node")
WRONG_NODE = Text(
    "所列路口的直线距离大于路段长度：路口编号有误",
    "its nodes are farther apart than it is long: it names a wrong node",
)

COLUMNS = ["from_node", "to_node", "length_m", "from_lon", "from_lat", "to_lon", "to_lat"]


def build_streets(rule: Streets, source: Path, ledger: Ledger) -> pd.DataFrame:
    """Build the table of streets.

    Lines without a node at one end, and lines whose named nodes are farther apart than the line is long, are
    left out: the second would be shortcuts through the city that nobody can walk. A node that is not in the
    table of nodes gets the coordinates of the end of its line.

    Returns
    -------
    DataFrame
        ``from_node, to_node, length_m, from_lon, from_lat, to_lon, to_lat``, in the order of the file.

    Raises
    ------
    InputError
        If a file is missing or the lines are not a GeoJSON FeatureCollection of LineStrings (PL123).
    """
    nodes = read_points(source, rule.nodes).set_index("id")[["lon", "lat"]]
    lines = _read_lines(rule, source)
    unnamed = (lines["from_node"] == "") | (lines["to_node"] == "")
    lines = ledger.drop(lines, unnamed, NO_NODE)
    known_from = lines["from_node"].isin(nodes.index)
    known_to = lines["to_node"].isin(nodes.index)
    ledger.flag(lines, ~known_from | ~known_to, UNKNOWN_NODE)
    start, end = lines[["start_lon", "start_lat"]], lines[["end_lon", "end_lat"]]
    at_from, at_to = _listed(nodes, lines["from_node"]), _listed(nodes, lines["to_node"])
    backwards = (_apart(at_from, end) < _apart(at_from, start)) | (
        _apart(at_to, start) < _apart(at_to, end)
    )
    drawn_from = np.where(backwards[:, np.newaxis], end, start)
    drawn_to = np.where(backwards[:, np.newaxis], start, end)
    from_point = np.where(np.isnan(at_from), drawn_from, at_from)
    to_point = np.where(np.isnan(at_to), drawn_to, at_to)
    lines[["from_lon", "from_lat"]], lines[["to_lon", "to_lat"]] = from_point, to_point
    too_far = _apart(from_point, to_point) > lines["length_m"].to_numpy() + rule.slack_m
    return ledger.drop(lines, pd.Series(too_far, lines.index), WRONG_NODE)[COLUMNS]


def _listed(nodes: pd.DataFrame, ids: pd.Series[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return nodes.reindex(ids).to_numpy(np.float64)


def _apart(a: Any, b: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return metres between points given as ``(n, 2)`` lon, lat; NaN where one is unknown."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    return chord_to_m(np.linalg.norm(unit_vectors(*a.T) - unit_vectors(*b.T), axis=1))


def _read_lines(rule: Streets, source: Path) -> pd.DataFrame:
    path = find_file(source, rule.lines)
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        rows = [_line(feature, rule) for feature in features]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError([_not_lines(rule.lines, error)]) from None
    lines = pd.DataFrame(rows)
    for end in ("start", "end"):
        lon, lat = to_wgs84(lines[f"{end}_lon"], lines[f"{end}_lat"], rule.nodes.datum)
        lines[f"{end}_lon"], lines[f"{end}_lat"] = lon, lat
    return lines.assign(file=rule.lines, name="")


def _line(feature: dict[str, Any], rule: Streets) -> dict[str, Any]:
    properties, points = feature["properties"], feature["geometry"]["coordinates"]
    return {
        "id": str(properties[rule.id]),
        "from_node": _node(properties[rule.from_node]),
        "to_node": _node(properties[rule.to_node]),
        "length_m": float(properties[rule.length_m]),
        "start_lon": float(points[0][0]),
        "start_lat": float(points[0][1]),
        "end_lon": float(points[-1][0]),
        "end_lat": float(points[-1][1]),
    }


def _node(value: Any) -> str:
    return "" if value is None else str(value)


def _not_lines(file: str, error: Exception) -> Problem:
    return Problem(
        code="PL123",
        file=file,
        value=str(error),
        rule=Text(
            "须为 GeoJSON FeatureCollection，每个要素是带端点编号和长度的 LineString",
            "must be a GeoJSON FeatureCollection of LineStrings with end nodes and a length",
        ),
        mend=Text(
            "检查文件或导入规则的 streets 一节。", "Check the file or the section `streets`."
        ),
    )
