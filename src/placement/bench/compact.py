"""The contender ``compact``: the maximal covering model of the literature, stated directly and given to HiGHS.

::

    max  sum(residents[c] * z[c])
    s.t. z[c] <= sum(y[o] for o that covers c),   sum(cost[o, b] * y[o]) <= cap[b],   y binary, 0 <= z <= 1

Church and ReVelle (1974), with circles of the same covering options merged as the instance has them. What it takes is
the time to state the model and to solve it; the engine's time includes all it does besides.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from placement.audit import audit_plan
from placement.bench.stages import as_row
from placement.bench.trial import Trial
from placement.engine import NEVER, Decisions, Progress, Watch, evaluate, plan_of, stop_on_signals
from placement.engine.solver.compile import SparseModel
from placement.engine.solver.highs import Highs
from placement.engine.solver.stating import state_stage
from placement.instance import Instance, Stage

COVERED = Stage("certified_residents", maximise=True)
JUST_UNDER_ONE = 0.999
HALF = 0.5


def run_compact(trial: Trial) -> dict[str, Any]:
    """Solve a covering instance as the compact model; any other is skipped."""
    instance, case = trial.instance, trial.case
    if not is_covering(instance):
        reason = "not a maximal covering instance: one year, one line, one outlet enough"
        return {"status": "skipped", "reason": reason, "stages": []}

    def record(progress: Progress) -> None:
        trial.recorder.tell(0, progress.incumbent, progress.bound)

    watch = Watch(time_limit_s=case["limit_s"], report=record)
    model = state_compactly(instance)
    with stop_on_signals(watch):
        highs = Highs(model, {"random_seed": case["seed"], **dict(case["options"])})
        highs.set_objective(model.minimised(COVERED))
        result = highs.run(
            watch, absolute_gap=JUST_UNDER_ONE, relative_gap=0.0, time_limit_s=watch.remaining_s
        )
    decisions = _decisions(instance, result.values)
    value = evaluate(instance, decisions)
    if not value.feasible:
        return {"status": "failed", "reason": "; ".join(value.violations), "stages": []}
    audit_plan(trial.scenario, plan_of(decisions, instance, trial.table))
    found = value.terms[COVERED.term]
    stage = state_stage(COVERED, value.minimised(COVERED), result.bound).restated(found)
    return {
        "status": "optimal" if stage.proven else "limit",
        "source": "peer",
        "stages": [as_row(instance, stage)],
        "nodes": watch.effort.nodes,
        "lp_iterations": watch.effort.lp_iterations,
        "model_size": model.size,
    }


def is_covering(instance: Instance) -> bool:
    """Tell whether the compact model says all there is: any one useful option certifies a circle."""
    lacks = instance.needs.points[:, 0, :].sum(axis=1)
    facts = instance.options
    gives = facts.effect_units * instance.lines.unit_steps[facts.effect_line]
    return bool(
        instance.n_years == 1
        and instance.stages == (COVERED,)
        and not (instance.targets or instance.awards or instance.locked_in or len(instance.limits))
        and not (instance.card.requirements or instance.term_limits)
        and len(instance.tier_ids) == len(instance.lines.ids) == 1
        and (lacks > 0).all()
        and (gives >= lacks[facts.effect_circle]).all()
        and not instance.blocked_circle.any()
        and (instance.current_tier < 0).all()
    )


def state_compactly(instance: Instance) -> SparseModel:
    """State the covering model; columns are options, then circles."""
    facts, n_options, n_circles = instance.options, instance.n_options, instance.n_circles
    shape = (n_circles, n_options)
    pairs = (facts.effect_circle, facts.effect_option)
    covers = sp.csr_matrix((np.ones(len(facts.effect_option)), pairs), shape=shape)
    covers.data[:] = 1.0
    budgets = len(instance.budget_ids)
    pays = sp.csr_matrix(
        (facts.pay_fen / instance.money_unit_fen, (facts.pay_budget, facts.pay_option)),
        shape=(budgets, n_options),
    )
    caps = instance.budget_cap_fen[:, 0]
    capped = np.where(caps < 0, np.inf, caps // instance.money_unit_fen)
    sites = sp.csr_matrix(
        (np.ones(n_options), (facts.site, np.arange(n_options))),
        shape=(len(facts.site_ids), n_options),
    )
    rows = [
        sp.hstack([covers, -sp.eye(n_circles)]),
        sp.hstack([pays, sp.csr_matrix((budgets, n_circles))]),
        sp.hstack([sites, sp.csr_matrix((len(facts.site_ids), n_circles))]),
    ]
    upper = [np.full(n_circles, np.inf), capped, np.ones(len(facts.site_ids))]
    lower = [np.zeros(n_circles), np.full(budgets + len(facts.site_ids), -np.inf)]
    return SparseModel(
        sp.csc_matrix(sp.vstack(rows)),
        np.concatenate(lower),
        np.concatenate(upper),
        np.zeros(n_options + n_circles),
        np.concatenate([facts.available[:, 0].astype(float), np.ones(n_circles)]),
        np.arange(n_options + n_circles) < n_options,
        {COVERED.term: np.concatenate([np.zeros(n_options), instance.residents.astype(float)])},
    )


def _decisions(instance: Instance, values: np.ndarray | None) -> Decisions:
    """Build what the solver chose; a circle is certified wherever something built covers it."""
    plan = Decisions.nothing(instance)
    if values is None:
        return plan
    plan.start[np.flatnonzero(values[: instance.n_options] > HALF)] = 0
    facts = instance.options
    plan.held[facts.effect_circle[plan.start[facts.effect_option] != NEVER], 0] = 0
    return plan
