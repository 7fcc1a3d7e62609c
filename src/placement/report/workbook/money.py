"""Sheet 资金安排表: commitments against caps, payments with their tails, by level, programme and year."""

from __future__ import annotations

from decimal import Decimal

from placement.errors import Text
from placement.report.dossier import Dossier
from placement.report.dossier.model import BudgetFacts
from placement.report.dossier.money_terms import money_terms
from placement.report.dossier.spending import LineYears, by_programme, line_years, money_years
from placement.report.names import whole_in
from placement.report.workbook.book import Book, Cell, wan
from placement.report.workbook.table import Column, Placed, Sheet

SUBTITLE = Text(
    "单位：万元。承诺＝当年占用预算上限的金额；支付＝按分期办法实际拨付，可能落在以后年度（尾款）",
    "In 10,000 yuan. Committed: what counts against the cap of the year; paid: by instalments, some in later years",
)
OPEN = "不设上限"
CHART_HEIGHT = 340


def write_money(book: Book, dossier: Dossier) -> None:
    """Write commitments by line, then commitments and payments by level and programme."""
    sheet = Sheet(book, "资金安排表", dossier.say.text(SUBTITLE), cautions=dossier.cautions)
    lines, say = line_years(dossier), dossier.say
    sheet.set_widths([32, 13] + [11] * (3 + 5 * (len(dossier.years) + 1)))
    sheet.heading(
        say("一、资金渠道：上限、承诺与支付", "1. Budget lines: caps, commitments and payments")
    )
    rows = [_line_row(book, dossier, line) for line in lines]
    placed = sheet.table(_line_columns(dossier), rows)
    sheet.freeze_side(placed, 1)
    sheet.set_wide_paper()
    years = money_years(dossier)
    for title, paid in (
        (Text("二、按层级与补贴项目：承诺金额", "2. By level and programme: committed"), False),
        (
            Text(
                "三、按层级与补贴项目：支付金额（含规划期后的尾款）",
                "3. By level and programme: paid, after the horizon included",
            ),
            True,
        ),
    ):
        sheet.row += 1
        sheet.heading(say.text(title))
        _write_programmes(sheet, dossier, years, paid=paid)
    sheet.row += 1
    sheet.heading(say("四、各年合计", "4. All lines by year"))
    _add_chart(book, sheet, placed, dossier)
    _write_terms(sheet, dossier)
    sheet.finish()


def _write_terms(sheet: Sheet, dossier: Dossier) -> None:
    """Write what budget lines are for, who is paid, and which amounts are ceilings."""
    terms, say = money_terms(dossier.scenario, dossier.say), dossier.say
    if terms:
        sheet.row += 1
        sheet.heading(say("五、用途、奖给谁与金额口径", "5. Purposes, recipients and amounts"))
        for name, text in terms:
            sheet.line(f"{name}{say('：', ': ')}{text}")


def _line_columns(dossier: Dossier) -> tuple[Column, ...]:
    years = [
        Column(head, "wan", 10, is_summed=True, group=f"{year}年")
        for year in dossier.years
        for head in _heads(dossier)
    ]
    ends = [
        Column(head, "wan", 10, is_summed=True, group="合计")
        for head in ("上限", "承诺", "支付", "规划期后支付")
    ]
    return (
        Column("资金渠道", width=30),
        Column("县（市、区）", width=11),
        Column("层级", width=11),
        *years,
        *ends,
        Column("使用率", "share", 10, group="合计"),
    )


def _heads(dossier: Dossier) -> tuple[str, ...]:
    """Return the columns of a year; carry-over and transfers only where there are any."""
    has_moves = any(b.carried_fen or b.moved_fen for b in dossier.budgets)
    return ("上限", *(("结转与调剂",) if has_moves else ()), "承诺", "支付", "结余")


