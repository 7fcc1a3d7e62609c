"""Of plans that are equally good, prefer the one whose circles are ready sooner.

A stage that counts circles or residents at the end says nothing of the years before, so a solver spreads works
over the years as it happens to find room. Here the works a circle still waits for are moved to an earlier
year, and its certification with them, wherever every rule is kept and no stage of the objective gets worse.
"""

from __future__ import annotations

import numpy as np

from placement.engine.cutting.blocks import find_blocks, shared_sites
from placement.engine.cutting.subproblem import cut_out
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate, is_as_good
from placement.instance import Instance, Int


def bring_forward(instance: Instance, plan: Decisions) -> Decisions:
    """Return a plan at least as good in every stage whose circles are certified no later.

    Circles with most residents come first where the money of a year does not suffice for all. What no circle
    is certified sooner for stays in its year. Nothing is tried where more supply can cost points.
    """
    if instance.n_years == 1 or not instance.card.rises:
        return plan
    rank = evaluate(instance, plan).rank(instance)
    for circles in find_blocks(instance, shared_sites(instance)):
        if not _waits(plan.held[circles]).any():
            continue
        part = cut_out(instance, plan, circles)
        sooner = part.merge(plan, _bring_block_forward(part.instance, part.start))
        if is_as_good(instance, sooner, rank):
            plan = sooner
    return plan


def _waits(held: Int) -> np.ndarray:
    """Tell which circles hold their last tier only from a later year on, shape ``(C,)``."""
    last = held[:, -1]
    return np.asarray((last != NEVER) & (held[:, 0] != last))


def _bring_block_forward(instance: Instance, plan: Decisions) -> Decisions:
    rank = evaluate(instance, plan).rank(instance)
    waiting = np.flatnonzero(_waits(plan.held))
    for circle in waiting[np.lexsort((waiting, -instance.residents[waiting]))].tolist():
        for year in range(int(np.argmax(plan.held[circle] == plan.held[circle, -1]))):
            trial = _moved(instance, plan, circle, year)
            if is_as_good(instance, trial, rank):
                plan = trial
                break
    return plan


def _moved(instance: Instance, plan: Decisions, circle: int, year: int) -> Decisions:
    """Start all works the circle waits for in a year where they can be, and certify it then."""
    facts = instance.options
    works = np.unique(facts.effect_option[facts.effect_circle == circle])
    late = works[(plan.start[works] > year) & facts.available[works, year]]
    start, held = plan.start.copy(), plan.held.copy()
    start[late] = year
    held[circle, year:] = held[circle, -1]
    return Decisions(start, held)
