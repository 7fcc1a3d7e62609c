"""The workbook says what the tables say, holds no formula but its own, and repeats byte by byte."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from python_calamine import CalamineWorkbook

from placement.errors import Text
from placement.policy.reports import ReportRules, Return, Survey
from placement.report.dossier import Proof
from placement.report.dossier.checks import ties
from placement.report.dossier.doubts import doubtful_rules
from placement.report.dossier.totals import control_totals
from placement.report.target_tables import target_tables
from placement.report.workbook import write_workbook
from told import HOSTILE, Told, words_of

SHEETS = [
    "项目清单", "评分卡与缺口", "评分卡明细", "目标任务完成表", "资金安排表", "拨付明细",
    "分型分类统计表", "核对表", "说明",
]  # fmt: skip
FEN_PER_WAN = 1_000_000
PROOF_RECORD = {"status": "limit", "grade": "gap", "stages": [], "baseline": None, "parts": []}
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


@pytest.fixture(scope="module")
def path(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    write_workbook(path, told.dossier)
    return path


@pytest.fixture(scope="module")
def cells(path: Path) -> Callable[[str], list[list[Any]]]:
    book = CalamineWorkbook.from_path(path)
    return lambda sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def column(rows: list[list[Any]], head: str, group: str = "") -> list[Any]:
    """Return the data of the first column with a head; data end at a total or an empty row."""
    heads = [[str(cell).replace("\n", "") for cell in row] for row in rows]
    top = next(i for i, row in enumerate(heads) if head in row)
    spread, last = [], ""
    for cell in heads[top - 1]:
        last = cell or last
        spread.append(last)
    place = next(
        i for i, cell in enumerate(heads[top]) if cell == head and group in {"", spread[i]}
    )
    data = []
    for row in rows[top + 1 :]:
        if row[0] in {"", "合计"}:
            break
        data.append(row[place])
    return data


def fen(values: list[Any]) -> int:
    total = sum((Decimal(str(v)) for v in values if isinstance(v, (int, float))), Decimal(0))
    assert total * FEN_PER_WAN == int(total * FEN_PER_WAN)
    return int(total * FEN_PER_WAN)


def test_what_is_not_sure_and_what_money_is_for_stand_where_they_are_looked_for(
    told: Told, cells: Callable[[str], list[list[Any]]]
) -> None:
    notes = cells("说明")
    doubts = doubtful_rules(told.scenario)
    assert len(doubts) == 3
    assert column(notes, "规定") == [doubt.name for doubt in doubts]
    assert column(notes, "可信程度") == ["推断"] * 3
    assert "附件2 注" in column(notes, "条款")
    money = [str(row[0]) for row in cells("资金安排表")]
    assert "市级一次性奖励资金：专款用途：高品质便民生活圈奖励" in money
    assert any("金额为上限" in line and "没有写明奖给谁" in line for line in money)


def test_readings_are_told_in_words_and_their_ids_only_where_they_are_to_be_typed(
    told: Told, cells: Callable[[str], list[list[Any]]]
) -> None:
    policy, notes = told.scenario.policy, cells("说明")
    written = column(notes, "写法")
    chosen = [f"{name}: {option}" for name, option in told.scenario.chosen_readings.items()]
    assert written == [*chosen, *[""] * (len(written) - len(chosen))]
    told_why = column(notes, "读法与理由")
    assert told_why[: len(chosen)] == [
        reading.options[told.scenario.chosen_readings[name]].reason.zh
        for name, reading in policy.readings.items()
    ]
    elsewhere = {str(cell) for row in notes for cell in row} - set(chosen)
    ids = {*policy.readings, *(o for r in policy.readings.values() for o in r.options)}
    assert not {id_ for id_ in ids if any(re.search(rf"\b{id_}\b", cell) for cell in elsewhere)}
    assert any("写进情景的 readings" in cell for cell in elsewhere)


def test_all_sheets_are_there_and_every_one_prints_on_pages_of_its_width(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_area, sheet.title
    for name in ("项目清单", "评分卡与缺口", "评分卡明细", "拨付明细"):
        assert book[name].freeze_panes is not None
        assert book[name].auto_filter.ref
        assert book[name].print_title_rows


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_above_a_narrow_table_are_printed_whole(
    told: Told, tmp_path: Path, lang: str
) -> None:
    one_year = tuple(t for t in told.dossier.targets if t.year == told.dossier.years[0])
    dossier = replace(told.dossier, lang=lang, targets=one_year[:1])
    write_workbook(tmp_path / "plan.xlsx", dossier)
    for sheet in openpyxl.load_workbook(tmp_path / "plan.xlsx"):
        printed = CellRange(sheet.print_area.split("!")[-1].replace("$", ""))
        widths = [
            sheet.column_dimensions[get_column_letter(n)].width
            if get_column_letter(n) in sheet.column_dimensions
            else 8.43
            for n in range(1, printed.max_col + 1)
        ]
        for row in (1, 2, 3):
            text, size = str(sheet.cell(row, 1).value or ""), sheet.cell(row, 1).font.size
            letters = sum(1 + (ord(c) >= 0x2E80) for c in text) * size / 10
            assert sum(widths) >= min(letters, 160), (sheet.title, row)


def test_control_totals_equal_those_of_the_tables(
    told: Told, cells: Callable[[str], list[list[Any]]]
) -> None:
    totals = control_totals(told.statement.frames())
    assert totals == told.record["control"]
    projects, money = cells("项目清单"), cells("资金安排表")
    assert len(column(projects, "序号")) == totals["projects"]
    assert fen(column(projects, "总投资（万元）")) == totals["investment_fen"]
    assert fen(column(projects, "补助（万元）")) == totals["public_fen"]
    assert fen(column(money, "承诺", "合计")) == totals["committed_fen"]
    assert fen(column(money, "支付", "合计")) == totals["paid_fen"]
    payouts = cells("拨付明细")
    assert len(column(payouts, "序号")) == totals["payments"]
    assert fen(column(payouts, "金额（万元）")) == totals["payments_fen"]
    circles = cells("评分卡与缺口")
    path = [text for text in column(circles, "认定经过") if text != "—"]
    assert sum(len(text.split("；")) for text in path) == totals["certifications"]
    assert (
        fen(column(circles, "财政资金（万元）")) + told.dossier.unshared_fen
        == totals["committed_fen"]
    )
    shown = dict(zip(column(cells("核对表"), "编号"), column(cells("核对表"), "数值"), strict=True))
    for name, value in totals.items():
        assert Decimal(str(shown[name])) * (FEN_PER_WAN if name.endswith("_fen") else 1) == value


def test_cached_sums_are_right_and_all_checks_hold(
    told: Told, cells: Callable[[str], list[list[Any]]]
) -> None:
    assert all(tie.holds for tie in ties(told.dossier))
    assert set(column(cells("核对表"), "结论")) == {"✓ 一致"}
    rows = cells("项目清单")
    total = next(row for row in rows if row[0] == "合计")
    place = next(i for row in rows for i, c in enumerate(row) if c == "总投资\n（万元）")
    assert fen([total[place]]) == told.record["control"]["investment_fen"]


def test_the_target_table_has_the_shape_of_the_document(
    told: Told, cells: Callable[[str], list[list[Any]]]
) -> None:
    rows = cells("目标任务完成表")
    years = [cell for row in rows for cell in row if re.fullmatch(r"20\d\d年", str(cell))]
    assert years[: len(told.dossier.years)] == [f"{year}年" for year in told.dossier.years]
    for table in target_tables(told.dossier.targets):
        for place in table.places:
            asked = [table.due(place, year) or 0 for year in table.years]
            done = [table.done(place, year) or 0 for year in table.years]
            if table.is_cumulative:
                assert sum(asked) == table.end(place).required
                assert sum(done) == table.end(place).planned


OWN_FORMULAS = (
    r"=SUBTOTAL\(109,[A-Z]+\d+(:[A-Z]+\d+)?\)|=IF\(([A-Z]+\d+)=0,0,[A-Z]+\d+/([A-Z]+\d+)\)"
)


@pytest.mark.parametrize("name", ["分型分类统计表", "核对表"])
def test_totals_state_the_coverage_of_all(told: Told, path: Path, name: str) -> None:
    """By formula from the totals beside it, and by value for readers that do not calculate."""
    circles = told.dossier.circles
    covered = Fraction(
        sum(c.residents for c in circles if c.final_tier), sum(c.residents for c in circles)
    )
    written = [list(row) for row in openpyxl.load_workbook(path)[name].iter_rows()]
    values = [list(row) for row in openpyxl.load_workbook(path, data_only=True)[name].iter_rows()]
    head = next(n for n, row in enumerate(written) if any(c.value == "居民覆盖率" for c in row))
    column = next(c.column - 1 for c in written[head] if c.value == "居民覆盖率")
    total = next(n for n in range(head, len(written)) if written[n][0].value == "合计")
    assert str(written[total][column].value).startswith("=IF(")
    assert values[total][column].value == pytest.approx(float(covered))
    heads = {str(c.value).replace("\n", ""): c.column_letter for c in written[head] if c.value}
    part, whole = heads["等级圈内居民（人）"], heads["居民（人）"]
    row = written[total][column].row
    assert written[total][column].value == f"=IF({whole}{row}=0,0,{part}{row}/{whole}{row})"


def test_only_formulas_of_our_own_and_no_links(path: Path, hostile: Told, tmp_path: Path) -> None:
    other = tmp_path / "hostile.xlsx"
    write_workbook(other, hostile.dossier)
    for file in (path, other):
        for sheet in openpyxl.load_workbook(file):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.hyperlink is None
                    assert cell.data_type != "e"
                    if cell.data_type == "f":
                        assert re.fullmatch(OWN_FORMULAS, cell.value)
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            assert not [name for name in names if "externalLink" in name]
            assert b"hyperlink" not in b"".join(archive.read(n) for n in names)
    shown = {
        cell.value
        for sheet in openpyxl.load_workbook(other)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    assert HOSTILE[0] in shown
    assert any("第一行 第二行 第三行" in text for text in shown)
    assert not any(char in text for text in shown for char in "\u202e\u200b\ufeff\u2028")


def test_the_english_workbook_holds_no_chinese_but_what_tables_and_policies_say(
    told: Told, path: Path, tmp_path: Path
) -> None:
    """Sheets, heads, notes, charts and footers; and it has the numbers of the Chinese one."""
    other = tmp_path / "english.xlsx"
    write_workbook(other, replace(told.dossier, lang="en"))
    known = words_of(told)
    with zipfile.ZipFile(other) as archive:
        parts = [n for n in archive.namelist() if n.endswith(".xml") and "theme" not in n]
        text = "".join(archive.read(n).decode() for n in parts)
    foreign = {run for run in re.findall(r"[\u4e00-\u9fff]+", text) if run not in known}
    assert not foreign
    chinese, english = openpyxl.load_workbook(path), openpyxl.load_workbook(other)
    assert len(set(english.sheetnames)) == len(chinese.sheetnames)
    for one, two in zip(chinese, english, strict=True):
        numbers = [
            [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "n"]
            for sheet in (one, two)
        ]
        assert numbers[0] == numbers[1], one.title


def test_long_assumptions_are_told_whole(told: Told, tmp_path: Path) -> None:
    words = "假定" * 200
    scenario = replace(told.scenario, assumptions=(Text(words, words),))
    write_workbook(tmp_path / "x.xlsx", replace(told.dossier, scenario=scenario))
    notes = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_name("说明").to_python()
    assert any(words in row for row in notes)


def test_equal_plans_give_equal_bytes(told: Told, path: Path, tmp_path: Path) -> None:
    write_workbook(tmp_path / "again.xlsx", told.dossier)
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_survey_samples_costs_and_returns_are_listed(told: Told, tmp_path: Path) -> None:
    """50 replies per community and 3 % of residents, whichever is more, at 20 yuan each."""
    survey = Survey(
        min_per_community=50, min_share_of_residents=Decimal("0.03"), cost_per_reply="20元",
        satisfaction_at_least={2025: Decimal("0.9")},
    )  # fmt: skip
    reports = ReportRules(
        survey=survey,
        returns={"m": Return(name="月度进展", every="month", to="县联席会议办公室")},
        figures=("jobs",),
    )
    scenario = told.dossier.scenario
    policy = scenario.policy.model_copy(update={"reports": reports})
    dossier = replace(told.dossier, scenario=replace(scenario, policy=policy))
    write_workbook(tmp_path / "plan.xlsx", dossier)
    book = CalamineWorkbook.from_path(tmp_path / "plan.xlsx")
    rows = book.get_sheet_by_name("核对表").to_python(skip_empty_area=False)
    start = next(i for i, row in enumerate(rows) if str(row[0]).startswith("六、"))
    certified = [c for c in dossier.circles if c.certified]
    needed = [max(50 * max(c.communities, 1), -(-3 * c.residents // 100)) for c in certified]
    assert column(rows[start:], "最少样本（份）") == needed
    costs = column(rows[start:], "调查费用（万元）")
    assert [Decimal(str(cost)) * FEN_PER_WAN for cost in costs] == [2000 * n for n in needed]
    texts = [str(cell) for row in rows for cell in row]
    assert any("2025 年居民满意率不低于 90%" in text for text in texts)
    notes = book.get_sheet_by_name("说明").to_python()
    told_notes = [str(cell) for row in notes for cell in row]
    assert "月度进展" in told_notes
    assert "每月，报县联席会议办公室" in told_notes
    assert "成效数字：带动就业人数" in told_notes


def test_what_failed_in_the_solve_stands_among_the_notes(
    told: Told, cells: Callable[[str], list[list[Any]]], tmp_path: Path
) -> None:
    fault = "block 7 of 11: OverflowError: cannot convert float infinity to integer"
    proof = Proof.of_record(
        {**PROOF_RECORD, "notes": [fault]}, {"time_limit_s": 1, "relative_gap": 0, "seed": 0}
    )
    write_workbook(tmp_path / "plan.xlsx", replace(told.dossier, proof=proof))
    rows = CalamineWorkbook.from_path(tmp_path / "plan.xlsx").get_sheet_by_name("说明").to_python()
    said = (
        "求解过程出过 1 次错，方案已经核对；已证明的步骤不受影响，未证明的可能因此未达最好。首条原文："
        + fault
    )
    assert [cell for row in rows for cell in row if "出过" in str(cell)] == [said]
    assert not [cell for row in cells("说明") for cell in row if "出过" in str(cell)]
