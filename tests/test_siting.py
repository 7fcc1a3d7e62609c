"""Over-supply, spacing, service radius and straight lines, from policy to audited plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from placement.audit import audit_plan
from placement.engine.control.watch import Watch
from placement.errors import VerificationError
from placement.instance.build import build_instance
from placement.instance.reach import site_reach, streets_of
from placement.instance.siting import groups_of_rivals
from placement.instance.supply import existing_units
from placement.options import build_option_table
from placement.plan import Choice, Plan
from placement.planner import Phases, plan_scenario
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from two_districts import HAND_PLAN, copy_city, read_city


def city(folder: Path, rule: str) -> Scenario:
    """The city of two districts with one more rule in its policy."""
    path = copy_city(folder)
    policy = folder / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8")
    assert text.count("limits: {minutes: 15}\n") == 1
    policy.write_text(text.replace("limits: {minutes: 15}\n", rule), encoding="utf-8")
    return read_scenario(path)


def refused(scenario: Scenario, plan: Plan = HAND_PLAN) -> str:
    with pytest.raises(VerificationError) as caught:
        audit_plan(scenario, plan)
    return str(caught.value)


def test_the_plan_worked_by_hand_breaks_a_cap_on_shops(tmp_path: Path) -> None:
    """E1 has one convenience store and gets one more in P01: two are within a cap of 2, not of 1."""
    two = "limits: {minutes: 15}\npremises: {oversupply: [{kinds: [convenience_store], max_per_circle: %d}]}\n"
    assert "东一 (E1): 1 outlet of 便利店 and 1 more, at most 1" in refused(
        city(tmp_path / "one", two % 1)
    )
    audit_plan(city(tmp_path / "two", two % 2), HAND_PLAN)


def test_no_plan_adds_what_a_circle_has_enough_of(tmp_path: Path) -> None:
    rule = "limits: {minutes: 15}\npremises: {oversupply: [{kinds: [convenience_store, pharmacy], max_per_circle: 2}]}\n"
    scenario = city(tmp_path, rule)
    instance = build_instance(scenario, build_option_table(scenario))
    assert any(name.startswith("oversupply:1:") for name in instance.limits.ids)
    solved = plan_scenario(scenario, Watch(), Phases())
    assert solved.outcome.status == "optimal"


def test_two_pharmacies_keep_their_distance(tmp_path: Path) -> None:
    """P10 of the plan worked by hand lies about 90 m from W1's pharmacy, if there is one that near."""
    free = read_city()
    outlets = free.tables.outlets
    place = free.tables.premises.set_index("premises_id").loc["P10"]
    near = outlets[[("pharmacy" in kinds) for kinds in outlets["kinds"]]]
    metres = 111_195 * np.hypot(
        near["lat"] - place["lat"],
        (near["lon"] - place["lon"]) * np.cos(np.radians(float(place["lat"]))),
    )
    nearest = float(metres.min())
    detour = float(free.walking.detour)
    rule = "limits: {minutes: 15, spacing_m: {pharmacy: %d}}\n"
    far = city(tmp_path / "far", rule % int(nearest * detour + 10))
    assert "西一国有房 (P10): 药店 less than" in refused(far)
    audit_plan(city(tmp_path / "near", rule % int(nearest * detour - 10)), HAND_PLAN)
    solved = plan_scenario(far, Watch(), Phases())
    assert solved.outcome.status == "optimal"
    assert "P10" not in {c.site_id for c in solved.plan.choices if "pharmacy" in c.format_id}


