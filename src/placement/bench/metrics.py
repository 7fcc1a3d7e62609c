"""Measures of a solve and of many, as pure functions of numbers; definitions in ``docs/benchmarks.md``.

A solve is lexicographic: its stages are decided one after another. Its gap at a time is the mean over the stages of
their relative gaps, a stage not begun counting as 1. So one number between 0 (all stages proven) and 1 (nothing
known) describes it, and for a single objective it is the usual relative gap, cut at 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Steps = Sequence[tuple[float, float]]
"""(seconds, gap) pairs in order of time; a gap holds until the next pair, and it is 1 before the first."""

NOTHING_KNOWN = 1.0


def relative_gap(value: float | None, bound: float | None) -> float:
    """Return ``|value - bound| / max(|value|, |bound|)`` cut at 1; 0 when equal, 1 when one is unknown."""
    if value is None or bound is None or not (math.isfinite(value) and math.isfinite(bound)):
        return NOTHING_KNOWN
    if value == bound:
        return 0.0
    if value * bound < 0:
        return NOTHING_KNOWN
    return min(NOTHING_KNOWN, abs(value - bound) / max(abs(value), abs(bound)))


@dataclass(frozen=True)
class Event:
    """One report of a running solve.

    Attributes
    ----------
    seconds
        Since the solve began.
    stage
        Position of the stage reported, from 0.
    value, bound
        Of that stage, in one unit, whichever; ``None`` where unknown.
    """

    seconds: float
    stage: int
    value: float | None
    bound: float | None


def gap_steps(
    events: Sequence[Event], final: Sequence[float], end: float
) -> list[tuple[float, float]]:
    """Return the gap of a solve over time.

    Parameters
    ----------
    events
        In order of time.
    final
        Relative gap of every stage at the end.
    end
        Seconds at which the solve ended; the final gaps hold from then on.

    Notes
    -----
    When a later stage is reported, the stages before it have ended, with their final gaps.
    """
    gaps = [NOTHING_KNOWN] * len(final)
    steps: list[tuple[float, float]] = []
    for event in events:
        if event.stage >= len(final) or event.seconds > end:
            continue
        gaps[: event.stage] = final[: event.stage]
        gaps[event.stage] = min(gaps[event.stage], relative_gap(event.value, event.bound))
        _append(steps, event.seconds, sum(gaps) / len(gaps))
    _append(steps, end, sum(final) / len(final) if final else NOTHING_KNOWN)
    return steps


def _append(steps: list[tuple[float, float]], seconds: float, gap: float) -> None:
    if not steps or gap != steps[-1][1]:
        steps.append((seconds, gap))


def primal_dual_integral(steps: Steps, limit: float) -> float:
    """Return the seconds-weighted gap from 0 to ``limit``: 0 is perfect, ``limit`` is nothing known ever.

    Source: Berthold, *Measuring the impact of primal heuristics*, OR Letters 41 (2013); here of the
    primal-dual gap.
    """
    total, since, gap = 0.0, 0.0, NOTHING_KNOWN
    for seconds, new in steps:
        now = min(seconds, limit)
        total += gap * (now - since)
        since, gap = now, new
    return total + gap * max(0.0, limit - since)


def gap_at(steps: Steps, seconds: float) -> float:
    """Return the gap known at a time."""
    gap = NOTHING_KNOWN
    for when, new in steps:
        if when > seconds:
            break
        gap = new
    return gap


def shifted_geometric_mean(values: Sequence[float], shift: float) -> float:
    """Return ``exp(mean(log(v + shift))) - shift``; NaN of nothing.

    Raises
    ------
    ValueError
        If a value is not above ``-shift``.
    """
    if not values:
        return math.nan
    if any(not v + shift > 0 for v in values):
        message = f"every value must be above {-shift}"
        raise ValueError(message)
    return math.exp(sum(math.log(v + shift) for v in values) / len(values)) - shift


def performance_profile(
    costs: Mapping[str, Mapping[str, float]], ratios: Sequence[float]
) -> dict[str, list[float]]:
    """Return, for each contender, the share of instances it does within each ratio of the best.

    Parameters
    ----------
    costs
        Contender → instance → cost, positive, infinite where it failed. Instances that not every contender
        was given are left out.

    Notes
    -----
    Source: Dolan and Moré, *Benchmarking optimization software with performance profiles*, Math.
    Program. 91 (2002). Where all fail, nobody is within any ratio.
    """
    common = set.intersection(*(set(of) for of in costs.values())) if costs else set()
    best = {name: min(of[name] for of in costs.values()) for name in common}
    return {
        contender: [
            _share(
                [of[n] <= ratio * best[n] for n in common if math.isfinite(best[n])], len(common)
            )
            for ratio in ratios
        ]
        for contender, of in costs.items()
    }


def _share(within: Sequence[bool], total: int) -> float:
    return sum(within) / total if total else math.nan


def median(values: Sequence[float]) -> float:
    """Return the middle value, or the mean of the two in the middle; NaN of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
