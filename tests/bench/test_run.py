"""Measured runs with real child processes: resumable, and a dead child loses only its case."""

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

from placement.bench import run as running
from placement.bench.cases import Case, Limits, case_of, list_cases
from placement.bench.prepare import NotAvailableError, Prepared
from placement.bench.registry import Item
from placement.bench.results import read_rows
from placement.bench.run import Bench

ROOT = Path(__file__).resolve().parents[2]


def bench(results: Path, prepared: Prepared, told: list[str] | None = None) -> Bench:
    def tell(row, left: int) -> None:
        if told is not None:
            told.append(row["case"]["contender"])

    return Bench(ROOT, results, lambda _name: prepared, tell)


def case(item: Item, contender: str = "engine", **changes: object) -> Case:
    return replace(case_of(item, "f", contender, 1, Limits(20.0, 2000)), **changes)


def test_a_row_holds_what_was_found_and_with_what(
    small_grid: Item, prepared_grid: Prepared, tmp_path: Path
) -> None:
    results, told = tmp_path / "results.jsonl", []
    engine, greedy = bench(results, prepared_grid, told).run(
        [case(small_grid), case(small_grid, "greedy")]
    )
    assert engine["status"] == "optimal"
    assert engine["gap"] == 0
    assert 0 < engine["integral_s"] < 20
    assert engine["stages"][0]["value"] == engine["stages"][0]["bound"]
    assert engine["steps"][-1][1] == 0
    assert engine["peak_mib"] > 50
    assert engine["cpu_s"] > 0
    assert engine["lp_iterations"] >= 0
    assert engine["versions"]["highspy"] == "1.15.1"
    assert engine["machine"]["cores"] >= 1
    assert greedy["stages"][0]["value"] <= engine["stages"][0]["value"]
    assert greedy["gap"] == 1
    assert read_rows(results) == [engine, greedy]
    assert bench(results, prepared_grid, told).run([case(small_grid, "greedy")]) == [greedy]
    assert told == ["engine", "greedy"]


def test_a_dead_child_loses_only_its_case(
    small_grid: Item, prepared_grid: Prepared, tmp_path: Path
) -> None:
    cases = [
        case(small_grid, without=("no_such_idea",)),
        case(small_grid, memory_mib=20),
        case(small_grid, "compile"),
    ]
    died, fat, fine = bench(tmp_path / "r.jsonl", prepared_grid).run(cases)
    assert (died["status"], died["gap"]) == ("died", 1.0)
    assert "no idea is called no_such_idea" in died["reason"]
    assert fat["status"] == "killed_memory"
    assert fine["status"] == "done"


def test_a_child_that_never_ends_is_stopped(
    small_grid: Item, prepared_grid: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "READING_S", 0.2)
    (row,) = bench(tmp_path / "r.jsonl", prepared_grid).run([case(small_grid)])
    assert (row["status"], row["integral_s"]) == ("killed_time", 20.0)


def test_what_is_not_available_is_skipped_with_the_reason(small_grid: Item, tmp_path: Path) -> None:
    def prepare(_name: str) -> Prepared:
        message = "the data are elsewhere"
        raise NotAvailableError(message)

    (row,) = Bench(ROOT, tmp_path / "r.jsonl", prepare).run([case(small_grid)])
    assert (row["status"], row["reason"]) == ("skipped", "the data are elsewhere")


def test_a_run_killed_in_the_middle_goes_on_where_it_was(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    command = [
        sys.executable, "-m", "placement", "bench", "run", "tiny.1", "tiny.2", "--contenders", "greedy", "--seeds", "1",
        "--out", str(results), "--suite", str(ROOT / "benchmarks"), "--cache", str(tmp_path / "cache"),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    end = time.monotonic() + 120
    while not read_rows(results) and time.monotonic() < end:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    before = read_rows(results)
    assert len(before) == 1
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    after = read_rows(results)
    assert after[: len(before)] == before
    assert len(after) == 2
    assert done.stderr.count("tiny.") == 1


def test_what_uses_no_seed_is_run_once(small_grid: Item) -> None:
    found = list(
        list_cases(
            [(small_grid, "f")], ("engine", "greedy"), range(1, 4), Limits(), (("a", {}), ("b", {}))
        )
    )
    assert [(c.contender, c.profile, c.seed) for c in found] == [
        *(("engine", profile, seed) for profile in "ab" for seed in (1, 2, 3)),
        ("greedy", "default", 1),
    ]


def test_every_fact_of_a_case_is_in_its_key(small_grid: Item) -> None:
    one = case(small_grid)
    changes = {
        "seed": 2, "limit_s": 1.0, "fingerprint": "g", "profile": "x", "without": ("islands",), "threads": 2,
        "options": (("presolve", "off"),), "contender": "greedy", "instance": "other", "memory_mib": 1,
    }  # fmt: skip
    keys = {replace(one, **{name: value}).key for name, value in changes.items()}
    assert len(keys | {one.key}) == len(changes) + 1
    assert json.loads(json.dumps(one.key)) == case(small_grid).key


def test_small_changes_are_solved_from_the_first_plan(
    small_grid: Item, prepared_grid: Prepared, tmp_path: Path
) -> None:
    (row,) = bench(tmp_path / "results.jsonl", prepared_grid).run([case(small_grid, "whatif")])
    assert row["status"] == "optimal"
    assert len(row["changes"]) == 10
    first = row["stages"][0]["value"]
    for change in row["changes"]:
        assert change["status"] == "optimal"
        value = change["stages"][0]["value"]
        assert value >= first if "110 %" in change["what"] else value <= first
    assert row["first"]["cpu_s"] > 0
    assert row["share_cpu_s"] > 0


def test_the_compact_model_of_a_covering_instance_agrees_with_the_engine(
    small_grid: Item, prepared_grid: Prepared, tmp_path: Path
) -> None:
    cases = [case(small_grid, "engine"), case(small_grid, "compact")]
    one, other = bench(tmp_path / "results.jsonl", prepared_grid).run(cases)
    assert one["status"] == other["status"] == "optimal"
    assert one["stages"] == other["stages"]
    assert other["model_size"]["integers"] < one["size"]["options"] + 1
