"""What is new since a run was made, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from placement.advice.replan.news import Lost, News
from placement.advice.telling import Chapter, called, first_few, same
from placement.errors import Text, listed
from placement.money import FEN_PER_YUAN, wan

MOST_LISTED = 12
MOST_SITES = 6


def sites_text(lost: Sequence[Lost]) -> Text:
    """List sites with what they offered, the first of many."""
    names = [f"{s.site_id} {'+'.join(s.kinds) or s.name}".strip() for s in lost]
    return first_few(names, MOST_SITES, "处") if names else same("—")


def news_chapters(news: News, cuts: Sequence[Text] = ()) -> Iterator[Chapter]:
    """Yield what is new since the run was made, with the ``cuts`` that do not hold its plan; nothing where nothing is."""
    title = Text("新情况", "What is new")
    if not news.is_known:
        line = Text(
            "原结果所用的数据文件已在原处改动，新情况不能逐条列出；请另存新表，用 --tables 或 --scenario 给出",
            "files of the run were changed in place, so the news cannot be listed; give new files by --tables or --scenario",
        )
        yield Chapter(title, (line,))
        return
    lines = [
        *_counted(Text("关停的网点", "outlets closed"), "个", news.closed),
        *_counted(Text("不再可用的用房", "premises lost"), "处", news.lost),
    ]
    if news.opened or news.offered:
        lines.append(
            Text(
                f"新增网点 {news.opened} 个、闲置用房 {news.offered} 处",
                f"{news.opened} outlets and {news.offered} premises are new",
            )
        )
    if news.rules:
        names = listed(news.rules)
        lines.append(Text(f"补贴项目的规则改变：{names.zh}", f"rules changed: {names.en}"))
    lines += cuts
    rows = tuple((x.budget, str(x.year), _cap(x.before), _cap(x.after)) for x in news.caps)
    heads = (
        Text("额度有变的渠道", "caps that changed"), Text("年度", "year"),
        Text("原额度", "before"), Text("现额度", "now"),
    )  # fmt: skip
    if lines or rows:
        yield Chapter(title, tuple(lines), heads if rows else (), rows, (2, 3))


def _counted(what: Text, counter: str, lost: Sequence[Lost]) -> Iterator[Text]:
    if not lost:
        return
    names = listed(called(s.site_id, s.name) for s in lost[:MOST_LISTED])
    rest, more = len(lost) - MOST_LISTED, Text("", "")
    if rest > 0:
        more = Text(f" 等，其余 {rest} {counter}见 --json", f" and {rest} more (--json)")
    yield Text(
        f"{what.zh} {len(lost)} {counter}：{names.zh}{more.zh}",
        f"{len(lost)} {what.en}: {names.en}{more.en}",
    )


def wan_of_yuan(yuan: Decimal) -> Text:
    """Return yuan as 万元."""
    return wan(int(yuan * FEN_PER_YUAN))


def _cap(value: Decimal | None) -> Text | str:
    return "—" if value is None else wan_of_yuan(value)
