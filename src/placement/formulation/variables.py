"""Decision variables. States are named by what holds: built, held, used, present.

Index letters: ``o`` option, ``b`` block, ``i`` line, ``t`` year (position), ``k`` target.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from placement.formulation.blocks import BlockId, OptionId
from placement.formulation.sets import ModelSets
from placement.instance import Instance

Pair = tuple[BlockId, OptionId]


def add_variables(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Declare all variables.

    ========================  =========  =====================================================
    ``built[o, t]``           binary     option o is started in year t (years it is available)
    ``held[b, t]``            binary     the tier of block b is held in year t; 0..1 where that is implied
    ``stepping[b]``           0..1       an interim block is held in some year
    ``use[b, o]``             0..1       option o counts for block b, where being built does not say it
    ``gained[b, i]``          >= 0       points in steps line or grade i gains for block b, where they may be few
    ``present[b, i]``         0..1       line i is a kind the circle did not have, where it may be lacking
    ``claimed[b, q]``         binary     block b claims condition q of a grade
    ``positive[b, g]``        binary     an adding grade is above zero
    ``first[k, c]``           0..1       circle c is first certified in the year of target k
    ``shortfall[k]``          integer    units missing from target k
    ========================  =========  =====================================================

    With ``built``, ``held``, ``claimed`` and ``positive`` fixed to integers the best ``use``, ``gained`` and
    ``present`` are integer by themselves, so they need no integrality.
    """
    model.years = pyo.Set(initialize=list(range(instance.n_years)), ordered=True)
    _add_choices(model, instance, sets)
    _add_effects(model, sets)
    _add_counts(model, instance)


def _add_choices(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Declare what is started and which tier is held, year by year."""
    years = range(instance.n_years)
    model.built = pyo.Var(
        [(o, t) for o, available in sets.option_years.items() for t in available],
        domain=pyo.Binary,
    )
    model.held = pyo.Var(
        [
            (b, t)
            for b, block in sets.blocks.items()
            for t in years
            if (t < years[-1] if block.is_interim else block.year in {None, t})
        ],
        domain=lambda _m, b, _t: pyo.UnitInterval if b in sets.implied else pyo.Binary,
    )
    # A tier lost by a review may be held from the year of the review on.
    if instance.opens is not None:
        for (b, t), variable in model.held.items():
            opens = instance.opens[sets.blocks[b].circle, sets.blocks[b].tier]
            variable.setub(int(opens <= t))


def _add_effects(model: pyo.ConcreteModel, sets: ModelSets) -> None:
    """Declare what options and claims do for blocks."""
    interim = [b for b, block in sets.blocks.items() if block.is_interim]
    model.stepping = pyo.Var(interim, bounds=(0, 1))
    model.use = pyo.Var(
        [(b, o) for b, options in sets.uses.items() for o in options], bounds=(0, 1)
    )
    model.gained = pyo.Var(
        [pair for pair in sets.residual_steps if pair not in sets.full_lines],
        bounds=lambda _m, b, i: (0, sets.residual_steps[b, i]),
    )
    model.present = pyo.Var(
        [pair for pair in sets.counted_kinds if pair not in sets.full_kinds], bounds=(0, 1)
    )
    model.claimed = pyo.Var(list(sets.claims.points), domain=pyo.Binary)
    model.positive = pyo.Var(list(sets.claims.deficit), domain=pyo.Binary)


def _add_counts(model: pyo.ConcreteModel, instance: Instance) -> None:
    """Declare what targets count, and what is missing from them."""
    most_missing = {
        target.id: 0 if target.hard else target.most_missing for target in instance.targets
    }
    model.first = pyo.Var(
        [
            (target.id, instance.circle_ids[c])
            for target in instance.targets
            if target.first_only and target.per_year and target.year > 0
            for c in target.circles
        ],
        bounds=(0, 1),
    )
    model.shortfall = pyo.Var(
        list(most_missing), domain=pyo.Integers, bounds=lambda _m, k: (0, most_missing[k])
    )


def built_by(model: pyo.ConcreteModel, sets: ModelSets, option: str, year: int) -> Any:
    """Return ``sum(built[o, t'] for t' <= year)``: 1 when the option stands in that year."""
    starts = [model.built[option, t] for t in sets.option_years[option] if t <= year]
    return starts[0] if len(starts) == 1 else pyo.quicksum(starts)


def used(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets, pair: Pair) -> Any:
    """Return 1 when an option counts for a block: by a variable, or by being built where none is needed."""
    return (
        model.use[pair] if pair in model.use else built_by(model, sets, pair[1], instance.n_years)
    )


def activity(model: pyo.ConcreteModel, sets: ModelSets, block: str) -> Any:
    """Return 1 when the block is held: for a final block in the last year, for a yearly one in its own."""
    if sets.blocks[block].is_interim:
        return model.stepping[block]
    year = sets.blocks[block].year
    return model.held[block, model.years.last() if year is None else year]


def gained(model: pyo.ConcreteModel, sets: ModelSets, block: str, item: str) -> Any:
    """Return the points an item gains for a block: by a variable, or all it can where nothing may be missing."""
    if (block, item) in sets.full_lines:
        return sets.residual_steps[block, item] * activity(model, sets, block)
    return model.gained[block, item]


def present(model: pyo.ConcreteModel, sets: ModelSets, block: str, line: str) -> Any:
    """Return 1 when a line is a kind the circle did not have: by a variable, or where every kind must be there."""
    if (block, line) in sets.full_kinds:
        return activity(model, sets, block)
    return model.present[block, line]


def reached(model: pyo.ConcreteModel, sets: ModelSets, circle: int, tier: int, year: int) -> Any:
    """Return 1 when the circle holds the tier or a higher one in the year (0 before the horizon)."""
    return pyo.quicksum(
        model.held[b, year]
        for b in sets.blocks_of_circle.get(circle, ())
        if sets.blocks[b].tier >= tier and (b, year) in model.held
    )
