"""A plan that holds in the scenario of another run as well, and is better there, beats that run whatever the gaps."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from placement.advice.compare import elsewhere
from placement.advice.compare.comparison import compare_runs
from placement.advice.compare.demands import demands_no_less
from placement.advice.compare.judging import Judgement
from placement.advice.compare.verdicts import verdict_line
from placement.report.run.published import PublishedRun, read_published
from placement.report.speaker import Speaker
from two_districts import SCENARIO, copy_city, publish_undrawn

LOCK = "id: closed\nname: 不用四处用房\nlocks.premises_out: [P01, P03, P05, P07]\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city planned as it is, and with four premises locked out."""
    folder = tmp_path_factory.mktemp("runs")
    scenario = copy_city(folder)
    closed = scenario.with_name("closed.yaml")
    closed.write_text(f"extends: {scenario.name}\n{LOCK}", encoding="utf-8")
    for path in (scenario, closed):
        publish_undrawn(path, folder / "runs" / path.stem)
    return folder


@pytest.fixture(scope="module")
def free(folder: Path) -> PublishedRun:
    return read_published(folder / "runs" / "city")


@pytest.fixture(scope="module")
def closed(folder: Path) -> PublishedRun:
    return read_published(folder / "runs" / "closed")


def claiming(run: PublishedRun, more: int, bound: int | None) -> PublishedRun:
    """Return a run that recorded a worse first stage, and nothing proven."""
    first, *rest = run.record["outcome"]["stages"]
    assert first["sense"] == "min"
    claims = {"value": first["value"] + more, "bound": bound, "proven": False}
    stages = [first | claims, *({**stage, "bound": None, "proven": False} for stage in rest)]
    return replace(
        run, record={**run.record, "outcome": {**run.record["outcome"], "stages": stages}}
    )


def judged(*runs: PublishedRun) -> Judgement:
    (found,) = compare_runs(runs).judgements
    return found


def first_of(run: PublishedRun) -> dict[str, Any]:
    return dict(run.record["outcome"]["stages"][0])


def test_a_better_plan_of_a_scenario_that_demands_more_beats_the_other(
    free: PublishedRun, closed: PublishedRun
) -> None:
    poor = claiming(free, 50, 0)
    found = judged(poor, closed)
    assert (found.verdict, found.winner, found.beaten, found.is_audited) == (
        "beaten",
        "B",
        "A",
        True,
    )
    assert found.by == first_of(poor)["value"] - first_of(closed)["value"] > 0
    told = verdict_line(found, Speaker("zh"))
    assert told.startswith("B 的方案在 A 的情景里也成立（已核算），且")
    assert f"少 {found.by} 个：A 可用 --start 从 B 继续求解" in told
    assert "分不出优劣" not in told
    english = verdict_line(judged(closed, poor), Speaker("en"))
    assert english.startswith("the plan of A holds in the scenario of B as well (audited)")


def test_of_money_it_is_said_how_much_less_is_spent(
    closed: PublishedRun, free: PublishedRun
) -> None:
    stages = free.record["outcome"]["stages"]
    at = next(n for n, stage in enumerate(stages) if stage["term"] == "public_money")
    mine = closed.record["outcome"]["stages"]
    dear = [
        {
            **s,
            "value": mine[n]["value"] + (359_200 if n == at else 0),
            "bound": None,
            "proven": n < at,
        }
        for n, s in enumerate(stages)
    ]
    poor = replace(
        free, record={**free.record, "outcome": {**free.record["outcome"], "stages": dear}}
    )
    found = judged(poor, closed)
    assert (found.verdict, found.term, found.by) == ("beaten", "public_money", 359_200)
    assert "且少花 35.92 万元（财政资金" in verdict_line(found, Speaker("zh"))


def test_a_plan_of_a_scenario_that_demands_less_decides_nothing(
    free: PublishedRun, closed: PublishedRun
) -> None:
    assert judged(free, claiming(closed, 50, 0)).verdict == "undecided"
    wide = claiming(free, 0, 0)
    assert judged(wide, claiming(closed, 50, 0)).verdict == "undecided"


