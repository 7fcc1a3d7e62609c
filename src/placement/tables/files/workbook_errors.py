"""Names for what the fast reader drops from an .xlsx worksheet: error values and formulas."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

import openpyxl
from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from placement.errors import Problem
from placement.plain import counted
from placement.tables.files.content import Content
from placement.tables.finding import finding

_MARKED = re.compile(rb'<(?:\w+:)?f[ />]|\bt="e"')


def name_formulas(content: Content, sheets: Mapping[str, bytes]) -> list[Problem]:
    """Return PL218 formulas without a value, PL219 error values, and PL220 formulas whose value was used.

    Parameters
    ----------
    sheets
        XML of each worksheet that was read; only worksheets with such cells are opened again.
    """
    marked = [name for name, part in sheets.items() if _MARKED.search(part)]
    if not marked:
        return []
    formulas = openpyxl.load_workbook(io.BytesIO(content.data), read_only=True)
    values = openpyxl.load_workbook(io.BytesIO(content.data), read_only=True, data_only=True)
    return [
        problem.at(file=content.shown, sheet=name)
        for name in marked
        for problem in _of_sheet(formulas[name], values[name])
    ]


def _of_sheet(formulas: ReadOnlyWorksheet, values: ReadOnlyWorksheet) -> Iterator[Problem]:
    used = []
    for formula_row, value_row in zip(formulas.iter_rows(), values.iter_rows(), strict=False):
        for formula, value in zip(formula_row, value_row, strict=False):
            if value.value is not None and value.data_type == TYPE_ERROR:
                yield _error_value(str(value.value)).at(row=formula.row, cell=formula.coordinate)
            elif formula.data_type == TYPE_FORMULA and value.value in {None, ""}:
                yield _without_value(str(formula.value)).at(
                    row=formula.row, cell=formula.coordinate
                )
            elif formula.data_type == TYPE_FORMULA:
                used.append(formula)
    if used:
        first = used[0]
        yield _value_used(str(first.value), len(used)).at(row=first.row, cell=first.coordinate)


def _error_value(value: str) -> Problem:
    return finding(
        "PL219",
        (f"单元格是错误值 {value}", f"the cell holds the error value {value}"),
        ("请改正公式或直接写入数值。", "Correct the formula or write the value itself."),
        value=value,
    )


def _without_value(formula: str) -> Problem:
    return finding(
        "PL218",
        ("公式没有保存计算结果", "the formula has no saved result"),
        (
            "请在 Excel 中打开并保存一次，或直接写入数值。",
            "Open it in Excel and save it, or write the value itself.",
        ),
        value=formula,
    )


def _value_used(formula: str, count: int) -> Problem:
    return finding(
        "PL220",
        (
            f"{count} 个单元格是公式，采用其已保存的结果",
            f"{counted(count, 'formula')}; what the file had saved as result was used",
        ),
        (
            "请确认文件保存前已重新计算。",
            "Make sure the file was recalculated before it was saved.",
        ),
        severity="warning",
        value=formula,
    )
