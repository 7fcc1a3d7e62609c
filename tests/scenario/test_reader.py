from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from placement.errors import InputError, Problem, Text
from placement.scenario import PRESETS, Stage, check_output_path, read_scenario
from placement.scenario.model import Licence

Write = Callable[..., Path]
Findings = Callable[..., list[Problem]]


def test_defaults_and_what_the_file_says_come_together(scenario: Write) -> None:
    found = read_scenario(scenario())
    assert found.id == "small"
    assert found.years == (2023, 2024, 2025)
    assert found.districts == ("任城区", "太白湖新区")
    assert found.walking.speed_m_per_h == 5000
    assert found.walking.detour == Fraction(13, 10)
    assert found.walking.limit_minutes == 15
    assert found.payback_years == 5
    assert found.objective == tuple(Stage(*stage) for stage in PRESETS["min_cost"])
    assert found.awards_counted
    assert found.allow_upgrades
    assert not found.synthetic
    assert found.solver.relative_gap == 0
    assert [p.id for p in found.programmes] == ["high_quality_award", "preparation"]
    assert found.chosen_readings["T1"] == "annex4"
    assert len(found.tables.circles) == 4
    assert [tier.id for tier in found.rubric.tiers] == ["basic", "high"]


def test_every_value_knows_its_file_and_line(project: Path, scenario: Write) -> None:
    scenario(name="base.yaml")
    path = scenario(
        name="child.yaml",
        text="extends: [base.yaml]\nid: child\nbudgets.fund.per_district.2024: 41.5万元\n",
    )
    found = read_scenario(path, {"solver.time_limit_s": 7})
    assert found.provenance["id"] == "scenarios/child.yaml:2"
    assert found.provenance["horizon.first_year"] == "scenarios/base.yaml:7"
    assert found.provenance["budgets.fund.per_district.2024"] == "scenarios/child.yaml:3"
    assert found.provenance["solver.time_limit_s"].startswith("scenarios/child.yaml (")
    assert found.solver.time_limit_s == 7
    caps = {b.cap_fen for b in found.budgets if b.id == "fund" and b.year == 2024}
    assert caps == {41_500_000}
    names = {
        path.relative_to(project.resolve()).as_posix() for path in map(Path.resolve, found.files)
    }
    assert {"scenarios/base.yaml", "models/jining-2023.yaml", "models/kinds.yaml"} < names


def test_paths_are_relative_to_the_file_that_says_them(scenario: Write) -> None:
    scenario(
        ("../models", "../../models"),
        ("tables: tables", "tables: ../tables"),
        name="deep/base.yaml",
    )
    found = read_scenario(scenario(name="child.yaml", text="extends: [deep/base.yaml]\n"))
    assert len(found.tables.premises) == 3


def test_top_level_keys_may_be_chinese(scenario: Write) -> None:
    found = read_scenario(
        scenario(("horizon:", "规划期:"), ("budgets:", "资金渠道:"), ("targets:", "目标任务:"))
    )
    assert found.years == (2023, 2024, 2025)


@pytest.mark.parametrize(
    ("objective", "terms"),
    [
        ("max_benefit", [term for term, _ in PRESETS["max_benefit"]]),
        ("[{term: conversions, sense: min}]", ["conversions"]),
    ],
)
def test_objectives_are_presets_or_lists(scenario: Write, objective: str, terms: list[str]) -> None:
    found = read_scenario(scenario(("targets:", f"objective: {objective}\ntargets:")))
    assert [stage.term for stage in found.objective] == terms


def test_readings_change_the_policy(scenario: Write, findings: Findings) -> None:
    found = read_scenario(scenario(("data:", "readings: {T1: annex3}\ndata:")))
    assert found.chosen_readings["T1"] == "annex3"
    assert found.policy.tiers["basic"].kinds == {}
    (problem,) = findings(("data:", "readings: {T1: annex5}\ndata:"))
    assert (problem.file, problem.row) == ("scenarios/small.yaml", 4)
    assert "annex" in problem.mend.zh
    (problem,) = findings(("data:", "readings:\n  T77: annex5\ndata:"))
    assert (problem.file, problem.row) == ("scenarios/small.yaml", 5)


