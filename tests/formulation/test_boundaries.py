"""Exactly at the limit is inside; one unit beyond is not. One case per family of rows.

Each case asks for one thing only, so that the shortfall tells whether the rows allow it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.whole.model import solve_whole
from placement.instance import AwardFacts, Instance, Stage, TargetFacts
from two_circles import (
    EAST,
    FEN,
    HALL,
    LINES,
    MILL_SHOP,
    ORDER,
    WEST,
    option_facts,
    two_circles,
)

FREE = np.full((2, 3), -1)
BASIC, HIGH = range(2)


def target(
    circle: int, tier: int, year: int, required: int = 1, *, per_year: bool = False
) -> TargetFacts:
    return TargetFacts(
        f"{circle}/{tier}/{year}", (circle,), tier, year, required, 1, hard=False, per_year=per_year
    )


def case(*targets: TargetFacts, **changes: object) -> Instance:
    """The instance without money, awards and locks, asked for the targets only."""
    return two_circles(
        **{
            "budget_cap_fen": FREE,
            "awards": (),
            "locked_in": {},
            "targets": targets,
            "stages": (Stage("target_shortfall", maximise=False),),
            **changes,
        }
    )


def without(*options: int) -> object:
    """The options with some that can never be started."""
    facts = option_facts()
    available = facts.available.copy()
    available[list(options)] = False
    return replace(facts, available=available)


def best(instance: Instance) -> Decisions:
    outcome = solve_whole(instance, Decisions.nothing(instance), Watch())
    assert outcome.status == "optimal"
    assert evaluate(instance, outcome.decisions).feasible
    return outcome.decisions


def shortfall(instance: Instance) -> int:
    return evaluate(instance, best(instance)).terms["target_shortfall"]


@pytest.mark.parametrize(("asked", "missing"), [(3, 0), (4, 1)])
def test_points_needed(asked: int, missing: int) -> None:
    # east: 1 of order + 2 of the mill's shop = 3, with no more order to be had
    city = case(
        target(EAST, BASIC, 0), tier_points=np.array([[asked], [9]]), options=without(ORDER)
    )
    assert shortfall(city) == missing


@pytest.mark.parametrize(("cap", "missing"), [(2, 0), (1, 1)])
def test_points_capped(cap: int, missing: int) -> None:
    lines = replace(LINES, cap_steps=np.array([cap, 2, 4]))
    assert shortfall(case(target(EAST, BASIC, 0), lines=lines, options=without(ORDER))) == missing


@pytest.mark.parametrize(("cap", "missing"), [(2, 0), (1, 1)])
def test_chapter_capped(cap: int, missing: int) -> None:
    lines = replace(LINES, chapters=(("trade", cap, (0, 1)),))
    assert shortfall(case(target(EAST, BASIC, 0), lines=lines, options=without(ORDER))) == missing


@pytest.mark.parametrize(("units", "missing"), [(2, 0), (1, 1)])
def test_points_supplied(units: int, missing: int) -> None:
    facts = option_facts()
    effects = facts.effect_units.copy()
    effects[facts.effect_option == MILL_SHOP] = units
    city = case(target(EAST, BASIC, 0), options=replace(without(ORDER), effect_units=effects))
    assert shortfall(city) == missing


@pytest.mark.parametrize(("kinds", "missing"), [((1, 0), 0), ((2, 0), 1), ((1, 1), 1)])
def test_kinds_needed(kinds: tuple[int, int], missing: int) -> None:
    # one site can take the shop or the school, so two kinds are out of reach
    city = case(target(EAST, BASIC, 0), tier_kinds=np.array([kinds, (9, 9)]))
    assert shortfall(city) == missing


def test_kind_supplied_by_any_one_option() -> None:
    city = case(target(WEST, HIGH, 1), options=without(HALL))
    assert shortfall(city) == 0
    assert shortfall(replace(city, options=without(HALL, 2))) == 1


def test_one_option_per_site() -> None:
    # east needs the mill as a shop, west needs it as a school while the hall is closed
    wishes = (target(EAST, BASIC, 2), target(WEST, HIGH, 2))
    assert shortfall(case(*wishes)) == 0
    assert shortfall(case(*wishes, options=without(HALL))) == 1


def test_use_only_what_is_built() -> None:
    assert (best(case(target(EAST, BASIC, 0))).start[[ORDER, MILL_SHOP]] != NEVER).any()
    assert shortfall(case(target(EAST, BASIC, 0), options=without(0, 1, 2, 3))) == 1


def test_use_only_for_held_tier_counts_an_option_for_two_circles() -> None:
    # the mill's shop serves both: east for basic, west (with the hall) for high
    city = case(
        target(EAST, BASIC, 2),
        target(WEST, HIGH, 2),
        tier_points=np.array([[3], [7]]),
        options=without(ORDER),
    )
    assert shortfall(city) == 0


@pytest.mark.parametrize(("year", "missing"), [(0, 1), (1, 0)])
def test_ready_in_time(year: int, missing: int) -> None:
    # the hall opens in the second year, the mill is closed
    assert shortfall(case(target(WEST, HIGH, year), options=without(2, 3))) == missing


def test_one_tier_at_a_time_and_tiers_only_rise() -> None:
    # circles that are high count as basic or better; high in 2023 cannot be new in 2024
    city = case(target(WEST, HIGH, 0), target(WEST, HIGH, 1, per_year=True))
    assert shortfall(city) == 1
    assert shortfall(replace(city, targets=city.targets[:1])) == 0
    held = best(case(target(EAST, BASIC, 0), target(EAST, BASIC, 2))).held[EAST]
    assert (np.diff(held) >= 0).all()
    assert held[0] != NEVER


def test_no_interim_where_a_circle_may_not_rise() -> None:
    # east earns basic in 2023 with the mill's shop, high in 2025 with a school of its own
    facts = option_facts()
    effects = replace(facts, effect_circle=np.array([EAST, EAST, EAST, WEST, EAST, WEST]))
    wishes = (target(EAST, BASIC, 0), target(EAST, HIGH, 2))
    assert shortfall(case(*wishes, options=effects)) == 0
    assert shortfall(case(*wishes, options=effects, allow_interim=False)) == 1


@pytest.mark.parametrize(("required", "missing"), [(1, 0), (2, 1)])
def test_target_met(required: int, missing: int) -> None:
    assert shortfall(case(target(EAST, BASIC, 0, required))) == missing


@pytest.mark.parametrize(("cap", "missing"), [(3 * FEN, 0), (3 * FEN - 1, 1)])
def test_budget_exactly_spent(cap: int, missing: int) -> None:
    city = case(
        target(EAST, BASIC, 0),
        options=without(ORDER),
        budget_cap_fen=np.array([[cap, 0, 0], [-1, -1, -1]]),
    )
    assert shortfall(city) == missing


@pytest.mark.parametrize(("cap", "missing"), [(4 * FEN, 0), (4 * FEN - 1, 1)])
def test_aid_and_award_share_one_cap(cap: int, missing: int) -> None:
    city = case(
        target(EAST, BASIC, 0),
        options=without(ORDER),
        awards=(AwardFacts("award", EAST, BASIC, 0, 0, FEN),),
        budget_cap_fen=np.array([[cap, 0, 0], [-1, -1, -1]]),
    )
    assert shortfall(city) == missing


@pytest.mark.parametrize(("second_year", "missing"), [(0, 0), (FEN, 0)])
def test_interim_entry_is_paid_once(second_year: int, missing: int) -> None:
    facts = option_facts()
    effects = replace(facts, effect_circle=np.array([EAST, EAST, EAST, WEST, EAST, WEST]))
    city = case(
        target(EAST, BASIC, 0),
        target(EAST, BASIC, 1),
        target(EAST, HIGH, 2),
        options=effects,
        awards=tuple(AwardFacts("award", EAST, BASIC, t, 1, FEN) for t in range(3)),
        budget_cap_fen=np.array([[-1, -1, -1], [FEN, second_year, 0]]),
    )
    assert shortfall(city) == missing
    late = replace(city, budget_cap_fen=np.array([[-1, -1, -1], [FEN - 1, FEN, 0]]))
    assert shortfall(late) == 1


def test_a_tier_with_an_award_is_not_praised_for_entries_that_are_none() -> None:
    # maximising awards must not count an interim tier that is never held (or was held before)
    city = case(
        awards=(AwardFacts("award", EAST, BASIC, 1, 1, FEN),),
        options=without(0, 1, 2, 3),
        stages=(Stage("award_money", maximise=True),),
    )
    outcome = solve_whole(city, Decisions.nothing(city), Watch())
    assert (outcome.status, outcome.stages[0].value, outcome.stages[0].bound) == ("optimal", 0, 0)


@pytest.mark.parametrize("years", [{1}, {2}, {1, 2}])
def test_locked_in(years: set[int]) -> None:
    city = case(
        locked_in={1: frozenset((HALL, t) for t in years)},
        stages=(Stage("public_money", maximise=False),),
    )
    start = Decisions.nothing(city)
    start.start[HALL] = min(years)
    outcome = solve_whole(city, start, Watch())
    assert outcome.decisions.start[HALL] in years
    assert (outcome.decisions.start != NEVER).sum() == 1


def test_a_budget_line_of_awards_nobody_can_win_needs_no_row() -> None:
    # both circles are locked out: their awards are numbers, not variables
    city = case(
        awards=two_circles().awards,
        blocked_circle=np.array([True, True]),
        budget_cap_fen=np.zeros((2, 3), dtype=np.int64),
    )
    assert shortfall(city) == 0
