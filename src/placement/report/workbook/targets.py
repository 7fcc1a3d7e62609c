"""Sheet 目标任务完成表 in the shape of 附件2: districts down, years across, totals last."""

from __future__ import annotations

from collections.abc import Iterator

from placement.errors import Text
from placement.plain import counted
from placement.report.dossier import Dossier
from placement.report.target_shares import target_notes
from placement.report.target_tables import Standing, TargetTable, target_tables
from placement.report.workbook.book import Book, Cell
from placement.report.workbook.table import Column, Placed, Sheet

CUMULATIVE = Text(
    "“任务”“计划”为当年数（计划含提升到该等级的，按达到年份计），“累计缺口”为截至年末累计任务减累计完成，"
    "上一年多完成的抵下一年；任务年度已过的沿用",
    "Required and planned are of the year (rises to the tier included, in the year they happen); missing in all: required "
    "less planned by the end of the year; what is done early counts for later years; what was due earlier goes on",
)
CHART_HEIGHT = 340


def write_targets(book: Book, dossier: Dossier) -> None:
    """Write one table for each kind of target."""
    short = [target for target in dossier.targets if target.shortfall > 0]
    say, n = dossier.say, len(dossier.targets)
    state = (
        say(f"{len(short)} 项有缺口（红色）", f"{len(short)} fall short (red)")
        if short
        else say("全部完成", "all met")
    )
    sheet = Sheet(
        book,
        "目标任务完成表",
        say(f"{n} 项任务，{state}", f"{counted(n, 'target')}, {state}"),
        cautions=dossier.cautions,
    )
    tables = target_tables(dossier.targets)
    widest = max((len(_columns(table)) for table in tables), default=1)
    labels = max((len(table.heads) for table in tables), default=1)
    sheet.set_widths([18] * labels + [9] * max(widest - labels, 1))
    first: Placed | None = None
    charted: tuple[Placed, TargetTable] | None = None
    for table in tables:
        sheet.heading(
            say(f"{table.title}（单位：{table.unit.zh}）", f"{table.title} ({table.unit.en})")
        )
        if table.is_cumulative and len(table.years) > 1:
            sheet.line(say.text(CUMULATIVE), font_size=9)
        for note in target_notes(table):
            sheet.line(say.text(note), font_size=9)
        columns = _columns(table)
        placed = sheet.table(
            columns, list(_rows(book, table)), short=frozenset({"缺口", "累计缺口"})
        )
        if first is None:
            sheet.freeze_side(placed, labels)
            first = placed
        if charted is None and table.adds_up:
            charted = (placed, table)
        sheet.row += 1
    if charted is not None:
        _add_chart(book, sheet, *charted)
    sheet.finish()


def _columns(table: TargetTable) -> tuple[Column, ...]:
    is_single = len(table.years) == 1
    missing = "累计缺口" if table.is_cumulative and not is_single else "缺口"
    years = [
        Column(head, "number", 9, is_summed=table.adds_up, group=f"{year}年")
        for year in table.years
        for head in ("任务", "计划", missing)
    ]
    ends = [
        Column(head, "number", 9, is_summed=table.adds_up, group="合计")
        for head in ("任务", "计划", "缺口")
    ]
    labels = [Column(head.zh, width=18) for head in table.heads]
    return (*labels, *years, *([] if is_single else ends))


def _rows(book: Book, table: TargetTable) -> Iterator[tuple[Cell, ...]]:
    for place in table.places:
        cells: list[Cell] = [book.word(label) for label in table.labels(place)]
        for year in table.years:
            missing = table.standing(place, year).shortfall
            cells += [table.due(place, year), table.done(place, year), missing]
        yield (*cells, *(_cells(table.end(place)) if len(table.years) > 1 else ()))


def _cells(standing: Standing) -> tuple[Cell, ...]:
    return standing.required, standing.planned, standing.shortfall


def _add_chart(book: Book, sheet: Sheet, placed: Placed, table: TargetTable) -> None:
    chart = book.add_chart("column")
    for head, colour in (("任务", "#BFC7D0"), ("计划", "#1F4E79")):
        column = placed.column(head, placed.columns[-1].group)
        chart.add_series(
            {
                "name": book.word(head),
                "categories": placed.series(len(table.heads) - 1),
                "values": placed.series(column),
                "fill": {"color": colour},
                "border": {"color": "#1F4E79", "width": 0.75},
                "gap": 60,
            }
        )
    chart.set_title(
        {
            "name": sheet.say(
                f"{table.title}：任务与计划（合计）", f"{table.title}: required and planned, total"
            ),
            "name_font": {"size": 12, "bold": False},
        }
    )
    chart.set_legend({"position": "top"})
    chart.set_y_axis(
        {"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#E1E5EA"}}}
    )
    chart.set_size({"width": 900, "height": CHART_HEIGHT})
    sheet.sheet.insert_chart(sheet.row, 0, chart)
    sheet.row += CHART_HEIGHT // 20 + 1
