"""The scenario's tables by id, as the auditor looks things up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from placement.scenario.model import Scenario


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as mappings from column to value."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


@dataclass(frozen=True)
class Registers:
    """The tables by id, as the auditor looks things up."""

    scenario: Scenario
    premises: Mapping[str, dict[str, Any]]
    outlets: Mapping[str, dict[str, Any]]
    costs: Mapping[str, dict[str, Any]]
    circles: Mapping[str, dict[str, Any]]
    judgements: Mapping[tuple[str, str], dict[str, Any]]
    groups: Mapping[str, frozenset[str]]

    @staticmethod
    def open(scenario: Scenario) -> Registers:
        """Index the tables of a scenario."""
        tables = scenario.tables
        everywhere = frozenset(scenario.districts)
        return Registers(
            scenario,
            {row["premises_id"]: row for row in records(tables.premises)},
            {row["outlet_id"]: row for row in records(tables.outlets)},
            {row["format_id"]: row for row in records(tables.costs)},
            {row["circle_id"]: row for row in records(tables.circles)},
            {(row["circle_id"], row["line_id"]): row for row in records(tables.judgements)},
            {
                name: everywhere if group.districts == "all" else frozenset(group.districts)
                for name, group in scenario.policy.groups.items()
            },
        )


def budget_of(scenario: Scenario, line: str, district: str) -> str:
    """Id of the budget line that pays for a district: ``line:district`` where it has its own cap."""
    own = any(b.id == line and b.district == district for b in scenario.budgets)
    return f"{line}:{district}" if own else line
