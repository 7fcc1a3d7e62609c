"""The empty workbook a planner fills in: headers with units, drop-downs, input messages and notes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from placement.policy.schema import Policy
from placement.tables.dictionary.columns import TABLES
from placement.tables.spec import ColumnSpec, TableSpec
from placement.tables.template_rules import CHOICES_SHEET, Choices, validation_of
from placement.tables.vocabulary import vocabulary_of

NOTES_SHEET = "说明"
LAST_ROW = 20_000
"""Drop-downs and input messages reach down to this row."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORMATS = {
    "id": "@",
    "text": "@",
    "word": "@",
    "kinds": "@",
    "kind": "@",
    "tier": "@",
    "line": "@",
    "flag": "@",
    "degrees": "0.000000",
    "year": "0",
    "count": "0",
    "money": "#,##0.00",
}
_CREATED = dt.datetime(2000, 1, 1)
"""A fixed date keeps the file the same byte for byte."""


def write_template(path: Path, *, policy: Policy) -> None:
    """Write an empty workbook for the tables of a policy.

    It has one sheet per table, a sheet 说明 with notes and a hidden sheet 选项 with the words of the drop-downs.
    Equal policies give equal bytes.
    """
    path.write_bytes(template_bytes(policy))


def template_bytes(policy: Policy) -> bytes:
    """Return the workbook of :func:`write_template`."""
    stream = io.BytesIO()
    choices = _choices(policy)
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"created": _CREATED, "title": f"{policy.name}：数据表模板"})
        styles = _Styles.build(book)
        for spec in TABLES.values():
            _write_table(book, spec, choices, styles)
        _write_notes(book, policy, styles)
        _write_choices(book, choices)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Styles:
    required: Any
    optional: Any
    heading: Any
    wrapped: Any
    cells: Mapping[str, Any]

    @classmethod
    def build(cls, book: Any) -> _Styles:
        base = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
        return cls(
            required=book.add_format({**base, "bg_color": "#F8CBAD"}),
            optional=book.add_format({**base, "bg_color": "#DDEBF7"}),
            heading=book.add_format({"bold": True, "font_size": 12}),
            wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
            cells={
                kind: book.add_format({"num_format": number}) for kind, number in _FORMATS.items()
            },
        )


def _choices(policy: Policy) -> Choices:
    """Return the words of each drop-down, in the order of their columns in the sheet 选项."""
    words = vocabulary_of(policy)
    return {
        "kind": sorted(words.kind_names.values()),
        "district": list(policy.districts),
        "tier": list(words.tiers.values()),
        "line": list(words.judged_lines),
    }


def _write_table(book: Any, spec: TableSpec, choices: Choices, styles: _Styles) -> None:
    sheet = book.add_worksheet(spec.name)
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for position, column in enumerate(spec.columns):
        style = styles.optional if column.presence == "optional" else styles.required
        sheet.write_string(0, position, column.header_zh, style)
        sheet.set_column(position, position, _width(column), styles.cells.get(column.type))
        rule = validation_of(column, position, spec.key == (column.id,), choices, LAST_ROW)
        sheet.data_validation(1, position, LAST_ROW, position, rule)


def _width(column: ColumnSpec) -> float:
    shown = max(_display_width(text) for text in (column.header_zh, column.example))
    return min(max(shown + 3, 10), 40)


def _display_width(text: str) -> int:
    return sum(1 if c.isascii() else 2 for c in text)


def _write_notes(book: Any, policy: Policy, styles: _Styles) -> None:
    sheet = book.add_worksheet(NOTES_SHEET)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 3, 18)
    sheet.set_column(4, 4, 70)
    row = _write_rows(sheet, 0, [[line] for line in _guide(policy)], None)
    for spec in TABLES.values():
        sheet.write_string(row + 1, 0, f"{spec.name}（{spec.id}）：{spec.note.zh}", styles.heading)
        rows = [["表头", "英文表头", "是否必填", "示例", "说明"]]
        rows += [
            [column.header_zh, column.id, presence_zh(column), column.example, column.note.zh]
            for column in spec.columns
        ]
        row = _write_rows(sheet, row + 2, rows, styles.wrapped)


def _guide(policy: Policy) -> Sequence[str]:
    return (
        f"数据表模板：{policy.name}",
        "每张工作表一个数据表，第一行是表头，从第二行起每行一条记录；不要合并单元格，不要写合计行。",
        "橙色表头必填，蓝色表头选填。鼠标点到单元格时会显示填写说明。",
        "金额列的单位写在表头：把“(元)”改成“(万元)”，整列即按万元读取。",
        "编号列为文本格式，前导零会保留。一处有几种业态时用 + 连接，例如“便利店+早餐店”。",
        "经纬度所用的坐标系（WGS-84、GCJ-02、BD-09）在情景文件中声明。",
        "选填的工作表不用时可以留空或删除。",
    )


def presence_zh(column: ColumnSpec) -> str:
    """Return how a column is required, in Chinese."""
    return {"required": "必填", "filled": "有此列则必填", "optional": "选填"}[column.presence]


def _write_rows(sheet: Any, first: int, rows: Sequence[Sequence[str]], style: Any) -> int:
    for offset, cells in enumerate(rows):
        for position, text in enumerate(cells):
            sheet.write_string(first + offset, position, text, style)
    return first + len(rows)


def _write_choices(book: Any, choices: Choices) -> None:
    """Write the words of the drop-downs; a first sheet cannot be hidden, so this one comes last."""
    sheet = book.add_worksheet(CHOICES_SHEET)
    for position, words in enumerate(choices.values()):
        sheet.write_column(0, position, words)
    sheet.hide()
