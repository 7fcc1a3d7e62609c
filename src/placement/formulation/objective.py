"""Objective terms, each a named expression with a unit, and the stages that use them.

Every term is an integer in every feasible plan, so a stage is solved exactly when bound and value
differ by less than one, and kept in later stages by an integer row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
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
    ``overrun_years``         unit-years        the same, each times the years that come after
    ``option_weight``         weights           of all options started, by year, where they are given
    ========================  ================  ==============================================
    """
    weight = {target.id: target.weight for target in instance.targets}
    model.target_shortfall = pyo.Expression(
        expr=pyo.quicksum(weight[k] * model.shortfall[k] for k in weight)
    )
    _add_money(model, instance, sets)
    _add_residents(model, instance, sets)
    model.conversions = pyo.Expression(expr=pyo.quicksum(model.built.values()))
    if instance.elastic_budgets:
        _add_overrun(model, instance)
    given = instance.options.weight
    if given is not None:
        of = {
            o: by_year
            for o, by_year in zip(instance.options.ids, given.tolist(), strict=True)
            if any(by_year)
        }
        model.option_weight = pyo.Expression(
            expr=pyo.quicksum(of[o][t] * model.built[o, t] for o, t in model.built if o in of)
        )


def _add_overrun(model: pyo.ConcreteModel, instance: Instance) -> None:
    model.overrun_money = pyo.Expression(
        expr=pyo.quicksum([*model.overrun.values(), *model.pot_overrun.values()])
    )
    last, after = instance.n_years - 1, instance.years_after
    weighed = [(last - t) * above for (_, t), above in model.overrun.items()]
    weighed += [int(after[r]) * above for r, above in model.early_overrun.items()]
    model.overrun_years = pyo.Expression(expr=pyo.quicksum(weighed))


def _add_money(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    unit = instance.money_unit_fen
    model.aid_money = pyo.Expression(
        expr=_started(model, instance, instance.options.public_fen // unit)
    )
    model.award_money = pyo.Expression(
        expr=pyo.quicksum(a.fen // unit * award_due(model, sets, a) for a in instance.awards)
    )
    counted = instance.awards_are_minimised
    model.public_money = pyo.Expression(
        expr=model.aid_money + model.award_money if counted else model.aid_money
    )


def _started(model: pyo.ConcreteModel, instance: Instance, amount: npt.NDArray[np.int64]) -> Any:
    """Return the sum of an amount of each option over all options started."""
    of = dict(zip(instance.options.ids, amount.tolist(), strict=True))
    return pyo.quicksum(of[o] * model.built[o, t] for o, t in model.built if of[o])


def _add_residents(model: pyo.ConcreteModel, instance: Instance, sets: ModelSets) -> None:
    residents = instance.residents.tolist()

    def certified(years: range) -> Any:
        return pyo.quicksum(
            residents[c] * reached(model, sets, c, 0, t)
            for c in sets.blocks_of_circle
            for t in years
        )

    model.resident_years = pyo.Expression(expr=certified(range(instance.n_years)))
    model.certified_residents = pyo.Expression(
        expr=certified(range(instance.n_years - 1, instance.n_years))
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
