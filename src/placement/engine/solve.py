"""One door to the engine: greedy floor first, then the whole model or the search, by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from placement.engine.blocks import find_blocks, shared_sites
from placement.engine.blockwise import solve_blocks
from placement.engine.bounds import Bounds
from placement.engine.canaries import check_solver
from placement.engine.confirm import confirmed
from placement.engine.decisions import NEVER, Decisions, evaluate
from placement.engine.earlier import bring_forward
from placement.engine.greedy import plan_greedily
from placement.engine.idle import drop_idle
from placement.engine.merged import LARGEST_UNPRICED
from placement.engine.outcome import Outcome
from placement.engine.pace import Pace
from placement.engine.parts import state_outcome, state_parts
from placement.engine.polish import certify_as_earned
from placement.engine.recall import better_start
from placement.engine.records import BlockRecord, records_of
from placement.engine.reduction import solve_reduced
from placement.engine.search import search
from placement.engine.settings import Settings
from placement.engine.stating import status_of
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.errors import HardRuleError
from placement.formulation.uses import count_uses
from placement.instance import Instance, Stage

LARGEST_WHOLE = 60_000
"""Uses (circle × tier × option) up to which an instance is solved as one model."""
SMALLEST_MERGED = 1_500
"""Uses from which an instance of several years is first solved with its years merged."""
USUAL = Settings()


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
        :func:`~placement.engine.recall.recall` makes it from a former run.
    records
        What that run has shown of blocks; those that have not changed are not solved again.

    Raises
    ------
    HardRuleError
        If hard targets or locks cannot be met; the message names them.
    """
    check_solver()
    watch.enter("greedy")
    start, source = _begin(instance, watch, settings, earlier)
    baseline = _baseline(instance, start) if source == "greedy" else None
    start, source = better_start(instance, (start, source), earlier)
    outcome = _improve(instance, (start, source), watch, settings, records)
    if settings.confirm and not watch.over:
        outcome = confirmed(instance, outcome, watch, settings)
    return replace(outcome, baseline=baseline)


def _begin(
    instance: Instance, watch: Watch, settings: Settings, earlier: Decisions | None
) -> tuple[Decisions, str]:
    """Return what to start from; without the office's own rule an earlier plan that fits, or nothing."""
    if not settings.ideas.greedy_start:
        for source, plan in (("start", earlier), ("nothing", Decisions.nothing(instance))):
            if plan is not None and evaluate(instance, plan).feasible:
                return plan, source
    return find_start(instance, watch, earlier)


def _baseline(instance: Instance, plan: Decisions) -> dict[str, int]:
    unit = instance.money_unit_fen
    terms = evaluate(instance, plan).terms
    return {t: v * unit if t.endswith("_money") else v for t, v in terms.items()}


def _improve(
    instance: Instance,
    begin: tuple[Decisions, str],
    watch: Watch,
    settings: Settings,
    records: Sequence[BlockRecord],
) -> Outcome:
    start, source = begin
    uses = count_uses(instance)
    if watch.over and not records:
        return state_outcome(start, source, watch, Bounds(instance))
    watch.keep(lambda: state_outcome(start, source, watch, Bounds(instance)))
    if uses > LARGEST_WHOLE:
        best, bounds, notes = search(instance, start, watch, settings, records)
        best = _polished(instance, best, settings)
        outcome = state_outcome(best, _source(best, start, source, "search"), watch, bounds)
        return replace(outcome, notes=(*outcome.notes, *notes))
    best, bounds, notes, pace = start, Bounds(instance), (), Pace()
    worth_it = SMALLEST_MERGED if instance.n_years > 1 else LARGEST_UNPRICED
    if uses > worth_it and settings.ideas.merged_years:
        blocks = find_blocks(instance, shared_sites(instance))
        solved = solve_blocks(instance, start, blocks, watch, settings, records)
        best, bounds, notes, pace = solved.plan, solved.bounds, solved.notes, solved.pace
    too_late = watch.over or watch.remaining_s <= pace.expected_s(uses)
    if bounds.reached_by(best) or too_late:
        outcome = state_outcome(_polished(instance, best, settings), "mip", watch, bounds)
    else:
        outcome = _solve_whole(instance, best, bounds, watch, settings)
    return replace(
        outcome,
        source=_source(outcome.decisions, start, source, outcome.source),
        notes=(*notes, *outcome.notes),
    )


def _solve_whole(
    instance: Instance, start: Decisions, bounds: Bounds, watch: Watch, settings: Settings
) -> Outcome:
    """Solve as one model; of its bounds and those already known the better ones are stated."""
    known = {
        stage.term: float(-stage.bound if stage.maximise else stage.bound)
        for stage in bounds.outcomes(start)
        if stage.bound is not None
    }
    outcome = solve_reduced(instance, start, watch, settings, known)
    best = _polished(instance, outcome.decisions, settings)
    terms = evaluate(instance, best).terms
    stages = tuple(
        stage.restated(terms[stage.term]).or_bound(known.bound)
        for stage, known in zip(outcome.stages, bounds.outcomes(best), strict=True)
    )
    return replace(
        outcome,
        status=status_of(stages, watch, settings.gap),
        decisions=best,
        stages=stages,
        parts=state_parts(instance, best, bounds),
        blocks=records_of(bounds, best),
    )


