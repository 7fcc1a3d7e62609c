"""Who supplies which line of which circle: existing outlets and options, within walking limits.

An outlet or option counts for a line of a circle when the line accepts its kinds and attributes and the
walk is within the line's limit, exactly at the limit included. Kinds the outlet source cannot see never
count as supply of an option: they are unknown, not missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from placement.instance.card import Int
from placement.options import OptionTable
from placement.policy.rubric import Rubric, RubricLine, steps_of
from placement.scenario.model import Scenario
from placement.tables.given_reach import reach_from_table
from placement.tables.walking import Reach, walking_seconds

SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600


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


def site_reach(scenario: Scenario, sites: pd.DataFrame, id_column: str) -> Reach:
    """Return the reach of a table of sites; the user's own minutes go before computed ones."""
    tables, walking = scenario.tables, scenario.walking
    computed = walking_seconds(
        (sites["lon"].to_numpy(), sites["lat"].to_numpy()),
        (tables.circles["lon"].to_numpy(), tables.circles["lat"].to_numpy()),
        streets_of(scenario),
        limit_minutes=walking.limit_minutes,
        speed_m_per_h=walking.speed_m_per_h,
        detour=walking.detour,
    )
    given = tables.reach[tables.reach["site_id"].isin(sites[id_column])]
    if given.empty:
        return computed
    return reach_from_table(
        given,
        list(sites[id_column]),
        list(tables.circles["circle_id"]),
        limit_minutes=walking.limit_minutes,
        computed=computed,
    )


def streets_of(scenario: Scenario) -> pd.DataFrame | None:
    """Return the streets distances are measured along, ``None`` for straight lines."""
    streets = scenario.tables.streets
    return streets if len(streets) and scenario.walking.along_streets else None


