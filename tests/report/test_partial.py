"""The best plan so far is on disk while a solve runs, audited, and a solve that was killed goes on from it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from placement.engine.control.watch import Watch
from placement.errors import Text
from placement.planner import Keeping, Phases, Solved, plan_scenario
from placement.report.proof_words import note_texts
from placement.report.run.claims import RECORDS_NAME, read_plan, read_plan_record
from placement.report.run.earlier import read_earlier, read_records
from placement.report.run.files import write_record
from placement.report.run.partial import (
    LeftBehind,
    drop_partial,
    keeper,
    left_behind,
    partial_of,
)
from placement.report.run.publish import RunDirectory
from placement.report.run.record import Execution
from placement.scenario.model import Scenario
from two_districts import read_city

ROOT = Path(__file__).resolve().parents[2]
QUICK = ROOT / "scenarios" / "quick.yaml"
CLI = (sys.executable, "-m", "placement", "solve", str(QUICK))
PATIENCE_S = 120


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_city()


@pytest.fixture(scope="module")
def kept(scenario: Scenario) -> list[Solved]:
    """What a solve hands out to be kept, and what it ends with."""
    found: list[Solved] = []
    solved = plan_scenario(scenario, Watch(), Phases(), keep=found.append)
    assert found
    return [*found, solved]


def rank(solved: Solved) -> tuple[int, ...]:
    """Audited value by stage, smaller is better."""
    terms = solved.statement.terms
    return tuple(-terms[s.term] if s.maximise else terms[s.term] for s in solved.outcome.stages)


def test_what_is_kept_is_audited_and_no_better_than_the_end(kept: list[Solved]) -> None:
    assert all(rank(early) >= rank(kept[-1]) for early in kept)
    assert kept[0].plan.choices


def test_keeping_costs_little_and_repeats_nothing(kept: list[Solved]) -> None:
    audits: list[int] = []
    puts: list[Solved] = []

    def audited(_outcome: object) -> Solved:
        audits.append(1)
        return kept[0]

    keeping = Keeping(Watch(), audited, puts.append)
    for _ in range(5):
        keeping(lambda: kept[0].outcome)
    assert len(audits) == len(puts) == 1, "the next one is due in some seconds only"
    keeping._next = 0.0
    keeping(lambda: kept[0].outcome)
    assert len(puts) == 1, "the same plan with the same bounds is not written again"


def test_what_lies_there_is_found_again(
    scenario: Scenario, kept: list[Solved], tmp_path: Path
) -> None:
    run = tmp_path / "quick"
    assert left_behind(run, scenario) == LeftBehind()
    keeper(run, Execution(scenario, Phases(), 1.0))(kept[-1])
    earlier = left_behind(run, scenario).earlier
    assert earlier is not None
    assert earlier.plan == kept[-1].plan
    assert earlier.records == kept[-1].outcome.blocks == read_records(partial_of(run))
    (partial_of(run) / "plan.json").write_text("{}", encoding="utf-8")
    damaged = left_behind(run, scenario)
    assert damaged.earlier is None
    (unread,) = damaged.unread
    assert unread.zh.startswith("上次求解留下的方案读不出")
    assert str(partial_of(run)) in unread.en
    drop_partial(run)
    assert partial_of(run).exists(), "a file that was edited is not ours to remove"


def test_what_another_scenario_left_is_not_ours(
    scenario: Scenario, kept: list[Solved], tmp_path: Path
) -> None:
    run = tmp_path / "quick"
    keeper(run, Execution(scenario, Phases(), 1.0))(kept[-1])
    other = replace(scenario, path=tmp_path / "other.yaml")
    assert left_behind(run, other) == LeftBehind(of_another=scenario.path.resolve())


def test_blocks_that_cannot_be_read_are_told_on_screen_and_in_the_notes(
    scenario: Scenario, kept: list[Solved], tmp_path: Path
) -> None:
    with RunDirectory(tmp_path / "former") as former:
        write_record(former, Execution(scenario, Phases(), 1.0), kept[-1])
    records = former.path / RECORDS_NAME
    if not records.exists():
        records.parent.mkdir()
    assert not read_earlier(former.path).unread
    records.write_text('{"format": 1, "blocks": []}', encoding="utf-8")
    earlier = read_earlier(former.path)
    assert earlier.plan == kept[-1].plan
    (unread,) = earlier.unread
    solved = plan_scenario(scenario, Watch(), Phases(), earlier)
    assert solved.plan == kept[-1].plan, "the result stays right"
    assert note_texts(solved.outcome.notes) == [Text(unread.zh, unread.en)]
    assert str(records) in unread.zh


def test_a_place_that_cannot_be_written_stops_nothing(
    scenario: Scenario, kept: list[Solved], tmp_path: Path
) -> None:
    partial_of(tmp_path / "quick").mkdir()
    (partial_of(tmp_path / "quick") / "mine.txt").write_text("mine")
    keeper(tmp_path / "quick", Execution(scenario, Phases(), 1.0))(kept[-1])
    assert [path.name for path in partial_of(tmp_path / "quick").iterdir()] == ["mine.txt"]


def test_what_cannot_be_read_is_said_on_screen_and_stays_in_the_run(tmp_path: Path) -> None:
    run = tmp_path / "quick"
    partial_of(run).mkdir()
    (partial_of(run) / "plan.json").write_text("half a pl", encoding="utf-8")
    ended = subprocess.run(
        [*CLI, "--out", str(run), "--time-limit", "0"], capture_output=True, check=False
    )
    assert ended.returncode in {10, 12}
    assert "上次求解留下的方案读不出" in ended.stderr.decode()
    assert "上次求解留下的方案读不出" in ended.stdout.decode()
    (note,) = read_plan_record(run)["outcome"]["notes"]
    assert "上次求解留下的方案读不出" in note
    assert "上次求解留下的方案读不出" in (run / "report.html").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX systems do")
def test_a_killed_solve_goes_on_from_its_plan(tmp_path: Path) -> None:
    run = tmp_path / "quick"
    left = partial_of(run) / "manifest.json"
    process = subprocess.Popen(
        [*CLI, "--out", str(run)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + PATIENCE_S
    while not left.exists() and time.monotonic() < until and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert left.exists()
    assert not run.exists()
    plan = read_plan(partial_of(run))
    again = subprocess.run(
        [*CLI, "--out", str(run), "--time-limit", "0", "--json"], capture_output=True, check=False
    )
    assert again.returncode in {10, 12}, again.stderr.decode()
    assert str(partial_of(run).name) in again.stderr.decode().replace("\n", "")
    assert json.loads(again.stdout)
    assert read_plan_record(run)["outcome"]["plan_from"] in {"start", "greedy"}
    assert read_plan(run) == plan
    assert not partial_of(run).exists()
