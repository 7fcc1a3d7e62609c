"""Constraint families of money, and the choices the scenario has locked."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pyomo.environ as pyo

from placement.formulation.sets import ModelSets
from placement.instance import ANY, NOTHING, AwardFacts, Instance

Band = tuple[int, int, int, int, int, int, int]
"""Circle, tier, year, tier held before, line, and units from and below."""


def band_key(award: AwardFacts) -> Band:
    """Return what tells awards by density apart, whoever pays them."""
    return (
        award.circle, award.tier, award.year, award.before, award.line, award.from_units,
        award.below_units,
    )  # fmt: skip


def award_due(model: pyo.ConcreteModel, sets: ModelSets, award: AwardFacts) -> Any:
    """Return 1 when an award is paid: for its tier, in its year, and where it asks for it at its density."""
    if award.line == NOTHING:
        return earned(model, sets, award)
    return model.in_band[band_key(award)]


def may_be_due(due: Any) -> bool:
    """Tell whether an award hangs on a variable at all; else nobody can newly hold its tier in its year."""
    return not isinstance(due, int)


def earned(model: pyo.ConcreteModel, sets: ModelSets, award: AwardFacts) -> Any:
    """Return 1 when an award's tier is newly held in its year, after the tier it asks for."""
    if award.before == ANY:
        return newly_held(model, sets, award)
    lower = range(award.tier) if award.before == NOTHING else (award.before,)
    keys = [(award.circle, i, award.tier, award.year) for i in lower]
    risen = pyo.quicksum(model.risen[key] for key in keys if key in model.risen)
    return newly_held(model, sets, award) - risen if award.before == NOTHING else risen


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


def add_risen_from_lower_tier(
    model: pyo.ConcreteModel, instance: Instance, sets: ModelSets
) -> None:
    """Mark a rise from an interim tier to another within a year, where awards tell rises apart.

    Formula
        risen[c, i, j, t] >= held[i, t - 1] + sum(held[b, t] for blocks b of tier j) - 1
        risen[c, i, j, t] <= held[i, t - 1]
        risen[c, i, j, t] <= sum(held[b, t] for blocks b of tier j)

    Unit: circles
    Clause: programmes.upgrade
    """
    told_apart = {(a.circle, a.tier, a.year) for a in instance.awards if a.before != ANY}
    pairs: dict[tuple[int, int, int, int], tuple[str, list[str]]] = {}
    for c, j, t in sorted(told_apart):
        blocks = sets.blocks_of_circle.get(c, ())
        upper = [b for b in blocks if sets.blocks[b].tier == j and (b, t) in model.held]
        for b in blocks:
            here = sets.blocks[b]
            if here.is_interim and here.tier < j and t > 0 and upper:
                pairs[c, here.tier, j, t] = (b, upper)
    model.risen = pyo.Var(list(pairs), bounds=(0, 1))

    def ends(m: pyo.ConcreteModel, key: tuple[int, int, int, int]) -> tuple[Any, Any]:
        lower, upper = pairs[key]
        return m.held[lower, key[3] - 1], pyo.quicksum(m.held[b, key[3]] for b in upper)

    @model.Constraint(list(pairs))
    def risen_from_lower_tier(m: pyo.ConcreteModel, c: int, i: int, j: int, t: int) -> Any:
        before, after = ends(m, (c, i, j, t))
        return m.risen[c, i, j, t] >= before + after - 1

    @model.Constraint(list(pairs))
    def risen_only_from_lower(m: pyo.ConcreteModel, c: int, i: int, j: int, t: int) -> Any:
        return m.risen[c, i, j, t] <= ends(m, (c, i, j, t))[0]

    @model.Constraint(list(pairs))
    def risen_only_to_higher(m: pyo.ConcreteModel, c: int, i: int, j: int, t: int) -> Any:
        return m.risen[c, i, j, t] <= ends(m, (c, i, j, t))[1]


def add_budget(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Commit no more from a budget line in a year than its cap.

    Formula
        sum(pay[o, budget] * built[o, year] for o in options)
            + sum(award * award_due[circle, tier, year] for awards) <= cap[budget, year]
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
        due = [(a.fen // unit, award_due(m, sets, a)) for a in awards[n, t]]
        spent += [fen * paid for fen, paid in due if may_be_due(paid)]
        most = sum(fen for _, fen in payments[n]) + sum(a.fen for a in awards[n, t])
        if not spent or most <= instance.budget_cap_fen[n, t]:
            return pyo.Constraint.Skip
        cap = int(instance.budget_cap_fen[n, t]) // unit
        if instance.elastic_budgets:
            m.overrun[line, t].setub(most // unit - cap)
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
