"""Walks from sites to circles, and how far a line of the rubric lets them be."""

from __future__ import annotations

import pandas as pd

from placement.policy.rubric import RubricLine
from placement.scenario.model import Scenario
from placement.tables.walks.given_reach import reach_from_table
from placement.tables.walks.walking import Reach, walking_seconds

SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600


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
