"""What stands in for what: both plans tell the same, and nothing lost goes unnamed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from exchanges import part, plan
from placement.advice.replan.agreeing import agreed
from placement.advice.replan.exchange import Exchange, Need, Part
from placement.advice.replan.supply import Supply
from two_circles import BASIC, EAST, MILL_SHOP, ORDER, two_circles

NEED = Need("east", 2024, BASIC)
ORDER_KIND, SHOP_KIND = frozenset({"order"}), frozenset({"shop"})


@pytest.fixture
def both() -> Supply:
    """East needs the shop in the mill and the point of order, 2 points each; 3 are asked for."""
    instance = two_circles(existing=np.array([[0, 0, 0], [1, 0, 3]]))
    return plan(instance, {MILL_SHOP: 1, ORDER: 1}, {EAST: 1})


def project(option: str, fate: str, kind: str) -> Part:
    """Two shops for east, so that it would do in place of anything."""
    return replace(part(option, fate, kind, shop=2), option_id=option)  # type: ignore[arg-type]


def in_place_of(exchange: Exchange, option: str) -> list[str]:
    return [part.name for part in exchange.stand_ins(option, frozenset(), NEED)]


def test_of_two_lost_things_each_is_named_though_one_would_do_for_all(both: Supply) -> None:
    lost = project("one", "lost", ""), project("two", "lost", "")
    come = project("east@order", "added", "order"), project("mill:shop", "added", "shop")
    gained, given = Exchange(both, both, lost), Exchange(both, both, come)
    assert [in_place_of(gained, part.option_id) for part in come] == [["one"], ["one"]]
    told, _ = agreed(gained, given, come, lost)
    assert [in_place_of(told, part.option_id) for part in come] == [["one"], ["two"]]


def test_those_of_one_kind_find_each_other_before_others_take_their_place(both: Supply) -> None:
    lost = project("shop", "lost", "shop"), project("books", "lost", "books")
    come = project("east@order", "added", "order"), project("mill:shop", "added", "shop")
    told, _ = agreed(Exchange(both, both, lost), Exchange(both, both, come), come, lost)
    assert [in_place_of(told, part.option_id) for part in come] == [["books"], ["shop"]]


def test_what_went_names_what_was_told_to_come_in_its_place(both: Supply) -> None:
    """Here the two plans change places: what the one has are the very options that the other lost."""
    gone = project("mill:shop", "dropped", "shop"), project("east@order", "dropped", "order")
    come = project("east@order", "added", "x"), project("mill:shop", "added", "order")
    gained, given = Exchange(both, both, gone), Exchange(both, both, come)
    assert in_place_of(given, "east@order") == ["east@order"]
    ours, theirs = agreed(gained, given, come, gone)
    pairs = {(p.option_id, name) for p in come for name in in_place_of(ours, p.option_id)}
    assert pairs == {("mill:shop", "east@order"), ("east@order", "mill:shop")}
    assert {(name, p.option_id) for p in gone for name in in_place_of(theirs, p.option_id)} == pairs


def test_what_the_other_plan_has_not_is_not_matched(both: Supply) -> None:
    lost = (project("one", "lost", ""),)
    come = (project("mill:shop", "added", "shop"),)
    late = plan(both.instance, {}, {EAST: 2})
    told, _ = agreed(Exchange(both, late, lost), Exchange(late, both, come), come, lost)
    assert not told.agreed
