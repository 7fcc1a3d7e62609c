"""Walking areas: compact, large enough, and always the same."""

import numpy as np
import pandas as pd
import pytest

from placement.importing.circles import NOWHERE, AreaRule, walking_areas
from placement.tables.walks.sphere import chord_to_m, unit_vectors

RULE = AreaRule(radius_m=600, min_homes=1000, wanted_homes=3000)


def town(seed: int, n: int = 150) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    centre = random.uniform(-2500, 2500, (6, 2))[random.integers(0, 6, n)]
    east, north = (centre + random.normal(0, 450, (n, 2))).T
    return pd.DataFrame(
        {
            "lon": 116.5 + east / 90_700,
            "lat": 35.4 + north / 111_195,
            "homes": random.integers(20, 700, n),
        }
    )


def centres(homes: pd.DataFrame, area: np.ndarray) -> pd.DataFrame:
    placed = homes.assign(area=area)[area != NOWHERE]
    weighted = placed[["lon", "lat"]].mul(placed["homes"], axis=0).groupby(placed["area"]).sum()
    return weighted.div(placed.groupby("area")["homes"].sum(), axis=0)


@pytest.mark.parametrize("seed", range(8))
def test_areas_are_within_the_radius_and_large_enough(seed: int) -> None:
    homes = town(seed)
    area = walking_areas(homes, RULE)
    found = centres(homes, area)
    assert found.index.tolist() == list(range(len(found)))
    assert len(found) >= 5
    placed = area != NOWHERE
    at = unit_vectors(homes["lon"][placed], homes["lat"][placed])
    own = found.loc[area[placed]]
    metres = chord_to_m(np.linalg.norm(at - unit_vectors(own["lon"], own["lat"]), axis=1))
    assert metres.max() <= RULE.radius_m + 0.01
    total = homes["homes"][placed].groupby(area[placed]).sum()
    assert total.min() >= RULE.min_homes
    assert total.is_monotonic_decreasing


def test_areas_do_not_overlap_much() -> None:
    homes = town(3)
    area = walking_areas(homes, RULE)
    found = centres(homes, area)
    at, own = unit_vectors(homes["lon"], homes["lat"]), unit_vectors(found["lon"], found["lat"])
    metres = chord_to_m(np.linalg.norm(at[:, None] - own[None], axis=2))
    placed = area != NOWHERE
    assert np.mean(metres.argmin(axis=1)[placed] == area[placed]) > 0.97


def test_equal_homes_give_equal_areas() -> None:
    assert walking_areas(town(5), RULE).tolist() == walking_areas(town(5), RULE).tolist()


def test_one_dense_place_becomes_several_areas() -> None:
    lon = 116.5 + np.linspace(-500, 500, 40) / 90_700
    homes = pd.DataFrame({"lon": lon, "lat": 35.4, "homes": 300})
    area = walking_areas(homes, RULE)
    assert len(set(area) - {NOWHERE}) >= 3
    runs = np.flatnonzero(np.diff(area)).size + 1
    assert runs == len(set(area))  # along the street each area is one stretch


@pytest.mark.parametrize("homes", [0, 999])
def test_too_few_homes_are_in_no_area(homes: int) -> None:
    n = 1 if homes else 0
    frame = pd.DataFrame({"lon": [116.5] * n, "lat": [35.4] * n, "homes": [homes] * n})
    assert set(walking_areas(frame, RULE)) <= {NOWHERE}


def test_exactly_the_least_size_is_enough() -> None:
    frame = pd.DataFrame({"lon": [116.5, 116.5], "lat": [35.4, 35.4], "homes": [400, 600]})
    assert walking_areas(frame, RULE).tolist() == [0, 0]
