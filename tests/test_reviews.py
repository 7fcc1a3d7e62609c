"""Circles recognised before the horizon that are rated again: they may fall, be kept or rise (C20)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from placement.audit import audit_plan
from placement.engine.control.watch import Watch
from placement.errors import VerificationError
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.plan import Certification, Plan
from placement.planner import Phases, Solved, plan_scenario
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from two_districts import copy_city

W2 = "W2,西二,西区,3000,116.680,35.400,,"


def city(folder: Path, rule: str, recognised: str = "基本型,2022") -> Scenario:
    """The city of two districts; W2 is recognised although it has next to nothing."""
    path = copy_city(folder, ("tables/circles.csv", W2, f"{W2.removesuffix(',,')},{recognised}"))
    policy = folder / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8")
    assert text.count("\ndistricts:") == 1
    policy.write_text(
        text.replace("\ndistricts:", f"\nrecognition: {rule}\ndistricts:"), encoding="utf-8"
    )
    return read_scenario(path)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return city(tmp_path_factory.mktemp("reviewed"), "{review_years: 2, downgrade: true}")


@pytest.fixture(scope="module")
def solved(reviewed: Scenario) -> Solved:
    return plan_scenario(reviewed, Watch(), Phases())


@pytest.mark.parametrize(
    ("rule", "recognised", "due"),
    [
        ("{review_years: 2, downgrade: true}", "基本型,2022", 2024),
        ("{review_years: 2, downgrade: true}", "基本型,2021", 2023),
        ("{review_years: 2, downgrade: true}", "基本型,2018", 2024),
        ("{review_years: 3, downgrade: true}", "基本型,2022", None),
        ("{downgrade: true}", "基本型,2022", 2023),
        ("{review_years: 2}", "基本型,2022", None),
    ],
)
def test_when_a_circle_is_due(tmp_path: Path, rule: str, recognised: str, due: int | None) -> None:
    assert city(tmp_path, rule, recognised).reviews.get("W2") == due


def test_nothing_done_means_a_fall(reviewed: Scenario) -> None:
    """W2 is basic in 2023 and nothing in 2024; W1 has what it takes and stays."""
    circles = audit_plan(reviewed, Plan((), ())).circles
    tiers = {(r.circle_id, r.year): r.tier for r in circles.itertuples()}
    assert (tiers["W2", 2023], tiers["W2", 2024]) == ("basic", "")
    assert tiers["W1", 2024] == "basic"


def test_a_circle_that_falls_counts_until_its_review(reviewed: Scenario) -> None:
    instance = build_instance(reviewed, build_option_table(reviewed))
    w2 = instance.circle_ids.index("W2")
    assert instance.current_tier[w2] == -1
    assert instance.opens is not None
    assert instance.opens[w2].tolist() == [1, 0]  # basic again from the review, high at any time


def test_the_plan_is_proven_and_the_audit_agrees(reviewed: Scenario, solved: Solved) -> None:
    assert solved.outcome.status == "optimal"
    audit_plan(reviewed, solved.plan)


def test_what_it_had_is_neither_new_nor_before_its_review(tmp_path: Path) -> None:
    """With a score that W2 reaches today it is kept, so nothing has to be recognised again."""
    scenario = city(tmp_path, "{review_years: 2, downgrade: true}", "基本型,2021")
    early = Plan((), (Certification("W2", "basic", 2023),))
    with pytest.raises(VerificationError, match=r"西二 \(W2\): holds “基本型” in 2023"):
        audit_plan(scenario, early)
    late = city(tmp_path / "late", "{review_years: 2, downgrade: true}")
    with pytest.raises(VerificationError, match=r"西二 \(W2\): certification in 2023 is no rise"):
        audit_plan(late, early)


def test_without_downgrading_nothing_changes(tmp_path: Path) -> None:
    scenario = city(tmp_path, "{review_years: 2}")
    instance = build_instance(scenario, build_option_table(scenario))
    assert instance.opens is None
    assert replace(scenario, reviews={}) == scenario


def with_policy(folder: Path, e1: str, *changes: tuple[str, str]) -> Scenario:
    """The city of two districts with E1 recognised as given and its policy changed."""
    bare = "E1,东一,东区,9000,116.600,35.400,,"
    path = copy_city(folder, ("tables/circles.csv", bare, bare.removesuffix(",,") + e1))
    policy = folder / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    policy.write_text(text, encoding="utf-8")
    return read_scenario(path)


SHARE = (
    ("    satisfaction: {name: 满意度, cap: 3}\n",
     "    satisfaction: {name: 满意度, cap: 3}\n    share: {name: 占比, cap: 2}\n"),
    ("  total: 20", "  total: 22"),
    ("  lines:\n    L1",
     "  lines:\n    R1:\n      archetype: ratio\n      name: 药店占比\n      chapter: share\n      points: 2\n"
     "      numerator: {kinds: [pharmacy]}\n      thresholds: {any: 0.01}\n    L1"),
    ("score: {min: 8, max: 14, max_inclusive: false}", "score: {min: 9, max: 14, max_inclusive: false}"),
    ("\ndistricts:", "\nrecognition: {review_years: 2, downgrade: true}\ndistricts:"),
)  # fmt: skip


def test_points_of_a_share_keep_a_circle_at_its_review(tmp_path: Path) -> None:
    """W1 has 10.5 points, two of them by the share of pharmacies: 9 are enough for basic."""
    scenario = with_policy(tmp_path, ",,", *SHARE)
    assert scenario.reviews == {"W1": 2024}
    circles = audit_plan(scenario, Plan((), ())).circles
    assert set(circles.loc[circles["circle_id"] == "W1", "tier"]) == {"basic"}
    instance = build_instance(scenario, build_option_table(scenario))
    assert instance.current_tier[instance.circle_ids.index("W1")] == 0
    assert plan_scenario(scenario, Watch(), Phases()).outcome.status == "optimal"


@pytest.mark.parametrize("recognised", ["基本型,2021", "高品质,2022"])
def test_what_was_ever_recognised_is_no_first_certification(
    tmp_path: Path, recognised: str
) -> None:
    scenario = with_policy(
        tmp_path, f",{recognised}",
        ("\ndistricts:",
         "\nrecognition: {review_years: 1, downgrade: true, upgrade_counts: false}\ndistricts:"),
        ("    mode: cumulative\n    since: 2022\n", "    mode: per_year\n"),
    )  # fmt: skip
    solved = plan_scenario(scenario, Watch(), Phases())  # raises where engine and audit disagree
    assert solved.outcome.status == "optimal"
