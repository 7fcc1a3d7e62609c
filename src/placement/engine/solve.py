"""One door to the engine: greedy floor first, then the whole model or the search, by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from placement.engine.city.blockwise import solve_blocks
from placement.engine.city.bounds import Bounds
from placement.engine.city.parts import state_outcome, state_parts
from placement.engine.city.recalling import recall_whole
from placement.engine.city.records import BlockRecord, records_of
from placement.engine.city.search import search
from placement.engine.control import sizes
from placement.engine.control.pace import Pace
from placement.engine.control.settings import USUAL, Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import find_blocks, shared_sites
from placement.engine.finishing.earlier import bring_forward
from placement.engine.finishing.idle import drop_idle
from placement.engine.finishing.polish import certify_as_earned
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.plans.recall import better_start
from placement.engine.solver.canaries import check_solver
from placement.engine.solver.stating import shown_factor, status_of
from placement.engine.starts.beginning import Start, find_start
from placement.engine.starts.reaching import reach
from placement.engine.whole.confirm import confirmed
from placement.engine.whole.known import Known
from placement.engine.whole.reduction import solve_reduced
from placement.formulation.uses import count_uses
from placement.instance import Instance

SHARE_TO_REACH, LEAST_TO_REACH_S = 0.05, 2.0
"""Of the time left, what meeting missed targets circle by circle may take before anything else; of a short
time up to a third, but no more than those seconds."""
FEW_TO_REACH = 20
"""So few circles may take that third in any case: they are through in three seconds, and where a busy machine takes
longer, its clock is not to decide from which plan the solve goes on, and so which of equally good plans it ends with."""
Parts = tuple[Decisions, Bounds, tuple[str, ...], Pace]
"""A plan improved part by part, the city's bounds, notes, and how long models take to build."""


def solve_instance(
    instance: Instance,
    watch: Watch,
    settings: Settings = USUAL,
    *,
    earlier: Decisions | None = None,
    records: Sequence[BlockRecord] = (),
) -> Outcome:
    """Return the best plan found within the watch's limits; never worse than the office's own rule.

    Parameters
    ----------
    earlier
        A plan to start from where it is feasible and better than the greedy one, as
        :func:`~placement.engine.plans.recall.recall` makes it from a former run.
    records
        What that run has shown of blocks, and of the whole; what has not changed, or holds fewer plans by now,
        is not shown again.

    Raises
    ------
    HardRuleError
        If hard targets or locks cannot be met; the message names them.
    """
    check_solver()
    watch.enter("greedy")
    start, source, notes = _begin(instance, watch, settings, earlier)
    baseline = _baseline(instance, start) if source == "greedy" else None
    start, source = better_start(instance, (start, source), earlier)
    known = Bounds(instance, of_whole=recall_whole(instance, records))
    _announce((start, source), known, watch)
    is_anew = all(record.is_whole for record in records)
    if settings.ideas.reach_targets and is_anew and not known.reached_by(start):
        (start, source), told = _reached(instance, (start, source), watch, settings)
        notes = (*notes, *told)
    if known.reached_by(start):
        best = _polished(instance, start, settings)
        outcome = state_outcome(best, source_of(best, start, source, "mip"), watch, known)
    else:
        outcome = _improve((start, source), known, watch, settings, records)
    if settings.confirm and not watch.over:
        outcome = confirmed(instance, outcome, watch, settings)
    return replace(outcome, baseline=baseline, notes=(*notes, *outcome.notes))


def _begin(
    instance: Instance, watch: Watch, settings: Settings, earlier: Decisions | None
) -> Start:
    """Return what to start from; without the office's own rule an earlier plan that fits, or nothing."""
    if not settings.ideas.greedy_start:
        for source, plan in (("start", earlier), ("nothing", Decisions.nothing(instance))):
            if plan is not None and evaluate(instance, plan).feasible:
                return Start(plan, source)
    return find_start(instance, watch, earlier)


def _baseline(instance: Instance, plan: Decisions) -> dict[str, int]:
    unit = instance.money_unit_fen
    terms = evaluate(instance, plan).terms
    return {t: v * unit if t.endswith("_money") else v for t, v in terms.items()}


def _announce(begin: tuple[Decisions, str], known: Bounds, watch: Watch) -> None:
    """Report what there is in the first stage, and keep it in case the process comes to a sudden end."""
    instance, (start, source) = known.instance, begin
    first = instance.stages[0]
    watch.enter(f"stage 1 {first.term}", shown_factor(instance, first))
    watch.tell(incumbent=evaluate(instance, start).rank(instance)[0])
    watch.keep(lambda: state_outcome(start, source, watch, known))


