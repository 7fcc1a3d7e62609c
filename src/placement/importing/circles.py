"""From homes to circles: compact walking areas of about a given size, always the same for the same homes.

District by district, in two steps. *Seeds*: take the home point with the most unassigned homes within the radius;
its first area is those points from near to far while they fit into the wanted size; repeat until no point has
enough homes around it. *Territories*: every point goes to the nearest seed within the radius and each seed
moves to the mean of its homes, until nothing moves; then the smallest area below the least size is dissolved and
the rest settles again. Points out of everybody's radius are in no circle: scattered homes are not made into
circles nobody could walk.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from placement.errors import InputError, Problem, Text
from placement.importing.homes import Settlement
from placement.importing.ledger import Ledger
from placement.importing.recipe import Circles, District
from placement.tables.walks.sphere import chord_to_m, near_pairs, nearest, unit_vectors

NOWHERE = -1

SCATTERED = Text(
    "步行范围内住户太少，不足以组成生活圈", "too few homes within a walk to make up a circle"
)

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]


_MOST_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class AreaRule:
    """Radius [m], least size and size at which another area is begun [homes]."""

    radius_m: int
    min_homes: int
    wanted_homes: int


def build_circles(
    settlement: Settlement,
    rule: Circles,
    residents_per_home: Decimal,
    districts: dict[str, District],
    ledger: Ledger,
) -> pd.DataFrame:
    """Build the table of circles.

    Returns
    -------
    DataFrame
        ``circle_id, name, district, area_class, residents, communities, households, lon, lat``, sorted
        by id; homes in no circle go into the ledger.

    Raises
    ------
    InputError
        PL842 if the homes are nowhere dense enough for a circle.
    """
    area_rule = AreaRule(rule.radius_m.value, rule.min_homes.value, rule.wanted_homes.value)
    parts, homeless = [], []
    for name, district in districts.items():
        homes = settlement.homes[settlement.homes["district"] == name].reset_index(drop=True)
        area = walking_areas(homes, area_rule)
        homeless.append(homes[area == NOWHERE])
        parts.append(_circles_of(homes.assign(circle=area), name, district, residents_per_home))
    if not any(len(part) for part in parts):
        raise InputError([_no_circle(area_rule)])
    scattered = pd.concat(homeless, ignore_index=True)
    ledger.drop(scattered, pd.Series(True, scattered.index), SCATTERED)
    circles = pd.concat(parts, ignore_index=True)
    if len(settlement.communities):
        circles["communities"] = _communities_near(circles, settlement, area_rule.radius_m)
    return circles.sort_values("circle_id", ignore_index=True)


def walking_areas(homes: pd.DataFrame, rule: AreaRule) -> Positions:
    """Return the area of each home point of one district, the largest being 0; :data:`NOWHERE` for none.

    Every point of an area lies within the radius of the area's centre, and every area has the least size.

    Parameters
    ----------
    homes
        Columns ``lon, lat, homes``; ties go to the earlier row.
    """
    at = homes[["lon", "lat"]].to_numpy(np.float64)
    size = homes["homes"].to_numpy(np.int64)
    centres = _means(at, size, _seeds(at, size, rule))
    while len(centres):
        area = _settle(at, size, centres, rule.radius_m)
        total = np.bincount(area[area != NOWHERE], size[area != NOWHERE], len(centres))
        if total.min() >= rule.min_homes:
            return _largest_first(area, total)
        centres = np.delete(_means(at, size, area, centres), int(np.argmin(total)), axis=0)
    return np.full(len(homes), NOWHERE)


def _seeds(at: Floats, size: Positions, rule: AreaRule) -> Positions:
    """Return the first areas: greedy, densest first, each filled from near to far."""
    vectors, n = unit_vectors(*at.T), len(size)
    i, j, metres = near_pairs(vectors, vectors, rule.radius_m)
    order = np.lexsort((j, metres, i))
    i, j = i[order], j[order]
    start = np.searchsorted(i, np.arange(n + 1))
    around = csr_array((np.ones(len(i), np.int64), (i, j)), shape=(n, n))
    area, left = np.full(n, NOWHERE), size.copy()
    for number in range(n):
        within = around @ left
        seed = int(np.argmax(within))
        if within[seed] < rule.min_homes:
            break
        near = j[start[seed] : start[seed + 1]]
        members = _fill(near[left[near] > 0], size, rule.wanted_homes)
        area[members], left[members] = number, 0
    return area


def _fill(near: Positions, size: Positions, wanted_homes: int) -> Positions:
    """Take points from near to far while they fit; the first is taken whatever its size."""
    fits = np.cumsum(size[near]) <= wanted_homes
    return near[: max(1, int(np.count_nonzero(fits)))]


def _settle(at: Floats, size: Positions, centres: Floats, radius_m: int) -> Positions:
    """Let points choose the nearest centre and centres move to their points until nothing changes."""
    area = _nearest_centre(at, centres, radius_m)
    for _ in range(_MOST_ROUNDS):
        centres = _means(at, size, area, centres)
        moved = _nearest_centre(at, centres, radius_m)
        if np.array_equal(moved, area):
            break
        area = moved
    # The centre that is published is the mean of the final area: nobody may be out of its radius.
    beyond = ~_is_within(at, _means(at, size, area, centres), area, radius_m)
    area[beyond] = NOWHERE
    return area


def _nearest_centre(at: Floats, centres: Floats, radius_m: int) -> Positions:
    centre, metres = nearest(unit_vectors(*at.T), unit_vectors(*centres.T))
    return np.where(metres <= radius_m, centre, NOWHERE)


def _is_within(at: Floats, centres: Floats, area: Positions, radius_m: int) -> Mask:
    chords = np.linalg.norm(unit_vectors(*at.T) - unit_vectors(*centres[area].T), axis=1)
    return np.asarray((area != NOWHERE) & (chord_to_m(chords) <= radius_m))


def _means(at: Floats, size: Positions, area: Positions, otherwise: Floats | None = None) -> Floats:
    """Return the mean point of the homes of each area; an area without homes stays where it was."""
    n = len(otherwise) if otherwise is not None else int(area.max(initial=NOWHERE)) + 1
    placed = area != NOWHERE
    total = np.bincount(area[placed], size[placed], n)
    sums = [np.bincount(area[placed], size[placed] * axis[placed], n) for axis in at.T]
    means = np.column_stack(sums) / np.maximum(total, 1)[:, np.newaxis]
    return means if otherwise is None else np.where(total[:, np.newaxis] > 0, means, otherwise)


def _largest_first(area: Positions, total: npt.NDArray[np.number]) -> Positions:
    rank = np.empty(len(total), np.int64)
    rank[np.argsort(-total, kind="stable")] = np.arange(len(total))
    return np.where(area == NOWHERE, NOWHERE, rank[area])


def _circles_of(
    homes: pd.DataFrame, name: str, district: District, residents_per_home: Decimal
) -> pd.DataFrame:
    placed = homes[homes["circle"] != NOWHERE]
    groups = placed.groupby("circle")
    households = groups["homes"].sum().astype(np.int64)
    weighted = placed[["lon", "lat"]].mul(placed["homes"], axis=0).groupby(placed["circle"]).sum()
    centres = weighted.div(households, axis=0)
    width = max(2, len(str(len(centres))))
    numbers = [f"{n + 1:0{width}d}" for n in centres.index]
    landmarks = [
        _landmark(rows, lon, lat)
        for (_, rows), lon, lat in zip(groups, centres["lon"], centres["lat"], strict=True)
    ]
    return pd.DataFrame(
        {
            "circle_id": [f"{district.code}-C{number}" for number in numbers],
            "name": [f"{name}{n}·{mark}" for n, mark in zip(numbers, landmarks, strict=True)],
            "district": name,
            "area_class": district.area_class,
            "residents": np.array(
                [_whole(n * residents_per_home) for n in households.tolist()], np.int64
            ),
            "communities": groups["community"].nunique().to_numpy(),
            "households": households.to_numpy(),
            "lon": centres["lon"].to_numpy(),
            "lat": centres["lat"].to_numpy(),
        }
    )


def _landmark(homes: pd.DataFrame, lon: float, lat: float) -> str:
    """Name an area after the home point nearest to its centre, or the part of town it lies in."""
    apart = np.hypot(homes["lon"].to_numpy() - lon, homes["lat"].to_numpy() - lat)
    nearest_home = homes.iloc[int(np.argmin(apart))]
    return str(nearest_home["name"]) or str(nearest_home["area"])


def _communities_near(circles: pd.DataFrame, settlement: Settlement, radius_m: int) -> Positions:
    """Count the communities nearest to each circle within the radius; every circle has at least one."""
    points = settlement.communities
    at = unit_vectors(points["lon"], points["lat"])
    i, j, metres = near_pairs(at, unit_vectors(circles["lon"], circles["lat"]), radius_m)
    order = np.lexsort((j, metres, i))
    first = order[np.unique(i[order], return_index=True)[1]]
    return np.maximum(1, np.bincount(j[first], minlength=len(circles))).astype(np.int64)


def _no_circle(rule: AreaRule) -> Problem:
    found = (rule.radius_m, rule.min_homes)
    return Problem(
        code="PL842",
        column="circles",
        rule=Text(
            "没有一处 {} 米内有 {} 户，组不成生活圈".format(*found),
            "nowhere are there {1} homes within {0} m: no circle can be made".format(*found),
        ),
        mend=Text(
            "检查住户数，或放宽 radius_m、min_homes。",
            "Check the numbers of homes, or relax radius_m or min_homes.",
        ),
    )


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))
