"""What a circle holds at the end of each year, since when, and what a review has taken from it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

BEFORE = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A circle at the end of a year.

    Attributes
    ----------
    tier
        Tier held, ``""`` for none.
    since
        Year it got that tier, 0 (``BEFORE``) for before the horizon or for none.
    lost
        Year of the review after which it holds less than before, 0 if it was certified since or never lost any.
    was
        Tier held before that review.
    """

    tier: str
    since: int = BEFORE
    lost: int = 0
    was: str = ""


def standings(
    before: str, years: Sequence[int], tiers: Sequence[str], certified: Container[int]
) -> tuple[Standing, ...]:
    """Return a circle's standing at the end of each year.

    Parameters
    ----------
    before
        Tier held before the horizon, ``""`` for none or where it is not known.
    tiers
        By year.
    certified
        Years in which the plan newly certifies it. A tier that goes without that was lost by a review; what comes
        after that renews it.
    """
    found = []
    now = Standing(before)
    for year, tier in zip(years, tiers, strict=True):
        if tier != now.tier:
            # A circle is rated again once in a horizon: what changes after that is certified.
            is_certified = year in certified or now.lost > 0
            now = _changed(now.tier, tier, year, is_certified=is_certified)
        found.append(now)
    return tuple(found)


def _changed(held: str, tier: str, year: int, *, is_certified: bool) -> Standing:
    if is_certified:
        return Standing(tier, year)
    if not held:  # held all along, only the table of circles does not say so
        return Standing(tier)
    return Standing(tier, year if tier else BEFORE, year, held)
