"""Units per line of every circle and year, counted from outlets and chosen options one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from placement.audit.choices import AuditedChoice
from placement.audit.pricing import WorksFacts
from placement.audit.registers import Registers, records
from placement.policy.rubric import Rubric, RubricLine, steps_of
from placement.scenario.model import Scenario
from placement.tables.places import IN_DISTRICT
from placement.tables.walks.given_reach import reach_from_table
from placement.tables.walks.walking import walking_seconds

Units = dict[str, list[int]]
"""Circle → units per line."""

Walks = Mapping[str, list[tuple[str, int]]]
"""Site → (circle, seconds) within the walking limit."""

Look = tuple[tuple[str, ...], bool, bool, bool, int]
"""Kinds, chain, standardised, open round the clock, floor area in dm²."""


def outlet_look(row: Mapping[str, Any]) -> Look:
    """Return what lines look at of a row of the table of outlets."""
    chain, standardised, open_24h = (bool(row[n]) for n in ("chain", "standardised", "open_24h"))
    return row["kinds"], chain, standardised, open_24h, int(row["floor_area_dm2"])


def walks_from(scenario: Scenario, sites: pd.DataFrame, id_column: str) -> Walks:
    """Return which circles each site reaches, the user's own minutes first."""
    tables, walking = scenario.tables, scenario.walking
    ids, circles = list(sites[id_column]), list(tables.circles["circle_id"])
    reach = walking_seconds(
        (sites["lon"].to_numpy(), sites["lat"].to_numpy()),
        (tables.circles["lon"].to_numpy(), tables.circles["lat"].to_numpy()),
        tables.streets if len(tables.streets) and walking.along_streets else None,
        limit_minutes=walking.limit_minutes,
        speed_m_per_h=walking.speed_m_per_h,
        detour=walking.detour,
    )
    given = tables.reach[tables.reach["site_id"].isin(ids)]
    if len(given):
        reach = reach_from_table(
            given, ids, circles, limit_minutes=walking.limit_minutes, computed=reach
        )
    walks: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for site, circle, seconds in zip(
        reach.site.tolist(), reach.circle.tolist(), reach.seconds.tolist(), strict=True
    ):
        walks[ids[site]].append((circles[circle], seconds))
    return walks


class LineMatcher:
    """Decides which lines count something of a given look, remembering each look once."""

    def __init__(self, rubric: Rubric) -> None:
        self._rubric = rubric
        self._seen: dict[Look, list[tuple[int, RubricLine]]] = {}

    def lines(self, look: Look) -> list[tuple[int, RubricLine]]:
        """Return (position, line) of every line that counts it."""
        if look not in self._seen:
            kinds, chain, standardised, open_24h, area = look
            self._seen[look] = [
                (i, line)
                for i, line in enumerate(self._rubric.lines)
                if line.match is not None
                and line.match.accepts(
                    kinds,
                    chain=chain,
                    standardised=standardised,
                    open_24h=open_24h,
                    floor_area_dm2=area,
                )
            ]
        return self._seen[look]


def existing_supply(registers: Registers, matcher: LineMatcher) -> Units:
    """Count what every circle has today."""
    scenario = registers.scenario
    rubric, tables = scenario.rubric, scenario.tables
    today = [line.default_units if line.judged else 0 for line in rubric.lines]
    units = {circle: list(today) for circle in registers.circles}
    if len(tables.outlets):
        walks = walks_from(scenario, tables.outlets, "outlet_id")
        for row in records(tables.outlets):
            near, area = walks.get(row["outlet_id"], ()), int(row["floor_area_dm2"])
            count_walks(scenario, units, near, matcher.lines(outlet_look(row)), area)
    if scenario.invisible_kinds == "assumed":
        for row in records(tables.visibility):
            if row["visible"] or not row["assumed_per_circle"]:
                continue
            found = matcher.lines(((row["kind"],), False, False, False, -1))
            for i in _in_the_circle(found):
                for counts in units.values():
                    counts[i] += int(row["assumed_per_circle"])
    for (circle, line_id), row in registers.judgements.items():
        line = rubric.position(line_id)
        units[circle][line] = steps_of(row["current"], rubric.lines[line].unit_value)
    return units


