"""The audit against a plan worked by hand: score cards, tiers, targets and money to the fen.

The rules are those of ``city/models/two-districts.yaml`` (points in steps of a half), the facts those of
``city/scenarios``. What follows was worked on paper from these files alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from placement.audit import Statement, audit_plan
from placement.plan import Plan
from two_districts import HAND_PLAN, read_city

LINES = ("L1", "B1", "B2", "B3", "B4", "B5", "Q1", "Q2", "Q3", "Q4", "S1")

CARDS = {
    # judged L1 2 of 3; one chain store (B1 1, Q1 0.5) and the one of P01 in 2023; one fresh store 1.5;
    # one pharmacy 1.5; S1 not judged: 1.5. Shopping 2 + 1.5 = 3.5 of 4, services 1.5 of 5.
    # 2 + (3.5 + 1.5) + 1 + 1.5 = 9.5
    ("E1", 2023): ((2, 2, 1.5, 0, 0, 1.5, 1, 0, 0, 0, 1.5), 9.5),
    # L1 raised to 3 in 2024
    ("E1", 2024): ((3, 2, 1.5, 0, 0, 1.5, 1, 0, 0, 0, 1.5), 10.5),
    # L1 not judged: 1; a plain store 1, a breakfast shop 0.5; S1 judged 2
    ("E2", 2023): ((1, 1, 0, 0.5, 0, 0, 0, 0, 0, 0, 2), 4.5),
    # the fresh store of P05, the laundry of P06 (ten minutes: just within), two machines at 0.5:
    # 1 + (1 + 1.5 + 0.5 + 1) + 1 + 2 = 8, exactly basic
    ("E2", 2024): ((1, 1, 1.5, 0.5, 1, 0, 0, 0, 0, 1, 2), 8.0),
    # two stores 2, two fresh stores 3: shopping 5, cut at 4; breakfast 0.5, pharmacy 1.5; S1 1.5
    # 1 + 4 + 2 + 1.5 = 8.5
    ("W1", 2023): ((1, 2, 3, 0.5, 0, 1.5, 0, 0, 0, 0, 1.5), 8.5),
    # a second pharmacy, child care 2, a large chain supermarket 3: services 3.5, basic 4 + 3.5 = 7.5
    # of 8, quality 5 of 6: 1 + 7.5 + 5 + 1.5 = 15
    ("W1", 2024): ((1, 2, 3, 0.5, 0, 3, 0, 2, 3, 0, 1.5), 15.0),
    ("W2", 2023): ((1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.5), 2.5),
    ("W2", 2024): ((1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.5), 2.5),
}

CIRCLES = {
    # tier, newly certified, kinds: basic, quality
    ("E1", 2023): ("basic", True, 3, 1),  # B1 B2 B5; Q1
    ("E1", 2024): ("basic", False, 3, 1),
    ("E2", 2023): ("", False, 2, 0),  # B1 B3
    ("E2", 2024): ("basic", True, 4, 1),  # B1 B2 B3 B4; Q4
    ("W1", 2023): ("basic", False, 4, 0),  # recognised in 2022
    ("W1", 2024): ("high", True, 4, 2),  # B1 B2 B3 B5; Q2 Q3
    ("W2", 2023): ("", False, 0, 0),
    ("W2", 2024): ("", False, 0, 0),
}

TARGETS = {
    # required, planned; all met exactly
    "circles:东区:2023": (1, 1),  # E1
    "circles:东区:2024": (2, 2),  # E1, E2
    "circles:西区:2023": (1, 1),  # W1, recognised in 2022, counts since 2022
    "high:city:2024": (1, 1),  # W1
}

PROJECTS = {
    # investment with preparation, public money
    # 50 000 + 800 * 60 = 98 000, prepared for 12 345.67; (71 - 20) * 60 m2 * 60 months = 183 600
    # pay that back; owed: the preparation and 15 000 for a chain store
    "P01": ("110345.67", "27345.67"),
    # 40 000 + 600.37 * 80.55 = 88 359.8035, a third of a fen is dropped: 88 359.80; half of it
    # 44 179.90; prepared for 1 600
    "P05": ("89959.80", "45779.90"),
    # 20 000 + 300 * 40 = 32 000, half of it; prepared for 2 400
    "P06": ("34400", "18400"),
    "E2@vending": ("16000", "16000"),  # two machines at 8 000
    "E1@L1": ("40000", "40000"),
    # fitted out for 650 of its 700 m2: 200 000 + 400 * 650 = 460 000; prepared for 80 000
    # (45 - 10) * 650 * 60 = 1 365 000: needs no aid
    "P07": ("540000", "80000"),
    # 60 000 + 900 * 100 = 150 000; half would be 75 000, at most 50 000, a third: enough
    "P08": ("150000", "50000"),
    # 50 000 + 700 * 50 = 85 000; (60 - 15) * 50 * 60 = 135 000; prepared for 10 000
    "P10": ("95000", "10000"),
}

PAYMENTS = {
    # programme, option's site or circle, budget line, committed, paid
    ("preparation", "P01", "district_fund:东区", 2023, 2023): "12345.67",
    ("chain_bonus", "P01", "city_fund", 2023, 2023): "15000",
    ("preparation", "P05", "district_fund:东区", 2024, 2024): "1600",
    # 60 % of 4 417 990 fen are 2 650 794, the city pays the other 1 767 196
    ("aid", "P05", "district_fund:东区", 2024, 2024): "26507.94",
    ("aid", "P05", "city_fund", 2024, 2024): "17671.96",
    ("preparation", "P06", "district_fund:东区", 2024, 2024): "2400",
    ("aid", "P06", "district_fund:东区", 2024, 2024): "9600",
    ("aid", "P06", "city_fund", 2024, 2024): "6400",
    ("machines", "E2@vending", "city_fund", 2024, 2024): "16000",
    ("management", "E1@L1", "district_fund:东区", 2024, 2024): "40000",
    ("preparation", "P07", "district_fund:西区", 2024, 2024): "80000",
    ("aid", "P08", "district_fund:西区", 2024, 2024): "30000",
    ("aid", "P08", "city_fund", 2024, 2024): "20000",
    ("preparation", "P10", "district_fund:西区", 2024, 2024): "10000",
    # awards: 50 000 for basic and 200 000 for high in 2024, 60 % at once, 40 % a year later
    ("award", "E2", "award_pool", 2024, 2024): "30000",
    ("award", "E2", "award_pool", 2024, 2025): "20000",
    ("award", "W1", "award_pool", 2024, 2024): "120000",
    ("award", "W1", "award_pool", 2024, 2025): "80000",
}

MONEY = {
    # cap, committed, paid, left
    ("award_pool", 2023): ("0", "0", "0", "0"),
    ("award_pool", 2024): ("250000", "250000", "150000", "0"),
    ("award_pool", 2025): (None, "0", "100000", None),
    ("city_fund", 2023): ("15000", "15000", "15000", "0"),
    # 17 671.96 + 6 400 + 16 000 + 20 000
    ("city_fund", 2024): ("60071.96", "60071.96", "60071.96", "0"),
    ("district_fund:东区", 2023): ("12345.67", "12345.67", "12345.67", "0"),
    # 26 507.94 + 1 600 + 9 600 + 2 400 + 40 000
    ("district_fund:东区", 2024): ("80107.94", "80107.94", "80107.94", "0"),
    ("district_fund:西区", 2023): ("100000", "0", "0", "100000"),
    # 80 000 + 30 000 + 10 000
    ("district_fund:西区", 2024): ("200000", "120000", "120000", "80000"),
}


@pytest.fixture(scope="module")
def statement() -> Statement:
    return audit_plan(read_city(), HAND_PLAN)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")


@pytest.mark.parametrize(("circle", "year"), CARDS)
def test_score_card(statement: Statement, circle: str, year: int) -> None:
    points, total = CARDS[circle, year]
    cards = statement.scorecards
    card = cards[(cards["circle_id"] == circle) & (cards["year"] == year)]
    assert tuple(card["line_id"]) == LINES
    assert tuple(card["points"]) == tuple(Decimal(str(p)) for p in points)
    circles = statement.circles
    score = circles[(circles["circle_id"] == circle) & (circles["year"] == year)]["score"].item()
    assert score == Decimal(str(total))


def test_counts_of_existing_and_added(statement: Statement) -> None:
    cards = {(r["circle_id"], r["year"], r["line_id"]): r for r in rows(statement.scorecards)}

    def counts(circle: str, year: int, line: str) -> tuple[Decimal, Decimal]:
        row = cards[circle, year, line]
        return row["existing_count"], row["added_count"]

    assert counts("E1", 2023, "B1") == (1, 1)
    assert counts("E1", 2023, "L1") == (2, 0)
    assert counts("E1", 2024, "L1") == (2, 1)
    assert counts("E2", 2024, "Q4") == (0, 2)
    assert counts("W1", 2024, "B2") == (2, 0)
    assert counts("W1", 2024, "B5") == (1, 1)
    assert cards["W1", 2024, "B5"]["cap"] == 3


def test_circles(statement: Statement) -> None:
    found = {
        (r["circle_id"], r["year"]): (
            r["tier"], r["newly_certified"], r["basic_kinds"], r["quality_kinds"],
        )
        for r in rows(statement.circles)
    }  # fmt: skip
    assert found == CIRCLES


def test_targets(statement: Statement) -> None:
    found = {
        r["target_id"]: (r["required"], r["planned"], r["shortfall"], r["binding"])
        for r in rows(statement.targets)
    }
    assert found == {name: (*counts, 0, True) for name, counts in TARGETS.items()}


def test_projects(statement: Statement) -> None:
    found = {
        r["site_id"]: (r["investment_yuan"], r["public_yuan"]) for r in rows(statement.projects)
    }
    assert found == {site: tuple(map(Decimal, money)) for site, money in PROJECTS.items()}
    served = {r["site_id"]: r["circles_served"] for r in rows(statement.projects)}
    assert served["P01"] == ("E1",)
    assert served["P10"] == ("W1",)
    assert statement.projects["year"].tolist() == [2023] + [2024] * 7


def test_payments(statement: Statement) -> None:
    found = {
        (
            r["programme_id"],
            r["option_id"].partition(":")[0] or r["circle_id"],
            r["budget_id"],
            r["year_committed"],
            r["year_paid"],
        ): r["yuan"]
        for r in rows(statement.payments)
    }
    assert len(statement.payments) == len(PAYMENTS)
    assert found == {key: Decimal(yuan) for key, yuan in PAYMENTS.items()}


def test_money(statement: Statement) -> None:
    found = {
        (r["budget_id"], r["year"]): (
            r["cap_yuan"], r["committed_yuan"], r["paid_yuan"], r["left_yuan"],
        )
        for r in rows(statement.money)
    }  # fmt: skip
    assert found == {
        key: tuple(None if yuan is None else Decimal(yuan) for yuan in amounts)
        for key, amounts in MONEY.items()
    }


def test_terms(statement: Statement) -> None:
    # aid: 27 345.67 + 45 779.90 + 18 400 + 16 000 + 40 000 + 80 000 + 50 000 + 10 000
    assert statement.terms == {
        "target_shortfall": 0,
        "aid_money": 28_752_557,
        "award_money": 25_000_000,
        "public_money": 53_752_557,
        "certified_residents": 9000 + 7000 + 12000,
        "resident_years": 2 * 9000 + 7000 + 12000,  # W1 held basic before the horizon
        "conversions": 8,
    }


def test_doing_nothing() -> None:
    statement = audit_plan(read_city(), Plan((), ()))
    assert statement.terms == {
        # E1 and E2 are missing by 2023 and 2024 (1 + 2), W1 is not high (weight 2)
        "target_shortfall": 1 + 2 + 2,
        "aid_money": 0,
        "award_money": 0,
        "public_money": 0,
        "certified_residents": 0,
        "resident_years": 0,
        "conversions": 0,
    }
    assert statement.projects.empty
    assert statement.payments.empty
    assert set(statement.circles["tier"]) == {"", "basic"}  # W1 keeps what it has
    assert (statement.money["committed_yuan"] == 0).all()