def test_a_plan_that_the_audit_refuses_decides_nothing(
    free: PublishedRun, closed: PublishedRun
) -> None:
    plan = closed.record["plan"]
    assert plan["choices"]
    broken = replace(closed, record={**closed.record, "plan": {**plan, "choices": []}})
    assert judged(claiming(free, 50, 0), broken).verdict == "undecided"


def test_a_bound_that_the_other_plan_has_gone_beyond_is_false(
    free: PublishedRun, closed: PublishedRun
) -> None:
    beyond = first_of(closed)["value"] + 1
    found = judged(claiming(free, 50, beyond), closed)
    assert (found.verdict, found.winner, found.proven) == ("contradiction", "B", False)
    assert compare_runs([claiming(free, 50, beyond), closed]).is_contradictory
    told = verdict_line(found, Speaker("zh"))
    assert told.startswith("核对不一致：B 的方案在 A 的情景里也成立（已核算）")
    assert "同一情景" not in told
    # a plan that is no better than the bound of the scenario that demands less contradicts nothing
    at_bound = judged(claiming(free, 50, beyond - 1), closed)
    assert (at_bound.verdict, at_bound.proven) == ("beaten", True)
    assert "这一步已证明不能再好" in verdict_line(at_bound, Speaker("zh"))


@pytest.fixture
def rewritten(folder: Path, tmp_path: Path) -> Path:
    """The project of both runs, whose first scenario file was written over since."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    scenario = tmp_path / SCENARIO
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("payback_years: 5", "payback_years: 6"), encoding="utf-8")
    return tmp_path / "runs"


def test_of_changed_inputs_the_records_tell_and_this_is_said(tmp_path: Path) -> None:
    """One scenario file, planned, changed in place by a lock, and planned again."""
    scenario = copy_city(tmp_path)
    before = read_published(publish_undrawn(scenario, tmp_path / "runs" / "before"))
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text + "locks: {premises_out: [P01, P03, P05, P07]}\n", encoding="utf-8")
    after = read_published(publish_undrawn(scenario, tmp_path / "runs" / "after"))
    found = judged(claiming(before, 50, 0), after)
    assert (found.verdict, found.winner, found.is_audited) == ("beaten", "B", False)
    told = verdict_line(found, Speaker("zh"))
    assert told.startswith("按两次求解记录的规则，B 的方案在 A 的情景里也成立")
    assert "（只按记录，没有重新核算）" in told
    assert "--start" not in told
    # records alone call no bound false
    beyond = first_of(after)["value"] + 1
    assert judged(claiming(before, 50, beyond), after).verdict == "worse"


def test_where_other_files_differ_as_well_the_records_do_not_suffice(rewritten: Path) -> None:
    """The changed file is one that the other scenario extends."""
    free, closed = (read_published(rewritten / name) for name in ("city", "closed"))
    assert judged(claiming(free, 50, 0), closed).verdict == "undecided"


def test_what_is_too_much_to_audit_is_judged_by_the_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two scenarios that extend a third; no circle may be audited."""
    scenario = copy_city(tmp_path)
    runs = []
    for name, lock in (
        ("one", "locks.premises_out: [P01]"),
        ("two", "locks.premises_out: [P01, P07]"),
    ):
        path = scenario.with_name(f"{name}.yaml")
        path.write_text(
            f"extends: {scenario.name}\nid: {name}\nname: {name}\n{lock}\n", encoding="utf-8"
        )
        runs.append(read_published(publish_undrawn(path, tmp_path / "runs" / name)))
    poor = claiming(runs[0], 50, 0)
    assert judged(poor, runs[1]).is_audited
    monkeypatch.setattr(elsewhere, "MOST_CIRCLES", 0)
    found = judged(poor, runs[1])
    assert (found.verdict, found.is_audited) == ("beaten", False)
    assert judged(runs[0], claiming(runs[1], 50, 0)).verdict == "undecided"  # it demands less
    # records alone call no bound false: the first stage is alike but not proven, the next beyond the bound
    first, second, *rest = poor.record["outcome"]["stages"]
    mine = runs[1].record["outcome"]["stages"]
    sign = -1 if second["sense"] == "max" else 1
    beyond = {"value": mine[1]["value"] + 2 * sign, "bound": mine[1]["value"] + sign}
    stages = [first | {"value": mine[0]["value"]}, second | beyond, *rest]
    outcome = {**poor.record["outcome"], "stages": stages}
    false = replace(poor, record={**poor.record, "outcome": outcome})
    assert (judged(false, runs[1]).verdict, judged(false, runs[1]).term) == (
        "beaten",
        second["term"],
    )
    monkeypatch.undo()
    assert judged(false, runs[1]).verdict == "contradiction"


