"""Which budget lines of two runs are given other money, or may move it otherwise."""

from __future__ import annotations

from typing import Any

import pandas as pd

from placement.report.run.published import PublishedRun


def differing_budgets(run: PublishedRun, other: PublishedRun) -> tuple[str, ...]:
    """Return names of budget lines with other caps in some year, or of one run alone."""
    mine, theirs = caps_of(run), caps_of(other)
    names = {**other.budget_names, **run.budget_names}
    lines = dict.fromkeys(budget for budget, _ in (*mine, *theirs))
    years = sorted({year for _, year in (*mine, *theirs)})
    differing = [k for k in lines if any(mine.get((k, y)) != theirs.get((k, y)) for y in years)]
    return tuple(names.get(k, k) for k in differing)


def moving_otherwise(run: PublishedRun, other: PublishedRun) -> dict[str, tuple[str, ...]]:
    """Return names of budget lines of both runs that ``carry`` over, or ``help`` others out, in one run only."""
    mine, theirs = (r.record["scenario"]["rules"]["budgets"] for r in (run, other))
    names, both = {**other.budget_names, **run.budget_names}, [k for k in mine if k in theirs]

    def differing(rule: str) -> tuple[str, ...]:
        return tuple(names.get(k, k) for k in both if mine[k][rule] != theirs[k][rule])

    found = {"carry": differing("carries_over"), "help": differing("helps")}
    return {what: lines for what, lines in found.items() if lines}


def caps_of(run: PublishedRun) -> dict[tuple[str, int], Any]:
    """Return the published caps in yuan by budget line and year."""
    money = run.tables["money"]
    rows = zip(money["budget_id"], money["year"], money["cap_yuan"], strict=True)
    return {(str(b), int(year)): cap for b, year, cap in rows if not pd.isna(cap)}
