"""Where outlets may not be: over-supply caps of circles and least spacing, as rows of limits (C14, C25).

Both look at everything that is built, whether or not a circle uses it, and at the outlets that are there. An
outlet that takes up a kind counts as one more outlet of it, where it stands. Services of a whole district are
no outlets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from placement.instance.card import Bool, Int
from placement.instance.limits import LimitRows
from placement.instance.reach import SECONDS_PER_MINUTE, site_reach, streets_of
from placement.options import OptionTable
from placement.scenario.model import Scenario
from placement.tables.walks.walking import Reach, walking_seconds

ONE_METRE_A_SECOND = 3600
"""At this pace in metres an hour seconds are metres, so distances come out in whole metres."""


def add_oversupply(rows: LimitRows, scenario: Scenario, table: OptionTable) -> None:
    """Add ``Σ units[o] · built[o] ≤ max_per_circle − outlets there`` for every rule and circle.

    What counts in a circle is what lies within the policy's general walking limit. Where there are more
    already, nothing may be added; nothing is closed.
    """
    rules = scenario.policy.premises.oversupply
    if not rules:
        return
    circles = list(scenario.tables.circles["circle_id"])
    limit = SECONDS_PER_MINUTE * min(scenario.policy.limits.minutes, scenario.walking.limit_minutes)
    outlets = site_reach(scenario, scenario.tables.outlets, "outlet_id")
    sites = {
        "premises": site_reach(scenario, scenario.tables.premises, "premises_id"),
        "outlet": outlets,
    }
    whole = (0, len(scenario.years) - 1)
    for n, rule in enumerate(rules, start=1):
        there = _standing(scenario, rule.kinds, outlets, limit)
        options, where, units = _options_in_reach(scenario, table, rule.kinds, sites, limit)
        for c in np.unique(where).tolist():
            here = where == c
            left = max(0, rule.max_per_circle - int(there[c]))
            row = rows.add(f"oversupply:{n}:{circles[c]}", cap=left)
            rows.draw_options(row, options[here], whole, units[here])


def _has_any(kinds: pd.Series[Any], wanted: Collection[str]) -> Bool:
    return np.array([not set(wanted).isdisjoint(own) for own in kinds], dtype=np.bool_)


def _standing(scenario: Scenario, kinds: Collection[str], reach: Reach, limit: int) -> Int:
    """Return outlets of some kinds within the limit of each circle, with what visibility assumes."""
    tables = scenario.tables
    fits = _has_any(tables.outlets["kinds"], kinds)
    near = fits[reach.site] & (reach.seconds <= limit)
    count: Int = np.bincount(reach.circle[near], minlength=len(tables.circles)).astype(np.int64)
    if scenario.invisible_kinds == "assumed":
        hidden = tables.visibility[~tables.visibility["visible"]]
        count += int(hidden.loc[hidden["kind"].isin(kinds), "assumed_per_circle"].sum())
    return count


def _adds_outlets(scenario: Scenario, table: OptionTable, kinds: Collection[str]) -> Bool:
    """Tell which options add outlets of some kinds: those of outlets only where none of the kinds is there."""
    outlets, options = scenario.tables.outlets, table.rows
    have = frozenset(outlets.loc[_has_any(outlets["kinds"], kinds), "outlet_id"])
    has_already = (options["place"] == "outlet") & options["site_id"].isin(have)
    return _has_any(options["kinds"], kinds) & ~has_already.to_numpy()


def _options_in_reach(
    scenario: Scenario,
    table: OptionTable,
    kinds: Collection[str],
    sites: Mapping[str, Reach],
    limit: int,
) -> tuple[Int, Int, Int]:
    """Return (option, circle, units) of the options that add outlets of some kinds to circles."""
    options = table.rows
    fits = _adds_outlets(scenario, table, kinds)
    units = options["units"].to_numpy(dtype=np.int64)
    circles = pd.Index(scenario.tables.circles["circle_id"])
    placed = np.flatnonzero(fits & (options["place"] == "circle").to_numpy())
    inside = circles.get_indexer(pd.Index(options["circle_id"].iloc[placed]))
    found = [(placed, inside, units[placed])]
    for place, reach in sites.items():
        ids = pd.Index(_ids_of(scenario, place))
        near = reach.seconds <= limit
        for o in np.flatnonzero(fits & (options["place"] == place).to_numpy()):
            site = ids.get_loc(options["site_id"].iloc[o])
            where = reach.circle[near & (reach.site == site)].astype(np.int64)
            found.append((np.full(len(where), o), where, np.ones(len(where), dtype=np.int64)))
    option, circle, amount = (np.concatenate([part[n] for part in found]) for n in range(3))
    return option, circle, amount


def _ids_of(scenario: Scenario, place: str) -> pd.Series[Any]:
    tables = scenario.tables
    return tables.premises["premises_id"] if place == "premises" else tables.outlets["outlet_id"]


def add_spacing(rows: LimitRows, scenario: Scenario, table: OptionTable) -> None:
    """Add ``Σ built[o] ≤ 1`` over sites too near each other for two outlets of a kind, 0 beside an outlet.

    Sites that are all too near each other share one row. Formats placed in a circle have no place of their
    own and are exempt.
    """
    whole = (0, len(scenario.years) - 1)
    tables = scenario.tables
    for kind, metres in scenario.policy.limits.spacing_m.items():
        wanted = _adds_outlets(scenario, table, (kind,))
        placed = table.rows["place"].isin(["premises", "outlet"]).to_numpy()
        options = np.flatnonzero(wanted & placed)
        used = table.rows["site_id"].iloc[options].to_numpy()
        sites = _sites(scenario, used)
        outlets = tables.outlets[_has_any(tables.outlets["kinds"], (kind,))]
        if sites.empty:
            continue
        beside = set(sites["site_id"].iloc[_nearer(scenario, sites, outlets, metres)[0]])
        blocked = options[[site in beside for site in used]]
        if len(blocked):
            rows.draw_options(rows.add(f"spacing:{kind}", cap=0), blocked, whole, 1)
        first, second = _nearer(scenario, sites, sites, metres)
        for n, group in enumerate(groups_of_rivals(len(sites), first, second), start=1):
            names = set(sites["site_id"].iloc[group])
            row = rows.add(f"spacing:{kind}:{n}", cap=1)
            rows.draw_options(row, options[[site in names for site in used]], whole, 1)


def _sites(scenario: Scenario, used: Collection[str]) -> pd.DataFrame:
    """Return id and place of the premises and outlets used."""
    tables = scenario.tables
    both = [
        frame.rename(columns={column: "site_id"})[["site_id", "lon", "lat"]]
        for frame, column in ((tables.premises, "premises_id"), (tables.outlets, "outlet_id"))
    ]
    found = pd.concat(both, ignore_index=True)
    return found[found["site_id"].isin(used)].reset_index(drop=True)


def _nearer(
    scenario: Scenario, sites: pd.DataFrame, others: pd.DataFrame, metres: Decimal
) -> tuple[Int, Int]:
    """Return the pairs of rows that are less than some metres apart."""
    if others.empty:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    least = float(metres)
    reach = walking_seconds(
        (sites["lon"].to_numpy(), sites["lat"].to_numpy()),
        (others["lon"].to_numpy(), others["lat"].to_numpy()),
        streets_of(scenario),
        limit_minutes=int(least // SECONDS_PER_MINUTE) + 1,
        speed_m_per_h=ONE_METRE_A_SECOND,
        detour=scenario.walking.detour,
    )
    near = reach.seconds < least
    return reach.site[near].astype(np.int64), reach.circle[near].astype(np.int64)


def groups_of_rivals(n: int, first: Int, second: Int) -> Iterator[list[int]]:
    """Yield groups of points that are all rivals of each other, until every pair of rivals is in one.

    Parameters
    ----------
    n
        Number of points.
    first, second
        Pairs of rivals in both orders; a point paired with itself does not matter.
    """
    rivals: list[set[int]] = [set() for _ in range(n)]
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a != b:
            rivals[a].add(b)
            rivals[b].add(a)
    left = {(a, b) for a in range(n) for b in rivals[a] if a < b}
    for a, b in sorted(left):
        if (a, b) not in left:
            continue
        group = [a, b]
        for c in sorted(rivals[a] & rivals[b]):
            if rivals[c].issuperset(group):
                group.append(c)
        left -= {(x, y) for x in group for y in group if x < y}
        yield sorted(group)
