"""Targets that a plan misses, met one circle at a time: a small exact question for each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from placement.engine.control.settings import USUAL, Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.subproblem import cut_out
from placement.engine.plans.decisions import Decisions
from placement.engine.whole.improving import improve_part
from placement.instance import Instance, TargetFacts

SECONDS_PER_CIRCLE = 6.0


def reach(
    instance: Instance, plan: Decisions, watch: Watch, settings: Settings = USUAL
) -> tuple[Decisions, tuple[str, ...]]:
    """Return the plan, or a better one in which circles of missed targets do more, and notes.

    Each circle is free once, everything else stays as it is planned by then. The office's rule knows counted
    lines; here every gate of a tier is met exactly, shares of outlets among them.
    """
    best = plan
    tried: set[int] = set()
    notes: list[str] = []
    while not watch.over:
        circle = next((c for c in _candidates(instance, best) if c not in tried), None)
        if circle is None:
            break
        tried.add(circle)
        part = cut_out(instance, best, np.array([circle]))
        inner = watch.inner(min(SECONDS_PER_CIRCLE, watch.remaining_s))
        best, told = improve_part(instance, best, part, inner, settings)
        notes += told
    return best, tuple(dict.fromkeys(notes))


def _candidates(instance: Instance, plan: Decisions) -> Iterator[int]:
    """Yield circles that a missed target still lacks, of the targets with the least choice first."""
    missed = [target for target in instance.targets if target.missing(plan.held)]
    for target in sorted(missed, key=lambda k: (len(k.circles), k.year, k.id)):
        yield from lacking(instance, plan, target)


def lacking(instance: Instance, plan: Decisions, target: TargetFacts) -> Iterator[int]:
    """Yield the circles of a target that do not hold its tier and might."""
    for circle in target.circles:
        held = max(int(plan.held[circle, target.year]), int(instance.current_tier[circle]))
        if held < target.tier and not instance.blocked_circle[circle]:
            yield circle
