"""The scenario file of a plan that is taken up again in a later year: plain, complete, to be read and edited."""

from __future__ import annotations

import copy
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placement.errors import Text
from placement.money import parse_money, yuan_text
from placement.yamlfile import Document, resolve_inside


@dataclass(frozen=True)
class Outlook:
    """What a later start changes of a scenario.

    Attributes
    ----------
    target, tables
        Where the scenario file and its folder of tables will stand.
    used_places
        Places in circles and districts that are taken.
    premises
        Ids of premises that are still vacant.
    left_over
        Fen that lines which carry over bring along, by line and district.
    note
        What the assumptions say of it.
    """

    year: int
    target: Path
    tables: Path
    used_places: Collection[str]
    premises: Collection[str]
    left_over: Mapping[tuple[str, str], int]
    note: Text


def rolled_document(document: Document, outlook: Outlook) -> dict[Any, Any]:
    """Return the merged scenario with its horizon begun at a later year."""
    year = outlook.year
    data = copy.deepcopy(document.data)
    data["id"] = f"{data['id']}-from-{year}"
    data["name"] = f"{data['name']}（自 {year} 年续编）"
    policy = resolve_inside(
        str(data["policy"]),
        base=(document.root / document.place(("policy",)).file).parent,
        root=document.root,
    )
    data["policy"] = relative(policy, outlook.target.parent)
    section = data["data"]
    section["tables"] = relative(outlook.tables, outlook.target.parent)
    section["datum"] = {"default": "WGS-84"}
    section["assumptions"] = [*section.get("assumptions", ()), outlook.note._asdict()]
    data["horizon"] = {**data["horizon"], "first_year": year}
    for budget_id, line in data.get("budgets", {}).items():
        _roll_budget(str(budget_id), line, year, outlook.left_over)
    _roll_locks(data, outlook)
    _roll_targets(data.get("targets") or {}, year)
    return dict(data)


def relative(path: Path, folder: Path) -> str:
    """Return a path as a scenario in a folder writes it."""
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _roll_budget(
    budget_id: str, line: dict[Any, Any], year: int, left_over: Mapping[tuple[str, str], int]
) -> None:
    tables = [("", line[key]) for key in ("years", "per_district") if line.get(key) is not None]
    tables += [(str(d), by_year) for d, by_year in (line.get("districts") or {}).items()]
    for district, by_year in tables:
        for earlier in [y for y in by_year if int(y) < year]:
            del by_year[earlier]
        rest = left_over.get((budget_id, district), 0)
        if rest:
            by_year[year] = f"{yuan_text(rest + parse_money(str(by_year.get(year, '0元'))))}元"


def _roll_locks(data: dict[Any, Any], outlook: Outlook) -> None:
    year, premises = outlook.year, outlook.premises
    locks = data.get("locks") or {}
    inside = locks.get("premises_in") or {}
    locks["premises_in"] = {
        name: rule
        for name, rule in inside.items()
        if str(name) in premises and int((rule or {}).get("year") or year) >= year
    }
    out = [str(name) for name in locks.get("premises_out") or ()]
    kept = [name for name in out if "@" in name or name in premises]
    locks["premises_out"] = [*kept, *(place for place in outlook.used_places if place not in kept)]
    pins = locks.get("circles") or {}
    locks["circles"] = {name: pin for name, pin in pins.items() if int(pin["year"]) >= year}
    data["locks"] = {key: value for key, value in locks.items() if value}


def _roll_targets(targets: dict[Any, Any], year: int) -> None:
    """Leave out rows of years that are over."""

    def is_over(name: object) -> bool:
        last = str(name).rpartition(":")[2]
        return ":" in str(name) and last.isdecimal() and int(last) < year

    for key in ("hard", "drop"):
        if targets.get(key):
            targets[key] = [name for name in targets[key] if not is_over(name)]
    if targets.get("weights"):
        targets["weights"] = {k: v for k, v in targets["weights"].items() if not is_over(k)}
