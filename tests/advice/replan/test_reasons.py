"""Reasons name only causes that can be shown; otherwise a project is as planned anew."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from placement.advice.replan.news import Lost, NewCap, News
from placement.advice.replan.reasons import REPLANNED, UNKNOWN_NEWS, Evidence, Side

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
    kinds={"store": "便利店", "care": "托育"},
)
CAP = NewCap("区级资金", 2024, Decimal(80_000), Decimal(60_000))


def test_what_no_fact_touches_is_said_to_follow_from_planning_anew() -> None:
    assert QUIET.why_added("shop9") == REPLANNED
    assert QUIET.why_moved("care", "care", sooner=True) == REPLANNED
    assert QUIET.why_dropped("shop") == REPLANNED
    blind = replace(QUIET, news=News(is_known=False))
    assert blind.why_added("shop9") == UNKNOWN_NEWS


def test_another_use_of_the_site_comes_before_the_same_kind_elsewhere() -> None:
    evidence = replace(QUIET, dropped=("shop",), added=("far", "shop9", "bakery"))
    assert evidence.why_dropped("shop").zh == "同一点位改作面包房"
    assert evidence.why_added("bakery").zh == "同一点位，原为便利店"
    elsewhere = replace(evidence, added=("far", "shop9"))
    assert elsewhere.why_dropped("shop").zh == "改由同一圈、同类业态的 P9 便利店+快递"
    assert elsewhere.why_added("far") == REPLANNED


def test_a_loss_in_the_circle_is_a_cause_only_for_what_makes_up_for_it() -> None:
    gone = Lost("O1", "老店", "东区", ("便利店",), ("A", "B"))
    evidence = replace(QUIET, news=News(closed=(gone,)))
    assert evidence.why_added("shop9").zh == "补上 A 关停的便利店（O1 老店）"
    assert evidence.why_added("far") == REPLANNED  # the same kind in another circle
    assert evidence.why_added("bakery") == REPLANNED  # another kind in the same circle
    assert evidence.why_moved("care", "care", sooner=True) == REPLANNED
    assert evidence.why_moved("shop", "shop9", sooner=True).zh.startswith("补上 A 关停的便利店")
    assert evidence.why_moved("shop", "shop9", sooner=False) == REPLANNED
    assert evidence.why_dropped("shop") == REPLANNED


def test_a_cut_is_a_cause_only_where_the_old_plan_does_not_fit_any_more() -> None:
    cut = replace(QUIET, news=News(caps=(CAP,)))
    told = "2024 年“区级资金”额度减少，容不下原方案"
    assert cut.why_dropped("shop").zh == told
    assert cut.why_moved("shop", "far", sooner=False).zh == told
    assert cut.why_added("bakery") == REPLANNED
    assert replace(cut, left={FUND: Decimal(20_000)}).why_dropped("shop") == REPLANNED
    elsewhere = replace(QUIET, news=News(caps=(replace(CAP, year=2025),)))
    assert elsewhere.why_dropped("shop") == REPLANNED


def test_a_higher_cap_is_a_cause_only_where_there_was_too_little() -> None:
    more = replace(QUIET, news=News(caps=(replace(CAP, after=Decimal(90_000)),)))
    assert more.why_added("shop9").zh == "2024 年“区级资金”额度增加才付得起"
    assert more.why_added("far") == REPLANNED
    assert more.why_dropped("shop") == REPLANNED


def test_rules_that_changed_are_named_for_what_they_pay() -> None:
    evidence = replace(QUIET, news=News(rules=("装修补助",)))
    assert evidence.why_added("shop9").zh == "“装修补助”的规则有变"
    assert evidence.why_added("bakery") == REPLANNED
    assert evidence.why_dropped("shop").zh == "“装修补助”的规则有变"
    assert evidence.why_moved("shop", "shop9", sooner=False).zh == "“装修补助”的规则有变"
    as_paid = replace(
        evidence, new=replace(NEW, paid=OLD.paid | {"shop9": OLD.paid["shop"]}),
        left={FUND: Decimal(90_000)},
    )  # fmt: skip
    assert as_paid.why_moved("shop", "shop9", sooner=False) == REPLANNED


def test_money_is_called_freed_only_where_there_was_too_little_and_some_was_given_up() -> None:
    freed = replace(QUIET, freed={FUND: Decimal(50_000)})
    assert freed.why_added("shop9").zh == "用取消或改年份的项目腾出的 2024 年“区级资金”"
    assert freed.why_added("far") == REPLANNED
