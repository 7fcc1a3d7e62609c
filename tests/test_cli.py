"""The command line as a planner meets it: real processes, real files, the documented exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from placement.report.publish import RunDirectory

ROOT = Path(__file__).resolve().parent.parent
CITY = ROOT / "scenarios" / "jining-2023-2025.yaml"


def placement(*arguments: object, **settings: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "placement", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **settings)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one's own with the quick city, so that files may be broken."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "models", folder / "models")
    shutil.copytree(ROOT / "scenarios" / "base", folder / "scenarios" / "base")
    shutil.copytree(ROOT / "scenarios" / "quick", folder / "scenarios" / "quick")
    shutil.copy(ROOT / "scenarios" / "quick.yaml", folder / "scenarios" / "quick.yaml")
    return folder


@pytest.fixture(scope="module")
def solved(project: Path) -> Path:
    run = project / "runs" / "quick"
    done = placement("solve", project / "scenarios" / "quick.yaml", "--out", run)
    assert done.returncode == 0, done.stderr
    assert "已证明最优" in done.stdout
    assert "合成数据" in done.stdout
    return run


def variant(project: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = (project / "scenarios" / "quick.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = project / "scenarios" / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_run_holds_what_the_product_promises(solved: Path) -> None:
    names = {path.relative_to(solved).as_posix() for path in solved.rglob("*") if path.is_file()}
    tables = {"projects", "circles", "scorecards", "targets", "money", "payments"}
    assert {f"{table}.csv" for table in tables} <= names
    assert {"plan.json", "manifest.json", "合成数据_SYNTHETIC.txt"} <= names
    assert {f"figures/{name}.png" for name in ("map", "targets", "spending")} <= names
    outcome = json.loads((solved / "plan.json").read_text(encoding="utf-8"))["outcome"]
    assert outcome["status"] == "optimal"
    assert outcome["grade"] == "proved_one_engine"
    assert outcome["objective"] == outcome["bound"]
    assert set(outcome["seconds"]) == set(outcome["memory_mib"])
    assert outcome["baseline"]["target_shortfall"] >= outcome["stages"][0]["value"]


def test_verify_agrees_with_an_untouched_run(solved: Path) -> None:
    done = placement("verify", solved)
    assert done.returncode == 0, done.stderr


def test_verify_names_every_table_that_was_edited(solved: Path) -> None:
    copy = solved.parent / "edited"
    shutil.copytree(solved, copy)
    names = ("projects", "circles", "scorecards", "targets", "money", "payments")
    for name in names:
        path = copy / f"{name}.csv"
        lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
        digit = next(c for c in reversed(lines[1]) if c.isdigit())
        at = lines[1].rindex(digit)
        lines[1] = lines[1][:at] + str((int(digit) + 1) % 10) + lines[1][at + 1 :]
        path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    done = placement("verify", copy)
    assert done.returncode == 40
    assert all(f"{name}.csv" in done.stderr for name in names)


def test_verify_notices_that_an_input_changed(project: Path, solved: Path) -> None:
    table = project / "scenarios" / "quick" / "outlets.csv"
    before = table.read_bytes()
    try:
        table.write_bytes(b"".join(before.splitlines(keepends=True)[:-1]))
        done = placement("verify", solved)
    finally:
        table.write_bytes(before)
    assert done.returncode == 40
    assert "outlets.csv" in done.stderr


def test_broken_input_is_refused_whole_and_nothing_is_written(project: Path) -> None:
    tables = project / "scenarios" / "broken"
    shutil.copytree(project / "scenarios" / "quick", tables)
    text = (tables / "premises.csv").read_text(encoding="utf-8-sig").splitlines()
    text[1] = text[1].replace(text[1].split(",")[4], "约五十")
    (tables / "premises.csv").write_text("\n".join(text), encoding="utf-8")
    path = variant(
        project,
        "broken",
        ("tables: quick", "tables: broken"),
        ("first_year: 2023", "first_year: 2026"),
    )
    out = project / "runs" / "broken"
    done = placement("solve", path, "--out", out)
    assert done.returncode == 20
    assert "premises.csv" in done.stderr
    assert "约五十" in done.stderr
    assert "horizon" in done.stderr
    assert not out.exists()
    report = project / "problems.csv"
    assert placement("check", path, "--problems", report, "--lang", "en").returncode == 20
    assert "约五十" in report.read_text(encoding="utf-8-sig")


def test_check_of_good_input_ends_with_zero(project: Path) -> None:
    done = placement("check", project / "scenarios" / "quick.yaml")
    assert done.returncode == 0
    assert "140" in done.stdout


def test_time_limit_zero_publishes_what_greedy_has(project: Path) -> None:
    out = project / "runs" / "short"
    done = placement(
        "solve", project / "scenarios" / "quick.yaml", "--out", out, "--time-limit", "0"
    )
    assert done.returncode == 10
    assert placement("verify", out).returncode == 0


def test_no_money_and_no_free_circle_ends_with_twelve(project: Path) -> None:
    path = variant(
        project,
        "nothing",
        (
            "  districts: present",
            "  districts: present\nlocks: {circles_out: ["
            + ", ".join(f"TB{n:03d}" for n in range(1, 15))
            + "]}",
        ),
    )
    out = project / "runs" / "nothing"
    done = placement("solve", path, "--out", out, "--time-limit", "0")
    assert done.returncode == 12
    assert placement("verify", out).returncode == 0


def test_a_hard_target_that_cannot_be_met_is_named(project: Path) -> None:
    path = variant(
        project,
        "hard",
        ("  districts: present", "  districts: present\n  hard: [share_main_urban]"),
        ("2023: 16万元, 2024: 12万元, 2025: 18万元", "2023: 1万元, 2024: 0万元, 2025: 0万元"),
    )
    out = project / "runs" / "hard"
    done = placement("solve", path, "--out", out)
    assert done.returncode == 30
    assert "share_main_urban:太白湖新区:2025" in done.stderr
    assert not out.exists()


def test_a_hard_pin_is_kept_or_named(project: Path) -> None:
    pin = "locks: {circles: {TB005: {year: 2023, tier: high, hard: true}}}"
    path = variant(project, "pin", ("  districts: present", f"  districts: present\n{pin}"))
    out = project / "runs" / "pin"
    done = placement("solve", path, "--out", out)
    if done.returncode == 30:
        assert "TB005" in done.stderr
        return
    assert done.returncode == 0, done.stderr
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))["plan"]
    assert {"circle_id": "TB005", "tier": "high", "year": 2023} in plan["certifications"]


def test_a_foreign_directory_is_left_alone(project: Path) -> None:
    out = project / "runs" / "foreign"
    out.mkdir(parents=True)
    (out / "my notes.txt").write_text("mine", encoding="utf-8")
    done = placement("solve", project / "scenarios" / "quick.yaml", "--out", out)
    assert done.returncode == 74
    assert (out / "my notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_busy_directory_is_refused(project: Path) -> None:
    out = project / "runs" / "busy"
    with RunDirectory(out) as run:
        run.file("note.txt").write_text("x", encoding="utf-8")
        done = placement("solve", project / "scenarios" / "quick.yaml", "--out", out)
    assert done.returncode == 75
    assert str(os.getpid()) in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_the_best_plan(project: Path, number: signal.Signals) -> None:
    out = project / "runs" / f"signal-{number.name}"
    command = [sys.executable, "-m", "placement", "solve", str(CITY), "--out", str(out)]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "独立片区" in line:
            break
    time.sleep(1)
    process.send_signal(number)
    assert process.wait(timeout=60) == 11
    assert placement("verify", out).returncode == 0


def test_a_closed_pipe_does_not_lose_the_run(project: Path) -> None:
    out = project / "runs" / "pipe"
    scenario = project / "scenarios" / "quick.yaml"
    command = f"{sys.executable} -m placement solve {scenario} --out {out} --time-limit 0 | head -1"
    subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert placement("verify", out).returncode == 0