def _polished(instance: Instance, plan: Decisions, settings: Settings) -> Decisions:
    ideas = settings.ideas
    sooner = bring_forward(instance, plan) if ideas.bring_forward else plan
    earned = certify_as_earned(instance, sooner) if ideas.certify_as_earned else sooner
    return drop_idle(instance, earned) if ideas.drop_idle else earned


def _source(plan: Decisions, start: Decisions, source: str, made: str) -> str:
    """Return what made a plan: ``nothing`` if it is empty, the start's source if it is the start."""
    if _is_idle(plan):
        return "nothing"
    is_start = np.array_equal(plan.start, start.start) and np.array_equal(plan.held, start.held)
    return source if is_start and source != "nothing" else made


def _is_idle(plan: Decisions) -> bool:
    return bool((plan.start == NEVER).all() and (plan.held == NEVER).all())


def find_start(
    instance: Instance, watch: Watch, earlier: Decisions | None = None
) -> tuple[Decisions, str]:
    """Return a feasible plan and what made it: greedy, nothing, an earlier plan, or a solve for the hard rules alone.

    Raises
    ------
    HardRuleError
        If there is none.
    """
    for source, plan in (
        ("greedy", plan_greedily(instance, watch=watch)),
        ("nothing", Decisions.nothing(instance)),
    ):
        if evaluate(instance, plan).feasible:
            return plan, "nothing" if _is_idle(plan) else source
    if earlier is not None and evaluate(instance, earlier).feasible:
        return earlier, "start"
    locked = place_locked(instance, watch)
    plan = plan_greedily(instance, locked, watch)
    if evaluate(instance, plan).feasible:
        return plan, "greedy"
    return _meet_hard_targets(instance, locked, watch), "mip"


def place_locked(instance: Instance, watch: Watch) -> dict[int, int]:
    """Return option → year for every locked site, and for what a least amount or number needs besides.

    Raises
    ------
    HardRuleError
        If there is no such choice, or none was found in time.
    """
    if not instance.locked_in:
        return {}
    facts, limits = instance.options, instance.limits
    locked_in = [pair for pairs in instance.locked_in.values() for pair in pairs]
    helps = np.zeros(instance.n_options, dtype=bool)
    helps[limits.option[~limits.is_plain[limits.option_row]]] = True
    helps[np.isin(facts.site, list(instance.locked_in))] = False
    allowed, weight = facts.available & helps[:, None], np.zeros(instance.n_options, dtype=np.int64)
    for option, year in locked_in:
        allowed[option, year], weight[option] = True, 1
    alone = replace(
        instance,
        options=replace(facts, available=allowed, weight=weight),
        blocked_circle=np.ones_like(instance.blocked_circle),
        targets=(),
        awards=(),
        limits=instance.limits.without_awards(),
        locked_in={},
        stages=(Stage("option_weight", maximise=True), Stage("conversions", maximise=False)),
    )
    outcome = solve_whole(alone, Decisions.nothing(alone), watch)
    chosen = np.flatnonzero(outcome.decisions.start != NEVER)
    if weight[chosen].sum() == len(instance.locked_in):
        return {int(o): int(outcome.decisions.start[o]) for o in chosen}
    locked = ", ".join(sorted(facts.site_ids[s] for s in instance.locked_in))
    message = (
        f"在预算内无法同时启用锁定的用房：{locked}\n"
        f"the premises locked in cannot be used together within the budgets: {locked}"
        if outcome.stages[0].proven
        else f"时限内未找到在预算内同时启用锁定用房的办法：{locked}\n"
        f"no way to use the premises locked in within the budgets was found in time: {locked}"
    )
    raise HardRuleError(message, proven=outcome.stages[0].proven)


def _meet_hard_targets(instance: Instance, locked: dict[int, int], watch: Watch) -> Decisions:
    hard = {k.id for k in instance.targets if k.hard}
    softened = replace(
        instance,
        targets=tuple(
            replace(k, hard=False, weight=1 if k.id in hard else 0) for k in instance.targets
        ),
        stages=(Stage("target_shortfall", maximise=False),),
    )
    outcome = solve_whole(softened, plan_greedily(softened, locked), watch)
    value = evaluate(instance, outcome.decisions)
    if value.feasible:
        return outcome.decisions
    missed = {k: n for k, n in value.shortfall.items() if k in hard and n}
    proven = all(stage.proven for stage in outcome.stages)
    zh = "；".join(f"{k} 差 {n} 个" for k, n in missed.items())
    en = "; ".join(f"{k} is {n} short" for k, n in missed.items())
    message = (
        f"硬性目标做不到：{zh}\nhard targets cannot be met: {en}"
        if proven
        else f"时限内未找到完成硬性目标的方案，最接近的：{zh}\n"
        f"no plan that meets the hard targets was found in time; the nearest: {en}"
    )
    raise HardRuleError(message, proven=proven)
