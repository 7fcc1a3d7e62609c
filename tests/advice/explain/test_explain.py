"""Explanations of the city of two districts, against what was worked by hand from its tables."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter
from rich.console import Console

from calls import call
from placement.advice.explain.changes import MoreMoney, not_asked
from placement.advice.explain.circle import explain_circle
from placement.advice.explain.circle_text import circle_chapters
from placement.advice.explain.payments import PaymentLine, payment_lines
from placement.advice.explain.rules import rule_text
from placement.advice.explain.site import explain_site
from placement.advice.explain.site_text import site_chapters
from placement.advice.explain.target import explain_target
from placement.advice.explain.target_text import PROVEN, _rows_of
from placement.advice.explain.wording import payment_chapter
from placement.advice.moves import moves_between
from placement.advice.opened import OpenRun, open_run
from placement.advice.telling import Chapter, render
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.errors import Text, UsageError, VerificationError
from placement.money import FEN_PER_WAN, wan
from placement.policy.programmes import BlockProgramme, Programme
from placement.policy.reader import read_policy
from placement.report.speaker import Speaker
from test_graded_city import graded_city
from two_districts import copy_city, publish_undrawn

PER_AREA = {
    "archetype": "per_area",
    "id": "fit",
    "name": "沿街小店装修补助",
    "amount_per_m2": "200元",
    "cap": "1.6万元",
    "payers": ({"budget": "district_fund"},),
}
CHINESE = range(0x4E00, 0xA000)


def shown(title: str, chapters: list[Chapter], lang: str = "zh") -> str:
    console = Console(width=200, record=True, file=None, quiet=True)
    with console.capture() as capture:
        console.quiet = False
        console.print(render(title, chapters, Speaker(lang)))
    return capture.get()


def test_a_card_adds_up_to_the_published_score(opened: OpenRun) -> None:
    for circle in ("E1", "E2", "W1", "W2"):
        found = explain_circle(opened, circle, Watch())
        frame = opened.statement.circles
        rows = frame[frame["circle_id"] == circle].sort_values("year")
        for n, score in enumerate(rows["score"]):
            total = sum((card.points[n] for card in found.cards), Decimal(0))
            # W1's outlets exceed the 5 points of the chapter of services, or the 4 of shopping, by one.
            assert total - score == (1 if circle == "W1" else 0)
        score_gates = [gate.gates[0] for gate in found.gates]
        assert [g.required for g in score_gates] == [Decimal(8), Decimal(14)]
        assert {g.has for g in score_gates} == {list(rows["score"])[-1]}


def test_points_and_counts_have_no_idle_decimals_and_their_heads_name_both_numbers(
    opened: OpenRun,
) -> None:
    text = shown("", [*circle_chapters(explain_circle(opened, "W1", Watch()))])
    assert re.search(r" \d+(\.5)?/\d+ ", text)
    assert not re.search(r"\d\.0\b", text)
    assert "得分/上限" in text
    assert "满分项/项数" in text


def test_what_supplies_a_line_is_what_the_plan_adds(opened: OpenRun) -> None:
    found = explain_circle(opened, "E2", Watch())
    supplied = {card.line_id: card for card in found.cards if card.supplied_by}
    assert supplied
    for card in found.cards:
        assert bool(card.supplied_by) == (card.added[-1] > 0)


def test_what_a_site_is_and_is_to_be_stand_in_rows_next_to_each_other(opened: OpenRun) -> None:
    """P06 is a laundry; a plan that puts it to another use drops one option and adds another."""
    instance, before = opened.instance, opened.decisions
    ids = instance.options.ids
    start = before.start.copy()
    used = [o for o in np.flatnonzero(start != NEVER) if ids[o].startswith("P")]
    swapped = 0
    for option in used:
        others = [
            o
            for o in np.flatnonzero(instance.options.site == instance.options.site[option])
            if o != option
        ]
        if others:
            start[others[0]], start[option] = start[option], NEVER
            swapped += 1
    assert swapped > 1
    moves = moves_between(opened, before, Decisions(start, before.held))
    pairs = list(zip(moves[: 2 * swapped : 2], moves[1 : 2 * swapped : 2], strict=True))
    assert all(a.site_id == b.site_id for a, b in pairs)
    assert {(a.change, b.change) for a, b in pairs} == {("dropped", "added")}


def test_money_of_a_circle_that_is_not_certified_is_told_apart_from_the_report(
    opened: OpenRun,
) -> None:
    for circle in opened.instance.circle_ids:
        found = explain_circle(opened, circle, Watch())
        text = shown(circle, list(circle_chapters(found)))
        is_shared = any(line.option_id for line in found.payments)
        assert ("各列全额" in text) == is_shared
        assert ("所以那里是 0" in text) == (is_shared and not found.certified)


def test_a_circle_out_of_reach_is_told_by_how_much(opened: OpenRun) -> None:
    """W2 reaches P11, P12 (no laundry: 10.5 minutes) and nothing else; 2.5 points today, 8 are needed."""
    found = explain_circle(opened, "W2", Watch())
    basic = found.ways[0]
    assert not basic.cheapest.is_possible
    assert basic.cheapest.proven
    assert basic.most is not None
    assert any(gate.has < gate.required for gate in basic.most.gates) or len(basic.most.gates) > 1
    assert "全部用上也达不到" in shown("W2", list(circle_chapters(found)))


def test_the_answer_comes_before_the_card(opened: OpenRun) -> None:
    """Ways and gates first; of the card sums by section, then only what lacks points or what the plan adds to."""
    found = explain_circle(opened, "E2", Watch())
    chapters = list(circle_chapters(found))
    titles = [chapter.title.zh for chapter in chapters]
    card = titles.index("评分卡（期末），按类别")
    assert titles[0] == "认定"
    assert all(
        n < card for n, title in enumerate(titles) if title.startswith(("怎样才能", "各等级"))
    )
    sections, lines = chapters[card : card + 2]
    sums = [Decimal(str(row[1]).split("/")[0]) for row in sections.rows]
    assert sum(sums) == sum(c.points[-1] for c in found.cards if c.table >= 0 and c.cap)
    for row in lines.rows:
        own = next(c for c in found.cards if row[0] == f"{c.line_id} {c.name}")
        assert own.cap
        assert own.supplied_by or own.points[-1] < own.cap
    left = len(found.cards) - len(lines.rows)
    assert [s.zh.startswith(f"另有 {left} 行") for s in lines.sentences] == [True] * bool(left)


def test_payments_stand_by_year_those_of_options_and_awards_together(opened: OpenRun) -> None:
    kept = opened.statement.payments
    years = range(2090, 2090 - len(kept), -1)
    run = replace(
        opened, statement=replace(opened.statement, payments=kept.assign(year_committed=years))
    )
    award = next(c for c in kept["circle_id"] if c)
    lines = payment_lines(run, option_ids=set(kept["option_id"]) - {""}, circle_id=award)
    told = [line.year_committed for line in lines]
    assert told == sorted(told)
    assert len(set(told)) > 1
    order = [bool(line.circle_id) for line in lines]
    assert order != sorted(order)


def test_payments_alike_stand_in_one_row(opened: OpenRun) -> None:
    line = PaymentLine(
        "p", "补助", "o", "", "b", "市级", 2024, 2024, 200, Text("定额", "fixed"), "", ""
    )  # fmt: skip
    chapter = payment_chapter((line, line, replace(line, fen=300), replace(line, year_paid=2025)))
    assert [row[1:4] for row in chapter.rows] == [
        ("市级", "2024/2024", "3"), ("市级", "2024/2025", "1")
    ]  # fmt: skip
    assert "4 笔" in chapter.sentences[0].zh


def test_changes_with_one_answer_share_a_row() -> None:
    """Amounts of one line and year do; another line has a row of its own, so that none gets long."""
    city, county = (
        [MoreMoney(name, 2024, wan * FEN_PER_WAN) for wan in (1, 5, 10)]
        for name in ("市级", "区级")
    )
    changes = [replace(not_asked(more.text), more=more) for more in (*city, *county)]
    changes[2] = replace(changes[2], missing=-1, proven=True)
    rows = _rows_of([not_asked(Text("任务数多 1 个", "one circle more")), *changes])
    assert [row[0] for row in rows] == [
        ("任务数多 1 个", "one circle more"),
        ("2024 年市级多 1、5 万元", "市级 in 2024: 1, 5 (10,000 yuan) more"),
        ("2024 年市级多 10 万元", "市级 in 2024: 10 (10,000 yuan) more"),
        ("2024 年区级多 1、5、10 万元", "区级 in 2024: 1, 5, 10 (10,000 yuan) more"),
    ]
    assert rows[2][1:] == ("-1", "0", "0", "+0", PROVEN[0])


def test_each_payment_is_the_published_one_with_its_rule(opened: OpenRun) -> None:
    paid = opened.statement.payments
    options = set(paid["option_id"]) - {""}
    assert options
    for option in options:
        site = next(c.site_id for c in opened.plan.choices if c.option_id == option)
        found = explain_site(opened, site, Watch())
        published = paid[paid["option_id"] == option]
        assert sum(p.fen for p in found.payments) == sum(int(y * 100) for y in published["yuan"])
        assert all(p.rule.zh and p.budget for p in found.payments)


def test_rules_in_words(opened: OpenRun) -> None:
    programmes = {p.id: p for p in opened.scenario.programmes}
    assert (
        rule_text(programmes["aid"], {}).zh
        == "投资的 50 %，最高 5 万元；没有补助就收不回投资的才补"
    )
    assert rule_text(programmes["chain_bonus"], {}).zh == "每处定额 1.5 万元"
    assert rule_text(programmes["preparation"], {}).en == "100 % of the preparation cost"


def test_every_programme_that_pays_says_how_much() -> None:
    library = Path(__file__).parents[3] / "models"
    said = 0
    for file in sorted(library.glob("*.yaml")):
        if file.stem == "kinds":
            continue
        for programme in read_policy(file).programmes.values():
            if isinstance(programme, BlockProgramme):
                continue
            told = rule_text(programme, {})
            assert told.zh != programme.name
            assert re.search(r"\d", told.zh), told.zh
            assert not re.search(
                r"[\u4e00-\u9fff]", told.en.replace(getattr(programme, "unit", "\0"), "")
            )
            said += 1
    assert said > 3
    per_area = TypeAdapter(Programme).validate_python(PER_AREA)
    assert rule_text(per_area, {}).zh == "装修使用面积每 ㎡ 200 元，不超过投资，最高 1.6 万元"


def test_money_is_told_to_the_fen() -> None:
    assert wan(111_088).zh == "0.111088 万元"
    assert wan(2_000_000).zh == "2 万元"


def test_what_is_lost_without_a_site_is_what_the_audit_says(opened: OpenRun) -> None:
    """The laundry of P06 is E2's third basic kind, so without it E2 is no basic circle."""
    used = {c.site_id for c in opened.plan.choices}
    assert "P06" in used
    found = explain_site(opened, "P06", Watch())
    assert [(x.circle_id, x.year, x.tier_left) for x in found.lost] == [("E2", 2024, "")]
    assert [(m.target_id, m.shortfall, m.more) for m in found.missed] == [
        ("circles:东区:2024", 1, 1)
    ]
    assert found.within is not None
    assert found.within.is_possible
    assert all(move.site_id != "P06" or move.change == "dropped" for move in found.within.moves)
    public = sum(
        m.public_fen * {"added": 1, "dropped": -1, "moved": 0}[m.change] for m in found.within.moves
    )
    assert found.within.extra_aid_fen == public >= 0


