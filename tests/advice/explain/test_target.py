"""What binds, what one circle or more money would change, and the least change where hard rules conflict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from placement.advice.explain.bottlenecks import TightBudget, overview, tight_budgets
from placement.advice.explain.changes import change_of
from placement.advice.explain.target import (
    _answers,
    _changes,
    _more_money,
    _other_numbers,
    _with_money,
    explain_target,
    is_harmless,
)
from placement.advice.explain.target_money import money_of
from placement.advice.explain.target_text import (
    AS_IT_IS,
    AT_LEAST,
    NEEDLESS,
    NO_PLAN,
    _rows_of,
    overview_chapters,
    target_chapters,
)
from placement.advice.opened import OpenRun, open_run
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.starts import beginning
from placement.engine.whole.model import solve_whole
from placement.errors import Text, UsageError
from placement.instance import Instance
from placement.instance.build import build_instance
from two_districts import copy_city, publish_undrawn

SHARES = """  half:
    archetype: share
    name: 高品质占比
    tier_at_least: high
    of_target: circles
    group: city
    share: 0.5
    base: achieved
    rounding: down
    pooled: pooled
    years: [2024]
  cover:
    archetype: coverage
    name: 覆盖居民
    scope: city
    tier_at_least: basic
    measure: residents
    share: 0.9
    years: [2024]

programmes:
  award:"""


def with_w2_recognised(folder: Path) -> Path:
    """Copy the city with W2 a basic circle since 2022; return the scenario."""
    scenario = copy_city(folder)
    circles = scenario.parent / "tables" / "circles.csv"
    text = circles.read_text(encoding="utf-8")
    west = "W2,西二,西区,3000,116.680,35.400,,"
    assert text.count(west) == 1
    circles.write_text(text.replace(west, f"{west[:-1]}基本型,2022"), encoding="utf-8")
    return scenario


def test_what_binds_is_what_the_tables_say(opened: OpenRun) -> None:
    found = overview(opened)
    frame = opened.statement.targets
    assert {t.target_id for t in found.targets} == set(frame[frame["binding"]]["target_id"])
    money = opened.statement.money
    for tight in tight_budgets(opened):
        row = money[(money["budget_id"] == tight.budget_id) & (money["year"] == tight.year)].iloc[0]
        assert int(row["left_yuan"] * 100) == tight.left_fen < tight.least_fen
    assert list(overview_chapters(found))


def test_one_circle_more_or_fewer_is_solved_anew(opened: OpenRun) -> None:
    """Both circles of the east are certified by 2024; a third does not exist, so one more is one missing."""
    found = explain_target(opened, "circles:东区:2024", Watch())
    more, fewer = found.changes[:2]
    assert (found.required, found.planned, found.shortfall) == (2, 2, 0)
    assert more.proven
    assert fewer.proven
    assert more.missing == 1
    assert fewer.missing == 0
    assert fewer.aid_fen <= 0  # one circle fewer never costs more
    assert {c.circle_id for c in found.circles if c.counts} == {"E1", "E2"}
    assert list(target_chapters(found))


def test_more_money_never_misses_more(opened: OpenRun) -> None:
    """The city's caps do not bind, so those of the east are cut to nothing first."""
    poor = tuple(
        replace(line, cap_fen=0) if line.district == "东区" else line
        for line in opened.scenario.budgets
    )
    tight = TightBudget("district_fund:东区", "区级资金·东区", 2024, 0, 0, 1)
    run = replace(opened, scenario=replace(opened.scenario, budgets=poor))
    run = replace(run, instance=build_instance(run.scenario, run.table))
    cut = solve_whole(run.instance, Decisions.nothing(run.instance), Watch()).decisions
    run = replace(run, decisions=cut, statement=run.audited(cut))
    asked = _more_money((tight,))
    changes = [
        change_of(run, more.text, _with_money(run, b, more.fen), Watch()) for more, b in asked
    ]
    assert len(changes) == 3
    assert all(change.proven for change in changes)
    assert [change.missing for change in changes] == sorted(
        (change.missing for change in changes), reverse=True
    )
    assert changes[-1].missing < 0


