"""The naive linking of options to circles: what one writes first, as a peer of the tier-conditional rows.

An option counts for a circle and a tier as soon as it is built, whatever tier the circle holds. Plans and optima are the
same: with the tiers decided, what counts for a tier that is not held is free. The linear relaxation is far weaker,
for any fraction of a place gives its share to every circle and tier at once.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from placement.formulation import rubric, supply
from placement.formulation.build import CONSTRAINT_FAMILIES, Family
from placement.formulation.sets import ModelSets
from placement.formulation.variables import built_by
from placement.instance import Instance


def add_use_what_is_built(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """``use[b, o] <= built_by[o, t]``, for each block by itself; ``t`` is its year, else the last."""

    @model.Constraint([(b, o) for b, options in sets.uses.items() for o in options])
    def use_what_is_built(m: pyo.ConcreteModel, b: str, o: str) -> Any:
        year = sets.blocks[b].year
        return m.use[b, o] <= built_by(m, sets, o, instance.n_years if year is None else year)


def add_ready_if_held(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """``use[b, o] <= built_by[o, t] + 1 - held[b, t]``, for each option by itself."""
    years = range(instance.n_years - 1)
    lasting = [b for b, block in sets.blocks.items() if block.year is None]

    @model.Constraint([(b, o, t) for b in lasting for o in sets.uses[b] for t in years])
    def ready_if_held(m: pyo.ConcreteModel, b: str, o: str, t: int) -> Any:
        return m.use[b, o] <= built_by(m, sets, o, t) + 1 - m.held[b, t]


NAIVE: dict[Family, Family | None] = {
    supply.add_use_only_what_is_built: add_use_what_is_built,
    supply.add_use_only_for_held_tier: None,
    supply.add_ready_in_time: add_ready_if_held,
    rubric.add_points_capped: None,
}
"""Family → what stands in its place, if anything; a line's cap is the upper bound of ``gained`` already."""

NAIVE_FAMILIES: tuple[Family, ...] = tuple(
    chosen
    for chosen in (NAIVE.get(family, family) for family in CONSTRAINT_FAMILIES)
    if chosen is not None
)
