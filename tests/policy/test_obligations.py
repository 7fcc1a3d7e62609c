from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from placement.policy.obligations import Obligation, obligations, pins, rounded
from placement.policy.schema import Policy
from placement.policy.targets import PinTarget

ReadAs = Callable[..., Policy]


def rows(policy: Policy, target: str) -> list[Obligation]:
    return [row for row in obligations(policy) if row.target_id == target]


def high_required(policy: Policy, year: int = 2025) -> int:
    shares = rows(policy, "share_main_urban") + rows(policy, "share_counties")
    return sum(row.required for row in shares if row.year == year)


def test_cumulative_numbers_of_a_district(jining: Policy) -> None:
    due = {r.year: r.required for r in rows(jining, "district_circles") if r.scope == "任城区"}
    assert due == {2023: 15, 2024: 25, 2025: 40}


def test_a_dash_is_no_obligation(jining: Policy) -> None:
    due = {r.year: r.required for r in rows(jining, "district_circles") if r.scope == "济宁经开区"}
    assert due == {2024: 1, 2025: 2}


def test_all_rows_of_the_district_table(jining: Policy) -> None:
    table = rows(jining, "district_circles")
    assert len(table) == 14 * 3 - 1
    assert sum(r.required for r in table if r.year == 2025) == 120
    assert {(r.tier, r.per_year, r.since) for r in table} == {("basic", False, 2022)}


def test_city_rows_name_all_districts(jining: Policy) -> None:
    due = {r.year: r.required for r in rows(jining, "city_circles")}
    assert due == {2023: 40, 2024: 80, 2025: 120}
    (high,) = rows(jining, "city_high")
    assert (high.required, high.tier, high.districts) == (60, "high", jining.districts)


@pytest.mark.parametrize(
    ("readings", "high"),
    [
        ({}, 70),
        ({"R14": "pilot_districts"}, 69),
        ({"R13": "pooled"}, 68),
        ({"R13": "pooled", "R14": "pilot_districts"}, 68),
    ],
)
def test_share_rule_binds_above_sixty(read_as: ReadAs, readings: dict[str, str], high: int) -> None:
    assert high_required(read_as(**readings)) == high


def test_each_district_s_own_share(jining: Policy) -> None:
    due = {r.scope: r.required for r in rows(jining, "share_main_urban")}
    assert due == {"任城区": 24, "兖州区": 9, "济宁高新区": 9, "太白湖新区": 5, "济宁经开区": 2}
    counties = {r.scope: r.required for r in rows(jining, "share_counties")}
    assert (counties["曲阜市"], counties["邹城市"], counties["梁山县"]) == (3, 4, 2)


def test_pooled_rows_name_the_group(read_as: ReadAs) -> None:
    (row,) = rows(read_as(R13="pooled"), "share_main_urban")
    assert (row.scope, row.required, len(row.districts)) == ("main_urban", 48, 5)


def test_shares_every_year(read_as: ReadAs) -> None:
    policy = read_as(R16="every_year")
    due = {r.year: r.required for r in rows(policy, "share_main_urban") if r.scope == "任城区"}
    assert due == {2023: 9, 2024: 15, 2025: 24}  # 60 % of 15, 25, 40
    empty = [r for r in rows(policy, "share_main_urban") if r.scope == "济宁经开区"]
    assert [r.required for r in empty] == [0, 1, 2]  # 60 % of 0, 1, 2, rounded up


def test_per_year_numbers(read_as: ReadAs) -> None:
    policy = read_as(R15="per_year")
    due = [r for r in rows(policy, "district_circles") if r.scope == "任城区"]
    assert [(r.year, r.required, r.per_year) for r in due] == [
        (2023, 15, True), (2024, 10, True), (2025, 15, True),
    ]  # fmt: skip


def test_award_paid_next_year(read_as: ReadAs) -> None:
    assert read_as().programmes["high_quality_award"].schedule == ()
    (part,) = read_as(R18="next_year").programmes["high_quality_award"].schedule
    assert (part.year_offset, part.share) == (1, 1)


@pytest.mark.parametrize(
    ("how", "number", "expected"),
    [("up", "4.8", 5), ("up", "24", 24), ("down", "4.8", 4), ("nearest", "4.5", 5)],
)
def test_rounding(how: str, number: str, expected: int) -> None:
    assert rounded(Fraction(number), how) == expected


def test_pins(small: Policy) -> None:
    pin = PinTarget(
        id="p", name="点名", archetype="pin", circle="东大街", tier_at_least="top", year=2024
    )
    policy = small.model_copy(update={"targets": {"p": pin}})
    (pinned,) = pins(policy)
    assert (pinned.circle, pinned.year, pinned.tier, pinned.hard) == ("东大街", 2024, "top", False)
    assert obligations(policy) == ()
