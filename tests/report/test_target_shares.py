"""A number that the policy states as a share is told with its whole, on page, sheet, picture and screen."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from matplotlib.text import Text as FigureText
from python_calamine import CalamineWorkbook
from rich.console import Console

from placement.policy.obligations import StatedShare
from placement.report.figures import plot_targets
from placement.report.page.content import page_content
from placement.report.screen.tables import targets_table
from placement.report.speaker import Speaker
from placement.report.target_shares import UNEVEN, stated_shares, target_notes
from placement.report.target_tables import TargetFacts, TargetKind, target_tables
from placement.report.workbook import write_workbook
from placement.scenario.names import MEASURES
from told import Told

SHARE = "任务数＝8 个的 60 %，向上取整"


def test_all_four_say_the_share(told: Told, tmp_path: Path) -> None:
    dossier = replace(told.dossier, lang="zh")
    figure = plot_targets(dossier.targets, cautions=())
    assert SHARE in {text.get_text() for text in figure.findobj(FigureText)}
    assert [table["notes"] for table in page_content(dossier)["targets"]] == [[], [SHARE]]
    console = Console(file=io.StringIO(), width=200)
    console.print(targets_table(dossier.targets, Speaker("zh")))
    assert f"主城区高品质占比：{SHARE}" in console.file.getvalue()
    write_workbook(tmp_path / "plan.xlsx", dossier)
    sheet = CalamineWorkbook.from_path(tmp_path / "plan.xlsx").get_sheet_by_name("目标任务完成表")
    assert any(SHARE in map(str, row) for row in sheet.to_python())


def facts(place: str, required: int, stated: StatedShare | None, **kind: object) -> TargetFacts:
    return TargetFacts(
        id=place, group="占比", place=place, year=2025, required=Decimal(required), planned=Decimal(0),
        shortfall=Decimal(0), binding=False, kind=TargetKind(stated=stated, **kind),
    )  # fmt: skip


HALF, THIRD = Fraction(1, 2), Fraction(3, 10)


@pytest.mark.parametrize(
    ("targets", "told_zh"),
    [
        ([facts("甲", 5, None)], []),
        ([facts("甲", 2, StatedShare(HALF, 5, "down"))], ["任务数＝5 个的 50 %，向下取整"]),
        (
            [facts("甲", 3, StatedShare(HALF, 5)), facts("乙", 2, StatedShare(HALF, 4))],
            ["任务数＝下列各数的 50 %，向上取整：甲 5 个、乙 4 个"],
        ),
        ([facts("甲", 1, StatedShare(HALF, 5))], ["任务数＝5 个的 50 %，向上取整（再减已完成的 2）"]),
        ([facts("甲", 0, StatedShare(HALF, None))], ["任务数＝实际认定个数的 50 %，向上取整"]),
        (
            [facts("甲", 3601, StatedShare(THIRD, 12_001), unit=MEASURES["residents"])],
            ["任务数＝12,001 人的 30 %，向上取整"],
        ),
    ],
)  # fmt: skip
def test_the_whole_of_each_share_is_named(targets: list[TargetFacts], told_zh: list[str]) -> None:
    (table,) = target_tables(targets)
    assert [text.zh for text in stated_shares(table)] == told_zh


def reached(place: str, required: int, planned: int) -> TargetFacts:
    short = Decimal(max(0, required - planned))
    asked = facts(place, required, None)
    return replace(asked, planned=Decimal(planned), shortfall=short)


@pytest.mark.parametrize(
    ("west", "says"),
    [((1, 2), True), ((2, 3), True), ((1, 1), False), ((1, 0), False), ((3, 2), False)],
)
def test_a_total_that_lacks_more_than_its_sums_differ_by_is_explained(
    west: tuple[int, int], says: bool
) -> None:
    """The east has 2 of 3: what the west has beyond its own is in the total and makes up for nothing."""
    targets = [reached("东", 3, 2), reached("西", *west)]
    figure = plot_targets(targets, cautions=())
    drawn = "".join(text.get_text() for text in figure.findobj(FigureText))
    assert (UNEVEN.zh in drawn) is says
    console = Console(file=io.StringIO(), width=200)
    console.print(targets_table(targets, Speaker("en")))
    assert (UNEVEN.en in console.file.getvalue()) is says  # type: ignore[attr-defined]


def test_who_was_recognised_too_early_to_count_is_said() -> None:
    early = frozenset(f"{n} 圈" for n in range(1, 8))
    (table,) = target_tables([
        facts("甲", 5, None, since=2022, too_early=early), facts("乙", 5, None, since=2022),
    ])  # fmt: skip
    (note,) = target_notes(table)
    assert note.zh == "2022 年以前已认定的不计入：1 圈、2 圈、3 圈、4 圈、5 圈 等 7 个圈"
    assert (
        note.en
        == "recognised before 2022 and so not counted: 1 圈, 2 圈, 3 圈, 4 圈, 5 圈 and 2 more"
    )
    (silent,) = target_tables([facts("乙", 5, None, since=2022)])
    assert target_notes(silent) == []
