"""The dossier loses no money, no circle and no year on the way from the audited tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

from placement.audit import audit_plan
from placement.errors import Text
from placement.plain import plain, sentence
from placement.plan import Plan
from placement.policy.reports import Survey
from placement.report.dossier import target_kinds
from placement.report.dossier.checks import chain_share, sample_size, ties
from placement.report.dossier.proof import Proof
from placement.report.dossier.sharing import share_money
from placement.report.dossier.spending import by_programme, line_years
from placement.report.dossier.statistics import achievements, count_tiers
from placement.report.dossier.totals import control_totals, fen_of
from placement.report.dossier.words import warning_words
from placement.report.target_tables import (
    Standing,
    TargetFacts,
    TargetKind,
    target_facts,
    target_tables,
)
from placement.scenario.names import names_of
from placement.scenario.reader import read_scenario
from told import ROOT, Told

PROOF = Proof(
    status="limit", grade="gap", stages=(), baseline=None, time_limit_s=1, relative_gap=0, seed=1
)


def test_money_is_shared_to_the_last_fen(told: Told) -> None:
    first, *others = [c for c in told.dossier.circles if c.certified]
    project = replace(
        told.dossier.projects[0], public_fen=100, circle_ids=(first.id, others[0].id, others[1].id)
    )
    nobody = replace(project, public_fen=7, circle_ids=("no circle",))
    awards = pd.DataFrame({"circle_id": [first.id, ""], "yuan": [Decimal("2.5"), 9]})
    aid, award, rest = share_money(told.dossier.circles, [project, nobody], awards)
    assert sorted(aid.values()) == [33, 33, 34]
    assert (award, rest) == ({first.id: 250}, 7)


def test_everything_adds_up(told: Told) -> None:
    dossier, control = told.dossier, told.record["control"]
    assert dossier.totals == control == control_totals(told.statement.frames())
    assert all(tie.holds for tie in ties(dossier))
    years = achievements(dossier)
    assert sum(year.certifications for year in years) == control["certifications"]
    assert sum(year.public_fen for year in years) == control["public_fen"]
    assert years[-1].covered_residents == control["residents_at_end"]
    for by in ("district", "area_class"):
        counts = count_tiers(dossier, by=by)
        assert sum(sum(count.by_tier) for count in counts) == control["circles_at_end"]
        assert sum(count.circles for count in counts) == len(dossier.circles)
        assert sum(count.covered_residents for count in counts) == control["residents_at_end"]
    for paid in (False, True):
        found = by_programme(dossier, paid=paid)
        assert sum(sum(amounts.values()) for amounts in found.values()) == control["payments_fen"]
    assert sum(line.committed_fen for line in line_years(dossier)) == control["committed_fen"]
    share = chain_share(dossier)
    assert share.outlets_added == sum(year.outlets for year in years)
    assert share.after is not None


def test_a_wrong_sum_is_told(told: Told) -> None:
    spoilt = replace(told.dossier, totals={**told.dossier.totals, "committed_fen": 1})
    assert not all(tie.holds for tie in ties(spoilt))


@pytest.mark.parametrize(
    ("yuan", "fen"), [(Decimal("12.34"), 1234), (5, 500), ("0.01", 1), (Decimal("-2.5"), -250)]
)
def test_yuan_become_fen_exactly(yuan: object, fen: int) -> None:
    assert fen_of(yuan) == fen
    with pytest.raises(ValueError, match="fraction"):
        fen_of("0.001")


def target(year: int, required: int, planned: int, *, cumulative: bool = True) -> TargetFacts:
    return TargetFacts(
        id=f"t:{year}", group="个数", place="甲县", year=year, required=Decimal(required),
        planned=Decimal(planned), shortfall=Decimal(max(required - planned, 0)), binding=False,
        kind=TargetKind(is_cumulative=cumulative),
    )  # fmt: skip


def test_residents_and_circles_never_stand_in_one_table() -> None:
    people = replace(
        target(2023, 9000, 8000), kind=TargetKind(is_cumulative=True, unit=Text("人", "residents"))
    )
    tables = target_tables([target(2023, 3, 5), people])
    assert [(table.title, table.unit) for table in tables] == [
        ("个数", Text("个", "circles")),
        ("个数", Text("人", "residents")),
    ]


def test_targets_about_circles_and_about_districts_have_columns_of_their_own() -> None:
    """Alone in its street or not, a named circle stands under its own head, beside its district."""
    pinned = [
        replace(
            target(year, 1, 1), place=name, kind=TargetKind(circle=name, district=street)
        )
        for year, name, street in (
            (2024, "宣武市医院", "宣武街街道"), (2024, "宣武皇台", "宣武街街道"), (2025, "荣华街", "荣华街街道"),
        )
    ]  # fmt: skip
    (circles,) = target_tables(pinned)
    assert [head.zh for head in circles.heads] == ["街道（乡镇）", "生活圈"]
    assert circles.labels("宣武皇台") == ("宣武街街道", "宣武皇台")
    (districts,) = target_tables([target(2024, 3, 3)])
    assert [head.zh for head in districts.heads] == ["县（市、区）"]
    assert districts.labels("甲县") == ("甲县",)
    (both,) = target_tables([target(2024, 3, 3), *pinned])
    assert both.labels("甲县") == ("甲县", "")


def test_named_and_locked_circles_are_called_by_their_names() -> None:
    scenario = read_scenario(ROOT / "scenarios" / "liangzhou-2024-2025.yaml")
    circles = scenario.tables.circles
    first = dict(zip(circles["name"], circles["circle_id"], strict=True))["东大街"]
    locked = next(t for t in scenario.targets if t.circles == (first,))
    lock = replace(locked, id=f"lock:{first}:2025", target_id="lock", scope=first, name="锁定")
    scenario = replace(scenario, targets=(*scenario.targets, lock))
    statement = audit_plan(scenario, Plan((), ()))
    kinds = target_kinds(scenario, statement)
    facts = target_facts(statement.targets, names_of(scenario), kinds)
    tables = {table.title: table for table in target_tables(facts)}
    named = {"东大街", "西大街", "西关街", "宣武市医院", "宣武皇台", "火车站街", "东关街", "荣华街"}
    assert set(tables["2024年建成"].places) | set(tables["2025年建成"].places) == named
    assert tables["2025年建成"].labels("荣华街") == ("荣华街街道", "荣华街")
    assert tables["锁定的生活圈"].places == ("东大街",)
    assert tables["覆盖人口"].labels("凉州城区") == ("凉州城区",)
    twice = circles.assign(name="东大街")
    same = replace(scenario, tables=replace(scenario.tables, circles=twice))
    assert target_kinds(same, statement)[lock.id].circle == f"东大街（{first}）"


def test_cumulative_targets_are_shown_by_year_and_add_up() -> None:
    (table,) = target_tables([target(2023, 3, 5), target(2024, 7, 6), target(2025, 8, 8)])
    assert [table.due("甲县", y) for y in table.years] == [3, 4, 1]
    assert [table.done("甲县", y) for y in table.years] == [5, 1, 2]
    assert table.due("甲县", 2022) is None
    assert (table.end("甲县").required, table.end("甲县").planned) == (8, 8)
    (yearly,) = target_tables(
        [target(2023, 3, 5, cumulative=False), target(2024, 4, 1, cumulative=False)]
    )
    assert [yearly.due("甲县", y) for y in yearly.years] == [3, 4]
    assert [yearly.done("甲县", y) for y in yearly.years] == [5, 1]


def test_circles_of_a_year_that_asks_nothing_stand_in_that_year() -> None:
    """Nothing is asked of 乙县 in 2023, but three of its four circles of 2024 are certified then."""
    late = replace(
        target(2024, 4, 4),
        place="乙县",
        kind=TargetKind(is_cumulative=True, planned_by={2023: 3, 2024: 4}),
    )
    (table,) = target_tables([target(2023, 3, 5), target(2024, 7, 6), late])
    assert [table.due("乙县", y) for y in table.years] == [None, 4]
    assert [table.done("乙县", y) for y in table.years] == [3, 1]
    ends = sum(table.end(place).planned for place in table.places)
    assert ends == sum(table.done(p, y) or 0 for p in table.places for y in table.years)
    assert table.total(2023) == Standing(Decimal(3), Decimal(8), Decimal(0))


def test_a_place_whose_targets_are_over_stands_as_it_met_them() -> None:
    early = replace(target(2023, 2, 1), place="乙县")
    (table,) = target_tables([target(2023, 3, 5), target(2024, 7, 6), early])
    assert table.standing("乙县", 2024) == Standing(Decimal(2), Decimal(1), Decimal(1))
    assert (table.due("乙县", 2024), table.done("乙县", 2024)) == (None, None)
    assert table.total(2024) == Standing(Decimal(9), Decimal(7), Decimal(2))


def test_places_that_share_circles_are_not_added_up() -> None:
    both = [
        replace(target(2023, 3, 5), place=place, kind=TargetKind(circles=frozenset(circles)))
        for place, circles in (("甲县", "ab"), ("城区", "bc"), ("乙县", "d"))
    ]
    (table,) = target_tables(both)
    assert not table.adds_up
    (apart,) = target_tables([both[0], both[2]])
    assert apart.adds_up


def test_survey_samples_are_the_larger_need_rounded_up(told: Told) -> None:
    circle = replace(told.dossier.circles[0], residents=2001, communities=2)
    both = Survey(min_per_community=50, min_share_of_residents=Decimal("0.06"))
    assert sample_size(circle, both) == 121
    assert sample_size(replace(circle, residents=100), both) == 100
    assert sample_size(replace(circle, communities=0), Survey(min_per_community=50)) == 50
    assert sample_size(circle, Survey()) is None


def test_shown_texts_are_one_line_without_acting_characters() -> None:
    assert plain("甲\n乙\t丙\u202e丁\u200b \x07戊") == "甲 乙 丙丁 戊"
    assert plain("=1+1") == "=1+1"
    assert len(plain("长" * 500)) == 120
    assert sentence("长\n" * 500) == " ".join("长" * 500)
    assert plain("𬭎 ≥ é") == "𬭎 ≥ é"


def test_places_of_warnings_are_told_in_the_language_of_the_reader(told: Told) -> None:
    chinese = warning_words(told.dossier)
    english = warning_words(replace(told.dossier, lang="en"))
    assert any("quick.yaml，第 " in text for text in chinese), chinese
    assert any("quick.yaml, row " in text for text in english), english
    assert not any("row " in text for text in chinese)


def test_numbers_that_lines_use_are_not_called_scores(graded: Told) -> None:
    headings = {line.id: line.heading.zh for line in graded.dossier.lines}
    tables = {table.id for table in graded.scenario.rubric.tables}
    assert {id_ for id_, text in headings.items() if text == "各表得分"} == tables
    used = {id_ for id_, text in headings.items() if text == "计算用的数量与比率"}
    assert used == {line.id for line in graded.dossier.lines if not line.chapter} - tables
