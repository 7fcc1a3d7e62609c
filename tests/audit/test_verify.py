"""A published run is verified from its files; whatever is altered afterwards is named."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from placement.cli import main
from placement.engine.control.watch import Watch
from placement.planner import Phases, plan_scenario
from placement.report.run.files import write_run
from placement.report.run.manifest import record_file, render_manifest
from placement.report.run.publish import RunDirectory
from placement.report.run.record import Execution
from placement.scenario.reader import read_scenario
from two_districts import copy_city

TABLES = ("projects", "circles", "scorecards", "targets", "money", "payments")
Verify = Callable[[Path], tuple[int, str]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a solved run in ``runs/city``."""
    project = tmp_path_factory.mktemp("project")
    scenario = read_scenario(copy_city(project))
    phases = Phases()
    with RunDirectory(project / "runs" / "city") as run:
        solved = plan_scenario(scenario, Watch(), phases)
        assert solved.outcome.status == "optimal"
        write_run(run, Execution(scenario, phases, 60.0), solved)
    return project


@pytest.fixture
def run(published: Path, tmp_path: Path) -> Path:
    """A copy of the project's run that may be altered."""
    project = tmp_path / "project"
    shutil.copytree(published, project)
    return project / "runs" / "city"


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Exit code and everything printed, as the command line gives it."""

    def call(run: Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["placement", "verify", str(run), "--lang", "en"])
        monkeypatch.setenv("COLUMNS", "500")
        with pytest.raises(SystemExit) as ending:
            main()
        printed = capsys.readouterr()
        return int(ending.value.code or 0), printed.out + printed.err

    return call


def change_a_digit(path: Path, *, last: bool = True) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    places = [m.start() for m in re.finditer(r"(?<=[,\d])\d(?=[,\d.\r\n])", text)]
    at = places[-1] if last else places[0]
    digit = "7" if text[at] != "7" else "3"
    path.write_bytes(("\ufeff" + text[:at] + digit + text[at + 1 :]).encode())


def record(run: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    return content


def rewrite(run: Path, content: dict[str, Any], *, seal: bool = False) -> None:
    """Write ``plan.json`` anew; with ``seal`` also a manifest that agrees with all files."""
    path = run / "plan.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if seal:
        seal_all(run)


def seal_all(run: Path) -> None:
    files = sorted(p for p in run.rglob("*") if p.is_file() and p.name != "manifest.json")
    text = render_manifest({p.relative_to(run).as_posix(): record_file(p) for p in files})
    (run / "manifest.json").write_text(text, encoding="utf-8")


def test_an_untouched_run_is_verified(run: Path, verify: Verify) -> None:
    code, said = verify(run)
    assert code == 0, said
    assert "Verified" in said


def test_every_altered_file_is_named(run: Path, verify: Verify) -> None:
    for name in TABLES:
        change_a_digit(run / f"{name}.csv")
    picture = run / "figures" / "map.png"
    picture.write_bytes(picture.read_bytes()[:-1] + b"\x00")
    (run / "figures" / "spending.png").unlink()
    (run / "notes.txt").write_text("mine", encoding="utf-8")
    code, said = verify(run)
    assert code == 40
    for name in TABLES:
        assert f"{name}.csv was changed since" in said
        assert f"{name}.csv differs from what the plan gives" in said
    assert "figures/map.png was changed since" in said
    assert "figures/spending.png is missing" in said
    assert "notes.txt is not in the manifest" in said


def test_altered_files_with_a_manifest_to_match_are_named_as_well(
    run: Path, verify: Verify
) -> None:
    for name in TABLES:
        change_a_digit(run / f"{name}.csv", last=False)
    content = record(run)
    content["terms"]["conversions"] += 1
    content["terms"]["public_money_fen"] -= 1
    content["outcome"]["stages"][0]["value"] -= 1
    rewrite(run, content, seal=True)
    code, said = verify(run)
    assert code == 40
    assert "was changed since" not in said
    for name in TABLES:
        assert f"{name}.csv differs from what the plan gives, first at line" in said
    assert "terms.conversions" in said
    assert "terms.public_money_fen" in said
    assert "plan.json" in said


DECISIONS: dict[str, Callable[[dict[str, Any]], object]] = {
    "another year": lambda plan: plan["choices"][0].update(year=plan["choices"][0]["year"] + 1),
    "outside the horizon": lambda plan: plan["choices"][0].update(year=2031),
    "another site": lambda plan: plan["choices"][0].update(site_id="P12"),
    "two units": lambda plan: plan["choices"][0].update(units=2),
    "a programme less": lambda plan: next(c for c in plan["choices"] if c["programmes"]).update(
        programmes=[]
    ),
    "a choice less": lambda plan: plan["choices"].pop(0),
    "a choice twice": lambda plan: plan["choices"].append(plan["choices"][0]),
    "a higher tier": lambda plan: plan["certifications"][0].update(tier="high"),
    "another circle": lambda plan: plan["certifications"][0].update(circle_id="W2"),
    "a tier there is not": lambda plan: plan["certifications"][0].update(tier="gold"),
}


@pytest.mark.parametrize(
    ("name", "seal"), [*((name, True) for name in DECISIONS), ("another year", False)]
)
def test_altered_decisions_are_refused(name: str, seal: bool, run: Path, verify: Verify) -> None:
    content = record(run)
    DECISIONS[name](content["plan"])
    rewrite(run, content, seal=seal)
    code, said = verify(run)
    assert code == 40, said
    assert ("plan.json was changed since" in said) != seal


def test_a_certification_taken_back_is_found_in_the_tables(run: Path, verify: Verify) -> None:
    content = record(run)
    content["plan"]["certifications"].pop()
    rewrite(run, content, seal=True)
    code, said = verify(run)
    assert code == 40
    assert "circles.csv differs from what the plan gives" in said
    assert "targets.csv differs from what the plan gives" in said


BROKEN = {
    "no choices": lambda content: content["plan"].pop("choices"),
    "a field too many": lambda content: content["plan"]["choices"][0].update(colour="red"),
    "a field too few": lambda content: content["plan"]["choices"][0].pop("year"),
    "a year as text": lambda content: content["plan"]["choices"][0].update(year="2023"),
    "half a unit": lambda content: content["plan"]["choices"][0].update(units=1.5),
    "no outcome": lambda content: content.pop("outcome"),
    "no scenario": lambda content: content.pop("scenario"),
    "another format": lambda content: content.update(format=2),
    "a list for a name": lambda content: content["scenario"].update(file=["x"]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_record_of_another_shape_is_refused(name: str, run: Path, verify: Verify) -> None:
    content = record(run)
    BROKEN[name](content)
    rewrite(run, content)
    code, said = verify(run)
    assert code in {40, 74}, said
    assert "plan.json" in said


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", "[" * 100_000, '{"a": 1, "a": 2}', "\udcff"]
)
def test_a_record_that_is_no_record_is_refused(text: str, run: Path, verify: Verify) -> None:
    (run / "plan.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    code, said = verify(run)
    assert code == 40, said
    assert "plan.json" in said


def test_altered_input_is_named_file_by_file(run: Path, verify: Verify) -> None:
    tables = run.parents[1] / "scenarios" / "tables"
    for name, old, new in (
        ("circles", ",9000,", ",9001,"),
        (
            "outlets",
            "东二便利店,convenience_store,116.621,",
            "东二便利店,convenience_store,116.622,",
        ),
        ("premises", ",东区,,25,5000,", ",东区,,26,5000,"),
        ("costs", "40000,500,60,", "40000,500,61,"),
        ("judgements", "E2,S1,2,2.5,9000", "E2,S1,2,2.5,9001"),
        ("reach", "P12,W2,10.5", "P12,W2,10.6"),
    ):
        path = tables / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    code, said = verify(run)
    assert code == 40
    for name in ("circles", "outlets", "premises", "costs", "judgements", "reach"):
        assert f"{name}.csv is not the file that was planned with" in said


def test_an_altered_scenario_or_policy_is_named(run: Path, verify: Verify) -> None:
    project = run.parents[1]
    for path, old, new in (
        (project / "scenarios" / "city.yaml", "25万元", "26万元"),
        (project / "models" / "two-districts.yaml", "basic: {2024: 5万元}", "basic: {2024: 4万元}"),
    ):
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    code, said = verify(run)
    assert code == 40
    assert "scenarios/city.yaml is not the file that was planned with" in said
    assert "models/two-districts.yaml is not the file that was planned with" in said


def test_a_table_that_can_no_longer_be_read_is_rejected_as_input(run: Path, verify: Verify) -> None:
    (run.parents[1] / "scenarios" / "tables" / "circles.csv").write_text("nothing\n")
    code, said = verify(run)
    assert code == 20
    assert "circles.csv" in said


def test_a_directory_that_is_no_run(tmp_path: Path, verify: Verify) -> None:
    code, said = verify(tmp_path)
    assert code == 20
    assert "plan.json" in said


def test_a_run_without_its_manifest(run: Path, verify: Verify) -> None:
    (run / "manifest.json").unlink()
    code, said = verify(run)
    assert code == 40
    assert "manifest.json" in said
