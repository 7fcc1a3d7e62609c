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

LARGEST_UNPRICED = 8_000
"""Uses (circle × tier × option) up to which a block with merged years is solved as one model."""


def solve_merged(instance: Instance, start: Decisions, watch: Watch, settings: Settings) -> Outcome:
    """Solve an instance of one year as one model, or by pricing its options where it is large.

    Of each the outcome says what its stages trade for each other, which a city of many blocks needs to know.
    """
    is_large = count_uses(instance) > LARGEST_UNPRICED
    if is_large and settings.ideas.priced_options:
        return solve_priced(instance, start, watch, settings)
    outcome = solve_whole(instance, start, watch, settings)
    wanted = settings.wants_trades and instance.n_options and len(instance.stages) > 1
    if watch.over or not wanted:
        return outcome
    return replace(outcome, trades=find_trades(instance, outcome.decisions, watch, settings))
