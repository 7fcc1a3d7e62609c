"""Upgrades of outlets and what serves a whole district, on the city of two districts, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from placement.audit import Statement, audit_plan
from placement.engine.control.watch import Watch
from placement.errors import VerificationError
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.plan import Choice, Plan
from placement.planner import Phases, plan_scenario
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from two_districts import copy_city

HEADER = (
    "format_id,name,kinds,chain,standardised,open_24h,source_class,min_floor_area_m2,max_floor_area_m2,"
    "fixed_yuan,yuan_per_m2,margin_yuan_per_m2_month,max_per_circle,jobs"
)
ROWS = """\
join,便利店连锁化,convenience_store,是,是,否,,0,100,20000,100,,,0,convenience_store
early,便利店加早餐,breakfast,否,否,否,,0,30,8000,0,,,0,convenience_store
platform,智慧平台,vending_machine,否,否,否,district,0,0,30000,0,,,0,
"""
AID: dict[str, Any] = {
    "programmes.chain_bonus.eligible.measure": "convert",
    "programmes.machines.eligible.source_classes": ["circle"],
    "programmes.upgrades": {
        "archetype": "rate", "name": "网点提升补助", "basis": "investment", "rate": 1,
        "need": "if_not_viable", "eligible": {"measure": "upgrade"},
        "payers": [{"budget": "district_fund"}],
    },
    "programmes.platform": {
        "archetype": "rate", "name": "平台补助", "basis": "investment", "rate": 1,
        "need": "if_not_viable", "eligible": {"source_classes": ["district"]},
        "payers": [{"budget": "district_fund"}],
    },
    "budgets.district_fund.districts": {
        "东区": {2023: "90万元", 2024: "90万元"}, "西区": {2023: "90万元", 2024: "90万元"},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    folder = tmp_path_factory.mktemp("city")
    path = copy_city(folder)
    costs = folder / "scenarios" / "tables" / "costs.csv"
    old = costs.read_text(encoding="utf-8").splitlines()
    assert old[0] == HEADER
    lines = [f"{old[0]},upgrade_of", *(f"{line}," for line in old[1:])]
    costs.write_text("\n".join(lines) + "\n" + ROWS, encoding="utf-8")
    return read_scenario(path, AID)


def upgrade(outlet: str, row: str, year: int = 2023) -> Choice:
    option = f"{outlet}:{row}:upgrades"
    return Choice(option, outlet, row, 1, "", "", ("upgrades",), year)


def platform(district: str, year: int = 2023) -> Choice:
    site = f"{district}@platform"
    return Choice(f"{site}:platform:platform", site, "platform", 1, "", "", ("platform",), year)


def stated(city: Scenario, *choices: Choice) -> Statement:
    return audit_plan(city, Plan(choices, ()))


def counts(statement: Statement, circle: str, year: int = 2023) -> dict[str, int]:
    cards = statement.scorecards
    mine = cards[(cards["circle_id"] == circle) & (cards["year"] == year)]
    added = zip(mine["line_id"], mine["added_count"], strict=True)
    return {line: int(count) for line, count in added if count}


def test_a_chain_store_counts_for_one_line_more_and_no_line_twice(city: Scenario) -> None:
    """O4 is a plain convenience store: it stays one on B1, and becomes a chain store on Q1."""
    result = stated(city, upgrade("O4", "join"))
    assert counts(result, "E2") == {"Q1": 1}
    # 20,000 + 100 · 50 m², paid in full by the district the nearest circle lies in
    (paid,) = result.payments.itertuples()
    assert (paid.yuan, paid.budget_id) == (25_000, "district_fund:东区")
    assert result.projects["circles_served"].tolist() == [("E2",)]


def test_a_service_is_added_to_a_shop(city: Scenario) -> None:
    assert counts(stated(city, upgrade("O6", "early")), "W1") == {"B3": 1}


def test_a_platform_counts_in_every_circle_of_its_district(city: Scenario) -> None:
    result = stated(city, platform("东区"))
    assert [counts(result, circle) for circle in ("E1", "E2", "W1")] == [{"Q4": 1}, {"Q4": 1}, {}]
    assert result.terms["aid_money"] == 3_000_000


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (upgrade("O2", "join"), "the outlet is not of the kinds that are upgraded"),
        (upgrade("O1", "join"), "the outlet would gain nothing"),
        (upgrade("O99", "join"), "names an unknown id “O99”"),
        (platform("南区"), "names an unknown id"),
    ],
)
def test_what_cannot_be_upgraded_is_refused(city: Scenario, choice: Choice, says: str) -> None:
    with pytest.raises(VerificationError) as caught:
        stated(city, choice)
    assert any(says in finding for finding in caught.value.findings), caught.value.findings


def test_an_outlet_is_upgraded_once(city: Scenario) -> None:
    with pytest.raises(VerificationError) as caught:
        stated(city, upgrade("O4", "join"), upgrade("O4", "early", 2024))
    assert "东二便利店（O4）：占用了 2 次\n东二便利店 (O4): taken 2 times" in caught.value.findings


def test_options_are_those_the_audit_accepts_with_the_same_effects(city: Scenario) -> None:
    table = build_option_table(city)
    instance = build_instance(city, table)
    rows = table.rows[table.rows["place"].isin(["outlet", "district"])]
    assert set(rows["site_id"]) == {"O4", "O6", "O7", "O1", "东区@platform", "西区@platform"}
    lines, effects = instance.lines.ids, instance.options
    for o, row in rows.iterrows():
        choice = Choice(
            row["option_id"], row["site_id"], row["cost_row"], 1, "", "", row["programmes"], 2023
        )
        result = stated(city, choice)
        mine = effects.effect_option == o
        for c, circle in enumerate(instance.circle_ids):
            here = mine & (effects.effect_circle == c)
            gained = {
                lines[i]: int(n)
                for i, n in zip(effects.effect_line[here], effects.effect_units[here], strict=True)
            }
            assert gained == counts(result, circle), (row["option_id"], circle)


def test_the_planner_uses_them(city: Scenario) -> None:
    solved = plan_scenario(city, Watch(), Phases())
    assert solved.outcome.status == "optimal"


def test_what_would_take_something_away_is_not_offered(tmp_path: Path) -> None:
    """Where chain stores count for Q1 in place of B1, joining a chain costs a point of B1."""
    path = copy_city(tmp_path)
    policy = tmp_path / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8")
    old = "{archetype: count, name: 便利店, chapter: shopping, unit: 1, cap: 2, kind_class: basic,\n       match: {kinds: [convenience_store]}}"
    assert old in text
    policy.write_text(
        text.replace(old, old.replace("match: {", "match: {chain: false, ")), encoding="utf-8"
    )
    costs = tmp_path / "scenarios" / "tables" / "costs.csv"
    head, *rest = costs.read_text(encoding="utf-8").splitlines()
    lines = [f"{head},upgrade_of", *(f"{line}," for line in rest)]
    costs.write_text("\n".join(lines) + "\n" + ROWS, encoding="utf-8")
    scenario = read_scenario(path, AID)
    table = build_option_table(scenario)
    instance = build_instance(scenario, table)
    joining = (table.rows["format_id"] == "join").to_numpy()
    assert joining.any()
    assert not instance.options.available[joining].any()
    assert instance.options.available[(table.rows["format_id"] == "early").to_numpy()].any()
