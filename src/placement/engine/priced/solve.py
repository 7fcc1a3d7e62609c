"""A large instance stage by stage: branch and price, with options of no use given up on the way.

Of each stage

1. the relaxation over all options is solved by :mod:`~placement.engine.priced.restricted`: a bound, and for every
   option the least it would add to that bound;
2. :mod:`~placement.engine.priced.rounding` makes plans of it;
3. an option that adds more than the plan is above the bound is in no better plan and is given up;
4. :mod:`~placement.engine.priced.tree` branches on the tiers of circles until nothing better is possible.

A :class:`~placement.engine.priced.goal.Goal` joins a stage with the next one where that is of use.
"""

from __future__ import annotations

from placement.engine.control.settings import Settings
from placement.engine.control.watch import StoppedError, Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.outcome import Outcome, Trade
from placement.engine.priced.priced_model import PricedModel
from placement.engine.priced.rounding import Rounding
from placement.engine.priced.tree import Tree
from placement.engine.solver.stating import shown_factor, trivial_bound, unsolved
from placement.engine.whole.model import solve_whole
from placement.instance import Instance

PRICES = (8.0, 4.0, 2.0, 1.0, 0.5, 0.25)
"""Prices of a stage in terms of the next one, as shares of what the plan has of each."""
APPROACH = (0.25, 1.0, 4.0, 16.0)
"""The same of a stage that prices no option, from low to high."""


def solve_priced(instance: Instance, start: Decisions, watch: Watch, settings: Settings) -> Outcome:
    """Solve a large instance stage by stage, from a feasible start; without options there is nothing to price.

    Returns
    -------
    Outcome
        Never worse than ``start``; its bounds hold for the whole instance.
    """
    if not instance.n_options:
        return solve_whole(instance, start, watch, settings)
    watch.enter("build")
    try:
        model = PricedModel.build(instance, start, watch, settings)
    except StoppedError:
        return unsolved(instance, start, watch)
    while len(model.bounds) < len(instance.stages):
        n = len(model.bounds)
        before = model.values(n)
        stage = instance.stages[n]
        watch.enter(f"stage {n + 1} {stage.term}", shown_factor(instance, stage))
        model.bounds[n:] = _solve_stage(model, n, watch)
        if model.values(n) != before:
            # A plan better in an earlier stage may be worse in this one: what was given up for the old one is not.
            model.possible[:] = True
    return model.outcome()


def find_trades(
    instance: Instance, plan: Decisions, watch: Watch, settings: Settings
) -> tuple[Trade, ...]:
    """Return what the relaxation shows of a stage that prices options together with those around it."""
    try:
        model = PricedModel.build(instance, plan, watch, settings)
    except StoppedError:
        return ()
    n = next((n for n in range(len(instance.stages)) if model.prices_options(n)), None)
    if n is None:
        return ()
    model.relax(n, model.values(n))
    price_next(model, n)
    return tuple(model.trades)


def price_next(model: PricedModel, n: int) -> None:
    """Relax the stage after one that prices options with that one priced instead of kept, at falling prices.

    Each step is short, as it begins where the last one ended.
    """
    stages = model.instance.stages[n : n + 2]
    if n in model.priced_next or len(stages) == 1 or not model.prices_options(n):
        return
    model.priced_next.add(n)
    has, wants = (max(1, abs(model.value(stage))) for stage in stages)
    for share in PRICES:
        if not model.model.watch.over:
            model.relax_priced(n + 1, share * wants / has)


def _solve_stage(model: PricedModel, n: int, watch: Watch) -> list[float]:
    """Improve the plan in a stage; return bounds of the stage, and of the next one where it came with it."""
    stage = model.instance.stages[n]
    bound = float(trivial_bound(model.instance, model.compiled.sparse, stage))
    if model.is_closed(stage, bound):
        return [bound]
    _approach(model, n)
    goal = model.goal(n)
    relaxed = model.relax(n, model.values(n), goal)
    bound = max(bound, goal.first_bound(relaxed.bound))
    model.note(n, bound)
    Rounding(model, goal, n, watch).dive(relaxed)
    added = model.added(relaxed)
    if model.settings.wants_trades:
        price_next(model, model.last_relaxed)
        model.note(n, bound)
    model.rule_out(added, goal.as_good(*model.pair(n)) - relaxed.bound)
    model.relax(n, model.values(n), goal)

    def note(low: float) -> None:
        model.note(n, min(max(bound, goal.first_bound(low)), float(model.value(stage))))

    low = Tree(model, goal, n, watch, note).search()
    bounds = [max(bound, goal.first_bound(low))]
    is_done = low > goal.better(*model.pair(n)) + goal.tolerance / 2
    if goal.is_joint and (is_done or watch.over):
        after = model.instance.stages[n + 1]
        least = float(trivial_bound(model.instance, model.compiled.sparse, after))
        bounds.append(max(least, goal.second_bound(low, model.value(stage))))
    return bounds


def _approach(model: PricedModel, n: int) -> None:
    """Relax the stage after one that prices no option, with that one priced ever higher.

    Nearly all bases are alike to a stage such as a shortfall, so it is slow to relax from nothing; from here it is
    a few steps away.
    """
    stages = model.instance.stages[n : n + 2]
    if len(stages) == 1 or model.prices_options(n) or not model.prices_options(n + 1):
        return
    first, after = (max(1, abs(model.value(stage))) for stage in stages)
    for share in APPROACH:
        if not model.model.watch.over:
            model.relax_priced(n + 1, share * after / first)
