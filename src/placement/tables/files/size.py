"""How many rows a table has: none, too many, exactly as many as Excel cuts at, hidden ones."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from placement.errors import Problem
from placement.plain import counted
from placement.tables.cells.money import split_amount
from placement.tables.cells.numbers import read_number
from placement.tables.cells.typed import text_of
from placement.tables.finding import CellFaultError, finding
from placement.tables.grid import Body, Cell, Grid
from placement.tables.spec import TableSpec

EXCEL_CUTS = (65_535, 65_536, 1_048_575, 1_048_576)
"""Rows of a full worksheet, with and without its header."""


def size_problems(grid: Grid, body: Body, limit: int) -> Iterator[Problem]:
    """Yield PL104, PL117, PL121 and PL122."""
    rows = len(body.rows)
    if rows > limit:
        yield grid.at(
            finding(
                "PL121",
                (
                    f"{rows:,} 行数据，超过上限 {limit:,} 行",
                    f"{counted(rows, 'data row')}, above the limit of {limit:,}",
                ),
                (
                    "请拆分数据，或在情景文件 data.limits.rows 中提高上限。",
                    "Split the data, or raise data.limits.rows in the scenario.",
                ),
            )
        )
    if rows in EXCEL_CUTS or len(grid.rows) in EXCEL_CUTS:
        yield grid.at(
            finding(
                "PL122",
                (
                    f"恰好 {max(rows, len(grid.rows)):,} 行：可能已被 Excel 截断",
                    f"exactly {max(rows, len(grid.rows)):,} rows: it may have been cut by Excel",
                ),
                ("请与原始数据核对行数。", "Compare the number of rows with the original."),
                severity="warning",
            )
        )
    if not rows:
        yield grid.at(no_rows(body.spec))
    hidden = [i for i, number in enumerate(body.numbers) if number in grid.hidden]
    if hidden:
        yield grid.at(_hidden_rows(body, hidden), body.numbers[hidden[0]])


def _hidden_rows(body: Body, hidden: list[int]) -> Problem:
    sums = []
    for head in body.heads.values():
        if head.spec.is_money:
            cells = body.cells(head.spec.id)
            total = sum((number_in(cells[i]) or Decimal(0) for i in hidden), Decimal(0))
            sums.append(f"{head.header} = {total:f}")
    shown = "；".join(sums)
    return finding(
        "PL117",
        (
            f"有 {len(hidden)} 行被隐藏或筛选掉，仍已读取" + (f"；其合计 {shown}" if shown else ""),
            f"{counted(len(hidden), 'hidden or filtered row')} read"
            + (f"; their sums: {shown}" if shown else ""),
        ),
        ("不应计入的行请删除。", "Delete rows that should not count."),
        severity="warning",
    )


def no_rows(spec: TableSpec) -> Problem:
    """Return PL104: a table without rows; of no consequence for optional tables."""
    return finding(
        "PL104",
        (f"{spec.name}表没有数据行", f"table {spec.id} has no data rows"),
        ("请填写数据行。", "Fill in at least one row."),
        severity="error" if spec.required else "info",
    )


def number_in(cell: Cell) -> Decimal | None:
    """Return the number of a cell without its unit, for sums in texts; None where there is none."""
    try:
        return read_number(split_amount(text_of(cell))[0])
    except CellFaultError:
        return None
