"""Every family states in its docstring what its rows say: sentence, formula, unit, clause."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import pyomo.environ as pyo
import pytest
from pyomo.core.expr.visitor import identify_variables

from many_kinds import many_kinds
from placement.formulation.build import CONSTRAINT_FAMILIES, build_model
from placement.formulation.sets import build_sets
from placement.formulation.variables import add_variables
from placement.instance import Instance
from score_cards import score_cards
from two_circles import two_circles

CONTRACT = re.compile(
    r"\A[A-Z].+\.\n\nFormula\n    .+\n\nUnit: .+\nClause: [a-z_]+\.[a-z_]+\Z", re.DOTALL
)
SPELT_OUT = {
    "activity": {"held", "stepping"},
    "claimed": {"claimed", "held", "stepping"},
    "reached": {"held"},
    "counted": {"held", "first"},
    "built_by": {"built"},
    "newly_held": {"held", "entered"},
    "award_due": {"held", "entered", "risen", "in_band"},
    "earned": {"held", "entered", "risen"},
}
"""Words of the formulas that stand for variables."""

FOR_AWARDS = {
    "add_interim_entry",
    "add_risen_from_lower_tier",
    "add_dense_enough",
    "add_paid_in_band",
}
"""Families that declare the variables of awards, in the order of the model."""

DRAWS_ON_AWARDS = {
    "add_budget",
    "add_limits",
    "add_nothing_or_enough",
    "add_whole_batches",
    "add_paid_in_band",
}
Family = Callable[..., None]
families = pytest.mark.parametrize("family", CONSTRAINT_FAMILIES, ids=lambda f: f.__name__)


def formula(family: Family) -> str:
    text = inspect.getdoc(family)
    assert text is not None
    return text.partition("\n\nFormula\n")[2].partition("\n\nUnit: ")[0]


CITIES = (two_circles, score_cards, many_kinds)


def rows_of(family: Family, instance: Instance) -> tuple[pyo.ConcreteModel, list[pyo.Constraint]]:
    """The family's components on a model that holds all variables; they live as long as the model."""
    sets = build_sets(instance)
    model = pyo.ConcreteModel()
    add_variables(model, instance, sets)
    if family.__name__ in DRAWS_ON_AWARDS:
        for other in CONSTRAINT_FAMILIES:  # awards need the variables that say when they are due
            if other.__name__ in FOR_AWARDS - {family.__name__}:
                other(model, instance, sets)
    before = {c.name for c in model.component_objects(pyo.Constraint)}
    family(model, instance, sets)
    return model, [c for c in model.component_objects(pyo.Constraint) if c.name not in before]


@families
def test_docstring_states_sentence_formula_unit_and_clause(family: Family) -> None:
    assert CONTRACT.match(inspect.getdoc(family) or ""), inspect.getdoc(family)


@families
def test_first_sentence_stands_on_one_line(family: Family) -> None:
    first = (inspect.getdoc(family) or "").splitlines()[0]
    assert first.endswith(".")
    assert len(first) <= 100


@families
def test_formula_names_every_variable_of_the_rows_and_no_other(family: Family) -> None:
    words = set(re.findall(r"[a-z_]+", formula(family)))
    named = set().union(*({w, *SPELT_OUT.get(w, ())} for w in words))
    used: set[str] = set()
    for city in CITIES:
        model, components = rows_of(family, city())
        used |= {
            variable.parent_component().name
            for component in components
            for row in component.values()
            for variable in identify_variables(row.body)
        }
        del model
    known = {v.name for v in build_model(two_circles()).model.component_objects(pyo.Var)}
    optional = set().union(*(SPELT_OUT[w] for w in words if w in SPELT_OUT))
    assert used <= named
    assert words & known <= used | optional


@families
def test_formula_has_a_relation_for_every_component(family: Family) -> None:
    relations = re.findall(r"<=|>=|=", formula(family))
    _, components = rows_of(family, two_circles())
    assert len(relations) >= len(components)
    assert "=" not in relations


def test_clauses_are_named_once_each_or_shared_on_purpose() -> None:
    clauses = [(inspect.getdoc(f) or "").rpartition("Clause: ")[2] for f in CONSTRAINT_FAMILIES]
    shared = {clause for clause in clauses if clauses.count(clause) > 1}
    assert shared == {"tiers.kept", "tiers.kinds"}
