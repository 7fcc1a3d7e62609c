"""Caps of lines that carry over are added up, as what a year does not use is there in the next."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from placement.advice.replan.news import news_between
from placement.scenario.model import Scenario
from two_districts import read_city

EAST = "district_fund:东区"
LESS, MORE = 500_000, 200_000


def city(changes: dict[int, int], *, carries: bool = True) -> Scenario:
    """The city with its caps of one district's line changed by so many fen in some years."""
    return replace(
        (read := read_city()),
        budgets=tuple(
            replace(b, carry_over=carries, cap_fen=b.cap_fen + changes.get(b.year, 0))
            if b.budget_id == EAST
            else b
            for b in read.budgets
        ),
    )


def test_caps_of_a_line_that_carries_over_are_added_up_from_the_first_that_differs() -> None:
    caps = {b.year: Decimal(b.cap_fen) / 100 for b in read_city().budgets if b.budget_id == EAST}
    early = news_between(city({}), city({2023: -LESS, 2024: MORE}), 2023).carried
    assert [(c.budget_id, c.since, c.year, c.change) for c in early] == [
        (EAST, 2023, 2023, Decimal(-LESS) / 100),
        (EAST, 2023, 2024, Decimal(MORE - LESS) / 100),
    ]
    assert early[1].before == caps[2023] + caps[2024]
    (late,) = news_between(city({}), city({2024: -LESS}), 2023).carried
    assert (late.year, late.before) == (2024, caps[2023] + caps[2024])
    (alone,) = news_between(city({}), city({2024: -LESS}), 2024).carried
    assert (alone.since, alone.before, alone.is_of_years) == (2024, caps[2024], False)


def test_caps_are_added_up_only_where_both_scenarios_carry_over() -> None:
    changed = city({2023: -LESS})
    assert not news_between(city({}, carries=False), changed, 2023).carried
    assert not news_between(city({}), city({2023: -LESS}, carries=False), 2023).carried
    assert not news_between(city({}), city({}), 2023).carried
