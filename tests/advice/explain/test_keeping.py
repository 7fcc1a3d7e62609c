"""Tiers that a review takes: whether they could be kept, and when they could be had again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from placement.advice.ceiling import Ceiling
from placement.advice.explain.adopting import _scalar, doubt_of
from placement.advice.explain.circle import CircleExplanation, explain_circle
from placement.advice.explain.circle_text import circle_chapters
from placement.advice.opened import OpenRun, open_run
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import attained, units_by_year
from two_districts import LOCKS, copy_city, publish_undrawn

E2 = "E2,东二,东区,7000,116.620,35.400,,"
LATE = tuple(
    ("tables/premises.csv", f"{site},东区,,", f"{site},东区,2024,")
    for site in ("116.610,35.400,120,", "116.621,35.401,900,", "116.619,35.400,80.55,")
)
"""P03, P04 and P05 are to be had from 2024 on only, as P06 is."""


def run_of(folder: Path, recognised: str, *changes: tuple[str, str, str]) -> OpenRun:
    """The city without targets, where E2 is recognised although it has two basic kinds and 4.5 points."""
    scenario = copy_city(
        folder, ("tables/circles.csv", E2, f"{E2.removesuffix(',,')},{recognised}"), *changes
    )
    policy = folder / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8")
    for old, new in (
        ("\ndistricts:", "\nrecognition: {review_years: 2, downgrade: true}\ndistricts:"),
        ("东区: {2023: 1, 2024: 1}", "东区: {2023: 0, 2024: 0}"),
        ("city: {2024: 1}", "city: {2024: 0}"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    policy.write_text(text, encoding="utf-8")
    return open_run(publish_undrawn(scenario, folder / "runs" / "city"))


def told(found: CircleExplanation) -> dict[str, str]:
    return {c.title.zh: "；".join(s.zh for s in c.sentences) for c in circle_chapters(found)}


def test_a_tier_that_can_be_kept_is_kept_by_the_year_of_the_review(tmp_path: Path) -> None:
    run = run_of(tmp_path, "基本型,2021")
    found = explain_circle(run, "E2", Watch())
    assert found.standings[0].tier == ""
    keeping = found.keeping
    assert keeping is not None
    assert (keeping.year, keeping.kept.by, keeping.again) == (2023, 2023, None)
    assert keeping.kept.cheapest.year == 2023
    assert keeping.kept.cheapest.is_possible
    assert {move.year for move in keeping.kept.cheapest.moves} == {2023}
    # By 2024 a laundry in P06 does, which is cheaper: that is the other question.
    assert found.ways[0].cheapest.year == 2024
    assert found.ways[0].cheapest.extra_aid_fen < keeping.kept.cheapest.extra_aid_fen
    said = told(found)
    assert "2023 年达到" in said["2023 年复评，怎样保住基本型"]
    assert "2024 年达到" in said["怎样才能达到基本型"]


def test_a_tier_that_cannot_be_kept_tells_what_comes_too_late_and_when_it_is_had_again(
    tmp_path: Path,
) -> None:
    found = explain_circle(run_of(tmp_path, "基本型,2021", *LATE), "E2", Watch())
    keeping = found.keeping
    assert keeping is not None
    assert not keeping.kept.cheapest.is_possible
    assert keeping.again is not None
    assert keeping.again.by == keeping.again.cheapest.year == 2024
    assert {line.year for line in keeping.kept.late} == {2024}
    assert "洗染店" in {line.line for line in keeping.kept.late}
    said = told(found)["2023 年复评，怎样保住基本型"]
    assert said.startswith("其他做法不变时保不住，与资金无关；得分到 2023 年最多只能到")
    assert "“洗染店”最早 2024 年才能改善" in said
    assert "最早 2024 年可以重新评上，做法见下面“怎样才能达到基本型”" in said


def test_what_was_not_found_in_time_is_not_said_to_be_impossible(tmp_path: Path) -> None:
    """That it cannot be kept needs no solve; whether it can be had again does."""
    run = run_of(tmp_path, "基本型,2021", *LATE)
    found = explain_circle(run, "E2", Watch(time_limit_s=0.0))
    assert found.keeping is not None
    assert found.keeping.kept.cheapest.proven
    said = told(found)["2023 年复评，怎样保住基本型"]
    assert "规划期内也不能重新评上" not in said
    assert said.endswith("规划期内能否重新评上，时限内没有答案")


def test_a_way_told_once_is_not_told_again(tmp_path: Path) -> None:
    """The review is in the last year, so keeping the tier and reaching it by the end are one."""
    found = explain_circle(run_of(tmp_path, "基本型,2022"), "E2", Watch())
    said = told(found)
    assert "2024 年复评，怎样保住基本型" in said
    assert "怎样才能达到基本型" not in said


def test_what_cannot_be_kept_nor_had_again_says_what_is_short_at_the_end(tmp_path: Path) -> None:
    """W2 reaches no laundry: neither by its review in 2023 nor by 2024, which is another question."""
    west = "W2,西二,西区,3000,116.680,35.400,"
    lost = ("tables/circles.csv", f"{west},", f"{west}基本型,2021")
    found = explain_circle(run_of(tmp_path, ",", lost), "W2", Watch())
    assert found.keeping is not None
    assert found.keeping.again is not None
    said = told(found)
    assert said["2023 年复评，怎样保住基本型"].endswith("规划期内也不能重新评上")
    assert "全部用上也达不到" in said["怎样才能达到基本型"]


def test_the_locks_told_are_accepted_and_keep_the_tier(tmp_path: Path) -> None:
    run = run_of(tmp_path, "基本型,2022")
    found = explain_circle(run, "E2", Watch())
    assert found.keeping is not None
    adoption = found.keeping.adoption
    assert adoption is not None
    assert adoption.circles == "circles: {E2: {year: 2024, tier: basic, hard: true}}"
    assert adoption.premises_in
    said = told(found)["2024 年复评，怎样保住基本型"]
    assert adoption.circles in said
    scenario = tmp_path / "scenarios" / "city.yaml"
    text = scenario.read_text(encoding="utf-8")
    locks = f"locks:\n  {adoption.circles}\n  {adoption.premises_in}\n"
    scenario.write_text(text.replace(LOCKS, locks + LOCKS), encoding="utf-8")
    kept = open_run(publish_undrawn(scenario, tmp_path / "runs" / "kept"))
    circle = explain_circle(kept, "E2", Watch())
    assert circle.standings[-1].tier == "basic"
    assert circle.keeping is None


def test_no_lock_is_told_where_the_caps_do_not_suffice(tmp_path: Path) -> None:
    """To be met by 2023 it lacks money: a hard lock could not be met."""
    found = explain_circle(run_of(tmp_path, "基本型,2021"), "E2", Watch())
    assert found.keeping is not None
    assert not found.keeping.kept.cheapest.is_affordable
    assert found.keeping.adoption is None
    assert "要采用" not in told(found)["2023 年复评，怎样保住基本型"]


def test_amounts_of_a_plan_that_is_not_proven_are_said_to_be_its_own(tmp_path: Path) -> None:
    run = run_of(tmp_path, "基本型,2021")
    assert doubt_of(run) is None
    stages = [dict(stage) for stage in run.record["outcome"]["stages"]]
    money = next(stage for stage in stages if stage["term"] == "public_money")
    money.update(proven=False, relative_gap=0.21922649)
    outcome = {**run.record["outcome"], "status": "limit", "stages": stages}
    opened_up = replace(run, record={**run.record, "outcome": outcome})
    said = told(explain_circle(opened_up, "E2", Watch()))["2023 年复评，怎样保住基本型"]
    assert said.endswith("方案的资金一步未证明，差距 ≤ 21.93 %，因此金额是就这个方案而言的")
    money["relative_gap"] = 1.0
    assert "差距未知" in doubt_of(opened_up).zh  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name", ["E2", "ZC-Y0003", "001", "no", "1e5", "东-1", "a: b", "北", "null"]
)
def test_ids_are_text_to_yaml(name: str) -> None:
    assert yaml.safe_load(f"{{{_scalar(name)}: 1}}") == {name: 1}


def test_no_review_no_question(opened: OpenRun) -> None:
    assert all(
        explain_circle(opened, circle, Watch()).keeping is None
        for circle in opened.instance.circle_ids
    )


@pytest.mark.parametrize("year", [0, 1])
def test_no_plan_exceeds_the_ceiling(opened: OpenRun, year: int) -> None:
    """What the published plan has built by a year is at most what could be had by it."""
    units = units_by_year(opened.instance, opened.decisions.start)[year]
    for circle in range(opened.instance.n_circles):
        ceiling = Ceiling(opened.scenario, opened.instance, opened.decisions, circle)
        assert (units[circle] <= ceiling.most_units(year)).all()
        assert (ceiling.most_units(0) <= ceiling.most_units(1)).all()
        for tier in range(len(opened.instance.tier_ids)):
            if attained(opened.instance, units)[circle, tier]:
                assert ceiling.gates(tier, year).is_met
