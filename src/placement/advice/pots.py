"""Money beyond yearly caps: lines that carry over or help each other out, and quotas; what a plan draws too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from placement.engine import Decisions, awards_paid
from placement.errors import Text
from placement.instance import Instance, Int
from placement.instance.limits import PLACES, POT
from placement.plain import plain
from placement.scenario.names import Names


@dataclass(frozen=True, slots=True)
class Pot:
    """One row of budget lines whose money moves.

    Attributes
    ----------
    budget_id, year
        The row's first line, and the last year whose commitments it adds up.
    label
        The lines by name.
    group
        Number of the pot: its rows are about the same money.
    """

    row: int
    group: int
    budget_id: str
    label: str
    year: int


def pots_of(instance: Instance, names: Names) -> tuple[Pot, ...]:
    """Read the rows of pots; each adds up commitments of some lines up to a year."""
    found = []
    for row in np.flatnonzero(instance.limits.named(POT)).tolist():
        parts = [part.rsplit(" ", 1) for part in instance.limits.ids[row][len(POT) :].split("、")]
        label = " + ".join(plain(names.budgets.get(budget, budget)) for budget, _ in parts)
        found.append(
            Pot(
                row,
                int(instance.limits.pot[row]),
                parts[0][0],
                label,
                max(int(year) for _, year in parts),
            )
        )
    return tuple(found)


def excess_of(instance: Instance, plan: Decisions) -> Int:
    """Return what a plan draws beyond each row of limits that is about money, shape ``(R,)``; 0 within."""
    limits = instance.limits
    drawn = limits.drawn(plan.start, awards_paid(instance, plan))
    is_money = (limits.cap >= 0) & ~limits.named(*PLACES)
    above: Int = np.where(is_money, np.maximum(0, drawn - limits.cap), 0)
    return above


def worst_pots(pots: tuple[Pot, ...], excess: Int) -> tuple[tuple[Pot, int], ...]:
    """Return of each pot the row that lacks most money, the first of equals, where any lacks some; fen."""
    worst: dict[int, tuple[Pot, int]] = {}
    for pot in pots:
        lacking = int(excess[pot.row])
        if lacking > worst.get(pot.group, (pot, 0))[1]:
            worst[pot.group] = pot, lacking
    return tuple(worst.values())


def lacking_before(pots: tuple[Pot, ...], worst: Pot, excess: Int) -> tuple[tuple[int, int], ...]:
    """Return by when the lines of a row lack how much before its own year; year and fen."""
    found = [
        (pot.year, int(excess[pot.row]))
        for pot in pots
        if pot.label == worst.label and pot.year < worst.year and excess[pot.row] > 0
    ]
    return tuple(found)


def broken_quotas(instance: Instance, excess: Int) -> int:
    """Return how many quotas, pools and batches are drawn on beyond their caps."""
    return int(((excess > 0) & ~instance.limits.named(POT)).sum())


def lacks(pot: Pot, money: Text, before: Sequence[tuple[int, Text]] = ()) -> Text:
    """Say that a pot lacks money, and what the plan at hand needs of it earlier."""
    zh = "、".join(f"{year} 年底前就差 {part.zh}" for year, part in before)
    en = ", ".join(f"{part.en} by {year}" for year, part in before)
    return Text(
        f"至 {pot.year} 年{pot.label}累计还差 {money.zh}"
        + (f"（这一办法在 {zh}）" if before else ""),
        f"{pot.label} lacks {money.en} in all by {pot.year}"
        + (f" (this plan needs {en})" if before else ""),
    )