def test_problems_of_all_files_come_together(findings: Findings, project: Path) -> None:
    circles = project / "scenarios" / "tables" / "circles.csv"
    sound = circles.read_text(encoding="utf-8")
    circles.write_text(sound.replace("C002,", "C001,"), encoding="utf-8")
    try:
        found = findings(("horizon:", "horizn:"), ("60万元, 2024: 40万元", "60, 2024: 40万元"))
    finally:
        circles.write_text(sound, encoding="utf-8")
    codes = {problem.code for problem in found}
    assert {"PL801", "PL402", "PL301"} <= codes
    assert "PL809" not in codes  # what is misspelt is not missing as well


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "column"),
    [
        ("horizon:", "horizn:", "PL801", 7, "horizn"),
        ("60万元, 2024: 40万元", "60, 2024: 40万元", "PL402", 19, "budgets.fund.per_district.2023"),
        ("60万元, 2024: 40万元", "'60', 2024: 40万元", "PL402", 19, "budgets.fund.per_district.2023"),
        ("60万元, 2024: 40万元", "约60万元, 2024: 40万元", "PL414", 19, "budgets.fund.per_district.2023"),
        ("60万元, 2024: 40万元", "-6万元, 2024: 40万元", "PL408", 19, "budgets.fund.per_district.2023"),
        ("60万元, 2024: 40万元", "0.001元, 2024: 40万元", "PL411", 19, "budgets.fund.per_district.2023"),
        ("60万元, 2024: 40万元", "99999999万元, 2024: 4万元", "PL412", 19, "budgets.fund.per_district.2023"),
        ("{default: WGS-84}", "{circles: GCJ-02}", "PL605", 6, "data.datum"),
        ("{default: WGS-84}", "{default: WGS84}", "PL810", 6, "data.datum.default"),
        ("last_year: 2025", "last_year: 2022", "PL504", 7, "horizon"),
        ("last_year: 2025", "last_year: '2025'", "PL802", 7, "horizon.last_year"),
        ("level: 区", "level: 县", "PL810", 18, "budgets.fund.level"),
        ("    level: 区\n", "    level: 区\n    years: {}\n", "PL814", 16, "budgets.fund"),
        ("targets:", "solver: {time_limit_s: 10 min}\ntargets:", "PL807", 22, "solver.time_limit_s"),
        ("targets:", "solver: {relative_gap: -0.1}\ntargets:", "PL807", 22, "solver.relative_gap"),
        ("targets:", "solver: {threads: 1.5}\ntargets:", "PL807", 22, "solver.threads"),
        ("targets:", "walking: {speed_km_per_h: .nan}\ntargets:", "PL407", 22, "walking.speed_km_per_h"),
        ("targets:", "upgrades: yes\ntargets:", "PL802", 22, "upgrades"),
        ("targets:", "objective: [{term: happiness, sense: max}]\ntargets:", "PL810", 22, "objective.0.term"),
        ("targets:", "objective: [{term: target_shortfall, sense: max}]\ntargets:", "PL815", 22, "objective.0"),
        ("jining-2023.yaml", "jining-2032.yaml", "PL101", 3, "policy"),
        ("../models/jining-2023.yaml", "../../x.yaml", "PL805", 3, "policy"),
        ("tables: tables", "tables: /etc", "PL805", 5, "data.tables"),
        ("tables: tables", "tables: tabels", "PL101", 5, "data.tables"),
    ],
)  # fmt: skip
def test_one_fault_is_named_with_line_and_key(
    findings: Findings, old: str, new: str, code: str, row: int, column: str
) -> None:
    places = [(p.code, p.file, p.row, p.column) for p in findings((old, new))]
    assert (code, "scenarios/small.yaml", row, column) in places


def test_a_missing_datum_is_asked_for(findings: Findings) -> None:
    (problem,) = findings(("  datum: {default: WGS-84}\n", ""))
    assert problem.code == "PL605"
    assert "GCJ-02" in problem.mend.zh


