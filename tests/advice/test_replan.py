"""A plan taken up again a year later: what stands counts as before, and nothing is counted twice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from placement.advice.changes import changes_between
from placement.advice.replan import Facts, Prepared, prepare, remaining
from placement.audit import audit_plan
from placement.engine.watch import Watch
from placement.errors import FileSystemError, UsageError
from placement.options import build_option_table
from placement.plan import Plan
from placement.planner import Earlier, Phases, Solved, plan_scenario
from placement.report.published import PublishedRun, read_published
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from two_districts import CITY, HAND_PLAN, SCENARIO

CLI = (sys.executable, "-m", "placement")


@pytest.fixture
def published(city_run: Path, tmp_path: Path) -> PublishedRun:
    """The run, in a project of its own that may be written to."""
    shutil.copytree(city_run.parent.parent, tmp_path, dirs_exist_ok=True)
    return read_published(tmp_path / "runs" / "city")


def again(
    run: PublishedRun, facts: Facts, plan: Plan | None = None
) -> tuple[Prepared, Scenario, Solved]:
    prepared = prepare(run, plan or plan_of(run), 2024, facts, force=True)
    read = read_scenario(prepared.path)
    earlier = Earlier(remaining(plan or plan_of(run), build_option_table(read), 2024))
    return prepared, read, plan_scenario(read, Watch(), Phases(), earlier)


def plan_of(run: PublishedRun) -> Plan:
    return Plan.from_dict(run.record["plan"])


def test_without_new_facts_the_rest_of_the_plan_is_as_good_as_it_was(
    published: PublishedRun,
) -> None:
    prepared, read, solved = again(published, Facts())
    old = plan_of(published)
    assert read.years == (2024,)
    before = audit_plan(
        read_scenario((published.path / published.record["scenario"]["file"]).resolve()), old
    )
    assert solved.statement.terms["target_shortfall"] == before.terms["target_shortfall"]
    # What was built in 2023 and what is built now are a plan of both years, and no better than the best.
    first = [c for c in old.choices if c.year == 2023]
    aid_2023 = sum(
        yuan
        for yuan, year in zip(before.projects["public_yuan"], before.projects["year"], strict=True)
        if year == 2023
    )
    aid = Decimal(solved.statement.terms["aid_money"]) / 100 + aid_2023
    assert aid == Decimal(before.terms["aid_money"]) / 100
    assert first
    found = changes_between(published, old, prepared, solved, 2024)
    assert found.at_risk == ()
    assert found.notes == ()


def test_what_stands_scores_as_it_did(published: PublishedRun) -> None:
    """The hand-worked plan: its cards at the end of 2023 are today's cards of the new scenario."""
    original = read_scenario(CITY / SCENARIO)
    then = audit_plan(original, HAND_PLAN)
    prepared = prepare(published, HAND_PLAN, 2024, Facts(), force=True)
    read = read_scenario(prepared.path)
    nothing = audit_plan(
        replace(read, targets=tuple(replace(k, hard=False) for k in read.targets)), Plan((), ())
    )
    scores = then.circles[then.circles["year"] == 2023].set_index("circle_id")["score"]
    for circle, card in nothing.today.items():
        assert card.score == scores[circle]
    e1 = read.tables.circles.set_index("circle_id").loc["E1"]
    assert (e1["current_tier"], e1["recognised_year"]) == ("basic", 2023)
    assert "P01" not in set(read.tables.premises["premises_id"])
    assert "P01" in set(read.tables.outlets["outlet_id"])


def test_everything_done_stands_when_all_years_but_the_last_are_over(
    published: PublishedRun,
) -> None:
    """Also places in circles and raised lines, moved to 2023 for the purpose."""
    original = read_scenario(CITY / SCENARIO)
    early = Plan(tuple(replace(c, year=2023) for c in HAND_PLAN.choices), ())
    prepared = prepare(published, early, 2024, Facts(), force=True)
    read = read_scenario(prepared.path)
    today = audit_plan(
        replace(read, targets=tuple(replace(k, hard=False) for k in read.targets)), Plan((), ())
    ).today
    then = audit_plan(original, HAND_PLAN).circles
    scores = then[then["year"] == 2024].set_index("circle_id")["score"]
    assert {c: card.score for c, card in today.items()} == scores.to_dict()
    assert "E2@vending" in read.locks.premises_out
    table = build_option_table(read).rows
    assert not set(table["site_id"]) & {c.site_id for c in HAND_PLAN.choices if c.circle_id}


def test_lost_premises_and_closed_outlets_are_told_and_planned_around(
    published: PublishedRun,
) -> None:
    scenarios = (published.path / published.record["scenario"]["file"]).resolve().parent
    facts = scenarios / "facts"
    shutil.copytree(scenarios / "tables", facts)
    later = next(
        c.site_id for c in plan_of(published).choices if c.year == 2024 and not c.circle_id
    )
    path = facts / "premises.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if not x.startswith(later)), encoding="utf-8")
    reach = facts / "reach.csv"
    lines = reach.read_text(encoding="utf-8").splitlines(keepends=True)
    reach.write_text("".join(x for x in lines if not x.startswith(later)), encoding="utf-8")
    prepared, _, solved = again(published, Facts(tables=facts))
    found = changes_between(published, plan_of(published), prepared, solved, 2024)
    dropped = {p.site_id: p.why for p in found.projects if p.kind == "dropped"}
    assert dropped[later] == "gone"
    assert later not in {c.site_id for c in solved.plan.choices}


def test_the_year_must_be_a_later_one_and_files_are_not_overwritten(
    published: PublishedRun,
) -> None:
    for year in (2023, 2025):
        with pytest.raises(UsageError):
            prepare(published, plan_of(published), year, Facts(), force=False)
    prepare(published, plan_of(published), 2024, Facts(), force=False)
    with pytest.raises(FileSystemError, match="from-2024"):
        prepare(published, plan_of(published), 2024, Facts(), force=False)


def test_the_command_publishes_a_run_that_verifies(published: PublishedRun) -> None:
    done = subprocess.run(
        [*CLI, "replan", published.path, "--from", "2024", "--json"],
        check=False, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert {p["kind"] for p in document["changes"]["projects"]} <= {
        "kept",
        "moved",
        "dropped",
        "added",
    }
    run = Path(document["run"])
    assert run.name == "city-from-2024"
    verified = subprocess.run([*CLI, "verify", run], check=False, capture_output=True, timeout=180)
    assert verified.returncode == 0
