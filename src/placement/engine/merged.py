"""The door for one block with its years merged: one model, or options priced where it is large."""

from __future__ import annotations

from dataclasses import replace

from placement.engine.decisions import Decisions
from placement.engine.outcome import Outcome
from placement.engine.priced import find_trades, solve_priced
from placement.engine.settings import Settings
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.formulation.uses import count_uses
from placement.instance import Instance

LARGEST_UNPRICED = 1_500
"""Uses (circle × tier × option) up to which a block with merged years is solved as one model."""


def solve_merged(instance: Instance, start: Decisions, watch: Watch, settings: Settings) -> Outcome:
    """Solve an instance of one year as one model, or by pricing its options where it is large.

    Of each the outcome says what its stages trade for each other, which a city of many blocks needs to know.
    """
    if settings.ideas.priced_options and is_for_pricing(instance):
        return solve_priced(instance, start, watch, settings)
    outcome = solve_whole(instance, start, watch, settings)
    wanted = settings.wants_trades and instance.n_options and len(instance.stages) > 1
    if watch.over or not wanted:
        return outcome
    return replace(outcome, trades=find_trades(instance, outcome.decisions, watch, settings))


def is_for_pricing(instance: Instance) -> bool:
    """Tell whether an instance is large, and has fewer tiers to branch on than options.

    Where a few sites serve very many places, the sites are what to branch on, and a solver of whole models does.
    """
    tiers = int((~instance.blocked_circle).sum()) * len(instance.tier_ids)
    return count_uses(instance) > LARGEST_UNPRICED and tiers <= instance.n_options
