"""A part of a plan solved exactly and put back where that makes the whole plan better."""

from __future__ import annotations

from dataclasses import replace

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.subproblem import Subproblem
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate, is_better
from placement.engine.whole.reduction import solve_reduced
from placement.instance import Instance


def improve_part(
    instance: Instance, plan: Decisions, part: Subproblem, watch: Watch, settings: Settings
) -> tuple[Decisions, tuple[str, ...]]:
    """Return the plan, or a better one with a part of it solved, and notes of what went wrong on the way.

    Parameters
    ----------
    plan
        A plan of the instance, from which the part was cut.
    settings
        Their gap is of the instance; the part is solved to the end.

    Returns
    -------
    decisions, notes
        The very plan given where nothing better was found.
    """
    outcome = solve_reduced(part.instance, part.start, watch, replace(settings, gap=0.0))
    found = part.merge(plan, outcome.decisions)
    rank = evaluate(instance, plan).rank(instance)
    return (found if is_better(instance, found, rank) else plan), outcome.notes
