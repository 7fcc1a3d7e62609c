"""The main job on a small city: the same city written otherwise gives the same plan; more is never worse."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from placement.audit import audit_plan
from placement.engine.control.watch import Watch
from placement.errors import HardRuleError
from placement.options import build_option_table
from placement.planner import Phases, Solved, in_audited_unit, plan_scenario
from placement.scenario.reader import read_scenario
from two_districts import HAND_PLAN, copy_city, read_city

TABLES = ("circles", "outlets", "premises", "costs", "judgements", "reach")


def solve(path: Path) -> Solved:
    solved = plan_scenario(read_scenario(path), Watch(), Phases())
    assert solved.outcome.status == "optimal"
    return solved


def rank(solved: Solved) -> tuple[int, ...]:
    terms = solved.statement.terms
    return tuple(-terms[s.term] if s.maximise else terms[s.term] for s in solved.outcome.stages)


def assert_same(one: Solved, other: Solved) -> None:
    assert other.plan == one.plan
    for name, frame in one.statement.frames().items():
        pd.testing.assert_frame_equal(other.statement.frames()[name], frame)


def rewrite(folder: Path, name: str, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
    path = folder / "scenarios" / "tables" / f"{name}.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(change(rows))


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    return solve(copy_city(tmp_path_factory.mktemp("base")))


def test_it_is_no_worse_than_the_plan_made_by_hand(solved: Solved) -> None:
    by_hand = audit_plan(read_city(), HAND_PLAN).terms
    found = solved.statement.terms
    assert found["target_shortfall"] == by_hand["target_shortfall"] == 0
    assert found["public_money"] <= by_hand["public_money"]


def test_engine_and_audit_agree_on_every_stage(solved: Solved) -> None:
    for stage in solved.outcome.stages:
        audited = solved.statement.terms[stage.term]
        assert in_audited_unit(solved.instance, stage.term, stage.value) == audited
        assert stage.proven


def test_options_of_the_plan_are_options_of_the_table(solved: Solved) -> None:
    offered = set(build_option_table(read_city()).rows["option_id"])
    assert {choice.option_id for choice in solved.plan.choices} <= offered
    assert {choice.option_id for choice in HAND_PLAN.choices} <= offered


def test_solving_twice_gives_the_same_plan(solved: Solved, tmp_path: Path) -> None:
    assert_same(solved, solve(copy_city(tmp_path)))


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_rows_and_columns_give_the_same_plan(
    solved: Solved, tmp_path: Path, seed: int
) -> None:
    path = copy_city(tmp_path)
    draw = random.Random(seed)

    def shuffle(rows: list[list[str]]) -> list[list[str]]:
        order = draw.sample(range(len(rows[0])), len(rows[0]))
        header, *body = ([row[n] for n in order] for row in rows)
        return [header, *draw.sample(body, len(body))]

    for name in TABLES:
        rewrite(tmp_path, name, shuffle)
    assert_same(solved, solve(path))


def test_amounts_in_wan_yuan_give_the_same_plan(solved: Solved, tmp_path: Path) -> None:
    path = copy_city(tmp_path)
    headers = {
        "premises": {"preparation_yuan": "腾退修缮费(万元)"},
        "costs": {"fixed_yuan": "固定投入(万元)"},
        "judgements": {"cost_yuan": "提升费用(万元)"},
    }
    for name, renamed in headers.items():

        def in_wan(rows: list[list[str]], renamed: dict[str, str] = renamed) -> list[list[str]]:
            header, *body = rows
            wide = [renamed.get(cell, cell) for cell in header]
            return [wide] + [
                [
                    str(Decimal(cell) / 10_000) if cell and column in renamed else cell
                    for column, cell in zip(header, row, strict=True)
                ]
                for row in body
            ]

        rewrite(tmp_path, name, in_wan)
    for yuan, wan in (("15000元", "1.5万元"), ("80107.94元", "8.010794万元"), ("5万元", "50000元")):
        scenario = path.read_text(encoding="utf-8")
        path.write_text(scenario.replace(yuan, wan, 1), encoding="utf-8")
    assert_same(solved, solve(path))


def test_coordinates_with_more_digits_give_the_same_plan(solved: Solved, tmp_path: Path) -> None:
    path = copy_city(tmp_path)

    def longer(rows: list[list[str]]) -> list[list[str]]:
        places = [rows[0].index("lon"), rows[0].index("lat")]
        for row in rows[1:]:
            for n in places:
                row[n] += "000"
        return rows

    for name in ("circles", "outlets", "premises"):
        rewrite(tmp_path, name, longer)
    assert_same(solved, solve(path))


def test_an_empty_circle_that_may_not_be_certified_changes_nothing(
    solved: Solved, tmp_path: Path
) -> None:
    locks = "locks: {circles_out: [E9]}\nbudgets:\n  district_fund"
    path = copy_city(tmp_path, ("city.yaml", "budgets:\n  district_fund", locks))
    rewrite(tmp_path, "circles", lambda rows: [*rows, ["E9", *rows[1][1:3], "0", *rows[1][4:]]])
    rewrite(
        tmp_path,
        "circles",
        lambda rows: [[*r[:1], "空圈", *r[2:]] if r[0] == "E9" else r for r in rows],
    )
    assert rank(solve(path)) == rank(solved)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("东区: {2023: 12345.67元, 2024: 80107.94元}", "东区: {2023: 90万元, 2024: 90万元}"),
        ("西区: {2023: 10万元, 2024: 20万元}", "西区: {2023: 10万元, 2024: 20.01万元}"),
        ("{2023: 15000元, 2024: 60071.96元}", "{2023: 15000元, 2024: 60072元}"),
        ("{2023: 0元, 2024: 25万元}", "{2023: 1元, 2024: 25万元}"),
    ],
)
def test_more_budget_is_never_worse(solved: Solved, tmp_path: Path, old: str, new: str) -> None:
    assert rank(solve(copy_city(tmp_path, ("city.yaml", old, new)))) <= rank(solved)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("东区: {2023: 12345.67元, 2024: 80107.94元}", "东区: {2023: 0元, 2024: 0元}"),
        ("西区: {2023: 10万元, 2024: 20万元}", "西区: {2023: 0元, 2024: 0元}"),
        ("{2023: 15000元, 2024: 60071.96元}", "{2023: 0元, 2024: 0元}"),
        ("{2023: 0元, 2024: 25万元}", "{2023: 0元, 2024: 0元}"),
    ],
)
def test_less_budget_is_never_better(solved: Solved, tmp_path: Path, old: str, new: str) -> None:
    assert rank(solve(copy_city(tmp_path, ("city.yaml", old, new)))) >= rank(solved)


def with_locks(folder: Path, locks: str) -> Path:
    changed = f"locks:\n{locks}budgets:\n  district_fund"
    return copy_city(folder, ("city.yaml", "budgets:\n  district_fund", changed))


def test_forbidding_what_is_not_used_keeps_the_value(solved: Solved, tmp_path: Path) -> None:
    used = {choice.site_id for choice in solved.plan.choices}
    unused = [f"P{n:02}" for n in range(1, 13) if f"P{n:02}" not in used]
    assert unused
    path = with_locks(tmp_path, f"  premises_out: [{', '.join(unused)}]\n")
    assert rank(solve(path)) == rank(solved)


def test_forcing_what_the_plan_does_keeps_the_plan(solved: Solved, tmp_path: Path) -> None:
    shops = [c for c in solved.plan.choices if not c.circle_id]
    assert shops
    forced = "".join(f"    {c.site_id}: {{format: {c.format_id}, year: {c.year}}}\n" for c in shops)
    again = solve(with_locks(tmp_path, f"  premises_in:\n{forced}"))
    assert rank(again) == rank(solved)
    assert {c for c in again.plan.choices if not c.circle_id} == set(shops)


def test_its_own_plan_read_again_is_worth_the_same(solved: Solved) -> None:
    again = audit_plan(read_city(), type(solved.plan).from_dict(solved.plan.as_dict()))
    for name, frame in solved.statement.frames().items():
        pd.testing.assert_frame_equal(again.frames()[name], frame)


def test_a_hard_target_that_cannot_be_met_is_named(tmp_path: Path) -> None:
    path = with_locks(tmp_path, "  circles: {W2: {year: 2023, tier: high, hard: true}}\n")
    with pytest.raises(HardRuleError, match="W2"):
        solve(path)


def test_nothing_to_choose_from_is_a_plan_of_nothing(tmp_path: Path) -> None:
    path = copy_city(tmp_path)
    rewrite(tmp_path, "costs", lambda rows: [rows[0], [*rows[6][:7], "9000", "9500", *rows[6][9:]]])
    (path.parent / "tables" / "judgements.csv").unlink()
    found = solve(path)
    assert found.plan.choices == ()
    assert found.statement.terms["public_money"] == 0


def test_every_circle_locked_out_is_a_plan_of_nothing(tmp_path: Path) -> None:
    found = solve(with_locks(tmp_path, "  circles_out: [E1, E2, W1, W2]\n"))
    assert found.plan.choices == ()
    assert found.plan.certifications == ()
    assert found.statement.terms["target_shortfall"] == 5


def test_several_processes_find_the_same_plan_and_the_solver_answers_each_time(
    tmp_path: Path, solved: Solved
) -> None:
    path = copy_city(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "solver: {threads: 3}\n", encoding="utf-8")
    several = solve(path)
    assert several.outcome.notes == ()
    assert_same(several, solved)


def test_a_locked_site_may_need_others_for_the_least_of_its_programme() -> None:
    """Child care in P08 draws 50 000 元 of a programme that pays a district 60 000 or nothing."""
    rich = {2023: "100万元", 2024: "100万元"}
    scenario = read_city(
        {
            "budgets.city_fund.years": rich,
            "budgets.district_fund.districts": {"东区": rich, "西区": rich},
            "budgets.award_pool.years": rich,
            "programmes.aid.quotas": [{"archetype": "bundle", "amount": "6万元"}],
            "locks.premises_in": {"P08": {"format": "childcare", "year": 2023}},
        }
    )
    solved = plan_scenario(scenario, Watch(), Phases())
    assert solved.outcome.status == "optimal"
    aided = [c for c in solved.plan.choices if "aid" in c.programmes]
    assert ("P08", "childcare", 2023) in {(c.site_id, c.format_id, c.year) for c in aided}
    assert len(aided) > 1


def test_a_phase_that_comes_again_adds_to_its_time() -> None:
    phases = Phases()
    for seconds in (20.0, 8.5):
        phases.note("stage 2 public_money", seconds)
    assert phases.seconds == {"stage 2 public_money": 28.5}
