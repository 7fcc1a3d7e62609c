"""Sheet 分型分类统计表: circles by tier, class, district and year, and what the work achieves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from placement.report.dossier import Dossier
from placement.report.dossier.statistics import TierCount, achievements, count_tiers, tiers_of
from placement.report.names import place_head
from placement.report.workbook.book import Book, Cell, wan
from placement.report.workbook.table import Column, Placed, Sheet

SHADES = ("#1F4E79", "#5B9BD5", "#BDD7EE", "#E8EEF4")
CHART_HEIGHT = 340


def write_statistics(book: Book, dossier: Dossier) -> None:
    """Write the counts by district, class and year."""
    last, say = dossier.years[-1], dossier.say
    sheet = Sheet(
        book,
        "分型分类统计表",
        say(
            f"生活圈按 {last} 年末等级统计，每圈计一次；认定次数另列，提升再计一次",
            f"Circles by their tier at the end of {last}, each counted once; certifications apart, a rise counted again",
        ),
        cautions=dossier.cautions,
    )
    sheet.set_widths([18] + [13] * 14)
    tiers, places = tiers_of(dossier), place_head(dossier.names.districts)
    sheet.heading(
        say(
            f"一、各{places.zh}生活圈等级（{last} 年末）",
            f"1. Tiers by {places.en}, end of {last}",
        )
    )
    placed = _write_counts(sheet, dossier, count_tiers(dossier, by="district"), "县（市、区）")
    sheet.freeze_side(placed, 1)
    _add_chart(book, sheet, placed, [dossier.tier_name(tier) for tier in tiers])
    sheet.heading(say("二、区域类别与等级", "2. Tiers by class of area"))
    _write_counts(sheet, dossier, count_tiers(dossier, by="area_class"), "区域类别")
    sheet.row += 1
    sheet.heading(say("三、各年成效", "3. Results by year"))
    _write_years(sheet, dossier)
    sheet.finish()


def _write_counts(sheet: Sheet, dossier: Dossier, counts: Sequence[TierCount], head: str) -> Placed:
    names = [dossier.tier_name(tier) for tier in tiers_of(dossier)]
    columns = (
        Column(head, width=18),
        *(Column(name, "int", is_summed=True) for name in names),
        Column(f"{dossier.tier_name('')}", "int", is_summed=True),
        Column("生活圈（个）", "int", is_summed=True),
        Column("居民（人）", "int", is_summed=True),
        Column("等级圈内居民（人）", "int", is_summed=True),
        Column("居民覆盖率", "share", share_of=("等级圈内居民（人）", "居民（人）")),
        Column("社区（个）", "int", is_summed=True),
        Column("等级圈内社区（个）", "int", is_summed=True),
        Column("社区覆盖率", "share", share_of=("等级圈内社区（个）", "社区（个）")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            sheet.book.word(c.label), *c.by_tier, c.untiered, c.circles, c.residents, c.covered_residents,
            _share(c.covered_residents, c.residents), c.communities, c.covered_communities,
            _share(c.covered_communities, c.communities),
        )
        for c in counts
    ]  # fmt: skip
    return sheet.table(columns, rows)


def _write_years(sheet: Sheet, dossier: Dossier) -> None:
    names = [dossier.tier_name(tier) for tier in tiers_of(dossier)]
    columns = (
        Column("年度", "year"),
        Column("认定次数", "int", is_summed=True),
        Column("其中首次（个）", "int", is_summed=True),
        *(Column(f"年末{name}（个）", "int") for name in names),
        Column("年末服务居民（人）", "int"),
        Column("新增网点（个）", "int", is_summed=True),
        Column("带动就业（人）", "int", is_summed=True),
        Column("总投资（万元）", "wan", is_summed=True),
        Column("其中社会投资（万元）", "wan", is_summed=True),
        Column("补助（万元）", "wan", is_summed=True),
        Column("认定奖励（万元）", "wan", is_summed=True),
    )
    rows = [
        (
            a.year, a.certifications, a.first_time, *a.held, a.covered_residents, a.outlets, a.jobs,
            wan(a.investment_fen), wan(a.investment_fen - a.public_fen), wan(a.public_fen),
            wan(a.awards_fen),
        )
        for a in achievements(dossier)
    ]  # fmt: skip
    sheet.table(columns, rows)
    sheet.line(
        sheet.say(
            "带动就业为造价表所列就业岗位之和；补助与认定奖励按承诺年度；居民综合满意度须另行调查。",
            "Jobs are those of the table of costs; aid and awards by year committed; satisfaction is for a survey to tell.",
        ),
        font_size=9,
    )


def _add_chart(book: Book, sheet: Sheet, placed: Placed, tiers: Sequence[str]) -> None:
    chart = book.add_chart("column", "stacked")
    for number, name in enumerate(tiers):
        chart.add_series(
            {
                "name": name,
                "categories": placed.series(0),
                "values": placed.series(placed.column(name)),
                "fill": {"color": SHADES[min(number, len(SHADES) - 1)]},
                "border": {"color": "#1D2733", "width": 0.75},
                "gap": 60,
            }
        )
    chart.set_title(
        {
            "name": sheet.say("期末等级（个）", "Tiers at the end"),
            "name_font": {"size": 12, "bold": False},
        }
    )
    chart.set_legend({"position": "top"})
    chart.set_y_axis(
        {"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#E1E5EA"}}}
    )
    chart.set_size({"width": 900, "height": CHART_HEIGHT})
    sheet.row += 1
    sheet.sheet.insert_chart(sheet.row, 0, chart)
    sheet.row += CHART_HEIGHT // 20 + 2


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