def test_straight_lines_know_neither_detour_nor_streets(tmp_path: Path) -> None:
    straight, usual = city(tmp_path, "limits: {minutes: 15, distance: straight}\n"), read_city()
    outlets = usual.tables.outlets
    walked, flown = (site_reach(s, outlets, "outlet_id") for s in (usual, straight))
    pairs = {(s, c): n for s, c, n in zip(flown.site, flown.circle, flown.seconds, strict=True)}
    ways = zip(walked.site, walked.circle, walked.seconds, strict=True)
    assert all(10 * pairs[s, c] <= 10 * n * 10 // 13 + 20 for s, c, n in ways if n > 60)
    streets = pd.DataFrame({"from_node": ["a"], "to_node": ["b"]})
    mapped = {
        s.walking.along_streets: streets_of(with_streets(s, streets)) for s in (usual, straight)
    }
    assert mapped[True] is streets
    assert mapped[False] is None


def with_streets(scenario: Scenario, streets: pd.DataFrame) -> Scenario:
    return replace(scenario, tables=replace(scenario.tables, streets=streets))


def test_a_service_radius_goes_before_the_walking_limit(tmp_path: Path) -> None:
    small = city(tmp_path, "limits: {minutes: 15, radius_m: {pharmacy: 1}}\n")
    line = small.rubric.position("B5")
    assert small.rubric.lines[line].radius_m == 1
    assert existing_units(read_city())[:, line].sum() > 0
    assert existing_units(small)[:, line].sum() == 0
    text = refused(small)
    assert "西一 (W1): holds “高品质”" in text


def test_every_pair_of_rivals_shares_a_group_and_no_others_do() -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        near = np.triu(rng.random((9, 9)) < 0.4, 1)
        first, second = np.nonzero(near | near.T)
        groups = list(groups_of_rivals(9, first, second))
        pairs = {(a, b) for group in groups for a in group for b in group if a < b}
        assert pairs == {(int(a), int(b)) for a, b in zip(*np.nonzero(near), strict=True)}


def formats_at(scenario: Scenario, site: str) -> set[str]:
    rows = build_option_table(scenario).rows
    return set(rows.loc[rows["site_id"] == site, "cost_row"])


def test_a_class_of_premises_admits_some_kinds_only(tmp_path: Path) -> None:
    """P10 is state-owned: a shop there is an option until the policy keeps shops out of its class."""
    assert {"conv", "pharmacy_state"} <= formats_at(read_city(), "P10")
    rule = "limits: {minutes: 15}\npremises: {source_classes: {state: {name: 国有房, %s}}}\n"
    barred = city(tmp_path / "barred", rule % "forbidden_kinds: [convenience_store]")
    assert "conv" not in formats_at(barred, "P10")
    assert "pharmacy_state" in formats_at(barred, "P10")
    only = city(tmp_path / "only", rule % "allowed_kinds: [breakfast]")
    assert formats_at(only, "P10") == {"breakfast"}
    assert "西一国有房 (P10), 国有房药店: the policy keeps the kind out" in refused(only)


def test_several_kinds_on_one_site_need_area_for_each(tmp_path: Path) -> None:
    """P01 has 60 m²: enough for a shop with breakfast at 30 m² each, not at 31."""
    rule = "limits: {minutes: 15}\npremises: {shared_site: {min_m2_each: %d}}\n"
    assert "conv_breakfast" in formats_at(city(tmp_path / "fits", rule % 30), "P01")
    small = formats_at(city(tmp_path / "small", rule % 31), "P01")
    assert "conv_breakfast" not in small
    assert "conv" in small


ADDS_BREAKFAST = "add_breakfast,加早餐,breakfast,否,否,否,,,500,100,0,9999,1,1,convenience_store"
"""An upgrade by which a convenience store serves breakfast, too; it pays for itself."""


def upgrading(folder: Path, rule: str) -> Scenario:
    path = copy_city(folder)
    costs = path.parent / "tables" / "costs.csv"
    head, *rows = costs.read_text(encoding="utf-8").splitlines()
    table = [f"{head},upgrade_of", *(f"{row}," for row in rows), ADDS_BREAKFAST, ""]
    costs.write_text("\n".join(table), encoding="utf-8")
    policy = folder / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8").replace("limits: {minutes: 15}\n", rule)
    policy.write_text(text, encoding="utf-8")
    return read_scenario(path)


def upgrades(scenario: Scenario) -> Plan:
    """The plan that adds breakfast to every store that can take it."""
    rows = build_option_table(scenario).rows
    found = rows[rows["format_id"] == "add_breakfast"]
    assert set(found["site_id"]) == {"O1", "O4", "O6", "O7"}
    return Plan(
        tuple(
            Choice(row.option_id, row.site_id, row.cost_row, 1, "", "", row.programmes, 2023)
            for row in found.itertuples()
        ),
        (),
    )


def test_a_store_that_takes_up_a_kind_is_one_more_outlet_of_it(tmp_path: Path) -> None:
    """W1 has one breakfast shop and two stores; E2 one of each."""
    rule = "limits: {minutes: 15}\npremises: {oversupply: [{kinds: [breakfast], max_per_circle: %d}]}\n"
    few = upgrading(tmp_path / "few", rule % 2)
    assert "西一 (W1): 1 outlet of 早餐店 and 2 more, at most 2" in refused(few, upgrades(few))
    capped = build_instance(few, build_option_table(few)).limits
    row = capped.ids.index("oversupply:1:W1")
    names = build_option_table(few).rows["option_id"]
    drawing = set(names.iloc[capped.option[capped.option_row == row]])
    assert {"O6:add_breakfast", "O7:add_breakfast"} <= drawing
    enough = upgrading(tmp_path / "enough", rule % 3)
    audit_plan(enough, upgrades(enough))
    store = "limits: {minutes: 15}\npremises: {oversupply: [{kinds: [convenience_store], max_per_circle: 0}]}\n"
    same = upgrading(tmp_path / "same", store)
    assert audit_plan(same, Plan((), ())) is not None  # what is there stays


def test_a_store_that_takes_up_a_kind_keeps_its_distance(tmp_path: Path) -> None:
    """O6 and O7 lie 180 m apart, O9 about 145 m from both, all of them far from O1."""
    far = upgrading(tmp_path / "far", "limits: {minutes: 15, spacing_m: {breakfast: 200}}\n")
    text = refused(far, upgrades(far))
    assert "西一便利店甲 (O6): 早餐店 less than 200 m from 西一早餐店 (O9)" in text
    solved = plan_scenario(far, Watch(), Phases())
    assert solved.outcome.status == "optimal"
    added = {c.site_id for c in solved.plan.choices if c.format_id == "add_breakfast"}
    assert not added & {"O4", "O6", "O7"}
    near = upgrading(tmp_path / "near", "limits: {minutes: 15, spacing_m: {breakfast: 50}}\n")
    audit_plan(near, upgrades(near))
