"""A city under the two-table policy, from files to the audited plan: every kind of line in one run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from placement.audit import audit_plan
from placement.engine.control.watch import Watch
from placement.errors import InputError, VerificationError
from placement.planner import Phases, Solved, plan_scenario
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from two_districts import CITY

JUDGED = """\
E1,happy,79,86,20000,
E2,happy,83,83,0,
W1,happy,90,90,0,
W2,happy,70,81,15000,2024
E1,E,2,4,1000,
"""


def graded_city(folder: Path, *changes: tuple[str, str, str], judged: str = JUDGED) -> Scenario:
    """The city of two districts under ``graded.yaml``; each change is (file, old text, new text)."""
    shutil.copytree(CITY, folder, dirs_exist_ok=True)
    scenarios = folder / "scenarios"
    with (scenarios / "tables" / "judgements.csv").open("a", encoding="utf-8") as table:
        table.write(judged)
    edits = (
        ("scenarios/city.yaml", "two-districts.yaml", "graded.yaml"),
        ("scenarios/city.yaml", "judged_lines: [L1, S1]", "judged_lines: [L1, S1, happy, E]"),
        *changes,
    )
    for name, old, new in edits:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return read_scenario(scenarios / "city.yaml")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return graded_city(tmp_path_factory.mktemp("graded"))


@pytest.fixture(scope="module")
def solved(city: Scenario) -> Solved:
    return plan_scenario(city, Watch(), Phases())


def test_the_plan_is_proven_and_the_audit_agrees(solved: Solved) -> None:
    assert solved.outcome.status == "optimal"
    assert len(solved.plan.certifications) > 0


def test_score_cards_add_up_table_by_table(city: Scenario, solved: Solved) -> None:
    """Rows of lines add up to the tables where no chapter cuts, and members bring no points twice."""
    rubric = city.rubric
    cards = solved.statement.scorecards
    assert {"G", "G.conv", "P", "P.care", "W", "happy", "R", "tiers.1", "have", "good"} <= set(
        cards["line_id"]
    )
    one = cards[(cards["circle_id"] == "W1") & (cards["year"] == 2024)].set_index("line_id")
    service = ("W", "D", "R", "N", "E", "L1", "S1")
    assert sum(one.loc[name, "points"] for name in service) == one.loc["good", "points"]
    assert one.loc["good", "cap"] == rubric.points(rubric.tables[1].total_steps)
    assert one.loc["happy", "existing_count"] == 90
    assert one.loc[["G.conv", "P.care", "R.1"], "cap"].eq(0).all()


def test_a_tier_without_its_confirmation_is_refused(tmp_path: Path, solved: Solved) -> None:
    """The same plan where residents are not happy: the second table no longer confirms."""
    unhappy = JUDGED.replace("happy,90,90", "happy,60,60").replace("happy,83,83", "happy,60,60")
    with pytest.raises(
        VerificationError, match="holds “高品质” in 2023 without having earned it: score of 好不好 "
    ):
        audit_plan(graded_city(tmp_path, judged=unhappy), solved.plan)


def test_a_class_of_areas_without_a_threshold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        graded_city(
            tmp_path, ("models/graded.yaml", "thresholds: {any: 0.3}", "thresholds: {一线: 0.3}")
        )
    assert [p.code for p in caught.value.problems if p.severity == "error"] == ["PL723"]


def test_density_by_households_needs_households(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        graded_city(tmp_path, ("models/graded.yaml", "per: residents", "per: households"))
    assert [p.code for p in caught.value.problems if p.severity == "error"] == ["PL724"]
