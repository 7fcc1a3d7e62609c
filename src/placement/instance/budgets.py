"""Budget lines of the instance: plain yearly caps, and rows of limits where money moves between years or lines.

With carry-over a line may commit up to a year what its caps add up to by then. A line that may be
transferred to others lends what it does not use. Which commitments are possible then is a flow from caps
to commitments; by Hall's condition it exists when for every set of (line, year) the commitments are no more
than all caps that can reach one of them. Without carry-over these are the sets of lines of one year, with
it the sets that hold each line up to some year.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from placement.errors import InputError, Problem, Text
from placement.instance.card import Int
from placement.instance.facts import AwardFacts, OptionFacts
from placement.instance.limits import POT, LimitRows
from placement.scenario.model import BudgetLine, Scenario

NONE = -1
BudgetKey = tuple[str, str]
"""Budget line and district, the latter ``""`` for a line of the whole city."""

MOST_ROWS = 400
"""Rows that one group of lines connected by transfers may need."""


def budget_keys(scenario: Scenario) -> tuple[BudgetKey, ...]:
    """All budget lines, split by district where their caps are."""
    return tuple(dict.fromkeys((line.id, line.district or "") for line in scenario.budgets))


def budget_of(budgets: dict[BudgetKey, int], line: str, district: str) -> int:
    """Position of the budget line that pays for a district: its own, else the whole city's."""
    own = budgets.get((line, district))
    return budgets[line, ""] if own is None else own


def budget_caps(scenario: Scenario, budgets: tuple[BudgetKey, ...]) -> Int:
    """Caps in fen, shape ``(B, T)``."""
    caps = np.full((len(budgets), len(scenario.years)), NONE, dtype=np.int64)
    position = {key: n for n, key in enumerate(budgets)}
    year = {y: t for t, y in enumerate(scenario.years)}
    for line in scenario.budgets:
        caps[position[line.id, line.district or ""], year[line.year]] = line.cap_fen
    return caps


@dataclass(frozen=True)
class Pot:
    """Budget lines connected by transfers, or one that carries over.

    Attributes
    ----------
    lines
        Positions of the lines.
    sources
        For each line the positions of the lines whose caps may pay its commitments, its own among them.
    carries
        Whether caps that are left over may be used in later years.
    """

    lines: tuple[int, ...]
    sources: tuple[frozenset[int], ...]
    carries: bool


def find_pots(scenario: Scenario, budgets: tuple[BudgetKey, ...]) -> list[Pot]:
    """Return the lines whose money moves, in groups.

    Raises
    ------
    InputError
        PL852 for transfers this version cannot compute: between lines of which one carries over and the
        other does not, and in groups that would need too many rows.
    """
    rule = {(line.id, line.district or ""): line for line in scenario.budgets}
    label = {key: n for n, key in enumerate(budgets)}
    arcs = [
        (label[key], label[target, key[1]])
        for key in budgets
        for target in rule[key].transfer_to
        if (target, key[1]) in label
    ]
    group = list(range(len(budgets)))
    for one, other in arcs:
        group = [group[one] if g == group[other] else g for g in group]
    pots = []
    for g in sorted(set(group)):
        lines = tuple(n for n in range(len(budgets)) if group[n] == g)
        carries = {rule[budgets[n]].carry_over for n in lines}
        if lines == (lines[0],) and carries == {False}:
            continue
        pot = Pot(
            lines,
            tuple(frozenset({n, *(a for a, b in arcs if b == n)}) for n in lines),
            carries == {True},
        )
        if len(carries) > 1 or _n_rows(pot, len(scenario.years)) > MOST_ROWS:
            raise InputError([_too_mixed(rule[budgets[n]] for n in lines)])
        pots.append(pot)
    return pots


def _n_rows(pot: Pot, n_years: int) -> int:
    k = len(pot.lines)
    return int((n_years + 1) ** k if pot.carries else n_years * 2**k)


def _too_mixed(lines: Iterator[BudgetLine]) -> Problem:
    names = "、".join(dict.fromkeys(line.id for line in lines))
    return Problem(
        code="PL852",
        column="budgets",
        value=names,
        rule=Text(
            "相互调剂的资金渠道须一律结转或一律不结转，且不宜过多",
            "lines that transfer to each other must all carry over or none, and be few",
        ),
        mend=Text(
            "请减少调剂关系，或统一结转。", "Use fewer transfers, or the same carry-over for all."
        ),
    )


def _commitment_sets(pot: Pot, n_years: int) -> Iterator[list[tuple[int, int, int]]]:
    """Yield sets of commitments as (line, first year, last year)."""
    if pot.carries:
        for until in itertools.product(range(-1, n_years), repeat=len(pot.lines)):
            chosen = [(line, 0, t) for line, t in zip(pot.lines, until, strict=True) if t >= 0]
            if chosen:
                yield chosen
        return
    for t in range(n_years):
        for size in range(1, len(pot.lines) + 1):
            for lines in itertools.combinations(pot.lines, size):
                yield [(line, t, t) for line in lines]


def _reachable_cap(pot: Pot, chosen: Sequence[tuple[int, int, int]], caps: Int) -> int:
    """Add up the caps that can pay any of the commitments, fen."""
    years: dict[int, set[int]] = {}
    for line, first, last in chosen:
        for source in pot.sources[pot.lines.index(line)]:
            years.setdefault(source, set()).update(range(first, last + 1))
    return sum(int(caps[source, t]) for source, ts in years.items() for t in ts)


def add_pots(
    rows: LimitRows,
    pots: Sequence[Pot],
    options: OptionFacts,
    awards: tuple[AwardFacts, ...],
    caps: tuple[Int, tuple[str, ...], tuple[int, ...]],
) -> None:
    """Add the rows of all pots.

    Parameters
    ----------
    caps
        Caps in fen, shape ``(B, T)``, names of the lines, and the years.
    """
    cap_fen, names, years = caps
    numbers: dict[tuple[int, int], int] = {}
    for number, pot in enumerate(pots):
        for chosen in _commitment_sets(pot, len(years)):
            label = "、".join(f"{names[line]} {years[last]}" for line, _, last in chosen)
            cap = _reachable_cap(pot, chosen, cap_fen)
            # Money that does not carry over makes a pot of its own in every year.
            alone = NONE if pot.carries else chosen[0][2]
            group = numbers.setdefault((number, alone), len(numbers))
            row = rows.add(f"{POT}{label}", cap=cap, pot=group)
            for line, first, last in chosen:
                paid = options.pay_budget == line
                rows.draw_options(
                    row, options.pay_option[paid], (first, last), options.pay_fen[paid]
                )
                due = [
                    n for n, a in enumerate(awards) if a.budget == line and first <= a.year <= last
                ]
                rows.draw_awards(row, due, [awards[n].fen for n in due])
