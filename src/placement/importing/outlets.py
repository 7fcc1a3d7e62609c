"""The table of outlets: read, cleaned, classified."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from placement.errors import Text
from placement.importing.classify import classify_types, kinds_of_types, matches
from placement.importing.duplicates import drop_default_points, drop_duplicates, drop_unplaced
from placement.importing.ledger import Ledger
from placement.importing.recipe import District, Outlets
from placement.importing.source import read_points

TEXT_COLUMNS = ("id", "name", "address", "area", "codes", "type", "precision")

OUTSIDE = Text("不在本情景的县（市、区）内", "outside the districts of the scenario")
NO_KIND = Text("不属于政策计分的任何业态", "of no kind that the policy counts")


def read_outlets(rule: Outlets, source: Path) -> pd.DataFrame:
    """Read all files of outlets below each other, every column of :data:`TEXT_COLUMNS` present."""
    columns = [*TEXT_COLUMNS, "lon", "lat", "file"]
    return pd.concat(
        [read_points(source, file).reindex(columns=columns, fill_value="") for file in rule.files],
        ignore_index=True,
    )


def build_outlets(
    rule: Outlets, districts: dict[str, District], source: Path, ledger: Ledger
) -> pd.DataFrame:
    """Build the table of outlets.

    Returns
    -------
    DataFrame
        ``outlet_id, name, kinds, lon, lat, floor_area_m2, chain, standardised, open_24h``, sorted by id;
        kinds joined by ``+``, floor area empty.

    Raises
    ------
    InputError
        If a file or column the recipe names is missing.
    """
    frame = read_outlets(rule, source)
    frame = drop_unplaced(frame, ledger)
    frame = drop_default_points(frame, rule.default_points, ledger)
    frame = drop_duplicates(frame, rule.same_within_m, ledger)
    frame["district"] = district_of_area(frame["area"], districts)
    frame = ledger.drop(frame, frame["district"] == "", OUTSIDE)
    types = classify_types(frame, rule.classification, source)
    frame["kinds"], frame["by_own_rule"] = kinds_of_types(frame, types, rule.classification)
    frame = ledger.drop(frame, frame["kinds"] == "", NO_KIND)
    outlets = _with_attributes(frame, rule).sort_values("outlet_id", ignore_index=True)
    ledger.decided |= {
        "outlets.classification.more": int(frame["by_own_rule"].sum()),
        "outlets.chain_names": int(outlets["chain"].sum()),
        "outlets.standardised_kinds": int(outlets["standardised"].sum()),
        "outlets.open_24h_names": int(outlets["open_24h"].sum()),
    }
    return outlets


def district_of_area(areas: pd.Series[str], districts: dict[str, District]) -> pd.Series[str]:
    """Return the district each area of the source belongs to, ``""`` for none."""
    of_area = {area: name for name, district in districts.items() for area in district.areas}
    return areas.map(of_area).fillna("").astype(str)


def _with_attributes(frame: pd.DataFrame, rule: Outlets) -> pd.DataFrame:
    names = frame["name"].to_numpy(object)
    standard = set(rule.standardised_kinds.value)
    is_standard = [not standard.isdisjoint(kinds.split("+")) for kinds in frame["kinds"]]
    return pd.DataFrame(
        {
            "outlet_id": frame["id"],
            "name": frame["name"],
            "kinds": frame["kinds"],
            "lon": frame["lon"],
            "lat": frame["lat"],
            "floor_area_m2": "",
            "chain": matches(names, rule.chain_names.value),
            "standardised": np.array(is_standard, np.bool_),
            "open_24h": matches(names, rule.open_24h_names.value),
        }
    )
