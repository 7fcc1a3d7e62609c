"""Reasons name only causes that can be shown; otherwise it is said that none is found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np

from exchanges import part, plan
from placement.advice.replan.exchange import Exchange, Part
from placement.advice.replan.money_reasons import Payee, Purse
from placement.advice.replan.news import NewCap, News
from placement.advice.replan.project_changes import served
from placement.advice.replan.reasons import REPLANNED, UNKNOWN_NEWS, Evidence
from placement.advice.replan.recertified import reasons_for
from placement.advice.replan.sides import Line, Side
from placement.errors import Text
from two_circles import EAST, MILL_SHOP, WEST, two_circles

FUND: Line = ("fund", 2024)
LEFT = {FUND: Decimal(10_000)}
COMMITTED = {FUND: Decimal(70_000)}
OLD = Side(
    {
        "shop": {"site_id": "P1", "kinds": ("store",), "circles_served": ("A",)},
        "care": {"site_id": "P2", "kinds": ("care",), "circles_served": ("B",)},
    },
    {"shop": {FUND: Decimal(50_000)}},
    {"shop": frozenset({"装修补助"})},
    {"shop": "便利店", "care": "托育"},
    LEFT,
    {},
    COMMITTED,
)
NEW = Side(
    {
        "bakery": {"site_id": "P1", "kinds": ("bakery",), "circles_served": ("A",)},
        "shop9": {"site_id": "P9", "kinds": ("store", "lockers"), "circles_served": ("A", "C")},
        "far": {"site_id": "P7", "kinds": ("store",), "circles_served": ("Z",)},
        "care": {"site_id": "P2", "kinds": ("care",), "circles_served": ("B",)},
        "mill:shop": {"site_id": "mill", "kinds": ("shop",), "circles_served": ("east",)},
    },
    {"shop9": {FUND: Decimal(20_000)}, "far": {FUND: Decimal(1_000)}},
    {"shop9": frozenset({"装修补助"})},
    {"bakery": "面包房", "shop9": "便利店+快递", "mill:shop": "便利店"},
    LEFT,
    {},
    COMMITTED,
)
MILL = replace(OLD, projects=NEW.projects, formats=NEW.formats)
NO_MONEY = Purse(News(), OLD, NEW, {"fund": "区级资金"}, (), frozenset())
QUIET = Evidence(
    news=News(),
    old=OLD,
    new=NEW,
    purse=NO_MONEY,
    dropped=(),
    added=(),
    tiers=("基本型", "高品质"),
    targets={"basic:2024": "基本型个数"},
    circles={"east": "east 东苑"},
    gained=None,
    given=None,
)
CAP = NewCap("fund", "区级资金", 2024, Decimal(80_000), Decimal(60_000))
TOO_SHORT = "2024 年“区级资金”额度由 8 万元减为 6 万元，原方案承诺 7 万元，放不下 1 万元"
NAMESAKE = replace(CAP, budget_id="other fund")
LATER = (2024, 2025)
SOONER = (2025, 2024)


def payee(name: str, old: str, new: str, before: int, after: int) -> Payee:
    """What takes so many yuan of the fund in both plans."""
    amounts = [{FUND: Decimal(n)} if n else {} for n in (before, after)]
    return Payee(Text(name, name), old, new, *amounts)


SHOP = payee("P1 便利店", "shop", "", 50_000, 0)
SHOP9 = payee("P9 便利店+快递", "", "shop9", 0, 20_000)
FAR = payee("P7 便利店", "", "far", 0, 1_000)
KEPT = payee("P8 维修", "repair", "repair", 30_000, 30_000)
AWARD = payee("B 的奖励", "", "", 0, 40_000)


def money(news: News = NO_MONEY.news, **changes: object) -> Evidence:
    """The quiet evidence with other money."""
    purse = replace(NO_MONEY, news=news, **changes)  # type: ignore[arg-type]
    return replace(QUIET, news=news, purse=purse)


def test_what_no_fact_touches_is_said_to_follow_from_planning_anew() -> None:
    assert QUIET.why_added("shop9", 2024) == REPLANNED
    assert QUIET.why_moved("care", "care", SOONER) == REPLANNED
    assert QUIET.why_dropped("shop", 2024) == REPLANNED
    blind = replace(QUIET, news=News(is_known=False))
    assert blind.why_added("shop9", 2024) == UNKNOWN_NEWS


def test_another_use_of_the_site_is_named() -> None:
    evidence = replace(QUIET, dropped=("shop",), added=("far", "shop9", "bakery"))
    assert evidence.why_dropped("shop", 2024).zh == "同一点位改作面包房"
    assert evidence.why_added("bakery", 2024).zh == "同一点位，原为便利店"
    assert replace(evidence, added=("far",)).why_dropped("shop", 2024) == REPLANNED
    assert evidence.why_added("far", 2024) == REPLANNED


def mill(*others: Part, own_year: int = 1, other_year: int | None = 1) -> Exchange:
    """One plan has a shop in the mill, without which east is not basic; the other has what is given."""
    instance = two_circles()
    own = plan(instance, {MILL_SHOP: own_year}, {EAST: own_year})
    return Exchange(
        own, plan(instance, {}, {} if other_year is None else {EAST: other_year}), others
    )


def test_what_stands_for_something_of_the_same_kind_says_so() -> None:
    lost = part("O1 老店", "closed", "shop", shop=2)
    evidence = replace(QUIET, gained=mill(lost))
    told = evidence.why_added("mill:shop", 2024)
    assert told.zh == "代替关停的 O1 老店（同一业态，同在 east 东苑）"
    assert told.en == "in place of O1 老店 (closed) (the same kind, in east 东苑)"
    assert replace(QUIET, gained=mill()).why_added("mill:shop", 2024) == REPLANNED


def test_what_stands_for_something_else_says_what_for() -> None:
    both = part("P5 书店", "lost", "books", shop=1), part("P6 花店", "dropped", "flowers", shop=1)
    told = replace(QUIET, gained=mill(*both)).why_added("mill:shop", 2024)
    assert told.zh == "代替失去的 P5 书店、取消的 P6 花店，使 east 东苑 2024 年达到基本型"
    alone = replace(QUIET, gained=mill(part("P5 书店", "lost", "books", shop=2)))
    assert (
        alone.why_added("mill:shop", 2024).zh
        == "代替失去的 P5 书店，使 east 东苑 2024 年达到基本型"
    )


def test_what_takes_over_from_a_dropped_project_is_named() -> None:
    new = part("P9 便利店", "added", "shop", shop=2)
    evidence = replace(QUIET, old=MILL, given=mill(new))
    told = evidence.why_dropped("mill:shop", 2024)
    assert told.zh == "改由新增的 P9 便利店（同一业态，同在 east 东苑）"
    assert evidence.why_moved("mill:shop", "mill:shop", LATER).zh == told.zh
    assert not evidence.served_later("mill:shop", 2024)


def test_a_tier_the_other_plan_has_in_another_year_is_named() -> None:
    sooner = replace(QUIET, gained=mill(other_year=2))
    told = "east 东苑 2024 年达到基本型（原方案那年没有），需要它"
    assert sooner.why_moved("mill:shop", "mill:shop", SOONER).zh == told
    assert sooner.why_added("mill:shop", 2024).zh == told
    assert sooner.why_added("mill:shop", 2025) == REPLANNED
    later = replace(QUIET, old=MILL, given=mill(other_year=2))
    told = "east 东苑 2024 年不再达到基本型"
    assert later.why_moved("mill:shop", "mill:shop", LATER).zh == told
    assert later.why_dropped("mill:shop", 2024).zh == told
    assert later.served_later("mill:shop", 2024)


def test_a_cut_is_a_cause_only_where_the_old_plan_does_not_fit_any_more() -> None:
    cut = money(News(caps=(NAMESAKE, CAP)))
    told = TOO_SHORT
    assert cut.why_dropped("shop", 2024).zh == told
    assert cut.why_moved("shop", "far", LATER).zh == told
    assert cut.why_added("bakery", 2024) == REPLANNED
    rich = replace(OLD, left={FUND: Decimal(20_000)})
    assert money(News(caps=(CAP,)), old=rich).why_dropped("shop", 2024) == REPLANNED
    assert money(News(caps=(replace(CAP, year=2025),))).why_dropped("shop", 2024) == REPLANNED
    assert money(News(caps=(NAMESAKE,))).why_dropped("shop", 2024) == REPLANNED


def test_a_cut_is_no_cause_where_what_is_lost_sets_more_money_free() -> None:
    lost = payee("P3 托育", "care", "", 15_000, 0)
    cut = money(News(caps=(CAP,)), payees=(SHOP, lost))
    assert cut.why_dropped("shop", 2024).zh == TOO_SHORT
    freed = money(News(caps=(CAP,)), payees=(SHOP, lost), impossible={"care"})
    assert "放不下" not in freed.why_dropped("shop", 2024).zh
    less = replace(lost, before={FUND: Decimal(4_000)})
    part_of_it = money(News(caps=(CAP,)), payees=(SHOP, less), impossible={"care"})
    told = "原方案承诺 7 万元（已做不成的 0.4 万元不计），放不下 0.6 万元"
    assert part_of_it.why_dropped("shop", 2024).zh.endswith(told)


def test_what_is_carried_over_helps_a_line_that_was_cut() -> None:
    carried = replace(OLD, committed={FUND: Decimal(75_000)})
    cut = money(News(caps=(CAP,)), old=carried).why_dropped("shop", 2024)
    told = "原方案承诺 7.5 万元（连同结转、调剂现有 6.5 万元），放不下 1 万元"
    assert cut.zh.endswith(told)
    assert cut.en.endswith(
        "(6.5 (10,000 yuan) are there with what is carried and moved): 1 (10,000 yuan) too much"
    )


def carried(year: int, before: int, after: int) -> NewCap:
    """Caps of the fund from 2024 to a year added up, of a line that carries over."""
    return NewCap("fund", "区级资金", year, Decimal(before), Decimal(after), 2024)


LATER_FUND: Line = ("fund", 2025)
CARRYING = replace(
    OLD,
    left={FUND: Decimal(50_000), LATER_FUND: Decimal(10_000)},
    committed={FUND: Decimal(30_000), LATER_FUND: Decimal(120_000)},
    paid={"shop": {FUND: Decimal(20_000)}, "care": {LATER_FUND: Decimal(90_000)}},
)
"""Caps of 8 万元 in either year: what is left of the first is used in the second."""


def test_a_cut_of_a_line_that_carries_over_is_missing_in_the_years_that_follow() -> None:
    """The year of the cut has enough left; the next does not get what it was to be given."""
    news = News(
        caps=(CAP,), carried=(carried(2024, 80_000, 60_000), carried(2025, 160_000, 140_000))
    )
    cut = money(news, old=CARRYING)
    told = "2024—2025 年“区级资金”额度合计由 16 万元减为 14 万元，原方案合计承诺 15 万元，放不下 1 万元"
    assert cut.why_dropped("care", 2025).zh == told
    assert cut.why_dropped("shop", 2024).zh == told, "what it took in 2024 is missing in 2025"
    assert cut.cut_short("care") == Text(
        "2024—2025 年额度减少，放不下原方案",
        "the cap of 2024 to 2025 was cut and does not hold the old plan",
    )
    assert len(set(cut.purse.cuts.values())) == 1
    moved = payee("P1 便利店", "shop", "shop", 20_000, 0)
    moved = replace(moved, after={LATER_FUND: Decimal(20_000)})
    left = payee("P2 托育", "care", "", 90_000, 0)
    left = replace(left, before={LATER_FUND: Decimal(90_000)})
    (freed,) = money(news, old=CARRYING, payees=(moved, left)).purse.cut_short_for(
        "A", {"shop", "care"}
    )
    assert freed.zh == f"{told}；现方案为该圈少用 9 万元", "what is put off is not given up"


def test_cuts_of_several_years_of_a_line_that_carries_over_add_up() -> None:
    second = NewCap("fund", "区级资金", 2025, Decimal(80_000), Decimal(70_000))
    news = News(
        caps=(CAP, second),
        carried=(carried(2024, 80_000, 60_000), carried(2025, 160_000, 130_000)),
    )
    told = money(news, old=CARRYING).why_dropped("care", 2025).zh
    assert told.endswith("由 16 万元减为 13 万元，原方案合计承诺 15 万元，放不下 2 万元")
    gone = payee("P5 书店", "books", "", 4_000, 0)
    less = money(news, old=CARRYING, payees=(gone,), impossible={"books"})
    told = less.why_dropped("care", 2025).zh
    assert told.endswith("原方案合计承诺 15 万元（已做不成的 0.4 万元不计），放不下 1.6 万元")


def test_what_a_line_that_carries_over_had_left_is_counted_with_the_cuts_before() -> None:
    """The raise of the second year is told as such, what the first has lost as gone."""
    second = NewCap("fund", "区级资金", 2025, Decimal(80_000), Decimal(100_000))
    same = (carried(2024, 80_000, 60_000), carried(2025, 160_000, 160_000))
    shop = replace(SHOP9, after={LATER_FUND: Decimal(10_500)})
    told = money(News(caps=(CAP, second), carried=same), old=CARRYING, payees=(shop,))
    assert told.why_added("shop9", 2025) == REPLANNED, "9,500 yuan do not come from the raise alone"
    little = replace(shop, after={LATER_FUND: Decimal(10_000)})
    told = money(News(caps=(CAP, second), carried=same), old=CARRYING, payees=(little,))
    assert told.why_added("shop9", 2025).zh == (
        "占用 2025 年“区级资金”1 万元，2024 年额度减少 2 万元后，原方案超出 1 万元：额度增加 2 万元"
    )


def test_a_project_of_a_circle_that_fell_says_that_a_cut_does_not_hold_it() -> None:
    cut = money(News(caps=(CAP,)))
    told = cut.cut_short("shop")
    assert told is not None
    assert told.zh == "2024 年额度减少，放不下原方案"
    assert cut.cut_short("care") is None
    assert QUIET.cut_short("shop") is None


def test_what_the_old_plan_leaves_is_counted_with_the_cap_as_it_is_now() -> None:
    cut = money(News(caps=(CAP,)), payees=(SHOP, SHOP9))
    told = (
        "占用 2024 年“区级资金”2 万元，额度减为 6 万元后，原方案超出 1 万元：P1 便利店 少用 5 万元"
    )
    assert cut.why_added("shop9", 2024).zh == told
    little = replace(SHOP, before={FUND: Decimal(29_000)})
    assert money(News(caps=(CAP,)), payees=(little, SHOP9)).why_added("shop9", 2024) == REPLANNED
    roomy = replace(OLD, left={FUND: Decimal(35_000)})
    left = money(News(caps=(CAP,)), old=roomy, payees=(SHOP, SHOP9)).why_added("shop9", 2024)
    assert "额度减为 6 万元后，原方案只余 1.5 万元" in left.zh
    enough = replace(OLD, left={FUND: Decimal(40_000)})
    assert (
        money(News(caps=(CAP,)), old=enough, payees=(SHOP, SHOP9)).why_added("shop9", 2024)
        == REPLANNED
    )


def test_a_higher_cap_is_named_only_where_there_was_too_little() -> None:
    raised = News(caps=(replace(CAP, after=Decimal(90_000)),))
    more = money(raised, payees=(SHOP9, FAR))
    told = "占用 2024 年“区级资金”2 万元，原方案只余 1 万元：额度增加 1 万元"
    assert more.why_added("shop9", 2024).zh == told
    assert more.why_added("far", 2024) == REPLANNED
    assert money(raised).why_dropped("shop", 2024) == REPLANNED


def test_a_raise_and_what_others_leave_are_both_named_with_their_shares() -> None:
    raised = News(caps=(replace(CAP, after=Decimal(81_000)),))
    told = "占用 2024 年“区级资金”2 万元，原方案只余 1 万元：额度增加 0.1 万元"
    less = replace(AWARD, before=AWARD.after, after={})
    both = money(raised, payees=(SHOP9, less, KEPT)).why_added("shop9", 2024).zh
    assert both == f"{told}、B 的奖励 少用 4 万元"


def test_nothing_is_said_of_money_that_comes_from_other_years_or_lines() -> None:
    little = payee("P2 托育", "care", "", 5_000, 0)
    assert money(payees=(SHOP9, little)).why_added("shop9", 2024) == REPLANNED
    enough = payee("P2 托育", "care", "", 10_000, 0)
    assert "P2 托育 少用 1 万元" in money(payees=(SHOP9, enough)).why_added("shop9", 2024).zh


def test_money_that_others_use_now_is_told_only_where_what_is_left_does_not_do() -> None:
    used = money(payees=(SHOP, SHOP9, KEPT, AWARD))
    told = "2024 年“区级资金”现余 1 万元，不够它原用的 5 万元：B 的奖励 多用 4 万元、P9 便利店+快递 多用 2 万元"
    assert used.why_moved("shop", "far", LATER).zh == told
    assert used.why_dropped("shop", 2024).zh == told
    assert used.why_moved("care", "care", LATER) == REPLANNED
    assert money(payees=(SHOP, KEPT)).why_dropped("shop", 2024) == REPLANNED
    roomy = replace(NEW, left={FUND: Decimal(50_000)})
    assert money(payees=(SHOP, SHOP9), new=roomy).why_dropped("shop", 2024) == REPLANNED


FREED = "占用 2024 年“区级资金”2 万元，原方案只余 1 万元：P1 便利店 少用 5 万元"


def test_money_is_called_freed_only_where_there_was_too_little_and_some_was_given_up() -> None:
    freed = money(payees=(SHOP, SHOP9, FAR, KEPT))
    assert freed.why_added("shop9", 2024).zh == FREED
    assert freed.why_added("far", 2024) == REPLANNED
    (together,) = freed.purse.found(["shop9", "far"])
    assert together.zh == FREED.replace("2 万元", "2.1 万元")


def test_of_a_project_kept_only_what_it_takes_more_is_asked_for() -> None:
    dearer = payee("P8 维修", "repair", "repair", 30_000, 35_000)
    assert list(money(payees=(SHOP, dearer)).purse.found(["repair"])) == []
    much = payee("P8 维修", "repair", "repair", 30_000, 50_000)
    (told,) = money(payees=(SHOP, much)).purse.found(["repair"])
    assert told.zh == FREED
    assert money(payees=(SHOP, much, KEPT, AWARD)).purse.takers() == ["repair"]


def test_certifications_are_said_to_stay_only_where_they_do() -> None:
    assert served(("A", "B"), {"C"}) == "better"
    assert served(("A", "B"), {"B"}) == "recertified"
    assert served((), {"B"}) == "idle"


def test_rules_that_changed_are_named_for_what_they_pay() -> None:
    evidence = replace(QUIET, news=News(rules=("装修补助",)))
    assert evidence.why_added("shop9", 2024).zh == "“装修补助”的规则有变"
    assert evidence.why_added("bakery", 2024) == REPLANNED
    assert evidence.why_dropped("shop", 2024).zh == "“装修补助”的规则有变"
    assert evidence.why_moved("shop", "shop9", LATER).zh == "“装修补助”的规则有变"
    next_year = {"shop9": {("fund", 2025): Decimal(50_000)}}
    as_paid = replace(evidence, new=replace(NEW, paid=OLD.paid | next_year))
    assert as_paid.why_moved("shop", "shop9", LATER) == REPLANNED


def test_a_circle_says_what_has_broken_its_old_way() -> None:
    instance = two_circles()
    old = plan(instance, {MILL_SHOP: 1}, {EAST: 1})
    new = plan(instance, {}, {})
    gone = part("mill 便利店", "lost", "shop", shop=2)
    evidence = replace(QUIET, gained=Exchange(new, old, (gone,)), given=Exchange(old, new, ()))
    assert reasons_for(evidence, "east").zh == "少了失去的 mill 便利店，原方案 2024 年达不到基本型"
    dropped = replace(gone, fate="dropped")
    given_up = replace(evidence, gained=Exchange(new, old, (dropped,)))
    assert reasons_for(given_up, "east") == REPLANNED
    assert reasons_for(replace(evidence, gained=None), "east") == REPLANNED


def test_a_circle_says_that_a_cut_does_not_hold_its_old_way() -> None:
    instance = two_circles()
    old, new = plan(instance, {MILL_SHOP: 1}, {EAST: 1}), plan(instance, {}, {})
    mill_shop = payee("mill 便利店", "mill:shop", "", 20_000, 5_000)
    paid = replace(OLD, paid={"mill:shop": mill_shop.before})
    ways = {"gained": Exchange(new, old, ()), "given": Exchange(old, new, ())}

    def told(*payees: Payee, news: News = NO_MONEY.news) -> Text:
        evidence = money(news, old=paid, payees=payees)
        return reasons_for(replace(evidence, old=paid, **ways), "east")

    cut = News(caps=(CAP,))
    assert told(mill_shop, FAR, news=cut).zh == f"{TOO_SHORT}；现方案为该圈少用 1.5 万元"
    award = payee("east 的奖励", "", "", 3_000, 0)
    both = told(mill_shop, replace(award, circle="east"), news=cut)
    assert both.zh.endswith("现方案为该圈少用 1.8 万元")
    assert told(replace(mill_shop, after=mill_shop.before), news=cut) == REPLANNED
    assert told(replace(mill_shop, old="elsewhere"), award, news=cut) == REPLANNED
    assert told(mill_shop) == REPLANNED
    same = {"gained": Exchange(old, old, ()), "given": Exchange(old, old, ())}
    kept = replace(money(cut, old=paid, payees=(mill_shop,)), old=paid, **same)
    assert reasons_for(kept, "east") == REPLANNED


def test_a_circle_says_who_takes_the_money_that_its_old_way_lacks() -> None:
    instance = two_circles()
    old, new = plan(instance, {MILL_SHOP: 1}, {EAST: 1}), plan(instance, {}, {})
    mill_shop = payee("mill 便利店", "mill:shop", "", 20_000, 0)
    paid = replace(OLD, paid={"mill:shop": mill_shop.before})
    ways = {"gained": Exchange(new, old, ()), "given": Exchange(old, new, ())}

    def told(*payees: Payee, **changes: object) -> Text:
        evidence = money(old=paid, payees=payees, **changes)
        return reasons_for(replace(evidence, old=paid, **ways), "east")

    assert told(mill_shop, SHOP9, FAR).zh == (
        "2024 年“区级资金”现余 1 万元，不够补回该圈比原方案少用的 2 万元：P9 便利店+快递 多用 2 万元、P7 便利店 多用 0.1 万元"
    )
    award = replace(payee("east 的奖励", "", "", 5_000, 0), circle="east")
    assert "少用的 2.5 万元" in told(mill_shop, award, SHOP9).zh
    smaller = replace(mill_shop, after={FUND: Decimal(5_000)})
    assert "少用的 1.5 万元" in told(smaller, SHOP9).zh, (
        "not all the old plan had for it is given up"
    )
    enough = replace(NEW, left={FUND: Decimal(20_000)})
    assert told(mill_shop, SHOP9, new=enough) == REPLANNED
    assert told(mill_shop, KEPT) == REPLANNED, "nobody takes more"
    assert told(replace(mill_shop, old="elsewhere"), SHOP9) == REPLANNED


def test_a_circle_says_whose_place_it_takes_in_a_target() -> None:
    instance = two_circles()
    target = replace(instance.targets[0], circles=(EAST, WEST))
    open_west = two_circles(current_tier=np.array([-1, -1]), targets=(target,))
    one, other = plan(open_west, {}, {EAST: 1}), plan(open_west, {}, {WEST: 1})
    evidence = replace(QUIET, gained=Exchange(other, one, ()), given=Exchange(one, other, ()))
    assert reasons_for(evidence, "west").zh == "现计入“基本型个数”2024 年的任务，east 东苑 不再计入"
    assert reasons_for(evidence, "east").zh == "不再计入“基本型个数”2024 年的任务，现计入 west"
    untold = two_circles(current_tier=np.array([-1, -1]), targets=())
    one, other = plan(untold, {}, {EAST: 1}), plan(untold, {}, {WEST: 1})
    alone = replace(QUIET, gained=Exchange(other, one, ()), given=Exchange(one, other, ()))
    assert reasons_for(alone, "west") == REPLANNED


def test_a_circle_says_what_pays_for_its_new_tier() -> None:
    paid = replace(NEW, paid={"mill:shop": {FUND: Decimal(20_000)}})
    mill_shop = payee("mill 便利店", "", "mill:shop", 0, 20_000)
    purse = replace(NO_MONEY, new=paid, payees=(SHOP, mill_shop, FAR))
    sooner = mill(other_year=2)
    evidence = replace(
        QUIET, purse=purse, gained=sooner, given=Exchange(sooner.other, sooner.own, ())
    )
    assert reasons_for(evidence, "east").zh == FREED
    others = replace(evidence, purse=replace(purse, payees=(SHOP, FAR)))
    assert reasons_for(others, "east") == REPLANNED
