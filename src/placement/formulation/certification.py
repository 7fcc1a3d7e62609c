"""Constraint families of certification: which tier a circle holds when, and the targets."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from placement.formulation.sets import ModelSets
from placement.formulation.variables import activity, reached
from placement.instance import Instance, TargetFacts


def add_one_tier_at_a_time(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Let a circle hold at most one tier in a year, where it is asked for nothing or has a choice.

    Formula
        sum(held[b, t] for b in blocks[c]) <= 1

    Unit: tiers
    Clause: tiers.exclusive
    """
    asked = {b for b, _ in [*sets.points_needed, *sets.kinds_needed]}

    def says_something(blocks: list[str]) -> bool:
        # Only what stands in a row is a column: where nothing is asked of a tier, no other row has it.
        return len(blocks) > 1 or not asked.issuperset(blocks)

    pairs = [
        (instance.circle_ids[c], t)
        for c, blocks in sets.blocks_of_circle.items()
        for t in range(instance.n_years)
        if says_something([b for b in blocks if (b, t) in model.held])
    ]
    position = {circle: c for c, circle in enumerate(instance.circle_ids)}

    @model.Constraint(pairs)
    def one_tier_at_a_time(m: pyo.ConcreteModel, circle: str, t: int) -> Any:
        return reached(m, sets, position[circle], 0, t) <= 1


def _may_reach(
    model: pyo.ConcreteModel, sets: ModelSets, circle: int, tier: int, year: int
) -> bool:
    """Tell whether a circle may hold the tier or a higher one in the year: until a review it may hold none."""
    return any(
        sets.blocks[b].tier >= tier and (b, year) in model.held
        for b in sets.blocks_of_circle[circle]
    )


