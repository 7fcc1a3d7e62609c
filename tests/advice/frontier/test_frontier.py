"""A ladder of budgets: against enumeration in tiny cities, and as a command on the city of two districts."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from calls import call
from oracle import best_rank
from placement.advice.asked import BUDGET, budgets_called, id_of
from placement.advice.frontier import climbing
from placement.advice.frontier.climbing import (
    Question,
    climb_free,
    climb_nested,
    containing,
    inherited,
    lifted,
    with_nested,
)
from placement.advice.frontier.figure import plot_frontier
from placement.advice.frontier.ladder import Ladder, Patience, Rung, shares_of
from placement.advice.frontier.tables import Frontier, frontier_table, site_order
from placement.advice.frontier.text import INFEASIBLE, NOT_FOUND, PROVEN, frontier_chapters
from placement.advice.telling import render
from placement.engine.control.watch import Watch
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import StageOutcome
from placement.engine.plans.propose import plan_of
from placement.engine.plans.recall import recall
from placement.engine.starts.beginning import Start
from placement.engine.whole.model import solve_whole
from placement.errors import Text, UsageError
from placement.instance import Stage
from placement.options import build_option_table
from placement.planner import Earlier
from placement.report.csv_tables import write_csv
from placement.report.screen.tables import wan_text
from placement.report.speaker import Speaker
from placement.scenario.reader import read_scenario
from plans import legal_plan
from tiny import tiny_city
from told import chinese_in
from two_districts import CITY, SCENARIO, copy_city, read_city

LONG = Patience(300, 300)


@pytest.fixture(scope="module")
def climbed() -> Frontier:
    city = read_city()
    ladder = Ladder(city, build_option_table(city), "district_fund", shares_of(4, Fraction(2)))
    free = climb_free(ladder, Watch(), LONG)
    nested = climb_nested(ladder, free, Watch())
    return Frontier(city, "district_fund", free, nested)


def ranks(rungs: tuple[Rung, ...]) -> list[tuple[int, ...]]:
    return [
        evaluate(rung.instance, rung.decisions).rank(rung.instance)
        for rung in rungs
        if rung.decisions is not None
    ]


def test_more_money_is_never_worse_and_every_rung_is_proven(climbed: Frontier) -> None:
    assert [float(rung.share) for rung in climbed.free] == [0, 0.5, 1, 1.5, 2]
    assert all(rung.is_proven for rung in climbed.free)
    # Of equal shortfall a larger budget may only save money; fen as units differ by rung, so compare in fen.
    first = [rank[0] for rank in ranks(climbed.free)]
    assert first == sorted(first, reverse=True)


def test_a_rung_is_what_a_solve_of_its_scenario_gives(climbed: Frontier) -> None:
    for rung in climbed.free:
        asked = read_scenario(
            CITY / SCENARIO,
            {"budgets.district_fund.scale": Decimal(str(float(rung.share)))},
        )
        assert asked.budgets == rung.scenario.budgets
    rung = climbed.free[1]
    alone = solve_whole(rung.instance, nothing_of(rung), Watch())
    assert [s.value for s in alone.stages] == [s.value for s in rung.stages]


def nothing_of(rung: Rung) -> Decisions:
    return Decisions.nothing(rung.instance)


def test_nested_plans_contain_each_other_and_cost_no_less(climbed: Frontier) -> None:
    for small, large in zip(climbed.nested, climbed.nested[1:], strict=False):
        built = small.decisions.start != NEVER  # type: ignore[union-attr]
        assert (large.decisions.start[built] == small.decisions.start[built]).all()  # type: ignore[union-attr]
        assert (large.decisions.held >= small.decisions.held).all()  # type: ignore[union-attr]
    for free, nested in zip(ranks(climbed.free), ranks(climbed.nested), strict=True):
        assert nested >= free
    table = frontier_table(climbed)
    assert (table["price_missing"] >= 0).all()


def test_the_order_of_sites_names_every_site_used(climbed: Frontier) -> None:
    order = site_order(climbed)
    used = {site for rung in climbed.nested for site in rung.statement.projects["site_id"]}  # type: ignore[union-attr]
    assert set(order["site_id"]) == used
    for row in order.to_dict("records"):
        steps = [int(n) for n in row["steps"].split()]
        assert steps == list(range(row["first_step"], len(climbed.nested)))  # what comes in stays


@pytest.mark.parametrize("seed", range(10))
def test_a_containing_question_is_answered_by_the_best_plan_that_contains(seed: int) -> None:
    city = tiny_city(seed)
    plan = legal_plan(city, np.random.default_rng(seed))
    if plan is None:
        pytest.skip("no legal plan was drawn")
    below = Rung(Fraction(1), None, city, plan, None, ())  # type: ignore[arg-type]
    asked = containing(city, below)
    outcome = solve_whole(asked, plan, Watch())
    assert evaluate(asked, outcome.decisions).rank(asked) == best_rank(asked)
    built = plan.start != NEVER
    assert (outcome.decisions.start[built] == plan.start[built]).all()
    assert (outcome.decisions.held >= plan.held).all()


def test_the_price_of_nesting_is_stated_only_where_both_plans_are_proven(
    climbed: Frontier, tmp_path: Path
) -> None:
    def unproven(rung: Rung) -> Rung:
        return replace(rung, stages=(replace(rung.stages[0], proven=False), *rung.stages[1:]))

    free, nested = list(climbed.free), list(climbed.nested)
    free[1], nested[2] = unproven(free[1]), unproven(nested[2])
    table = frontier_table(replace(climbed, free=tuple(free), nested=tuple(nested)))
    write_csv(table, tmp_path / "frontier.csv")
    with (tmp_path / "frontier.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for name in ("price_missing", "price_public_yuan", "price_residents"):
        assert [row[name] == "" for row in rows] == [False, True, True, False, False]
    assert all(
        re.fullmatch(r"-?\d+", rows[0][name]) for name in ("price_missing", "nested_missing")
    )


def test_the_top_starts_from_an_earlier_run(
    climbed: Frontier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without time the office's plan is all there is; a run that fits is as good as it was."""
    top = climbed.free[-1]
    plan = plan_of(top.decisions, top.instance, build_option_table(climbed.scenario))
    shares = shares_of(1, Fraction(2))
    table = build_option_table(climbed.scenario)
    no_time = Watch(time_limit_s=0)
    monkeypatch.setattr(
        climbing, "find_start", lambda instance, *_: Start(Decisions.nothing(instance), "nothing")
    )
    bare = climb_free(Ladder(climbed.scenario, table, "district_fund", shares), no_time, LONG)
    ladder = Ladder(climbed.scenario, table, "district_fund", shares, Earlier(plan))
    begun = climb_free(ladder, no_time, LONG)
    assert ranks(begun)[-1] == ranks((top,))[0] < ranks(bare)[-1]


