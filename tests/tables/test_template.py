from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from placement.policy.reader import read_policy
from placement.tables.dictionary.columns import TABLES
from placement.tables.model import TableSettings
from placement.tables.reader import read_tables, read_with_vocabulary
from placement.tables.template import template_bytes, write_template

MODELS = Path(__file__).resolve().parents[2] / "models"


@pytest.fixture(scope="module")
def policy():
    return read_policy(MODELS / "jining-2023.yaml")


@pytest.fixture
def template(tmp_path, policy):
    path = tmp_path / "template.xlsx"
    write_template(path, policy=policy)
    return path


def fill(path, tables):
    """Type rows into the template under the headers they belong to."""
    book = openpyxl.load_workbook(path)
    for name, (header, *rows) in tables.items():
        sheet = book[name]
        position = {cell.value: cell.column for cell in sheet[1]}
        for i, row in enumerate(rows, start=2):
            for head, value in zip(header, row, strict=True):
                number = value.replace(".", "", 1).isdigit() and not str(head).endswith("编号")
                typed = float(value) if number else (value or None)
                sheet.cell(i, position[head]).value = typed
    book.save(path)


def test_filled_template_reads_like_the_folder(template, save, tables, settings, vocabulary):
    fill(template, tables)
    folder = read_with_vocabulary(save(tables), settings=settings, vocabulary=vocabulary)
    book = read_with_vocabulary(template, settings=settings, vocabulary=vocabulary)
    for name in TABLES:
        assert getattr(folder, name).equals(getattr(book, name)), name
    assert {w.code for w in book.warnings} == {"PL104"}


def test_empty_template_says_that_rows_are_missing(find, template):
    problems = find(template)
    assert {p.code for p in problems} == {"PL104"}
    assert sum(p.severity == "error" for p in problems) == 4


def test_sheets_headers_and_drop_downs(template, policy):
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == [*(s.name for s in TABLES.values()), "说明", "选项"]
    assert book["选项"].sheet_state == "hidden"
    for spec in TABLES.values():
        sheet = book[spec.name]
        assert [c.value for c in sheet[1]] == [c.header_zh for c in spec.columns]
        assert sheet.freeze_panes == "B2"
        rules = sheet.data_validations.dataValidation
        assert len(rules) == len(spec.columns)
        assert all(rule.prompt for rule in rules)
    lists = {
        r.formula1 for r in book["闲置用房"].data_validations.dataValidation if r.type == "list"
    }
    assert lists == {
        f"选项!$A$1:$A${len(policy.kinds)}",
        f"选项!$B$1:$B${len(policy.districts)}",
    }
    kinds = [row[0].value for row in book["选项"].iter_rows(max_col=1) if row[0].value]
    assert kinds == sorted(kind.name for kind in policy.kinds.values())


def test_template_holds_no_formula_and_no_link(template):
    for sheet in openpyxl.load_workbook(template).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}
                assert cell.hyperlink is None


def test_equal_policies_give_equal_bytes(policy):
    assert template_bytes(policy) == template_bytes(policy)


def test_words_of_the_drop_downs_are_accepted(save, tables, policy):
    tables["网点"][1][2] = "+".join(kind.name for kind in policy.kinds.values())
    names = [tier.name for tier in policy.tiers.values()]
    tables["生活圈"][2][6] = names[-1]
    tables["评价打分"] = [*tables["评价打分"][:1], ["Q01", "L1", "3", "5", "1", ""]]
    settings = TableSettings(datum=dict.fromkeys(("circles", "outlets", "premises"), "WGS-84"))
    got = read_tables(save(tables), settings=settings, policy=policy)
    assert got.outlets["kinds"][0] == tuple(policy.kinds)
    assert got.circles["current_tier"][1] == list(policy.tiers)[-1]
