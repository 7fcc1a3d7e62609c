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
    assert note.severity == "warning"
    assert "“各县（市、区）生活圈个数”中的" in note.rule.zh
    assert "等 12 处；" in note.rule.zh
    assert note.rule.zh.endswith("”中的全市")


def test_all_districts_count_otherwise_and_the_impossible_is_said(scenario: Write) -> None:
    found = read_scenario(scenario((PRESENT, "targets: {}")))
    targets = by_id(found)
    assert targets["city_circles:city:2025"].required == 120
    assert len(targets["city_circles:city:2025"].circles) == 4
    assert targets["district_circles:曲阜市:2023"].circles == ()
    assert "district_circles:济宁经开区:2023" not in targets
    warned = [p.value for p in found.warnings if p.code == "PL712"]
    assert {"曲阜市", "全市", "太白湖新区"} <= set(warned)


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


LOCK = ("targets:", "locks: {circles: {C001: {year: 2024, tier: high, hard: true}}}\ntargets:")


def test_a_locked_circle_is_a_target_of_its_own(scenario: Write) -> None:
    found = read_scenario(scenario(LOCK))
    target = by_id(found)["lock:C001:2024"]
    assert (target.target_id, target.scope, target.name) == ("lock", "C001", "锁定·许庄社区·2024")
    assert (target.district, target.districts) == ("太白湖新区", ("太白湖新区",))
    assert (target.circles, target.required, target.tier, target.year) == (
        ("C001",),
        1,
        "high",
        2024,
    )
    assert (target.weight, target.mode, target.since) == (1, "cumulative", None)
    assert found.hard_targets == {"lock:C001:2024"}
    assert "lock:C001:2024" not in by_id(read_scenario(scenario()))


def test_locked_circles_are_weighted_and_made_hard_like_other_targets(scenario: Write) -> None:
    locks = "locks: {circles: {C001: {year: 2024, tier: high}, C004: {year: 2025, tier: basic}}}\n"
    rules = "targets:\n  districts: present\n  hard: [lock]\n  weights: {lock: 7, 'lock:C001:2024': 9}\n"
    found = read_scenario(scenario((PRESENT + "\n", locks + rules)))
    targets = by_id(found)
    assert [targets[i].weight for i in ("lock:C001:2024", "lock:C004:2025")] == [9, 7]
    assert found.hard_targets == {"lock:C001:2024", "lock:C004:2025"}
    soft = by_id(read_scenario(scenario((PRESENT + "\n", locks + PRESENT + "\n"))))
    assert not soft["lock:C001:2024"].hard


@pytest.mark.parametrize(
    ("rules", "column", "why"),
    [
        ("districts: present, hard: [city_circles]", "targets.hard.0", "present"),
        ("districts: present, hard: ['district_circles:曲阜市:2024']", "targets.hard.0", "present"),
        ("hard: [city_high], drop: [city_high]", "targets.hard.0", "drop"),
        ("hard: ['city_circles:city:2024'], drop: [city_circles]", "targets.hard.0", "drop"),
    ],
)
def test_a_hard_target_that_is_left_out_is_refused(
    findings: Findings, rules: str, column: str, why: str
) -> None:
    (problem,) = findings((PRESENT, f"targets: {{{rules}}}"))
    assert (problem.code, problem.column) == ("PL713", column)
    assert why in problem.rule.zh


ONE_YEAR = (
    ("{first_year: 2023, last_year: 2025}", "{first_year: 2024, last_year: 2024}"),
    ("{2023: 60万元, 2024: 40万元, 2025: 60万元}", "{2024: 40万元}"),
    ("{2023: 60万元, 2024: 0元, 2025: 0元}", "{2024: 40万元}"),
)


def test_a_hard_row_outside_the_horizon_is_refused_and_a_weight_warned_about(
    scenario: Write, findings: Findings
) -> None:
    rules = "targets: {districts: present, %s}"
    hard = (PRESENT, rules % "hard: ['share_main_urban:任城区:2025']")
    (problem,) = findings(*ONE_YEAR, hard)
    assert (problem.code, problem.column) == ("PL713", "targets.hard.0")
    assert "规划期" in problem.rule.zh
    weighted = (PRESENT, rules % "weights: {share_main_urban: 5, district_circles: 2}")
    warned = [p for p in read_scenario(scenario(*ONE_YEAR, weighted)).warnings if p.code == "PL713"]
    assert [(p.severity, p.value) for p in warned] == [("warning", "share_main_urban")]


def test_every_count_of_the_shipped_policy_names_its_first_year(scenario: Write) -> None:
    # 附件2 heads its first column 2022—2023年: what was recognised in 2022 counts, nothing before.
    found = read_scenario(scenario((PRESENT, "targets: {}")))
    assert found.targets
    assert {target.since for target in found.targets} == {2022}


def test_counts_without_a_first_year_say_which_circles_they_take_in(
    scenario: Write, project: Path
) -> None:
    policy = (project / "models" / "jining-2023.yaml").read_text(encoding="utf-8")
    open_count = policy.replace(
        "    since: 2022\n    weight: 1\n    counts:\n      city: {2023",
        "    weight: 1\n    counts:\n      city: {2023",
    )
    assert open_count != policy
    own = project / "models" / "open.yaml"
    own.write_text(open_count, encoding="utf-8")
    circles = project / "scenarios" / "tables" / "circles.csv"
    sound = circles.read_text(encoding="utf-8")
    head, first, *rest = sound.splitlines()
    rows = [
        f"{head},current_tier,recognised_year",
        f"{first},basic,2015",
        *(f"{r},," for r in rest),
    ]
    circles.write_text("\n".join(rows) + "\n", encoding="utf-8")
    try:
        found = read_scenario(scenario(("jining-2023.yaml", "open.yaml"), (PRESENT, "targets: {}")))
    finally:
        circles.write_text(sound, encoding="utf-8")
        own.unlink()
    (warned,) = [p for p in found.warnings if p.code == "PL717"]
    assert (warned.severity, warned.value) == ("warning", "全市生活圈个数")
    assert by_id(found)["city_circles:city:2023"].since is None
