"""Programmes that can pay nothing in a scenario are named, with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from two_districts import read_city

LINE = {"name": "试", "payers": [{"budget": "city_fund"}]}
RATE = {**LINE, "archetype": "rate", "basis": "investment", "rate": Decimal("0.3")}


def eligible(**conditions: Any) -> dict[str, Any]:
    return {**RATE, "eligible": conditions}


IDLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "years": ({**RATE, "windows": [{"first": 2030, "last": 2031}]}, "windows", "没有一年"),
    "award": (
        {**LINE, "archetype": "award", "amounts": {"basic": {2030: "1万元"}}},
        "amounts", "没有一年",
    ),
    "class": (eligible(area_classes=["不存在"]), "eligible.area_classes", "区域类别"),
    "source": (eligible(source_classes=["不存在"]), "eligible.source_classes", "用房来源"),
    "grade": (eligible(grade_after=["五星"]), "eligible.grade_after", "改造后等级"),
    "lease": (eligible(min_lease_years=50), "eligible.min_lease_years", "租期"),
    "stores": (eligible(min_chain_stores=500), "eligible.min_chain_stores", "门店数"),
    "bundle": (eligible(min_bundle=9), "eligible.min_bundle", "业态种数"),
    "capacity": (
        {**LINE, "archetype": "capacity", "amount": "1元", "unit": "床"}, "amount", "容量"
    ),
    "interest": (
        {**LINE, "archetype": "interest", "rate": Decimal("0.01"), "principal_cap": "1元", "months": 12},
        "rate", "贷款比例",
    ),
    "rent": (
        {**LINE, "archetype": "rent", "rate": Decimal("0.5"), "months": 6, "ceilings": {"不存在": "1元"}},
        "ceilings", "区域类别",
    ),
    "applicant": (
        {**RATE, "quotas": [{"archetype": "applicant", "outlets": 2}]}, "quotas.0", "申报企业"
    ),
    "batch": ({**RATE, "quotas": [{"archetype": "batch", "outlets": 5}]}, "quotas.0", "申报企业"),
}  # fmt: skip


@pytest.mark.parametrize("name", IDLE)
def test_a_programme_without_effect_is_named_with_its_reason(name: str) -> None:
    programme, key, says = IDLE[name]
    found = [w for w in read_city({"programmes.trial": programme}).warnings if w.code == "PL725"]
    assert {w.value for w in found} == {programme["name"]}
    assert [w.column for w in found] == [f"programmes.trial.{key}"]
    assert says in found[0].rule.zh
    assert found[0].mend.zh


def test_programmes_that_can_pay_are_not_named() -> None:
    assert [w for w in read_city().warnings if w.code == "PL725"] == []
    one = {**RATE, "quotas": [{"archetype": "batch", "outlets": 1}]}
    assert [w for w in read_city({"programmes.trial": one}).warnings if w.code == "PL725"] == []


def test_an_award_that_is_less_for_more_is_named() -> None:
    def falls(**amounts: Any) -> list[str]:
        award = {**LINE, "archetype": "award", "amounts": amounts}
        warnings = read_city({"programmes.award": award}).warnings
        return [w.rule.zh for w in warnings if w.code == "PL726"]

    (found,) = falls(basic={2024: "3万元"}, high={2024: "1万元"})
    assert "奖 1 万元" in found
    assert "的 3 万元" in found
    assert falls(basic={2024: "3万元"})
    assert falls(basic={2024: "3万元"}, high={2024: "3万元"}) == []
    assert falls(high={2024: "1万元"}) == []
