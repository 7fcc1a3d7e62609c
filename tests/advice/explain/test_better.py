"""A run that one circle alone can better says so, and how to get the better plan."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from calls import call
from placement.advice.explain.better import find_better
from placement.advice.explain.circle import explain_circle
from placement.advice.explain.circle_text import circle_chapters
from placement.advice.explain.ways import NO_WAY
from placement.advice.explain.wording import UNFOUND, WITH_ANY_MONEY, way_chapter
from placement.advice.opened import OpenRun, decisions_of, open_run
from placement.audit import audit_plan
from placement.engine.city.bounds import Bounds
from placement.engine.city.parts import state_outcome
from placement.engine.control.watch import Watch
from placement.errors import Text
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.plan import Plan
from placement.planner import Phases, Solved
from placement.report.run.files import write_record, write_tables
from placement.report.run.publish import RunDirectory
from placement.report.run.record import Execution
from placement.scenario.reader import read_scenario
from two_districts import HAND_PLAN, copy_city, drop


def without_w1() -> Plan:
    """The plan worked by hand, had nobody thought of W1, the one circle of high quality."""
    plan = drop(HAND_PLAN, "P07", "P08", "P10")
    kept = tuple(item for item in plan.certifications if item.circle_id != "W1")
    return replace(plan, certifications=kept)


@pytest.fixture(scope="module")
def poor_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that ended before anything was proven."""
    folder = tmp_path_factory.mktemp("poor")
    read, phases, plan = read_scenario(copy_city(folder)), Phases(), without_w1()
    instance = build_instance(read, build_option_table(read))
    statement = audit_plan(read, plan)
    watch = Watch(time_limit_s=0)
    outcome = state_outcome(decisions_of(plan, instance), "search", watch, Bounds(instance))
    with RunDirectory(folder / "runs" / "poor") as directory:
        write_tables(directory.staging, read, statement)
        solved = Solved(plan, statement, outcome, instance)
        write_record(directory, Execution(read, phases, 0.0), solved)
    return folder / "runs" / "poor"


def test_what_one_circle_alone_would_better_is_said_with_the_targets_it_meets(
    poor_run: Path,
) -> None:
    run = open_run(poor_run)
    found = explain_circle(run, "W1", Watch())
    assert found.better is not None
    assert (found.better.term, found.better.before, found.better.after) == (
        "target_shortfall",
        2,  # one circle of a target that weighs twice
        0,
    )
    assert [(m.target_id, m.before, m.after) for m in found.better.targets] == [
        ("high:city:2024", 1, 0)
    ]
    assert (found.better.year, found.better.tier) == (2024, "高品质")
    assert found.better.way.is_affordable
    told = next(c for c in circle_chapters(found) if c.title.zh == "本方案因此还能改进")
    assert "缺口 1 → 0" in told.sentences[0].zh
    assert f"placement explain {poor_run.as_posix()} --circle W1 --out" in told.sentences[1].zh
    ways = {way.tier: way.cheapest.year for way in found.ways}
    assert ways == {"高品质": 2024}


def test_a_run_that_is_proven_or_that_the_circle_cannot_better_says_nothing(
    poor_run: Path, opened: OpenRun
) -> None:
    for circle in range(opened.instance.n_circles):
        assert find_better(opened, circle, Watch()) is None
    run = open_run(poor_run)
    assert find_better(run, run.instance.circle_ids.index("W2"), Watch()) is None


def test_the_command_it_names_publishes_the_better_plan(poor_run: Path) -> None:
    (done,) = call(["explain", poor_run, "--circle", "W1", "--json"])
    assert done.code == 0, done.err
    command = json.loads(done.out)["found"]["better"]["command"].split()
    (done,) = call(command[1:])
    assert done.code == 0, done.err
    targets = pd.read_csv(Path(command[-1]) / "targets.csv")
    assert not targets["shortfall"].any()
    (done,) = call(["explain", poor_run, "--circle", "W2", "--out", poor_run.with_name("none")])
    assert done.code == 0
    assert "没有写出结果" in done.err
    assert not poor_run.with_name("none").exists()
    (done,) = call(["explain", poor_run, "--site", "P07", "--out", poor_run.with_name("none")])
    assert done.code == 64


def test_what_is_not_known_is_not_said_to_be_out_of_reach() -> None:
    title = Text("", "")
    assert way_chapter(title, NO_WAY).sentences == (WITH_ANY_MONEY,)
    open_end = way_chapter(title, replace(NO_WAY, proven=False))
    assert open_end.sentences == (UNFOUND,)
    assert "达不到" not in open_end.sentences[0].zh
