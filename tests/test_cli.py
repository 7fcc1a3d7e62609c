"""The command line as a planner meets it: real processes, real files, the documented exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from calls import ROOT, call, command
from placement.report.run.check import verify_run
from placement.report.run.claims import read_plan_record
from placement.report.run.publish import RunDirectory
from placement.scenario.reader import read_scenario
from two_districts import HARD_PIN, LOCKS, copy_city

TABLES = ("projects", "circles", "scorecards", "targets", "money", "payments")
ALL_OUT = "locks: {circles_out: [E1, E2, W1, W2]}\n"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    run = folder / "runs" / "city"
    arguments = command("solve", copy_city(folder), "--out", run)
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "已证明最优" in done.stdout
    assert "合成数据" in done.stdout
    return run


def test_a_run_holds_what_the_product_promises(solved: Path) -> None:
    names = {path.relative_to(solved).as_posix() for path in solved.rglob("*") if path.is_file()}
    assert names == {
        *(f"{table}.csv" for table in TABLES),
        *(f"figures/{name}.png" for name in ("map", "targets", "spending", "scores", "cost")),
        "plan.json",
        "plan.xlsx",
        "report.html",
        "manifest.json",
        "engine/blocks.json",
        "合成数据_SYNTHETIC.txt",
    }
    outcome = json.loads((solved / "plan.json").read_text(encoding="utf-8"))["outcome"]
    assert outcome["status"] == "optimal"
    assert outcome["grade"] == "proved_twice"
    assert outcome["objective"] == outcome["bound"]
    assert set(outcome["seconds"]) == set(outcome["memory_mib"])
    assert outcome["baseline"]["target_shortfall"] >= outcome["stages"][0]["value"]
    assert sorted(p.name for p in solved.parent.iterdir()) == ["city"]  # no leftovers beside it


def test_verify_by_exit_code(solved: Path) -> None:
    copy = solved.parent / "edited"
    shutil.copytree(solved, copy)
    path = copy / "money.csv"
    assert b"60071.96" in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(b"60071.96", b"60071.95", 1))
    good, edited, nowhere = call(
        ["verify", solved], ["verify", copy], ["verify", solved.parent / "nowhere"]
    )
    shutil.rmtree(copy)
    assert (good.code, edited.code, nowhere.code) == (0, 40, 20)
    assert "money.csv" in edited.err


def test_broken_input_is_refused_whole_and_nothing_is_written(tmp_path: Path) -> None:
    scenario = copy_city(
        tmp_path,
        ("tables/premises.csv", "116.601,35.401,60,", "116.601,35.401,约五十,"),
        ("tables/circles.csv", "E2,东二", "E1,东二"),
        ("city.yaml", "last_year: 2024", "last_year: 2022"),
    )
    before = sorted(tmp_path.rglob("*"))
    report = tmp_path / "problems.csv"
    solve, check, nowhere = call(
        ["solve", scenario, "--out", tmp_path / "runs" / "broken"],
        ["check", scenario, "--problems", report],
        ["solve", tmp_path / "nowhere.yaml"],
    )
    assert (solve.code, check.code, nowhere.code) == (20, 20, 20)
    for word in ("premises.csv", "约五十", "circles.csv", "horizon"):
        assert word in solve.err
        assert word in report.read_text(encoding="utf-8-sig")
    report.unlink()
    assert sorted(tmp_path.rglob("*")) == before
    assert "nowhere.yaml" in nowhere.err


def test_limits_and_hard_rules(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    plain = copy_city(tmp_path / "plain")
    nobody = copy_city(tmp_path / "nobody", ("city.yaml", LOCKS, ALL_OUT + LOCKS))
    hard = copy_city(tmp_path / "hard", ("city.yaml", LOCKS, HARD_PIN + LOCKS))
    check, short, nothing, never, verified, empty = call(
        ["check", plain, "--lang", "en"],
        ["solve", plain, "--out", runs / "short", "--time-limit", "0"],
        ["solve", nobody, "--out", runs / "nothing", "--time-limit", "0"],
        ["solve", hard, "--out", runs / "hard"],
        ["verify", runs / "short"],
        ["verify", runs / "nothing"],
    )
    assert check.code == 0
    assert "vacant premises: 12" in check.out
    assert short.code == 10
    outcome = json.loads((runs / "short" / "plan.json").read_text(encoding="utf-8"))["outcome"]
    assert (outcome["status"], outcome["plan_from"]) == ("limit", "greedy")
    assert nothing.code == 12
    assert never.code == 30
    assert "锁定·西二·2023" in never.err
    assert not (runs / "hard").exists()
    assert (verified.code, empty.code) == (0, 0)


def test_wrong_calls(tmp_path: Path) -> None:
    ended = call(
        ["solve"],
        ["solve", "x.yaml", "--time-limit", "-1"],
        ["nonsense"],
        ["check", "x.yaml", "--up"],
    )
    assert [each.code for each in ended] == [64] * 4
    assert not any("Traceback" in each.err for each in ended)


def test_where_a_run_may_be_written(tmp_path: Path) -> None:
    scenario = copy_city(tmp_path)
    foreign, runs = tmp_path / "runs" / "foreign", tmp_path / "runs"
    foreign.mkdir(parents=True)
    (foreign / "my notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    with RunDirectory(runs / "busy") as run:
        run.file("note.txt").write_text("x", encoding="utf-8")
        theirs, forced, no_folder, input_itself, busy = call(
            ["solve", scenario, "--out", foreign],
            ["solve", scenario, "--out", foreign, "--force", "--time-limit", "0"],
            ["solve", scenario, "--out", tmp_path / "file.txt" / "run"],
            ["solve", scenario, "--out", scenario.parent, "--force"],
            ["solve", scenario, "--out", runs / "busy"],
        )
    assert (theirs.code, forced.code, no_folder.code, busy.code) == (74, 10, 74, 75)
    assert (runs / "foreign.kept-1" / "my notes.txt").read_text(encoding="utf-8") == "mine"
    assert (input_itself.code, "PL808" in input_itself.err) == (20, True)
    assert scenario.exists()
    assert str(os.getpid()) in busy.err


def test_template_and_schema(tmp_path: Path) -> None:
    workbook, policy = tmp_path / "mine.xlsx", ROOT / "models" / "jining-2023.yaml"
    folder = tmp_path / "project"
    folder.mkdir()
    ended = call(
        ["template", workbook, "--policy", policy],
        ["template", workbook, "--policy", policy],  # not overwritten
        ["schema", folder],
    )
    assert [each.code for each in ended] == [0, 74, 0]
    assert workbook.read_bytes()[:2] == b"PK"
    for name in ("models/policy", "models/kinds", "scenarios/scenario"):
        schema = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert schema["type"] == "object"


@pytest.mark.parametrize("closed", ["stdout", "both"])
def test_a_reader_who_leaves_does_not_lose_the_run(tmp_path: Path, closed: str) -> None:
    """``placement solve … | head``, and ``2>&1 | head``: the run is published, the code is its own."""
    out = tmp_path / "runs" / closed
    read, write = os.pipe()
    os.close(read)
    stderr = write if closed == "both" else subprocess.DEVNULL
    arguments = command("solve", copy_city(tmp_path), "--out", out)
    done = subprocess.run(arguments, stdout=write, stderr=stderr, check=False)
    os.close(write)
    assert done.returncode == 0
    assert (out / "manifest.json").exists()


class Running(NamedTuple):
    """A solve in a process of its own, what it says, and where it will publish."""

    process: subprocess.Popen[str]
    said: Path
    out: Path


def start(scenario: str, folder: Path) -> Running:
    said, out = folder / f"{scenario}.log", folder / scenario
    with said.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command("solve", ROOT / "scenarios" / f"{scenario}.yaml", "--out", out),
            stdout=subprocess.DEVNULL, stderr=log, env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
    return Running(process, said, out)


def interrupt(running: Running, number: signal.Signals, begun: str) -> None:
    """Send a signal once the solve has begun; the best plan must be published and hold."""
    try:
        stop_when(running, number, begun)
    finally:
        running.process.kill()
        running.process.wait()
    record = read_plan_record(running.out)
    assert record["outcome"]["status"] == "interrupted"
    scenario = read_scenario((running.out / record["scenario"]["file"]).resolve())
    assert verify_run(running.out, record, scenario) == []


def stop_when(running: Running, number: signal.Signals, begun: str) -> None:
    deadline = time.monotonic() + 120
    while begun not in running.said.read_text(encoding="utf-8"):
        assert running.process.poll() is None, running.said.read_text(encoding="utf-8")
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(0.5)
    running.process.send_signal(number)
    assert running.process.wait(timeout=120) == 11


def test_sigterm_while_one_district_is_solved_as_one_model(tmp_path: Path) -> None:
    interrupt(start("quick", tmp_path), signal.SIGTERM, "第1步")


def test_sigint_while_the_whole_city_is_searched(tmp_path: Path) -> None:
    interrupt(start("jining-2023-2025", tmp_path), signal.SIGINT, "各片区逐个求解")
