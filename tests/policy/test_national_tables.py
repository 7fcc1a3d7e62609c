"""The two national tables and the policies that use them; every number is worked out by hand here."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from placement.policy.obligations import obligations
from placement.policy.reader import read_policy
from placement.policy.rubric import NONE, Place, Rubric, build_rubric, points_steps, tier_of
from placement.policy.schema import Policy

MODELS = Path(__file__).resolve().parents[2] / "models"
FIFTEEN = (
    "convenience", "supermarket", "market", "fresh", "breakfast", "restaurant", "hair", "laundry",
    "pharmacy", "photo", "hardware", "repair", "domestic", "property", "recycling",
)  # fmt: skip
QUALITY = ("elderly", "special_dining", "bakery", "bookstore", "gym", "childcare", "training",
           "travel", "health", "flowers", "cafe", "pet", "leisure", "canteen", "bookroom")  # fmt: skip
OTHER_CITY = Place(area_class="其他城市", residents=12_000, households=4_500)
FIRST_CITY = Place(area_class="一线", residents=12_000, households=4_500)
# What the second table looks at in the circle of the example, in its own units: marks, shares, numbers.
SERVICE = {
    "G1a": 4, "G1b": 2, "业态满意率": 0.86, "服务满意率": 0.91, "抽样占比": 0.03,
    "便利店叠加服务类数": 7, "早餐主食汤粥类数": 8, "到家早餐网点数": 1, "到家零售网点数": 2,
    "菜市场服务项数": 3, "小修小补类数": 6, "养老面积达标": 1, "养老服务项数": 4, "托育服务项数": 5,
    "G8": 3, "G9a": 2, "智能设备类数": 3, "G9c": 2, "网点入图率": 0.6, "智慧平台入驻率": 0.5, "G10": 4,
}  # fmt: skip
# Outlets the second table counts: one 24-hour store, a market below 2000 m², one home for the old, one
# nursery of 200 m², 5 chains among 20 outlets.
OUTLETS = {"G4a.1": 1, "G5a.1": 1, "G5a.2": 0, "G6a.1": 1, "G6b.1": 1, "G6b.2": 1, "G7.1": 5, "G7.2": 20}  # fmt: skip


@pytest.fixture(scope="module")
def mofcom() -> Policy:
    return read_policy(MODELS / "mofcom-2023.yaml")


@pytest.fixture(scope="module")
def rubric(mofcom: Policy) -> Rubric:
    return build_rubric(mofcom)


def units_of(
    rubric: Rubric,
    basic: tuple[str, ...] = FIFTEEN,
    quality: tuple[str, ...] = QUALITY[:5],
    service: Mapping[str, float] = SERVICE,
    outlets: Mapping[str, int] = OUTLETS,
) -> tuple[int, ...]:
    """Units of a circle, in the order of the rubric's lines; what is not named is 0."""
    values = {f"A1.{name}": 1 for name in basic} | {f"A2.{name}": 1 for name in quality}
    values |= dict(outlets)
    for line in rubric.lines:
        if line.id in service:
            units = Fraction(str(service[line.id])) / line.unit_value
            assert units.denominator == 1
            values[line.id] = units.numerator
    assert set(values) <= {line.id for line in rubric.lines}
    return tuple(values.get(line.id, 0) for line in rubric.lines)


def points(rubric: Rubric, units: tuple[int, ...], table: int, place: Place = OTHER_CITY) -> float:
    return float(rubric.points(points_steps(rubric, units, place, table=table)))


def tier_name(rubric: Rubric, units: tuple[int, ...], place: Place = OTHER_CITY) -> str:
    position = tier_of(rubric, units, place)
    return "" if position == NONE else rubric.tiers[position].name


def test_fifteen_kinds_give_60_and_every_quality_kind_2(rubric: Rubric) -> None:
    assert points(rubric, units_of(rubric), 0) == 60 + 5 * 2
    assert points(rubric, units_of(rubric, quality=QUALITY), 0) == 90


