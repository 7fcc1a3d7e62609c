"""What something is needed for, and what stands in for it, on the instance of two circles."""

from __future__ import annotations

import numpy as np

from exchanges import part, plan
from placement.advice.replan.exchange import Exchange, Need, Part
from placement.engine import NEVER
from two_circles import BASIC, EAST, MILL_SHOP, ORDER, two_circles

SHOP_KIND = frozenset({"shop"})


def exchange(*others: Part, other_year: int | None = 1) -> Exchange:
    """East is basic from 2024 by the shop in the mill (2 points) and the point of order it has; 3 are asked for."""
    instance = two_circles()
    own = plan(instance, {MILL_SHOP: 1}, {EAST: 1})
    other = plan(instance, {MILL_SHOP: 1}, {} if other_year is None else {EAST: other_year})
    return Exchange(own, other, others)


NEED = Need("east", 2024, BASIC)
YEARS = range(2024, 2026)


def test_a_thing_is_needed_where_without_it_the_circle_does_not_qualify() -> None:
    assert list(exchange().needs("mill:shop", YEARS)) == [NEED]
    assert list(exchange().needs("mill:shop", range(2023, 2024))) == []
    instance = two_circles()
    both = plan(instance, {MILL_SHOP: 1, ORDER: 1}, {EAST: 1})
    plenty = Exchange(both, both, ())
    assert list(plenty.needs("east@order", YEARS)) == []
    assert list(plenty.needs("mill:shop", YEARS)) == [
        NEED
    ]  # of order there is enough, of kinds not


def test_a_need_is_met_where_the_other_plan_has_the_tier_in_that_year() -> None:
    assert exchange().is_met(NEED)
    assert not exchange(other_year=2).is_met(NEED)
    assert exchange(other_year=2).is_met(Need("east", 2025, BASIC))
    assert not exchange(other_year=None).is_met(NEED)


def test_one_of_the_same_kind_stands_in_before_others() -> None:
    big, shop = part("big", "closed", "mart", shop=2), part("shop", "dropped", "shop", shop=3)
    found = exchange(big, shop)
    assert found.stand_ins("mill:shop", SHOP_KIND, NEED) == (shop,)
    assert found.stand_ins("mill:shop", frozenset(), NEED) == (big,)


def test_several_stand_in_together_where_none_does_alone_and_no_more_than_needed() -> None:
    shop, order = part("shop", "lost", "mart", shop=1), part("order", "dropped", "", order=1)
    more = part("more", "dropped", "", order=1)
    assert exchange(shop, order, more).stand_ins("mill:shop", SHOP_KIND, NEED) == (shop, order)
    assert exchange(shop).stand_ins("mill:shop", SHOP_KIND, NEED) == ()
    elsewhen = Part("late", "late", "later", SHOP_KIND, range(2025, 2026), shop.given)
    assert exchange(elsewhen, order).stand_ins("mill:shop", SHOP_KIND, NEED) == ()


def test_a_way_is_broken_by_what_it_cannot_do_without() -> None:
    instance = two_circles(existing=np.array([[1, 0, 3], [1, 0, 3]]))
    rich = plan(instance, {}, {EAST: 1})
    found = Exchange(rich, rich, ())
    shop, order = part("shop", "closed", "shop", shop=1), part("order", "closed", "", order=1)
    assert found.broken_by(NEED, [order]) == ()
    assert found.broken_by(NEED, [order, shop]) == (shop,)
    also = part("also", "lost", "", shop=1)
    assert found.broken_by(NEED, [order, shop, also]) == (shop, also), "without either it fails"
    two = [part("one", "closed", "", order=1), part("two", "closed", "", order=1)]
    assert found.broken_by(NEED, two) == tuple(two)
    assert found.broken_by(Need("west", 2024, BASIC), [shop]) == ()
    filled = Exchange(rich, rich, (part("new", "opened", "shop", shop=1),))
    assert filled.broken_by(NEED, [shop]) == ()
    planned = Exchange(rich, rich, (part("new", "added", "shop", shop=1),))
    assert planned.broken_by(NEED, [shop]) == (shop,)


def test_tiers_of_the_other_plan_are_those_it_brings_circles_to() -> None:
    tiers = exchange(other_year=2).others_tiers()
    assert tiers.tolist() == [[NEVER, NEVER, BASIC], [NEVER, NEVER, NEVER]]
