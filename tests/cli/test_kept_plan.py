"""The plan behind the change that is named where hard rules cannot be met is what the next solve begins from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from calls import call
from placement.advice.conflict.least_change import least_change
from placement.engine.control.watch import Watch
from placement.errors import HardRuleError
from placement.planner import Phases, plan_scenario
from placement.report.run.claims import read_plan_record
from placement.report.run.partial import BEGIN_NAME, keep_begin, left_behind, partial_of
from placement.report.run.publish import RunDirectory
from placement.scenario.reader import read_scenario
from two_districts import LOCKS, copy_city

HARD = ("city.yaml", LOCKS, "targets: {hard: [circles, high]}\n" + LOCKS)
POOR = (
    "city.yaml",
    "    years: {2023: 15000元, 2024: 60071.96元}",
    "    years: {2023: 0元, 2024: 0元}",
)
LACKS = re.compile(r"(\d{4}) 年市级资金还差 ([\d.,]+) 万元")


def poor_city(folder: Path) -> Path:
    """The city whose hard targets want money of the city's fund, which has none."""
    return copy_city(folder, HARD, POOR)


def named_sums(told: str) -> dict[str, str]:
    """Return what the city's fund is said to lack, by year, 万元; nothing else may lack anything."""
    found = dict(LACKS.findall(told))
    assert found
    assert len(found) == told.count("还差")
    return found


def given(scenario: Path, sums: dict[str, str]) -> None:
    """Change exactly what was named."""
    text = scenario.read_text(encoding="utf-8")
    for year, wan in sums.items():
        text = (
            text.replace(f"{year}: 0元", f"{year}: {wan}万元", 1)
            if f"{year}: 0元" in text
            else text
        )
    scenario.write_text(text, encoding="utf-8")


def test_the_plan_behind_the_named_change_is_published_once_the_change_is_made(
    tmp_path: Path,
) -> None:
    scenario, run = poor_city(tmp_path / "city"), tmp_path / "runs" / "x"
    ended, document = call(
        ["solve", scenario, "--out", run],
        ["solve", scenario, "--out", run, "--json"],
    )
    assert (ended.code, document.code) == (30, 30)
    assert not run.exists()
    said = " ".join(ended.err.split())
    assert f"照此做得到的方案留在 {partial_of(run)}" in said
    found = json.loads(document.out)
    assert found["kept"] == str(partial_of(run))
    assert "begins from there" in found["findings"][0]["en"]
    given(scenario, named_sums(said))
    again = call(["solve", scenario, "--out", run, "--time-limit", 0])[0]
    assert again.code == 10, again.err
    assert (
        f"从上次求解留下的方案（按它说的改，硬性要求就做得到）出发：{partial_of(run)}" in again.err
    )
    assert not pd.read_csv(run / "targets.csv")["shortfall"].any()
    assert not partial_of(run).exists()


def test_no_time_at_all_is_enough_with_the_kept_plan_and_too_little_without(tmp_path: Path) -> None:
    scenario = poor_city(tmp_path)
    advice = least_change(read_scenario(scenario), Watch())
    assert advice.text is not None
    assert advice.begin is not None
    given(scenario, named_sums(advice.text.zh))
    read = read_scenario(scenario)
    with pytest.raises(HardRuleError):
        plan_scenario(read, Watch(time_limit_s=0), Phases())
    solved = plan_scenario(read, Watch(time_limit_s=0), Phases(), found=advice.begin)
    assert {choice.option_id for choice in solved.plan.choices} <= {
        choice.option_id for choice in advice.begin.choices
    }
    assert not solved.statement.targets["shortfall"].any()


