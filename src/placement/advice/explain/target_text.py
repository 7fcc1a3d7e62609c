"""What binds, and the explanation of a target, in words."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from placement.advice.explain.bottlenecks import Overview, TightBudget
from placement.advice.explain.changes import Change, more_text
from placement.advice.explain.target import Counted, TargetExplanation
from placement.advice.telling import Cell, Chapter, called, same
from placement.errors import Text
from placement.money import wan_number

BUDGET_HEADS = (
    Text("资金渠道", "budget line"), Text("年度", "year"), Text("上限 万元", "cap, 10k yuan"),
    Text("结余", "left"), Text("最小一笔", "smallest payment"),
)  # fmt: skip
CHANGE_HEADS = (
    Text("如果", "if"), Text("缺口（加权）", "missing"), Text("补助 万元", "aid, 10k yuan"),
    Text("奖励 万元", "awards, 10k yuan"), Text("受益居民", "residents"), Text("把握", "known"),
)  # fmt: skip

NEEDLESS = Text(
    "缺口已是 0：这些渠道加多少钱也不会再少，没有为此求解",
    "nothing is missing: more money in these lines changes nothing of that, and was not solved for",
)

WHERE = {
    "--circle": Text("circles.csv；网页的生活圈一览", "circles.csv; the page's list of circles"),
    "--site": Text(
        "projects.csv；工作簿的项目清单", "projects.csv; the workbook's list of projects"
    ),
    "--target": Text("targets.csv", "targets.csv"),
}

PROVEN = (Text("已证明", "proven"), Text("已证明", "proven"))
AT_LEAST = (
    Text("至少", "at least"),
    Text("至少做得到，未证明最好", "can be done at least; not proven best"),
)
AS_IT_IS = (
    Text("原方案", "as planned"),
    Text(
        "原方案不动就是这样；时限内没有找到更好的，可加长 --time-limit",
        "what the plan does as it is; nothing better in time, try a longer --time-limit",
    ),
)
NO_PLAN = (
    Text("未算出", "unknown"),
    Text(
        "原方案不合改后的硬性要求，时限内没有找到别的，可加长 --time-limit",
        "the plan breaks a hard rule as changed and no other was found in time, try a longer --time-limit",
    ),
)
IMPOSSIBLE = (
    Text("做不到", "impossible"),
    Text("已证明硬性要求做不到", "hard rules are proven to be out of reach"),
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
    asks = (
        Text(
            f"{option} {shlex.quote(row_id)}（{name}）；编号见 {WHERE[option].zh}",
            f"{option} {shlex.quote(row_id)} ({name}); ids in {WHERE[option].en}",
        )
        for option, (row_id, name) in found.ask.items()
    )
    line = Text("例如下面几项；编号、名称都可以写", "for example; ids and names will both do")
    yield Chapter(Text("还可以问", "What can be asked"), (line, *asks))


def budget_chapter(
    budgets: tuple[TightBudget, ...], words: tuple[Text, Text, Text] = BINDING
) -> Chapter:
    """Tell budgets; the words are the title, what these are, and that there are none."""
    title, line, none = words
    rows = tuple(
        (
            b.budget,
            _until(b),
            wan_number(b.cap_fen),
            wan_number(b.left_fen),
            wan_number(b.least_fen),
        )
        for b in budgets
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
                called(c.circle_id, c.name),
                _counts(c),
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
    changes = [change for change in found.changes if not change.is_needless]
    rows = _rows_of(changes)
    title = Text("如果改一个数", "If one number were another")
    lines = [line] if found.is_plan_proven else [line, unsure]
    lines += _meanings(changes)
    if len(changes) < len(found.changes):
        lines.append(NEEDLESS)
    yield Chapter(title, tuple(lines), CHANGE_HEADS, rows, (1, 2, 3, 4))


def _counts(circle: Counted) -> Cell:
    """Say whether a circle counts, and why not where it holds the tier."""
    if circle.since:
        return Text(f"不计：{circle.since} 年以前已认定", f"no: recognised before {circle.since}")
    return "✓" if circle.counts else ""


def _rows_of(changes: Iterable[Change]) -> tuple[tuple[Cell, ...], ...]:
    """Return a row for every answer; amounts of one line and year that have the same one share it."""
    asked: dict[tuple[object, ...], list[Change]] = defaultdict(list)
    for change in changes:
        line = change.what if change.more is None else (change.more.budget, change.more.year)
        asked[line, _answer(change)].append(change)
    return tuple((_asked(alike), *_answer(alike[0])) for alike in asked.values())


def _asked(alike: Sequence[Change]) -> Text:
    more = [change.more for change in alike if change.more is not None]
    if not more:
        return alike[0].what
    return more_text(more[0].budget, more[0].year, [one.fen for one in more])


def _answer(change: Change) -> tuple[Cell, ...]:
    known = _known(change)[0]
    if not change.is_possible:
        return ("—", "—", "—", "—", known)
    amounts = (_signed(fen) for fen in (change.aid_fen, change.award_fen))
    return (f"{change.missing:+d}", *amounts, f"{change.residents:+,}", known)


def _known(change: Change) -> tuple[Text, Text]:
    """Return how good an answer is, in a word and in full."""
    if not change.is_possible:
        return IMPOSSIBLE if change.proven else NO_PLAN
    return PROVEN if change.proven else AT_LEAST if change.is_new else AS_IT_IS


def _meanings(changes: Iterable[Change]) -> list[Text]:
    """Return what the words say that do not speak for themselves, each once."""
    words = dict.fromkeys(_known(change) for change in changes)
    return [
        Text(f"“{word.zh}”：{full.zh}", f"“{word.en}”: {full.en}")
        for word, full in words
        if word != full
    ]


def _signed(fen: int) -> str:
    """Return a difference in 万元, to the fen where there is one, with its sign."""
    return f"+{wan_number(fen)}" if fen > 0 else wan_number(fen)
