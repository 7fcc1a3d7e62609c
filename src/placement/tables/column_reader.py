"""One column of a table: every cell read once, every distinct text parsed once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from placement.errors import Problem
from placement.money import yuan_text
from placement.plain import counted
from placement.spreadsheets import unguarded
from placement.tables.cells.money import read_money, split_amount
from placement.tables.cells.typed import (
    Parser,
    is_blank,
    is_blank_word,
    parser_of,
    read_blank,
    read_typed,
    text_of,
)
from placement.tables.finding import CellFaultError, finding
from placement.tables.grid import Body, Cell, Head
from placement.tables.header import unknown_unit
from placement.tables.model import MoneyUnit, Vocabulary
from placement.tables.spec import ColumnSpec

UNREAD = None
"""Value of a cell that could not be read; its finding says why."""


def read_column(
    body: Body, column_id: str, vocabulary: Vocabulary, money_unit: MoneyUnit | None
) -> tuple[list[Any], list[Problem]]:
    """Read the cells of one column.

    Returns
    -------
    values
        Typed values from top to bottom; :data:`UNREAD` for cells with a finding.
    problems
        Located findings, including infos on how cells were understood.
    """
    head = body.heads[column_id]
    cells = body.cells(column_id)
    unit = head.unit or (money_unit or "" if head.spec.is_money else "")
    problems: list[Problem] = []
    if head.spec.is_money and not unit:
        problems = list(_without_unit(body, head, cells))
        if problems:
            return [UNREAD] * len(cells), problems
    parse = _remembering(head.spec, parser_of(head.spec, unit, vocabulary))
    values: list[Any] = []
    for index, cell in enumerate(cells):
        value = parse(cell)
        if isinstance(value, Problem):
            problems.append(body.at(value.at(value=_shown(cell)), index, column_id))
            value = UNREAD
        values.append(value)
    return values, [*problems, *_infos(body, head, cells)]


def _remembering(spec: ColumnSpec, parser: Parser) -> Callable[[Cell], Any]:
    """Return a parser of cells that parses each distinct text once and returns findings as values."""
    known: dict[str, Any] = {}

    def parse(cell: Cell) -> Any:
        try:
            if not isinstance(cell, str | int | float) or isinstance(cell, bool):
                return read_typed(cell, spec)
            text = cell if isinstance(cell, str) else text_of(cell)
            if text not in known:
                known[text] = _parse_text(text, spec, parser)
        except CellFaultError as fault:
            if not isinstance(cell, str):
                return fault.problem
            known[cell] = fault.problem
            return fault.problem
        return known[text]

    return parse


def _parse_text(text: str, spec: ColumnSpec, parser: Parser) -> Any:
    if is_blank(text) or (_has_blank_words(spec, text) and is_blank_word(text)):
        return read_blank(text, spec)
    return parser(text)


def _has_blank_words(spec: ColumnSpec, text: str) -> bool:
    return spec.type != "text" and not (spec.type == "flag" and text.strip() == "无")


def _shown(cell: Cell) -> str:
    return text_of(cell) if not isinstance(cell, bool) else str(cell).upper()


def _without_unit(body: Body, head: Head, cells: list[Cell]) -> Iterator[Problem]:
    """Yield PL402 or PL403 for a money column whose header states no unit, unless every cell states one."""
    texts = [text_of(cell) for cell in cells if not isinstance(cell, bool)]
    filled = [(i, t) for i, t in enumerate(texts) if not is_blank(t) and not is_blank_word(t)]
    bare = [(i, t) for i, t in filled if not split_amount(t)[1]]
    stated = [(i, t) for i, t in filled if split_amount(t)[1]]
    if bare and stated:
        index, example = bare[0]
        problem = finding(
            "PL403",
            (
                f"同一列中 {len(stated)} 个金额带单位（如“{stated[0][1]}”，第 {body.numbers[stated[0][0]]} 行），"
                f"{len(bare)} 个不带（如“{example}”，第 {body.numbers[index]} 行）",
                f"{counted(len(stated), 'amount')} of the column with a unit (“{stated[0][1]}”, row"
                f" {body.numbers[stated[0][0]]}), {len(bare)} without (“{example}”, row {body.numbers[index]})",
            ),
            (
                "请在表头写明单位（元 或 万元），整列按该单位填写。",
                "State one unit in the header (元 or 万元) and write the whole column in it.",
            ),
        )
        yield body.at(problem, index, head.spec.id)
    elif bare:
        yield body.at_header(unknown_unit(head.spec, stated=False), head.spec.id)


def _infos(body: Body, head: Head, cells: list[Cell]) -> Iterator[Problem]:
    """Yield one info each for numbers stored as text, amounts with their unit, and our own quotes."""
    texts = [(i, cell) for i, cell in enumerate(cells) if isinstance(cell, str) and cell]
    if head.spec.is_numeric and body.sheet is not None:
        stored = [i for i, text in texts if not is_blank(text) and not is_blank_word(text)]
        if stored:
            yield body.at(_stored_as_text(len(stored)), stored[0], head.spec.id)
    if head.spec.is_money and not head.unit:
        wide = [(i, t) for i, t in texts if not t.isascii() and split_amount(t)[1]]
        if wide:
            yield body.at(_amount_with_unit(wide[0][1]), wide[0][0], head.spec.id)
    quoted = [i for i, text in texts if unguarded(text) != text]
    if quoted:
        yield body.at(_quote_removed(len(quoted)), quoted[0], head.spec.id)


def _stored_as_text(count: int) -> Problem:
    return finding(
        "PL221",
        (
            f"{count} 个数字以文本形式存储，已按数字读取",
            f"{counted(count, 'number')} stored as text; read as numbers",
        ),
        ("无需处理。", "Nothing to do."),
        severity="info",
    )


def _amount_with_unit(text: str) -> Problem:
    number, unit = split_amount(text)
    try:
        yuan = yuan_text(read_money(text, "", None, None))
    except CellFaultError:
        yuan = "?"
    written = unicodedata.normalize("NFKC", number).strip()
    return finding(
        "PL423",
        (
            f"金额按单元格自带的单位读取：{written} {unit} = {yuan} 元",
            f"the unit in the cell was used: {written} {unit} = {yuan} 元",
        ),
        ("可在表头写明单位。", "Better state the unit in the header."),
        severity="info",
    )


def _quote_removed(count: int) -> Problem:
    return finding(
        "PL226",
        (
            f"去掉了 {count} 个单元格开头的单引号",
            f"a leading quote was removed from {counted(count, 'cell')}",
        ),
        (
            "无需处理：这是本程序导出 CSV 时加的。",
            "Nothing to do: this program puts it there in CSV files.",
        ),
        severity="info",
    )
