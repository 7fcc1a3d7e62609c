"""Of plans that are equally good, prefer the one an office would certify: as soon and as high as earned.

What is built does not change. A circle whose units reach a tier earlier, or a higher tier, than it is
certified at is moved there if no stage of the objective gets worse and all budgets hold.
"""

from __future__ import annotations

import numpy as np

from placement.engine.plans.decisions import NEVER, Decisions, attained, units_by_year
from placement.engine.plans.evaluation import evaluate
from placement.instance import Instance, Int


def certify_as_earned(instance: Instance, plan: Decisions) -> Decisions:
    """Return a plan at least as good in every stage, certified as early and high as it is earned.

    Circles with most residents come first where an award budget does not suffice for all.
    """
    units = units_by_year(instance, plan.start)
    reach = np.stack(
        [attained(instance, units[t]) & instance.may_hold(t) for t in range(instance.n_years)]
    )
    best, rank = plan, evaluate(instance, plan).rank(instance)
    for c in np.lexsort((np.arange(instance.n_circles), -instance.residents)):
        if instance.blocked_circle[c]:
            continue
        for path in _earned_paths(instance, reach[:, c, :], int(c), best.held[c]):
            held = best.held.copy()
            held[c] = path
            trial = Decisions(best.start, held)
            value = evaluate(instance, trial)
            if value.feasible and value.rank(instance) <= rank:
                best, rank = trial, value.rank(instance)
                break
    return best


def _earned_paths(instance: Instance, reach: np.ndarray, circle: int, held: Int) -> list[Int]:
    """Paths better than the present one: the highest tiers first, then only as high as now."""
    tiers = np.arange(reach.shape[1])
    paths = []
    for ceiling in range(reach.shape[1] - 1, int(held.max()) - 1, -1):
        top = np.where(reach & (tiers[None, :] <= ceiling), tiers[None, :], NEVER).max(axis=1)
        path = np.maximum(np.maximum.accumulate(top), held)
        path = np.where(path <= instance.current_tier[circle], NEVER, path)
        if not instance.allow_interim:
            path = np.where(path == path[-1], path, NEVER)
        if (path != held).any():
            paths.append(path)
    return paths
