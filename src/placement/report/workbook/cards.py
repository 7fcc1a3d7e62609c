"""Sheets 评分卡与缺口 and 评分卡明细: every circle before and after, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from placement.plain import plain
from placement.report.dossier import Dossier
from placement.report.dossier.history import table_score, tier_path
from placement.report.dossier.model import CardLine, CircleFacts
from placement.report.workbook.book import Book, Cell, wan
from placement.report.workbook.table import Column, Sheet

NONE = "—"


def write_cards(book: Book, dossier: Dossier) -> None:
    """Write one row per circle: scores, tiers, kinds, and the gaps by name."""
    last = dossier.years[-1]
    subtitle = dossier.say(
        f"现状与 {last} 年末对比；“缺”指该业态一个也没有。财政资金按所服务的认定生活圈平均分摊，含奖励",
        f"Today and the end of {last}; a kind is lacking where there is none of it. Public money is shared equally among the "
        "certified circles a project serves, awards included",
    )
    sheet = Sheet(book, "评分卡与缺口", subtitle, cautions=dossier.cautions)
    sheet.set_wide_paper()
    columns = _columns(dossier)
    rows = [
        _row(n, dossier, circle, dossier.cards[circle.id])
        for n, circle in enumerate(dossier.circles, start=1)
    ]
    placed = sheet.table(columns, rows, set_widths=True)
    after = placed.column("期末", columns[5].group)
    bars = {"type": "data_bar", "bar_solid": True, "bar_color": "#9DC3E6", "min_type": "num"}
    top = float(dossier.scenario.rubric.points(dossier.scenario.rubric.total_steps))
    scale = bars | {"max_type": "num", "min_value": 0, "max_value": top}
    sheet.sheet.conditional_format(placed.first, after - 1, placed.last, after, scale)
    sheet.freeze(placed, 3)
    sheet.finish()


def _columns(dossier: Dossier) -> tuple[Column, ...]:
    kinds = [
        Column(when, "int", 8, group=f"{name}业态数")
        for name in dossier.kind_classes[:2]
        for when in ("现状", "期末")
    ]
    tables = [plain(table.name) for table in dossier.scenario.rubric.tables]
    others = [
        Column(when, "points", 8, group=f"{name}得分")
        for name in tables[1:]
        for when in ("现状", "期末")
    ]
    score = f"{tables[0]}得分" if others else "得分"
    return (
        Column("序号", "int", 6),
        Column("县（市、区）", width=13),
        Column("生活圈", width=24),
        Column("居民（人）", "int", 10, is_summed=True),
        Column("现状", "points", 8, group=score),
        Column("期末", "points", 8, group=score),
        Column("提高", "points", 8, group=score),
        *others,
        *kinds,
        Column("原有", width=9, group="等级"),
        Column("期末", width=9, group="等级"),
        Column("认定经过", width=22, group="等级"),
        *([Column("为何晚于或低于已达到的等级", width=36)] if _has_waits(dossier) else []),
        Column("现状缺（种）", "int", 8),
        Column("本方案补上", width=40),
        Column("期末仍缺", width=64),
        Column("财政资金（万元）", "wan", 11, is_summed=True),
    )


def _has_waits(dossier: Dossier) -> bool:
    return any(circle.waits for circle in dossier.circles)


def _row(
    number: int, dossier: Dossier, circle: CircleFacts, card: Sequence[CardLine]
) -> tuple[Cell, ...]:
    lines = dossier.lines
    lacking = [c for c in card if lines[c.line].kind_class and c.existing == 0]
    filled = [c for c in lacking if c.added[-1] > 0]
    left = [c for c in lacking if c.added[-1] <= 0]
    kinds = [
        count
        for n in range(len(dossier.kind_classes[:2]))
        for count in (circle.kinds_today[n], circle.kinds[-1][n])
    ]
    others = [
        points
        for table in range(1, len(dossier.scenario.rubric.tables))
        for score in (table_score(dossier, circle, table),)
        for points in (score.today, score.end)
    ]
    named = (
        dossier.say.listed(lines[c.line].name for c in part) or NONE for part in (filled, left)
    )
    return (
        number, circle.district, circle.name, circle.residents, circle.score_today,
        circle.scores[-1], circle.scores[-1] - circle.score_today, *others, *kinds,
        dossier.tier_name(circle.current_tier), dossier.tier_name(circle.final_tier), tier_path(dossier, circle),
        *([dossier.say("；", "; ").join(map(dossier.say.text, circle.waits)) or NONE] if _has_waits(dossier) else []),
        len(lacking), *named, wan(circle.public_fen),
    )  # fmt: skip


def write_lines(book: Book, dossier: Dossier) -> None:
    """Write one row per circle and line."""
    subtitle = dossier.say(
        "数量单位：个；评判项的现有与新增为分值。失分 = 满分 − 期末得分",
        "Counts of outlets; of judged lines points. Points lost: cap less points at the end",
    )
    sheet = Sheet(book, "评分卡明细", subtitle, cautions=dossier.cautions)
    added = [Column(f"{year}年末", "number", 9, group="累计新增") for year in dossier.years]
    columns = (
        Column("县（市、区）", width=12),
        Column("生活圈", width=24),
        Column("类别", width=20),
        Column("评分项", width=28),
        Column("业态类别", width=13),
        Column("现有", "number", 8),
        *added,
        Column("满分", "points", 8, group="得分"),
        Column("现状", "points", 8, group="得分"),
        Column("期末", "points", 8, group="得分"),
        Column("失分", "points", 8, group="得分"),
    )
    placed = sheet.table(columns, list(_line_rows(book, dossier)), set_widths=True)
    sheet.freeze(placed, 4)
    sheet.finish()


def _line_rows(book: Book, dossier: Dossier) -> Iterator[tuple[Cell, ...]]:
    for circle in dossier.circles:
        for card in dossier.cards[circle.id]:
            line = dossier.lines[card.line]
            yield (
                circle.district, circle.name, dossier.say.text(line.heading), line.name,
                line.kind_class or (book.word("评判") if line.judged else ""), card.existing, *card.added,
                card.cap, card.points_today, card.points[-1], card.cap - card.points[-1],
            )  # fmt: skip
