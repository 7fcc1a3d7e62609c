"""Quotas, blocks, awards by rise and cash on the city of two districts, through the whole planner."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from placement.audit import Statement, audit_plan
from placement.engine.control.watch import Watch
from placement.errors import VerificationError
from placement.plan import Certification
from placement.planner import Phases, Solved, plan_scenario
from two_districts import HAND_PLAN, add, read_city

FUND = "budgets.district_fund.districts"


def solved(overrides: dict[str, Any]) -> Solved:
    return plan_scenario(read_city(overrides), Watch(), Phases())


def worth(overrides: dict[str, Any], plan: Any = HAND_PLAN) -> Statement:
    return audit_plan(read_city(overrides), plan)


def money(statement: Statement) -> dict[tuple[str, int], dict[str, Decimal]]:
    frame = statement.money.set_index(["budget_id", "year"])
    return {key: row.to_dict() for key, row in frame.iterrows()}


def award(**changes: Any) -> dict[str, Any]:
    """The policy's award, changed and paid at once."""
    plain = {
        "archetype": "award", "name": "认定奖励", "payers": [{"budget": "award_pool"}],
        "amounts": {"basic": {2024: "5万元"}, "high": {2024: "20万元"}},
    }  # fmt: skip
    return {"programmes.award": {**plain, **changes}}


def by_option(paid: pd.DataFrame) -> pd.DataFrame:
    """One row per option: its year, district and money."""
    rows = paid.groupby(["option_id", "district", "year_committed"])["yuan"].sum()
    return rows.reset_index()


# programme, quota, and what the quota forbids of the payments of the programme
QUOTAS: dict[str, tuple[str, dict[str, Any], Callable[[pd.DataFrame], bool]]] = {
    "pool": (
        "aid",
        {"archetype": "pool", "years": {2024: "15999元"}},
        lambda p: bool((p.groupby("year_committed")["yuan"].sum() > 15_999).any()),
    ),
    "first": (
        "aid",
        {"archetype": "first", "years": {2023: 1}},
        lambda p: len(by_option(p)) > 1 or 2024 in set(p["year_committed"]),
    ),
    "district": (
        "aid",
        {"archetype": "district", "districts": {"西区": 1}},
        lambda p: len(by_option(p)) > 1 or "东区" in set(p["district"]),
    ),
    "applicant": (
        "machines",
        {"archetype": "applicant", "amount": "7999元"},
        lambda p: bool((by_option(p)["yuan"] > 7_999).any()),
    ),
    "bundle": (
        "aid",
        {"archetype": "bundle", "amount": "6万元"},
        lambda p: bool((p.groupby("district")["yuan"].sum() < 60_000).any()),
    ),
    "batch": ("machines", {"archetype": "batch", "outlets": 2}, lambda p: p["yuan"].sum() == 8_000),
    "whole batches": (
        "machines",
        {"archetype": "batch", "outlets": 2, "whole": True},
        lambda p: p["yuan"].sum() % 16_000 != 0,
    ),
}


def paid_by(programme: str, statement: Statement) -> pd.DataFrame:
    own = statement.payments[statement.payments["programme_id"] == programme]
    places = statement.projects.set_index("option_id")["district"]
    return own.assign(district=own["option_id"].map(places))


@pytest.fixture(scope="module")
def free() -> Solved:
    return solved({})


@pytest.mark.parametrize("name", QUOTAS)
def test_the_planner_keeps_a_quota_and_the_audit_agrees(name: str, free: Solved) -> None:
    """Without the quota the plan breaks it; ``plan_scenario`` raises when engine and audit disagree."""
    programme, rule, is_broken = QUOTAS[name]
    assert is_broken(paid_by(programme, free.statement))
    result = solved({f"programmes.{programme}.quotas": [rule]})
    assert result.outcome.status == "optimal"
    assert not is_broken(paid_by(programme, result.statement))
    assert result.statement.terms["target_shortfall"] >= free.statement.terms["target_shortfall"]


def test_what_was_given_before_counts_towards_a_least_bundle(free: Solved) -> None:
    """The east gets some of the aid, but not the whole bundle: with what it got before it does."""
    own = paid_by("aid", free.statement).groupby("district")["yuan"].sum()
    assert 0 < own["东区"] < 60_000
    rule = {"archetype": "bundle", "amount": "6万元"}
    enough = rule | {"given": {"东区": f"{60_000 - own['东区']}元", "西区": "6万元"}}
    little = rule | {"given": {"东区": "1元", "西区": "6万元"}}
    with pytest.raises(VerificationError, match=r"东区.*at least"):
        again(free, little)
    again(free, enough)
    best = solved({"programmes.aid.quotas": [enough]})
    assert best.statement.terms == free.statement.terms
    left = dict(zip(best.instance.limits.ids, best.instance.limits.least.tolist(), strict=True))
    assert left["bundle aid 东区"] == own["东区"] * 100
    assert left.get("bundle aid 西区", 0) == 0


