"""Words that explanations share: headings, payments, gates, and ways to do something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from placement.advice.explain.payments import PaymentLine
from placement.advice.explain.ways import Way
from placement.advice.moves import Move
from placement.advice.pots import lacks
from placement.advice.telling import Chapter, called, joined, same
from placement.errors import Text
from placement.money import wan, wan_number
from placement.plain import counted

MOST_ROWS = 30
CHANGES = {
    "added": Text("新增", "add"),
    "dropped": Text("取消", "drop"),
    "moved": Text("改年份", "move"),
}
HEADS = {
    "line": Text("评分项", "line"),
    "today": Text("现有", "today"),
    "points": Text("得分/上限", "points/cap"),
    "by": Text("由什么增加", "supplied by"),
    "clause": Text("条款", "clause"),
    "tier": Text("等级", "tier"),
    "what": Text("要求", "gate"),
    "needed": Text("须达到", "needed"),
    "has": Text("期末", "has"),
    "missing": Text("还差", "missing"),
    "programme": Text("补贴项目与规则", "programme and rule"),
    "budget": Text("资金渠道", "budget line"),
    "year": Text("承诺/支付年", "committed/paid"),
    "number": Text("笔数", "number"),
    "money": Text("金额 万元", "10k yuan"),
    "chapter": Text("类别", "section"),
    "full": Text("满分项/项数", "full/all lines"),
    "change": Text("做法", "change"),
    "site": Text("点位", "site"),
    "kinds": Text("业态", "format"),
    "investment": Text("投资 万元", "investment, 10k yuan"),
    "public": Text("补助 万元", "aid, 10k yuan"),
    "circle": Text("生活圈", "circle"),
    "units": Text("增加", "adds"),
    "left": Text("剩下", "is left with"),
    "target": Text("任务", "target"),
    "circles": Text("生活圈数", "circles"),
    "from": Text("自", "from"),
    "years": Text("年度", "years"),
    "programmes": Text("补贴项目", "programmes"),
}
UNPROVEN = Text("时限内未证明是最省的", "not proven to be the cheapest in time")
UNFOUND = Text(
    "其他做法不变时，时限内没有找到办法，也没有证明做不到",
    "while the rest of the plan stays: no way was found in time, nor proven that there is none",
)
NOT_PROVEN_EARLY = Text("时限内未证明必须在早年", "not proven in time that it must be so early")
WITH_ANY_MONEY = Text(
    "其他做法不变时，可达范围内的用房和措施全部用上也达不到",
    "not within reach, whatever is spent, while the rest of the plan stays",
)
MOVE_HEADS = tuple(HEADS[name] for name in ("change", "site", "kinds", "investment", "public"))


def payment_chapter(payments: tuple[PaymentLine, ...]) -> Chapter:
    """Tell every payment with its rule; those alike in one row."""
    alike: dict[tuple[Text, str, str], list[int]] = defaultdict(list)
    for p in payments:
        clause = [same(p.clause)] if p.clause else []
        rule = joined([same(p.programme), p.rule, *clause], "：", ": ")
        alike[rule, p.budget, f"{p.year_committed}/{p.year_paid}"].append(p.fen)
    rows = tuple(
        (*row, str(len(amounts)), wan_number(sum(amounts)))
        for row, amounts in list(alike.items())[:MOST_ROWS]
    )
    heads = tuple(HEADS[name] for name in ("programme", "budget", "year", "number", "money"))
    total = wan(sum(p.fen for p in payments))
    line = Text(
        f"{len(payments)} 笔，共 {total.zh}", f"{counted(len(payments), 'payment')}, {total.en}"
    )
    return Chapter(Text("财政资金的支付", "Public payments"), (line,), heads, rows, (2, 3, 4))


def way_chapter(title: Text, way: Way, never: Text = WITH_ANY_MONEY) -> Chapter:
    """Tell a way to do something and what stops it.

    Parameters
    ----------
    never
        What is said where it cannot be done: under what conditions that was asked.
    """
    if not way.is_possible:
        return Chapter(title, (never if way.proven else UNFOUND,))
    sentences = [*_cost(way), *_excess(way)]
    if not way.is_late:
        sentences.append(NOT_PROVEN_EARLY)
    if not way.proven:
        sentences.append(UNPROVEN)
    return Chapter(title, (joined(sentences),), MOVE_HEADS, move_rows(way.moves), (3, 4))


def _cost(way: Way) -> Iterator[Text]:
    extra = wan(abs(way.extra_aid_fen))
    yield (
        Text(f"其他做法不变，补助多 {extra.zh}", f"the rest as planned: {extra.en} more aid")
        if way.extra_aid_fen >= 0
        else Text(f"其他做法不变，补助少 {extra.zh}", f"the rest as planned: {extra.en} less aid")
    )
    if way.extra_award_fen:
        award = wan(abs(way.extra_award_fen))
        yield (
            Text(f"奖励多发 {award.zh}", f"{award.en} more awards")
            if way.extra_award_fen > 0
            else Text(f"奖励少发 {award.zh}", f"{award.en} less awards")
        )
    if way.year:
        yield Text(f"{way.year} 年达到", f"reached in {way.year}")


def _excess(way: Way) -> Iterator[Text]:
    """Yield what the caps lack for a way, or that they suffice."""
    if way.is_affordable:
        yield Text("在各项额度之内", "within all caps")
    for short in way.shortages:
        money = wan(short.fen)
        yield Text(
            f"{short.year} 年{short.budget}还差 {money.zh}",
            f"{short.budget} lacks {money.en} in {short.year}",
        )
    for pot, fen in way.pots:
        yield lacks(pot, wan(fen))
    if way.quotas:
        yield Text(
            f"另超出 {way.quotas} 项配额或资金池", f"quotas or pools exceeded besides: {way.quotas}"
        )


def move_rows(moves: tuple[Move, ...]) -> tuple[tuple[Text | str, ...], ...]:
    """Return moves as rows of a table."""
    rows = []
    for move in moves[:MOST_ROWS]:
        years = (
            f"{move.year_before}→{move.year}"
            if move.change == "moved"
            else (f"{move.year or move.year_before}")
        )
        change = CHANGES[move.change]
        rows.append(
            (
                Text(f"{change.zh} {years}", f"{change.en} {years}"),
                called(move.site_id, move.site),
                move.format,
                wan_number(move.investment_fen),
                wan_number(move.public_fen),
            )
        )
    return tuple(rows)
