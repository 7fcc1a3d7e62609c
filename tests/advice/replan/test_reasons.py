"""Reasons name only facts that were looked up, and say so where there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from placement.advice.replan.news import Lost, NewCap, News
from placement.advice.replan.reasons import UNKNOWN_NEWS, UNTOUCHED, Evidence, Side

FUND = ("fund", 2024)
OLD = Side(
    {
        "shop": {"site_id": "P1", "kinds": ("store",), "circles_served": ("A",)},
        "care": {"site_id": "P2", "kinds": ("care",), "circles_served": ("B",)},
    },
    {"shop": {FUND: Decimal(50_000)}},
    {"shop": frozenset({"装修补助"})},
    {"shop": "便利店", "care": "托育"},
)
NEW = Side(
    {
        "bakery": {"site_id": "P1", "kinds": ("bakery",), "circles_served": ("A",)},
        "shop9": {"site_id": "P9", "kinds": ("store", "lockers"), "circles_served": ("A", "C")},
        "far": {"site_id": "P7", "kinds": ("store",), "circles_served": ("Z",)},
        "care": {"site_id": "P2", "kinds": ("care",), "circles_served": ("B",)},
    },
    {"shop9": {FUND: Decimal(20_000)}, "far": {FUND: Decimal(1_000)}},
    {"shop9": frozenset({"装修补助"})},
    {"bakery": "面包房", "shop9": "便利店+快递"},
)
QUIET = Evidence(
    news=News(),
    old=OLD,
    new=NEW,
    left={FUND: Decimal(10_000)},
    budgets={"fund": "区级资金"},
    dropped=(),
    added=(),
    freed={},
)


def test_what_no_fact_touches_is_said_to_follow_from_planning_anew() -> None:
    assert QUIET.why_added("shop9") == UNTOUCHED
    assert QUIET.why_moved("care", "care") == UNTOUCHED
    assert QUIET.why_dropped("shop") == UNTOUCHED
    blind = replace(QUIET, news=News(is_known=False))
    assert blind.why_added("shop9") == UNKNOWN_NEWS


def test_another_use_of_the_site_comes_before_the_same_kind_elsewhere() -> None:
    evidence = replace(QUIET, dropped=("shop",), added=("far", "shop9", "bakery"))
    assert evidence.why_dropped("shop").zh == "同一点位改作面包房"
    assert evidence.why_added("bakery").zh == "同一点位，原为便利店"
    elsewhere = replace(evidence, added=("far", "shop9"))
    assert elsewhere.why_dropped("shop").zh == "改由同一圈、同类业态的 P9 便利店+快递"
    assert elsewhere.why_added("far") == UNTOUCHED


def test_what_closed_in_the_circle_is_named() -> None:
    gone = Lost("O1", "老店", "东区", ("便利店",), ("B",))
    evidence = replace(QUIET, news=News(closed=(gone,)))
    assert evidence.why_moved("care", "care").zh == "B 关停或失去 1 处"
    assert evidence.why_added("shop9") == UNTOUCHED


def test_caps_and_rules_that_changed_are_named_for_what_they_pay() -> None:
    cap = NewCap("区级资金", 2024, Decimal(1), Decimal(2))
    evidence = replace(QUIET, news=News(caps=(cap,), rules=("装修补助",)))
    assert evidence.why_added("shop9").zh == "2024 年“区级资金”额度有变；“装修补助”的规则有变"
    assert evidence.why_added("bakery") == UNTOUCHED
    other = replace(QUIET, news=News(caps=(replace(cap, year=2025),)))
    assert other.why_added("shop9") == UNTOUCHED


def test_money_is_called_freed_only_where_there_was_too_little_and_some_was_given_up() -> None:
    freed = replace(QUIET, freed={FUND: Decimal(50_000)})
    assert freed.why_added("shop9").zh == "用取消或改年份的项目腾出的 2024 年“区级资金”"
    assert freed.why_added("far") == UNTOUCHED
