"""Numbers of the old plan and the new, by what their ids are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from placement.advice.replan.prepare import Prepared
from placement.advice.telling import called
from placement.audit.registers import records
from placement.plain import plain
from placement.report.run.published import PublishedRun
from placement.scenario.names import names_of


@dataclass(frozen=True, slots=True)
class Before:
    """A number of the old plan and of the new; ``None`` where there is none. ``id`` of a target or budget line."""

    id: str
    name: str
    year: int
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Due:
    """What is still to be paid from a budget line in a year, yuan."""

    budget_id: str
    budget: str
    year: int
    yuan: Decimal


def budget_names(run: PublishedRun, prepared: Prepared) -> dict[str, str]:
    """Return the names of budget lines, with the district where a line has one."""
    return {**names_of(prepared.scenario).budgets, **run.budget_names}


def circle_names(run: PublishedRun, prepared: Prepared) -> dict[str, str]:
    """Return the ids of circles with their names, by id; those of the run that are no more included."""
    circles = prepared.scenario.tables.circles
    now = dict(zip(circles["circle_id"], circles["name"], strict=True))
    then = {row: known["name"] for row, known in run.record["names"]["circles"].items()}
    return {str(row): called(str(row), str(name)) for row, name in {**now, **then}.items()}


def target_names(run: PublishedRun, prepared: Prepared) -> dict[str, str]:
    """Return the names of targets with their places, by id; those of the run that are no more included."""
    known = run.record["names"]["targets"]
    found = {}
    for target_id in map(str, run.tables["targets"]["target_id"]):
        first, *rest = target_id.split(":")
        found[target_id] = plain("·".join([known.get(first, first), *rest[:-1]]))
    scopes = {t.id: plain(t.name.removesuffix(f"·{t.year}")) for t in prepared.scenario.targets}
    return found | scopes


def short_by_year(targets: pd.DataFrame, year: int) -> dict[tuple[str, int], Decimal]:
    """Return what targets miss, from a year on."""
    return _values(targets, "target_id", "shortfall", year)


def committed_by_year(money: pd.DataFrame, year: int) -> dict[tuple[str, int], Decimal]:
    """Return what is committed from budget lines, yuan, from a year on."""
    return _values(money, "budget_id", "committed_yuan", year)


def _values(frame: pd.DataFrame, key: str, value: str, year: int) -> dict[tuple[str, int], Decimal]:
    return {
        (str(row[key]), int(row["year"])): Decimal(str(row[value]))
        for row in records(frame)
        if int(row["year"]) >= year
    }


def pairs(
    one: Mapping[tuple[str, int], Decimal],
    other: Mapping[tuple[str, int], Decimal],
    names: Mapping[str, str],
) -> tuple[Before, ...]:
    """Return the values that are not the same, by id and year."""
    return tuple(
        Before(key[0], names.get(key[0], key[0]), key[1], one.get(key), other.get(key))
        for key in sorted({*one, *other})
        if one.get(key) != other.get(key)
    )