def limit_seconds(scenario: Scenario, line: RubricLine) -> int:
    """Return the walking limit of a line in seconds: its own, at most the scenario's, within its radius.

    A radius is walked at the scenario's pace; its seconds are rounded up, so exactly on it is within.
    """
    walking = scenario.walking
    limit = SECONDS_PER_MINUTE * min(line.limit_minutes, walking.limit_minutes)
    if line.radius_m is None:
        return limit
    return min(limit, -(-line.radius_m * SECONDS_PER_HOUR // walking.speed_m_per_h))


def visible_kinds(scenario: Scenario) -> frozenset[str]:
    """Kinds the source of the outlets can show."""
    hidden = scenario.tables.visibility
    return frozenset(scenario.policy.kinds) - set(hidden.loc[~hidden["visible"], "kind"])


def existing_units(scenario: Scenario) -> Int:
    """Return units per circle and line today, shape ``(C, L)``.

    Counted lines: outlets within reach, plus what the visibility table assumes for kinds the source
    cannot see. Judged lines: the present score in steps, or the policy's default where none is given.
    """
    rubric, tables = scenario.rubric, scenario.tables
    circles = tables.circles["circle_id"]
    units = np.tile(np.array(rubric.default_units(), dtype=np.int64), (len(circles), 1))
    counted = [i for i, line in enumerate(rubric.lines) if not line.judged]
    units[:, counted] = 0
    if len(tables.outlets):
        _count_outlets(scenario, units)
    if scenario.invisible_kinds == "assumed":
        _add_assumed(scenario, units)
    position = {circle: c for c, circle in enumerate(circles)}
    line_position = {line.id: i for i, line in enumerate(rubric.lines)}
    judged = tables.judgements
    for circle, line_id, current in zip(
        judged["circle_id"], judged["line_id"], judged["current"], strict=True
    ):
        line = line_position[line_id]
        units[position[circle], line] = steps_of(current, rubric.lines[line].unit_value)
    return units


def _count_outlets(scenario: Scenario, units: Int) -> None:
    outlets = scenario.tables.outlets
    reach = site_reach(scenario, outlets, "outlet_id")
    looks = outlets[["kinds", "chain", "standardised", "open_24h", "floor_area_dm2"]]
    accepted = accepted_lines(scenario.rubric, list(looks.itertuples(index=False, name=None)))
    pairs = Pairs(reach.site, reach.circle, reach.seconds)
    area = outlets["floor_area_dm2"].to_numpy(dtype=np.int64)
    for i, line in enumerate(scenario.rubric.lines):
        if line.judged:
            continue
        near = pairs.counted(scenario, accepted, i)
        np.add.at(units[:, i], reach.circle[near], units_of(line, area[reach.site[near]]))


@dataclass(frozen=True)
class Pairs:
    """Rows of a table of acceptance with circles in walking reach; all of shape ``(n,)``."""

    row: np.ndarray
    circle: np.ndarray
    seconds: np.ndarray

    def counted(self, scenario: Scenario, accepted: np.ndarray, line: int) -> np.ndarray:
        """Return which pairs count on a line, shape ``(n,)``.

        They are accepted, near enough, and on no line that goes before it.

        Parameters
        ----------
        accepted
            Rows of the table by line, shape ``(rows, L)``.
        """
        lines = scenario.rubric.lines
        near = self._fits(scenario, accepted, line)
        for earlier in lines[line].after:
            near &= ~self._fits(scenario, accepted, earlier)
        return near

    def _fits(self, scenario: Scenario, accepted: np.ndarray, line: int) -> np.ndarray:
        limit = limit_seconds(scenario, scenario.rubric.lines[line])
        fits: np.ndarray = accepted[self.row, line] & (self.seconds <= limit)
        return fits


def units_of(line: RubricLine, area_dm2: Int) -> Int:
    """Return units outlets give on a line, shape ``(n,)``: one each, or their area in dm² where it is known."""
    return np.maximum(area_dm2, 0) if line.counts_area else np.ones_like(area_dm2)


def accepted_lines(rubric: Rubric, looks: Sequence[tuple[object, ...]]) -> np.ndarray:
    """Return which lines accept each outlet look (kinds, chain, standardised, 24h, area): ``(n, L)``."""
    seen: dict[tuple[object, ...], np.ndarray] = {}
    result = np.zeros((len(looks), len(rubric.lines)), dtype=bool)
    for n, look in enumerate(looks):
        if look not in seen:
            kinds, chain, standardised, open_24h, area = look
            seen[look] = np.array(
                [
                    line.match is not None
                    and line.match.accepts(
                        kinds,  # type: ignore[arg-type]
                        chain=bool(chain),
                        standardised=bool(standardised),
                        open_24h=bool(open_24h),
                        floor_area_dm2=int(area),  # type: ignore[call-overload]
                    )
                    for line in rubric.lines
                ]
            )
        result[n] = seen[look]
    return result


def _add_assumed(scenario: Scenario, units: Int) -> None:
    assumed = scenario.tables.visibility
    assumed = assumed[~assumed["visible"] & (assumed["assumed_per_circle"] > 0)]
    for kind, count in zip(assumed["kind"], assumed["assumed_per_circle"], strict=True):
        accepted = accepted_lines(scenario.rubric, [((kind,), False, False, False, -1)])
        units[:, _first_of_each(scenario.rubric, accepted)[0]] += int(count)


def _first_of_each(rubric: Rubric, accepted: np.ndarray) -> np.ndarray:
    """Return acceptance of outlets in the circle itself: no floor area, one of lines that exclude each other."""
    counted = accepted.copy()
    for i, line in enumerate(rubric.lines):
        if line.after:
            counted[:, i] &= ~accepted[:, list(line.after)].any(axis=1)
        if line.counts_area:
            counted[:, i] = False
    return counted


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
    looks = rows[["kinds", "chain", "standardised", "open_24h", "floor_area_dm2"]]
    return accepted_lines(
        scenario.rubric,
        [
            (tuple(k for k in kinds if k in visible), *rest)
            for kinds, *rest in looks.itertuples(index=False, name=None)
        ],
    )


def _premises_effects(
    scenario: Scenario, rows: pd.DataFrame, premises: pd.DataFrame, reach: Reach
) -> _Coordinates:
    options = np.flatnonzero((rows["place"] == "premises").to_numpy())
    site = pd.Index(premises["premises_id"]).get_indexer(pd.Index(rows["site_id"].iloc[options]))
    cuts = np.searchsorted(reach.site, np.arange(len(premises) + 1))
    count = (cuts[1:] - cuts[:-1])[site]
    option = np.repeat(options, count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    pair = np.repeat(cuts[site], count) + within
    accepted = _option_lines(scenario, rows)
    pairs = Pairs(option, reach.circle[pair], reach.seconds[pair])
    area = rows["floor_area_dm2"].to_numpy(dtype=np.int64)
    found: list[_Coordinates] = []
    for i, line in enumerate(scenario.rubric.lines):
        if line.judged:
            continue
        near = pairs.counted(scenario, accepted, i)
        units = units_of(line, area[option[near]])
        found.append((option[near], pairs.circle[near], np.full(near.sum(), i), units))
    option, circle, line_of, units = (np.concatenate([f[n] for f in found]) for n in range(4))
    some = units > 0
    return option[some], circle[some], line_of[some], units[some]


def _circle_effects(scenario: Scenario, rows: pd.DataFrame) -> _Coordinates:
    options = np.flatnonzero((rows["place"] == "circle").to_numpy())
    accepted = _option_lines(scenario, rows.iloc[options])
    position, line = np.nonzero(_first_of_each(scenario.rubric, accepted))
    option = options[position]
    circle = _circle_positions(scenario, rows["circle_id"].iloc[option])
    return option, circle, line, rows["units"].to_numpy()[option]


def _district_effects(scenario: Scenario, rows: pd.DataFrame) -> _Coordinates:
    """Count what serves a district once in every circle of it."""
    options = np.flatnonzero((rows["place"] == "district").to_numpy())
    counted = _first_of_each(scenario.rubric, _option_lines(scenario, rows.iloc[options]))
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
