"""One small instance with readable ids: two circles, three sites, three years, every family of rows.

====================  ==========================================================================
circle ``east``       has one point of order, no shop, no school; may become basic or high
circle ``west``       has a shop and three points of order and is basic; may become high
site ``mill``         a shop worth two (east) or one (west), or a school for both
site ``hall``         a school for west from 2024, locked in for 2024 or 2025
site ``east@order``   two points of order for east
====================  ==========================================================================

Points in steps: a shop 1 (cap 3), a school 2 (cap 2), order 1 (cap 4); shops and schools together at most
4. Basic asks for 3 points and 1 basic kind, high for 6 points, 1 basic and 1 quality kind.
"""

from __future__ import annotations

import numpy as np

from placement.instance import (
    ANY,
    PLAIN_CARD,
    AwardFacts,
    Instance,
    Limits,
    LineFacts,
    OptionFacts,
    Stage,
    TargetFacts,
)
from placement.instance.limits import LimitRows
from placement.instance.needs import build_needs

FEN = 1_000_000
OPTIONS = ("east@order", "hall:school", "mill:school", "mill:shop")
ORDER, HALL, MILL_SCHOOL, MILL_SHOP = range(4)
EAST, WEST = range(2)
SHOP, SCHOOL, ORDER_LINE = range(3)
BASIC = 0

LINES = LineFacts(
    ids=("shop", "school", "order"),
    unit_steps=np.array([1, 2, 1]),
    cap_steps=np.array([3, 2, 4]),
    kind_class=np.array([0, 1, -1]),
    kind_classes=("basic", "quality"),
    chapters=(("trade", 4, (SHOP, SCHOOL)),),
)


def option_facts() -> OptionFacts:
    effects = np.array(
        [
            (ORDER, EAST, ORDER_LINE, 2),
            (HALL, WEST, SCHOOL, 1),
            (MILL_SCHOOL, EAST, SCHOOL, 1),
            (MILL_SCHOOL, WEST, SCHOOL, 1),
            (MILL_SHOP, EAST, SHOP, 2),
            (MILL_SHOP, WEST, SHOP, 1),
        ]
    ).T
    return OptionFacts(
        ids=OPTIONS,
        site_ids=("east@order", "hall", "mill"),
        site=np.array([0, 1, 2, 2]),
        available=np.array([[1, 1, 1], [0, 1, 1], [1, 1, 1], [1, 1, 1]], dtype=bool),
        investment_fen=np.zeros(4, dtype=np.int64),
        effect_option=effects[0],
        effect_circle=effects[1],
        effect_line=effects[2],
        effect_units=effects[3],
        pay_option=np.arange(4),
        pay_budget=np.zeros(4, dtype=np.int64),
        pay_fen=np.array([1, 4, 5, 3]) * FEN,
    )


def limits() -> Limits:
    """Orders, schools and the rise draw on a pool of 10; of order and shop nothing or one is built."""
    rows = LimitRows()
    pool = rows.add("pool", cap=10 * FEN)
    rows.draw_options(pool, np.array([ORDER, HALL, MILL_SCHOOL]), (0, 2), np.array([1, 4, 5]) * FEN)
    rows.draw_awards(pool, [4], [FEN])
    rows.draw_options(rows.add("batch", least=1), np.array([ORDER, MILL_SHOP]), (0, 1), 1)
    rows.draw_options(rows.add("pairs", batch=2), np.array([HALL]), (0, 2), 2)
    return rows.limits()


def two_circles(**changes: object) -> Instance:
    """Return the instance; ``needs`` follow from the (changed) lines, existing units and tiers."""
    values: dict[str, object] = {
        "years": (2023, 2024, 2025),
        "circle_ids": ("east", "west"),
        "residents": np.array([9000, 7000]),
        "current_tier": np.array([-1, 0]),
        "blocked_circle": np.array([False, False]),
        "tier_ids": ("basic", "high"),
        "tier_points": np.array([[3], [6]]),
        "tier_kinds": np.array([[1, 0], [1, 1]]),
        "lines": LINES,
        "existing": np.array([[0, 0, 1], [1, 0, 3]]),
        "options": option_facts(),
        "budget_ids": ("fund", "pool"),
        "budget_cap_fen": np.array([[4_500_000, 5_000_000, -1], [3_000_000, 500_000, -1]]),
        "awards": (
            AwardFacts("award", EAST, 0, 0, 1, FEN),
            AwardFacts("award", EAST, 0, 1, 1, FEN),
            AwardFacts("award", EAST, 1, 0, 1, 2 * FEN),
            AwardFacts("award", WEST, 1, 0, 1, 2 * FEN),
            AwardFacts("rise", EAST, 1, 2, 1, FEN, BASIC),
            AwardFacts("dense", WEST, 1, 2, 1, FEN, ANY, SHOP, 1, 2),
        ),
        "limits": limits(),
        "targets": (
            TargetFacts("basic:2024", (EAST,), 0, 1, 1, weight=1, hard=False, per_year=False),
            TargetFacts("high:2025", (EAST, WEST), 1, 2, 2, weight=2, hard=False, per_year=False),
            TargetFacts(
                "new-high:2025", (EAST, WEST), 1, 2, 1, weight=1, hard=False, per_year=True
            ),
        ),
        "locked_in": {1: frozenset({(HALL, 1), (HALL, 2)})},
        "allow_interim": True,
        "awards_are_minimised": True,
        "stages": (
            Stage("target_shortfall", maximise=False),
            Stage("public_money", maximise=False),
            Stage("certified_residents", maximise=True),
        ),
    }
    if {"awards", "options"} & set(changes):  # what draws on the limits is no longer there
        values["limits"] = Limits()
    values |= changes
    values["needs"] = build_needs(
        values["lines"],
        values.get("card", PLAIN_CARD),
        values["existing"],
        values["tier_points"],
        values["tier_kinds"],
    )  # type: ignore[arg-type]
    return Instance(**values)  # type: ignore[arg-type]
