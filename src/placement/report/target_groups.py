"""Group targets into tables of district × year, for the figure and for the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from placement.report.names import Names

CITY = "全市"
EDGES = "-_·:/ ."
MOST_GROUPS = 4


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """Targets of one kind, at most one for each district and year."""

    title: str
    rows: pd.DataFrame


def group_targets(targets: pd.DataFrame, names: Names) -> list[TargetGroup]:
    """Split the targets table by what is counted, in order of appearance.

    What is counted is the first part of ids like ``quality:任城区:2025``, else the id without its
    district and year; ``names.targets`` translates it. Ids that say neither are numbered within
    district and year. Targets without a district are shown under their scope or as 全市.
    """
    frame = targets.copy()
    stems, rows = [], []
    frame["district"] = frame["district"].astype(object).fillna("").astype(str)
    for target, district, year in zip(
        frame["target_id"], frame["district"], frame["year"], strict=True
    ):
        stem, scope = _split(str(target), district, str(year))
        stems.append(stem)
        rows.append(district or scope or CITY)
    frame["district"] = rows
    frame["group"] = stems
    if _says_nothing(frame):
        frame["group"] = frame.groupby(["district", "year"], sort=False).cumcount().astype(str)
        titles = {str(i): f"目标任务 {i + 1}" if i else "目标任务" for i in range(len(frame))}
    else:
        titles = {stem: names.targets.get(stem, stem or "目标任务") for stem in stems}
    return [
        TargetGroup(titles[str(group)], part.drop(columns="group"))
        for group, part in frame.groupby("group", sort=False)
    ]


def _says_nothing(frame: pd.DataFrame) -> bool:
    """Tell whether the stems do not group: several targets in one cell, or hardly two of one stem."""
    is_scattered = frame["group"].nunique() > max(len(frame) // 2, MOST_GROUPS)
    return is_scattered or bool(frame.duplicated(["group", "district", "year"]).any())


def _split(target: str, district: str, year: str) -> tuple[str, str]:
    """Return what a target counts and its scope."""
    parts = target.split(":")
    if len(parts) == len(("target", "scope", "year")):
        return parts[0], parts[1]
    rest = target.replace(year, "")
    rest = rest.replace(district, "") if district else rest
    return re.sub(f"[{re.escape(EDGES)}]{{2,}}", "-", rest).strip(EDGES), ""
