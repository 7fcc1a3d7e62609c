"""From a grid to the rows that hold data: blank rows, total rows, ragged rows, merged cells, size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from placement.errors import Problem
from placement.policy.kinds import fold_name
from placement.tables.cells import text_of
from placement.tables.finding import CellFaultError, finding
from placement.tables.grid import Body, Cell, Grid, column_letter
from placement.tables.header import (
    SEARCHED_ROWS,
    Header,
    find_header,
    read_header,
    recognised,
)
from placement.tables.model import TableSettings
from placement.tables.money_cells import split_amount
from placement.tables.number_cells import read_number
from placement.tables.spec import TableSpec

TOTAL_WORDS = frozenset(
    ("合计", "总计", "小计", "共计", "总数", "合計", "total", "sum", "subtotal", "grandtotal")
)
EXCEL_CUTS = (65_535, 65_536, 1_048_575, 1_048_576)


@dataclass(slots=True)
class _Kept:
    width: int
    rows: list[Sequence[Cell]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    totals: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)
    ragged: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)


def build_body(
    grid: Grid, spec: TableSpec, settings: TableSettings
) -> tuple[Body | None, list[Problem]]:
    """Find the header of a grid and the rows below it that hold data.

    Returns
    -------
    body
        None where the header is unusable.
    problems
        PL104, PL117, PL121, PL122 on size, PL209–PL217 on shape.
    """
    index = find_header(grid, spec)
    if index is None:
        return None, [_no_header(grid, spec)]
    header = read_header(grid, spec, index, strict=settings.strict)
    problems = [*header.problems, *_odd_header(grid, spec, header)]
    kept = _keep(grid, header)
    body = Body(
        spec=spec,
        file=grid.file,
        sheet=grid.sheet,
        heads=header.heads,
        rows=kept.rows,
        numbers=kept.numbers,
        header_row=grid.numbers[index],
        incomplete=bool(kept.ragged),
    )
    problems += _shape(grid, body, kept)
    problems += _size(grid, body, settings.limits.rows)
    unusable = any(p.code in {"PL121", "PL214"} for p in problems)
    return (None if unusable else body), problems


def _keep(grid: Grid, header: Header) -> _Kept:
    kept = _Kept(header.width)
    for number, row in zip(
        grid.numbers[header.index + 1 :], grid.rows[header.index + 1 :], strict=True
    ):
        if not any(cell != "" and str(cell).strip() for cell in row):
            kept.blank.append(number)
        elif _is_ragged(grid, row, header.width):
            kept.ragged.append((number, row))
        elif _is_total(row, header):
            kept.totals.append((number, row))
        else:
            kept.rows.append(row)
            kept.numbers.append(number)
    return kept


def _is_ragged(grid: Grid, row: Sequence[Cell], width: int) -> bool:
    if grid.is_workbook or len(row) == width:
        return False
    return len(row) < width or any(str(cell).strip() for cell in row[width:])


def _is_total(row: Sequence[Cell], header: Header) -> bool:
    worded = [h.position for h in header.heads.values() if h.spec.type in {"id", "text", "word"}]
    return any(
        isinstance(cell, str) and len(cell) <= 16 and fold_name(cell).strip(":") in TOTAL_WORDS  # noqa: PLR2004
        for cell in (row[p] for p in {0, *worded} if p < len(row))
        if cell
    )


def _no_header(grid: Grid, spec: TableSpec) -> Problem:
    if not any(str(cell).strip() for row in grid.rows for cell in row):
        return grid.at(_no_rows(spec))
    first = next(row for row in grid.rows if any(str(cell).strip() for cell in row))
    seen = "、".join(str(cell) for cell in first if str(cell).strip())
    wanted = "、".join(c.header_zh for c in spec.columns if c.presence == "required")
    return grid.at(
        finding(
            "PL213",
            (
                f"前 {SEARCHED_ROWS} 行中找不到{spec.name}表的表头；需要：{wanted}",
                f"no header of table {spec.id} in the first {SEARCHED_ROWS} rows; wanted: {wanted}",
            ),
            (
                "请在数据上方写一行表头；placement template 可生成带全部表头的空表。",
                "Write one header row above the data; `placement template` writes an empty workbook.",
            ),
            value=seen,
        ),
        grid.numbers[0] if grid.numbers else 1,
    )


def _no_rows(spec: TableSpec) -> Problem:
    return finding(
        "PL104",
        (f"{spec.name}表没有数据行", f"table {spec.id} has no data rows"),
        ("请填写数据行。", "Fill in at least one row."),
        severity="error" if spec.required else "warning",
    )


def _odd_header(grid: Grid, spec: TableSpec, header: Header) -> Iterator[Problem]:
    """Yield PL214 for a header of two rows, PL222 for one that is not in the first row."""
    index = header.index
    below = grid.rows[index + 1] if index + 1 < len(grid.rows) else ()
    merged = any(
        top <= index <= bottom and (bottom > top or right > left)
        for top, left, bottom, right in grid.merged
    )
    if merged or recognised(below, spec) >= 2:  # noqa: PLR2004
        yield grid.at(
            finding(
                "PL214",
                ("表头占了两行或有合并单元格", "the header takes two rows or has merged cells"),
                (
                    "请取消合并，把表头写成一行，每列一个名称，例如“改造费用(元)”。",
                    "Unmerge it and write one header row with one name per column.",
                ),
            ),
            grid.numbers[index],
        )
    elif index > 0:
        yield grid.at(
            finding(
                "PL222",
                (f"以第 {grid.numbers[index]} 行为表头", f"row {grid.numbers[index]} is read as the header"),
                ("请核对。", "Check that it is."),
                severity="info",
            ),
            grid.numbers[index],
        )


def _shape(grid: Grid, body: Body, kept: _Kept) -> Iterator[Problem]:
    last = kept.numbers[-1] if kept.numbers else 0
    previous = -1
    for number in kept.blank:
        if number < last and number != previous + 1:
            yield grid.at(_blank_row(sum(n > number for n in kept.numbers)), number)
        previous = number
    for number, row in kept.ragged:
        yield grid.at(_ragged_row(row, kept.width), number)
    for number, row in kept.totals:
        yield _total_row(grid, body, number, row)
    for top, left, bottom, right in grid.merged:
        if top + 1 > body.header_row:
            area = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
            yield grid.at(_merged_cells(area, grid.rows[top][left]), top + 1, left)


def _blank_row(after: int) -> Problem:
    return finding(
        "PL215",
        (f"表中有空行，其后还有 {after} 行数据，已继续读取", f"a blank row; the {after} rows after it are read"),
        ("请删除空行。", "Delete the blank row."),
        severity="warning",
    )


def _ragged_row(row: Sequence[Cell], wanted: int) -> Problem:
    extra = next((str(cell) for cell in row[wanted:] if str(cell).strip()), None)
    more = ("", "") if extra is None else (f"，多出的第一个值是“{extra}”", f"; the first extra value is “{extra}”")
    return finding(
        "PL209",
        (
            f"本行有 {len(row)} 个单元格，表头有 {wanted} 个{more[0]}",
            f"the row has {len(row)} cells, the header {wanted}{more[1]}",
        ),
        (
            "值中含逗号时请用英文双引号括起来；缺少的单元格请补齐。",
            'Put values that contain the separator into "double quotes"; fill in missing cells.',
        ),
        value=extra,
    )


def _total_row(grid: Grid, body: Body, number: int, row: Sequence[Cell]) -> Problem:
    compared = ("", "")
    for head in body.heads.values():
        if head.spec.type not in {"count", "money", "area"} or head.position >= len(row):
            continue
        stated = _number(row[head.position])
        if stated is None:
            continue
        total = sum((_number(cell) or Decimal(0) for cell in body.cells(head.spec.id)), Decimal(0))
        same = stated == total
        compared = (
            f"；其“{head.header}”{'等于' if same else '不等于'}各行之和 {total:f}",
            f"; its “{head.header}” {'equals' if same else 'does not equal'} the column sum {total:f}",
        )
        break
    word = next(str(c).strip() for c in row if fold_name(str(c)).strip(":") in TOTAL_WORDS)
    return grid.at(
        finding(
            "PL216",
            (f"这是合计行，不是数据{compared[0]}", f"this is a total row, not data{compared[1]}"),
            ("请删除合计行。", "Total row; delete it."),
            value=word,
        ),
        number,
    )


def _number(cell: Cell) -> Decimal | None:
    try:
        return read_number(split_amount(text_of(cell))[0])
    except CellFaultError:
        return None


def _merged_cells(area: str, value: Cell) -> Problem:
    return finding(
        "PL217",
        (
            f"数据区有合并单元格 {area}，只有左上角有值（{value}）",
            f"the data has merged cells {area}; only the first holds a value ({value})",
        ),
        ("请取消合并，并在每个单元格写入值。", "Unmerge them and write the value into every cell."),
        value=area,
    )


def _size(grid: Grid, body: Body, limit: int) -> Iterator[Problem]:
    rows = len(body.rows)
    if rows > limit:
        yield grid.at(
            finding(
                "PL121",
                (f"{rows:,} 行数据，超过上限 {limit:,} 行", f"{rows:,} data rows, above the limit of {limit:,}"),
                (
                    "请拆分数据，或在情景文件 limits.rows 中提高上限。",
                    "Split the data, or raise limits.rows in the scenario.",
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
        yield grid.at(_no_rows(body.spec))
    hidden = [i for i, number in enumerate(body.numbers) if number in grid.hidden]
    if hidden:
        yield grid.at(_hidden_rows(body, hidden), body.numbers[hidden[0]])


def _hidden_rows(body: Body, hidden: list[int]) -> Problem:
    sums = []
    for head in body.heads.values():
        if head.spec.is_money:
            cells = body.cells(head.spec.id)
            total = sum((_number(cells[i]) or Decimal(0) for i in hidden), Decimal(0))
            sums.append(f"{head.header} = {total:f}")
    shown = "；".join(sums)
    return finding(
        "PL117",
        (
            f"有 {len(hidden)} 行被隐藏或筛选掉，仍已读取" + (f"；其合计 {shown}" if shown else ""),
            f"{len(hidden)} hidden or filtered rows were read" + (f"; their sums: {shown}" if shown else ""),
        ),
        ("不应计入的行请删除。", "Delete rows that should not count."),
        severity="warning",
    )