def test_fourteen_kinds_give_nothing_even_with_the_other_five(rubric: Rubric) -> None:
    others = (*FIFTEEN[1:], "parcel", "locker", "vending", "water", "bank")
    assert points(rubric, units_of(rubric, basic=others, quality=QUALITY), 0) == 30
    assert tier_name(rubric, units_of(rubric, basic=others, quality=QUALITY)) == ""


def test_any_fifteen_of_twenty_when_read_so() -> None:
    rubric = build_rubric(read_policy(MODELS / "mofcom-2023.yaml", {"N1": "any_15"}))
    assert points(rubric, units_of(rubric, basic=(*FIFTEEN[1:], "parcel")), 0) == 70


def test_four_points_a_kind_when_read_so() -> None:
    rubric = build_rubric(read_policy(MODELS / "mofcom-2023.yaml", {"N1": "per_type"}))
    assert points(rubric, units_of(rubric, basic=FIFTEEN[:14]), 0) == 14 * 4 + 10


def test_the_second_table_line_by_line(rubric: Rubric) -> None:
    """1: 4+2. 2: 86 % → 10. 3: 91 % → 16. 4: 7 services but one 24-hour store → 2, 8 sorts → 4, 1, 1.

    5: market 5−1 (area)−2·0.6 = 2.8; repairs 5−2·0.6 = 3.8. 6: old 5−0.6 = 4.4; young 5. 7: 25 % ≥ 20 % → 6.
    8: 3. 9: 2 + 3·0.4 + 2 + 0 (60 %) + 2 = 7.2. 10: 4. Together 76.2.
    """
    expected = 6 + 10 + 16 + 8 + (2.8 + 3.8) + (4.4 + 5) + 6 + 3 + 7.2 + 4
    assert expected == pytest.approx(76.2)
    assert points(rubric, units_of(rubric), 1) == pytest.approx(76.2)
    assert points(rubric, units_of(rubric), 1, FIRST_CITY) == pytest.approx(70.2)


@pytest.mark.parametrize(
    ("quality", "name"), [(4, ""), (5, "基础型"), (9, "基础型"), (10, "提升型"), (15, "品质型")]
)
def test_the_ladder_of_three_tiers(quality: int, name: str, rubric: Rubric) -> None:
    assert tier_name(rubric, units_of(rubric, quality=QUALITY[:quality])) == name


def test_without_70_points_in_the_second_table_there_is_no_tier(rubric: Rubric) -> None:
    poor = units_of(rubric, quality=QUALITY, service={**SERVICE, "G10": 0})
    assert points(rubric, poor, 1) == pytest.approx(72.2)
    assert tier_name(rubric, poor) == "品质型"
    assert points(rubric, poor, 1, FIRST_CITY) == pytest.approx(66.2)
    assert tier_name(rubric, poor, FIRST_CITY) == ""


@pytest.mark.parametrize(("rate", "sample", "expected"), [(0.9, 0.03, 16), (0.899, 0.03, 10), (0.8, 0.03, 10),
                                                        (0.799, 0.03, 0), (0.95, 0.029, 0)])  # fmt: skip
def test_satisfaction_needs_the_rate_and_the_sample(
    rate: float, sample: float, expected: int, rubric: Rubric
) -> None:
    only = {"业态满意率": rate, "抽样占比": sample}
    assert points(rubric, units_of(rubric, service=only, outlets={}), 1) == expected + 0.2
    # 0.2: eight classes of repairs missing cost 4.8 of 5 points


def test_no_market_no_points_for_it(rubric: Rubric) -> None:
    units = units_of(rubric, service={"菜市场服务项数": 5}, outlets={})
    assert points(rubric, units, 1) == pytest.approx(0.2)


def test_yearly_numbers(mofcom: Policy) -> None:
    assert {(r.year, r.required, r.per_year) for r in obligations(mofcom)} == {
        (2023, 5, True), (2024, 5, True), (2025, 5, True),
    }  # fmt: skip
    capital = read_policy(MODELS / "mofcom-2023.yaml", {"N10": "capital"})
    assert {r.required for r in obligations(capital)} == {10}
