"""What changed, in words."""

from __future__ import annotations

from collections.abc import Iterator

from placement.advice.replan.changes import WHY, Before, Changes
from placement.advice.telling import Chapter, same
from placement.errors import Text

KINDS = {
    "kept": Text("不变", "kept"),
    "moved": Text("改年份", "moved"),
    "dropped": Text("取消", "dropped"),
    "added": Text("新增", "added"),
}
MOST_ROWS = 40


def change_chapters(found: Changes) -> Iterator[Chapter]:
    """Yield what is told of a plan taken up again."""
    counts = {kind: sum(p.kind == kind for p in found.projects) for kind in KINDS}
    yield Chapter(
        Text("与原方案相比", "Against the earlier plan"),
        (
            Text(
                "，".join(f"{KINDS[k].zh} {n} 项" for k, n in counts.items()),
                ", ".join(f"{KINDS[k].en} {n}" for k, n in counts.items()),
            ),
            *found.notes,
        ),
        (
            Text("变化", "change"), Text("点位", "site"), Text("业态", "format"),
            Text("原年份", "before"), Text("现年份", "now"), Text("原因", "why"),
        ),
        tuple(
            (
                KINDS[p.kind], f"{p.site_id} {p.site}", p.what, str(p.year_before or "—"),
                str(p.year or "—"), WHY[p.why],
            )
            for p in [p for p in found.projects if p.kind != "kept"][:MOST_ROWS]
        ),
        (3, 4),
    )  # fmt: skip
    if found.circles:
        heads = (Text("生活圈", "circle"), Text("原方案", "before"), Text("现方案", "now"))
        rows = tuple((c, one or "—", other or "—") for c, (one, other) in found.circles.items())
        yield Chapter(Text("认定不同的生活圈", "Circles certified otherwise"), (), heads, rows)
    yield from _numbers(Text("缺口有变化的任务", "Targets missed otherwise"), found.targets)
    yield from _numbers(Text("承诺资金有变化（元）", "Commitments that differ, yuan"), found.money)
    if found.at_risk:
        line = Text(
            "已认定但现有条件已达不到该等级，复核时可能被摘牌：" + "、".join(found.at_risk),
            "recognised at a tier that they no longer reach: " + ", ".join(found.at_risk),
        )
        yield Chapter(Text("复核风险", "At risk"), (line,))
    if found.due:
        line = Text(
            "以前年度已承诺、仍须支付的金额（元）；额度按承诺年计，不重复占用",
            "committed earlier and still to be paid, yuan; caps bind in the year of commitment",
        )
        due = tuple((name, f"{yuan:f}") for name, yuan in found.due.items())
        titles = (Text("资金渠道与年份", "budget line and year"), Text("金额", "yuan"))
        yield Chapter(Text("已承诺待支付", "Still to be paid"), (line,), titles, due, (1,))


def _numbers(title: Text, found: tuple[Before, ...]) -> Iterator[Chapter]:
    if found:
        heads = (same(""), Text("原方案", "before"), Text("现方案", "now"))
        rows = tuple((x.name, _number(x.before), _number(x.after)) for x in found)
        yield Chapter(title, (), heads, rows, (1, 2))


def _number(value: object) -> str:
    return "—" if value is None else f"{value:f}"
