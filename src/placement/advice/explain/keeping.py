"""Whether a circle could keep a tier that a review takes, and when it could be had again."""

from __future__ import annotations

from dataclasses import dataclass

from placement.advice.explain.adopting import Adoption, adoption_of
from placement.advice.explain.standing import standings_of
from placement.advice.explain.tier_ways import TierWay, tier_way
from placement.advice.opened import OpenRun
from placement.engine import Watch


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is found of a tier that a review takes.

    Attributes
    ----------
    year
        Of the review.
    kept
        What it takes to hold the tier in the year of the review already.
    again
        Where that cannot be done: what it takes in the first later year for which it is not proven that there is
        no way, of the last year where it is for all; ``None`` where the review is in the last year.
    adoption
        The locks that ask for it, or for having it again; ``None`` where neither fits the caps.
    """

    year: int
    kept: TierWay
    again: TierWay | None
    adoption: Adoption | None = None


def find_keeping(run: OpenRun, circle: int, watch: Watch) -> Keeping | None:
    """Ask year by year, from the review on, for the tier a circle had; ``None`` where no review takes it."""
    lost = _lost(run, circle)
    if lost is None:
        return None
    year, tier = lost
    kept = tier_way(run, circle, tier, year, watch)
    again, found = None, kept
    for by in range(year + 1, run.instance.n_years):
        if found.cheapest.is_possible or not found.cheapest.proven:
            break
        again = found = tier_way(run, circle, tier, by, watch)
    adoption = adoption_of(run, run.instance.circle_ids[circle], found)
    return Keeping(run.instance.years[year], kept, again, adoption)


def _lost(run: OpenRun, circle: int) -> tuple[int, int] | None:
    """Return year and tier, by their positions, of a review in which a circle falls."""
    for year, standing in zip(run.scenario.years, standings_of(run, circle), strict=True):
        if standing.lost == year:
            return run.scenario.years.index(year), run.instance.tier_ids.index(standing.was)
    return None
