"""Tables rolled forward: what was built before a year stands, what was certified is recognised.

Built premises become outlets and are vacant no more; upgraded outlets are what they were made; raised lines
count as judged so; places in a circle or district become outlets that serve just these circles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from placement.audit.registers import records
from placement.errors import Text
from placement.plain import plain
from placement.plan import Certification, Choice, Plan
from placement.scenario.model import Scenario
from placement.tables.model import Tables
from placement.tables.places import IN_CIRCLE, IN_DISTRICT

Fallen = Mapping[str, tuple[str, int]]
NOTHING_FELL: Fallen = MappingProxyType({})
ATTRIBUTES = ("chain", "standardised", "open_24h")
UNKNOWN_AREA = -1


@dataclass(frozen=True)
class Rolled:
    """Tables as they stand at the beginning of a year.

    Attributes
    ----------
    used_places
        Places in circles and districts that are taken, ``circle@format``.
    notes
        What of the plan is not there any more in the tables that were given.
    """

    tables: Tables
    used_places: tuple[str, ...]
    notes: tuple[Text, ...]


@dataclass
class _Rows:
    """The tables as mappings that change."""

    scenario: Scenario
    circles: dict[str, dict[str, Any]]
    outlets: dict[str, dict[str, Any]]
    premises: dict[str, dict[str, Any]]
    judgements: dict[tuple[str, str], dict[str, Any]]
    reach: list[dict[str, Any]]
    used: list[str]
    notes: list[Text]


def roll_tables(scenario: Scenario, plan: Plan, year: int, fallen: Fallen = NOTHING_FELL) -> Rolled:
    """Carry what a plan did before a year into the tables of a scenario.

    Parameters
    ----------
    scenario
        With the tables of the new facts: what was lost is not in them.
    fallen
        Circles that a review has taken a tier: circle → tier left (``""`` for none) and year of the review.
    """
    tables = scenario.tables
    rows = _Rows(
        scenario,
        _by(tables.circles, "circle_id"),
        _by(tables.outlets, "outlet_id"),
        _by(tables.premises, "premises_id"),
        {(r["circle_id"], r["line_id"]): r for r in records(tables.judgements)},
        records(tables.reach),
        [],
        [],
    )
    formats = _by(tables.costs, "format_id")
    for choice in plan.choices:
        if choice.year < year:
            _stand(rows, choice, formats)
    for circle, (tier, when) in fallen.items():
        if circle in rows.circles:
            left = {"current_tier": tier, "recognised_year": when if tier else 0}
            rows.circles[circle] |= left
    for item in sorted(plan.certifications, key=lambda item: item.year):
        if item.year < year:
            _recognise(rows, item)
    rolled = replace(
        tables,
        circles=_frame(rows.circles.values(), tables.circles, "circle_id"),
        outlets=_frame(rows.outlets.values(), tables.outlets, "outlet_id"),
        premises=_frame(rows.premises.values(), tables.premises, "premises_id"),
        judgements=_frame(rows.judgements.values(), tables.judgements, "circle_id", "line_id"),
        reach=_frame(rows.reach, tables.reach, "site_id", "circle_id"),
    )
    return Rolled(rolled, tuple(rows.used), tuple(rows.notes))


def _by(frame: pd.DataFrame, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in records(frame)}


def _frame(rows: Iterable[Mapping[str, Any]], like: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return rows as a frame with the columns and types of another, in order of its keys."""
    found = sorted(rows, key=lambda row: tuple(row[key] for key in keys))
    columns = {name: [row[name] for row in found] for name in like.columns}
    return pd.DataFrame(columns, columns=like.columns)


def _stand(rows: _Rows, choice: Choice, formats: Mapping[str, dict[str, Any]]) -> None:
    if choice.judged_line:
        _raise_line(rows, choice)
        return
    row = formats.get(choice.format_id)
    if row is None:
        rows.notes.append(_gone("业态", choice.format_id, _named(rows, choice)))
    elif len(row["upgrade_of"]):
        _upgrade(rows, choice, row)
    elif choice.circle_id or row["source_class"] in {IN_CIRCLE, IN_DISTRICT}:
        _place(rows, choice, row)
    else:
        _convert(rows, choice, row)


def _raise_line(rows: _Rows, choice: Choice) -> None:
    row = rows.judgements.get((choice.circle_id, choice.judged_line))
    if row is None:
        rows.notes.append(_gone("打分", choice.site_id, _named(rows, choice)))
    else:
        row["current"] = max(row["current"], row["reachable"])
        row["cost_fen"] = 0


