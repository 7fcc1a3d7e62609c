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

from placement.instance.facts import Int
from placement.options import OptionTable
from placement.policy.rubric import Rubric, RubricLine, steps_of
from placement.scenario.model import Scenario
from placement.tables.given_reach import reach_from_table
from placement.tables.walking import Reach, walking_seconds

SECONDS_PER_MINUTE = 60


@dataclass(frozen=True)
class Effects:
    """Units added by options, in coordinate form sorted by option; all of shape ``(n,)``."""

    option: Int
    circle: Int
    line: Int
    units: Int


def site_reach(scenario: Scenario, sites: pd.DataFrame, id_column: str) -> Reach:
    """Return the reach of a table of sites; the user's own minutes go before computed ones."""
    tables, walking = scenario.tables, scenario.walking
    computed = walking_seconds(
        (sites["lon"].to_numpy(), sites["lat"].to_numpy()),
        (tables.circles["lon"].to_numpy(), tables.circles["lat"].to_numpy()),
        tables.streets if len(tables.streets) else None,
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


def limit_seconds(scenario: Scenario, line: RubricLine) -> int:
    """Return the walking limit of a line in seconds: its own, at most the scenario's."""
    return SECONDS_PER_MINUTE * min(line.limit_minutes, scenario.walking.limit_minutes)


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
    step = scenario.policy.rubric.step
    judged = tables.judgements
    for circle, line_id, current in zip(
        judged["circle_id"], judged["line_id"], judged["current"], strict=True
    ):
        units[position[circle], line_position[line_id]] = steps_of(current, step)
    return units


def _count_outlets(scenario: Scenario, units: Int) -> None:
    outlets = scenario.tables.outlets
    reach = site_reach(scenario, outlets, "outlet_id")
    looks = outlets[["kinds", "chain", "standardised", "open_24h", "floor_area_dm2"]]
    accepted = _accepted_lines(scenario.rubric, list(looks.itertuples(index=False, name=None)))
    for i, line in enumerate(scenario.rubric.lines):
        if line.judged:
            continue
        near = accepted[reach.site, i] & (reach.seconds <= limit_seconds(scenario, line))
        units[:, i] += np.bincount(reach.circle[near], minlength=len(units))


def _accepted_lines(rubric: Rubric, looks: Sequence[tuple[object, ...]]) -> np.ndarray:
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
        lines = _accepted_lines(scenario.rubric, [((kind,), False, False, False, -1)])[0]
        units[:, lines] += int(count)


def option_effects(scenario: Scenario, table: OptionTable) -> Effects:
    """Return what each option adds to which line of which circle."""
    premises = scenario.tables.premises
    reach = site_reach(scenario, premises, "premises_id")
    rows = table.rows
    parts = [
        _premises_effects(scenario, rows, premises, reach),
        _circle_effects(scenario, rows),
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
    return _accepted_lines(
        scenario.rubric,
        [
            (tuple(k for k in kinds if k in visible), *rest)
            for kinds, *rest in looks.itertuples(index=False, name=None)
        ],
    )


def _premises_effects(
    scenario: Scenario, rows: pd.DataFrame, premises: pd.DataFrame, reach: Reach
) -> _Coordinates:
    options = np.flatnonzero((rows["circle_id"] == "").to_numpy())
    site = pd.Index(premises["premises_id"]).get_indexer(pd.Index(rows["site_id"].iloc[options]))
    cuts = np.searchsorted(reach.site, np.arange(len(premises) + 1))
    count = (cuts[1:] - cuts[:-1])[site]
    option = np.repeat(options, count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    pair = np.repeat(cuts[site], count) + within
    accepted = _option_lines(scenario, rows)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for i, line in enumerate(scenario.rubric.lines):
        if line.judged:
            continue
        near = accepted[option, i] & (reach.seconds[pair] <= limit_seconds(scenario, line))
        found.append((option[near], reach.circle[pair[near]], np.full(near.sum(), i)))
    option, circle, line_of = (np.concatenate([f[n] for f in found]) for n in range(3))
    return option, circle, line_of, np.ones(len(option), dtype=np.int64)


def _circle_effects(scenario: Scenario, rows: pd.DataFrame) -> _Coordinates:
    in_circle = (rows["circle_id"] != "") & (rows["judged_line"] == "")
    options = np.flatnonzero(in_circle.to_numpy())
    accepted = _option_lines(scenario, rows.iloc[options])
    position, line = np.nonzero(accepted)
    option = options[position]
    circle = _circle_positions(scenario, rows["circle_id"].iloc[option])
    return option, circle, line, rows["units"].to_numpy()[option]


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
