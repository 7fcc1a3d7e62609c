"""Funding modes on hand-worked cases: what is owed, what stands, year by year, to the fen.

One place: 50 m², rent 20 元/㎡·month, format with 10,000 元 fixed + 1,000 元/㎡ (max 50 m²), so the
investment is 60,000 元; with margin m the operator earns 12 · 5 · (m − 20) · 50 in five years.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from placement.finance.works import Look, Works, earn, invest
from placement.funding import Purse, funding_modes
from placement.measures import Measures
from placement.policy.programmes import Programmes

YUAN = 100


def programmes(**given: dict[str, Any]) -> tuple[Any, ...]:
    shared = {"name": "x", "payers": ({"budget": "fund"},)}
    full = {name: {**shared, **rule} for name, rule in given.items()}
    return tuple(TypeAdapter(Programmes).validate_python(full).values())


@dataclass(frozen=True)
class Case:
    margin_yuan: int
    units: int = 1
    preparation_yuan: int = 0
    share: Fraction = Fraction(3, 10)
    years: tuple[int, ...] = (2023, 2024)
    given: dict[str, dict[str, Any]] = field(default_factory=dict)
    aided_year: int = 0
    take_up: str = "needed"

    def modes(self) -> dict[tuple[str, ...], tuple[int, frozenset[int]]]:
        """Programmes taken → fen paid and years."""
        area = np.array([5000])
        nothing = np.array([0])
        works = Works(
            look=Look(kinds=("repair",)), district=("D",), source_class=("",), area_class=("",),
            floor_area_dm2=area, used_dm2=area, rent_fen_per_m2_month=np.array([20 * YUAN]),
            lease_years=nothing, aided_year=np.array([self.aided_year]),
            investment_fen=invest(10_000 * YUAN, 1_000 * YUAN, area, 5000),
            preparation_fen=np.array([self.preparation_yuan * YUAN]),
            earned_cfen=earn(self.margin_yuan * YUAN, 5, np.array([20 * YUAN]), area),
        )  # fmt: skip
        measures = Measures(
            "f", "f", "premises", works, self.units, ("P",), ("p",), ("",), nothing, nothing
        )
        scenario = SimpleNamespace(
            years=self.years, least_aid_share=self.share, aid_take_up=self.take_up
        )
        purse = Purse(
            scenario,  # type: ignore[arg-type]
            programmes(**self.given),
            {},
            frozenset({("fund", "D"), ("city", None)}),
        )
        found = {}
        for mode in funding_modes(measures, purse):
            taken = tuple(
                p.id for p, fen in zip(mode.programmes, mode.paid_fen, strict=True) if fen[0]
            )
            found[taken] = (sum(int(fen[0]) for fen in mode.paid_fen), mode.years)
        return found


HALF = {"archetype": "rate", "basis": "investment", "rate": Decimal("0.5"), "need": "if_not_viable"}
TOKEN = {"archetype": "unit", "amount": "1元"}
BOTH = frozenset({2023, 2024})


def test_exactly_paid_back_needs_no_aid_and_takes_none() -> None:
    # 12 · 5 · (40 − 20) · 50 = 60,000 = investment: exactly back.
    assert Case(40, given={"half": HALF}).modes() == {(): (0, BOTH)}


def test_one_yuan_short_takes_the_aid() -> None:
    # 12 · 5 · (39 − 20) · 50 = 57,000 < 60,000; half of 60,000 is paid.
    assert Case(39, given={"half": HALF}).modes() == {("half",): (30_000 * YUAN, BOTH)}


def test_a_token_aid_makes_nothing_stand() -> None:
    # 57,000 + 1 < 60,000 and 1 < 30 % of 60,000.
    assert Case(39, given={"token": TOKEN}).modes() == {}


def test_aid_of_just_the_least_share_makes_it_stand() -> None:
    exact = {**HALF, "rate": Decimal("0.3")}
    below = {**HALF, "rate": Decimal("0.2999")}
    assert Case(10, given={"aid": exact}).modes() == {("aid",): (18_000 * YUAN, BOTH)}
    assert Case(10, given={"aid": below}).modes() == {}
    assert Case(10, share=Fraction(1), given={"aid": exact}).modes() == {}


def test_unpaid_preparation_burdens_the_operator_and_paid_does_not() -> None:
    prepare = {"archetype": "rate", "basis": "preparation", "rate": Decimal("1")}
    assert Case(40, preparation_yuan=100).modes() == {}
    assert Case(40, preparation_yuan=100, given={"prepare": prepare}).modes() == {
        ("prepare",): (100 * YUAN, BOTH)
    }


def test_an_owed_programme_that_runs_one_year_leaves_the_others_unaided() -> None:
    owed = {**TOKEN, "windows": ({"first": 2023, "last": 2023},)}
    assert Case(40, given={"owed": owed}).modes() == {
        ("owed",): (100, frozenset({2023})),
        (): (0, frozenset({2024})),
    }


def test_of_a_group_the_dearest_owed_one_is_taken() -> None:
    given = {
        "small": {**TOKEN, "stacking": "aid"},
        "large": {**TOKEN, "amount": "2元", "stacking": "aid"},
    }
    assert Case(40, given=given).modes() == {("large",): (200, BOTH)}


@pytest.mark.parametrize("units", [1, 3])
def test_a_unit_programme_pays_for_every_unit(units: int) -> None:
    given = {"each": {**TOKEN, "amount": "18000元", "need": "if_not_viable"}}
    assert Case(10, units=units, given=given).modes() == {("each",): (units * 18_000 * YUAN, BOTH)}


def test_a_programme_without_a_budget_line_pays_nothing() -> None:
    given = {"half": {**HALF, "payers": ({"budget": "elsewhere"},)}}
    assert Case(39, given=given).modes() == {}


THIRD = {**HALF, "rate": Decimal("0.31"), "stacking": "aid"}
DEARER = {**HALF, "rate": Decimal("0.4"), "stacking": "aid"}
LEASTS: list[dict[str, Any]] = [
    {"archetype": "bundle", "amount": "60000元"},
    {"archetype": "batch", "outlets": 3},
]


def test_a_dearer_programme_is_left_out_where_nothing_asks_for_more() -> None:
    given = {"third": THIRD, "dearer": DEARER}
    assert set(Case(10, given=given).modes()) == {("third",)}


@pytest.mark.parametrize("least", LEASTS, ids=lambda quota: str(quota["archetype"]))
def test_a_dearer_programme_stays_where_it_asks_for_a_least(least: dict[str, Any]) -> None:
    """Works that could do with less may be what lets others have the programme at all."""
    given = {"third": THIRD, "dearer": {**DEARER, "quotas": (least,)}}
    assert set(Case(10, given=given).modes()) == {("third",), ("dearer",)}
    apart = {name: {**rule, "stacking": None} for name, rule in given.items()}
    # Both together draw as much for the least as the dearer one alone, and more from the fund.
    assert set(Case(10, given=apart).modes()) == {("third",), ("dearer",)}
