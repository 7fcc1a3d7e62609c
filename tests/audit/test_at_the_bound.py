"""Rules that say 含, 不超过 or 满, exactly at their number and one step beside it; planner and auditor agree."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from one_place import WAN, YUAN, Facts, both_pay, programme
from placement.audit import audit_plan
from placement.audit.certificates import CircleYear
from placement.audit.grants import award_fen
from placement.audit.registers import Registers
from placement.audit.supply import LineMatcher, existing_supply, walks_from
from placement.errors import VerificationError
from placement.instance.build import build_instance
from placement.instance.supply import existing_units
from placement.options import build_option_table
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from test_siting import city
from two_districts import HAND_PLAN, copy_city, read_city


def rate(**more: Any) -> Any:
    return programme(archetype="rate", basis="investment", rate="0.5", **more)


@pytest.mark.parametrize(("invest", "fen"), [("199999.99", 0), ("200000", 10 * WAN)])
def test_the_least_investment_is_enough(invest: str, fen: int) -> None:
    assert both_pay(rate(floor="20万元"), Facts(invest=invest)) == fen


def test_half_a_fen_is_one() -> None:
    """Half of 50,001 fen."""
    assert both_pay(rate(), Facts(invest="500.01")) == 25_001


@pytest.mark.parametrize(("year", "paid"), [(2023, 2), (2024, 1)])
def test_operating_aid_ends_with_the_last_year_of_its_window(year: int, paid: int) -> None:
    window = {"first": 2023, "last": 2024}
    rule = {"archetype": "operating", "amount_per_year": "1万元", "years": 3}
    assert both_pay(programme(**rule, windows=[window]), Facts(), year=year) == paid * WAN
    old = programme(**rule, windows=[{**window, "grandfathered": True}])
    assert both_pay(old, Facts(), year=year) == 3 * WAN


@pytest.mark.parametrize(("outlets", "fen"), [(2, 0), (3, 10), (4, 10), (5, 30)])
def test_a_density_is_reached_exactly(outlets: int, fen: int) -> None:
    """1,000 residents: 3 and 5 outlets are 3 and 5 per thousand."""
    award = programme(
        archetype="award",
        amounts={"high": {2024: "100元"}},
        densities=[
            {"per_1000_residents": Decimal(3), "amounts": {"high": "10元"}},
            {"per_1000_residents": Decimal(5), "amounts": {"high": "30元"}},
        ],
    )
    row = CircleYear(
        "c", 2024, (), score_steps=0, table_steps=(), kinds={}, reached=1, held=1, held_before=-1,
        newly=True, planned=True,
    )  # fmt: skip
    assert award_fen(award, row, ("basic", "high"), (outlets, 1000)) == fen * YUAN


EXACTLY = {
    "bundle": ("aid", {"archetype": "bundle", "amount": "50000元"}),
    "batch": ("machines", {"archetype": "batch", "outlets": 2}),
    "whole batch": ("machines", {"archetype": "batch", "outlets": 2, "whole": True}),
    "outlets": ("machines", {"archetype": "applicant", "outlets": 2}),
    "money": ("machines", {"archetype": "applicant", "amount": "16000元"}),
    "district": ("aid", {"archetype": "district", "districts": {"东区": 2, "西区": 1}}),
}


@pytest.mark.parametrize("name", EXACTLY)
def test_a_quota_that_is_just_kept_is_kept(name: str) -> None:
    key, quota = EXACTLY[name]
    audit_plan(read_city({f"programmes.{key}.quotas": [quota]}), HAND_PLAN)


def is_accepted(scenario: Scenario) -> bool:
    try:
        audit_plan(scenario, HAND_PLAN)
    except VerificationError:
        return False
    return True


@pytest.mark.parametrize(("years", "may"), [(2, True), (3, False)])
def test_aid_again_after_exactly_so_many_years(tmp_path: Path, years: int, may: bool) -> None:
    """P08 was aided in 2022 and is aided again in 2024."""
    path = copy_city(tmp_path)
    table = path.parent / "tables" / "premises.csv"
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    aided = [f"{row},{2022 if row.startswith('P08,') else ''}" for row in rows]
    table.write_text("\n".join([f"{head},aided_year", *aided]) + "\n", encoding="utf-8")
    limit = {"programmes.aid.stacking_limit": {"none_within_years": years}}
    scenario = read_scenario(path, limit)
    assert is_accepted(scenario) is may
    options = build_option_table(scenario)
    paid = options.payments[options.payments["programme_id"] == "aid"]["option"].to_numpy()
    at = [o for o in paid if options.rows["site_id"].iloc[o] == "P08"]
    assert bool(options.available[at, 1].any()) is may


def test_a_cap_against_crowding_leaves_room_up_to_it(tmp_path: Path) -> None:
    """E1 has one shop; with at most two, one more fits, and the planner's row says so."""
    rule = "limits: {minutes: 15}\npremises: {oversupply: [{kinds: [convenience_store], max_per_circle: 2}]}\n"
    scenario = city(tmp_path, rule)
    limits = build_instance(scenario, build_option_table(scenario)).limits
    (row,) = [r for r, name in enumerate(limits.ids) if name == "oversupply:1:E1"]
    assert limits.cap[row] == 1


