"""Constraint families of graded lines and gates: what must hold for points that are not per outlet."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from placement.formulation.claim_sets import GATE
from placement.formulation.sets import ModelSets
from placement.formulation.variables import activity, built_by, present, used
from placement.instance import Instance


def claimed(model: pyo.ConcreteModel, sets: ModelSets, block: str, claim: str) -> Any:
    """Return 1 where a block claims a condition; the gates of its tier it claims by holding it."""
    return activity(model, sets, block) if claim == GATE else model.claimed[block, claim]


def add_claims_of_one_tier(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Claim conditions only for a tier that is held, and one at most where the best one counts.

    Formula
        sum(claimed[b, q] for q in conditions[g]) <= activity[b]
        claimed[b, q] <= activity[b]                              where conditions add up

    Unit: conditions
    Clause: rubric.conditions
    """
    del instance
    sums = [key for key in sets.claims.of_grade if key[1] not in sets.claims.adding]
    singles = [
        (b, q)
        for (b, g), claims in sets.claims.of_grade.items()
        if g in sets.claims.adding
        for q in claims
    ]

    @model.Constraint(sums)
    def claims_of_one_tier(m: pyo.ConcreteModel, b: str, g: str) -> Any:
        total = pyo.quicksum(m.claimed[b, q] for q in sets.claims.of_grade[b, g])
        return total <= activity(m, sets, b)

    @model.Constraint(singles)
    def claims_of_held_tier(m: pyo.ConcreteModel, b: str, q: str) -> Any:
        return m.claimed[b, q] <= activity(m, sets, b)


def add_claim_unavoidable(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Claim a condition of a grade without which the score of a held tier is out of reach.

    Formula
        sum(claimed[b, q] for q in conditions[g]) >= activity[b]

    Unit: conditions
    Clause: tiers.reach
    """
    del instance

    @model.Constraint(list(sets.claims.unavoidable))
    def claim_unavoidable(m: pyo.ConcreteModel, b: str, g: str) -> Any:
        total = pyo.quicksum(m.claimed[b, q] for q in sets.claims.of_grade[b, g])
        return total - activity(m, sets, b) >= 0


def add_grade_earned(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Gain the points of what is claimed on a grade; deductions first make up what is below zero.

    Formula
        gained[b, g] <= sum(points[b, q] * claimed[b, q] for q in conditions[g])
                        - deficit[b, g] * positive[b, g]
        gained[b, g] <= residual_steps[b, g] * positive[b, g]

    Unit: rubric steps
    Clause: rubric.grades
    """
    del instance
    claims = sets.claims

    @model.Constraint(list(claims.of_grade))
    def grade_earned(m: pyo.ConcreteModel, b: str, g: str) -> Any:
        total = pyo.quicksum(claims.points[b, q] * m.claimed[b, q] for q in claims.of_grade[b, g])
        if (b, g) in claims.deficit:
            total -= claims.deficit[b, g] * m.positive[b, g]
        return m.gained[b, g] <= total

    @model.Constraint(list(claims.deficit))
    def grade_is_positive(m: pyo.ConcreteModel, b: str, g: str) -> Any:
        return m.gained[b, g] <= sets.residual_steps[b, g] * m.positive[b, g]


def add_requirement_met(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Meet a claimed requirement by the units of options that are used for the tier.

    Formula
        sum(min(weight * units[o], lack) * use[b, o] for o in supply) >= lack * claimed[b, q]

    Unit: weighted units
    Clause: rubric.requirements
    """

    @model.Constraint(list(sets.claims.used))
    def requirement_met(m: pyo.ConcreteModel, b: str, q: str, r: str) -> Any:
        supply = pyo.quicksum(
            units * used(m, instance, sets, (b, o)) for o, units in sets.claims.used[b, q, r]
        )
        return supply - sets.claims.lack[b, q, r] * claimed(m, sets, b, q) >= 0


def add_members_present(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Have as many members of a named set as a claimed condition asks for.

    Formula
        sum(weight[i] * present[b, i] for i in missing members) >= lack * claimed[b, q]

    Unit: kinds
    Clause: rubric.members
    """
    del instance

    @model.Constraint(list(sets.claims.members))
    def members_present(m: pyo.ConcreteModel, b: str, q: str, r: str) -> Any:
        total = pyo.quicksum(w * present(m, sets, b, i) for i, w in sets.claims.members[b, q, r])
        return total - sets.claims.lack[b, q, r] * claimed(m, sets, b, q) >= 0


def add_share_kept(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Keep a claimed share of outlets over everything that stands in the year, used or not.

    Formula
        sum(weight[o] * built_by[o, year] for o in reach) + worst * (1 - claimed[b, q]) >= lack
        with worst the lack plus the largest loss of every site: void where nothing is claimed

    Unit: weighted outlets
    Clause: rubric.shares
    """
    claims = sets.claims
    needs = [need for need, worst in claims.worst.items() if worst > 0]

    @model.Constraint(needs)
    def share_kept(m: pyo.ConcreteModel, b: str, q: str, r: str) -> Any:
        year = sets.blocks[b].year
        last = instance.n_years - 1 if year is None else year
        standing = pyo.quicksum(
            units * built_by(m, sets, o, last) for o, units in claims.standing[b, q, r]
        )
        worst = claims.worst[b, q, r]
        return standing - worst * claimed(m, sets, b, q) >= claims.lack[b, q, r] - worst
