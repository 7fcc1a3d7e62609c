"""The two plans side by side: their projects from the year on, what they cost and what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from placement.audit.registers import records
from placement.plan import Choice

Line = tuple[str, int]
"""Budget line and year."""


@dataclass(frozen=True)
class Side:
    """One of the two plans from the year on.

    Attributes
    ----------
    projects
        Option → its row of the table of projects.
    left, committed
        Budget line and year → yuan that is left; yuan committed in all.
    paid, awarded
        Option, or circle with awards → budget line and year → yuan committed.
    programmes
        Option → names of its programmes.
    formats
        Option → what is done there.
    """

    projects: Mapping[str, Mapping[str, object]]
    paid: Mapping[str, Mapping[Line, Decimal]]
    programmes: Mapping[str, frozenset[str]]
    formats: Mapping[str, str]
    left: Mapping[Line, Decimal]
    awarded: Mapping[str, Mapping[Line, Decimal]]
    committed: Mapping[Line, Decimal]

    @staticmethod
    def of(
        projects: Iterable[Choice],
        tables: Mapping[str, pd.DataFrame],
        names: Mapping[str, str],
        named: Callable[[Choice], str],
    ) -> Side:
        """Read one side from its projects and the tables of its plan.

        Parameters
        ----------
        names
            Of programmes.
        named
            Says what a project does.
        """
        choices = list(projects)
        mine = {choice.option_id for choice in choices}
        committed = [r for r in records(tables["payments"]) if r["kind"] in {"payment", "not_due"}]
        return Side(
            {str(r["option_id"]): r for r in records(tables["projects"])},
            _paid_to("option_id", [row for row in committed if row["option_id"] in mine]),
            {c.option_id: frozenset(names.get(p, p) for p in c.programmes) for c in choices},
            {c.option_id: named(c) for c in choices},
            _by_line(tables["money"], "left_yuan"),
            _paid_to("circle_id", [row for row in committed if row["circle_id"]]),
            _by_line(tables["money"], "committed_yuan"),
        )

    def name(self, option: str) -> str:
        """Return the site of a project and what is done there."""
        site = self.projects.get(option, {}).get("site_id", "")
        return f"{site} {self.formats.get(option, '')}".strip()

    def paid_in_all(self, option: str) -> Mapping[str, Decimal]:
        """Return what each budget line pays for a project in all years together, yuan."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for (budget, _), yuan in self.paid.get(option, {}).items():
            found[budget] += yuan
        return found

    def circles(self, option: str) -> tuple[str, ...]:
        """Return the circles a project serves."""
        return _listed(self.projects.get(option), "circles_served")

    def kinds(self, option: str) -> frozenset[str]:
        """Return the kinds a project opens."""
        return frozenset(_listed(self.projects.get(option), "kinds"))


def _by_line(money: pd.DataFrame, column: str) -> Mapping[Line, Decimal]:
    """Return a column of the money table by budget line and year, where it is known."""
    return {
        (str(row["budget_id"]), int(row["year"])): Decimal(str(row[column]))
        for row in records(money)
        if not pd.isna(row[column])
    }


def _paid_to(
    column: str, payments: Iterable[Mapping[str, Any]]
) -> Mapping[str, Mapping[Line, Decimal]]:
    """Add up payments by who is paid, as a column tells, and by budget line and year committed; yuan."""
    found: dict[str, dict[Line, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in payments:
        line = str(row["budget_id"]), int(row["year_committed"])
        found[str(row[column])][line] += Decimal(str(row["yuan"]))
    return {payee: dict(lines) for payee, lines in found.items()}


def _listed(row: Mapping[str, object] | None, column: str) -> tuple[str, ...]:
    found = None if row is None else row[column]
    return tuple(map(str, found)) if isinstance(found, (tuple, list)) else ()
