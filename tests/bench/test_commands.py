"""What a planner waits for beside the solve, timed as the commands themselves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from placement.bench import commands
from placement.bench.cases import Limits, case_of
from placement.bench.commands import office, run_ladder, run_outputs
from placement.bench.prepare import Prepared
from placement.bench.registry import Item
from placement.bench.trial import Recorder, Trial
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.reader import read_scenario


@pytest.fixture
def trial(small_grid: Item, prepared_grid: Prepared, tmp_path: Path) -> Trial:
    scenario = read_scenario(prepared_grid.scenario)
    table = build_option_table(scenario)
    case = case_of(small_grid, "f", "outputs", 1, Limits(20.0, 2000))
    with (tmp_path / "events.jsonl").open("w", encoding="utf-8") as file:
        recorder = Recorder(file)
    instance = build_instance(scenario, table)
    return Trial(scenario, {}, table, instance, asdict(case), recorder)


def test_all_files_of_a_run_and_a_comparison_are_timed(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "RUNS", 2)
    row = run_outputs(trial)
    assert row["status"] == "optimal"
    assert row["stages"][0]["value"] == row["stages"][0]["bound"]
    assert set(row["writing_s"]) == {"tables", "workbook", "page", "figures"}
    assert row["compare"]["cpu_s"] > 0
    assert row["page_mib"] > 0.1


def test_a_ladder_is_told_as_a_share_of_the_solve(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "STEPS", 2)
    row = run_ladder(trial)
    assert (row["rungs"], row["rungs_proven"]) == (3, 3)
    assert row["share_cpu_s"] == pytest.approx(
        row["ladder"]["cpu_s"] / row["first"]["cpu_s"], abs=1e-3
    )


def test_a_command_that_fails_is_told_in_its_own_words(trial: Trial) -> None:
    with office(trial) as at, pytest.raises(RuntimeError, match="compare: code 64"):
        at.run("compare", "one", "--no-such-option")