def test_exactly_the_least_distance_is_far_enough(tmp_path: Path) -> None:
    """The largest spacing the audit accepts is the largest the planner leaves an option for."""
    rule = "limits: {minutes: 15, spacing_m: {pharmacy: %d}}\n"

    def accepted(metres: int) -> bool:
        return is_accepted(city(tmp_path / f"{metres}", rule % metres))

    low, high = 1, 5000
    assert accepted(low)
    assert not accepted(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if accepted(middle) else (low, middle)
    for metres, open_ in ((low, True), (high, False)):
        scenario = read_scenario(tmp_path / f"{metres}" / "scenarios" / "city.yaml")
        table = build_option_table(scenario)
        limits = build_instance(scenario, table).limits
        barred = limits.option[(limits.cap[limits.option_row] == 0)]
        shops = np.flatnonzero(
            (table.rows["site_id"] == "P10") & (table.rows["cost_row"] == "pharmacy_state")
        )
        assert bool(np.isin(shops, barred).all()) is not open_


def test_seconds_of_a_service_radius_are_rounded_up_by_both(tmp_path: Path) -> None:
    """At 5 km/h 1.3889 m are walked in a second: the radius whose last second is begun reaches the pharmacy."""
    usual = read_city()
    speed, outlets = usual.walking.speed_m_per_h, usual.tables.outlets
    pharmacies = outlets[[("pharmacy" in kinds) for kinds in outlets["kinds"]]]
    walks = walks_from(usual, pharmacies.reset_index(drop=True), "outlet_id")
    seconds = sorted({s for near in walks.values() for _, s in near if s * speed % 3600})
    assert seconds
    line = usual.rubric.position("B5")
    for s in seconds:
        radius = -(-(s - 1) * speed // 3600) + (0 if (s - 1) * speed % 3600 else 1)
        rule = f"limits: {{minutes: 15, radius_m: {{pharmacy: {radius}}}}}\n"
        scenario = city(tmp_path / str(s), rule)
        today = existing_supply(Registers.open(scenario), LineMatcher(scenario.rubric))
        counted = existing_units(scenario)[:, line].tolist()
        assert counted == [today[c][line] for c in scenario.tables.circles["circle_id"]]
        assert sum(counted) == sum(n <= s for near in walks.values() for _, n in near)


@pytest.mark.parametrize(("district", "may"), [("西区", True), ("东区", False)])
def test_money_moves_within_its_district_only(district: str, may: bool) -> None:
    """The west lacks a yuan of 120,000: the street fund of the west lends it, that of the east may not."""
    other = {"东区": "西区", "西区": "东区"}[district]
    street = {
        "name": "街道经费", "level": "街道", "transfer_to": ["district_fund"],
        "districts": {district: {2023: "0元", 2024: "1元"}, other: {2023: "0元", 2024: "0元"}},
    }  # fmt: skip
    short = {"budgets.district_fund.districts.西区.2024": "119999元", "budgets.street": street}
    assert is_accepted(read_city(short)) is may


def test_a_yuan_short_is_short() -> None:
    assert is_accepted(read_city({"budgets.district_fund.districts.西区.2024": "120000元"}))
    assert not is_accepted(read_city({"budgets.district_fund.districts.西区.2024": "119999.99元"}))


def test_an_award_that_two_lines_pay_is_one_of_its_quota() -> None:
    """The plan worked by hand certifies one high circle in 2024; the award is paid by halves."""
    halves = [
        {"budget": "award_pool", "share": Decimal("0.5")},
        {"budget": "city_fund", "share": Decimal("0.5")},
    ]
    award = {
        "archetype": "award", "name": "奖", "payers": halves, "amounts": {"high": {2024: "2元"}},
        "quotas": [{"archetype": "first", "years": {2024: 1}}],
    }  # fmt: skip
    scenario = read_city({"programmes.award": award, "budgets.city_fund.years.2024": "900万元"})
    audit_plan(scenario, HAND_PLAN)
    instance = build_instance(scenario, build_option_table(scenario))
    limits = instance.limits
    (row,) = [r for r, name in enumerate(limits.ids) if name == "first award 2024"]
    drawn: dict[tuple[int, int], int] = {}
    draws = (limits.award_row, limits.award, limits.award_amount)
    for r, n, amount in zip(*(part.tolist() for part in draws), strict=True):
        if r == row:
            key = (instance.awards[n].circle, instance.awards[n].before)
            drawn[key] = drawn.get(key, 0) + amount
    assert set(drawn.values()) == {1}
