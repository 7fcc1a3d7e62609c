"""Climbing a ladder of budgets: what one rung has shown says much of the next, so few are solved from nothing.

Of a rung and a smaller budget:

- every plan of the smaller budget is one of the larger, so a bound of the larger holds for the smaller; of a
  later stage as long as the stages before have the same value;
- the larger budget's plan, or another choice and order of what it builds, is often one of the smaller, too:
  a small program over its options alone finds out, and where solving anew takes long another one over those
  near what was lost (:mod:`~placement.engine.city.repair`). Where that reaches the bounds nothing is left to solve.

So the ladder is gone down from the top. Plans that contain each other are built upwards; their bounds are
those of the free rungs, as containing a plan is one more condition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from placement.advice.frontier.ladder import Ladder, Patience, Rung
from placement.audit import audit_plan
from placement.engine import (
    NEVER,
    BlockRecord,
    Decisions,
    StageOutcome,
    Watch,
    evaluate,
    find_start,
    is_soon_repeated,
    plan_of,
    repaired,
    solve_instance,
    spread,
)
from placement.errors import HardRuleError
from placement.instance import Instance, TargetFacts
from placement.planner import in_audited_unit, settings_of
from placement.scenario.model import Scenario

AS_HARD_AS_THE_TOP = 2.0
"""Where the top was proven, a rung may take so many times its seconds; most rungs then need none."""
SHARE_OF_REST = 1 / 3
"""Of the time left, what a rung may take whose guide was proven: it can be proven, and those after it need little then."""

Tell = Callable[[Rung], None]


def _tell_nobody(_rung: Rung) -> None:
    pass


@dataclass(frozen=True)
class Question:
    """One rung to be answered, and a rung whose bounds hold for it, too."""

    share: Fraction
    scenario: Scenario
    instance: Instance
    guide: Rung | None = None

    def records(self, ladder: Ladder) -> tuple[BlockRecord, ...]:
        """Return what is known before solving: of the guide what it has shown of the whole, of a run all."""
        if self.guide is not None:
            return tuple(record for record in self.guide.records if record.is_whole)
        return ladder.earlier.records if ladder.earlier is not None else ()


def climb_free(
    ladder: Ladder, watch: Watch, patience: Patience, tell: Tell = _tell_nobody
) -> tuple[Rung, ...]:
    """Answer every rung for itself, the largest budget first; return them from the smallest up."""
    top, *others = reversed([Question(s, *ladder.instance(s)) for s in ladder.shares])
    part = watch.inner(min(watch.remaining_s, patience.top_s))
    found = [_answer(top, None, ladder, part)]
    tell(found[0])
    part_s = part.seconds
    rest_s = patience.rest(part_s, proven=found[0].is_proven, started=ladder.earlier is not None)
    rest = watch.inner(min(watch.remaining_s, rest_s))
    for n, question in enumerate(others):
        asked = replace(question, guide=found[-1])
        fair = rest.remaining_s / (len(others) - n)
        usual = AS_HARD_AS_THE_TOP * part_s if found[0].is_proven else 0.0
        worth = SHARE_OF_REST * rest.remaining_s if found[-1].is_proven else 0.0
        turn = rest.inner(min(rest.remaining_s, max(fair, usual, worth)))
        found.append(_answer(asked, None, ladder, turn))
        tell(found[-1])
    return lifted(tuple(reversed(found)))


def climb_nested(
    ladder: Ladder, free: Sequence[Rung], watch: Watch, tell: Tell = _tell_nobody
) -> tuple[Rung, ...]:
    """Answer every rung so that its plan contains the one below: what is built and when, what is certified."""
    found: list[Rung] = []
    below: Rung | None = None
    for n, guide in enumerate(free):
        instance = guide.instance
        if below is not None:
            instance = containing(instance, below)
        question = Question(guide.share, guide.scenario, instance, guide)
        part = watch.inner(watch.remaining_s / (len(free) - n))
        found.append(_answer(question, below, ladder, part))
        tell(found[-1])
        below = found[-1] if found[-1].decisions is not None else below
    return tuple(found)


def lifted(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """Give each rung the plan below it where that is better than what was found in time."""
    result = list(rungs[:1])
    for rung in rungs[1:]:
        below = result[-1]
        result.append(rung if below.decisions is None else _better(rung, below))
    return tuple(result)


def with_nested(free: Sequence[Rung], nested: Sequence[Rung]) -> tuple[Rung, ...]:
    """Give each free rung the plan of the nested one where that is better, and of rungs below it then."""
    own = zip(free, nested, strict=True)
    return lifted(tuple(f if n.decisions is None else _better(f, n) for f, n in own))


def _better(rung: Rung, other: Rung) -> Rung:
    """Return the rung with the plan of another one where that plan is legal here, and better."""
    instance, plan = rung.instance, other.decisions
    assert plan is not None  # noqa: S101 - asked of rungs with a plan
    value = evaluate(instance, plan)
    if not value.feasible or (
        rung.decisions is not None
        and value.rank(instance) >= evaluate(instance, rung.decisions).rank(instance)
    ):
        return rung
    stages = tuple(stage.restated(value.terms[stage.term]) for stage in rung.stages)
    stages = stages or inherited(instance, plan, None)
    return replace(rung, decisions=plan, statement=other.statement, stages=stages)


def _answer(question: Question, below: Rung | None, ladder: Ladder, watch: Watch) -> Rung:
    """Answer a rung as far as its time goes, and note where an interrupt came before the answer."""
    rung = _answered(question, below, ladder, watch)
    is_open = not (rung.is_proven or rung.impossible)
    return replace(rung, is_cut=watch.interrupted and is_open)


def _answered(question: Question, below: Rung | None, ladder: Ladder, watch: Watch) -> Rung:
    instance, guide = question.instance, question.guide
    try:
        start = _start(question, below, ladder, watch)
        if guide is not None and not _closed(start, question):
            start = _rearranged(start, question, watch)
        if _closed(start, question):
            records = () if guide is None else guide.records
            return _rung(question, start, inherited(instance, start, guide), ladder, records)
        outcome = solve_instance(
            instance,
            watch,
            settings_of(question.scenario),
            earlier=start,
            records=question.records(ladder),
        )
    except HardRuleError as error:
        return Rung(
            question.share, question.scenario, instance, None, None, (), impossible=error.proven
        )
    plan = outcome.decisions
    known = inherited(instance, plan, guide)
    stages = tuple(s.or_bound(k.bound) for s, k in zip(outcome.stages, known, strict=True))
    return _rung(question, plan, stages, ladder, outcome.blocks)


def _rung(
    question: Question,
    plan: Decisions,
    stages: tuple[StageOutcome, ...],
    ladder: Ladder,
    records: tuple[BlockRecord, ...],
) -> Rung:
    scenario, instance = question.scenario, question.instance
    statement = audit_plan(scenario, plan_of(plan, instance, ladder.table))
    return Rung(question.share, scenario, instance, plan, statement, stages, records=records)


def _start(question: Question, below: Rung | None, ladder: Ladder, watch: Watch) -> Decisions:
    """Return the best of the office's plan, the plan below, and the guide's made good for a smaller budget.

    The largest budget has no guide; it has the run that the ladder starts from.
    """
    instance, settings = question.instance, settings_of(question.scenario)
    plans = [
        plan_of(rung.decisions, rung.instance, ladder.table)
        for rung in (below, question.guide)
        if rung is not None and rung.decisions is not None
    ]
    if ladder.earlier is not None and question.guide is None:
        plans.append(ladder.earlier.plan)
    widely = not is_soon_repeated(instance)
    earlier = [repaired(plan, instance, watch, settings, others_too=widely)[0] for plan in plans]
    legal = [plan for plan in earlier if evaluate(instance, plan).feasible]
    start = find_start(instance, watch, legal[0] if legal else None).plan
    return min([start, *legal], key=lambda plan: evaluate(instance, plan).rank(instance))


def _rearranged(start: Decisions, question: Question, watch: Watch) -> Decisions:
    """Return the best plan that builds only what the guide or the start builds."""
    instance, guide = question.instance, question.guide
    if guide is None or guide.decisions is None:
        return start
    proposed = guide.decisions.start != NEVER
    certified = np.flatnonzero((guide.decisions.held != NEVER).any(axis=1))
    proposal = np.arange(instance.n_circles), proposed, certified
    return spread(instance, start, proposal, watch, settings_of(question.scenario))[0]


def _closed(plan: Decisions, question: Question) -> bool:
    """Tell whether the guide's bounds say that no plan is better."""
    return all(s.proven for s in inherited(question.instance, plan, question.guide))


