"""Decision variables. States are named by what holds: built, held, used, present.

Index letters: ``o`` option, ``b`` block, ``i`` line, ``t`` year (position), ``k`` target.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from placement.formulation.sets import ModelSets
from placement.instance import Instance


def add_variables(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Declare all variables.

    ========================  =========  =====================================================
    ``built[o, t]``           binary     option o is started in year t (years it is available)
    ``held[b, t]``            binary     the tier of block b is held in year t
    ``stepping[b]``           0..1       an interim block is held in some year
    ``use[b, o]``             0..1       option o counts for block b
    ``gained[b, i]``          >= 0       points in steps line i gains for block b
    ``present[b, i]``         0..1       line i is a kind the circle did not have
    ``shortfall[k]``          integer    circles missing from target k
    ========================  =========  =====================================================

    With ``built`` and ``held`` fixed to integers the best ``use``, ``gained`` and ``present`` are
    integer by themselves, so they need no integrality.
    """
    years = range(instance.n_years)
    blocks = sets.blocks
    model.years = pyo.Set(initialize=list(years), ordered=True)
    model.built = pyo.Var(
        [(o, t) for o, available in sets.option_years.items() for t in available],
        domain=pyo.Binary,
    )
    model.held = pyo.Var(
        [
            (b, t)
            for b, block in blocks.items()
            for t in years
            if not block.is_interim or t < years[-1]
        ],
        domain=pyo.Binary,
    )
    model.stepping = pyo.Var([b for b, block in blocks.items() if block.is_interim], bounds=(0, 1))
    model.use = pyo.Var(
        [(b, o) for b, options in sets.uses.items() for o in options], bounds=(0, 1)
    )
    model.gained = pyo.Var(
        list(sets.residual_steps), bounds=lambda _m, b, i: (0, sets.residual_steps[b, i])
    )
    model.present = pyo.Var(sets.new_kind_lines, bounds=(0, 1))
    model.shortfall = pyo.Var(
        [target.id for target in instance.targets],
        domain=pyo.Integers,
        bounds=lambda _m, k: (0, _most_missing(instance, k)),
    )


def _most_missing(instance: Instance, target_id: str) -> int:
    target = next(target for target in instance.targets if target.id == target_id)
    return 0 if target.hard else target.required


def built_by(model: pyo.ConcreteModel, sets: ModelSets, option: str, year: int) -> Any:
    """Return ``sum(built[o, t'] for t' <= year)``: 1 when the option stands in that year."""
    return pyo.quicksum(model.built[option, t] for t in sets.option_years[option] if t <= year)


def activity(model: pyo.ConcreteModel, sets: ModelSets, block: str) -> Any:
    """Return 1 when the block is held in some year: for a final block, in the last year."""
    if sets.blocks[block].is_interim:
        return model.stepping[block]
    return model.held[block, model.years.last()]


def reached(model: pyo.ConcreteModel, sets: ModelSets, circle: int, tier: int, year: int) -> Any:
    """Return 1 when the circle holds the tier or a higher one in the year (0 before the horizon)."""
    return pyo.quicksum(
        model.held[b, year]
        for b in sets.blocks_of_circle.get(circle, ())
        if sets.blocks[b].tier >= tier and (b, year) in model.held
    )
