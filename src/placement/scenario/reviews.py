"""Reviews of recognised circles (C20): in which year of the horizon each is rated again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from placement.scenario.context import Context


def build_reviews(context: Context) -> Mapping[str, int]:
    """Return circle → year of its first review in the horizon, where a circle may be downgraded.

    A circle is due every ``review_years`` after its recognition; without a number, or where the year of
    recognition is not known, in the first year. Those due after the horizon are left out.
    """
    rules = context.policy.recognition
    if not rules.downgrade:
        return MappingProxyType({})
    circles = context.tables.circles
    held = circles[circles["current_tier"] != ""]
    first, last = context.years[0], context.years[-1]
    due = {
        str(circle): _first_due(int(year), rules.review_years or 0, first)
        for circle, year in zip(held["circle_id"], held["recognised_year"], strict=True)
    }
    return MappingProxyType({circle: year for circle, year in due.items() if year <= last})


def _first_due(recognised: int, every: int, first: int) -> int:
    if not recognised or not every:
        return first
    rounds = max(1, -(-(first - recognised) // every))
    return recognised + rounds * every
