"""Constraint families of money, and the choices the scenario has locked."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pyomo.environ as pyo

from placement.formulation.sets import ModelSets
from placement.instance import AwardFacts, Instance


def newly_held(model: pyo.ConcreteModel, sets: ModelSets, award: AwardFacts) -> Any:
    """Return 1 when the award's circle newly holds exactly the award's tier in the award's year."""
    total: Any = 0
    for b in _award_blocks(sets, award):
        if not sets.blocks[b].is_final:
            if (b, award.year) in model.entered:
                total += model.entered[b, award.year]
            continue
        total += model.held[b, award.year]
        if award.year > 0:
            total -= model.held[b, award.year - 1]
    return total


def _award_blocks(sets: ModelSets, award: AwardFacts) -> list[str]:
    return [
        b for b in sets.blocks_of_circle.get(award.circle, ()) if sets.blocks[b].tier == award.tier
    ]


def add_interim_entry(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Mark the year an interim or yearly tier is first held, and no other, where an award hangs on it.

    Formula
        entered[b, t] >= held[b, t] - held[b, t - 1]
        entered[b, t] <= held[b, t]
        entered[b, t] <= 1 - held[b, t - 1]

    Unit: tiers
    Clause: programmes.award
    """
    awarded = {(a.circle, a.tier, a.year) for a in instance.awards}
    before = {later: earlier for earlier, later in sets.held_next.items()}
    pairs = [
        (b, t)
        for b, block in sets.blocks.items()
        if not block.is_final
        for t in range(instance.n_years)
        if (b, t) in model.held and (block.circle, block.tier, t) in awarded
    ]

    def held_before(m: pyo.ConcreteModel, b: str, t: int) -> Any:
        return m.held[before.get(b, b), t - 1] if t > 0 else 0

    model.entered = pyo.Var(pairs, bounds=(0, 1))

    @model.Constraint(pairs)
    def interim_entry(m: pyo.ConcreteModel, b: str, t: int) -> Any:
        return m.entered[b, t] >= m.held[b, t] - held_before(m, b, t)

    @model.Constraint(pairs)
    def interim_entry_if_held(m: pyo.ConcreteModel, b: str, t: int) -> Any:
        return m.entered[b, t] <= m.held[b, t]

    @model.Constraint([(b, t) for b, t in pairs if t > 0])
    def interim_entry_only_once(m: pyo.ConcreteModel, b: str, t: int) -> Any:
        return m.entered[b, t] <= 1 - held_before(m, b, t)


def add_budget(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Commit no more from a budget line in a year than its cap.

    Formula
        sum(pay[o, budget] * built[o, year] for o in options)
            + sum(award * newly_held[circle, tier, year] for awards) <= cap[budget, year]
        where budgets are elastic, overrun_money counts what is above the caps

    Unit: money units (greatest common divisor of all payments; the cap is rounded down to it)
    Clause: budgets.cap
    """
    unit = instance.money_unit_fen
    options = instance.options
    payments: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for o, n, fen in zip(
        options.pay_option.tolist(),
        options.pay_budget.tolist(),
        options.pay_fen.tolist(),
        strict=True,
    ):
        payments[n].append((options.ids[o], fen))
    awards: dict[tuple[int, int], list[AwardFacts]] = defaultdict(list)
    for award in instance.awards:
        if _award_blocks(sets, award):
            awards[award.budget, award.year].append(award)
    position = {line: n for n, line in enumerate(instance.budget_ids)}
    capped = np.argwhere(instance.budget_cap_fen >= 0)
    rows = [(instance.budget_ids[n], t) for n, t in capped.tolist()]
    if instance.elastic_budgets:  # only rows that can be exceeded take a variable
        model.overrun = pyo.Var(rows, bounds=(0, None), dense=False)

    @model.Constraint(rows)
    def budget(m: pyo.ConcreteModel, line: str, t: int) -> Any:
        n = position[line]
        spent = [fen // unit * m.built[o, t] for o, fen in payments[n] if (o, t) in m.built]
        spent += [a.fen // unit * newly_held(m, sets, a) for a in awards[n, t]]
        most = sum(fen for _, fen in payments[n]) + sum(a.fen for a in awards[n, t])
        if not spent or most <= instance.budget_cap_fen[n, t]:
            return pyo.Constraint.Skip
        cap = int(instance.budget_cap_fen[n, t]) // unit
        if instance.elastic_budgets:
            return pyo.quicksum(spent) - m.overrun[line, t] <= cap
        return pyo.quicksum(spent) <= cap


def add_locked_in(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Choose one of the allowed options of a site the scenario has locked in.

    Formula
        sum(built[o, t] for o, t in allowed[s]) >= 1

    Unit: options
    Clause: locks.premises_in
    """
    del sets
    allowed = {
        instance.options.site_ids[s]: [(instance.options.ids[o], t) for o, t in sorted(pairs)]
        for s, pairs in instance.locked_in.items()
    }

    @model.Constraint(list(allowed))
    def locked_in(m: pyo.ConcreteModel, s: str) -> Any:
        return pyo.quicksum(m.built[o, t] for o, t in allowed[s]) >= 1
