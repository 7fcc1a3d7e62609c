"""What a block does in one merged year, spread over the real years and their budgets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.engine.control.pace import Pace
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.subproblem import cut_out, keep_options
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.whole.improving import improve_part
from placement.instance import Instance, Int


def spread(
    instance: Instance,
    plan: Decisions,
    proposal: tuple[Int, np.ndarray, Int],
    watch: Watch,
    settings: Settings,
    pace: Pace | None = None,
) -> tuple[Decisions, tuple[str, ...]]:
    """Return the plan, or a better one that builds some of what is proposed for a few circles, and notes.

    Only options proposed or in the plan are looked at, and only circles certified in either, so the
    years, the budgets and what is shared with other circles cost little to get right.

    Parameters
    ----------
    proposal
        Circles that are free, a mask of options to build, and the circles to certify.
    """
    circles, proposed, certified = proposal
    part = cut_out(instance, plan, circles)
    keep = proposed[part.options] | (part.start.start != NEVER)
    idle = (part.start.held == NEVER).all(axis=1) & ~np.isin(part.circles, certified)
    small = keep_options(part, keep)
    small = replace(
        small,
        instance=replace(small.instance, blocked_circle=small.instance.blocked_circle | idle),
    )
    timed = watch if pace is None else pace.times(watch, small.instance)
    return improve_part(instance, plan, small, timed, settings)
