"""Options at one site, two by two: which of them stands in for the other, and what must be alike for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from placement.engine.whole.spare_options import find_spare_options
from placement.instance import AwardFacts, CardFacts, Instance, OptionFacts, RequirementFacts
from placement.instance.limits import LimitRows, Limits
from placement.instance.needs import build_needs
from tiny import tiny_city

ALL_LINES = ((3,), (9,))
"""Points asked of the two tiers: of each of the four lines more can help."""


def one_circle(
    supplies: Sequence[Sequence[int]],
    pays: Sequence[int] | None = None,
    invested: Sequence[int] | None = None,
    available: Sequence[Sequence[int]] | None = None,
    asked: Sequence[Sequence[int]] = ALL_LINES,
    card: CardFacts | None = None,
) -> Instance:
    """A circle with nothing, over two years, and options at one site with so many units of lines 0 to 3 each."""
    city = next(c for c in map(tiny_city, range(99)) if c.n_years == 2)
    card, n = card or CardFacts(), len(supplies)
    lines = replace(city.lines, chapters=())
    points, kinds = np.array(asked), np.zeros((2, 2), dtype=np.int64)
    existing = np.zeros((1, 4), dtype=np.int64)
    units = np.array(supplies, dtype=np.int64).reshape(n, 4)
    option, line = np.nonzero(units)
    options = OptionFacts(
        ids=tuple(f"S:{o}" for o in range(n)), site_ids=("S",), site=np.zeros(n, dtype=np.int64),
        available=np.array(available if available is not None else [[1, 1]] * n, dtype=bool).reshape(n, 2),
        investment_fen=np.array(invested or [0] * n, dtype=np.int64),
        effect_option=option, effect_circle=np.zeros(len(option), dtype=np.int64),
        effect_line=line, effect_units=units[option, line], pay_option=np.arange(n),
        pay_budget=np.zeros(n, dtype=np.int64), pay_fen=np.array(pays or [1000] * n, dtype=np.int64),
    )  # fmt: skip
    return replace(
        city, circle_ids=("C",), residents=np.array([1000]), current_tier=np.array([-1]),
        blocked_circle=np.array([False]), tier_points=points, tier_kinds=kinds, lines=lines,
        existing=existing, needs=build_needs(lines, card, existing, points, kinds), options=options,
        card=card, opens=None, awards=(), targets=(), locked_in={}, limits=Limits(),
        budget_cap_fen=np.full_like(city.budget_cap_fen, -1),
    )  # fmt: skip


def spare(city: Instance) -> list[bool]:
    found: list[bool] = find_spare_options(city).tolist()
    return found


def asking(*rules: tuple[list[int], list[int]], of_tier: int = 0) -> CardFacts:
    """Gates of one tier: lines and weights that must come to one unit."""
    requirements = tuple(
        RequirementFacts(
            f"R{n}", np.array(lines), np.array([weights]), np.array([1]), presence=False
        )
        for n, (lines, weights) in enumerate(rules)
    )
    mine = tuple(range(len(rules)))
    return CardFacts(requirements, (), gates=tuple(mine if j == of_tier else () for j in range(2)))


NO_POINTS = ((0,), (0,))


def test_what_helps_nobody_is_spare_and_what_helps_is_not() -> None:
    assert spare(one_circle([[0, 0, 0, 0]])) == [True]
    assert spare(one_circle([[0, 0, 0, 1]])) == [False]
    assert spare(one_circle([])) == []


def test_of_two_alike_the_first_is_kept() -> None:
    assert spare(one_circle([[1, 0, 0, 0]] * 2)) == [False, True]
    assert spare(one_circle([[1, 0, 0, 0]] * 3)) == [False, True, True]


@pytest.mark.parametrize(
    "city",
    [
        one_circle([[1, 0, 0, 0]] * 2, pays=[2000, 1000], invested=[0, 9]),
        one_circle([[1, 0, 0, 0], [1, 1, 0, 0]], invested=[0, 9]),
        one_circle([[1, 0, 0, 0], [2, 0, 0, 0]], invested=[0, 9]),
        one_circle([[1, 0, 0, 0]] * 2, invested=[0, 9], available=[[0, 1], [1, 1]]),
    ],
    ids=["dearer", "a line less", "a unit less", "a year less"],
)
def test_what_is_worse_in_one_thing_is_spare_whatever_the_investment(city: Instance) -> None:
    assert spare(city) == [True, False]


def test_each_better_in_one_thing_both_stay() -> None:
    lines = [[1, 0, 0, 0], [0, 1, 0, 0]]
    assert spare(one_circle(lines)) == [False, False]
    assert spare(one_circle([[1, 0, 0, 0], [2, 0, 0, 0]], pays=[1000, 2000])) == [False, False]
    years = [[1, 0], [0, 1]]
    assert spare(one_circle([[1, 0, 0, 0]] * 2, available=years)) == [False, False]


def test_what_helps_a_tier_that_opens_late_is_of_use() -> None:
    city = one_circle([[1, 0, 0, 0], [2, 0, 0, 0]])
    assert spare(replace(city, opens=np.array([[1, 2]]))) == [True, False]
    assert spare(replace(city, opens=np.array([[2, 2]]))) == [True, True]


@pytest.mark.parametrize("tier", [0, 1])
def test_what_helps_only_one_of_two_tiers_is_of_use(tier: int) -> None:
    card = asking(([0], [1]), of_tier=tier)
    assert spare(one_circle([[1, 0, 0, 0]], asked=NO_POINTS, card=card)) == [False]


def test_more_of_a_line_that_can_cost_a_share_is_not_better() -> None:
    card = asking(([0, 1], [1, -1]))
    shops = [[1, 1, 0, 0], [1, 0, 0, 0]]
    for invested in ([0, 9], [9, 0]):
        found = spare(one_circle(shops, invested=invested, asked=NO_POINTS, card=card))
        assert found == [False, False]


def test_more_of_a_line_on_which_an_award_hangs_is_not_better() -> None:
    card = asking(([0], [1]))
    shops = [[1, 0, 1, 0], [1, 0, 0, 0], [0, 0, 2, 0]]
    city = one_circle(shops, invested=[0, 9, 9], asked=NO_POINTS, card=card)
    assert spare(city) == [False, True, True]
    by_number = AwardFacts("award", 0, 0, 0, 0, 1000, line=2, from_units=1)
    assert spare(replace(city, awards=(by_number,))) == [False, False, False]


@pytest.mark.parametrize("years", [((0, 0), (1, 1)), ((0, 0), (0, 1)), ((0, 1), (1, 1))])
def test_what_draws_on_a_limit_in_other_years_stands_in_for_nothing(
    years: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    city = one_circle([[1, 0, 0, 0]] * 2, invested=[0, 9])
    assert spare(city) == [False, True]
    rows = LimitRows()
    pool = rows.add("pool", cap=5)
    for option, when in enumerate(years):
        rows.draw_options(pool, np.array([option]), when, 1)
    assert spare(replace(city, limits=rows.limits())) == [False, False]
