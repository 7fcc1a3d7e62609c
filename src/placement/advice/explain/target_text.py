"""What binds, and the explanation of a target, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from placement.advice.explain.bottlenecks import Overview, TightBudget
from placement.advice.explain.changes import Change
from placement.advice.explain.target import TargetExplanation
from placement.advice.telling import Cell, Chapter, joined, same
from placement.errors import Text
from placement.money import wan

BUDGET_HEADS = (
    Text("资金渠道", "budget line"), Text("年度", "year"), Text("上限", "cap"),
    Text("结余", "left"), Text("最小一笔", "smallest payment"),
)  # fmt: skip
CHANGE_HEADS = (
    Text("如果", "if"), Text("缺口（加权）", "missing"), Text("补贴", "aid"), Text("奖励", "awards"),
    Text("受益居民", "residents"), Text("", ""),
)  # fmt: skip

NEEDLESS = Text(
    "缺口已是 0：这些渠道加多少钱也不会再少，没有为此求解",
    "nothing is missing: more money in these lines changes nothing of that, and was not solved for",
)

PROVEN = Text("已证明", "proven")
AT_LEAST = Text("至少做得到，未证明最好", "can be done at least; not proven best")
AS_IT_IS = Text(
    "原方案不动就是这样；时限内没有找到更好的，可加长 --time-limit",
    "what the plan does as it is; nothing better in time, try a longer --time-limit",
)
NO_PLAN = Text(
    "未算出：原方案不合改后的硬性要求，时限内没有找到别的，可加长 --time-limit",
    "not known: the plan breaks a hard rule as changed and no other was found in time, try a longer --time-limit",
)
BINDING = (
    Text("吃紧的资金", "Budgets that bind"),
    Text(
        "结余已不够再付其中任何一笔的渠道和年度",
        "lines and years whose rest pays for nothing more that draws on them",
    ),
    Text(
        "没有：有额度的渠道都还付得起其中最小的一笔",
        "none: every capped line could pay for the smallest payment that draws on it",
    ),
)
OWN_MONEY = (
    Text("付给这些生活圈的资金", "Money for these circles"),
    Text(
        "能付给这些生活圈、但不够做完其中还没做的渠道和年度，结余占比最小的在前",
        "lines and years that can pay in these circles and do not suffice for all that could still be done there,"
        " least part left first",
    ),
    Text(
        "没有吃紧的：能付给这些生活圈、有额度的渠道，足够做完其中还没做的",
        "none binds: every capped line that can pay in these circles suffices for all that could still be done there",
    ),
)


def overview_chapters(found: Overview) -> Iterator[Chapter]:
    """Yield what binds in a plan."""
    rows = tuple(
        (t.target_id, t.name, str(t.year), str(t.required), str(t.planned), str(t.shortfall))
        for t in found.targets
    )
    heads = (
        Text("任务编号", "target"), Text("名称", "name"), Text("年度", "year"),
        Text("任务数", "required"), Text("计划", "planned"), Text("缺口", "missing"),
    )  # fmt: skip
    line = Text(
        "没有富余的任务：少一个生活圈就完不成（或更缺）", "targets without a circle to spare"
    )
    yield Chapter(Text("吃紧的任务", "Targets that bind"), (line,), heads, rows, (2, 3, 4, 5))
    yield budget_chapter(found.budgets)
    line = Text(
        "用 --target、--circle、--site 逐个看", "see --target, --circle and --site for each"
    )
    yield Chapter(Text("再看", "More"), (line,))


def budget_chapter(
    budgets: tuple[TightBudget, ...], words: tuple[Text, Text, Text] = BINDING
) -> Chapter:
    """Tell budgets; the words are the title, what these are, and that there are none."""
    title, line, none = words
    rows = tuple(
        (b.budget, _until(b), wan(b.cap_fen), wan(b.left_fen), wan(b.least_fen)) for b in budgets
    )
    return Chapter(title, (line if rows else none,), BUDGET_HEADS, rows, (1, 2, 3, 4))


def _until(budget: TightBudget) -> Text:
    if budget.is_pot:
        return Text(f"至 {budget.year} 年累计", f"all up to {budget.year}")
    return same(budget.year)


def target_chapters(found: TargetExplanation) -> Iterator[Chapter]:
    """Yield what is told of a target."""
    zh = f"{found.year} 年 {found.tier}：任务数 {found.required}，计划 {found.planned}，缺口 {found.shortfall}"
    en = f"{found.tier} by {found.year}: {found.required} required, {found.planned} planned, {found.shortfall} missing"
    hard = Text("（硬性）", " (hard)") if found.is_hard else Text("", "")
    clause = (
        Text(f"；条款：{found.clause}", f"; clause: {found.clause}")
        if found.clause
        else Text("", "")
    )
    yield Chapter(
        Text("任务", "Target"),
        (Text(zh + hard.zh + clause.zh, en + hard.en + clause.en),),
        (
            Text("生活圈", "circle"),
            Text("计入", "counts"),
            Text("等级", "tier"),
            Text("年度", "year"),
        ),
        tuple(
            (
                f"{c.circle_id} {c.name}",
                "✓" if c.counts else "",
                c.tier or "—",
                str(c.year) if c.year else "",
            )
            for c in sorted(found.circles, key=lambda c: (not c.counts, c.circle_id))
        ),
        (3,),
    )
    yield budget_chapter(found.budgets, OWN_MONEY)
    line = Text(
        "逐项改一个数，从原方案出发重新求解；与原方案之差",
        "one number changed at a time, solved anew from the plan; differences from the plan",
    )
    unsure = Text(
        "原方案未证明最优：差额里可能有原方案本来就能改进的部分",
        "the plan was not proven optimal: part of a difference may be what it could have done better anyway",
    )
    rows = _rows_of(change for change in found.changes if not change.is_needless)
    title = Text("如果改一个数", "If one number were another")
    lines = [line] if found.is_plan_proven else [line, unsure]
    if any(change.is_needless for change in found.changes):
        lines.append(NEEDLESS)
    yield Chapter(title, tuple(lines), CHANGE_HEADS, rows, (1, 2, 3, 4))


def _rows_of(changes: Iterable[Change]) -> tuple[tuple[Cell, ...], ...]:
    """Return a row for every answer; changes that have the same one share it."""
    asked: dict[tuple[Cell, ...], list[Text]] = defaultdict(list)
    for change in changes:
        asked[_change(change)[1:]].append(change.what)
    return tuple((joined(whats), *answer) for answer, whats in asked.items())


def _change(change: Change) -> tuple[Cell, ...]:
    if not change.is_possible and change.proven:
        impossible = Text("已证明硬性要求做不到", "hard rules are proven to be out of reach")
        return (change.what, "—", "—", "—", "—", impossible)
    if not change.is_possible:
        return (change.what, "—", "—", "—", "—", NO_PLAN)
    known = PROVEN if change.proven else AT_LEAST if change.is_new else AS_IT_IS
    return (
        change.what,
        f"{change.missing:+d}",
        _signed(change.aid_fen),
        _signed(change.award_fen),
        f"{change.residents:+,}",
        known,
    )


def _signed(fen: int) -> Text:
    amount = wan(abs(fen))
    sign = "+" if fen > 0 else "-" if fen < 0 else ""
    return Text(sign + amount.zh, sign + amount.en)
