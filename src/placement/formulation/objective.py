"""Objective terms, each a named expression with a unit, and the stages that use them.

Every term is an integer in every feasible plan, so a stage is solved exactly when bound and value
differ by less than one, and kept in later stages by an integer row.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from placement.formulation.money import award_due
from placement.formulation.sets import ModelSets
from placement.formulation.variables import reached
from placement.instance import Instance


def add_terms(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    """Declare the terms as Pyomo expressions.

    ========================  ================  ==============================================
    ``target_shortfall``      weighted circles  sum(weight[k] * shortfall[k])
    ``aid_money``             money units       payments of all options started
    ``award_money``           money units       awards of all circles newly certified
    ``public_money``          money units       aid, and awards where the scenario counts them
    ``certified_residents``   residents         in circles newly certified by the last year
    ``resident_years``        resident-years    the same, each year counted
    ``conversions``           options           options started
    ``overrun_money``         money units       above the caps, where budgets are elastic
    ``option_weight``         weights           of all options started, where they are given
    ========================  ================  ==============================================
    """
    unit = instance.money_unit_fen
    options = instance.options
    price = dict(zip(options.ids, (options.public_fen // unit).tolist(), strict=True))
    years = range(instance.n_years)
    circles = list(sets.blocks_of_circle)
    weight = {target.id: target.weight for target in instance.targets}
    residents = instance.residents.tolist()
    model.target_shortfall = pyo.Expression(
        expr=pyo.quicksum(weight[k] * model.shortfall[k] for k in weight)
    )
    model.aid_money = pyo.Expression(
        expr=pyo.quicksum(price[o] * model.built[o, t] for o, t in model.built if price[o])
    )
    model.award_money = pyo.Expression(
        expr=pyo.quicksum(a.fen // unit * award_due(model, sets, a) for a in instance.awards)
    )
    model.public_money = pyo.Expression(
        expr=model.aid_money + model.award_money
        if instance.awards_are_minimised
        else model.aid_money
    )
    model.resident_years = pyo.Expression(
        expr=pyo.quicksum(
            residents[c] * reached(model, sets, c, 0, t) for c in circles for t in years
        )
    )
    model.certified_residents = pyo.Expression(
        expr=pyo.quicksum(residents[c] * reached(model, sets, c, 0, years[-1]) for c in circles)
    )
    model.conversions = pyo.Expression(expr=pyo.quicksum(model.built.values()))
    if instance.elastic_budgets:
        model.overrun_money = pyo.Expression(expr=pyo.quicksum(model.overrun.values()))
    given = options.weight
    if given is not None:
        weights = dict(zip(options.ids, given.tolist(), strict=True))
        model.option_weight = pyo.Expression(
            expr=pyo.quicksum(weights[o] * model.built[o, t] for o, t in model.built if weights[o])
        )


def add_term_limits(model: pyo.ConcreteModel, instance: Instance) -> None:
    """Keep terms to what the question fixes beforehand.

    Formula
        term <= limit    or    term >= limit

    Unit: of the term
    Clause: question.limits
    """

    @model.Constraint(range(len(instance.term_limits)))
    def term_limit(m: pyo.ConcreteModel, n: int) -> Any:
        rule = instance.term_limits[n]
        unit = instance.money_unit_fen if rule.term.endswith("_money") else 1
        term = getattr(m, rule.term)
        if not term.expr.is_potentially_variable():
            return pyo.Constraint.Feasible
        return term <= rule.limit // unit if rule.is_most else term >= -(-rule.limit // unit)
