"""Constraint families of awards by density: how many outlets a circle has in the year it is recognised."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from placement.formulation.money import Band, band_key, earned
from placement.formulation.sets import ModelSets
from placement.formulation.variables import built_by
from placement.instance import NOTHING, UNLIMITED, Instance

Level = tuple[int, int, int, int]
"""Circle, line, units and year."""


def _levels(instance: Instance) -> list[Level]:
    """Return every number of units that tells two bands of an award apart."""
    return sorted(
        {
            (a.circle, a.line, units, a.year)
            for a in instance.awards
            if a.line != NOTHING
            for units in (a.from_units, a.below_units)
            if 0 < units < UNLIMITED
        }
    )


def add_dense_enough(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Tell whether a circle has so many outlets in a year, those built by then among them.

    Formula
        units[c, i] + sum(units[o] * built_by[o, t] for o in reach) >= level * dense[c, i, level, t]
        units[c, i] + sum(units[o] * built_by[o, t] for o in reach)
            <= level - 1 + most * dense[c, i, level, t]

    Unit: outlets
    Clause: programmes.densities
    """
    options = instance.options
    levels = _levels(instance)
    wanted = {(c, i) for c, i, _, _ in levels}
    adds: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    for o, c, i, n in zip(
        options.effect_option.tolist(),
        options.effect_circle.tolist(),
        options.effect_line.tolist(),
        options.effect_units.tolist(),
        strict=True,
    ):
        if (c, i) in wanted and sets.option_years[options.ids[o]]:
            adds[c, i].append((options.ids[o], n))
    model.dense = pyo.Var(levels, domain=pyo.Binary)

    def added(m: pyo.ConcreteModel, c: int, i: int, t: int) -> Any:
        return pyo.quicksum(n * built_by(m, sets, o, t) for o, n in adds[c, i])

    @model.Constraint(levels)
    def dense_enough(m: pyo.ConcreteModel, c: int, i: int, level: int, t: int) -> Any:
        now = int(instance.existing[c, i])
        return added(m, c, i, t) - level * m.dense[c, i, level, t] >= -now

    @model.Constraint(levels)
    def not_dense(m: pyo.ConcreteModel, c: int, i: int, level: int, t: int) -> Any:
        now = int(instance.existing[c, i])
        most = now + sum(n for _, n in adds[c, i]) - level + 1
        over = max(most, 0) * m.dense[c, i, level, t]
        return added(m, c, i, t) - over <= level - 1 - now


def add_paid_in_band(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Pay an award by density where it is earned and the circle is in its band, and only there.

    Formula
        in_band[a] <= earned[a]
        in_band[a] <= dense[from] - dense[below]
        in_band[a] >= earned[a] + dense[from] - dense[below] - 1

    Unit: awards
    Clause: programmes.bands
    """
    awards: dict[Band, Any] = {}
    for a in instance.awards:
        if a.line != NOTHING:
            awards.setdefault(band_key(a), a)
    model.in_band = pyo.Var(list(awards), bounds=(0, 1))

    def inside(m: pyo.ConcreteModel, a: Any) -> Any:
        low = m.dense[a.circle, a.line, a.from_units, a.year] if a.from_units > 0 else 1
        high = m.dense[a.circle, a.line, a.below_units, a.year] if a.below_units < UNLIMITED else 0
        return low - high

    @model.Constraint(list(awards))
    def paid_in_band(m: pyo.ConcreteModel, *key: Any) -> Any:
        return m.in_band[key] - earned(m, sets, awards[key]) <= 0

    @model.Constraint(list(awards))
    def in_band_if_dense(m: pyo.ConcreteModel, *key: Any) -> Any:
        return m.in_band[key] - inside(m, awards[key]) <= 0

    @model.Constraint(list(awards))
    def in_band_if_both(m: pyo.ConcreteModel, *key: Any) -> Any:
        a = awards[key]
        return m.in_band[key] - earned(m, sets, a) - inside(m, a) >= -1