def add_final_tier_is_kept(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Keep the final tier from the year it is first held.

    Formula
        held[b, t] <= held[b, t + 1]      for final b

    Unit: tiers
    Clause: tiers.kept
    """
    final = [b for b, block in sets.blocks.items() if block.is_final]

    @model.Constraint([(b, t) for b in final for t in range(instance.n_years - 1)])
    def final_tier_is_kept(m: pyo.ConcreteModel, b: str, t: int) -> Any:
        return m.held[b, t] <= m.held[b, t + 1]


def add_tiers_only_rise(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Never fall below a tier that was held, where it is not kept by being final.

    Formula
        sum(held[b, t] for b in blocks[c] if tier[b] >= j)
            <= sum(held[b, t + 1] for b in blocks[c] if tier[b] >= j)

    Unit: tiers
    Clause: tiers.kept
    """
    position = {circle: c for c, circle in enumerate(instance.circle_ids)}
    rising = sorted({(b.circle, b.tier) for b in sets.blocks.values() if not b.is_final})
    steps = range(instance.n_years - 1)

    @model.Constraint(
        [
            (instance.circle_ids[c], instance.tier_ids[j], t)
            for c, j in rising
            for t in steps
            if _may_reach(model, sets, c, j, t)
        ]
    )
    def tiers_only_rise(m: pyo.ConcreteModel, circle: str, tier: str, t: int) -> Any:
        c, j = position[circle], instance.tier_ids.index(tier)
        return reached(m, sets, c, j, t) <= reached(m, sets, c, j, t + 1)


def add_interim_ends_higher(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Let an interim tier end in a higher one.

    Formula
        held[b, t] <= sum(held[b', t + 1] for interim b' with tier[b'] >= tier[b])
                      + sum(held[b', t + 1] for final b' with tier[b'] > tier[b])   for interim b
        held[b, t] <= activity[b]                                                     for interim b

    Unit: tiers
    Clause: tiers.kept
    """
    interim = [b for b, block in sets.blocks.items() if block.is_interim]
    pairs = [(b, t) for b in interim for t in range(instance.n_years - 1)]

    def leads_on(lower: str, other: str) -> bool:
        here, there = sets.blocks[lower], sets.blocks[other]
        return there.tier > here.tier or (there.is_interim and there.tier == here.tier)

    @model.Constraint(pairs)
    def interim_ends_higher(m: pyo.ConcreteModel, b: str, t: int) -> Any:
        others = sets.blocks_of_circle[sets.blocks[b].circle]
        onward = [other for other in others if (other, t + 1) in m.held and leads_on(b, other)]
        return m.held[b, t] <= pyo.quicksum(m.held[other, t + 1] for other in onward)

    @model.Constraint(pairs)
    def interim_active(m: pyo.ConcreteModel, b: str, t: int) -> Any:
        return m.held[b, t] <= activity(m, sets, b)


def add_yearly_tier_is_kept(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Keep a yearly tier itself to the next year, where no circle may rise twice.

    Formula
        held[c/j@t, t] <= held[c/j@t+1, t + 1]      for yearly blocks

    Unit: tiers
    Clause: tiers.kept
    """
    following = {} if instance.allow_interim else sets.held_next

    @model.Constraint(list(following))
    def yearly_tier_is_kept(m: pyo.ConcreteModel, b: str) -> Any:
        return activity(m, sets, b) <= activity(m, sets, following[b])


def add_first_certified(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Mark circles certified in a year that held nothing the year before, where rising is no task.

    Formula
        first[k, c] <= reached[c, tier, year]
        first[k, c] <= 1 - reached[c, lowest, year - 1]
        first[k, c] >= reached[c, tier, year] - reached[c, lowest, year - 1]

    Unit: circles
    Clause: recognition.upgrades
    """
    targets = {target.id: target for target in instance.targets}
    position = {circle: c for c, circle in enumerate(instance.circle_ids)}
    pairs = list(model.first)

    def now(m: pyo.ConcreteModel, k: str, circle: str) -> Any:
        return reached(m, sets, position[circle], targets[k].tier, targets[k].year)

    def before(m: pyo.ConcreteModel, k: str, circle: str) -> Any:
        return reached(m, sets, position[circle], 0, targets[k].year - 1)

    @model.Constraint(pairs)
    def first_certified(m: pyo.ConcreteModel, k: str, circle: str) -> Any:
        return m.first[k, circle] <= now(m, k, circle)

    @model.Constraint(pairs)
    def first_certified_once(m: pyo.ConcreteModel, k: str, circle: str) -> Any:
        return m.first[k, circle] <= 1 - before(m, k, circle)

    @model.Constraint(pairs)
    def first_certified_counts(m: pyo.ConcreteModel, k: str, circle: str) -> Any:
        return m.first[k, circle] >= now(m, k, circle) - before(m, k, circle)


def counted(
    model: pyo.ConcreteModel, instance: Instance, sets: ModelSets, target: TargetFacts, circle: int
) -> Any:
    """Return 1 where a circle counts for a target: by its year, within it, or first certified in it."""
    name = instance.circle_ids[circle]
    if (target.id, name) in model.first:
        return model.first[target.id, name]
    now = reached(model, sets, circle, target.tier, target.year)
    if target.per_year and target.year > 0:
        now -= reached(model, sets, circle, target.tier, target.year - 1)
    return now


def add_target_met(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Bring what a target asks of circles to the tier by the year, or count what is missing.

    Formula
        sum(amount[c] * counted[c, tier, year] for c in circles)
            - base_share * sum(reached[c, base_tier, year] for c in base) + step * shortfall >= required
        sum(counted[c, tier, year] for c in circles) - shortfall <= required       for an exact number

    Unit: circles, residents or communities
    Clause: targets.required
    """
    targets = {target.id: target for target in instance.targets}
    exact = [target.id for target in instance.targets if target.exactly]

    def total(m: pyo.ConcreteModel, target: TargetFacts) -> Any:
        return pyo.quicksum(
            amount * counted(m, instance, sets, target, c) for c, amount in target.amount_of.items()
        )

    @model.Constraint(list(targets))
    def target_met(m: pyo.ConcreteModel, k: str) -> Any:
        target = targets[k]
        base = pyo.quicksum(reached(m, sets, c, target.base_tier, target.year) for c in target.base)
        achieved = total(m, target) - target.base_share * base
        return achieved + target.step * m.shortfall[k] >= target.required

    @model.Constraint(exact)
    def target_not_exceeded(m: pyo.ConcreteModel, k: str) -> Any:
        return total(m, targets[k]) - m.shortfall[k] <= targets[k].required