def test_a_site_not_used_tells_what_it_could_be(opened: OpenRun) -> None:
    unused = explain_site(opened, "P02", Watch())
    assert unused.chosen is None
    # 15 m² take a breakfast shop only: 10 000 + 15 × 200 = 13 000 yuan, half of it aid.
    assert {o.format for o in unused.offers} == {"早餐店"}
    assert {(o.investment_fen, o.public_fen) for o in unused.offers} == {(1_300_000, 650_000)}
    assert unused.forced is not None
    assert unused.forced.extra_aid_fen == 650_000
    text = shown("P02", list(site_chapters(unused)))
    assert "若一定启用" in text


def test_english_holds_no_chinese_but_names(opened: OpenRun) -> None:
    chapters = [*circle_chapters(explain_circle(opened, "E1", Watch()))]
    assert chapters
    for chapter in chapters:
        texts = [chapter.title, *chapter.sentences, *chapter.heads]
        names = set("".join(opened.names.tiers.values()) + "基础类品质类区级市级资金东西")
        for text in texts:
            assert not [c for c in text.en if ord(c) in CHINESE and c not in names], text.en


def test_unknown_ids_and_changed_inputs_are_refused(tmp_path: Path, opened: OpenRun) -> None:
    for explain in (explain_circle, explain_site):
        with pytest.raises(UsageError):
            explain(opened, "nowhere", Watch())  # type: ignore[operator]


