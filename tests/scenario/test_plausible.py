"""Amounts that look as if 万元 and 元 had been mixed up are asked about, with both readings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from placement.errors import Problem
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from two_districts import copy_city, read_city


def doubts(scenario: Scenario) -> list[Problem]:
    return [warning for warning in scenario.warnings if warning.code == "PL727"]


@pytest.mark.parametrize(
    ("key", "amount", "meant"),
    [
        ("programmes.aid.cap", "600000万元", "600000 元"),
        ("programmes.aid.cap", "5元", "50000 元"),
        ("programmes.care_pilot.amount", "30000万元", "30000 元"),
        ("budgets.city_fund.years.2023", "100元", "1000000 元"),
        ("budgets.city_fund.years.2023", "3000000万元", "3000000 元"),
    ],
)
def test_an_amount_out_of_all_proportion(key: str, amount: str, meant: str) -> None:
    (found,) = doubts(read_city({key: amount}))
    assert found.column == key
    assert meant in found.rule.zh


def test_amounts_per_area_and_rent() -> None:
    line: dict[str, Any] = {"name": "试", "payers": [{"budget": "city_fund"}]}
    per = {**line, "archetype": "per_area", "amount_per_m2": "200万元"}
    rent = {
        **line,
        "archetype": "rent",
        "rate": Decimal("0.5"),
        "months": 6,
        "ceilings": {"a": "1万元"},
    }
    columns = [
        w.column for w in doubts(read_city({"programmes.per": per, "programmes.rent": rent}))
    ]
    assert columns == ["programmes.per.amount_per_m2", "programmes.rent.ceilings.a"]


@pytest.mark.parametrize(("cell", "meant"), [("3", "30000 元"), ("300000000", "30000 元")])
def test_a_cost_in_the_wrong_unit(tmp_path: Path, cell: str, meant: str) -> None:
    old = "20,120,30000,500"
    path = copy_city(tmp_path, ("tables/costs.csv", old, f"20,120,{cell},500"))
    (found,) = doubts(read_scenario(path))
    assert found.file is not None
    assert found.file.endswith("costs.csv")
    assert found.row == 2
    assert meant in found.rule.zh


def test_usual_amounts_are_not_asked_about() -> None:
    assert doubts(read_city()) == []
    assert doubts(read_city({"programmes.aid.cap": "5000元"})) == []
