"""Points that lie off the street network: their walks are great circle × detour, and the user is told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from placement.errors import Problem, Text
from placement.instance.reach import site_reach
from placement.plain import counted
from placement.scenario.model import Scenario
from placement.tables.walks.walking import SNAP_LIMIT_M

SHOWN_IDS = 5


def off_network_warnings(scenario: Scenario) -> tuple[Problem, ...]:
    """Return one warning (PL612) per table with points too far from every junction."""
    tables = scenario.tables
    if tables.streets.empty:
        return ()
    by_premises = site_reach(scenario, tables.premises, "premises_id")
    by_outlets = site_reach(scenario, tables.outlets, "outlet_id")
    return tuple(
        _warnings(
            ("circles", tables.circles["circle_id"], by_premises.off_network_circles),
            ("premises", tables.premises["premises_id"], by_premises.off_network_sites),
            ("outlets", tables.outlets["outlet_id"], by_outlets.off_network_sites),
        )
    )


def _warnings(*found: tuple[str, pd.Series[str], np.ndarray]) -> Iterator[Problem]:
    for table, ids, positions in found:
        if not len(positions):
            continue
        names = [str(ids.iloc[n]) for n in positions[:SHOWN_IDS]]
        more = "" if len(positions) <= SHOWN_IDS else " …"
        yield Problem(
            code="PL612",
            severity="warning",
            file=table,
            column="lon",
            value=", ".join(names) + more,
            rule=Text(
                f"{len(positions)} 个点离最近的路口超过 {SNAP_LIMIT_M} 米，不在路网上",
                f"{counted(len(positions), 'point')} more than {SNAP_LIMIT_M} m from any junction",
            ),
            mend=Text(
                "已按直线距离乘绕行系数计算；请核对坐标系，或补全路网。",
                "Great circle times the detour factor was used; check the datum or complete the streets.",
            ),
        )
