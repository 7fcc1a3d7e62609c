"""What the checks of a scenario look at together: the file, the policy, the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from placement.errors import Problem, Text
from placement.policy.findings import Findings
from placement.policy.programmes import Programme
from placement.policy.schema import Policy
from placement.scenario.districts import in_order
from placement.scenario.schema import ScenarioFile
from placement.tables.dictionary.columns import TABLES
from placement.tables.model import ReadTables, Tables
from placement.yamlfile import Document, Key, KeyPath, near_match

Path = tuple[Key, ...]


@dataclass(frozen=True)
class Context:
    """A scenario file with everything it names; each check takes one and yields its findings.

    Attributes
    ----------
    file
        As far as it could be read.
    read
        The tables as far as they could be read.
    left_out
        Paths of the values of the file that could not be read.
    """

    file: ScenarioFile
    document: Document
    policy: Policy
    policy_document: Document
    read: ReadTables
    left_out: frozenset[KeyPath] = frozenset()

    @property
    def tables(self) -> Tables:
        """The tables, for what looks only at those of them that could be read."""
        assert self.read.tables is not None  # noqa: S101  narrows the type
        return self.read.tables

    def is_whole(self, part: str) -> bool:
        """Tell whether a top-level key of the file, a table or a column such as ``circles.circle_id`` could be read whole."""
        table, _, column = part.partition(".")
        if table in TABLES:
            return table in self.read.whole or (table, column) in self.read.ids
        return all(path[0] != part and not _meant(path, part) for path in self.left_out)

    def is_read(self, part: str) -> bool:
        """Tell whether a top-level key of the file could be read at all, and stands under its own name."""
        return all(path != (part,) and not _meant(path, part) for path in self.left_out)

    def written(self, part: str) -> Collection[str]:
        """Return the names written under a top-level key, those included whose values could not be read."""
        section = self.document.data.get(part)
        return [str(name) for name in section] if isinstance(section, dict) else []

    @cached_property
    def findings(self) -> Findings:
        """Makes problems that name file, line and key of the scenario."""
        return Findings(self.document)

    def programme_problem(
        self, code: str, programme_id: str, keys: Path, rule: Text, mend: Text
    ) -> Problem:
        """Return a problem of a programme where it is written: in the scenario, or in the policy's file."""
        is_own = programme_id in self.file.programmes
        findings = self.findings if is_own else Findings(self.policy_document)
        return findings.problem(
            code,
            ("programmes", programme_id, *keys),
            rule,
            mend,
            self.programmes[programme_id].name,
        )

    @cached_property
    def misspelt_budgets(self) -> Mapping[str, str]:
        """Budget lines written that nothing names → the line meant by them: one that the policy, or several payers, name."""
        written = set(self.written("budgets"))
        payers = Counter(payer.budget for p in self.programmes.values() for payer in p.payers)
        sure = {*self.policy.budgets, *(name for name, times in payers.items() if times > 1)}
        missing = sorted(sure - written)
        unnamed = sorted(written - sure - payers.keys())
        meant = {name: near_match(name, missing) for name in unnamed}
        return {name: near for name, near in meant.items() if near is not None}

    @cached_property
    def budget_ids(self) -> frozenset[str]:
        """Ids of the budget lines written, misspelt ones as they are meant."""
        return frozenset(self.misspelt_budgets.get(n, n) for n in self.written("budgets"))

    def budget_name(self, budget_id: str) -> str:
        """Return what a budget line is called in the scenario, else in the policy, else its id."""
        section, rule = self.file.budgets.get(budget_id), self.policy.budgets.get(budget_id)
        return (section and section.name) or (rule.name if rule else budget_id)

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
        """Districts with circles or premises: those whose measures may be paid for."""
        found = (self.ids(table, "district") for table in ("circles", "premises"))
        return in_order(self.policy, frozenset().union(*found))

    @cached_property
    def circle_districts(self) -> tuple[str, ...]:
        """Districts with circles: those that can have targets."""
        return in_order(self.policy, self.ids("circles", "district"))

    def ids(self, table: str, column: str) -> frozenset[str]:
        """Return the values of a column that names things."""
        if table in self.read.whole:
            return frozenset(getattr(self.tables, table)[column])
        return self.read.ids[table, column]

    def named(self, table: str, column: str) -> Mapping[str, str] | frozenset[str]:
        """Return the ids of a table with the names people know them by, where these could be read."""
        if table not in self.read.whole:
            return self.ids(table, column)
        frame = getattr(self.tables, table)
        return dict(sorted(zip(map(str, frame[column]), map(str, frame["name"]), strict=True)))

    def unknown(self, path: Path, what: Text, name: str, known: Iterable[str]) -> Problem:
        """Return PL701: a name that refers to nothing, with the nearest known one."""
        names = known if isinstance(known, Mapping) else sorted(known)
        return self.findings.unknown("PL701", path, what, name, names)

    def outside_horizon(self, path: Path, year: int) -> Problem:
        """Return PL504: a year that is not planned."""
        first, last = self.years[0], self.years[-1]
        rule = Text(f"年份须在规划期 {first}–{last} 内", f"the year must lie in {first}–{last}")
        mend = Text("请改年份或 horizon。", "Change the year or `horizon`.")
        return self.findings.problem("PL504", path, rule, mend, year)


def _meant(path: KeyPath, part: str) -> bool:
    """Tell whether a key that nothing is called by is a slip of a part's name."""
    return len(path) == 1 and near_match(str(path[0]), [part]) is not None
