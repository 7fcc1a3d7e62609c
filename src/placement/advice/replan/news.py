"""What is new since a run was made: outlets that closed, premises that were lost, caps and rules that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from placement.audit.registers import budget_of, records
from placement.audit.supply import walks_from
from placement.money import FEN_PER_YUAN
from placement.plain import plain
from placement.report.run.rules_record import rules_record
from placement.scenario.model import Scenario
from placement.scenario.names import names_of


@dataclass(frozen=True, slots=True)
class Lost:
    """An outlet that closed or premises that are not to be had any more.

    Attributes
    ----------
    kinds
        Names of what an outlet offered; empty for premises.
    circles
        In whose reach it was.
    """

    site_id: str
    name: str
    district: str
    kinds: tuple[str, ...]
    circles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCap:
    """A cap that is not what it was, yuan; ``None`` where there is none. ``budget`` is the name of the line.

    Attributes
    ----------
    since
        The first of the years whose caps are added up, of a line that carries over; 0 for the cap of the year alone.
    """

    budget_id: str
    budget: str
    year: int
    before: Decimal | None
    after: Decimal | None
    since: int = 0

    @property
    def is_of_years(self) -> bool:
        """Whether the caps of several years are added up."""
        return 0 < self.since < self.year

    @property
    def years(self) -> range:
        """The years whose caps these are."""
        return range(self.since or self.year, self.year + 1)

    @property
    def change(self) -> Decimal:
        """By how much it is higher than before, where it is known both times."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class News:
    """What differs between the scenario of a run and that of the new facts.

    Attributes
    ----------
    opened, offered
        How many outlets and premises are new.
    carried
        Of lines that carry over, the caps up to a year added up, from the first year that differs on.
    rules
        Names of programmes whose rules differ.
    is_known
        False where the files of the run were changed in place, so that nothing can be told.
    """

    closed: tuple[Lost, ...] = ()
    lost: tuple[Lost, ...] = ()
    opened: int = 0
    offered: int = 0
    caps: tuple[NewCap, ...] = ()
    carried: tuple[NewCap, ...] = ()
    rules: tuple[str, ...] = ()
    is_known: bool = True

    @property
    def by_circle(self) -> Mapping[str, tuple[Lost, ...]]:
        """What each circle has lost."""
        found: dict[str, tuple[Lost, ...]] = {}
        for site in (*self.closed, *self.lost):
            for circle in site.circles:
                found[circle] = (*found.get(circle, ()), site)
        return found


UNKNOWN = News(is_known=False)


def news_between(old: Scenario, new: Scenario, year: int) -> News:
    """Compare two scenarios from a year on, before anything is rolled forward."""
    mine, theirs = old.tables, new.tables
    return News(
        closed=_lost(old, mine.outlets, theirs.outlets, "outlet_id"),
        lost=_lost(old, mine.premises, theirs.premises, "premises_id"),
        opened=_n_new(mine.outlets, theirs.outlets, "outlet_id"),
        offered=_n_new(mine.premises, theirs.premises, "premises_id"),
        caps=_new_caps(old, new, year),
        carried=_new_sums(old, new, year),
        rules=_new_rules(old, new),
    )


def _lost(old: Scenario, before: pd.DataFrame, after: pd.DataFrame, key: str) -> tuple[Lost, ...]:
    gone = before[~before[key].isin(after[key])].reset_index(drop=True)
    if gone.empty:
        return ()
    walks, kinds = walks_from(old, gone, key), names_of(old).kinds
    return tuple(
        Lost(
            str(row[key]),
            plain(row["name"]),
            plain(row["district"]),
            tuple(kinds.get(kind, kind) for kind in row.get("kinds", ())),
            tuple(sorted(circle for circle, _ in walks.get(row[key], ()))),
        )
        for row in records(gone)
    )


def _n_new(before: pd.DataFrame, after: pd.DataFrame, key: str) -> int:
    return int((~after[key].isin(before[key])).sum())


def _new_caps(old: Scenario, new: Scenario, year: int) -> tuple[NewCap, ...]:
    one, other = _caps(old, year), _caps(new, year)
    names = {**names_of(new).budgets, **names_of(old).budgets}
    return tuple(
        NewCap(
            budget,
            names.get(budget, budget),
            when,
            one.get((budget, when)),
            other.get((budget, when)),
        )
        for budget, when in sorted({*one, *other}, key=lambda key: (key[0], key[1]))
        if one.get((budget, when)) != other.get((budget, when))
    )


def _new_sums(old: Scenario, new: Scenario, year: int) -> tuple[NewCap, ...]:
    """Add up the caps of lines that carry over, before and now, from a year on; years without a cap end it."""
    one, other = _caps(old, year), _caps(new, year)
    names, found = names_of(new).budgets, []
    for budget in sorted(_carrying(old) & _carrying(new)):
        before, after, differs = Decimal(0), Decimal(0), False
        for when in sorted(when for name, when in one if name == budget):
            if (budget, when) not in other:
                break
            before, after = before + one[budget, when], after + other[budget, when]
            differs = differs or one[budget, when] != other[budget, when]
            if differs:
                found.append(NewCap(budget, names.get(budget, budget), when, before, after, year))
    return tuple(found)


def _carrying(scenario: Scenario) -> set[str]:
    return {budget_of(scenario, b.id, b.district or "") for b in scenario.budgets if b.carry_over}


def _caps(scenario: Scenario, year: int) -> dict[tuple[str, int], Decimal]:
    return {
        (budget_of(scenario, b.id, b.district or ""), b.year): Decimal(b.cap_fen) / FEN_PER_YUAN
        for b in scenario.budgets
        if b.year >= year
    }


def _new_rules(old: Scenario, new: Scenario) -> tuple[str, ...]:
    mine, theirs = rules_record(old)["programmes"], rules_record(new)["programmes"]
    names = {**names_of(new).programmes, **names_of(old).programmes}
    ids = dict.fromkeys((*mine, *theirs))
    return tuple(names.get(k, k) for k in ids if mine.get(k) != theirs.get(k))
