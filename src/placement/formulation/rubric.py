"""Constraint families of the rubric: points and kinds a block must reach."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from placement.formulation.claims import item_id
from placement.formulation.sets import ModelSets
from placement.formulation.variables import activity, gained, present, used
from placement.instance import Instance


def add_points_supplied(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Gain points on a counted line only from options that supply it.

    Formula
        gained[b, i] <= sum(min(unit_steps[i] * units[o, i], residual_steps[b, i]) * use[b, o]
                            for o in supply[b, i])
        with residual_steps[b, i] * activity[b] for gained[b, i] where all of it is needed

    Unit: rubric steps
    Clause: rubric.lines
    """
    unit = dict(zip(instance.lines.ids, instance.lines.unit_steps.tolist(), strict=True))

    @model.Constraint([(b, i) for b, i in sets.residual_steps if i in unit])
    def points_supplied(m: pyo.ConcreteModel, b: str, i: str) -> Any:
        most = sets.residual_steps[b, i]
        return gained(m, sets, b, i) <= pyo.quicksum(
            min(unit[i] * units, most) * used(m, instance, sets, (b, o))
            for o, units in sets.supply[b, i]
        )


def add_points_capped(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Gain no more on a line than its cap leaves, and only for a tier that is held.

    Formula
        gained[b, i] <= residual_steps[b, i] * activity[b]

    Unit: rubric steps
    Clause: rubric.caps
    """
    del instance

    @model.Constraint(list(model.gained))
    def points_capped(m: pyo.ConcreteModel, b: str, i: str) -> Any:
        return m.gained[b, i] <= sets.residual_steps[b, i] * activity(m, sets, b)


def add_chapter_capped(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Gain no more within a chapter than its cap leaves, grades included.

    Formula
        sum(gained[b, i] for i in chapter) <= chapter_residual_steps[b, chapter] * activity[b]

    Unit: rubric steps
    Clause: rubric.chapters
    """
    members = {
        chapter: [item_id(instance, i) for i in items]
        for chapter, _, items in instance.lines.chapters
    }
    position = {chapter: h for h, (chapter, _, _) in enumerate(instance.lines.chapters)}
    blocks = dict.fromkeys(b for b, _ in sets.points_needed)
    pairs = [(b, h) for b in blocks for h in members]

    @model.Constraint(pairs)
    def chapter_capped(m: pyo.ConcreteModel, b: str, chapter: str) -> Any:
        inside = [i for i in members[chapter] if (b, i) in sets.residual_steps]
        circle = sets.blocks[b].circle
        most = int(instance.needs.chapter_residual_steps[circle, position[chapter]])
        if sum(sets.residual_steps[b, i] for i in inside) <= most:
            return pyo.Constraint.Skip
        total = pyo.quicksum(gained(m, sets, b, i) for i in inside)
        return total <= most * activity(m, sets, b)


def add_points_needed(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Reach the score of a tier that is held, in each of its score tables where a line may gain less.

    Formula
        sum(gained[b, i] for i in items[table]) >= points_needed[b, table] * activity[b]

    Unit: rubric steps
    Clause: tiers.score
    """
    del instance

    @model.Constraint(list(sets.open_tables))
    def points_needed(m: pyo.ConcreteModel, b: str, table: int) -> Any:
        total = pyo.quicksum(gained(m, sets, b, i) for i in sets.table_items[b, table])
        return total - sets.points_needed[b, table] * activity(m, sets, b) >= 0


def add_kind_supplied(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Add a missing kind only by an option that supplies it, and only for a tier that is held.

    Formula
        present[b, i] <= sum(use[b, o] for o in supply[b, i])
        present[b, i] <= activity[b]
        with activity[b] for present[b, i] where every missing kind is needed

    Unit: kinds
    Clause: tiers.kinds
    """

    @model.Constraint(sets.counted_kinds)
    def kind_supplied(m: pyo.ConcreteModel, b: str, i: str) -> Any:
        return present(m, sets, b, i) <= pyo.quicksum(
            used(m, instance, sets, (b, o)) for o, _ in sets.supply[b, i]
        )

    @model.Constraint(list(model.present))
    def kind_supplied_if_held(m: pyo.ConcreteModel, b: str, i: str) -> Any:
        return m.present[b, i] <= activity(m, sets, b)


def add_kinds_needed(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Reach the number of kinds of a class that a held tier asks for, where more are possible.

    Formula
        sum(present[b, i] for i in new_kinds[b, class]) >= kinds_needed[b, class] * activity[b]
        sum(use[b, o] for o that supply any of new_kinds[b, class]) >= activity[b]      where one is needed

    Unit: kinds
    Clause: tiers.kinds
    """

    @model.Constraint(list(sets.any_kind))
    def any_kind_supplied(m: pyo.ConcreteModel, b: str, k: str) -> Any:
        options = dict.fromkeys(o for i in sets.new_kinds[b, k] for o, _ in sets.supply[b, i])
        supply = pyo.quicksum(used(m, instance, sets, (b, o)) for o in options)
        return supply - activity(m, sets, b) >= 0

    @model.Constraint(list(sets.some_kinds))
    def kinds_needed(m: pyo.ConcreteModel, b: str, k: str) -> Any:
        total = pyo.quicksum(present(m, sets, b, i) for i in sets.new_kinds[b, k])
        return total - sets.kinds_needed[b, k] * activity(m, sets, b) >= 0