def test_what_is_published_of_the_data_may_be_said_in_one_language_or_both(
    project: Path, scenario: Write
) -> None:
    scenario(name="base.yaml")
    said = "data.assumptions: [租金为假定, {zh: 造价为假定, en: costs are assumed}]\n"
    terms = "data.licence: {zh: 不得公开, en: internal use only, publishable: false}\n"
    found = read_scenario(
        scenario(name="child.yaml", text=f"extends: [base.yaml]\nid: child\n{said}{terms}")
    )
    assert found.assumptions[:2] == (
        Text("租金为假定", "租金为假定"), Text("造价为假定", "costs are assumed"),
    )  # fmt: skip
    assert found.licence == Licence(Text("不得公开", "internal use only"), publishable=False)


def test_terms_of_the_data_say_whether_results_may_be_published(findings: Findings) -> None:
    found = findings(("  datum: {", "  licence: {zh: 只供内部, en: internal}\n  datum: {"))
    assert "data.licence.publishable" in {problem.column for problem in found}


def test_amounts_and_solver_settings_are_exact(scenario: Write) -> None:
    found = read_scenario(
        scenario(
            ("2023: 60万元, 2024: 40万元", "2023: 0.29元, 2024: ４.35 万元"),
            ("targets:", "solver: {relative_gap: 0.001, seed: 3}\ntargets:"),
        )
    )
    caps = {b.year: b.cap_fen for b in found.budgets if b.district == "任城区"}
    assert caps == {2023: 29, 2024: 4_350_000, 2025: 60_000_000}
    assert found.solver.relative_gap == Decimal("0.001")


def test_output_may_not_cover_the_input(scenario: Write, project: Path) -> None:
    found = read_scenario(scenario())
    check_output_path(project / "runs" / "small", found.files)
    for out in (project, project / "scenarios", project / "scenarios" / "tables", found.path):
        with pytest.raises(InputError) as caught:
            check_output_path(out, found.files)
        assert [problem.code for problem in caught.value.problems] == ["PL808"]


@pytest.fixture
def longer_walk(project: Path) -> str:
    """A policy two of whose lines count what is farther away than its general 15 minutes."""
    policy = "extends: [jining-2023.yaml]\nid: longer\n"
    policy += "rubric.lines.B1.limit_minutes: 25\nrubric.lines.B2.limit_minutes: 30\n"
    (project / "models" / "longer.yaml").write_text(policy, encoding="utf-8")
    return "longer.yaml"


def test_the_longest_walk_is_that_of_the_policy(scenario: Write, longer_walk: str) -> None:
    found = read_scenario(scenario(("jining-2023.yaml", longer_walk)))
    limits = {line.id: line.limit_minutes for line in found.rubric.lines}
    assert (limits["B1"], limits["B3"]) == (25, 15)
    assert found.walking.limit_minutes == max(limits.values()) == 30
    assert "PL716" not in {p.code for p in found.warnings}


def test_a_shorter_walk_names_the_lines_it_cuts(scenario: Write, longer_walk: str) -> None:
    asked = ("targets:", "walking: {limit_minutes: 20}\ntargets:")
    found = read_scenario(scenario(("jining-2023.yaml", longer_walk), asked))
    assert found.walking.limit_minutes == 20
    (warned,) = [p for p in found.warnings if p.code == "PL716"]
    assert (warned.severity, warned.column) == ("warning", "walking.limit_minutes")
    assert warned.rule.zh.endswith("：B1 25 分钟、B2 30 分钟")


def test_a_walk_of_no_length_is_refused_once(findings: Findings) -> None:
    (problem,) = findings(("targets:", "walking: {limit_minutes: 0}\ntargets:"))
    assert (problem.code, problem.column) == ("PL807", "walking.limit_minutes")


@pytest.mark.parametrize(
    ("limits", "code"), [("{rows: 2}", "PL121"), ("{file_bytes: 100}", "PL109")]
)
def test_the_scenario_limits_the_size_of_its_tables(
    findings: Findings, limits: str, code: str
) -> None:
    found = findings(("  datum:", f"  limits: {limits}\n  datum:"))
    assert {problem.code for problem in found} == {code}
    key = limits[1:].split(":", maxsplit=1)[0]
    assert all(f"data.limits.{key}" in problem.mend.zh for problem in found)
