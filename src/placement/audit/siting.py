"""Whether what is chosen keeps the over-supply caps of circles and the least spacing of outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

import pandas as pd

from placement.audit.choices import AuditedChoice
from placement.audit.findings import of
from placement.audit.naming import Naming
from placement.audit.registers import Registers, records
from placement.audit.supply import Walks, walks_from
from placement.errors import Text, listed
from placement.plain import counted
from placement.scenario.model import Scenario
from placement.tables.walks.walking import walking_seconds


def audit_siting(naming: Naming, choices: list[AuditedChoice]) -> list[Text]:
    """Return what breaks a rule about where outlets may be."""
    return [*_oversupply(naming, choices), *_spacing(naming, choices)]


def _oversupply(naming: Naming, choices: list[AuditedChoice]) -> Iterator[Text]:
    registers, scenario = naming.registers, naming.registers.scenario
    rules = scenario.policy.premises.oversupply
    if not rules:
        return
    outlets = walks_from(scenario, scenario.tables.outlets, "outlet_id")
    walks = {**outlets, **walks_from(scenario, scenario.tables.premises, "premises_id")}
    limit = 60 * min(scenario.policy.limits.minutes, scenario.walking.limit_minutes)
    for rule in rules:
        kinds = set(rule.kinds)
        counts = dict.fromkeys(registers.circles, _assumed(scenario, kinds))
        for row in records(scenario.tables.outlets):
            for circle in (
                _near(outlets, row["outlet_id"], limit) if kinds & set(row["kinds"]) else ()
            ):
                counts[circle] += 1
        for circle, units in _added(registers, choices, kinds, walks, limit).items():
            if counts[circle] + units > rule.max_per_circle:
                names = listed(naming.kinds((kind,)) for kind in rule.kinds)
                what = Text(
                    f"{names.zh}网点现有 {counts[circle]} 个、新增 {units} 个，最多 {rule.max_per_circle} 个",
                    f"{counted(counts[circle], 'outlet')} of {names.en} and {units} more, at most {rule.max_per_circle}",
                )
                yield of(naming.circle(circle), what)


def _added(
    registers: Registers, choices: list[AuditedChoice], kinds: set[str], walks: Walks, limit: int
) -> dict[str, int]:
    """Return the outlets of some kinds that choices add to each circle."""
    outlets = registers.outlets
    added: dict[str, int] = defaultdict(int)
    for item in choices:
        choice = item.choice
        if choice.judged_line or not kinds & set(item.works.kinds):
            continue
        if kinds & set(outlets.get(choice.site_id, {}).get("kinds", ())):
            continue  # the outlet is one of these kinds already
        near = [choice.circle_id] if choice.circle_id else _near(walks, choice.site_id, limit)
        for circle in near:
            added[circle] += choice.units
    return added


def _assumed(scenario: Scenario, kinds: set[str]) -> int:
    if scenario.invisible_kinds != "assumed":
        return 0
    return sum(
        int(row["assumed_per_circle"])
        for row in records(scenario.tables.visibility)
        if not row["visible"] and row["kind"] in kinds
    )


def _near(walks: Walks, site: str, limit: int) -> list[str]:
    return [circle for circle, seconds in walks.get(site, ()) if seconds <= limit]


def _spacing(naming: Naming, choices: list[AuditedChoice]) -> Iterator[Text]:
    registers = naming.registers
    scenario, outlets = registers.scenario, registers.outlets
    places = {**outlets, **registers.premises}
    for kind, least in scenario.policy.limits.spacing_m.items():
        standing = [row for row in outlets.values() if kind in row["kinds"]]
        have = {row["outlet_id"] for row in standing}
        chosen = [
            item.choice.site_id
            for item in choices
            if item.choice.site_id in places.keys() - have and kind in item.works.kinds
        ]
        for site in chosen:
            place = places[site]
            for outlet in standing:
                if _metres(scenario, place, outlet, int(least) + 1) < least:
                    yield _too_near(naming, kind, least, (site, outlet["outlet_id"]))
        for one, other in combinations(chosen, 2):
            if _metres(scenario, places[one], places[other], int(least) + 1) < least:
                yield _too_near(naming, kind, least, (one, other))


def _too_near(naming: Naming, kind: str, least: Decimal | int, places: tuple[str, str]) -> Text:
    site, other = map(naming.site, places)
    name = naming.kinds((kind,))
    what = Text(
        f"{name}距{other.zh}不足 {least:f} 米", f"{name} less than {least:f} m from {other.en}"
    )
    return of(site, what)


def _metres(scenario: Scenario, one: dict[str, Any], other: dict[str, Any], most: int) -> int:
    """Return the distance in whole metres, ``most`` where it is that or more."""
    walking, streets = scenario.walking, scenario.tables.streets
    here, there = pd.DataFrame([one]), pd.DataFrame([other])
    reach = walking_seconds(
        (here["lon"].to_numpy(), here["lat"].to_numpy()),
        (there["lon"].to_numpy(), there["lat"].to_numpy()),
        streets if len(streets) and walking.along_streets else None,
        limit_minutes=most // 60 + 1,
        speed_m_per_h=3600,
        detour=walking.detour,
    )
    return min([most, *(int(seconds) for seconds in reach.seconds)])
