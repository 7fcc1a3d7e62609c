"""A ladder of budgets: the same question with the caps of one budget line at growing shares of what they are.

A plan of a smaller budget is one of a larger, so each rung starts from the one below; and no rung can be
better than the one above, so a rung that already equals the top needs no solve at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from placement.audit import Statement, audit_plan
from placement.engine.decisions import NEVER, Decisions, evaluate
from placement.engine.outcome import StageOutcome
from placement.engine.propose import plan_of
from placement.engine.recall import recall
from placement.engine.solve import solve_instance
from placement.engine.watch import Watch
from placement.errors import HardRuleError, UsageError
from placement.instance import Instance, TargetFacts
from placement.instance.build import build_instance
from placement.options import OptionTable
from placement.planner import settings_of
from placement.scenario.model import Scenario

LEAST_REST_S = 20.0


@dataclass(frozen=True)
class Rung:
    """The plan of one budget.

    Attributes
    ----------
    share
        The caps as a share of the scenario's.
    decisions, statement
        ``None`` where hard rules cannot be met with so little.
    stages
        Value and bound of every stage, as in a run.
    """

    share: Fraction
    scenario: Scenario
    instance: Instance
    decisions: Decisions | None
    statement: Statement | None
    stages: tuple[StageOutcome, ...]

    @property
    def is_proven(self) -> bool:
        """Whether no plan of this budget is better."""
        return bool(self.stages) and all(stage.proven for stage in self.stages)


def scaled(scenario: Scenario, budget_id: str, share: Fraction) -> Scenario:
    """Return the scenario with all caps of a budget line at a share, whole fen rounded down.

    The same as the override ``budgets.<budget_id>.scale`` of a scenario that states no scale itself.

    Raises
    ------
    UsageError
        If the scenario has no such line, or no money in it.
    """
    known = sorted({line.id for line in scenario.budgets if line.cap_fen})
    if budget_id not in known:
        names = "、".join(known)
        message = f"没有（有额度的）资金渠道 {budget_id}；有：{names}\nno budget line {budget_id} with money; there are {names}"
        raise UsageError(message)
    lines = tuple(
        replace(line, cap_fen=math.floor(line.cap_fen * share)) if line.id == budget_id else line
        for line in scenario.budgets
    )
    return replace(scenario, budgets=lines)


def shares_of(steps: int, most: Fraction) -> tuple[Fraction, ...]:
    """Return ``steps + 1`` shares from 0 to ``most``."""
    return tuple(most * n / steps for n in range(steps + 1))


@dataclass(frozen=True)
class Ladder:
    """What is climbed: a scenario, its options, the budget line and the shares, smallest first."""

    scenario: Scenario
    table: OptionTable
    budget_id: str
    shares: Sequence[Fraction]

    def instance(self, share: Fraction) -> tuple[Scenario, Instance]:
        """Return the question at a share of the budget."""
        asked = scaled(self.scenario, self.budget_id, share)
        return asked, build_instance(asked, self.table)


@dataclass(frozen=True, slots=True)
class Patience:
    """Wall seconds for the largest budget, and for all the others together.

    Attributes
    ----------
    rest_s
        ``None`` for twice what the largest took, at least `LEAST_REST_S`.
    """

    top_s: float
    rest_s: float | None = None

    def rest(self, taken_s: float) -> float:
        """Return the seconds for all other budgets."""
        return max(LEAST_REST_S, 2 * taken_s) if self.rest_s is None else self.rest_s


def climb(
    ladder: Ladder, watch: Watch, patience: Patience, *, nested: bool = False
) -> Iterator[Rung]:
    """Solve every rung from the smallest up; yield each when it is done.

    Parameters
    ----------
    nested
        Each plan contains the one below: what is built and when, and what is certified by when.
    """
    asked = [ladder.instance(share) for share in ladder.shares]
    top = None
    if not nested:
        part = watch.inner(min(watch.remaining_s, patience.top_s))
        top = _solve(asked[-1], ladder, ladder.shares[-1], None, part)
        watch = watch.inner(patience.rest(part.seconds))
    below: Rung | None = None
    for n, (share, question) in enumerate(zip(ladder.shares, asked, strict=True)):
        is_last = n + 1 == len(asked)
        if top is not None and is_last:
            yield _better(top, below)
            return
        if nested and below is not None and below.decisions is not None:
            question = (question[0], containing(question[1], below))  # noqa: PLW2901
        rung = _known(question, share, below, top)
        if rung is None:
            start = _start(question[1], below, top, ladder)
            left = len(asked) - n - (0 if nested else 1)
            part = watch.inner(watch.remaining_s / left)
            rung = _solve(question, ladder, share, start, part)
        yield rung
        below = rung if rung.decisions is not None else below


def _better(top: Rung, below: Rung | None) -> Rung:
    """Return the top, or the plan below where that is better than what was found in time."""
    if below is None or below.decisions is None:
        return top
    value = evaluate(top.instance, below.decisions)
    if top.decisions is not None and value.rank(top.instance) >= evaluate(
        top.instance, top.decisions
    ).rank(top.instance):
        return top
    stages = tuple(stage.restated(value.terms[stage.term]) for stage in top.stages)
    return replace(top, decisions=below.decisions, statement=below.statement, stages=stages)


def _known(
    question: tuple[Scenario, Instance], share: Fraction, below: Rung | None, top: Rung | None
) -> Rung | None:
    """Return the rung where the plan below is as good as the top, which is proven."""
    if below is None or top is None or below.decisions is None or not top.is_proven:
        return None
    if [s.value for s in below.stages] != [s.value for s in top.stages]:
        return None
    return replace(
        below, share=share, scenario=question[0], instance=question[1], stages=top.stages
    )


def _start(
    instance: Instance, below: Rung | None, top: Rung | None, ladder: Ladder
) -> Decisions | None:
    """Return the better of the plan below and what a smaller budget leaves of the top."""
    found = []
    if below is not None and below.decisions is not None:
        found.append(below.decisions)
    if top is not None and top.decisions is not None:
        plan = plan_of(top.decisions, top.instance, ladder.table)
        found.append(recall(plan, instance))
    values = [(evaluate(instance, plan), plan) for plan in found]
    legal = [(value.rank(instance), n) for n, (value, _) in enumerate(values) if value.feasible]
    return values[min(legal)[1]][1] if legal else None


def _solve(
    question: tuple[Scenario, Instance],
    ladder: Ladder,
    share: Fraction,
    start: Decisions | None,
    watch: Watch,
) -> Rung:
    scenario, instance = question
    try:
        outcome = solve_instance(instance, watch, settings_of(scenario), earlier=start)
    except HardRuleError:
        return Rung(share, scenario, instance, None, None, ())
    statement = audit_plan(scenario, plan_of(outcome.decisions, instance, ladder.table))
    return Rung(share, scenario, instance, outcome.decisions, statement, outcome.stages)


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
