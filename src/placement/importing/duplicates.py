"""Rows that stand for the same shop, and points a geocoder made up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from placement.errors import Text
from placement.importing.ledger import Ledger
from placement.importing.recipe import DefaultPoints
from placement.tables.walks.sphere import chord_to_m, unit_vectors

SAME_ID = Text("编号与前面的行重复", "the same id occurs before")
SAME_SHOP = Text(
    "同名同址且距离很近：同一网点重复录入", "same name and address close by: one shop entered twice"
)
NO_POINT = Text("没有坐标，无法落位", "no coordinates, so it cannot be placed")
DEFAULT_POINT = Text(
    "多个不同地址共用一个坐标：地理编码的默认点",
    "many addresses share one point: the geocoder's default",
)
PLACE_ONLY = Text(
    "只定位到地名或楼宇，坐标不精确", "only placed by the name of a place: coordinates are rough"
)


def drop_unplaced(frame: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Drop rows without coordinates."""
    return ledger.drop(frame, frame["lon"].isna() | frame["lat"].isna(), NO_POINT)


def drop_default_points(
    frame: pd.DataFrame, rule: DefaultPoints | None, ledger: Ledger
) -> pd.DataFrame:
    """Drop rows on a geocoder's default point and flag the other rows placed by name only."""
    if rule is None:
        return frame
    rough = frame["precision"] == rule.value
    addresses = frame[rough].groupby(["lon", "lat"])["address"].nunique()
    shared = set(addresses[addresses >= rule.addresses].index)
    points = pd.Series(list(zip(frame["lon"], frame["lat"], strict=True)), frame.index)
    default = rough & points.isin(shared)
    ledger.flag(frame, rough & ~default, PLACE_ONLY)
    return ledger.drop(frame, default, DEFAULT_POINT)


def drop_duplicates(frame: pd.DataFrame, within_m: int, ledger: Ledger) -> pd.DataFrame:
    """Drop repeated ids, then rows of equal name and address (or point) near an earlier one.

    Two rows with one address as text may still be two shops: relative addresses such as "along the main road"
    repeat for kilometres. So equal addresses count only within `within_m`.
    """
    frame = ledger.drop(frame, frame.duplicated("id"), SAME_ID)
    named = frame["name"] != ""
    same_point = named & frame.duplicated(["name", "lon", "lat"])
    frame = ledger.drop(frame, same_point, SAME_SHOP)
    positions = pd.Series(np.arange(len(frame)), frame.index)
    keys = [frame["name"], frame["address"], frame["area"]]
    first = positions.groupby(keys, sort=False).transform("first").to_numpy(np.int64)
    repeated = (first != positions) & (frame["name"] != "") & (frame["address"] != "")
    at = unit_vectors(frame["lon"], frame["lat"])
    apart = chord_to_m(np.linalg.norm(at - at[first], axis=1))
    return ledger.drop(frame, repeated & pd.Series(apart <= within_m, frame.index), SAME_SHOP)
