"""What the checks of a scenario look at together: the file, the policy, the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from placement.errors import Problem, Text
from placement.policy.findings import Findings
from placement.policy.programmes import Programme
from placement.policy.schema import Policy
from placement.scenario.districts import all_districts, circle_districts
from placement.scenario.schema import ScenarioFile
from placement.tables.model import Tables
from placement.yamlfile import Document, Key, KeyPath

Path = tuple[Key, ...]
TABLES = "tables"
"""Stands for the tables among the parts of a scenario."""


@dataclass(frozen=True)
class Context:
    """A scenario file with everything it names; each check takes one and yields its findings.

    Attributes
    ----------
    file
        As far as it could be read.
    read_tables
        ``None`` where they could not be read.
    left_out
        Paths of the values of the file that could not be read.
    """

    file: ScenarioFile
    document: Document
    policy: Policy
    read_tables: Tables | None
    left_out: frozenset[KeyPath] = frozenset()

    @property
    def tables(self) -> Tables:
        """The tables, for what looks at them only where they could be read."""
        assert self.read_tables is not None  # noqa: S101  narrows the type
        return self.read_tables

    def is_whole(self, part: str) -> bool:
        """Tell whether a top-level key of the file, or ``tables``, could be read with all that is in it."""
        if part == TABLES:
            return self.read_tables is not None
        return all(path[0] != part for path in self.left_out)

    def is_read(self, part: str) -> bool:
        """Tell whether a top-level key of the file could be read at all."""
        return (part,) not in self.left_out

    def written(self, part: str) -> Collection[str]:
        """Return the names written under a top-level key, those included whose values could not be read."""
        section = self.document.data.get(part)
        return [str(name) for name in section] if isinstance(section, dict) else []

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
