"""What the checks of a scenario look at together: the file, the policy, the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from placement.errors import Problem, Text
from placement.policy.findings import Findings
from placement.policy.programmes import Programme
from placement.policy.schema import Policy
from placement.scenario.districts import all_districts, circle_districts
from placement.scenario.schema import ScenarioFile
from placement.tables.model import Tables
from placement.yamlfile import Document, Key

Path = tuple[Key, ...]


@dataclass(frozen=True)
class Context:
    """A scenario file with everything it names; each check takes one and yields its findings."""

    file: ScenarioFile
    document: Document
    policy: Policy
    tables: Tables

    @cached_property
    def findings(self) -> Findings:
        """Makes problems that name file, line and key of the scenario."""
        return Findings(self.document)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of the horizon."""
        horizon = self.file.horizon
        return tuple(range(horizon.first_year, horizon.last_year + 1))

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        """Programmes by id: those of the policy, replaced and followed by those of the scenario."""
        return {**self.policy.programmes, **self.file.programmes}

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Districts with circles or premises, see `all_districts`."""
        return all_districts(self.policy, self.tables)

    @cached_property
    def circle_districts(self) -> tuple[str, ...]:
        """Districts with circles."""
        return circle_districts(self.policy, self.tables)

    def ids(self, table: str, column: str) -> frozenset[str]:
        """Return the ids of a table."""
        return frozenset(getattr(self.tables, table)[column])

    def unknown(self, path: Path, what: Text, name: str, known: Iterable[str]) -> Problem:
        """Return PL701: a name that refers to nothing, with the nearest known one."""
        return self.findings.unknown("PL701", path, what, name, sorted(known))

    def outside_horizon(self, path: Path, year: int) -> Problem:
        """Return PL504: a year that is not planned."""
        first, last = self.years[0], self.years[-1]
        rule = Text(f"年份须在规划期 {first}–{last} 内", f"the year must lie in {first}–{last}")
        mend = Text("请改年份或 horizon。", "Change the year or `horizon`.")
        return self.findings.problem("PL504", path, rule, mend, year)