def test_a_step_starts_from_what_can_be_saved_of_a_larger_budget(
    climbed: Frontier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than what is left of it when its dearest projects are dropped, and at once."""
    monkeypatch.setattr(
        climbing, "find_start", lambda instance, *_: Start(Decisions.nothing(instance), "nothing")
    )
    top = climbed.free[-1]
    table = build_option_table(climbed.scenario)
    plan = plan_of(top.decisions, top.instance, table)
    saved = 0
    for n in range(1, 10):
        ladder = Ladder(climbed.scenario, table, "district_fund", (Fraction(n, 10),), Earlier(plan))
        scenario, instance = ladder.instance(Fraction(n, 10))
        question = Question(Fraction(n, 10), scenario, instance)
        begun = evaluate(instance, climbing._start(question, None, ladder, Watch()))
        left = evaluate(instance, recall(plan, instance))
        assert begun.feasible
        assert begun.rank(instance) <= left.rank(instance)
        saved += begun.rank(instance) < left.rank(instance)
    assert saved


def test_a_line_is_meant_by_its_id_or_name_and_one_without_money_is_refused() -> None:
    called = budgets_called(read_city())
    assert id_of(BUDGET, "区级资金", called) == id_of(BUDGET, "district_fund", called)
    with pytest.raises(UsageError, match="区级资金（district_fund）"):
        id_of(BUDGET, "nonsense", called)


def test_a_budget_too_small_for_hard_rules_is_told(tmp_path: Path) -> None:
    city = read_city()
    hard = replace(city, targets=tuple(replace(k, hard=True) for k in city.targets))
    ladder = Ladder(hard, build_option_table(hard), "district_fund", shares_of(2, Fraction(1)))
    rungs = climb_free(ladder, Watch(), LONG)
    assert [rung.decisions is None for rung in rungs] == [True, False, False]
    table = frontier_table(Frontier(hard, "district_fund", rungs))
    assert list(table["feasible"]) == [False, True, True]


def test_the_command(tmp_path: Path) -> None:
    scenario = copy_city(tmp_path / "city")
    (done,) = call(
        [
            "frontier",
            scenario,
            "--budget",
            "district_fund",
            "--steps",
            "2",
            "--json",
            "--out",
            tmp_path / "runs" / "frontier",
        ]
    )
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert [row["share"] for row in document["rungs"]] == [0, 0.5, 1]
    out = tmp_path / "runs" / "frontier"
    with (out / "frontier.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["missing"]) for row in rows] == [row["missing"] for row in document["rungs"]]
    assert (out / "frontier.png").read_bytes().startswith(b"\x89PNG")
    page = (out / "frontier.html").read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=\"(?!data:)", page)
    assert "@font-face" in page  # Chinese is readable where no font has it
    assert "合成数据" in page


def test_bounds_of_a_larger_budget_hold_as_long_as_the_stages_before_agree(
    climbed: Frontier,
) -> None:
    top, middle = climbed.free[-1], climbed.free[2]
    assert top.decisions is not None
    assert all(stage.proven for stage in inherited(top.instance, top.decisions, top))
    nothing = nothing_of(middle)
    first, *later = inherited(middle.instance, nothing, top)
    assert first.bound == top.stages[0].bound
    assert first.value > top.stages[0].value
    assert [stage.bound for stage in later] == [None] * len(later)


def test_money_is_taken_over_in_the_unit_of_the_smaller_question_rounded_so_that_it_holds() -> None:
    stages = (Stage("public_money", maximise=False), Stage("aid_money", maximise=True))
    city = tiny_city(3, stages=stages)
    more = city.money_unit_fen + 1
    assert more > 2
    shown = tuple(StageOutcome(s.term, s.maximise, 0, more, proven=False) for s in stages)
    in_fen = SimpleNamespace(money_unit_fen=1)
    guide = Rung(Fraction(1), None, in_fen, None, None, shown)  # type: ignore[arg-type]
    found = inherited(city, Decisions.nothing(city), guide)
    assert [stage.bound for stage in found] == [2, 1]  # at least more than one unit; at most one


def test_the_plan_below_is_taken_where_it_is_better(climbed: Frontier) -> None:
    below, above = climbed.free[3:5]
    poor = replace(above, decisions=nothing_of(above))
    mended = lifted((below, poor))[1]
    assert mended.decisions is below.decisions
    assert mended.stages[0].value == below.stages[0].value
    assert lifted((below, above))[1] is above


def test_what_was_not_found_in_time_is_not_called_impossible() -> None:
    city = read_city()
    hard = replace(city, targets=tuple(replace(k, hard=True) for k in city.targets))
    ladder = Ladder(hard, build_option_table(hard), "city_fund", (Fraction(1, 2),))
    hasty = Frontier(hard, "city_fund", climb_free(ladder, Watch(time_limit_s=0.0), Patience(0, 0)))
    table = frontier_table(hasty)
    assert not table["feasible"].iloc[0]
    chapter = next(iter(frontier_chapters(hasty, table)))
    assert NOT_FOUND in chapter.rows[0]
    none = replace(hard, budgets=tuple(replace(b, cap_fen=0) for b in hard.budgets))
    rung = Rung(Fraction(1), none, ladder.instance(Fraction(1))[1], None, None, (), impossible=True)
    found = Frontier(hard, "city_fund", (rung,))
    assert INFEASIBLE in next(iter(frontier_chapters(found, frontier_table(found)))).rows[0]


def test_more_money_is_said_to_bring_nothing_only_where_the_last_step_proves_it(
    climbed: Frontier,
) -> None:
    def told(found: Frontier) -> list[str]:
        chapter = next(iter(frontier_chapters(found, frontier_table(found))))
        return [sentence.zh for sentence in chapter.sentences]

    assert [line for line in told(climbed) if "不再减少" in line]
    table = frontier_table(climbed)
    least = table["missing_weighted"].iloc[-1]
    line = next(line for line in told(climbed) if "不再减少" in line)
    assert f"（加权）不再减少，都是 {least}（" in line
    other = {**climbed.free[0].statement.terms, "target_shortfall": least + 5}  # type: ignore[union-attr]
    heavier = replace(climbed.free[0], statement=replace(climbed.free[0].statement, terms=other))
    row = frontier_table(replace(climbed, free=(heavier, *climbed.free[1:]))).iloc[0]
    assert (row["missing_weighted"], row["missing"]) == (least + 5, table["missing"].iloc[0])
    open_top = tuple(
        replace(rung, stages=(replace(rung.stages[0], bound=0, proven=False), *rung.stages[1:]))
        for rung in climbed.free
    )
    assert not [line for line in told(replace(climbed, free=open_top)) if "不再减少" in line]
    open_nested = tuple(
        replace(rung, stages=(replace(rung.stages[0], bound=0, proven=False), *rung.stages[1:]))
        for rung in climbed.nested
    )
    assert [line for line in told(climbed) if "代价" in line]
    assert not [line for line in told(replace(climbed, nested=open_nested)) if "代价" in line]


def test_the_picture_in_english_holds_no_chinese_but_names(climbed: Frontier) -> None:
    figure = plot_frontier(climbed, frontier_table(climbed), Speaker("en"))
    names = {tier.name for tier in climbed.scenario.rubric.tiers} | {climbed.budget_name}
    assert chinese_in(figure) <= names
    assert "未完成的目标数" in chinese_in(plot_frontier(climbed, frontier_table(climbed)))


def test_an_open_step_states_value_and_bound_in_the_same_measure(climbed: Frontier) -> None:
    """Targets that weigh more count more in the bound; the plain number of circles is not held against it."""
    heavy = replace(
        climbed.scenario, targets=tuple(replace(k, weight=3) for k in climbed.scenario.targets)
    )
    ladder = Ladder(heavy, build_option_table(heavy), "district_fund", (Fraction(0),))
    (rung,) = climb_free(ladder, Watch(), LONG)
    first = rung.stages[0]
    open_rung = replace(
        rung, stages=(replace(first, bound=first.value - 1, proven=False), *rung.stages[1:])
    )
    found = Frontier(heavy, "district_fund", (open_rung,))
    table = frontier_table(found)
    assert first.value == 3 * table["missing"].iloc[0] > 0
    assert table["open_value"].iloc[0] == first.value
    chapter = next(iter(frontier_chapters(found, table)))
    ((*_, last),) = chapter.rows
    missing = chapter.rows[0][3]
    assert isinstance(missing, Text)
    assert missing.zh == f"{first.value // 3}（加权 {first.value}）"
    assert last == Text("时限内未证明", "not proven in time")
    (said,) = [text.zh for text in chapter.sentences if "未证明" in text.zh]
    assert said.endswith(f" {first.value}，界 {first.value - 1}")
    idle = replace(first, bound=0, proven=False)
    found = replace(found, free=(replace(rung, stages=(idle, *rung.stages[1:])),))
    told = [
        text.zh for c in frontier_chapters(found, frontier_table(found)) for text in c.sentences
    ]
    assert any(said.endswith(f" {first.value}，界未知") for said in told)


def opened_up(rung: Rung) -> Rung:
    return replace(rung, stages=(replace(rung.stages[0], bound=0, proven=False), *rung.stages[1:]))


def test_no_rung_is_worse_than_the_office_however_little_time_there_is(climbed: Frontier) -> None:
    city = climbed.scenario
    ladder = Ladder(city, build_option_table(city), "district_fund", shares_of(4, Fraction(2)))
    hasty = climb_free(ladder, Watch(time_limit_s=0), Patience(0, 0))
    office = [evaluate(r.instance, plan_greedily(r.instance)).rank(r.instance) for r in hasty]
    assert any(evaluate(r.instance, nothing_of(r)).rank(r.instance) > office[-1] for r in hasty)
    assert all(rank <= least for rank, least in zip(ranks(hasty), office, strict=True))


def test_a_nested_plan_that_is_better_is_the_free_one_too(climbed: Frontier) -> None:
    poor = tuple(opened_up(replace(rung, decisions=nothing_of(rung))) for rung in climbed.free)
    assert ranks(with_nested(poor, climbed.nested)) == ranks(climbed.nested)
    assert with_nested(climbed.free, climbed.nested) == climbed.free


def test_a_plan_of_the_rung_below_proves_nothing_of_a_rung_without_any(climbed: Frontier) -> None:
    below, above = climbed.free[3:5]
    none = replace(above, decisions=None, statement=None, stages=())
    mended = lifted((below, none))[1]
    assert mended.decisions is below.decisions
    assert not frontier_table(replace(climbed, free=(mended,), nested=()))["proven"].any()


def test_a_start_that_makes_the_top_instant_does_not_starve_the_others() -> None:
    assert Patience(120).rest(0.5, proven=True) == 60
    assert Patience(120).rest(0.5, proven=True, started=True) == 240
    assert Patience(40, 80).rest(10, proven=True, started=True) == 110


@pytest.mark.parametrize(("is_proven", "second_s"), [(True, 30), (False, 9)])
def test_a_step_below_a_proven_one_may_take_a_third_of_what_is_left(
    climbed: Frontier, monkeypatch: pytest.MonkeyPatch, is_proven: bool, second_s: float
) -> None:
    """Of ten steps it would have a tenth; an open step above it has no bound to be reached."""
    turns: list[float] = []
    known = climbed.free[-1]
    open_ = tuple(replace(stage, bound=None, proven=False) for stage in known.stages)

    def answer(*asked: object) -> Rung:
        turns.append(asked[-1].time_limit_s)  # type: ignore[attr-defined]
        return known if is_proven else replace(known, stages=open_)

    monkeypatch.setattr(climbing, "_answer", answer)
    monkeypatch.setattr(climbing, "lifted", lambda rungs: rungs)
    table = build_option_table(climbed.scenario)
    shares = [Fraction(n, 10) for n in range(11)]
    ladder = Ladder(climbed.scenario, table, "district_fund", shares)
    climb_free(ladder, Watch(time_limit_s=600), Patience(0.0, 90.0))
    assert turns[1] == pytest.approx(second_s, rel=0.3)


def test_steps_that_are_open_are_not_called_best(climbed: Frontier) -> None:
    def seen(found: Frontier) -> tuple[set[str], set[str]]:
        table = frontier_table(found)
        chapter = [*frontier_chapters(found, table)][-1]
        last = {cell.zh for row in chapter.rows if isinstance(cell := row[-1], Text)}
        return chinese_in(plot_frontier(found, table)), last

    drawn, told = seen(climbed)
    assert "各自最优" in drawn
    assert told == {"已证明"}
    free = (opened_up(climbed.free[0]), *climbed.free[1:])
    nested = (*climbed.nested[:-1], opened_up(climbed.nested[-1]))
    drawn, told = seen(replace(climbed, free=free, nested=nested))
    assert "各自" in drawn
    assert "各自最优" not in drawn
    assert told == {"已证明", "时限内未证明"}


def test_numbers_of_a_wide_ladder_stay_whole_on_a_narrow_screen(climbed: Frontier) -> None:
    chapters = list(frontier_chapters(climbed, frontier_table(climbed)))
    assert len(chapters[0].heads) == 8
    million = replace(
        chapters[0],
        rows=tuple((*row[:5], "1,119,300", *row[6:]) for row in chapters[0].rows),
    )
    out = io.StringIO()
    Console(file=out, width=80).print(render("x", [million], Speaker("zh")))
    assert out.getvalue().count("1,119,300") == len(million.rows)
    assert out.getvalue().count("已证明") >= len(million.rows)


def test_nested_amounts_are_whole_on_a_narrow_screen(climbed: Frontier) -> None:
    """They stand in a table of their own, with how good they are known to be."""
    table = frontier_table(climbed)
    _, nested = frontier_chapters(climbed, table)
    by_weight = table.assign(nested_missing_weighted=99)
    told = list(frontier_chapters(climbed, by_weight))[1].rows[0][2]
    assert isinstance(told, Text)
    assert told.zh.endswith("（加权 99）")
    even = table.assign(nested_missing_weighted=table["nested_missing"])
    _, alike = frontier_chapters(climbed, even)
    assert not any("加权" in str(row[2]) for row in alike.rows)
    assert [row[-1] for row in nested.rows] == [PROVEN] * len(climbed.nested)
    screen = Console(width=80, file=io.StringIO(), record=True)
    screen.print(render("", [nested], Speaker("zh")))
    shown = screen.export_text()
    assert all(wan_text(float(yuan)) in shown.split() for yuan in table["nested_public_yuan"])
    assert shown.count("已证明") == len(climbed.nested)


@pytest.mark.parametrize(("lang", "word"), [("zh", "中断"), ("en", "interrupt")])
def test_an_interrupted_ladder_says_which_steps_were_cut(
    climbed: Frontier, lang: str, word: str
) -> None:
    """The signal comes when the top is answered: all other steps are what was at hand."""
    city, watch = climbed.scenario, Watch()
    ladder = Ladder(city, build_option_table(city), "district_fund", shares_of(4, Fraction(2)))
    free = climb_free(ladder, watch, LONG, lambda _rung: watch.stop())
    nested = climb_nested(ladder, free, watch)
    assert free[-1].is_proven
    assert not free[-1].is_interrupted
    cut = [n for n, rung in enumerate(free) if rung.is_interrupted]
    assert cut
    assert cut == [n for n, rung in enumerate(free) if not rung.is_proven]
    found = Frontier(city, "district_fund", free, nested)
    table = frontier_table(found)
    assert [n for n, is_cut in enumerate(table["interrupted"]) if is_cut] == cut
    chapters = list(frontier_chapters(found, table))
    say = Speaker(lang)
    first = say.text(chapters[0].sentences[0])
    assert word in first
    assert [int(n) for n in re.findall(r"\d+", first)] == cut
    assert all(word in say.text(chapters[0].rows[n][-1]) for n in cut)  # type: ignore[arg-type]
    told = [say.text(line) for chapter in chapters for line in chapter.sentences]
    assert not [line for line in told if "--time-limit" in line]


def test_a_ladder_that_was_not_interrupted_says_nothing_of_it(climbed: Frontier) -> None:
    assert not any(rung.is_cut for rung in (*climbed.free, *climbed.nested))
    chapters = frontier_chapters(climbed, frontier_table(climbed))
    assert not [line for c in chapters for line in c.sentences if "中断" in line.zh]