def test_the_command(city_run: Path) -> None:
    (done,) = call(["explain", city_run, "--site", "P06", "--json"])
    assert done.code == 0, done.err
    found = json.loads(done.out)["found"]
    assert found["site_id"] == "P06"
    assert found["lost"][0]["circle_id"] == "E2"


def test_an_answer_is_headed_by_the_name_of_what_was_asked_for_before_its_id(
    city_run: Path,
) -> None:
    asked = {"--circle": ("W1", "西一"), "--target": ("circles:东区:2024", "各区生活圈·东区·2024")}
    calls = [
        ["explain", city_run, how, id_, "--time-limit", "0"] for how, (id_, _) in asked.items()
    ]
    for done, (id_, name) in zip(call(*calls), asked.values(), strict=True):
        assert done.code == 0, done.err
        assert done.out.splitlines()[0].strip("─ ") == f"{name}  {id_}"


def test_a_scenario_changed_since_is_refused(tmp_path: Path, city_run: Path) -> None:
    import shutil

    copy_city(tmp_path, ("city.yaml", "payback_years: 5", "payback_years: 6"))
    shutil.copytree(city_run, tmp_path / "runs" / "city")
    with pytest.raises(VerificationError, match=r"city\.yaml"):
        open_run(tmp_path / "runs" / "city")


