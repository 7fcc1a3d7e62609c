from __future__ import annotations

import copy
import csv
import io
import os
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from placement.errors import InputError, Problem
from placement.policy.kinds import fold_name
from placement.problem_text import render_problems
from placement.tables.model import JudgedLine, TableSettings, Vocabulary
from placement.tables.reader import read_with_vocabulary

Rows = list[list[object]]
GOLDEN = Path(__file__).parent / "golden"

GOOD: dict[str, Rows] = {
    "生活圈": [
        ["生活圈编号", "生活圈名称", "所属区县", "常住人口(人)", "经度", "纬度", "现有等级", "认定年份"],
        ["Q01", "许庄社区", "太白湖新区", "16800", "116.58712", "35.40123", "", ""],
        ["Q02", "石桥社区", "太白湖新区", "12000", "116.60345", "35.39017", "基本型", "2022"],
        ["Q03", "南阳社区", "任城区", "9500", "116.55678", "35.41234", "", ""],
    ],
    "网点": [
        ["网点编号", "网点名称", "业态", "经度", "纬度", "建筑面积(平方米)", "是否连锁"],
        ["W1", "许庄便利店", "便利店", "116.58801", "35.40155", "60", "是"],
        ["W2", "早点铺", "便利店+早餐店", "116.58844", "35.40203", "", "否"],
        ["W3", "南阳菜市场", "菜市场", "116.55712", "35.41301", "820.5", "否"],
    ],
    "闲置用房": [
        ["用房编号", "用房名称", "经度", "纬度", "建筑面积(平方米)", "用房来源", "所属区县", "可用年份",
         "租金(元/平方米·月)", "腾退修缮费(元)", "允许业态", "禁止业态"],
        ["Y1", "原居委会", "116.58690", "35.40099", "120.25", "国有资产", "太白湖新区", "2024", "28", "45000", "", "菜市场"],
        ["Y2", "临街门面", "116.60401", "35.38988", "80", "沿街商铺", "太白湖新区", "", "35.5", "", "", ""],
        ["Y3", "旧车棚", "116.55699", "35.41188", "300", "国有资产", "任城区", "", "12", "0", "", ""],
    ],
    "业态造价": [
        ["做法编号", "做法名称", "业态", "是否连锁", "用房来源", "最小面积(平方米)", "最大面积(平方米)",
         "固定投入(元)", "单位面积投入(元/平方米)", "经营毛利(元/平方米·月)"],
        ["conv", "便利店", "便利店", "否", "", "20", "120", "60000", "800", "52"],
        ["conv_b", "便利店+早餐", "便利店+早餐店", "否", "", "60", "180", "160000", "1200", "66.5"],
        ["vend", "售货机", "便利店", "否", "circle", "0", "0", "12000", "0", ""],
    ],
    "评价打分": [
        ["生活圈编号", "评分项编号", "现状得分(分)", "可达得分(分)", "提升费用(元)", "最早年份"],
        ["Q01", "L1", "3", "5", "60000", "2024"],
        ["Q01", "M1", "1.5", "2", "8000.55", ""],
        ["Q02", "L1", "5", "5", "0", ""],
        ["Q02", "M1", "2", "2", "0", ""],
        ["Q03", "L1", "2", "4", "90000", ""],
        ["Q03", "M1", "0", "2", "15000", ""],
    ],
}  # fmt: skip

KINDS = {
    "convenience_store": ("便利店", "便民店"),
    "breakfast": ("早餐店", "早餐"),
    "wet_market": ("菜市场", "农贸市场"),
    "gym": ("健身场所",),
}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    spelt = {fold_name(s): kind for kind, words in KINDS.items() for s in (kind, *words)}
    return Vocabulary(
        kinds=spelt,
        kind_names={kind: words[0] for kind, words in KINDS.items()},
        tiers={"basic": "基本型", "high_quality": "高品质"},
        judged_lines={
            "L1": JudgedLine(id="L1", name="商业规模", step=Decimal("0.5"), maximum=Decimal(5)),
            "M1": JudgedLine(
                id="M1",
                name="统一运营",
                step=Decimal("0.5"),
                maximum=Decimal(2),
                levels=(Decimal("1.5"), Decimal(2)),
            ),
        },
    )


@pytest.fixture(scope="session")
def settings() -> TableSettings:
    return TableSettings(
        datum=dict.fromkeys(("circles", "outlets", "premises", "streets"), "WGS-84")
    )


@pytest.fixture
def tables() -> dict[str, Rows]:
    """Good tables, to be spoiled."""
    return copy.deepcopy(GOOD)


Write = Callable[..., Path]


def as_typed(cell: object) -> object:
    """Return a number for digits, as a worksheet does when they are typed."""
    return float(str(cell)) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(cell)) else cell


@pytest.fixture
def save(tmp_path: Path) -> Write:
    """Write tables as a folder of CSV files."""

    def write(
        tables: dict[str, Rows], encoding: str = "utf-8", separator: str = ",", end: str = "\r\n"
    ) -> Path:
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        for name, rows in tables.items():
            text = io.StringIO()
            csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
            (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
        return folder

    return write


@pytest.fixture
def save_workbook(tmp_path: Path) -> Write:
    """Write tables as one workbook; texts that look like numbers become numbers, as when typed."""

    def write(tables: dict[str, Rows], name: str = "data.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            for sheet_name, rows in tables.items():
                sheet = book.add_worksheet(sheet_name)
                for i, row in enumerate(rows):
                    sheet.write_row(i, 0, [as_typed(cell) for cell in row])
        return path

    return write


@pytest.fixture
def find(settings: TableSettings, vocabulary: Vocabulary) -> Callable[..., tuple[Problem, ...]]:
    """Return all findings about a source, whether it is rejected or not."""

    def findings(source: Path, changed: TableSettings | None = None) -> tuple[Problem, ...]:
        try:
            return read_with_vocabulary(
                source, settings=changed or settings, vocabulary=vocabulary
            ).warnings
        except InputError as error:
            return error.problems

    return findings


@pytest.fixture
def golden() -> Callable[[str, Iterable[Problem]], None]:
    """Compare findings, rendered in both languages, with the committed text."""

    def compare(name: str, problems: Iterable[Problem]) -> None:
        found = list(problems)
        text = "\n\n".join(render_problems(found, lang) for lang in ("zh", "en")) + "\n"
        path = GOLDEN / f"{name}.txt"
        if os.environ.get("PLACEMENT_WRITE_GOLDEN"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
