"""Constraint families of limits: quotas, pools, carry-over, transfers, and batches that must be full."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pyomo.environ as pyo

from placement.formulation.money import award_due, may_be_due
from placement.formulation.sets import ModelSets
from placement.instance import Instance
from placement.instance.limits import NO_POT

Draws = dict[int, list[tuple[int, Any]]]
"""Row → (amount, 0-1 expression) of everything that can draw on it."""


def _draws(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> Draws:
    """Return what draws on each row; awards of circles that have no block can never be paid."""
    limits, ids = instance.limits, instance.options.ids
    found: Draws = defaultdict(list)
    for row, o, first, last, amount in zip(
        limits.option_row.tolist(),
        limits.option.tolist(),
        limits.option_first.tolist(),
        limits.option_last.tolist(),
        limits.option_amount.tolist(),
        strict=True,
    ):
        years = [t for t in sets.option_years.get(ids[o], ()) if first <= t <= last]
        if years and amount:
            found[row].append((amount, pyo.quicksum(model.built[ids[o], t] for t in years)))
    for row, n, amount in zip(
        limits.award_row.tolist(), limits.award.tolist(), limits.award_amount.tolist(), strict=True
    ):
        award = instance.awards[n]
        blocks = sets.blocks_of_circle.get(award.circle, ())
        if amount and any(sets.blocks[b].tier == award.tier for b in blocks):
            due = award_due(model, sets, award)
            found[row] += [(amount, due)] if may_be_due(due) else []
    return found


def add_limits(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Draw no more on a quota, a pool or a pot of budget lines than it holds.

    Formula
        sum(amount * built[o, t] for o, t in draws[r]) + sum(amount * award_due[a]) <= cap[r]
        where pots are elastic, overrun_money counts what one of a pot's rows lacks at most;
        early_limits is the same with a variable of the row's own, for overrun_years

    Unit: what the row counts, divided by the greatest common divisor of its amounts; caps round down
    Clause: programmes.quotas
    """
    draws, facts = _draws(model, instance, sets), instance.limits
    capped = [
        r
        for r in np.flatnonzero(facts.cap >= 0).tolist()
        if sum(amount for amount, _ in draws[r]) > facts.cap[r]
    ]

    elastic = {r for r in capped if instance.elastic_pots and facts.pot[r] != NO_POT}
    if instance.elastic_budgets:
        model.pot_overrun = pyo.Var(sorted({int(facts.pot[r]) for r in elastic}), bounds=(0, None))

    def kept(r: int, above: Any) -> Any:
        unit = math.gcd(*(amount for amount, _ in draws[r]))
        if r in elastic:
            unit = instance.money_unit_fen
        total = pyo.quicksum(amount // unit * used for amount, used in draws[r])
        return total - above <= int(facts.cap[r]) // unit

    @model.Constraint(capped)
    def limits(m: pyo.ConcreteModel, r: int) -> Any:
        return kept(r, m.pot_overrun[int(facts.pot[r])] if r in elastic else 0)

    if instance.elastic_budgets:
        early = sorted(elastic & set(np.flatnonzero(instance.years_after > 0).tolist()))
        model.early_overrun = pyo.Var(early if asks_when(instance) else [], bounds=(0, None))

        @model.Constraint(model.early_overrun.index_set())
        def early_limits(m: pyo.ConcreteModel, r: int) -> Any:
            return kept(r, m.early_overrun[r])


def asks_when(instance: Instance) -> bool:
    """Tell whether a stage asks how early caps are exceeded."""
    return any(stage.term == "overrun_years" for stage in instance.stages)


def add_nothing_or_enough(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Draw nothing on a bundle or batch, or at least what it asks for.

    Formula
        sum(amount * built[o, t] for o, t in draws[r]) + sum(amount * award_due[a]) >= least[r] * begun[r]
        built[o, t] <= begun[r]        for o, t in draws[r];  award_due[a] <= begun[r]

    Unit: what the row counts
    Clause: programmes.batches
    """
    draws, facts = _draws(model, instance, sets), instance.limits
    rows = np.flatnonzero(facts.least > 0).tolist()
    model.begun = pyo.Var(rows, bounds=lambda _m, r: (1, 1) if facts.begun[r] else (0, 1))

    @model.Constraint(rows)
    def nothing_or_enough(m: pyo.ConcreteModel, r: int) -> Any:
        total = pyo.quicksum(amount * used for amount, used in draws[r])
        return total - int(facts.least[r]) * m.begun[r] >= 0

    @model.Constraint([(r, n) for r in rows for n in range(len(draws[r]))])
    def begun_if_drawn(m: pyo.ConcreteModel, r: int, n: int) -> Any:
        return draws[r][n][1] <= m.begun[r]


def add_whole_batches(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Draw on a row of batches a whole number of them.

    Formula
        sum(amount * built[o, t] for o, t in draws[r]) + sum(amount * award_due[a]) + outside[r]
            >= batch[r] * batches[r]
        the same <= batch[r] * batches[r]

    Unit: what the row counts
    Clause: programmes.whole_batches
    """
    draws, facts = _draws(model, instance, sets), instance.limits
    rows = [r for r in np.flatnonzero(facts.batch > 0).tolist() if draws[r]]
    model.batches = pyo.Var(rows, domain=pyo.NonNegativeIntegers)

    def parted(m: pyo.ConcreteModel, r: int) -> Any:
        total = pyo.quicksum(amount * used for amount, used in draws[r])
        return total - int(facts.batch[r]) * m.batches[r]

    @model.Constraint(rows)
    def whole_batches(m: pyo.ConcreteModel, r: int) -> Any:
        return parted(m, r) >= -int(facts.outside[r])

    @model.Constraint(rows)
    def no_part_of_a_batch(m: pyo.ConcreteModel, r: int) -> Any:
        return parted(m, r) <= -int(facts.outside[r])
