"""Several scenarios at a time: one directory each, the worst exit code, and no loss but one's own."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from rich.console import Console

from calls import Ended, call
from placement.advice.compare.comparison import compare_runs
from placement.advice.compare.text import render_comparison
from placement.advice.sweep import DIED, NOT_STARTED, Children, Job, run_jobs
from placement.cli.advising import comparison_document
from placement.cli.sweeping import NO_RUN
from placement.errors import Text
from placement.report.run.published import read_published
from two_districts import copy_city


def variant(scenario: Path, name: str, *lines: str) -> Path:
    path = scenario.with_name(f"{name}.yaml")
    text = "".join(f"{line}\n" for line in (f"extends: {scenario.name}", f"id: {name}", *lines))
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def swept(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Ended, Path]:
    folder = tmp_path_factory.mktemp("sweep")
    scenario = copy_city(folder)
    broken = variant(scenario, "broken", "horizon.last_year: 2022")
    closed = variant(scenario, "closed", "locks.premises_out: [P01, P03, P05, P07]")
    (done,) = call(["solve", scenario, broken, closed, "--out", folder / "runs", "--json"])
    return done, folder / "runs"


def test_each_scenario_has_its_directory_and_its_code(
    swept: tuple[Ended, Path],
) -> None:
    done, runs = swept
    assert done.code == 20
    document = json.loads(done.out)
    assert {row["name"]: row["exit_code"] for row in document["runs"]} == {
        "city": 0,
        "broken": 20,
        "closed": 0,
    }
    assert document["exit_code"] == 20
    assert sorted(path.name for path in runs.iterdir()) == ["city", "closed", "compare"]
    assert "broken" in done.err
    assert "horizon" in done.err


def test_what_the_document_says_is_what_was_published(
    swept: tuple[Ended, Path],
) -> None:
    done, runs = swept
    document = json.loads(done.out)
    for row in document["runs"]:
        if row["exit_code"] == 0:
            record = json.loads((runs / row["name"] / "plan.json").read_text(encoding="utf-8"))
            assert row["terms"] == record["terms"]
            assert row["outcome"]["stages"] == record["outcome"]["stages"]
    overview = {row["run"]: row for row in document["comparison"]["overview"]}
    assert [overview[label]["name"] for label in "AB"] == ["两区四圈", "两区四圈"]
    assert (runs / "compare" / "comparison.csv").exists()


def test_the_comparison_names_the_scenario_that_has_no_run(swept: tuple[Ended, Path]) -> None:
    done, runs = swept
    said = "broken 没有结果，不在比较中：退出码 20"
    assert [line["zh"] for line in json.loads(done.out)["comparison"]["absent"]] == [said]
    assert said in (runs / "compare" / "comparison.html").read_text(encoding="utf-8")
    read = [read_published(runs / name) for name in ("city", "closed")]
    killed = NO_RUN.zh.format(name="doomed")
    found = compare_runs(read, [Text(killed, "")])
    out = io.StringIO()
    Console(file=out, width=80).print(render_comparison(found, {}, "zh"))
    assert killed in out.getvalue()
    assert "没有结果" not in json.dumps(comparison_document(compare_runs(read), runs), default=str)


def test_a_worker_that_is_killed_loses_only_its_own_scenario(tmp_path: Path) -> None:
    scenario = copy_city(tmp_path)
    slow = Path(__file__).resolve().parents[2] / "scenarios" / "jining-2023-2025.yaml"
    jobs = [
        Job("doomed", ("solve", str(slow), "--out", str(tmp_path / "doomed"))),
        Job("city", ("solve", str(scenario), "--out", str(tmp_path / "city"))),
    ]
    children = Children()
    ended = {}

    def run(job: Job) -> None:
        ended[job.name] = children.run(job)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    threads[0].start()
    while not children.running:
        time.sleep(0.01)
    doomed = next(iter(children.running))
    threads[1].start()
    os.kill(doomed.pid, signal.SIGKILL)
    for thread in threads:
        thread.join(timeout=120)
    assert (ended["doomed"].code, ended["doomed"].died) == (DIED, True)
    assert not (tmp_path / "doomed").exists()
    assert (ended["city"].code, ended["city"].died) == (0, False)
    assert (tmp_path / "city" / "manifest.json").exists()


def test_what_was_not_started_when_asked_to_stop_is_left_out() -> None:
    children = Children()
    children.stop()
    assert children.run(Job("late", ("--version",))).code == NOT_STARTED


def test_jobs_come_back_as_they_end() -> None:
    jobs = [Job(name, ("--version",)) for name in "abc"]
    assert sorted(each.job.name for each in run_jobs(jobs, 2)) == ["a", "b", "c"]


def test_two_scenarios_of_one_name_are_refused(tmp_path: Path) -> None:
    scenario = copy_city(tmp_path)
    (done,) = call(["solve", scenario, scenario, "--out", tmp_path / "runs"])
    assert done.code == 64
    assert not (tmp_path / "runs").exists()