def inherited(instance: Instance, plan: Decisions, guide: Rung | None) -> tuple[StageOutcome, ...]:
    """State a plan's value with the bounds of a rung whose plans include all plans of the instance.

    A bound of a stage is given the values of the stages before, so it is taken over as long as these agree.
    """
    terms, agree, stages = evaluate(instance, plan).terms, True, []
    for n, stage in enumerate(instance.stages):
        value, bound = terms[stage.term], None
        if agree and guide is not None and guide.stages:
            shown = guide.stages[n]
            bound = _in_unit_of(instance, guide.instance, shown)
            agree = in_audited_unit(instance, stage.term, value) == in_audited_unit(
                guide.instance, stage.term, shown.value
            )
        stages.append(StageOutcome(stage.term, stage.maximise, value, bound, proven=value == bound))
    return tuple(stages)


def _in_unit_of(instance: Instance, other: Instance, stage: StageOutcome) -> int | None:
    """Return a bound of another instance in whole units of this one, rounded so that it holds."""
    if stage.bound is None:
        return None
    fen = in_audited_unit(other, stage.term, stage.bound)
    unit = in_audited_unit(instance, stage.term, 1)
    return fen // unit if stage.maximise else -(-fen // unit)


def containing(instance: Instance, below: Rung) -> Instance:
    """Return the question in which all the smaller plan does is done again."""
    plan = below.decisions
    assert plan is not None  # noqa: S101 - a rung without a plan is not built upon
    facts = instance.options
    locked = dict(instance.locked_in)
    for o in (plan.start != NEVER).nonzero()[0]:
        locked[int(facts.site[o])] = frozenset({(int(o), int(plan.start[o]))})
    kept = tuple(
        TargetFacts(f"kept:{c}:{t}", (c,), int(plan.held[c, t]), t, 1, 1, True, False)
        for c in range(instance.n_circles)
        for t in range(instance.n_years)
        if plan.held[c, t] != NEVER and (t == 0 or plan.held[c, t - 1] != plan.held[c, t])
    )
    return replace(instance, locked_in=locked, targets=(*instance.targets, *kept))
