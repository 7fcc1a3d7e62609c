"""Mending a plan that a change has cost some circles something: they and their nearest are solved anew."""

from __future__ import annotations

import numpy as np

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import shared_sites
from placement.engine.cutting.subproblem import cut_out
from placement.engine.plans.decisions import Decisions
from placement.engine.whole.improving import improve_part
from placement.instance import Instance, Int

FREED = 10
"""Circles that are freed at once: those that have lost something, and as many of the nearest as make so many."""
MOST_LOST = 15
"""Where more have lost something, that is no small mend."""
SECONDS = 12.0


def mend(
    instance: Instance, plan: Decisions, lost: Int, watch: Watch, settings: Settings
) -> tuple[Decisions, tuple[str, ...]]:
    """Return the plan, or a better one that differs around circles that have lost something, and notes.

    Parameters
    ----------
    lost
        Those circles; the nearest are the ones that share most sites with them.
    """
    if len(lost) > MOST_LOST or watch.over:
        return plan, ()
    near = np.asarray(shared_sites(instance)[lost].sum(axis=0)).ravel()
    near[lost] = near.max() + 1
    nearest = np.argsort(-near, kind="stable")[: max(FREED, len(lost))]
    part = cut_out(instance, plan, np.sort(nearest[near[nearest] > 0]))
    inner = watch.inner(min(SECONDS, watch.remaining_s))
    return improve_part(instance, plan, part, inner, settings)
