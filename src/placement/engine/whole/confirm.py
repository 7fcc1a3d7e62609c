"""A second, differently configured solve of small optima, which looks for a better plan and must find none.

Of every stage the program is asked for a plan that is better by one and no worse before it, without presolve, with
another seed, and with nothing known of the first solve but the values. Only "infeasible" confirms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.engine.control import sizes
from placement.engine.control.settings import Settings
from placement.engine.control.watch import StoppedError, Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate, is_better
from placement.engine.plans.outcome import Outcome, StageOutcome
from placement.engine.solver.highs import Highs
from placement.engine.solver.stating import JUST_UNDER_ONE, trivial_bound
from placement.engine.solver.translate import Columns, read_decisions, state_model
from placement.formulation.uses import count_uses
from placement.instance import Instance

LEAST_S = 2.0
SHARE = 0.5
"""What confirming may take: so much of what the solve took, and at least some seconds."""


@dataclass(frozen=True)
class SecondAnswer:
    """What the second solve says: confirmed, or a plan better than the optimum, or neither in time."""

    confirmed: bool
    better: Decisions | None = None


def confirmed(instance: Instance, outcome: Outcome, watch: Watch, settings: Settings) -> Outcome:
    """Return a proven outcome, confirmed where that is cheap; or without its proofs where they were wrong."""
    if outcome.status != "optimal" or count_uses(instance) > sizes.LARGEST_CONFIRMED:
        return outcome
    limit = min(watch.remaining_s, max(LEAST_S, SHARE * watch.seconds))
    watch.enter("confirm")
    answer = ask_again(instance, outcome.decisions, watch.inner(limit), settings)
    if answer.better is None:
        return replace(outcome, confirmed=answer.confirmed)
    terms = evaluate(instance, answer.better).terms
    stages = tuple(
        StageOutcome(stage.term, stage.maximise, terms[stage.term], None, proven=False)
        for stage in outcome.stages
    )
    note = "HiGHS: a second solve found a better plan than the one it had called optimal; no bound is used"
    return replace(
        outcome,
        status="limit",
        decisions=answer.better,
        stages=stages,
        parts=(),
        blocks=(),
        notes=(*outcome.notes, note),
    )


def ask_again(
    instance: Instance, plan: Decisions, watch: Watch, settings: Settings
) -> SecondAnswer:
    """Look for a plan that is better in some stage and no worse before it."""
    try:
        stated = state_model(instance, watch)
    except StoppedError:
        return SecondAnswer(confirmed=False)
    sparse = stated.compiled.sparse
    values = evaluate(instance, plan).rank(instance)
    costs = [sparse.minimised(stage) for stage in instance.stages]
    # Twice: a solve that was lost was asked once more with what one step away gives.
    options = settings.otherwise().otherwise().highs
    for n, stage in enumerate(instance.stages):
        if values[n] <= trivial_bound(instance, sparse, stage):
            continue
        highs = Highs(sparse, options, watch.guard)
        for cost, most in zip(costs, (*values[:n], values[n] - 1), strict=False):
            highs.add_row(-np.inf, most, cost)
        highs.set_objective(costs[n])
        result = highs.run(
            watch, absolute_gap=JUST_UNDER_ONE, relative_gap=0.0, time_limit_s=watch.remaining_s
        )
        if result.status != "infeasible":
            better = _better(instance, stated.columns, result.values, values)
            return SecondAnswer(confirmed=False, better=better)
    return SecondAnswer(confirmed=True)


def _better(
    instance: Instance, columns: Columns, found: np.ndarray | None, values: tuple[int, ...]
) -> Decisions | None:
    """Return the plan found where exact arithmetic agrees that it is better."""
    if found is None:
        return None
    plan = read_decisions(instance, columns, found)
    return plan if is_better(instance, plan, values) else None
