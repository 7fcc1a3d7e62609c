"""Where people live: points with a number of homes, and the communities they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.importing.classify import matches
from placement.importing.duplicates import SAME_ID, drop_unplaced
from placement.importing.ledger import Ledger
from placement.importing.outlets import OUTSIDE, district_of_area
from placement.importing.recipe import District, Homes
from placement.importing.source import read_points

NO_HOMES = Text("没有住户，或不是居住类", "no homes there, or not a place where people live")
WRONG_CODE = Text(
    "类别与编码不符（编码不是住宅区）", "its type code is not that of a residential place"
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Homes and communities, each sorted by id.

    Attributes
    ----------
    homes
        Columns ``id, name, area, district, community, lon, lat, homes`` (int, ≥ 1).
    communities
        Points of neighbourhood committees, columns ``lon, lat``; empty where the source has none.
    """

    homes: pd.DataFrame
    communities: pd.DataFrame


def read_settlement(
    rule: Homes, districts: dict[str, District], source: Path, ledger: Ledger
) -> Settlement:
    """Read homes and communities.

    Raises
    ------
    InputError
        If the file or a column is missing, or a number of homes is no whole number (PL422).
    """
    columns = [
        "id",
        "name",
        "area",
        "community",
        "category",
        "codes",
        "homes",
        "lon",
        "lat",
        "file",
    ]
    frame = read_points(source, rule.source).reindex(columns=columns, fill_value="")
    frame = drop_unplaced(frame, ledger)
    frame = ledger.drop(frame, frame.duplicated("id"), SAME_ID)
    frame["district"] = district_of_area(frame["area"], districts)
    frame = ledger.drop(frame, frame["district"] == "", OUTSIDE)
    is_community = frame["category"].isin(rule.community_categories)
    communities = frame.loc[is_community, ["lon", "lat"]]
    homes = frame[~is_community].reset_index(drop=True)
    if rule.codes is not None:
        residential = matches(homes["codes"].to_numpy(object), rule.codes)
        homes = ledger.drop(homes, pd.Series(~residential, homes.index), WRONG_CODE)
    homes["homes"] = _homes(homes, rule)
    homes = ledger.drop(homes, homes["homes"] == 0, NO_HOMES)
    return Settlement(
        homes.sort_values("id", ignore_index=True), communities.reset_index(drop=True)
    )


def _homes(frame: pd.DataFrame, rule: Homes) -> pd.Series[int]:
    if rule.homes_by_category is not None:
        by_category = rule.homes_by_category.value
        return frame["category"].map(by_category).fillna(0).astype(np.int64)
    wrong = frame[~frame["homes"].str.fullmatch(r"\d+")]
    if len(wrong):
        raise InputError(
            Problem(
                code="PL422",
                file=rule.source.file,
                column=rule.source.headers["homes"],
                value=value,
                rule=Text("住户数须为非负整数", "a number of homes is a whole number ≥ 0"),
                mend=Text("改正住户数。", "Correct the number."),
            )
            for value in wrong["homes"]
        )
    return frame["homes"].astype(np.int64)
