"""What each option adds to which line of which circle, place by place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from placement.instance.acceptance import (
    LOOK,
    Look,
    Pairs,
    accepted_lines,
    first_of_each,
    units_of,
    visible_kinds,
)
from placement.instance.card import Int
from placement.instance.reach import site_reach
from placement.options import OptionTable
from placement.scenario.model import Scenario
from placement.tables.walks.walking import Reach


@dataclass(frozen=True)
class Effects:
    """Units added by options, in coordinate form sorted by option; all of shape ``(n,)``."""

    option: Int
    circle: Int
    line: Int
    units: Int

    def joined(self, other: Effects) -> Effects:
        """Return these and other effects, sorted by option."""
        parts = [
            np.concatenate([getattr(self, name), getattr(other, name)])
            for name in ("option", "circle", "line", "units")
        ]
        order = np.lexsort((parts[2], parts[1], parts[0]))
        return Effects(*(part[order] for part in parts))


def option_effects(scenario: Scenario, table: OptionTable) -> Effects:
    """Return what each option adds to which line of which circle."""
    premises = scenario.tables.premises
    reach = site_reach(scenario, premises, "premises_id")
    rows = table.rows
    parts = [
        _premises_effects(scenario, rows, premises, reach),
        _circle_effects(scenario, rows),
        _district_effects(scenario, rows),
        _judged_effects(scenario, rows),
    ]
    option, circle, line, units = (
        np.concatenate([part[n] for part in parts]).astype(np.int64) for n in range(4)
    )
    order = np.lexsort((line, circle, option))
    return Effects(option[order], circle[order], line[order], units[order])


_Coordinates = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _option_lines(scenario: Scenario, rows: pd.DataFrame) -> np.ndarray:
    """Which lines accept each option, looking only at kinds that are visible: ``(n, L)``."""
    visible = visible_kinds(scenario)
    looks: list[Look] = [
        (tuple(k for k in kinds if k in visible), *rest)
        for kinds, *rest in rows[LOOK].itertuples(index=False, name=None)
    ]
    return accepted_lines(scenario.rubric, looks)


def _premises_effects(
    scenario: Scenario, rows: pd.DataFrame, premises: pd.DataFrame, reach: Reach
) -> _Coordinates:
    options = np.flatnonzero((rows["place"] == "premises").to_numpy())
    site = pd.Index(premises["premises_id"]).get_indexer(pd.Index(rows["site_id"].iloc[options]))
    accepted = _option_lines(scenario, rows.iloc[options])
    pairs = Pairs.within(reach, site, len(premises))
    area = rows["floor_area_dm2"].to_numpy(dtype=np.int64)[options]
    found: list[_Coordinates] = []
    for i, line in enumerate(scenario.rubric.lines):
        if line.judged:
            continue
        near = pairs.counted(scenario, accepted, i)
        row = pairs.row[near]
        units = units_of(line, area[row])
        found.append((options[row], pairs.circle[near], np.full(near.sum(), i), units))
    option, circle, line_of, units = (np.concatenate([f[n] for f in found]) for n in range(4))
    some = units > 0
    return option[some], circle[some], line_of[some], units[some]


def _circle_effects(scenario: Scenario, rows: pd.DataFrame) -> _Coordinates:
    options = np.flatnonzero((rows["place"] == "circle").to_numpy())
    accepted = _option_lines(scenario, rows.iloc[options])
    position, line = np.nonzero(first_of_each(scenario.rubric, accepted))
    option = options[position]
    circle = _circle_positions(scenario, rows["circle_id"].iloc[option])
    return option, circle, line, rows["units"].to_numpy()[option]


def _district_effects(scenario: Scenario, rows: pd.DataFrame) -> _Coordinates:
    """Count what serves a district once in every circle of it."""
    options = np.flatnonzero((rows["place"] == "district").to_numpy())
    counted = first_of_each(scenario.rubric, _option_lines(scenario, rows.iloc[options]))
    home = scenario.tables.circles["district"].to_numpy(dtype=object)
    served = rows["district"].iloc[options].to_numpy(dtype=object)[:, None] == home[None, :]
    option, circle, line = np.nonzero(served[:, :, None] & counted[:, None, :])
    return options[option], circle, line, np.ones(len(option), dtype=np.int64)


def _judged_effects(scenario: Scenario, rows: pd.DataFrame) -> _Coordinates:
    option = np.flatnonzero((rows["judged_line"] != "").to_numpy())
    lines = pd.Index([line.id for line in scenario.rubric.lines])
    line = lines.get_indexer(pd.Index(rows["judged_line"].iloc[option]))
    circle = _circle_positions(scenario, rows["circle_id"].iloc[option])
    return option, circle, line, rows["raised_steps"].to_numpy()[option]


def _circle_positions(scenario: Scenario, circle_ids: pd.Series[str]) -> np.ndarray:
    positions: np.ndarray = pd.Index(scenario.tables.circles["circle_id"]).get_indexer(
        pd.Index(circle_ids)
    )
    return positions
