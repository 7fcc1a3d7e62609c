"""Group targets into tables of district × year, for the figure and for the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from placement.scenario.names import Names
from placement.scenario.targets import LOCK

CITY = "全市"
UNNAMED = "目标任务"
LOCKED = "锁定的生活圈"
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
    district and year; ``names.targets`` translates it, and targets of one name stand together. Ids that
    say neither are numbered within district and year. Rows are districts; scopes, such as circles that are
    named, where a district has several targets of one name in a year or where there is none (else 全市).
    """
    frame = targets.copy()
    frame["district"] = frame["district"].astype(object).fillna("").astype(str)
    stems, scopes = [], []
    for target, district, year in zip(
        frame["target_id"], frame["district"], frame["year"], strict=True
    ):
        stem, scope = _split(str(target), district, str(year))
        stems.append(names.targets.get(stem, LOCKED if stem == LOCK else stem or UNNAMED))
        scopes.append(scope)
    frame["group"], frame["scope"] = stems, scopes
    frame["district"] = _rows(frame)
    if _says_nothing(frame):
        number = frame.groupby(["district", "year"], sort=False).cumcount()
        frame["group"] = [f"{UNNAMED} {n + 1}" if n else UNNAMED for n in number]
    return [
        TargetGroup(str(title), part.drop(columns=["group", "scope"]))
        for title, part in frame.groupby("group", sort=False)
    ]


def _rows(frame: pd.DataFrame) -> list[str]:
    """Return the label of every target's row: its district, or its scope where districts do not tell."""
    cell = ["group", "district", "year"]
    crowded = set(frame.loc[frame.duplicated(cell, keep=False), "group"])
    return [
        scope if scope and (group in crowded or not district) else district or CITY
        for group, scope, district in zip(
            frame["group"], frame["scope"], frame["district"], strict=True
        )
    ]


def _says_nothing(frame: pd.DataFrame) -> bool:
    """Tell whether the stems do not group: several targets in one cell, or hardly two of one stem."""
    if bool(frame.duplicated(["group", "district", "year"]).any()):
        return True
    is_scattered = frame["group"].nunique() > max(len(frame) // 2, MOST_GROUPS)
    return is_scattered and not bool(frame["scope"].all())


def _split(target: str, district: str, year: str) -> tuple[str, str]:
    """Return what a target counts and its scope."""
    parts = target.split(":")
    if len(parts) == len(("target", "scope", "year")):
        return parts[0], parts[1]
    rest = target.replace(year, "")
    rest = rest.replace(district, "") if district else rest
    return re.sub(f"[{re.escape(EDGES)}]{{2,}}", "-", rest).strip(EDGES), ""