def _upgrade(rows: _Rows, choice: Choice, row: Mapping[str, Any]) -> None:
    outlet = rows.outlets.get(choice.site_id)
    if outlet is None:
        rows.notes.append(_gone("网点", choice.site_id, _named(rows, choice)))
        return
    outlet["kinds"] = tuple(dict.fromkeys((*outlet["kinds"], *_seen(rows, row["kinds"]))))
    for name in ATTRIBUTES:
        outlet[name] = bool(outlet[name]) or bool(row[name])
    if choice.programmes:
        outlet["aided_year"] = choice.year


def _convert(rows: _Rows, choice: Choice, row: Mapping[str, Any]) -> None:
    place = rows.premises.pop(choice.site_id, None)
    if place is None:
        if choice.site_id not in rows.outlets:
            rows.notes.append(_gone("用房", choice.site_id, _named(rows, choice)))
        return
    _add_outlet(rows, choice.site_id, place, row, int(place["floor_area_dm2"]), choice)


def _place(rows: _Rows, choice: Choice, row: Mapping[str, Any]) -> None:
    where = choice.site_id.rpartition("@")[0]
    served = [
        c
        for c, circle in rows.circles.items()
        if c == choice.circle_id or (not choice.circle_id and circle["district"] == where)
    ]
    if not served:
        rows.notes.append(_gone("生活圈", where, _named(rows, choice)))
        return
    rows.used.append(choice.site_id)
    for n in range(choice.units):
        outlet_id = f"{where}-{choice.format_id}-{n + 1}"
        _add_outlet(rows, outlet_id, rows.circles[served[0]], row, UNKNOWN_AREA, choice)
        rows.reach += [{"site_id": outlet_id, "circle_id": c, "minutes": 0} for c in served]


def _add_outlet(
    rows: _Rows, outlet_id: str, place: Mapping[str, Any], row: Mapping[str, Any], area: int,
    choice: Choice,
) -> None:  # fmt: skip
    kinds = _seen(rows, row["kinds"])
    if not kinds:  # what the source of the outlets cannot show counts for nothing, built or not
        return
    blank = dict.fromkeys(rows.scenario.tables.outlets.columns, "")
    rows.outlets[outlet_id] = {
        **blank,
        "outlet_id": outlet_id,
        "name": f"{place['name']} {row['name']}".strip(),
        "kinds": kinds,
        "lon": place["lon"],
        "lat": place["lat"],
        "floor_area_dm2": area,
        **{name: bool(row[name]) for name in ATTRIBUTES},
        "aided_year": choice.year if choice.programmes else 0,
        "district": place["district"],
    }


def _seen(rows: _Rows, kinds: Iterable[str]) -> tuple[str, ...]:
    hidden = rows.scenario.tables.visibility
    unseen = set(hidden.loc[~hidden["visible"].astype(bool), "kind"])
    return tuple(kind for kind in kinds if kind not in unseen)


def _recognise(rows: _Rows, item: Certification) -> None:
    circle = rows.circles.get(item.circle_id)
    if circle is None:
        rows.notes.append(_gone("生活圈", item.circle_id, f"{item.year} {_tier(rows, item.tier)}"))
        return
    order = {tier.id: j for j, tier in enumerate(rows.scenario.rubric.tiers)}
    if order.get(circle["current_tier"], -1) <= order[item.tier]:
        circle["current_tier"], circle["recognised_year"] = item.tier, item.year


def _tier(rows: _Rows, tier_id: str) -> str:
    return next((plain(t.name) for t in rows.scenario.rubric.tiers if t.id == tier_id), tier_id)


def _named(rows: _Rows, choice: Choice) -> str:
    """Return a project by its site and what is done there."""
    costs, lines = rows.scenario.tables.costs, rows.scenario.rubric.lines
    names = {line.id: line.name for line in lines}
    names |= dict(zip(costs["format_id"], costs["name"], strict=True))
    return f"{choice.site_id} {plain(names.get(choice.format_id) or choice.format_id)}"


def _gone(what: str, name: str, used_by: str) -> Text:
    return Text(
        f"新数据中没有{what} {name}，原方案的 {used_by} 不再计入",
        f"{name} is not in the new tables: {used_by} of the earlier plan counts no more",
    )