def again(result: Solved, rule: dict[str, Any]) -> Statement:
    return worth({"programmes.aid.quotas": [rule]}, result.plan)


def test_only_one_award_is_paid_where_there_is_one() -> None:
    """A recognition brings its award, so where there is one award only one circle is recognised that year."""
    rich = {"budgets.award_pool.years": {2023: "100万元", 2024: "100万元"}}
    amounts = {"basic": {2023: "1万元", 2024: "1万元"}, "high": {2023: "1万元", 2024: "1万元"}}
    many = solved({**award(amounts=amounts), **rich})
    only = solved(
        {**award(amounts=amounts, quotas=[{"archetype": "first", "years": {2023: 1, 2024: 1}}])}
        | rich
    )

    def most(result: Solved) -> int:
        paid = result.statement.payments
        awards = paid[paid["circle_id"] != ""]
        return int(awards.groupby("year_committed")["circle_id"].nunique().max())

    assert most(many) > 1
    assert most(only) == 1


def test_carried_over_money_is_stated_year_by_year() -> None:
    stated = money(worth({
        "budgets.district_fund.carry_over": True,
        f"{FUND}.东区.2023": "92453.61元", f"{FUND}.东区.2024": "0元",
    }))  # fmt: skip
    east = [stated["district_fund:东区", year] for year in (2023, 2024)]
    assert [row["carried_yuan"] for row in east] == [0, Decimal("80107.94")]
    assert [row["committed_yuan"] for row in east] == [Decimal("12345.67"), Decimal("80107.94")]
    assert [row["left_yuan"] for row in east] == [Decimal("80107.94"), 0]


def test_transferred_money_is_stated_on_both_lines() -> None:
    stated = money(worth({
        "budgets.award_pool.transfer_to": ["city_fund"],
        "budgets.city_fund.years.2024": "0元", "budgets.award_pool.years.2024": "310071.96元",
    }))  # fmt: skip
    assert stated["city_fund", 2024]["moved_yuan"] == Decimal("60071.96")
    assert stated["award_pool", 2024]["moved_yuan"] == Decimal("-60071.96")
    assert stated["award_pool", 2024]["left_yuan"] == 0
    assert sum(row["moved_yuan"] for row in stated.values()) == 0


def test_planner_uses_what_carries_over_and_moves() -> None:
    later = {
        "budgets.district_fund.carry_over": True, "budgets.city_fund.carry_over": True,
        "budgets.award_pool.carry_over": True, "budgets.award_pool.transfer_to": ["city_fund"],
        "budgets.city_fund.years": {2023: "15000元", 2024: "0元"},
        "budgets.award_pool.years": {2023: "310071.96元", 2024: "0元"},
        f"{FUND}.东区": {2023: "92453.61元", 2024: "0元"},
        f"{FUND}.西区": {2023: "30万元", 2024: "0元"},
    }  # fmt: skip
    found = solved(later)
    # all that the plan worked by hand pays in 2024 is carried over from 2023
    assert found.statement.terms["target_shortfall"] == 0
    stays = {
        key: value
        for key, value in later.items()
        if not key.endswith(("carry_over", "transfer_to"))
    }
    assert solved(stays).statement.terms["target_shortfall"] > 0


def test_a_block_adds_to_what_districts_have() -> None:
    block = {
        "archetype": "block", "name": "切块", "districts": {"东区": {2024: "80107.94元"}},
        "payers": [{"budget": "district_fund"}],
    }  # fmt: skip
    with_block = {"programmes.block": block, f"{FUND}.东区.2024": "0元"}
    assert money(worth(with_block))["district_fund:东区", 2024]["left_yuan"] == 0


def test_an_award_for_a_rise_is_the_difference_of_the_tiers() -> None:
    """W1 was basic before: high is 20 for new ones, 20 - 5 for a rise."""
    rise = worth(award(upgrade="difference"))
    paid = rise.payments[rise.payments["circle_id"] == "W1"]["yuan"].sum()
    assert paid == 150_000
    none = worth(award(upgrade="none"))
    assert "W1" not in set(none.payments["circle_id"])


@pytest.mark.parametrize("upgrade", ["difference", "none"])
def test_the_planner_agrees_on_awards_by_rise(upgrade: str) -> None:
    amounts = {"basic": {2023: "3万元", 2024: "5万元"}, "high": {2024: "20万元"}}
    overrides = award(upgrade=upgrade, amounts=amounts)
    overrides["budgets.award_pool.years"] = {2023: "100万元", 2024: "100万元"}
    assert solved(overrides).outcome.status == "optimal"


