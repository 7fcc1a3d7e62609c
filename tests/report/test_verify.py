"""What `verify` accepts is what follows from the scenario and the decisions, and nothing else."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from placement.advice.opened import open_run
from placement.engine.control.watch import Watch
from placement.errors import InputError, Problem, VerificationError
from placement.plan import Plan
from placement.planner import Phases, Solved, plan_scenario
from placement.problem_text import render_problems
from placement.report.dossier.doubts import doubtful_rules
from placement.report.run.check import drawn_otherwise, verify_run
from placement.report.run.claims import overrides_of, read_plan, read_plan_record
from placement.report.run.files import summary_of, write_run
from placement.report.run.outcome_check import outcome_findings
from placement.report.run.publish import RunDirectory
from placement.report.run.published import read_published
from placement.report.run.record import Execution, outcome_record
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario(ROOT / "scenarios" / "quick.yaml")


@pytest.fixture(scope="module")
def solved(scenario: Scenario) -> Solved:
    return plan_scenario(scenario, Watch(time_limit_s=0), Phases())


@pytest.fixture(scope="module")
def published(scenario: Scenario, solved: Solved, tmp_path_factory: pytest.TempPathFactory) -> Path:
    phases = Phases()
    with RunDirectory(tmp_path_factory.mktemp("runs") / "quick") as run:
        write_run(run, Execution(scenario, phases, 0.5), solved)
    return run.path


@pytest.fixture
def run(published: Path) -> Path:
    """Lie beside the published run, so that the path to the scenario still holds."""
    copy = published.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(published, copy)
    return copy


@pytest.fixture
def forge(run: Path) -> Callable[[Callable[[dict[str, Any]], None]], Path]:
    def change(edit: Callable[[dict[str, Any]], None]) -> Path:
        path = run / "plan.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        edit(record)
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        list_again(run)
        return run

    return change


def test_a_run_told_in_english_verifies_and_its_tables_are_the_same(
    scenario: Scenario, solved: Solved, published: Path
) -> None:
    with RunDirectory(published.with_name("english")) as run:
        write_run(run, Execution(scenario, Phases(), 0.5, "en"), solved)
    record = read_plan_record(run.path)
    assert record["lang"] == "en"
    assert verify_run(run.path, record, scenario) == []
    page = (run.path / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert load_workbook(run.path / "plan.xlsx").sheetnames[0] == "Projects"
    for name in ("targets.csv", "money.csv", "projects.csv"):
        assert (run.path / name).read_bytes() == (published / name).read_bytes()
    for name in ("targets", "spending", "scores", "map", "cost"):
        picture = Path("figures") / f"{name}.png"
        assert (run.path / picture).read_bytes() != (published / picture).read_bytes()


def list_again(run: Path) -> None:
    """Make the manifest fit whatever its files hold now."""
    path = run / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in manifest["files"]:
        content = (run / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        manifest["files"][name] = {"size": len(content), "sha256": digest}
    path.write_text(json.dumps(manifest), encoding="utf-8")


def findings_of(run: Path, scenario: Scenario) -> str:
    found = verify_run(run, read_plan_record(run), scenario)
    return "\n".join(finding.en for finding in found)


def test_an_honest_run_is_accepted_and_states_its_limits(run: Path, scenario: Scenario) -> None:
    assert findings_of(run, scenario) == ""
    record = read_plan_record(run)
    assert record["limits"] == {"time_limit_s": 0.5, "relative_gap": 0.0, "seed": 1, "threads": 1}
    assert overrides_of(record) == {}
    assert record["outcome"]["status"] == "limit"


def test_every_forged_statement_is_found(forge: Callable[..., Path], scenario: Scenario) -> None:
    def edit(record: dict[str, Any]) -> None:
        record |= {"synthetic": False, "assumptions": [], "warnings": []}
        record["scenario"] |= {"years": [1999], "readings": {}, "policy": "other"}
        record["limits"]["seed"] = 7
        record["terms"]["conversions"] = -1
        outcome = record["outcome"]
        outcome |= {"status": "optimal", "grade": "proved_two_engines", "relative_gap": 0.5}
        outcome["objective"] = 3
        outcome["stages"][1]["value"] = outcome["stages"][1]["bound"] = 12345

    found = findings_of(forge(edit), scenario)
    for key in (
        "synthetic = false", "assumptions = []", "warnings = []", "scenario.years.0 = 1999",
        "scenario.readings = {}", "scenario.policy", "limits.seed = 7", "terms.conversions = -1",
        "outcome.grade", "outcome.relative_gap", "outcome.objective", "outcome.status",
        "outcome.stages.1.value = 12345",
    ):  # fmt: skip
        assert key in found, key


@pytest.mark.parametrize(
    ("stage", "edit", "said"),
    [
        (
            0,
            {"bound": 10**6},
            "“circles short of the targets, weighted”: the plan beats the bound by ",
        ),
        (
            2,
            {"bound": 1},
            "“residents in certified circles at the end”: the plan beats the bound by ",
        ),
        (2, {"proven": True, "bound": 10**6}, "said to be proven, but bound and value differ"),
        (1, {"bound": 0.004}, "outcome.stages.1.bound = 0.004, recomputed 0"),
        (0, {"term": "conversions"}, "not the objective of the scenario"),
    ],
)
def test_a_stage_keeps_to_what_its_bound_allows(
    run: Path, scenario: Scenario, solved: Solved, stage: int, edit: dict[str, Any], said: str
) -> None:
    record = read_plan_record(run)
    record["outcome"]["stages"][stage] |= edit
    found = "\n".join(f.en for f in outcome_findings(record, scenario, solved.statement))
    assert said in found


def test_a_baseline_better_than_the_plan_is_found(
    forge: Callable[..., Path], scenario: Scenario
) -> None:
    found = findings_of(
        forge(lambda record: record["outcome"]["baseline"].update(target_shortfall=0)), scenario
    )
    first, *others = found.splitlines()
    assert first == "plan.json, outcome.baseline: the office's own plan beats the plan"
    assert all("differs from what the plan gives" in finding for finding in others)


def test_files_must_be_those_the_plan_gives(run: Path, scenario: Scenario) -> None:
    (run / "figures" / "map.png").write_bytes(b"not a map")
    for name in ("extra.csv", "second.csv"):
        (run / name).write_text("x", encoding="utf-8")
    table = run / "money.csv"
    table.write_bytes(table.read_bytes().replace(b"\r\n", b"\n"))
    (run / "targets.csv").unlink()
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["targets.csv"]
    del manifest["files"]["circles.csv"]
    manifest["files"]["second.csv"] = {"size": 0, "sha256": ""}
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    list_again(run)
    found = findings_of(run, scenario).splitlines()
    assert found == [
        "circles.csv is not in the manifest",
        "extra.csv is not in the manifest",
        "figures/map.png differs from what the plan gives",
        "money.csv differs from what the plan gives, first at line 1",
        "targets.csv should be there and is not",
        "second.csv is no part of a run",
    ]


def test_a_file_changed_after_publication_is_found(run: Path, scenario: Scenario) -> None:
    (run / "projects.csv").write_text("x", encoding="utf-8")
    (run / "figures" / "map.png").unlink()
    found = findings_of(run, scenario)
    assert "projects.csv was changed since" in found
    assert "figures/map.png is missing" in found


def test_decisions_that_break_a_rule_are_findings(
    forge: Callable[..., Path], scenario: Scenario
) -> None:
    run = forge(lambda record: record["plan"]["choices"][0].update(year=1999))
    assert "1999 is outside the horizon" in findings_of(run, scenario)


def drop(*keys: str) -> Callable[[dict[str, Any]], None]:
    def edit(record: dict[str, Any]) -> None:
        *path, last = keys
        for key in path:
            record = record[key]
        del record[last]

    return edit


def put(value: object, *keys: str | int) -> Callable[[Any], None]:
    def edit(record: Any) -> None:
        *path, last = keys
        for key in path:
            record = record[key]
        record[last] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (drop("scenario", "file"), "scenario.file"),
        (drop("limits"), "limits"),
        (drop("outcome", "stages"), "outcome.stages"),
        (drop("format"), "format"),
        (put(True, "format"), "format"),
        (put(2, "format"), "format"),
        (put([], "outcome", "stages"), "outcome.stages"),
        (put("2023", "scenario", "years", 0), "scenario.years.0"),
        (put(1, "synthetic"), "synthetic"),
        (put(True, "terms", "conversions"), "terms.conversions"),
        (put("0", "outcome", "stages", 0, "value"), "outcome.stages.0.value"),
        (put(10**400, "outcome", "stages", 0, "bound"), "outcome.stages.0.bound"),
        (put(float("nan"), "outcome", "stages", 0, "bound"), "outcome.stages.0.bound"),
        (put(1, "unknown"), "unknown"),
    ],
)
def test_a_malformed_record_names_the_field(
    forge: Callable[..., Path], edit: Callable[[Any], None], field: str
) -> None:
    run = forge(edit)
    with pytest.raises((VerificationError, InputError)) as refused:
        read_plan_record(run)
    shown = told_in_english(refused.value)
    assert field in shown
    (run / "manifest.json").unlink()
    with pytest.raises(VerificationError, match=rf"plan\.json, {field}"):
        read_plan_record(run)


def told_in_english(error: VerificationError | InputError) -> str:
    if isinstance(error, InputError):
        return render_problems(error.problems, "en")
    return "\n".join(error.findings)


def of_another_version(record: dict[str, Any]) -> None:
    """Make of a record what a version would have written that had other fields."""
    record["earlier"] = record["outcome"].pop("parts")
    for choice in record["plan"]["choices"]:
        del choice["judged_line"]


def told_of_another_version(read: Callable[[Path], object], run: Path) -> Problem:
    with pytest.raises(InputError) as refused:
        read(run)
    (problem,) = refused.value.problems
    assert problem.code == "PL905"
    return problem


@pytest.mark.parametrize("read", [read_plan_record, read_plan, read_published, open_run])
def test_a_run_of_another_version_is_an_input_that_cannot_be_used(
    forge: Callable[..., Path], read: Callable[[Path], object]
) -> None:
    run = forge(of_another_version)
    problem = told_of_another_version(read, run)
    assert problem.file == str(run / "plan.json")
    assert "由另一版本的 placement 写成" in problem.rule.zh
    assert "outcome.parts 缺少这一项" in problem.rule.zh
    assert "outcome.parts is missing" in problem.rule.en
    assert "earlier is not a field of it" in problem.rule.en
    assert "重新求解" in problem.mend.zh
    assert "Solve the scenario again" in problem.mend.en


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (put(2, "format"), "format"),
        (put("proven_elsewhere", "outcome", "status"), "outcome.status"),
    ],
)
def test_another_format_or_word_is_of_another_version_unless_it_was_changed_since(
    forge: Callable[..., Path], edit: Callable[[Any], None], field: str
) -> None:
    run = forge(edit)
    assert field in told_of_another_version(read_plan_record, run).rule.zh
    (run / "manifest.json").unlink()
    with pytest.raises(VerificationError, match=rf"plan\.json, {field}"):
        read_plan_record(run)


def test_a_record_without_fields_that_was_changed_since_is_a_finding_in_both_languages(
    run: Path,
) -> None:
    path = run / "plan.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    of_another_version(record)
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(VerificationError) as refused:
        read_plan_record(run)
    first = next(f for f in refused.value.findings if "outcome.parts" in f)
    assert first == ("plan.json, outcome.parts：缺少这一项\nplan.json, outcome.parts: is missing")


def test_an_override_that_is_no_number_names_the_field() -> None:
    with pytest.raises(VerificationError, match=r"scenario\.overrides\.a\.b"):
        overrides_of({"scenario": {"overrides": {"a.b": "x"}}})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("year", "2023"), ("year", 2023.0), ("year", None), ("units", True), ("units", 0), ("units", -1), ("site_id", 5),
        ("programmes", "abc"), ("programmes", [1]), ("programmes", {}),
    ],
)  # fmt: skip
def test_decisions_have_exact_types(solved: Solved, field: str, value: object) -> None:
    plain = json.loads(json.dumps(solved.plan.as_dict()))
    assert Plan.from_dict(plain) == solved.plan
    plain["choices"][1][field] = value
    with pytest.raises(VerificationError, match=rf"plan\.choices\.1\.{field}"):
        Plan.from_dict(plain)


@pytest.mark.parametrize("values", [{}, {"choices": 3, "certifications": []}, [], None, 7])
def test_what_is_no_plan_at_all_is_a_finding(values: Any) -> None:
    with pytest.raises(VerificationError, match=r"plan\.json, plan"):
        Plan.from_dict(values)


def test_the_baseline_is_published_in_yuan(solved: Solved) -> None:
    terms = {"target_shortfall": 4, "public_money": 20_150_050}
    record = outcome_record(
        replace(solved, outcome=replace(solved.outcome, baseline=terms)), Phases()
    )
    assert record["baseline"] == {"target_shortfall": 4, "public_money": 201_500.5}


@pytest.mark.parametrize(
    ("counted", "zh"), [(True, "财政资金（补助与奖励）"), (False, "补助（奖励不计）")]
)
def test_terms_say_whether_awards_count(
    scenario: Scenario, solved: Solved, counted: bool, zh: str
) -> None:
    phases = Phases({"solve": 1.0}, {"solve": 1.0})
    shown = summary_of(
        Execution(replace(scenario, awards_counted=counted), phases, 0.5), solved, Path("x")
    )
    assert shown.terms["public_money"].zh == zh
    assert shown.doubtful_rules == len(doubtful_rules(scenario)) > 0
    assert ("without awards" in shown.terms["public_money"].en) is not counted
    assert shown.terms["certified_residents"].zh == "新达标（或提升）圈内居民数，期末"
    assert "newly certified" in shown.terms["certified_residents"].en


def test_pictures_of_other_versions_are_not_compared_and_that_is_said(
    forge: Callable[..., Path], scenario: Scenario
) -> None:
    def older(record: dict[str, Any]) -> None:
        record["software"]["matplotlib"] = "3.0.0"

    run = forge(older)
    picture = run / "figures" / "map.png"
    picture.write_bytes(picture.read_bytes() + b"\0")
    list_again(run)
    assert findings_of(run, scenario) == ""
    assert drawn_otherwise(read_plan_record(run)) == (".png",)
    (run / "money.csv").write_bytes((run / "money.csv").read_bytes().replace(b"\r\n", b"\n"))
    list_again(run)
    assert "money.csv differs" in findings_of(run, scenario)
