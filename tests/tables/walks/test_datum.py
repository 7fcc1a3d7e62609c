import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.tables.walks.datum import DATUMS, from_wgs84, to_wgs84

SUQIAN = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "suqian-poi-2018"

china = st.tuples(st.floats(73.5, 134.5), st.floats(18.5, 53.0))


@pytest.mark.parametrize("datum", DATUMS)
@settings(max_examples=200, deadline=None)
@given(point=china)
def test_there_and_back_is_the_same_place(datum: str, point: tuple[float, float]) -> None:
    lon, lat = from_wgs84(*point, datum)
    back_lon, back_lat = to_wgs84(lon, lat, datum)
    assert abs(back_lon - point[0]) <= 1e-9
    assert abs(back_lat - point[1]) <= 1e-9


def test_published_examples() -> None:
    # Worked examples in the README of the widely copied `coordtransform` converters.
    lon, lat = from_wgs84(116.404, 39.915, "GCJ-02")
    assert float(lon) == pytest.approx(116.41024449916938, abs=1e-9)
    assert float(lat) == pytest.approx(39.91640428150164, abs=1e-9)
    wgs = to_wgs84(116.404, 39.915, "GCJ-02")
    lon, lat = from_wgs84(*wgs, "BD-09")
    assert float(lon) == pytest.approx(116.41036949371029, abs=1e-9)
    assert float(lat) == pytest.approx(39.92133699351021, abs=1e-9)


def test_shift_is_hundreds_of_metres_in_china_and_nothing_outside() -> None:
    lon, lat = from_wgs84([116.6, -71.1], [35.4, 42.37], "GCJ-02")
    assert np.hypot(lon[0] - 116.6, lat[0] - 35.4) > 0.003
    assert (lon[1], lat[1]) == (-71.1, 42.37)
    assert [float(v) for v in to_wgs84(-71.1, 42.37, "GCJ-02")] == [-71.1, 42.37]


def test_missing_coordinates_stay_missing_and_inputs_are_left_alone() -> None:
    lon, lat = np.array([116.6, np.nan]), np.array([35.4, np.nan])
    for datum in DATUMS:
        there = to_wgs84(lon, lat, datum)
        assert np.isfinite(there[0][0])
        assert np.isnan(there[0][1])
        assert np.isnan(there[1][1])
    assert lon[0] == 116.6
    assert lat[0] == 35.4


def test_empty_arrays_are_fine() -> None:
    lon, lat = to_wgs84([], [], "BD-09")
    assert lon.shape == lat.shape == (0,)


def test_unknown_datum_is_named() -> None:
    for convert in (to_wgs84, from_wgs84):
        with pytest.raises(ValueError, match="CGCS2000"):
            convert(116.0, 35.0, "CGCS2000")


@pytest.mark.skipif(not SUQIAN.exists(), reason="../shared/data/suqian-poi-2018 is absent")
def test_agrees_with_both_coordinate_pairs_of_real_points() -> None:
    with (SUQIAN / "poi_city.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("lng_gcj02", "lat_gcj02", "lng_wgs84", "lat_wgs84")
    given_lon, given_lat, wgs_lon, wgs_lat = (
        np.array([float(row[name]) for row in rows]) for name in names
    )
    shifted_lon, shifted_lat = from_wgs84(given_lon, given_lat, "GCJ-02")
    # The file's own WGS-84 pair is the one-step closed form, rounded to six decimals …
    assert np.abs(2 * given_lon - shifted_lon - wgs_lon).max() < 6e-7
    assert np.abs(2 * given_lat - shifted_lat - wgs_lat).max() < 6e-7
    # … which is off by up to two metres; ours leads back to the given pair.
    lon, lat = to_wgs84(given_lon, given_lat, "GCJ-02")
    assert np.abs(lon - wgs_lon).max() < 3e-5
    assert np.abs(lat - wgs_lat).max() < 3e-5
    again_lon, again_lat = from_wgs84(lon, lat, "GCJ-02")
    assert np.abs(again_lon - given_lon).max() <= 1e-9
    assert np.abs(again_lat - given_lat).max() <= 1e-9