def test_one_line_pays_first_and_the_other_refunds_it() -> None:
    """50,000 for P08: 60 % district, 40 % city; the district pays it all in 2024."""
    stated = worth({
        "programmes.aid.payers": [
            {"budget": "district_fund", "share": Decimal("0.6"), "pays_first": True},
            {"budget": "city_fund", "share": Decimal("0.4")},
        ]
    })  # fmt: skip
    frame = stated.payments
    own = frame[
        (frame["option_id"] == "P08:childcare:aid@2024")
        | (frame["option_id"] == "P08:childcare:aid")
    ]
    rows = {(r.budget_id, r.year_paid, r.kind): r.yuan for r in own.itertuples()}
    assert rows == {
        ("district_fund:西区", 2024, "payment"): 30_000,
        ("district_fund:西区", 2024, "advance"): 20_000,
        ("district_fund:西区", 2025, "refund"): -20_000,
        ("city_fund", 2025, "payment"): 20_000,
    }
    book = money(stated)
    assert book["city_fund", 2025]["paid_yuan"] == sum(
        r.yuan for r in frame.itertuples() if r.budget_id == "city_fund" and r.year_paid == 2025
    )
    assert book["district_fund:西区", 2024]["committed_yuan"] == Decimal(120_000)


def test_what_hangs_on_recognition_is_paid_then_or_stays_open() -> None:
    schedule = [
        {"year_offset": 0, "share": Decimal("0.3"), "trigger": "start"},
        {"year_offset": 1, "share": Decimal("0.7"), "trigger": "recognition"},
    ]
    stated = worth(
        {"programmes.chain_bonus.schedule": schedule, "programmes.aid.schedule": schedule}
    )
    frame = stated.payments
    bonus = frame[frame["programme_id"] == "chain_bonus"]
    # P01 opens in 2023 and serves E1, recognised in 2023: 4,500 then, 10,500 a year later
    assert [(r.year_paid, r.yuan, r.kind) for r in bonus.itertuples()] == [
        (2023, 4_500, "payment"), (2024, 10_500, "payment"),
    ]  # fmt: skip


def test_a_clawback_states_how_long_and_how_much() -> None:
    rule = {"min_years": 3, "refund_share": Decimal("0.5"), "expected_survival": Decimal("0.8")}
    stated = worth({"programmes.chain_bonus.clawback": rule})
    (row,) = stated.payments[stated.payments["programme_id"] == "chain_bonus"].itertuples()
    assert (row.liable_until, row.expected_refund_yuan) == (2026, 1_500)  # 15,000 · 20 % · 50 %


def test_results_say_who_would_come_without_aid() -> None:
    """Only the chain store of P01, the supermarket and the state pharmacy earn their works back alone."""
    projects = worth({}).projects
    alone = projects.loc[projects["stands_alone"], "site_id"]
    assert set(alone) == {"P01", "P07", "P10"}


def test_every_table_sums_to_the_fen() -> None:
    stated = solved({}).statement
    by_line = stated.payments.groupby(["budget_id", "year_committed"])["yuan"].sum()
    for key, row in money(stated).items():
        assert row["committed_yuan"] == by_line.get(key, 0)
    assert add(HAND_PLAN, Certification("W2", "basic", 2024)) != HAND_PLAN


def density(upper: str) -> dict[str, Any]:
    return award(
        density_kinds=["fresh_store", "pharmacy"],
        densities=[
            {"per_1000_residents": Decimal("0.1"), "amounts": {"basic": "3万元", "high": "10万元"}},
            {"per_1000_residents": Decimal(upper), "amounts": {"basic": "5万元", "high": "20万元"}},
        ],
    )


@pytest.mark.parametrize(("upper", "west"), [("0.333", 200_000), ("0.334", 100_000)])
def test_an_award_by_density_of_outlets(upper: str, west: int) -> None:
    """In 2024 E2 has one fresh store for 7,000; W1 two and two pharmacies for 12,000: 4 / 12 = 0.3333."""
    paid = worth(density(upper)).payments
    by_circle = paid[paid["circle_id"] != ""].set_index("circle_id")["yuan"]
    assert by_circle.to_dict() == {"E2": 30_000, "W1": west}


@pytest.mark.parametrize("upgrade", ["full", "difference"])
def test_the_planner_agrees_on_awards_by_density(upgrade: str) -> None:
    overrides = density("0.25")
    overrides["programmes.award"]["upgrade"] = upgrade
    overrides["budgets.award_pool.years"] = {2023: "100万元", 2024: "100万元"}
    overrides["awards"] = "counted"
    assert solved(overrides).outcome.status == "optimal"


def test_an_award_for_some_districts_alone() -> None:
    paid = worth(award(eligible={"districts": ["东区"]})).payments
    assert set(paid["circle_id"]) - {""} == {"E2"}
    overrides = award(eligible={"districts": ["西区"]})
    assert solved(overrides).outcome.status == "optimal"
