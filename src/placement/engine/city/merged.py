"""The door for one block with its years merged: one model, or options priced where it is large."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.engine.control import sizes
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.outcome import Outcome
from placement.engine.priced.solve import find_trades, solve_priced
from placement.engine.whole.model import solve_whole
from placement.engine.whole.reduction import reduce_instance, unreduced
from placement.formulation.claims import open_conditions
from placement.formulation.uses import count_uses
from placement.instance import Instance


def solve_merged(instance: Instance, start: Decisions, watch: Watch, settings: Settings) -> Outcome:
    """Solve an instance of one year as one model, or by pricing its options where it is large.

    Of each the outcome says what its stages trade for each other, which a city of many blocks needs to know.
    """
    small = reduce_instance(instance, start, settings)

    def stated(outcome: Outcome) -> Outcome:
        return unreduced(instance, small, start, outcome)

    inner = watch.offering(lambda outcome: watch.offer(stated(outcome)))
    return stated(_solve(small.instance, small.start, inner, settings))


def _solve(instance: Instance, start: Decisions, watch: Watch, settings: Settings) -> Outcome:
    if settings.ideas.priced_options and is_for_pricing(instance):
        return solve_priced(instance, start, watch, settings)
    outcome = solve_whole(instance, start, watch, settings)
    wanted = settings.wants_trades and instance.n_options and len(instance.stages) > 1
    if watch.over or not wanted:
        return outcome
    return replace(outcome, trades=find_trades(instance, outcome.decisions, watch, settings))


def is_for_pricing(instance: Instance) -> bool:
    """Tell whether an instance is large, and tiers are what to branch on.

    Where a few sites serve very many places, the sites are what to branch on; where points come by grades, the
    tiers are soon whole and the grades are not. A solver of whole models does both, with cuts of its own.
    """
    uses = count_uses(instance)
    if uses <= sizes.LARGEST_UNPRICED:
        return False
    circle, tier = np.nonzero(instance.may_hold(0))
    grades = sum(
        len(claims)
        for c, j in zip(circle.tolist(), tier.tolist(), strict=True)
        for claims in open_conditions(instance, c, j).values()
    )
    if grades > len(tier) and uses <= sizes.LARGEST_GRADED:
        return False
    return len(tier) <= instance.n_options
