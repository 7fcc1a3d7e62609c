"""The table of premises: listed by the source, or assumed near real shops where no vacancy is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.errors import Text
from placement.importing.duplicates import SAME_ID, drop_unplaced
from placement.importing.ledger import Ledger
from placement.importing.outlets import OUTSIDE, district_of_area
from placement.importing.recipe import AssumedPremises, District, GivenPremises, Premises
from placement.importing.source import read_points
from placement.tables.walks.sphere import near_pairs, unit_vectors

ASSUMED_AREA = Text(
    "面积缺失，按同一商圈的中位数假定", "no floor area given: median of its shopping area assumed"
)

METRES_PER_DEGREE = 111_195.0

COLUMNS = [
    "premises_id",
    "name",
    "lon",
    "lat",
    "floor_area_m2",
    "source_class",
    "district",
    "rent_yuan_per_m2_month",
    "preparation_yuan",
    "forbidden_kinds",
    "note",
]

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Around:
    """The circles and outlets that assumed premises are placed among."""

    circles: pd.DataFrame
    outlets: pd.DataFrame


def build_premises(
    rule: Premises, districts: dict[str, District], around: Around, source: Path, ledger: Ledger
) -> pd.DataFrame:
    """Build the table of premises, from the source's list or by the recipe's seeded rule.

    Returns
    -------
    DataFrame
        The columns of the table ``premises``, sorted by id.
    """
    if rule.given is not None:
        premises = given_premises(rule.given, districts, source, ledger)
    elif rule.assumed is not None:
        premises = assumed_premises(rule.assumed.value, around)
    rents = rule.rent_yuan_per_m2_month.value
    rent = [
        _yuan(rents[district] * factor)
        for district, factor in zip(premises["district"], premises["rent"], strict=True)
    ]
    premises["rent_yuan_per_m2_month"] = pd.Series(rent, premises.index, dtype=object)
    return premises[COLUMNS].sort_values("premises_id", ignore_index=True)


def given_premises(
    given: GivenPremises, districts: dict[str, District], source: Path, ledger: Ledger
) -> pd.DataFrame:
    """Read the premises the source lists; those whose floor area is assumed are flagged and say so."""
    columns = ["id", "name", "area", "floor_area", "group", "lon", "lat", "file"]
    frame = read_points(source, given.source).reindex(columns=columns, fill_value="")
    frame = drop_unplaced(frame, ledger)
    frame = ledger.drop(frame, frame.duplicated("id"), SAME_ID)
    frame["district"] = district_of_area(frame["area"], districts)
    frame = ledger.drop(frame, frame["district"] == "", OUTSIDE)
    without_area = frame["floor_area"] == ""
    ledger.flag(frame, without_area, ASSUMED_AREA)
    ledger.decided["premises.given.missing_area"] = int(without_area.sum())
    area = _floor_areas(frame, given)
    return pd.DataFrame(
        {
            "premises_id": frame["id"],
            "name": frame["name"],
            "lon": frame["lon"],
            "lat": frame["lat"],
            "floor_area_m2": area,
            "source_class": given.source_class.value,
            "district": frame["district"],
            "rent": Decimal(1),
            "preparation_yuan": [_yuan(m2 * given.preparation_yuan_per_m2.value) for m2 in area],
            "forbidden_kinds": "",
            "note": np.where(without_area, ASSUMED_AREA.zh, ""),
        }
    )


def _floor_areas(frame: pd.DataFrame, given: GivenPremises) -> list[Decimal]:
    """Return floor areas in m² to one decimal, missing ones filled by the median of their group."""
    m2 = pd.to_numeric(frame["floor_area"], errors="coerce") * float(given.m2_per_area_unit)
    by_group = m2.groupby(frame["group"]).transform("median")
    filled = m2.fillna(by_group).fillna(m2.median())
    return [Decimal(repr(float(v))).quantize(Decimal("0.1"), ROUND_HALF_UP) for v in filled]


def assumed_premises(draw: AssumedPremises, around: Around) -> pd.DataFrame:
    """Draw premises near real outlets around each circle, from one seeded stream.

    Each is placed beside an outlet drawn at random among those within the distance of the circle's centre, so
    premises are where shops are; a circle without any outlet near gets none. Names say that they are assumed.
    """
    random = np.random.default_rng(draw.seed)
    circle, outlet = _spots(draw, around, random)
    lon, lat = _jittered(around.outlets, outlet, draw.jitter_m, random)
    names, shares = list(draw.classes), [float(c.share) for c in draw.classes.values()]
    chosen = random.choice(len(names), len(circle), p=np.array(shares) / sum(shares))
    classes = [draw.classes[names[c]] for c in chosen]
    area = [
        _area(draw, float(c.median_m2) * math.exp(float(c.sigma) * spread))
        for c, spread in zip(classes, random.normal(0, 1, len(classes)), strict=True)
    ]
    return pd.DataFrame(
        {
            "premises_id": [f"ASSUMED-{n:04d}" for n in range(1, len(circle) + 1)],
            "name": [f"假定用房{n}" for n in range(1, len(circle) + 1)],
            "lon": lon,
            "lat": lat,
            "floor_area_m2": area,
            "source_class": [names[c] for c in chosen],
            "district": around.circles["district"].to_numpy(object)[circle],
            "rent": [c.rent for c in classes],
            "preparation_yuan": [
                m2 * c.preparation_yuan_per_m2 for m2, c in zip(area, classes, strict=True)
            ],
            "forbidden_kinds": ["+".join(c.forbidden_kinds) for c in classes],
            "note": "假定，并非真实用房",
        }
    )


def _spots(
    draw: AssumedPremises, around: Around, random: np.random.Generator
) -> tuple[Positions, Positions]:
    """Draw ``per_circle`` outlets around each circle, without repetition within a circle."""
    circles, outlets = around.circles, around.outlets
    at_circles = unit_vectors(circles["lon"], circles["lat"])
    i, j, _ = near_pairs(at_circles, unit_vectors(outlets["lon"], outlets["lat"]), draw.within_m)
    order = np.lexsort((j, i))
    i, j = i[order], j[order]
    start = np.searchsorted(i, np.arange(len(circles) + 1))
    drawn = [np.zeros(0, np.int64)]
    for circle in range(len(circles)):
        near = j[start[circle] : start[circle + 1]]
        drawn.append(random.choice(near, min(draw.per_circle, len(near)), replace=False))
    circle_of = np.repeat(np.arange(len(circles)), [len(d) for d in drawn[1:]])
    return circle_of, np.concatenate(drawn)


def _jittered(
    outlets: pd.DataFrame, at: Positions, jitter_m: int, random: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    east, north = random.uniform(-jitter_m, jitter_m, (2, len(at)))
    lon, lat = outlets["lon"].to_numpy()[at], outlets["lat"].to_numpy()[at]
    narrowing = np.cos(np.radians(lat))
    return lon + east / (METRES_PER_DEGREE * narrowing), lat + north / METRES_PER_DEGREE


def _area(draw: AssumedPremises, m2: float) -> int:
    low, high = draw.area_m2
    return min(high, max(low, round(m2)))


def _yuan(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
