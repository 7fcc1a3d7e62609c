"""Checks on identifiers and texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from placement.errors import Problem
from placement.plain import counted
from placement.policy.kinds import fold_name
from placement.spreadsheets import guarded
from placement.tables.cells.script_twins import simplified
from placement.tables.checks.context import Context
from placement.tables.finding import character_name, finding
from placement.tables.parsed import ParsedTable

_CREDIT_CODE = re.compile(r"[1-9A-HJ-NPQRTUWXY][0-9]{7}[0-9A-HJ-NPQRTUWXY]{10}")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_MODULUS = 31


def repeated_keys(context: Context) -> Iterator[Problem]:
    """PL301: two rows with the same id."""
    for table in context.tables.values():
        key = table.body.spec.key
        if not key:
            continue
        first: dict[tuple[object, ...], int] = {}
        for index, *values in table.rows(*key):
            earlier = first.setdefault(tuple(values), index)
            if earlier != index:
                yield table.at(_repeated(table, earlier, index), index, _shown_key(table))


def _shown_key(table: ParsedTable) -> str:
    return next((c for c in table.body.spec.key if c in table.body.heads), table.body.spec.key[0])


def _repeated(table: ParsedTable, earlier: int, index: int) -> Problem:
    differing = [
        head.header
        for column_id, head in table.body.heads.items()
        if table.columns[column_id][earlier] != table.columns[column_id][index]
    ]
    how = ("两行完全相同", "the rows are identical")
    if differing:
        how = (f"不同的列：{'、'.join(differing)}", f"columns that differ: {', '.join(differing)}")
    value = ", ".join(str(table.column(c)[index]) for c in table.body.spec.key)
    a, b = table.number(earlier), table.number(index)
    return finding(
        "PL301",
        (
            f"编号重复：第 {a} 行和第 {b} 行都是“{value}”，{how[0]}",
            f"rows {a} and {b} are both “{value}”; {how[1]}",
        ),
        ("请删除一行或改正编号。", "Delete one of them or correct the id."),
        value=value,
    )


def ids_equal_after_folding(context: Context) -> Iterator[Problem]:
    """PL302: two ids that differ only in width, case or spaces."""
    for table in context.tables.values():
        if len(table.body.spec.key) != 1 or table.body.spec.id == "visibility":
            continue
        first: dict[str, tuple[int, str]] = {}
        for index, written in table.rows(table.body.spec.key[0]):
            earlier, spelling = first.setdefault(fold_name(written), (index, written))
            if spelling == written:
                continue
            a, b = table.number(earlier), table.number(index)
            problem = finding(
                "PL302",
                (
                    f"编号“{spelling}”（第 {a} 行）和“{written}”（第 {b} 行）只有全半角、大小写或空格之别",
                    f"the ids “{spelling}” (row {a}) and “{written}” (row {b}) differ only in width, case or spaces",
                ),
                (
                    "请改成同一写法，或改用明显不同的编号。",
                    "Write them alike, or make them clearly different.",
                ),
            )
            yield table.at(problem, index, _shown_key(table))


def twins_in_another_script(context: Context) -> Iterator[Problem]:
    """PL310: names or districts that are the same in traditional and simplified characters."""
    for table_id, column_id in (
        ("circles", "name"),
        ("circles", "district"),
        ("circles", "circle_id"),
        ("premises", "district"),
    ):
        table = context.tables.get(table_id)
        if table is None or column_id not in table.body.heads:
            continue
        first: dict[str, tuple[int, str]] = {}
        for index, written in table.rows(column_id):
            earlier, spelling = first.setdefault(simplified(written), (index, written))
            if spelling != written:
                a, b = table.number(earlier), table.number(index)
                problem = finding(
                    "PL310",
                    (
                        f"“{spelling}”（第 {a} 行）和“{written}”（第 {b} 行）像是同一名称的繁简两种写法",
                        f"“{spelling}” (row {a}) and “{written}” (row {b}) look like one name in two scripts",
                    ),
                    ("若是同一个，请统一写法。", "If they are the same, write them alike."),
                    severity="warning",
                )
                yield table.at(problem, index, column_id)


def credit_codes(context: Context) -> Iterator[Problem]:
    """PL307: outlet ids that look like unified social credit codes with a wrong check digit."""
    table = context.tables.get("outlets")
    if table is None:
        return
    for index, code in table.rows("outlet_id"):
        if len(code) == 18 and _CREDIT_CODE.fullmatch(code):  # noqa: PLR2004
            expected = _check_digit(code)
            if expected != code[-1]:
                problem = finding(
                    "PL307",
                    (
                        f"像是统一社会信用代码，但校验位应为 {expected}",
                        f"it looks like a unified social credit code, whose check digit would be {expected}",
                    ),
                    ("请核对代码。", "Check the code."),
                    severity="warning",
                )
                yield table.at(problem, index, "outlet_id")


def _check_digit(code: str) -> str:
    """Return the 18th character of a code by GB 32100-2015."""
    total = sum(
        _CREDIT_ALPHABET.index(c) * pow(3, i, _CREDIT_MODULUS) for i, c in enumerate(code[:17])
    )
    return _CREDIT_ALPHABET[-total % _CREDIT_MODULUS]


def control_characters(context: Context) -> Iterator[Problem]:
    """PL312: control and invisible characters in names and remarks."""
    for table, column_id, index, text in _texts(context):
        if text.isprintable():
            continue
        found = next((c for c in text if unicodedata.category(c) in {"Cc", "Cf"}), None)
        if found is not None and found not in "\n\r\t":
            problem = finding(
                "PL312",
                (
                    f"文字中有不可见字符 {character_name(found)}",
                    f"the text holds {character_name(found)}",
                ),
                ("建议删除该字符。", "Better delete it."),
                severity="warning",
            )
            yield table.at(problem, index, column_id)


def formula_like_texts(context: Context) -> Iterator[Problem]:
    """PL311: texts a spreadsheet would run; one info per column."""
    found: dict[tuple[str, str], list[int]] = {}
    for table, column_id, index, text in _texts(context):
        if guarded(text) != text:
            found.setdefault((table.body.spec.id, column_id), []).append(index)
    for (table_id, column_id), rows in found.items():
        problem = finding(
            "PL311",
            (
                f"{len(rows)} 个单元格的文字像公式，按文字读取，导出时会加以防护",
                f"{counted(len(rows), 'text')} like formulas; read as text and escaped in every output",
            ),
            ("无需处理。", "Nothing to do."),
            severity="info",
        )
        yield context.tables[table_id].at(problem, rows[0], column_id)


def _texts(context: Context) -> Iterator[tuple[ParsedTable, str, int, str]]:
    for table in context.tables.values():
        for column_id, head in table.body.heads.items():
            if head.spec.type in {"text", "word"}:
                for index, text in table.rows(column_id):
                    if text:
                        yield table, column_id, index, text
