"""A question asked again with something changed: from the plan there is, and as near to it as equally good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from placement.engine.city.records import BlockRecord, with_plan
from placement.engine.city.repair import repaired
from placement.engine.control.settings import USUAL, Settings
from placement.engine.control.watch import Watch
from placement.engine.finishing.idle import drop_idle
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.plans.recall import intended
from placement.engine.solve import solve_instance, source_of
from placement.engine.whole.nearest import keep_near
from placement.instance import Instance
from placement.plan import Plan

SHARE_TO_KEEP_NEAR = 0.1
"""Of the time left in the end, what taking back needless changes to the earlier plan may take."""


def solve_again(
    plan: Plan,
    instance: Instance,
    watch: Watch,
    settings: Settings = USUAL,
    records: Sequence[BlockRecord] = (),
    begin: Decisions | None = None,
) -> Outcome:
    """Return the best plan found, as :func:`~placement.engine.solve.solve_instance` does, from an earlier plan.

    Parameters
    ----------
    plan
        Of a former run; what of it no longer fits is repaired, and of equally good plans the one nearest to
        what there still is of it is taken.
    records
        What that run has shown of blocks, and of the whole.
    begin
        Another plan of the instance, which keeps every hard rule, to start from in place of the repaired one.

    Raises
    ------
    HardRuleError
        If hard targets or locks cannot be met; the message names them.
    """
    start, before = repaired(plan, instance, watch, settings) if begin is None else (begin, ())
    outcome = solve_instance(instance, watch, settings, earlier=start, records=records)
    near = outcome.decisions
    after: tuple[str, ...] = ()
    if settings.ideas.keep_near:
        near, after = _near(near, intended(plan, instance), instance, watch, settings)
    told = replace(outcome, notes=(*before, *outcome.notes, *after))
    if near is outcome.decisions:
        return told
    made = "search" if outcome.source == "search" else "mip"
    return replace(
        told,
        decisions=near,
        source=source_of(near, start, "start", made),
        blocks=with_plan(outcome.blocks, instance, near),
    )


def _near(
    plan: Decisions, known: Decisions, instance: Instance, watch: Watch, settings: Settings
) -> tuple[Decisions, tuple[str, ...]]:
    """Return the plan without needless changes to a known one, and without what nothing rests on by then; and notes."""
    inner = watch.inner(SHARE_TO_KEEP_NEAR * watch.remaining_s)
    near, notes = keep_near(instance, plan, known, inner, settings)
    if near is plan or not settings.ideas.drop_idle:
        return near, notes
    rank, lean = evaluate(instance, plan).rank(instance), drop_idle(instance, near)
    # What is told of the stages and of every block is told of plans of this very value.
    return (lean if evaluate(instance, lean).rank(instance) == rank else near), notes
