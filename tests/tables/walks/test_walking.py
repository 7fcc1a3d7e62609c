"""Reach: the limit to the metre, the street graph against networkx, and points off the network."""

import math
from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from placement.tables.walks.sphere import EARTH_RADIUS_M, near_pairs, unit_vectors
from placement.tables.walks.walking import Reach, walking_seconds

PACE = {"limit_minutes": 15, "speed_m_per_h": 4800, "detour": Fraction(1)}
LIMIT_M = 1200
STREET_COLUMNS = ["from_node", "to_node", "length_m", "from_lon", "from_lat", "to_lon", "to_lat"]


def degrees_east(metres: float) -> float:
    """Degrees of longitude along the equator."""
    return math.degrees(metres / EARTH_RADIUS_M)


def streets(*rows: tuple[str, str, int, float, float]) -> pd.DataFrame:
    """Streets along the equator: from, to, length and the metres east of both ends."""
    return pd.DataFrame(
        [
            (a, b, m, degrees_east(east_a), 0.0, degrees_east(east_b), 0.0)
            for a, b, m, east_a, east_b in rows
        ],
        columns=STREET_COLUMNS,
    )


def pairs(reach: Reach) -> list[tuple[int, int, int]]:
    return list(
        zip(reach.site.tolist(), reach.circle.tolist(), reach.seconds.tolist(), strict=True)
    )


@pytest.mark.parametrize(
    ("metres", "seconds"),
    [
        (0, 0),
        (1, 1),
        (4, 3),
        (800, 600),
        (1199, 900),
        (1200, 900),
        (1200.4, 900),
        (1200.6, None),
        (1201, None),
    ],
)
def test_exactly_at_the_limit_is_within_and_one_metre_more_is_not(
    metres: float, seconds: int | None
) -> None:
    reach = walking_seconds(([0.0], [0.0]), ([degrees_east(metres)], [0.0]), None, **PACE)
    assert pairs(reach) == ([] if seconds is None else [(0, 0, seconds)])


@pytest.mark.parametrize(("metres", "is_within"), [(1200, True), (1201, False)])
def test_the_limit_is_the_same_on_streets(metres: int, is_within: bool) -> None:
    reach = walking_seconds(
        ([0.0], [0.0]),
        ([degrees_east(900)], [0.0]),
        streets(("a", "b", metres, 0, 900)),
        **PACE,
    )
    assert pairs(reach) == ([(0, 0, 900)] if is_within else [])


def test_detour_lengthens_the_crow_and_the_way_to_the_junction() -> None:
    pace = PACE | {"detour": Fraction(13, 10)}
    crow = walking_seconds(([0.0], [0.0]), ([degrees_east(900)], [0.0]), None, **pace)
    assert pairs(crow) == [(0, 0, 878)]  # 1170 m
    net = streets(("a", "b", 500, 100, 600))
    street = walking_seconds(([0.0], [0.0]), ([degrees_east(800)], [0.0]), net, **pace)
    assert pairs(street) == [(0, 0, 668)]  # 130 + 500 + 260 m


def test_half_a_metre_is_rounded_up_before_the_limit_is_asked() -> None:
    net = pd.DataFrame([("a", "b", 1199, 0.0, 0.0, 0.001, 0.0)], columns=STREET_COLUMNS)
    for extra, n in ((0.4, 1), (1.4, 1), (1.6, 0)):
        lon = degrees_east(-extra)
        reach = walking_seconds(([lon], [0.0]), ([0.001], [0.0]), net, **PACE)
        assert len(reach) == n


def test_street_ways_equal_networkx_on_a_random_graph() -> None:
    random = np.random.default_rng(7)
    n, m = 60, 130
    lon, lat = random.uniform(0, 0.02, n), random.uniform(0, 0.02, n)
    ends = random.integers(0, n, (m, 2))
    length = random.integers(20, 700, m)
    length[:3] = 0  # junctions drawn twice at one place
    net = pd.DataFrame(
        [
            (f"n{a}", f"n{b}", int(w), lon[a], lat[a], lon[b], lat[b])
            for (a, b), w in zip(ends, length, strict=True)
        ],
        columns=STREET_COLUMNS,
    )
    graph = nx.Graph()
    for (a, b), w in zip(ends.tolist(), length.tolist(), strict=True):
        if a != b and w <= graph.get_edge_data(a, b, {"weight": math.inf})["weight"]:
            graph.add_edge(a, b, weight=w)
    main = max(nx.connected_components(graph), key=len)
    sites, circles = sorted(main)[::2], sorted(main)[1::3]
    reach = walking_seconds((lon[sites], lat[sites]), (lon[circles], lat[circles]), net, **PACE)
    expected = [
        (i, j, math.ceil(metres * 3600 / 4800))
        for i, site in enumerate(sites)
        for j, circle in enumerate(circles)
        if (metres := nx.dijkstra_path_length(graph, site, circle)) <= LIMIT_M
    ]
    assert 20 < len(expected) < len(sites) * len(circles)
    assert pairs(reach) == expected
    assert reach.off_network_sites.size == reach.off_network_circles.size == 0


