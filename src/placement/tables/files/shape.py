"""What can be wrong with the shape of a table: header, blank, total and ragged rows, merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from placement.errors import Problem, listed
from placement.plain import counted
from placement.policy.kinds import fold_name
from placement.tables.files.size import no_rows, number_in
from placement.tables.finding import finding
from placement.tables.grid import Body, Cell, Grid, column_letter
from placement.tables.header import SEARCHED_ROWS, Header, find_header, recognised
from placement.tables.spec import TableSpec

LOOKED_AT_ROWS = 200
"""How far down a header is looked for that is too far down."""
TOTAL_WORDS = frozenset(
    ("合计", "总计", "小计", "共计", "总数", "合計", "total", "sum", "subtotal", "grandtotal")
)

WIDE_SEPARATORS = {"，": ",", "；": ";"}
"""Full-width marks typed for the separators of a CSV file, and what is meant."""


@dataclass(slots=True)
class Kept:
    """Rows below the header, sorted out.

    Attributes
    ----------
    width
        Number of cells of the header.
    rows, numbers
        Rows that hold data.
    blank, totals, ragged
        Row numbers without content, total rows, and rows of another length than the header.
    """

    width: int
    rows: list[Sequence[Cell]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    totals: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)
    ragged: list[tuple[int, Sequence[Cell]]] = field(default_factory=list)


def no_header(grid: Grid, spec: TableSpec) -> Problem:
    """Return PL213, or PL104 for a file without any content."""
    if not any(str(cell).strip() for row in grid.rows for cell in row):
        return grid.at(no_rows(spec))
    below = find_header(grid, spec, range(SEARCHED_ROWS, LOOKED_AT_ROWS))
    if below is not None:
        return grid.at(_header_below(spec, grid.numbers[below]), grid.numbers[below])
    first = next(row for row in grid.rows if any(str(cell).strip() for cell in row))
    seen = ", ".join(str(cell) for cell in first if str(cell).strip())
    wanted = listed(c.header_zh for c in spec.columns if c.presence == "required")
    return grid.at(
        finding(
            "PL213",
            (
                f"前 {SEARCHED_ROWS} 行中找不到{spec.name}表的表头；需要：{wanted.zh}",
                f"no header of table {spec.id} in the first {SEARCHED_ROWS} rows; wanted: {wanted.en}",
            ),
            (
                "请在数据上方写一行表头；placement template 可生成带全部表头的空表。",
                "Write one header row above the data; `placement template` writes an empty workbook.",
            ),
            value=seen,
        ),
        grid.numbers[0] if grid.numbers else 1,
    )


def _header_below(spec: TableSpec, number: int) -> Problem:
    return finding(
        "PL213",
        (
            f"{spec.name}表的表头在第 {number} 行，而表头须在前 {SEARCHED_ROWS} 行中",
            f"the header of table {spec.id} is in row {number}; it must be within the first {SEARCHED_ROWS} rows",
        ),
        (
            f"请删去第 {number} 行以上的标题和说明，使表头在前 {SEARCHED_ROWS} 行中。",
            f"Delete titles and remarks above row {number} until it is within the first {SEARCHED_ROWS} rows.",
        ),
    )


def odd_header(grid: Grid, spec: TableSpec, header: Header) -> Iterator[Problem]:
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
                (
                    f"以第 {grid.numbers[index]} 行为表头",
                    f"row {grid.numbers[index]} is read as the header",
                ),
                ("请核对。", "Check that it is."),
                severity="info",
            ),
            grid.numbers[index],
        )


def shape_problems(grid: Grid, body: Body, kept: Kept) -> Iterator[Problem]:
    """Yield PL209, PL215, PL216 and PL217: rows and cells that are no data."""
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
        (
            f"表中有空行，其后还有 {after} 行数据，已继续读取",
            f"a blank row; {counted(after, 'row')} after it still read",
        ),
        ("请删除空行。", "Delete the blank row."),
        severity="warning",
    )


def _ragged_row(row: Sequence[Cell], wanted: int) -> Problem:
    wide = next((str(c) for c in row if any(mark in str(c) for mark in WIDE_SEPARATORS)), None)
    if wide is not None and len(row) < wanted:
        return _wide_separator(row, wanted, wide)
    extra = next((str(cell) for cell in row[wanted:] if str(cell).strip()), None)
    more = (
        ("", "")
        if extra is None
        else (f"，多出的第一个值是“{extra}”", f"; the first extra value is “{extra}”")
    )
    return finding(
        "PL209",
        (
            f"本行有 {len(row)} 个单元格，表头有 {wanted} 个{more[0]}",
            f"the row has {counted(len(row), 'cell')}, the header {wanted}{more[1]}",
        ),
        (
            "值中含逗号时请用英文双引号括起来；缺少的单元格请补齐。",
            'Put values that contain the separator into "double quotes"; fill in missing cells.',
        ),
        value=extra,
    )


def _wide_separator(row: Sequence[Cell], wanted: int, cell: str) -> Problem:
    """Return PL209 of a row that is too short as a full-width separator separates nothing."""
    mark, right = next((m, s) for m, s in WIDE_SEPARATORS.items() if m in cell)
    return finding(
        "PL209",
        (
            f"本行有 {len(row)} 个单元格，表头有 {wanted} 个；其中一个单元格里有全角的“{mark}”，它不是分隔符",
            f"the row has {counted(len(row), 'cell')}, the header {wanted}; one of them holds the full-width “{mark}”,"
            " which separates nothing",
        ),
        (
            f"分隔单元格的“{mark}”请改为半角的“{right}”，不要另加单元格；“{mark}”确是文字的，请补齐缺少的单元格。",
            f"Write “{right}” where “{mark}” is to separate cells, and add none; where it is text, fill in the missing"
            " cells.",
        ),
        value=cell,
    )


def _total_row(grid: Grid, body: Body, number: int, row: Sequence[Cell]) -> Problem:
    compared = ("", "")
    for head in body.heads.values():
        if head.spec.type not in {"count", "money", "area"} or head.position >= len(row):
            continue
        stated = number_in(row[head.position])
        if stated is None:
            continue
        total = sum(
            (number_in(cell) or Decimal(0) for cell in body.cells(head.spec.id)), Decimal(0)
        )
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
