"""Other plans that are nearly as good: each uses as few as possible of the sites the plans before it used."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from placement.advice.alternatives.swapping import swap_sites
from placement.advice.opened import OpenRun
from placement.audit import Statement, audit_plan
from placement.engine import (
    NEVER,
    Decisions,
    Settings,
    Watch,
    evaluate,
    is_one_model,
    plan_of,
    search,
    solve_whole,
)
from placement.instance import Instance, Int, Stage, TermLimit
from placement.planner import in_audited_unit, settings_of

SHARE_OF_ALL = 0.6
"""Of the time for a plan, what is given to the whole question, before it is asked under the same certifications."""
MOST_REPEATED = Stage("option_weight", maximise=False)


@dataclass(frozen=True)
class Alternative:
    """A plan that keeps every stage within the limits.

    Attributes
    ----------
    repeated
        How many of its sites an earlier plan uses as well.
    proven
        That no plan within the limits differs more from those before it.
    """

    decisions: Decisions
    statement: Statement
    repeated: int
    proven: bool


def limits_within(run: OpenRun, within: Fraction) -> tuple[TermLimit, ...]:
    """Return how far each stage may fall behind the run: at most a share of its value; money in fen."""
    value = evaluate(run.instance, run.decisions)
    found = []
    for stage in run.instance.stages:
        now = in_audited_unit(run.instance, stage.term, value.terms[stage.term])
        if stage.maximise:
            found.append(TermLimit(stage.term, is_most=False, limit=math.ceil(now * (1 - within))))
        else:
            found.append(TermLimit(stage.term, is_most=True, limit=math.floor(now * (1 + within))))
    return tuple(found)


def find_alternatives(
    run: OpenRun, within: Fraction, count: int, watch: Watch
) -> Iterator[Alternative]:
    """Yield up to ``count`` plans beside the run's own; fewer where no plan uses other sites."""
    limits = limits_within(run, within)
    found = [run.decisions]
    for left in range(count, 0, -1):
        asked = asking_for_others(run.instance, found, limits)
        part = watch.inner(watch.remaining_s / left)
        decisions, proven = _solve(asked, run, _nearest(asked, found, part), part)
        if any((used(run.instance, decisions) == used(run.instance, p)).all() for p in found):
            return
        statement = audit_plan(run.scenario, plan_of(decisions, run.instance, run.table))
        before = np.any([used(run.instance, plan) for plan in found], axis=0)
        repeated = int((used(run.instance, decisions) & before).sum())
        found.append(decisions)
        yield Alternative(decisions, statement, repeated, proven)


def asking_for_others(
    instance: Instance, found: Sequence[Decisions], limits: tuple[TermLimit, ...]
) -> Instance:
    """Return the question for the plan that repeats least of those found, and does least besides."""
    times = np.sum([used(instance, plan) for plan in found], axis=0)
    dearest = len(instance.options.site_ids) + 1
    repeats: Int = dearest * times[instance.options.site].astype(np.int64) + 1
    weight = np.repeat(repeats[:, None], instance.n_years, axis=1)
    return replace(
        instance,
        options=replace(instance.options, weight=weight),
        stages=(MOST_REPEATED,),
        term_limits=limits,
    )


def used(instance: Instance, plan: Decisions) -> np.ndarray:
    """Return which sites a plan uses, shape ``(S,)``."""
    mask = np.zeros(len(instance.options.site_ids), dtype=bool)
    mask[instance.options.site[plan.start != NEVER]] = True
    return mask


def _nearest(asked: Instance, found: Sequence[Decisions], watch: Watch) -> Decisions:
    """Return the best start: of the plans found, with sites exchanged, the one that repeats least."""
    own = found[0]
    swapped = [swap_sites(asked, plan, watch) for plan in (own, found[-1])]
    return min((own, *swapped), key=lambda plan: evaluate(asked, plan).rank(asked))


def _solve(asked: Instance, run: OpenRun, start: Decisions, watch: Watch) -> tuple[Decisions, bool]:
    """Ask the whole question; where it stays open, look on under the run's own certifications: far fewer plans."""
    settings: Settings = settings_of(run.scenario)
    if not is_one_model(asked):
        lone = replace(settings, ideas=settings.ideas.without("merged_years"))
        best, _, _ = search(asked, start, watch, lone)
        return best, False
    part = watch.inner(SHARE_OF_ALL * watch.remaining_s)
    outcome = solve_whole(asked, start, part, settings)
    proven = all(stage.proven for stage in outcome.stages)
    if proven or watch.over:
        return outcome.decisions, proven
    held = run.decisions.held
    return solve_whole(asked, outcome.decisions, watch, settings, held=held).decisions, False