def test_the_shortest_of_parallel_streets_counts_and_walking_has_no_direction() -> None:
    net = streets(("a", "b", 900, 0, 600), ("b", "a", 700, 600, 0), ("a", "b", 800, 0, 600))
    for site, circle in ((0, 600), (600, 0)):
        reach = walking_seconds(
            ([degrees_east(site)], [0.0]), ([degrees_east(circle)], [0.0]), net, **PACE
        )
        assert pairs(reach) == [(0, 0, 525)]


def test_a_point_off_the_network_falls_back_to_the_crow_and_is_reported() -> None:
    net = streets(("a", "b", 2000, 0, 300))
    far = degrees_east(700)  # 400 m from the nearest junction
    reach = walking_seconds(([0.0, far], [0.0, 0.0]), ([degrees_east(300)], [0.0]), net, **PACE)
    assert pairs(reach) == [(1, 0, 300)]  # the way from site 0 is 2000 m of street
    assert reach.off_network_sites.tolist() == [1]
    assert reach.off_network_circles.tolist() == []


def test_nothing_snaps_to_a_stray_piece_or_to_a_junction_without_coordinates() -> None:
    main = [(f"m{i}", f"m{i + 1}", 50, 50 * i, 50 * i + 50) for i in range(12)]
    net = streets(*main, ("s", "t", 10, 0, 5))
    net.loc[len(net)] = ["m12", "unknown", 100, degrees_east(600), 0.0, math.nan, math.nan]
    reach = walking_seconds(([0.0], [0.0]), ([degrees_east(600)], [0.0]), net, **PACE)
    assert pairs(reach) == [(0, 0, 450)]


def test_points_without_coordinates_reach_nothing() -> None:
    net = streets(("a", "b", 100, 0, 100))
    for graph in (None, net):
        reach = walking_seconds(([math.nan, 0.0], [math.nan, 0.0]), ([0.0], [0.0]), graph, **PACE)
        assert pairs(reach) == [(1, 0, 0)]
        assert reach.off_network_sites.size == 0


def test_pairs_come_sorted_and_are_filtered_by_shorter_limits() -> None:
    lon = [degrees_east(m) for m in (600, 0, 1000)]
    reach = walking_seconds((lon, [0.0] * 3), (lon[::-1], [0.0] * 3), None, **PACE)
    assert pairs(reach) == sorted(pairs(reach))
    assert len(reach) == 9
    near = reach.within(10)
    assert set(pairs(near)) == {p for p in pairs(reach) if p[2] <= 600}
    assert 0 < len(near) < 9


def test_no_sites_no_circles_no_streets() -> None:
    empty = pd.DataFrame({name: [] for name in STREET_COLUMNS})
    assert len(walking_seconds(([], []), ([0.0], [0.0]), None, **PACE)) == 0
    assert len(walking_seconds(([0.0], [0.0]), ([], []), empty, **PACE)) == 0
    net = streets(("a", "b", 100, 0, 100))
    assert len(walking_seconds(([], []), ([], []), net, **PACE)) == 0


def test_near_pairs_are_exact_great_circles_far_from_the_equator() -> None:
    random = np.random.default_rng(11)
    a = np.column_stack((random.uniform(116.5, 116.7, 80), random.uniform(35.3, 35.5, 80)))
    b = np.column_stack((random.uniform(116.5, 116.7, 30), random.uniform(35.3, 35.5, 30)))
    i, j, metres = near_pairs(unit_vectors(*a.T), unit_vectors(*b.T), 5000)
    found = dict(zip(zip(i.tolist(), j.tolist(), strict=True), metres, strict=True))
    for p in range(80):
        for q in range(30):
            expected = haversine_m(*a[p], *b[q])
            assert ((p, q) in found) == (expected <= 5000)
            if (p, q) in found:
                assert found[p, q] == pytest.approx(expected, abs=1e-6)


def haversine_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    x1, y1, x2, y2 = map(math.radians, (lon1, lat1, lon2, lat2))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(h))