def _in_the_circle(lines: list[tuple[int, RubricLine]]) -> list[int]:
    """Return the lines that count something with no walk and no floor area."""
    fitting = {i for i, _ in lines}
    return [i for i, line in lines if not line.counts_area and fitting.isdisjoint(line.after)]


def count_walks(
    scenario: Scenario,
    units: Units,
    walks: Iterable[tuple[str, int]],
    lines: list[tuple[int, RubricLine]],
    area_dm2: int,
) -> set[str]:
    """Count an outlet wherever a line's own walking limit is kept; return the circles it counts for.

    Of lines that exclude each other it counts on the first; a line of floor area counts its dm².
    """
    served = set()
    for circle, seconds in walks:
        near = {i: line for i, line in lines if seconds <= _farthest(scenario, line)}
        for i, line in near.items():
            counted = max(area_dm2, 0) if line.counts_area else 1
            if counted and near.keys().isdisjoint(line.after):
                units[circle][i] += counted
                served.add(circle)
    return served


def _farthest(scenario: Scenario, line: RubricLine) -> int:
    """Return the longest walk in seconds at which a line counts an outlet."""
    walking = scenario.walking
    seconds = 60 * min(line.limit_minutes, walking.limit_minutes)
    if line.radius_m is not None:
        whole, rest = divmod(line.radius_m * 3600, walking.speed_m_per_h)
        seconds = min(seconds, whole + (rest > 0))
    return seconds


def add_choice(
    registers: Registers, units: Units, item: AuditedChoice, matcher: LineMatcher, walks: Walks
) -> set[str]:
    """Add what a choice supplies; return the circles it counts for."""
    scenario, choice = registers.scenario, item.choice
    if choice.judged_line:
        units[choice.circle_id][scenario.rubric.position(choice.judged_line)] += item.raised_steps
        return {choice.circle_id}
    works, cost = item.works, registers.costs[choice.format_id]
    hidden = scenario.tables.visibility
    unseen = set(hidden.loc[~hidden["visible"].astype(bool), "kind"])
    kinds = tuple(kind for kind in works.kinds if kind not in unseen)
    if len(cost["upgrade_of"]):
        return _upgrade(registers, units, choice.site_id, (kinds, works), (matcher, walks))
    look = (kinds, works.chain, works.standardised, works.open_24h, works.area_dm2)
    lines = matcher.lines(look)
    if choice.circle_id or cost["source_class"] == IN_DISTRICT:
        counted = _in_the_circle(lines)
        circles = [choice.circle_id] if choice.circle_id else _of_district(registers, works)
        for circle in circles:
            for i in counted:
                units[circle][i] += choice.units
        return set(circles) if counted else set()
    return count_walks(scenario, units, walks.get(choice.site_id, ()), lines, works.area_dm2)


def _of_district(registers: Registers, works: WorksFacts) -> list[str]:
    return [c for c, place in registers.circles.items() if place["district"] == works.district]


def _upgrade(
    registers: Registers,
    units: Units,
    outlet_id: str,
    added: tuple[tuple[str, ...], WorksFacts],
    found: tuple[LineMatcher, Walks],
) -> set[str]:
    """Count an outlet as it is after its works in place of what it counted for before."""
    (kinds, works), (matcher, walks) = added, found
    old = registers.outlets[outlet_id]
    area = int(old["floor_area_dm2"])
    after = (
        (*old["kinds"], *(kind for kind in kinds if kind not in old["kinds"])),
        works.chain or bool(old["chain"]),
        works.standardised or bool(old["standardised"]),
        works.open_24h or bool(old["open_24h"]),
        area,
    )
    near = walks.get(outlet_id, ())
    change: Units = {circle: [0] * len(counts) for circle, counts in units.items()}
    count_walks(registers.scenario, change, near, matcher.lines(outlet_look(old)), area)
    lost = {circle: list(change[circle]) for circle, _ in near}
    for circle, _ in near:
        change[circle] = [0] * len(change[circle])
    count_walks(registers.scenario, change, near, matcher.lines(after), area)
    served = set()
    for circle, gone in lost.items():
        gained = [now - then for now, then in zip(change[circle], gone, strict=True)]
        units[circle][:] = [n + more for n, more in zip(units[circle], gained, strict=True)]
        if any(more > 0 for more in gained):
            served.add(circle)
    return served
