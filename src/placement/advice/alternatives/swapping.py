"""Sites exchanged one for one: another place that does at least the same for every certified circle.

Such exchanges are found in a moment, so an answer that differs stands before any program is solved.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from placement.engine import NEVER, Decisions, Watch, evaluate, is_better
from placement.instance import Instance, Int

MOST_TRIALS = 40
"""Of places that could stand in for one site, how many are evaluated, the least public money first."""


def swap_sites(asked: Instance, plan: Decisions, watch: Watch) -> Decisions:
    """Return a plan at least as good in the first stage, a feasible one if ``plan`` is.

    The options that weigh most are exchanged first; each exchange keeps the year.
    """
    does = _effects(asked, plan)
    best, rank = plan, evaluate(asked, plan).rank(asked)
    weight = asked.options.weight
    built = np.flatnonzero(plan.start != NEVER)
    order = (
        built
        if weight is None
        else built[np.argsort(-weight[built, plan.start[built]], kind="stable")]
    )
    for option in order.tolist():
        if watch.over:
            break
        for other in _stand_ins(asked, best, does, option):
            start = best.start.copy()
            start[other], start[option] = start[option], NEVER
            trial = Decisions(start, best.held)
            if is_better(asked, trial, rank):
                best, rank = trial, evaluate(asked, trial).rank(asked)
                break
    return best


def _effects(instance: Instance, plan: Decisions) -> sp.csc_matrix:
    """Return units by option and (certified circle, line), shape ``(O, C * L)``."""
    facts = instance.options
    n_lines = instance.existing.shape[1]
    counts = (plan.held != NEVER).any(axis=1)[facts.effect_circle]
    place = facts.effect_circle * n_lines + facts.effect_line
    return sp.csc_matrix(
        (facts.effect_units[counts], (facts.effect_option[counts], place[counts])),
        shape=(instance.n_options, instance.n_circles * n_lines),
    )


def _stand_ins(instance: Instance, plan: Decisions, does: sp.csc_matrix, option: int) -> list[int]:
    """Return options at unused sites that do as much for the certified circles in the same year."""
    facts = instance.options
    row = does[[option]].tocoo()
    used: Int = np.unique(facts.site[plan.start != NEVER])
    year = int(plan.start[option])
    fits = facts.available[:, year] & ~np.isin(facts.site, used)
    if facts.weight is not None:
        fits &= facts.weight[:, year] < facts.weight[option, year]
    if row.nnz:
        as_much = does[:, row.col].toarray() >= row.data[None, :]
        fits &= as_much.all(axis=1)
    found = np.flatnonzero(fits)
    order = np.argsort(facts.public_fen[found], kind="stable")
    chosen: list[int] = found[order][:MOST_TRIALS].tolist()
    return chosen