PIN = {"year": 2024, "tier": "basic", "hard": True}
USE = {"format": None, "year": 2024}


@pytest.mark.parametrize(
    ("mine", "theirs", "no_less", "no_more"),
    [
        ({}, {}, True, True),
        ({"circles": {"W1": PIN}}, {}, True, False),
        ({"circles": {"W1": PIN}}, {"circles": {"W2": PIN}}, False, False),
        ({"circles": {"W1": PIN | {"tier": "high"}}}, {"circles": {"W1": PIN}}, True, False),
        ({"circles": {"W1": PIN | {"year": 2023}}}, {"circles": {"W1": PIN}}, True, False),
        (
            {"premises_in": {"P08": USE}},
            {"premises_in": {"P08": USE | {"year": None}}},
            True,
            False,
        ),
        (
            {"premises_in": {"P08": USE | {"format": "x"}}},
            {"premises_in": {"P08": USE}},
            True,
            False,
        ),
        (
            {"premises_in": {"P08": USE}},
            {"premises_in": {"P08": USE | {"year": 2023}}},
            False,
            False,
        ),
        ({"circles_out": ["W1"]}, {"circles_out": ["W1", "W2"]}, False, True),
        ({"premises_out": ["P01"]}, {"circles_out": ["W1"]}, False, False),
    ],
)
def test_locks_demand_no_less_where_they_hold_all_of_the_other(
    free: PublishedRun, mine: dict[str, Any], theirs: dict[str, Any], no_less: bool, no_more: bool
) -> None:
    one, other = (
        with_rules(free, locks=free.record["scenario"]["rules"]["locks"] | x)
        for x in (mine, theirs)
    )
    assert demands_no_less(one, other) is no_less
    assert demands_no_less(other, one) is no_more


def with_rules(run: PublishedRun, **rules: Any) -> PublishedRun:
    scenario = run.record["scenario"]
    changed = {**scenario, "rules": scenario["rules"] | rules}
    return replace(run, record={**run.record, "scenario": changed})


def test_money_that_is_less_or_moves_less_demands_no_less(free: PublishedRun) -> None:
    money = free.tables["money"]
    row = money["cap_yuan"].first_valid_index()
    caps = {
        n: cap - (n == row) if cap is not None else None for n, cap in money["cap_yuan"].items()
    }
    cut = money.assign(cap_yuan=pd.Series(caps, dtype=object))
    poorer = replace(free, tables={**free.tables, "money": cut})
    assert (demands_no_less(poorer, free), demands_no_less(free, poorer)) == (True, False)
    (name, rule), *rest = free.record["scenario"]["rules"]["budgets"].items()
    for change in ({"carries_over": True}, {"helps": ["city_fund"]}):
        moving = with_rules(free, budgets=dict(rest) | {name: rule | change})
        assert (demands_no_less(free, moving), demands_no_less(moving, free)) == (True, False)


def test_hard_targets_demand_more_and_other_rules_are_not_compared(free: PublishedRun) -> None:
    scenario = free.record["scenario"]
    name, target = next(iter(scenario["targets"].items()))
    hard = {**scenario, "targets": scenario["targets"] | {name: target | {"hard": True}}}
    strict = replace(free, record={**free.record, "scenario": hard})
    assert (demands_no_less(strict, free), demands_no_less(free, strict)) == (True, False)
    for rules in ({"operators": "x"}, {"premises": "x"}, {"programmes": {}}):
        assert not demands_no_less(with_rules(free, **rules), free)
