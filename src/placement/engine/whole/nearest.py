"""Of plans that are equally good, the one nearest to the plan that was there before.

Whoever asks again with one thing changed, or goes on a year later, has told people of the plan there is. A
solver shuffles works over years and places as it happens to find them. Here what either plan builds is chosen
from once more, block by block: the value of every stage stays, no circle is certified later, as much as
possible is as it was, and as little as possible is built besides::

    max  sum(2 * started[o, t] for o in earlier if t is its year) + sum(started[o, t] for o in earlier, otherwise)
    min  sum(started[o, t])
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import find_blocks, shared_sites
from placement.engine.cutting.subproblem import Subproblem, cut_out, keep_options
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.whole.model import solve_whole
from placement.instance import Instance, Int, Stage, TermLimit

AS_IT_WAS = (Stage("option_weight", maximise=True), Stage("conversions", maximise=False))
SAME_YEAR, OTHER_YEAR = 2, 1


def keep_near(
    instance: Instance, plan: Decisions, earlier: Decisions, watch: Watch, settings: Settings
) -> tuple[Decisions, tuple[str, ...]]:
    """Return a plan of the same value by stages that is nearer to an earlier one, and notes of what went wrong.

    Tiers at the end are those of ``plan``, reached no later. When the watch is over, what has been found by then
    is returned; ``plan`` itself where nothing is nearer.

    Parameters
    ----------
    earlier
        Another plan of the instance, which need not be feasible.
    """
    rank = evaluate(instance, plan).rank(instance)
    notes: list[str] = []
    for circles in find_blocks(instance, shared_sites(instance)):
        if watch.over:
            break
        part = _built_in_either(cut_out(instance, plan, circles), earlier)
        before = part.seen_in(earlier)
        if np.array_equal(part.start.start, before.start):
            continue
        asked = asking_for(part.instance, part.start, before)
        for held in _sooner_first(part.start.held, before.held):
            outcome = solve_whole(asked, part.start, watch, settings, held=held)
            notes += outcome.notes
            nearer = part.merge(plan, outcome.decisions)
            if outcome.decisions is not part.start and _has_value(instance, nearer, rank):
                plan = nearer
                break
    return plan, tuple(dict.fromkeys(notes))


def _has_value(instance: Instance, plan: Decisions, rank: tuple[int, ...]) -> bool:
    value = evaluate(instance, plan)
    return value.feasible and value.rank(instance) == rank


def _built_in_either(part: Subproblem, earlier: Decisions) -> Subproblem:
    built = (part.start.start != NEVER) | (part.seen_in(earlier).start != NEVER)
    return keep_options(part, built)


def _sooner_first(held: Int, earlier: Int) -> list[Int]:
    """Return tiers to be held: first as soon as in either plan where both end alike, then as they are."""
    alike = held[:, -1:] == earlier[:, -1:]
    sooner = np.where(alike, np.maximum(held, earlier), held)
    return [held] if np.array_equal(sooner, held) else [sooner, held]


def asking_for(instance: Instance, plan: Decisions, earlier: Decisions) -> Instance:
    """Return the question for a plan as good as one given that has most in common with an earlier one."""
    weight: Int = np.zeros((instance.n_options, instance.n_years), dtype=np.int64)
    was = np.flatnonzero(earlier.start != NEVER)
    weight[was] = OTHER_YEAR
    weight[was, earlier.start[was]] = SAME_YEAR
    return replace(
        instance,
        options=replace(instance.options, weight=weight),
        stages=AS_IT_WAS,
        term_limits=(*instance.term_limits, *_just_as_good(instance, plan)),
    )


def _just_as_good(instance: Instance, plan: Decisions) -> tuple[TermLimit, ...]:
    """Keep every stage at a plan's very value, for what is proven and told of it; money in fen."""
    terms = evaluate(instance, plan).terms
    unit = {term: instance.money_unit_fen if term.endswith("_money") else 1 for term in terms}
    return tuple(
        TermLimit(stage.term, is_most=is_most, limit=terms[stage.term] * unit[stage.term])
        for stage in instance.stages
        for is_most in (True, False)
    )
