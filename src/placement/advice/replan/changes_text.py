"""What changed, in words."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from placement.advice.replan.changes import Changes, Fallen
from placement.advice.replan.news import Lost
from placement.advice.replan.news_text import news_chapters, sites_text, wan_of_yuan
from placement.advice.replan.numbers import Before
from placement.advice.replan.project_changes import WHY, ProjectChange
from placement.advice.telling import Chapter, called, joined, same
from placement.errors import Text, listed
from placement.plain import number

KINDS = {
    "kept": Text("不变", "kept"),
    "moved": Text("改年份", "moved"),
    "dropped": Text("取消", "dropped"),
    "added": Text("新增", "added"),
}
HEADS = {"budget": Text("资金渠道", "budget line"), "year": Text("年度", "year")}
MOST_ROWS = 40


def _number(value: Decimal) -> Text:
    return same(number(value))


def change_chapters(found: Changes, run: Path, names: Mapping[str, str]) -> Iterator[Chapter]:
    """Yield what is told of a plan taken up again.

    Parameters
    ----------
    run
        The new one.
    names
        Circles as they are called, by id.
    """
    yield from news_chapters(found.news, [cut.text for cut in found.cuts])
    yield _projects_chapter(found, names)
    if found.fallen:
        yield _fallen_chapter(found.fallen, run)
    if found.circles:
        heads = (
            Text("生活圈", "circle"), Text("原方案", "before"), Text("现方案", "now"),
            Text("原因", "why"),
        )  # fmt: skip
        rows = tuple(
            (called(c.circle_id, c.name), c.before or "—", c.after or "—", c.why)
            for c in found.circles
        )
        yield Chapter(Text("认定不同的生活圈", "Circles certified otherwise"), (), heads, rows)
    yield from _numbers(
        Text("缺口有变化的任务", "Targets missed otherwise"), Text("任务", "target"), found.targets
    )
    yield from _numbers(
        Text("承诺资金有变化", "Commitments that differ"),
        HEADS["budget"],
        found.money,
        shown=wan_of_yuan,
    )
    if found.at_risk:
        yield _risk_chapter(found, names)
    if found.due:
        yield _due_chapter(found)


def _projects_chapter(found: Changes, names: Mapping[str, str]) -> Chapter:
    counts = {kind: sum(p.kind == kind for p in found.projects) for kind in KINDS}
    return Chapter(
        Text("与原方案相比", "Against the earlier plan"),
        (
            Text(
                "，".join(f"{KINDS[k].zh} {n} 项" for k, n in counts.items()),
                ", ".join(f"{KINDS[k].en} {n}" for k, n in counts.items()),
            ),
            *found.notes,
        ),
        (
            Text("变化", "change"), Text("点位", "site"), Text("业态", "format"), Text("原因", "why"),
        ),
        tuple(
            (_change(p), called(p.site_id, p.site), p.what, _why(p, names))
            for p in [p for p in found.projects if p.kind != "kept"][:MOST_ROWS]
        ),
    )  # fmt: skip


def _change(project: ProjectChange) -> Text:
    """Say what changes, with the years."""
    years = "→".join(str(year) for year in (project.year_before, project.year) if year)
    kind = KINDS[project.kind]
    return Text(f"{kind.zh} {years}", f"{kind.en} {years}")


def _risk_chapter(found: Changes, names: Mapping[str, str]) -> Chapter:
    lost = found.news.by_circle
    named = listed(_at_risk(names.get(c, c), lost.get(c, ())) for c in found.at_risk)
    line = Text(
        "已认定但现有条件已达不到该等级，复核时可能被摘牌（括号内为圈内关停的网点、失去的用房）："
        + named.zh,
        "recognised at a tier that they no longer reach (in brackets what was closed or lost there): "
        + named.en,
    )
    left = listed(names.get(c, c) for c in found.left_short)
    mended = listed(names.get(c, c) for c in found.at_risk if c not in found.left_short)
    then = [
        *([Text(f"本方案期末以前补上：{mended.zh}", f"made good by this plan: {mended.en}")] if mended.zh else []),
        *([Text(f"期末仍够不上：{left.zh}", f"still short at the end: {left.en}")] if left.zh else []),
    ]  # fmt: skip
    return Chapter(Text("复核风险", "At risk"), (line, *then))


def _at_risk(circle: str, lost: Sequence[Lost]) -> Text:
    sites = sites_text(lost)
    return Text(f"{circle}（{sites.zh}）", f"{circle} ({sites.en})") if lost else same(circle)


def _due_chapter(found: Changes) -> Chapter:
    line = Text(
        "以前年度已承诺、仍须支付的金额；额度按承诺年计，不重复占用",
        "committed earlier and still to be paid; caps bind in the year of commitment",
    )
    due = tuple((x.budget, str(x.year), wan_of_yuan(x.yuan)) for x in found.due)
    heads = (HEADS["budget"], HEADS["year"], Text("金额", "money"))
    return Chapter(Text("已承诺待支付", "Still to be paid"), (line,), heads, due, (1, 2))


def _why(change: ProjectChange, names: Mapping[str, str]) -> Text:
    """Say why, with the circles and the new facts that explain it."""
    circles = listed(names.get(c, c) for c in change.circles)
    parts = [WHY[change.why]] if change.why in WHY else []
    if change.circles:
        parts = [] if change.why == "lost" else parts
        parts.append(Text(f"{circles.zh} 不再达到原等级", f"tiers no longer held: {circles.en}"))
    return joined([*parts, *([change.facts] if change.facts else [])])


def _fallen_chapter(fallen: tuple[Fallen, ...], run: Path) -> Chapter:
    ask = shlex.join(["placement", "explain", str(run), "--circle", fallen[0].circle_id])
    line = Text(
        f"要补回来还须加哪些项目、还差多少钱：{ask}{_others(fallen).zh}",
        f"which projects and how much money would make it good: {ask}{_others(fallen).en}",
    )
    heads = (
        Text("生活圈", "circle"), Text("原方案", "before"), Text("现方案", "now"),
        Text("圈内关停的网点、失去的用房（未必是原因）", "closed and lost in its reach (not always why)"),
    )  # fmt: skip
    rows = tuple(
        (called(c.circle_id, c.name), c.before, c.after or "—", sites_text(c.lost)) for c in fallen
    )
    return Chapter(Text("等级降低的生活圈", "Circles at a lower tier"), (line,), heads, rows)


def _others(fallen: tuple[Fallen, ...]) -> Text:
    """Say how to ask for the other circles, where there are others."""
    if len(fallen) == 1:
        return Text("", "")
    return Text("（其他圈换成它的编号）", " (for the others give their ids)")


def _numbers(
    title: Text, head: Text, found: tuple[Before, ...], shown: Callable[[Decimal], Text] = _number
) -> Iterator[Chapter]:
    if found:
        heads = (head, HEADS["year"], Text("原方案", "before"), Text("现方案", "now"))
        rows = tuple(
            (x.name, str(x.year), *("—" if n is None else shown(n) for n in (x.before, x.after)))
            for x in found
        )
        yield Chapter(title, (), heads, rows, (1, 2, 3))
