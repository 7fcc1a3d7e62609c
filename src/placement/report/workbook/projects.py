"""Sheets 项目清单 and 拨付明细: what is done where for how much, and every payout."""

from __future__ import annotations

from decimal import Decimal

from placement.plain import counted
from placement.report.dossier import Dossier
from placement.report.workbook.book import Book, wan
from placement.report.workbook.table import Column, Sheet

PROJECTS = (
    Column("序号", "int", 6),
    Column("年度", "year", 7),
    Column("县（市、区）", width=12),
    Column("点位", width=26),
    Column("措施", width=12),
    Column("业态", width=20),
    Column("做法", width=20),
    Column("数量", "int", 6, is_summed=True),
    Column("面积（㎡）", "number", 9),
    Column("用房来源", width=11),
    Column("总投资（万元）", "wan", 11, is_summed=True),
    Column("补助（万元）", "wan", 11, is_summed=True),
    Column("社会资金（万元）", "wan", 11, is_summed=True),
    Column("补贴项目", width=24),
    Column("就业岗位（个）", "int", 9, is_summed=True),
    Column("服务生活圈", width=30),
    Column("方案选项编号", width=24),
)
PAYMENTS = (
    Column("序号", "int", 6),
    Column("承诺年度", "year", 9),
    Column("支付年度", "year", 9),
    Column("层级", width=8),
    Column("资金渠道", width=28),
    Column("县（市、区）", width=12),
    Column("补贴项目", width=38),
    Column("对象", width=30),
    Column("金额（万元）", "wan", 12, is_summed=True),
    Column("性质", width=14),
    Column("退回责任至", "year", 9),
    Column("预计退回（万元）", "wan", 11, is_summed=True),
)
KINDS = {"payment": "拨付", "advance": "垫付", "refund": "归垫", "not_due": "规划期内不到期"}
DM2_PER_M2 = 100


def write_projects(book: Book, dossier: Dossier) -> None:
    """Write one row per project."""
    public = sum(p.public_fen > 0 for p in dossier.projects)
    n = len(dossier.projects)
    say = dossier.say
    subtitle = say(
        f"{n} 个项目，其中 {public} 个用补助；其余须由经营者自行开办，不来则方案不成立。金额单位：万元",
        f"{counted(n, 'project')}, {public} of them with aid; the others must be opened by operators on their own, or the "
        "plan fails. Money in 10,000 yuan",
    )
    sheet = Sheet(book, "项目清单", subtitle, cautions=dossier.cautions)
    rows = [
        (
            number, p.year, p.district, p.site, say.text(p.measure), say.listed(p.kinds), p.format, p.units,
            Decimal(p.floor_area_dm2) / DM2_PER_M2 if p.floor_area_dm2 else None, p.source_class,
            wan(p.investment_fen), wan(p.public_fen), wan(p.investment_fen - p.public_fen),
            say.listed(p.programmes), p.jobs, say.listed(p.circles), p.id,
        )
        for number, p in enumerate(dossier.projects, start=1)
    ]  # fmt: skip
    sheet.set_wide_paper()
    placed = sheet.table(PROJECTS, rows, set_widths=True)
    sheet.freeze(placed, 4)
    sheet.finish()


def write_payments(book: Book, dossier: Dossier) -> None:
    """Write one row per payout."""
    n = len(dossier.payments)
    subtitle = dossier.say(
        f"{n} 笔；承诺年度占用预算上限，支付年度为实际拨付",
        f"{counted(n, 'payout')}; caps bind in the year committed, money flows in the year paid",
    )
    sheet = Sheet(book, "拨付明细", subtitle, cautions=dossier.cautions)
    rows = [
        (
            number, p.year_committed, p.year_paid, book.word(p.level), p.line, p.district, p.programme,
            p.payee, wan(p.fen), book.word(KINDS.get(p.kind, p.kind)), p.liable_until,
            wan(p.expected_refund_fen) or None,
        )
        for number, p in enumerate(dossier.payments, start=1)
    ]  # fmt: skip
    placed = sheet.table(PAYMENTS, rows, set_widths=True)
    sheet.freeze(placed, 1)
    sheet.finish()