def _line_row(book: Book, dossier: Dossier, line: LineYears) -> tuple[Cell, ...]:
    cells: list[Cell] = [
        line.line,
        line.district or whole_in(dossier.names.whole, dossier.say),
        book.word(line.level),
    ]
    within = [line.years[y] for y in dossier.years if y in line.years]
    heads = _heads(dossier)
    for year in dossier.years:
        cells += _year_cells(book, line.years.get(year), heads)
    caps = [cell.cap_fen for cell in within if cell.cap_fen is not None]
    cap = sum(caps) if len(caps) == len(within) else None
    late = line.paid_fen - sum(cell.paid_fen for cell in within)
    ends: tuple[Cell, ...] = (
        book.word(OPEN) if cap is None else wan(cap),
        wan(line.committed_fen),
        wan(line.paid_fen),
        wan(late),
        Decimal(line.committed_fen) / cap if cap else None,
    )
    return (*cells, *ends)


def _year_cells(book: Book, budget: BudgetFacts | None, heads: tuple[str, ...]) -> list[Cell]:
    if budget is None:
        return [None] * len(heads)
    cells: dict[str, Cell] = {
        "上限": book.word(OPEN) if budget.cap_fen is None else wan(budget.cap_fen),
        "结转与调剂": wan(budget.carried_fen + budget.moved_fen),
        "承诺": wan(budget.committed_fen),
        "支付": wan(budget.paid_fen),
        "结余": wan(budget.left_fen),
    }
    return [cells[head] for head in heads]


def _write_programmes(
    sheet: Sheet, dossier: Dossier, years: tuple[int, ...], *, paid: bool
) -> None:
    columns = (
        Column("补贴项目", width=30),
        Column("层级", width=11),
        *(Column(f"{year}年", "wan", 10, is_summed=True) for year in years),
        Column("合计", "wan", 10, is_summed=True),
    )
    rows = [
        (
            programme,
            sheet.book.word(level),
            *(wan(amounts.get(y, 0)) for y in years),
            wan(sum(amounts.values())),
        )
        for (level, programme), amounts in by_programme(dossier, paid=paid).items()
    ]
    sheet.table_or_word(columns, rows, Text("没有拨付", "no payouts"))


def _add_chart(book: Book, sheet: Sheet, placed: Placed, dossier: Dossier) -> None:
    """Draw cap and commitment by year from the totals row."""
    heads = ("年度", "上限", "承诺", "支付")
    top = sheet.row
    rows: list[tuple[Cell, ...]] = []
    for year in dossier.years:
        cells = [b for b in dossier.budgets if b.year == year]
        rows.append(
            (
                year,
                wan(sum(b.cap_fen or 0 for b in cells)),
                wan(sum(b.committed_fen for b in cells)),
                wan(sum(b.paid_fen for b in cells)),
            )
        )
    columns = [Column(heads[0], "year"), *(Column(head, "wan") for head in heads[1:])]
    small = sheet.table(columns, rows)
    chart = book.add_chart("column")
    colours = {"上限": "#FFFFFF", "承诺": "#1F4E79", "支付": "#9DC3E6"}
    for position, head in enumerate(heads[1:], start=1):
        chart.add_series(
            {
                "name": book.word(head),
                "categories": small.series(0),
                "values": small.series(position),
                "fill": {"color": colours[head]},
                "border": {"color": "#1D2733", "width": 1},
                "gap": 80,
            }
        )
    chart.set_title(
        {
            "name": dossier.say(
                "各年资金：上限、承诺、支付（万元）",
                "Money by year: cap, committed, paid (10k yuan)",
            ),
            "name_font": {"size": 12, "bold": False},
        }
    )
    chart.set_legend({"position": "top"})
    chart.set_y_axis(
        {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E1E5EA"}}}
    )
    chart.set_size({"width": 620, "height": CHART_HEIGHT})
    sheet.sheet.insert_chart(top, 5, chart)
    sheet.row = max(sheet.row, top + CHART_HEIGHT // 20 + 1)
    sheet.width = max(sheet.width, placed.column("使用率", "合计") + 1)
