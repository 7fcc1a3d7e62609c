"""What it would take to bring a circle to a tier, the rest as planned."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.advice.ceiling import Ceiling, LateLine
from placement.advice.explain.ways import NO_WAY, Way, way_of
from placement.advice.opened import OpenRun
from placement.advice.whatif import Answer, ask_for_tier, at_higher_tier
from placement.audit.gates import TierGates
from placement.engine import Watch
from placement.plain import plain


@dataclass(frozen=True, slots=True)
class TierWay:
    """What a tier would take by a year.

    Attributes
    ----------
    by
        The year.
    nearest
        The way that exceeds the caps least, where it is another; ``None`` where the cheapest fits, or exceeds
        them no more.
    most, late
        The tier's gates against what is attainable at most by the year, where it is proven that there is no
        way; and the lines that come too late.
    """

    tier_id: str
    tier: str
    by: int
    cheapest: Way
    nearest: Way | None
    most: TierGates | None
    late: tuple[LateLine, ...] = ()


def tier_ways(run: OpenRun, circle: int, lowest: int, watch: Watch) -> tuple[TierWay, ...]:
    """Ask for every tier from the lowest on; what brings a circle to one may bring it to the next."""
    last, found = run.instance.n_years - 1, []
    before: Answer | None = None
    for tier in range(lowest, len(run.instance.tier_ids)):
        higher = None if before is None else at_higher_tier(run.instance, before, circle, tier)
        if higher is not None:
            found.append(_told(run, circle, tier, last, (higher, None)))
            before = higher
            continue
        answer, way = _asked(run, circle, tier, last, watch)
        before = answer if answer is not None and way.nearest is None else None
        found.append(way)
    return tuple(found)


def tier_way(run: OpenRun, circle: int, tier: int, by: int, watch: Watch) -> TierWay:
    """Ask what it takes to bring a circle to a tier by a year, stated by its position."""
    return _asked(run, circle, tier, by, watch)[1]


def _asked(
    run: OpenRun, circle: int, tier: int, by: int, watch: Watch
) -> tuple[Answer | None, TierWay]:
    ceiling = Ceiling(run.scenario, run.instance, run.decisions, circle)
    if not ceiling.gates(tier, by).is_met:
        return None, _no_way(run, ceiling, tier, by)
    answers = ask_for_tier(run.instance, run.decisions, circle, tier, by, watch)
    if answers[0].proven and not answers[0].is_done:
        return None, _no_way(run, ceiling, tier, by)
    return answers[0], _told(run, circle, tier, by, answers)


def _no_way(run: OpenRun, ceiling: Ceiling, tier: int, by: int) -> TierWay:
    tier_id, most = run.instance.tier_ids[tier], ceiling.gates(tier, by)
    late = ceiling.late_lines(tier, by)
    name = plain(run.names.tiers[tier_id])
    return TierWay(tier_id, name, run.instance.years[by], NO_WAY, None, most, late)


def _told(
    run: OpenRun, circle: int, tier: int, by: int, answers: tuple[Answer, Answer | None]
) -> TierWay:
    cheapest, nearest = answers
    tier_id = run.instance.tier_ids[tier]
    return TierWay(
        tier_id,
        plain(run.names.tiers[tier_id]),
        run.instance.years[by],
        _way_to(run, cheapest, circle, tier),
        None if nearest is None else _way_to(run, nearest, circle, tier),
        None,
    )


def _way_to(run: OpenRun, answer: Answer, circle: int, tier: int) -> Way:
    years = np.flatnonzero(answer.decisions.held[circle] >= tier)
    year = run.instance.years[int(years[0])] if len(years) else 0
    return replace(way_of(run, answer), year=year)
