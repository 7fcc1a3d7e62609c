"""The option table as arrays, and the options that satisfy locks on premises."""

from __future__ import annotations

import numpy as np
import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.instance.budgets import BudgetKey, budget_of
from placement.instance.effects import option_effects
from placement.instance.facts import OptionFacts
from placement.instance.upgrades import upgrade_effects
from placement.options import OptionTable
from placement.scenario.model import Scenario


def option_facts(
    scenario: Scenario, table: OptionTable, budgets: tuple[BudgetKey, ...]
) -> OptionFacts:
    """Turn the option table into arrays, with the effects within walking reach."""
    rows = table.rows
    sites, site = np.unique(rows["site_id"].to_numpy(dtype=str), return_inverse=True)
    changes = upgrade_effects(scenario, table)
    effects = option_effects(scenario, table).joined(changes.gains)
    position = {key: n for n, key in enumerate(budgets)}
    paid = table.payments
    budget = [
        budget_of(position, line, district)
        for line, district in zip(paid["budget_id"], paid["district"], strict=True)
    ]
    merged = (
        pd.DataFrame({"option": paid["option"], "budget": budget, "fen": paid["fen"]})
        .astype(np.int64)
        .groupby(["option", "budget"], sort=True)["fen"]
        .sum()
        .reset_index()
    )
    return OptionFacts(
        ids=tuple(rows["option_id"]),
        site_ids=tuple(sites.tolist()),
        site=site.astype(np.int64),
        available=table.available & ~changes.is_harmful[:, None],
        investment_fen=rows["investment_fen"].to_numpy(dtype=np.int64),
        effect_option=effects.option,
        effect_circle=effects.circle,
        effect_line=effects.line,
        effect_units=effects.units,
        pay_option=merged["option"].to_numpy(dtype=np.int64),
        pay_budget=merged["budget"].to_numpy(dtype=np.int64),
        pay_fen=merged["fen"].to_numpy(dtype=np.int64),
    )


def locked_in(scenario: Scenario, table: OptionTable) -> dict[int, frozenset[tuple[int, int]]]:
    """Options and years that satisfy each lock on premises.

    Raises
    ------
    InputError
        PL711 when no option of locked premises fits the lock.
    """
    rows = table.rows
    sites = {site: s for s, site in enumerate(np.unique(rows["site_id"].to_numpy(dtype=str)))}
    result: dict[int, frozenset[tuple[int, int]]] = {}
    problems = []
    for premises_id, lock in scenario.locks.premises_in.items():
        fits = (rows["site_id"] == premises_id).to_numpy(dtype=bool, copy=True)
        if lock.format is not None:
            fits &= (rows["cost_row"] == lock.format).to_numpy()
        pairs = frozenset(
            (int(o), t)
            for o in np.flatnonzero(fits)
            for t in np.flatnonzero(table.available[o]).tolist()
            if lock.year is None or scenario.years[t] == lock.year
        )
        if pairs:
            result[sites[premises_id]] = pairs
        else:
            problems.append(_no_option(scenario, premises_id))
    if problems:
        raise InputError(problems)
    return result


def _no_option(scenario: Scenario, premises_id: str) -> Problem:
    key = f"locks.premises_in.{premises_id}"
    file, _, line = scenario.provenance.get(key, f"{scenario.path.name}:").rpartition(":")
    return Problem(
        code="PL711",
        file=file,
        row=int(line) if line.isdigit() else None,
        column=key,
        value=premises_id,
        rule=Text(
            "锁定启用的用房至少要有一个可行的业态和年份",
            "premises locked in need at least one possible format and year",
        ),
        mend=Text(
            "请核对面积、准入业态、启用年份和补贴项目，或取消锁定。",
            "Check area, allowed kinds, first year and programmes, or drop the lock.",
        ),
    )
