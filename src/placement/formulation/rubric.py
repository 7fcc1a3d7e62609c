"""Constraint families of the rubric: points and kinds a block must reach."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from placement.formulation.claims import item_id
from placement.formulation.sets import ModelSets
from placement.formulation.variables import activity, used
from placement.instance import Instance


def add_points_supplied(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Gain points on a counted line only from options that supply it.

    Formula
        gained[b, i] <= sum(min(unit_steps[i] * units[o, i], residual_steps[b, i]) * use[b, o]
                            for o in supply[b, i])

    Unit: rubric steps
    Clause: rubric.lines
    """
    unit = dict(zip(instance.lines.ids, instance.lines.unit_steps.tolist(), strict=True))

    @model.Constraint([(b, i) for b, i in sets.residual_steps if i in unit])
    def points_supplied(m: pyo.ConcreteModel, b: str, i: str) -> Any:
        most = sets.residual_steps[b, i]
        return m.gained[b, i] <= pyo.quicksum(
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

    @model.Constraint(list(sets.residual_steps))
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
        return pyo.quicksum(m.gained[b, i] for i in inside) <= most * activity(m, sets, b)


def add_points_needed(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Reach the score of a tier that is held, in every score table it looks at.

    Formula
        sum(gained[b, i] for i in items[table]) >= points_needed[b, table] * activity[b]

    Unit: rubric steps
    Clause: tiers.score
    """
    del instance

    @model.Constraint(list(sets.points_needed))
    def points_needed(m: pyo.ConcreteModel, b: str, table: int) -> Any:
        gained = pyo.quicksum(m.gained[b, i] for i in sets.table_items[b, table])
        return gained - sets.points_needed[b, table] * activity(m, sets, b) >= 0


def add_kind_supplied(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Add a missing kind only by an option that supplies it, and only for a tier that is held.

    Formula
        present[b, i] <= sum(use[b, o] for o in supply[b, i])
        present[b, i] <= activity[b]

    Unit: kinds
    Clause: tiers.kinds
    """
    pairs = sets.new_kind_lines

    @model.Constraint(pairs)
    def kind_supplied(m: pyo.ConcreteModel, b: str, i: str) -> Any:
        return m.present[b, i] <= pyo.quicksum(
            used(m, instance, sets, (b, o)) for o, _ in sets.supply[b, i]
        )

    @model.Constraint(pairs)
    def kind_supplied_if_held(m: pyo.ConcreteModel, b: str, i: str) -> Any:
        return m.present[b, i] <= activity(m, sets, b)


def add_kinds_needed(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Reach the number of kinds of a class that a held tier asks for.

    Formula
        sum(present[b, i] for i in new_kinds[b, class]) >= kinds_needed[b, class] * activity[b]

    Unit: kinds
    Clause: tiers.kinds
    """
    del instance

    @model.Constraint(list(sets.kinds_needed))
    def kinds_needed(m: pyo.ConcreteModel, b: str, k: str) -> Any:
        present = pyo.quicksum(m.present[b, i] for i in sets.new_kinds[b, k])
        return present - sets.kinds_needed[b, k] * activity(m, sets, b) >= 0