def test_a_kept_plan_that_does_not_fit_is_repaired_or_left_and_said(tmp_path: Path) -> None:
    scenario, run = poor_city(tmp_path / "city"), tmp_path / "runs" / "x"
    call(["solve", scenario, "--out", run])
    other = scenario.with_name("other.yaml")
    text = scenario.read_text(encoding="utf-8")
    other.write_text(text.replace("targets: {hard: [circles, high]}\n", ""), encoding="utf-8")
    (foreign,) = call(["solve", other, "--out", run])
    assert foreign.code == 0, foreign.err
    assert f"是求解另一个情景（{scenario}）留下的，没有采用" in foreign.err
    run = tmp_path / "runs" / "y"
    call(["solve", scenario, "--out", run])
    scenario.write_text(text + "locks: {premises_out: [P05, P06]}\n", encoding="utf-8")
    (still,) = call(["solve", scenario, "--out", run])
    assert still.code == 30
    softened = text.replace("targets: {hard: [circles, high]}\n", "")
    scenario.write_text(softened, encoding="utf-8")
    (soft,) = call(["solve", scenario, "--out", run])
    assert soft.code == 0, soft.err


def test_a_kept_plan_that_is_damaged_is_said_and_done_without(tmp_path: Path) -> None:
    scenario, run = poor_city(tmp_path / "city"), tmp_path / "runs" / "x"
    read = read_scenario(scenario)
    advice = least_change(read, Watch())
    assert advice.begin is not None
    assert keep_begin(run, read, advice.begin) == partial_of(run)
    assert left_behind(run, read).begin == advice.begin
    soft = scenario.read_text(encoding="utf-8").replace("targets: {hard: [circles, high]}\n", "")
    scenario.write_text(soft, encoding="utf-8")
    start = tmp_path / "runs" / "start"
    call(["solve", scenario, "--out", start])
    for damaged in ("half a pl", "[]", '{"scenario": "x", "plan": {}}'):
        with RunDirectory(partial_of(run)) as partial:
            partial.file(BEGIN_NAME).write_text(damaged, encoding="utf-8")
        (ended,) = call(["solve", scenario, "--out", run, "--start", start])
        assert ended.code == 0, ended.err
        assert "上次求解留下的方案读不出" in ended.err
        assert "上次求解留下的方案读不出" in read_plan_record(run)["outcome"]["notes"][0]


def test_the_plan_of_a_killed_solve_stays_beside_it(tmp_path: Path) -> None:
    scenario, run = poor_city(tmp_path / "city"), tmp_path / "runs" / "x"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(
        text.replace("hard: [circles, high]", "weights: {high: 2}"), encoding="utf-8"
    )
    call(["solve", scenario, "--out", run])
    run.rename(partial_of(run))
    killed = left_behind(run, read_scenario(scenario)).earlier
    assert killed is not None
    scenario.write_text(text, encoding="utf-8")
    (ended,) = call(["solve", scenario, "--out", run])
    assert ended.code == 30
    left = left_behind(run, read_scenario(scenario))
    assert left.earlier is not None
    assert left.earlier.plan == killed.plan
    assert left.begin is not None


def test_where_the_plan_cannot_be_kept_nothing_is_said_of_it(tmp_path: Path) -> None:
    scenario, run = poor_city(tmp_path / "city"), tmp_path / "runs" / "x"
    partial_of(run).mkdir(parents=True)
    (partial_of(run) / "mine.txt").write_text("mine", encoding="utf-8")
    (ended,) = call(["solve", scenario, "--out", run, "--json"])
    assert ended.code == 30
    assert json.loads(ended.out)["kept"] is None
    assert "留在" not in ended.err
    assert [path.name for path in partial_of(run).iterdir()] == ["mine.txt"]


def test_several_scenarios_say_which_has_left_a_plan(tmp_path: Path) -> None:
    scenario, runs = poor_city(tmp_path / "city"), tmp_path / "runs"
    soft = scenario.with_name("soft.yaml")
    text = scenario.read_text(encoding="utf-8")
    soft.write_text(text.replace("targets: {hard: [circles, high]}\n", ""), encoding="utf-8")
    (ended,) = call(["solve", scenario, soft, "--out", runs, "--json"])
    assert ended.code == 30
    rows = {row["name"]: row for row in json.loads(ended.out)["runs"]}
    assert rows["city"]["kept"] == str(partial_of(runs / "city"))
    assert "kept" not in rows["soft"]
