"""A smaller instance of which the best plans are as good: without idle tiers, without spare options."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.subproblem import Subproblem, keep_options
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.outcome import Outcome
from placement.engine.whole.dominance import Dominance
from placement.engine.whole.known import Known
from placement.engine.whole.model import solve_whole
from placement.engine.whole.spare_options import find_spare_options
from placement.instance import Instance


def reduce_instance(instance: Instance, start: Decisions, settings: Settings) -> Subproblem:
    """Return what is left of an instance, and of a feasible plan of it, where the settings allow to leave out.

    What the plan builds stays in.
    """
    if settings.ideas.idle_tiers:
        dominance = Dominance.find(instance)
        instance, start = dominance.reduced(instance), dominance.lowered(start)
    whole = Subproblem(
        instance, np.arange(instance.n_circles), np.arange(instance.n_options), start
    )
    if not settings.ideas.spare_options:
        return whole
    spare = find_spare_options(instance) & (start.start == NEVER)
    return keep_options(whole, ~spare) if spare.any() else whole


def lowered(instance: Instance, start: Decisions, settings: Settings) -> Decisions:
    """Return the plan in the tiers that stand in for those it holds: what a solve answers that finds no better."""
    return Dominance.find(instance).lowered(start) if settings.ideas.idle_tiers else start


def unreduced(instance: Instance, small: Subproblem, start: Decisions, outcome: Outcome) -> Outcome:
    """Return the outcome of what is left of an instance as one of the instance.

    With fewer options the money unit may be larger.
    """
    unit = _units(instance, small)
    return replace(
        outcome,
        decisions=small.merge(start, outcome.decisions),
        stages=tuple(
            replace(
                stage,
                value=stage.value * unit[stage.term],
                bound=None if stage.bound is None else stage.bound * unit[stage.term],
            )
            for stage in outcome.stages
        ),
        trades=tuple(
            replace(
                trade,
                weights=tuple(
                    weight / unit[stage.term]
                    for weight, stage in zip(trade.weights, instance.stages, strict=True)
                ),
            )
            for trade in outcome.trades
        ),
    )


def _units(instance: Instance, small: Subproblem) -> dict[str, int]:
    """Return what a value of each stage's term is multiplied by to be one of the instance."""
    # Where no money is left the unit is one fen, and every value zero.
    ratio = max(1, small.instance.money_unit_fen // instance.money_unit_fen)
    return {stage.term: ratio if stage.term.endswith("_money") else 1 for stage in instance.stages}


def solve_reduced(
    instance: Instance,
    start: Decisions,
    watch: Watch,
    settings: Settings,
    known: Known | None = None,
) -> Outcome:
    """Solve what is left of an instance as one model; see :func:`~placement.engine.whole.model.solve_whole`."""
    small = reduce_instance(instance, start, settings)
    unit = _units(instance, small)
    inside = None if known is None else known.per_unit([unit[s.term] for s in instance.stages])
    outcome = solve_whole(small.instance, small.start, watch, settings, known=inside)
    return unreduced(instance, small, start, outcome)
