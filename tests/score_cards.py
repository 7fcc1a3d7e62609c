"""A second small instance with readable ids: graded lines, two score tables, a share of chain stores.

Two tables: *A* asks for a set of a bakery and a chemist (5 points, all or nothing) and shops (1 each, cap 3);
*B* asks for care (3 points less 2 for no meals and 2 for no beds, never below 0) and gives 2 points where
half of all outlets are chain stores. Basic asks for 6 points of A and 1 of B, high for 8 of A, 2 of B and
chain stores to be a quarter of all outlets. Because outlets can cost the share, every year stands alone.

==================  =============================================================================
circle ``east``     has a bakery that is no chain
circle ``west``     is basic, has a shop, a bakery, a chemist and meals
site ``mill``       a chain shop for both, or a plain chemist for both
site ``hall``       a chemist and chain, for east, from 2024
site ``east@beds``  ten beds for east
site ``west@beds``  ten beds for west
==================  =============================================================================
"""

from __future__ import annotations

import numpy as np

from placement.instance import (
    AwardFacts,
    CardFacts,
    GradeFacts,
    Instance,
    LineFacts,
    OptionFacts,
    RequirementFacts,
    Stage,
    TargetFacts,
)
from placement.instance.needs import build_needs

FEN = 1_000_000
EAST, WEST = range(2)
SHOP, BAKERY, CHEMIST, MEALS, BEDS, CHAINS, ALL = range(7)
OPTIONS = ("east@beds", "hall:chemist", "mill:chemist", "mill:shop", "west@beds")

LINES = LineFacts(
    ids=("shop", "set.bakery", "set.chemist", "meals", "beds", "chains", "all"),
    unit_steps=np.array([1, 0, 0, 0, 0, 0, 0]),
    cap_steps=np.array([3, 0, 0, 0, 0, 0, 0]),
    kind_class=np.full(7, -1),
    kind_classes=(),
    chapters=(("trade", 7, (SHOP, 7)),),
)


def requirement(name: str, lines: list[int], weights: list[int], least: int) -> RequirementFacts:
    return RequirementFacts(
        name,
        np.array(lines),
        np.tile(np.array(weights), (2, 1)),
        np.full(2, least),
        presence=name == "set",
    )


CARD = CardFacts(
    requirements=(
        requirement("set", [BAKERY, CHEMIST], [1, 1], 2),
        requirement("meals", [MEALS], [1], 1),
        requirement("beds", [BEDS], [1], 20),
        requirement("half", [CHAINS, ALL], [2, -1], 0),
        requirement("quarter", [CHAINS, ALL], [4, -1], 0),
    ),
    grades=(
        GradeFacts("set", (5,), ((0,),), 5),
        GradeFacts("care", (2, 2), ((1,), (2,)), 3, adds=True, offset=1),
        GradeFacts("half", (2,), ((3,),), 2),
    ),
    gates=((), (4,)),
    table_of_item=np.array([0, -1, -1, -1, -1, -1, -1, 0, 1, 1]),
)


def option_facts() -> OptionFacts:
    effects = np.array(
        [
            (0, EAST, BEDS, 20),
            *((1, EAST, line, 1) for line in (CHEMIST, CHAINS, ALL)),
            *((2, circle, line, 1) for circle in (EAST, WEST) for line in (CHEMIST, ALL)),
            *((3, circle, line, 1) for circle in (EAST, WEST) for line in (SHOP, CHAINS, ALL)),
            (4, WEST, BEDS, 20),
        ]
    ).T
    return OptionFacts(
        ids=OPTIONS,
        site_ids=("east@beds", "hall", "mill", "west@beds"),
        site=np.array([0, 1, 2, 2, 3]),
        available=np.array([[1, 1], [0, 1], [1, 1], [1, 1], [1, 1]], dtype=bool),
        investment_fen=np.zeros(5, dtype=np.int64),
        effect_option=effects[0],
        effect_circle=effects[1],
        effect_line=effects[2],
        effect_units=effects[3],
        pay_option=np.arange(5),
        pay_budget=np.zeros(5, dtype=np.int64),
        pay_fen=np.array([2, 4, 3, 3, 2]) * FEN,
    )


def score_cards(**changes: object) -> Instance:
    values: dict[str, object] = {
        "years": (2024, 2025),
        "circle_ids": ("east", "west"),
        "residents": np.array([9000, 7000]),
        "current_tier": np.array([-1, 0]),
        "blocked_circle": np.array([False, False]),
        "tier_ids": ("basic", "high"),
        "tier_points": np.array([[6, 1], [8, 2]]),
        "tier_kinds": np.zeros((2, 0), dtype=np.int64),
        "lines": LINES,
        "card": CARD,
        "existing": np.array([[0, 1, 0, 0, 0, 0, 1], [1, 1, 1, 1, 0, 0, 3]]),
        "options": option_facts(),
        "budget_ids": ("fund",),
        "budget_cap_fen": np.array([[8, 9]]) * FEN,
        "awards": (AwardFacts("award", WEST, 1, 1, 0, FEN),),
        "targets": (
            TargetFacts("basic:2025", (EAST, WEST), 0, 1, 2, weight=1, hard=False, per_year=False),
            TargetFacts("high:2025", (EAST, WEST), 1, 1, 1, weight=2, hard=False, per_year=False),
            TargetFacts(
                "first:2025",
                (EAST,),
                0,
                1,
                1,
                weight=1,
                hard=False,
                per_year=True,
                exactly=True,
                first_only=True,
            ),
            TargetFacts(
                "covered:2024",
                (EAST, WEST),
                0,
                0,
                9600,
                weight=1,
                hard=False,
                per_year=False,
                amounts=(9000, 7000),
                step=8000,
            ),
            TargetFacts(
                "half high:2025",
                (EAST, WEST),
                1,
                1,
                0,
                weight=1,
                hard=False,
                per_year=False,
                amounts=(2, 2),
                step=2,
                base=(EAST, WEST),
                base_tier=0,
                base_share=1,
            ),
        ),
        "locked_in": {},
        "allow_interim": False,
        "awards_are_minimised": True,
        "stages": (
            Stage("target_shortfall", maximise=False),
            Stage("public_money", maximise=False),
        ),
    }
    values |= changes
    values["needs"] = build_needs(
        values["lines"],
        values["card"],
        values["existing"],
        values["tier_points"],
        values["tier_kinds"],
    )  # type: ignore[arg-type]
    return Instance(**values)  # type: ignore[arg-type]