def _improve(
    begin: tuple[Decisions, str],
    known: Bounds,
    watch: Watch,
    settings: Settings,
    records: Sequence[BlockRecord],
) -> Outcome:
    """Improve a start until the time is over or nothing can be better; what is known of the whole is added."""
    instance, (start, source) = known.instance, begin
    uses = count_uses(instance)
    if watch.over and not records:
        return state_outcome(start, source, watch, known)
    _announce(begin, known, watch)
    is_large = uses > sizes.LARGEST_WHOLE
    worth_it = sizes.SMALLEST_MERGED if instance.n_years > 1 else sizes.LARGEST_UNPRICED
    notes: tuple[str, ...] = ()
    best, bounds, pace = start, known, Pace()
    if is_large or (uses > worth_it and settings.ideas.merged_years):
        improve = _by_neighbourhoods if is_large else _by_blocks
        best, bounds, notes, pace = improve(instance, start, watch, settings, records)
        bounds.learn_whole(known.of_whole)
    too_late = is_large or watch.over or watch.remaining_s <= pace.expected_s(uses)
    if bounds.reached_by(best) or too_late:
        made = "search" if is_large else "mip"
        outcome = state_outcome(_polished(instance, best, settings), made, watch, bounds)
    else:
        outcome = _solve_whole(instance, best, bounds, watch, settings)
    return replace(
        outcome,
        source=source_of(outcome.decisions, start, source, outcome.source),
        notes=(*notes, *outcome.notes),
    )


def _by_neighbourhoods(
    instance: Instance,
    start: Decisions,
    watch: Watch,
    settings: Settings,
    records: Sequence[BlockRecord],
) -> Parts:
    """Improve a start block by block, then neighbourhood by neighbourhood: it is too large for one model."""
    return (*search(instance, start, watch, settings, records), Pace())


def _by_blocks(
    instance: Instance,
    start: Decisions,
    watch: Watch,
    settings: Settings,
    records: Sequence[BlockRecord],
) -> Parts:
    """Improve a start block by block."""
    blocks = find_blocks(instance, shared_sites(instance))
    solved = solve_blocks(instance, start, blocks, watch, settings, records)
    return solved.plan, solved.bounds, solved.notes, solved.pace


def _reached(
    instance: Instance, begin: tuple[Decisions, str], watch: Watch, settings: Settings
) -> tuple[tuple[Decisions, str], tuple[str, ...]]:
    """Return what to start from, with missed targets met where a circle alone can do it, and notes."""
    left = watch.remaining_s
    limit = max(SHARE_TO_REACH * left, min(LEAST_TO_REACH_S, left / 3))
    if instance.n_circles <= FEW_TO_REACH:
        limit = left / 3
    found, notes = reach(instance, begin[0], watch.inner(limit), settings)
    return (begin if found is begin[0] else (found, "mip")), notes


def _solve_whole(
    instance: Instance, start: Decisions, bounds: Bounds, watch: Watch, settings: Settings
) -> Outcome:
    """Solve as one model; of its bounds and those already known the better ones are stated."""
    known = Known.of(bounds.outcomes(start))
    outcome = solve_reduced(instance, start, watch, settings, known)
    best = _polished(instance, outcome.decisions, settings)
    terms = evaluate(instance, best).terms
    stages = tuple(
        stage.restated(terms[stage.term]).or_bound(known.bound)
        for stage, known in zip(outcome.stages, bounds.outcomes(best), strict=True)
    )
    bounds.learn_whole(stages)
    return replace(
        outcome,
        status=status_of(stages, watch, settings.gap),
        decisions=best,
        stages=stages,
        parts=state_parts(best, bounds),
        blocks=records_of(bounds, best),
    )


def _polished(instance: Instance, plan: Decisions, settings: Settings) -> Decisions:
    ideas = settings.ideas
    sooner = bring_forward(instance, plan) if ideas.bring_forward else plan
    earned = certify_as_earned(instance, sooner) if ideas.certify_as_earned else sooner
    return drop_idle(instance, earned) if ideas.drop_idle else earned


def source_of(plan: Decisions, start: Decisions, source: str, made: str) -> str:
    """Return what made a plan: ``nothing`` if it is empty, the start's source if it is the start, else ``made``."""
    if plan.is_idle:
        return "nothing"
    is_start = np.array_equal(plan.start, start.start) and np.array_equal(plan.held, start.held)
    return source if is_start and source != "nothing" else made
