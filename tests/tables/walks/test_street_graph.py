from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from placement.tables.reader import read_with_vocabulary


def line(coordinates, kind="LineString", **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


@pytest.fixture
def with_streets(save, tables):
    def write(features, text=None):
        folder = save(tables)
        collection = {"type": "FeatureCollection", "features": features}
        data = json.dumps(collection) if text is None else text
        (folder / "streets.geojson").write_text(data, encoding="utf-8")
        return folder

    return write


def test_lines_with_and_without_properties(with_streets, settings, vocabulary):
    a, b, c = [116.58, 35.40], [116.59, 35.40], [116.59, 35.41]
    folder = with_streets(
        [
            line([a, b], from_node=7, to_node="8", length_m=905.5),
            line([b, c]),
            line([[a, b], [b, c]], kind="MultiLineString"),
        ]
    )
    streets = read_with_vocabulary(folder, settings=settings, vocabulary=vocabulary).streets
    assert streets["from_node"].tolist() == [
        "116.580000,35.400000",
        "116.590000,35.400000",
        "116.590000,35.400000",
        "7",
    ]
    assert streets["length_m"].tolist() == [906, 1112, 1112, 906]
    np.testing.assert_allclose(streets["to_lat"], [35.40, 35.41, 35.41, 35.40])


def test_csv_streets_without_coordinates(save, tables, settings, vocabulary):
    tables["路网"] = [["起点编号", "终点编号", "长度(米)"], ["n2", "n1", "12.5"], ["n1", "n3", "3"]]
    streets = read_with_vocabulary(save(tables), settings=settings, vocabulary=vocabulary).streets
    assert streets["length_m"].tolist() == [3, 13]
    assert streets["from_lon"].isna().all()


def test_half_given_points(find, save, tables):
    tables["路网"] = [
        ["起点编号", "终点编号", "长度(米)", "起点经度", "起点纬度"],
        ["n2", "n1", "12.5", "116.58012", ""],
    ]
    assert [(p.code, p.row) for p in find(save(tables))] == [("PL610", 2)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "PL225"),
        ("[]", "PL225"),
        ('{"features": [{"geometry": null}]}', "PL225"),
        ('{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}', "PL225"),
        ('{"features": [{"geometry": {"type": "LineString", "coordinates": [[1, 2]]}}]}', "PL225"),
        ('{"features": [{"geometry": {"type": "LineString", "coordinates": [[NaN, 2], [1, 2]]}}]}', "PL225"),
        ("[" * 100_000, "PL804"),
        ('{"features": [{"properties": {"from_node": "\\ud800"}, "geometry": {"type": "LineString",'
         ' "coordinates": [[116.58, 35.4], [116.59, 35.4]]}}]}', "PL314"),
    ],
)  # fmt: skip
def test_bad_geojson(find, with_streets, text, code):
    assert [p.code for p in find(with_streets([], text)) if p.severity == "error"] == [code]


def test_streets_need_a_datum(find, with_streets, settings):
    folder = with_streets([line([[116.58, 35.40], [116.59, 35.40]])])
    undeclared = {t: d for t, d in settings.datum.items() if t != "streets"}
    assert [p.code for p in find(folder, replace(settings, datum=undeclared))] == ["PL605"]
