"""Circles and sites of several runs are compared only where they are the same places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from calls import call
from placement.advice.compare.comparison import Comparison, compare_runs
from placement.advice.compare.differences import ABSENT, BUILT
from placement.advice.compare.differences_text import HELD_BEFORE, NOWHERE, difference_notes
from placement.advice.compare.figure import tier_names
from placement.advice.compare.files import render_page
from placement.report.run.published import PublishedRun, read_published
from placement.report.speaker import Speaker
from two_districts import SCENARIO, copy_city, publish_undrawn

CLOSED = "locks: {premises_out: [P01, P03, P05, P07]}\n"
Change = Callable[[pd.DataFrame], pd.DataFrame]


def change(folder: Path, table: str, how: Change) -> None:
    path = folder / SCENARIO.parent / "tables" / f"{table}.csv"
    how(pd.read_csv(path, dtype=str)).to_csv(path, index=False)


def eastwards(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(lon=[f"{float(lon) + 1:.3f}" for lon in frame["lon"]])


def run_of(folder: Path, changes: dict[str, Change]) -> PublishedRun:
    """Publish the city with tables changed, and some premises locked out where anything is."""
    text = ("city.yaml", "budgets:\n  district_fund", f"{CLOSED}budgets:\n  district_fund")
    copy_city(folder, *((text,) if changes else ()))
    for table, how in changes.items():
        change(folder, table, how)
    return read_published(publish_undrawn(folder / SCENARIO, folder / "runs" / folder.name))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PublishedRun]:
    """The city; with the rents of another year; the same names elsewhere; and with one circle moved."""
    folder = tmp_path_factory.mktemp("cities")
    everywhere = dict.fromkeys(("circles", "outlets", "premises"), eastwards)

    def dearer(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(rent_yuan_per_m2_month="21")

    def moved(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(lat=frame["lat"].where(frame["circle_id"] != "W1", "35.401"))

    return {
        "city": run_of(folder / "city", {}),
        "dearer": run_of(folder / "dearer", {"premises": dearer}),
        "elsewhere": run_of(folder / "elsewhere", everywhere),
        "moved": run_of(folder / "moved", {"circles": moved}),
    }


def page_of(comparison: Comparison, runs: list[PublishedRun]) -> str:
    return render_page(comparison, tier_names([run.record for run in runs]), b"", "zh")


def certified_otherwise(one: PublishedRun, other: PublishedRun) -> set[str]:
    mine, theirs = (
        {
            (r["circle_id"], r["year"], r["tier"])
            for r in run.tables["circles"].query("newly_certified").to_dict("records")
        }
        for run in (one, other)
    )
    return {circle for circle, _, _ in mine ^ theirs}


def test_two_cities_of_the_same_names_have_no_place_in_common(
    runs: dict[str, PublishedRun], tmp_path: Path
) -> None:
    pair = [runs["city"], runs["elsewhere"]]
    found = compare_runs(pair)
    assert certified_otherwise(*pair)
    assert found.circles.empty
    assert found.sites.empty
    assert difference_notes(found, Speaker("zh")) == [NOWHERE.zh]
    page = page_of(found, pair)
    assert NOWHERE.zh in page
    assert "认定不同的生活圈" not in page
    (ended,) = call(["compare", *(run.path for run in pair), "--out", tmp_path / "cmp"])
    assert ended.code == 0, ended.err
    assert NOWHERE.zh in "".join(ended.out.split())
    assert "认定不同的生活圈" not in ended.out


def test_the_same_places_in_other_tables_are_compared(runs: dict[str, PublishedRun]) -> None:
    pair = [runs["city"], runs["dearer"]]
    found = compare_runs(pair)
    assert set(found.circles["circle_id"]) == certified_otherwise(*pair) != set()
    assert {"P07", "W1@vending"} <= set(found.sites["site_id"])
    assert difference_notes(found, Speaker("zh")) == [HELD_BEFORE.zh]  # W1 is recognised before


def test_a_circle_that_moved_is_another_place_and_the_others_are_compared(
    runs: dict[str, PublishedRun],
) -> None:
    pair = [runs["city"], runs["moved"]]
    assert certified_otherwise(*pair) == {"W1"}
    found = compare_runs(pair)
    assert not found.cities.are_apart
    assert found.circles.empty
    used = {site for run in pair for site in run.tables["projects"]["site_id"]}
    assert "W1@vending" in used
    assert "P07" in set(found.sites["site_id"])
    assert not any(site.startswith("W1@") for site in found.sites["site_id"])


def test_runs_are_compared_within_the_cities_they_share(runs: dict[str, PublishedRun]) -> None:
    three = [runs["city"], runs["elsewhere"], runs["dearer"]]
    found = compare_runs(three)
    assert set(found.circles["circle_id"]) == certified_otherwise(runs["city"], runs["dearer"])
    assert set(found.circles["B"]) == {ABSENT}
    assert ABSENT not in {*found.circles["A"], *found.circles["C"]}
    (note, absent, before) = difference_notes(found, Speaker("zh"))
    assert note.endswith("：A、C")
    assert absent.startswith(ABSENT)
    assert before == HELD_BEFORE.zh


def test_what_cannot_be_looked_up_is_not_taken_for_the_same_place(
    runs: dict[str, PublishedRun], tmp_path: Path
) -> None:
    """Tables written over since: their own positions are lost, but not those of a file that is the same elsewhere."""
    run = run_of(tmp_path / "own", {"costs": lambda frame: frame.assign(jobs="2")})
    change(tmp_path / "own", "costs", lambda frame: frame.assign(jobs="3"))
    found = compare_runs([runs["city"], run])
    assert set(found.circles["circle_id"]) == certified_otherwise(runs["city"], run) != set()
    rent = run_of(tmp_path / "rent", {"premises": lambda f: f.assign(rent_yuan_per_m2_month="22")})
    change(tmp_path / "rent", "premises", lambda frame: frame.iloc[1:])
    found = compare_runs([runs["city"], rent])
    assert found.sites.empty, "its premises are not known, so none of them is said to be absent"
    assert "B 的输入文件在求解后改动过或不在了" in difference_notes(found, Speaker("zh"))[0]
    again = run_of(tmp_path / "again", {"circles": lambda frame: frame.iloc[::-1]})
    (tmp_path / "again" / SCENARIO).unlink()
    found = compare_runs([runs["city"], again])
    assert certified_otherwise(runs["city"], again)
    assert found.circles.empty
    assert "B 的输入文件在求解后改动过或不在了" in difference_notes(found, Speaker("zh"))[0]


def premises_of(folder: Path) -> set[str]:
    path = folder / SCENARIO.parent / "tables" / "premises.csv"
    return set(pd.read_csv(path, dtype=str)["premises_id"])


def tiers_since(run: PublishedRun, year: int) -> dict[str, list[tuple[int, str]]]:
    """What each circle holds year by year."""
    rows = run.tables["circles"].query("year >= @year and tier != ''")
    return {c: list(zip(g["year"], g["tier"], strict=True)) for c, g in rows.groupby("circle_id")}


def test_a_plan_taken_up_later_is_compared_in_the_years_both_have(tmp_path: Path) -> None:
    copy_city(tmp_path)
    first = read_published(publish_undrawn(tmp_path / SCENARIO, tmp_path / "runs" / "first"))
    since = first.years[1]
    (ended,) = call(["replan", first.path, "--from", since, "--out", tmp_path / "runs" / "later"])
    assert ended.code in {0, 10}
    later = read_published(tmp_path / "runs" / "later")
    before = set(first.tables["circles"].query("newly_certified and year < @since")["circle_id"])
    assert before
    mine, theirs = tiers_since(first, since), tiers_since(later, since)
    otherwise = {c for c in mine.keys() | theirs.keys() if mine.get(c) != theirs.get(c)}
    assert before - otherwise
    found = compare_runs([first, later])
    assert set(found.circles["circle_id"]) == otherwise
    built = first.tables["projects"].query("year < @since")["site_id"]
    assert len(built)
    assert not set(built) & set(found.sites["site_id"])
    whole = sorted(set(built) & premises_of(tmp_path))
    assert whole
    text = f"locks: {{premises_out: [{', '.join(whole)}]}}\nbudgets:\n  district_fund"
    copy_city(tmp_path / "other", ("city.yaml", "budgets:\n  district_fund", text))
    without = publish_undrawn(tmp_path / "other" / SCENARIO, tmp_path / "runs" / "without")
    three = compare_runs([first, read_published(without), later])
    told = three.sites.set_index("site_id")
    assert set(told.loc[whole, "C"]) == {BUILT}
    assert BUILT not in {*told["A"], *told["B"]}
    assert any(note.startswith(BUILT) for note in difference_notes(three, Speaker("zh")))
    assert HELD_BEFORE.zh not in difference_notes(compare_runs([first, first]), Speaker("zh"))
    circle, rows = min(before), later.tables["circles"]
    lost = rows.assign(tier=rows["tier"].mask(rows["circle_id"] == circle, ""))
    fallen = PublishedRun(later.path, later.record, {**later.tables, "circles": lost})
    found = compare_runs([first, fallen])
    cell = found.circles.set_index("circle_id").loc[circle, "A"]
    assert f"@≤{since - 1}" in cell
    assert HELD_BEFORE.zh in difference_notes(found, Speaker("zh"))