def test_a_question_starts_from_the_plan_and_not_from_the_office_rule(
    opened: OpenRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large city the rule alone takes seconds; asked once for every question it would eat the limit."""
    asked: list[object] = []
    real = beginning.plan_greedily
    monkeypatch.setattr(
        beginning, "plan_greedily", lambda *a, **k: asked.append(a) or real(*a, **k)
    )
    before = opened.record["outcome"]["stages"]
    change = change_of(opened, Text("", ""), opened.instance, Watch())
    assert not asked
    assert change.proven
    assert not change.is_new
    assert change.missing == 0
    assert before[0]["proven"]


def test_without_time_the_plan_as_it_is_is_the_answer(opened: OpenRun) -> None:
    """A third circle of the east does not exist: the plan misses one, and nothing says that this is best."""
    hasty = explain_target(opened, "circles:东区:2024", Watch(time_limit_s=0.0))
    more, fewer = hasty.changes[:2]
    assert (more.missing, more.is_new, more.proven) == (1, True, False)
    assert (fewer.missing, fewer.aid_fen, fewer.is_new, fewer.proven) == (0, 0, False, False)
    rows = {row[0].zh: row for row in list(target_chapters(hasty))[-1].rows}
    assert rows["任务数多 1 个"][1] == "+1"
    assert rows["任务数多 1 个"][-1] == AT_LEAST[0]
    assert rows["任务数少 1 个"][-1] == AS_IT_IS[0]


def test_a_hard_target_that_the_plan_no_longer_meets_is_not_known(opened: OpenRun) -> None:
    (more, _) = _other_numbers(opened, "circles:东区:2024")
    asked = replace(
        more[1],
        targets=tuple(replace(k, hard=True) for k in more[1].targets),
    )
    (answer,) = _answers(opened, [(more[0], asked)], Watch(time_limit_s=0))
    assert not answer.is_possible
    assert not answer.proven
    assert _rows_of([answer])[0][-1] == NO_PLAN[0]


def test_the_money_tried_can_pay_in_the_circles_of_the_target(opened: OpenRun) -> None:
    """Without money the lines of both districts are tight; the one of the other district pays nothing here."""
    poor = replace(
        opened,
        scenario=replace(
            opened.scenario, budgets=tuple(replace(b, cap_fen=0) for b in opened.scenario.budgets)
        ),
    )
    poor = replace(poor, instance=build_instance(poor.scenario, poor.table))
    poor = replace(poor, decisions=Decisions.nothing(poor.instance))
    tight = {budget.budget_id for budget in tight_budgets(poor)}
    assert {"district_fund:东区", "district_fund:西区"} <= tight
    for mine, other in (("东区", "西区"), ("西区", "东区")):
        target = next(k for k in poor.scenario.targets if k.id.startswith(f"circles:{mine}"))
        found = money_of(poor, target)
        names = {budget.budget_id for budget in found}
        assert f"district_fund:{mine}" in names
        assert f"district_fund:{other}" not in names
        assert {budget.year for budget in found} <= set(range(2000, target.year + 1))
        assert all(budget.left_fen == 0 < budget.least_fen for budget in found)


def test_a_line_with_enough_for_all_that_could_be_done_is_not_tried(opened: OpenRun) -> None:
    rich = tuple(replace(b, cap_fen=b.cap_fen and 10**12) for b in opened.scenario.budgets)
    run = replace(opened, scenario=replace(opened.scenario, budgets=rich))
    run = replace(run, instance=build_instance(run.scenario, run.table))
    (target,) = (k for k in run.scenario.targets if k.id == "circles:东区:2024")
    assert money_of(run, target) == ()


def test_more_money_where_nothing_is_missing_is_answered_at_once(opened: OpenRun) -> None:
    """No time at all, and yet it is known that no target gains by it."""
    tight = TightBudget("district_fund:东区", "区级资金·东区", 2024, 0, 0, 1)
    assert not opened.statement.terms["target_shortfall"]
    found = list(_changes(opened, "circles:东区:2024", (tight,), Watch(time_limit_s=0)))[2:]
    assert len(found) == 3
    assert all(change.is_needless and change.missing == 0 for change in found)
    told = explain_target(opened, "circles:东区:2024", Watch(time_limit_s=0))
    chapter = list(target_chapters(replace(told, changes=(*told.changes[:2], *found))))[-1]
    assert NEEDLESS in chapter.sentences
    assert [row[0].zh for row in chapter.rows] == ["任务数多 1 个", "任务数少 1 个"]


def test_one_more_where_there_is_one_to_spare_needs_no_solve(opened: OpenRun) -> None:
    """Two circles are certified in the east; the plan is proven, so asked for one or two it stays the best."""

    def asking(required: int) -> Instance:
        return replace(
            opened.instance,
            targets=tuple(
                replace(k, required=required) if k.id == "circles:东区:2024" else k
                for k in opened.instance.targets
            ),
        )

    spare = replace(opened, instance=asking(1))
    assert is_harmless(spare, asking(2))
    assert not is_harmless(spare, asking(3))
    assert not is_harmless(spare, asking(0))
    outcome = {**opened.record["outcome"], "status": "limit"}
    unproven = replace(spare, record={**opened.record, "outcome": outcome})
    assert not is_harmless(unproven, asking(2))
    (answer, *_) = _answers(spare, [(Text("", ""), asking(2))], Watch(time_limit_s=0))
    assert answer.proven
    assert (answer.missing, answer.aid_fen, answer.residents) == (0, 0, 0)


def test_circles_are_ticked_that_the_audit_counts(tmp_path: Path) -> None:
    """W2 was recognised, falls by review, and is no circle of the year; W1 is."""
    scenario = with_w2_recognised(tmp_path / "city")
    policy = scenario.parent.parent / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8")
    for old, new in (
        ("    mode: cumulative\n    since: 2022\n", "    mode: per_year\n"),
        ("      西区: {2023: 1}\n", "      西区: {2024: 1}\n"),
        ("\ndistricts:", "\nrecognition: {review_years: 2, downgrade: true}\ndistricts:"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    policy.write_text(text, encoding="utf-8")
    run = open_run(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    found = explain_target(run, "circles:西区:2024", Watch())
    assert sum(circle.counts for circle in found.circles) == found.planned == 1


def test_an_unknown_target_is_refused(opened: OpenRun) -> None:
    with pytest.raises(UsageError, match="circles:东区:2024"):
        explain_target(opened, "nonsense", Watch())


def test_one_more_is_asked_beyond_what_circles_certified_before_bring(tmp_path: Path) -> None:
    """W1 and W2 count in the west where 1 is asked for, W2 since before: one more is met as well."""
    scenario = with_w2_recognised(tmp_path / "city")
    run = open_run(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    found = explain_target(run, "circles:西区:2023", Watch())
    assert (found.required, found.planned) == (1, 2)
    assert [change.missing for change in found.changes[:2]] == [0, 0]


def test_one_more_of_a_share_or_of_residents_is_a_circle(tmp_path: Path) -> None:
    scenario = copy_city(
        tmp_path / "city", ("../models/two-districts.yaml", "programmes:\n  award:", SHARES)
    )
    run = open_run(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    shares = next(k for k in run.instance.targets if k.id == "half:city:2024")
    asked = dict(enumerate(_other_numbers(run, "half:city:2024")))
    assert next(k for k in asked[0][1].targets if k.id == shares.id).required == shares.required + 2
    cover = next(k for k in run.instance.targets if k.id == "cover:city:2024")
    what, more = next(_other_numbers(run, "cover:city:2024"))
    assert next(k for k in more.targets if k.id == cover.id).required == cover.required + cover.step
    assert f"{cover.step:,}" in what.zh
    found = explain_target(run, "cover:city:2024", Watch())
    assert [change.missing for change in found.changes[:2]] == [1, 0]
