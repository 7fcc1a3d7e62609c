"""The model as a table of contents: sets, variables, terms, then one family after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC

from placement.formulation import certification, densities, grades, limits, money, rubric, supply
from placement.formulation.objective import add_term_limits, add_terms
from placement.formulation.sets import ModelSets, build_sets
from placement.formulation.variables import add_variables
from placement.instance import Instance

Family = Callable[[pyo.ConcreteModel, Instance, ModelSets], None]

CONSTRAINT_FAMILIES: tuple[Family, ...] = (
    supply.add_one_option_per_site,
    supply.add_use_only_what_is_built,
    supply.add_use_only_for_held_tier,
    supply.add_ready_in_time,
    rubric.add_points_supplied,
    rubric.add_points_capped,
    rubric.add_chapter_capped,
    rubric.add_points_needed,
    rubric.add_kind_supplied,
    rubric.add_kinds_needed,
    grades.add_claims_of_one_tier,
    grades.add_claim_unavoidable,
    grades.add_grade_earned,
    grades.add_requirement_met,
    grades.add_members_present,
    grades.add_share_kept,
    certification.add_one_tier_at_a_time,
    certification.add_final_tier_is_kept,
    certification.add_tiers_only_rise,
    certification.add_interim_ends_higher,
    certification.add_yearly_tier_is_kept,
    certification.add_first_certified,
    certification.add_target_met,
    money.add_interim_entry,
    money.add_risen_from_lower_tier,
    densities.add_dense_enough,
    densities.add_paid_in_band,
    money.add_budget,
    limits.add_limits,
    limits.add_nothing_or_enough,
    limits.add_whole_batches,
    money.add_locked_in,
)


@dataclass(frozen=True)
class BuiltModel:
    """A Pyomo model with the index sets it was built from."""

    model: pyo.ConcreteModel
    sets: ModelSets


def _look_at_nothing() -> None:
    pass


def build_model(
    instance: Instance,
    families: Sequence[Family] = CONSTRAINT_FAMILIES,
    look: Callable[[], None] = _look_at_nothing,
) -> BuiltModel:
    """State the whole planning problem for an instance.

    Parameters
    ----------
    families
        What adds the rows; benchmarks replace some of them to measure their worth.
    look
        Called between any two parts; what it raises ends the building.

    The result departs from the literature's maximal covering location problem in three ways: a circle
    needs points and kinds of many lines at once, it is covered *for a tier*, and sites carry bundles.
    """
    # All that is made here stays: looking for garbage among it would take half of the time.
    with PauseGC():
        look()
        sets = build_sets(instance)
        look()
        model = pyo.ConcreteModel(name="placement")
        add_variables(model, instance, sets)
        for add_family in families:
            look()
            add_family(model, instance, sets)
        look()
        add_terms(model, instance, sets)
        if instance.term_limits:
            add_term_limits(model, instance)
    return BuiltModel(model, sets)
