"""Constraint families that tie options to the circles and tiers that count them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from placement.formulation.sets import ModelSets
from placement.formulation.variables import activity, built_by
from placement.instance import Instance


def add_one_option_per_site(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Let a site take at most one option, once.

    Formula
        sum(built[o, t] for o in site_options[s] for t in years) <= 1

    Unit: options
    Clause: premises.exclusive
    """

    @model.Constraint(list(sets.site_options))
    def one_option_per_site(m: pyo.ConcreteModel, s: str) -> Any:
        return (
            pyo.quicksum(built_by(m, sets, o, instance.n_years) for o in sets.site_options[s]) <= 1
        )


def add_use_only_what_is_built(
    model: pyo.ConcreteModel, instance: Instance, sets: ModelSets
) -> None:
    """Count an option only where it is built, and for one final tier of a circle.

    Formula
        sum(use[b, o] for b in final_blocks[c]) <= sum(built[o, t] for t in years)
        use[b, o] <= sum(built[o, t] for t in years)                                      for interim b
        sum(use[b, o] for b in yearly_blocks[c, year]) <= sum(built[o, t] for t <= year)

    Unit: options
    Clause: premises.built
    """
    final: dict[tuple[str, str], list[str]] = defaultdict(list)
    yearly: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    interim: list[tuple[str, str]] = []
    for b, options in sets.uses.items():
        block = sets.blocks[b]
        circle = instance.circle_ids[block.circle]
        for o in options:
            if block.is_interim:
                interim.append((b, o))
            elif block.year is None:
                final[circle, o].append(b)
            else:
                yearly[circle, o, block.year].append(b)
    last = instance.n_years

    @model.Constraint(list(final))
    def use_only_what_is_built(m: pyo.ConcreteModel, circle: str, o: str) -> Any:
        blocks = final[circle, o]
        return pyo.quicksum(m.use[b, o] for b in blocks) <= built_by(m, sets, o, last)

    @model.Constraint(interim)
    def use_only_what_is_built_interim(m: pyo.ConcreteModel, b: str, o: str) -> Any:
        return m.use[b, o] <= built_by(m, sets, o, last)

    @model.Constraint(list(yearly))
    def use_only_what_stands(m: pyo.ConcreteModel, circle: str, o: str, t: int) -> Any:
        total = pyo.quicksum(m.use[b, o] for b in yearly[circle, o, t])
        return total <= built_by(m, sets, o, t)


def add_use_only_for_held_tier(
    model: pyo.ConcreteModel, instance: Instance, sets: ModelSets
) -> None:
    """Count a site for a tier only as far as the circle holds that tier: the strong row.

    Formula
        sum(use[b, o] for o in site_uses[b, s]) <= activity[b]

    Unit: options
    Clause: tiers.conditional
    """
    del instance

    @model.Constraint(list(sets.site_uses))
    def use_only_for_held_tier(m: pyo.ConcreteModel, b: str, s: str) -> Any:
        return pyo.quicksum(m.use[b, o] for o in sets.site_uses[b, s]) <= activity(m, sets, b)


def add_ready_in_time(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Count a site for a tier held in year t only if it is built by year t.

    Formula
        sum(use[b, o] - built_by[o, t] for o in site_uses[b, s]) <= activity[b] - held[b, t]

    Unit: options
    Clause: tiers.year
    """
    years = range(instance.n_years - 1)
    lasting = [(b, s) for b, s in sets.site_uses if sets.blocks[b].year is None]

    @model.Constraint([(b, s, t) for b, s in lasting for t in years])
    def ready_in_time(m: pyo.ConcreteModel, b: str, s: str, t: int) -> Any:
        late = pyo.quicksum(m.use[b, o] - built_by(m, sets, o, t) for o in sets.site_uses[b, s])
        return late <= activity(m, sets, b) - m.held[b, t]
