"""What places, levels and objective terms are called on screen, in both languages."""

from __future__ import annotations

from collections.abc import Collection

from placement.errors import Text
from placement.report.speaker import Speaker
from placement.scenario.objectives import TERMS
from placement.scenario.sections import LEVELS

AID_ALONE = Text("补助（奖励不计）", "aid without awards")
LEVEL_NAMES = LEVELS | {"district": "区县"}
DISTRICT, TOWNSHIP = Text("县（市、区）", "district"), Text("街道（乡镇）", "township")
TOWNSHIP_ENDS = ("街道", "镇", "乡")
WHOLE_EN = {"全市": "whole city", "全县": "whole county", "全区": "whole district"}
# A circle recognised before the horizon counts only when it rises within it.
NEWLY_CERTIFIED = {
    "certified_residents": Text(
        "新达标（或提升）圈内居民数，期末",
        "residents in circles newly certified or risen, at the end",
    ),
    "resident_years": Text(
        "新达标（或提升）圈内居民数，逐年累计",
        "residents in circles newly certified or risen, each year counted",
    ),
}


def place_head(places: Collection[str]) -> Text:
    """Return what a list of places is headed by: districts, or townships where most are called so."""
    townships = sum(place.endswith(TOWNSHIP_ENDS) for place in places)
    return TOWNSHIP if 2 * townships > len(places) else DISTRICT


def whole_in(place: str, say: Speaker) -> str:
    """Return the name of a place, that of all districts together in the reader's language."""
    return say(place, WHOLE_EN.get(place, place))


def term_texts(awards_counted: bool) -> dict[str, Text]:
    """Return what the objective terms are called in a scenario, by id.

    Parameters
    ----------
    awards_counted
        Whether awards are part of ``public_money``; where they are not, its name must not say so.
    """
    told = {} if awards_counted else {"public_money": AID_ALONE}
    return {**TERMS, **NEWLY_CERTIFIED, **told}
