from collections.abc import Callable
from pathlib import Path

import pytest

from placement.errors import Problem
from placement.scenario import Scenario, Target, read_scenario

Write = Callable[..., Path]
Findings = Callable[..., list[Problem]]

PRESENT = "targets: {districts: present}"


def by_id(scenario: Scenario) -> dict[str, Target]:
    return {target.id: target for target in scenario.targets}


def test_counts_add_up_over_the_years_and_know_their_circles(scenario: Write) -> None:
    found = by_id(read_scenario(scenario()))
    required = [found[f"district_circles:太白湖新区:{y}"].required for y in (2023, 2024, 2025)]
    assert required == [3, 5, 8]
    target = found["district_circles:太白湖新区:2024"]
    assert target.circles == ("C001", "C002", "C003")
    assert (target.district, target.tier, target.mode) == ("太白湖新区", "basic", "cumulative")
    assert target.since == 2022
    assert target.clause == "附件2"


def test_shares_round_up_and_each_district_stands_alone(scenario: Write) -> None:
    found = by_id(read_scenario(scenario()))
    assert found["share_main_urban:太白湖新区:2025"].required == 5
    assert found["share_main_urban:任城区:2025"].required == 24
    assert found["share_main_urban:任城区:2025"].tier == "high"


def test_shares_of_a_pool_are_taken_over_the_districts_present(scenario: Write) -> None:
    path = scenario(("data:", "readings: {R13: pooled}\ndata:"))
    found = by_id(read_scenario(path))
    pooled = found["share_main_urban:main_urban:2025"]
    assert set(pooled.districts) == {"太白湖新区", "任城区"}
    assert pooled.required == 29  # 0.6 · (40 + 8) = 28.8
    assert pooled.district is None


def test_only_present_districts_count_and_what_is_left_out_is_said(scenario: Write) -> None:
    found = read_scenario(scenario())
    assert {target.scope for target in found.targets} == {"太白湖新区", "任城区"}
    (note,) = [p for p in found.warnings if p.column == "targets.districts"]
    assert note.severity == "info"
    assert "district_circles × 12、city_circles × 1、city_high × 1" in note.rule.zh


def test_all_districts_count_otherwise_and_the_impossible_is_said(scenario: Write) -> None:
    found = read_scenario(scenario((PRESENT, "targets: {}")))
    targets = by_id(found)
    assert targets["city_circles:city:2025"].required == 120
    assert len(targets["city_circles:city:2025"].circles) == 4
    assert targets["district_circles:曲阜市:2023"].circles == ()
    assert "district_circles:济宁经开区:2023" not in targets
    warned = [p.value for p in found.warnings if p.code == "PL712"]
    assert {"曲阜市", "city", "太白湖新区"} <= set(warned)


def test_targets_can_be_hard_weighted_and_dropped_whole_or_by_row(scenario: Write) -> None:
    rules = """targets:
  districts: present
  hard: [share_main_urban, "district_circles:任城区:2023"]
  weights: {district_circles: 3, "district_circles:任城区:2024": 9}
  drop: ["district_circles:任城区:2025"]
"""
    found = read_scenario(scenario((PRESENT + "\n", rules)))
    targets = by_id(found)
    assert found.hard_targets == {
        "share_main_urban:任城区:2025",
        "share_main_urban:太白湖新区:2025",
        "district_circles:任城区:2023",
    }
    assert targets["district_circles:任城区:2023"].weight == 3
    assert targets["district_circles:任城区:2024"].weight == 9
    assert "district_circles:任城区:2025" not in targets


@pytest.mark.parametrize(
    ("rules", "column"),
    [
        ("hard: [district_circle]", "targets.hard.0"),
        ("drop: ['city_circles:city:2029']", "targets.drop.0"),
        ("weights: {share: 2}", "targets.weights.share"),
    ],
)
def test_unknown_targets_are_refused(findings: Findings, rules: str, column: str) -> None:
    (problem,) = findings((PRESENT, f"targets: {{districts: present, {rules}}}"))
    assert (problem.code, problem.column) == ("PL701", column)


def test_targets_outside_the_horizon_are_no_targets_but_earlier_counts_stay_due(
    scenario: Write,
) -> None:
    years = "{2024: 40万元}"
    found = by_id(
        read_scenario(
            scenario(
                ("{first_year: 2023, last_year: 2025}", "{first_year: 2024, last_year: 2024}"),
                ("{2023: 60万元, 2024: 40万元, 2025: 60万元}", years),
                ("{2023: 60万元, 2024: 0元, 2025: 0元}", years),
            )
        )
    )
    assert set(found) == {"district_circles:任城区:2024", "district_circles:太白湖新区:2024"}
    assert found["district_circles:太白湖新区:2024"].required == 5