def test_each_table_adds_up_by_itself(tmp_path: Path) -> None:
    """Two tables: the rows that show their scores are no lines, and no table takes the other's points."""
    scenario = graded_city(tmp_path / "city")
    run = open_run(publish_undrawn(scenario.path, tmp_path / "run"))
    for circle in ("E1", "E2", "W1", "W2"):
        found = explain_circle(run, circle, Watch())
        own = {c.line_id: c.points[-1] for c in found.cards if c.line_id in {"have", "good"}}
        assert [table.name for table in found.scores] == ["有没有", "好不好"]
        assert list(own.values()) == [table.score for table in found.scores]
        for table in found.scores:
            assert 0 <= table.sum_of_lines - table.score <= 2


def test_ids_that_are_not_there_are_answered_with_what_is_spelt_like_them(opened: OpenRun) -> None:
    asked = {
        "E11": (explain_circle, "E1"),
        "P1O": (explain_site, "P1"),
        "circles:东:2024": (explain_target, "circles:东区:2024"),
    }
    for name, (explain, meant) in asked.items():
        with pytest.raises(UsageError) as caught:
            explain(opened, name, Watch())
        assert "您是否想写" in str(caught.value)
        assert meant in str(caught.value)
    with pytest.raises(UsageError, match="有：东一（E1）、东二（E2）"):
        explain_circle(opened, "%%%", Watch())


def test_awards_name_tiers_and_money_in_one_unit(opened: OpenRun) -> None:
    award = next(p for p in opened.scenario.programmes if p.id == "award")
    told = rule_text(award, opened.names.tiers).zh
    assert told.startswith("达标奖励：2024 年基本型 5 万元，2024 年高品质 20 万元")
