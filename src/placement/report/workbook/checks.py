"""Sheet 核对表: what must agree, the inputs as read, coverage, chain share, survey samples."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from placement.errors import Text
from placement.report.dossier import Dossier
from placement.report.dossier.checks import chain_share, input_totals, sample_size, ties
from placement.report.dossier.statistics import count_tiers
from placement.report.dossier.totals import TOTALS
from placement.report.workbook.book import Book, Cell, wan
from placement.report.workbook.table import Column, Sheet

WIDTHS = (20, 26, 16, 26, 16, 14, 14)
AGREES, DIFFERS = "✓ 一致", "✗ 不一致"
NO_SURVEY = Text(
    "政策文件没有规定满意度调查的样本量。", "The policy document asks for no size of surveys."
)
NO_CIRCLES = Text("本方案没有认定生活圈。", "The plan certifies no circle.")


def write_checks(book: Book, dossier: Dossier) -> None:
    """Write the checks one below the other."""
    sheet = Sheet(
        book,
        "核对表",
        dossier.say(
            "用于与来源表、plan.json 和 CSV 对账",
            "To be compared with the sources, plan.json and the CSV tables",
        ),
        cautions=dossier.cautions,
    )
    sheet.set_widths(WIDTHS)
    _ties(sheet, dossier)
    _totals(sheet, dossier)
    _inputs(sheet, dossier)
    _coverage(sheet, dossier)
    _chains(sheet, dossier)
    _samples(sheet, dossier)
    sheet.finish()


def _ties(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading(
        dossier.say("一、表间勾稽（金额：万元）", "1. Between the tables (money in 10,000 yuan)")
    )
    columns = (
        Column("核对项"), Column("甲"), Column("甲数", "number"), Column("乙"),
        Column("乙数", "number"), Column("差额", "number"), Column("结论"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for tie in ties(dossier):
        one, two = (_amount(n, tie.is_money) for n in (tie.first, tie.second))
        gap = _amount(tie.first - tie.second, tie.is_money)
        verdict = sheet.book.word(AGREES if tie.holds else DIFFERS)
        name, first, second = map(dossier.say.text, (tie.name, tie.one, tie.other))
        rows.append((name, first, one, second, two, gap, verdict))
    sheet.table(columns, rows)
    sheet.row += 1


def _totals(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading(
        dossier.say(
            "二、控制总数（与 plan.json 的 control 相同；金额：万元）",
            "2. Control totals, those of plan.json (money in 10,000 yuan)",
        )
    )
    columns = (Column("编号"), Column("名称"), Column("数值", "number"))
    rows = [
        (name, dossier.say.text(TOTALS[name]), _amount(value, name.endswith("_fen")))
        for name, value in dossier.totals.items()
    ]
    sheet.table(columns, rows)
    sheet.row += 1


def _inputs(sheet: Sheet, dossier: Dossier) -> None:
    sheet.heading(
        dossier.say(
            "三、输入数据（按读入的行数与合计，请与来源核对）",
            "3. Input as read, to be compared with its source",
        )
    )
    columns = (
        Column("数据表"),
        Column("合计的列"),
        Column("合计", "number"),
        Column("行数", "int"),
    )
    word = sheet.book.word
    rows = [(word(t.table), word(t.column), t.total, t.rows) for t in input_totals(dossier)]
    sheet.table(columns, rows)
    sheet.row += 1


def _coverage(sheet: Sheet, dossier: Dossier) -> None:
    last = dossier.years[-1]
    sheet.heading(
        dossier.say(
            f"四、覆盖率（{last} 年末；分母为生活圈表所列居民和社区）",
            f"4. Coverage at the end of {last}, of residents and communities in the table of circles",
        )
    )
    columns = (
        Column("县（市、区）"), Column("等级圈内居民（人）", "int", is_summed=True),
        Column("居民（人）", "int", is_summed=True), Column("居民覆盖率", "share", share_of=("等级圈内居民（人）", "居民（人）")),
        Column("等级圈内社区（个）", "int", is_summed=True), Column("社区（个）", "int", is_summed=True),
        Column("社区覆盖率", "share", share_of=("等级圈内社区（个）", "社区（个）")),
    )  # fmt: skip
    rows = [
        (
            sheet.book.word(c.label), c.covered_residents, c.residents, _share(c.covered_residents, c.residents),
            c.covered_communities, c.communities, _share(c.covered_communities, c.communities),
        )
        for c in count_tiers(dossier, by="district")
    ]  # fmt: skip
    sheet.table(columns, rows)
    sheet.row += 1


def _chains(sheet: Sheet, dossier: Dossier) -> None:
    share, word = chain_share(dossier), sheet.book.word
    sheet.heading(
        dossier.say(
            "五、连锁化率（网点表全部网点；方案新开网点按造价表是否连锁计）",
            "5. Share of chains among the outlets of the tables and those the plan opens",
        )
    )
    columns = (Column("时点"), Column("说明"), Column("连锁网点（个）", "int"),
               Column("占比", "share"), Column("网点（个）", "int"))  # fmt: skip
    after = (share.chains_today + share.chains_added, share.outlets_today + share.outlets_added)
    rows: list[tuple[Cell, ...]] = [
        (
            word("现状"),
            word("网点表"),
            share.chains_today,
            _decimal(share.today),
            share.outlets_today,
        ),
        (word("期末"), word("网点表＋项目清单"), after[0], _decimal(share.after), after[1]),
    ]
    sheet.table(columns, rows)
    sheet.row += 1


def _samples(sheet: Sheet, dossier: Dossier) -> None:
    say = dossier.say
    sheet.heading(
        say(
            "六、满意度调查最少样本（方案认定的生活圈）",
            "6. Least replies of satisfaction surveys, circles the plan certifies",
        )
    )
    survey = dossier.scenario.policy.reports.survey
    circles = [circle for circle in dossier.circles if circle.certified]
    for year, share in sorted(survey.satisfaction_at_least.items()) if survey else ():
        sheet.line(
            say(
                f"{year} 年居民满意率不低于 {share:.0%}：以调查结果为准，本方案不作预测。",
                f"Satisfaction of at least {share:.0%} in {year}: for the survey to tell, not forecast here.",
            )
        )
    if survey is None or not circles or sample_size(circles[0], survey) is None:
        sheet.line(say.text(NO_SURVEY if circles else NO_CIRCLES))
        return
    columns = [
        Column("县（市、区）"), Column("生活圈"), Column("居民（人）", "int", is_summed=True),
        Column("认定年度"), Column("社区（个）", "int", is_summed=True),
        Column("最少样本（份）", "int", is_summed=True),
    ]  # fmt: skip
    if survey.cost_per_reply is not None:
        columns.append(Column("调查费用（万元）", "wan", is_summed=True))
    rows: list[tuple[Cell, ...]] = []
    for c in circles:
        replies = sample_size(c, survey) or 0
        years = say.listed(map(str, sorted(c.certified)))
        row: tuple[Cell, ...] = (c.district, c.name, c.residents, years, c.communities, replies)
        cost = () if survey.cost_per_reply is None else (wan(replies * survey.cost_per_reply),)
        rows.append((*row, *cost))
    sheet.table(columns, rows)


def _amount(number: int, is_money: bool) -> Decimal | int | None:
    return wan(number) if is_money else number


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


def _decimal(share: Fraction | None) -> Decimal | None:
    return None if share is None else Decimal(share.numerator) / share.denominator
