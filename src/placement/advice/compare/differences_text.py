"""Where plans differ, in words: which runs have the same places, and the circles for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as RichText

from placement.advice.compare.comparison import Comparison
from placement.advice.compare.differences import ABSENT, BUILT, BY
from placement.advice.compare.places import Cities
from placement.advice.telling import joined
from placement.errors import Text, listed
from placement.plain import counted
from placement.report.prose import Prose
from placement.report.screen.tables import section
from placement.report.speaker import Speaker

MOST_DIFFERENCES = 12
HELD_BEFORE = Text(
    f"“等级{BY}年份”：到那年年底已认定；规划期起点不同的，只比较共有的年份",
    f"“tier{BY}year”: held by the end of that year; of runs that begin in different years the years they share"
    " are compared",
)
NOWHERE = Text(
    "没有能认定为同一处的生活圈（编号、名称、坐标都相同），不列逐圈、逐点位的差异",
    "no circle is known to be the same place (id, name and position), so circles and sites are not compared",
)


def differences_section(comparison: Comparison, say: Speaker) -> RenderableType:
    """Return what the terminal shows of circles and sites that differ."""
    title = say("逐圈、逐点位的差异", "Circles and sites that differ")
    parts: list[RenderableType] = [Prose(line) for line in difference_notes(comparison, say)]
    if comparison.cities.are_apart:
        return section(title, Group(*parts))
    circles, sites = comparison.circles, comparison.sites
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in (say("生活圈", "circle"), *comparison.labels):
        table.add_column(head, overflow="fold")
    for row in circles.head(MOST_DIFFERENCES).to_dict("records"):
        name = f"{row['circle_id']} {row['name']}"
        table.add_row(
            *(RichText(text) for text in (name, *(row[run] or "—" for run in comparison.labels)))
        )
    title = say(
        f"认定不同的生活圈 {len(circles)} 个，做法不同的点位 {len(sites)} 处（全部见 CSV）",
        f"{counted(len(circles), 'circle')} certified otherwise, {counted(len(sites), 'site')} used otherwise (all in"
        " the CSV)",
    )
    return section(title, Group(*parts, *([table] if len(circles) else [])))


MARKS = {
    ABSENT: Text(f"{ABSENT}：数据表里没有这一处", f"{ABSENT}: the place is not in the tables"),
    BUILT: Text(
        f"{BUILT}：那里以前年度已建成，记作网点", f"{BUILT}: built there before, an outlet by now"
    ),
}


def difference_notes(comparison: Comparison, say: Speaker) -> list[str]:
    """Say which runs are compared circle by circle, where not all of them are, and what stands for a missing place."""
    cities, labels = comparison.cities, comparison.labels
    notes = [] if len(cities.groups) == 1 else [joined(list(_apart(cities)))]
    frames = (comparison.circles, comparison.sites)
    cells = {str(cell) for frame in frames for cell in frame[list(labels)].to_numpy().ravel()}
    notes += [note for mark, note in MARKS.items() if mark in cells]
    notes += [HELD_BEFORE] if any(BY in cell for cell in cells) else []
    return [say.text(note) for note in notes]


def _apart(cities: Cities) -> Iterator[Text]:
    if cities.are_apart:
        yield NOWHERE
    else:
        within = [listed(labels) for labels in cities.groups if len(labels) > 1]
        zh, en = "；".join(w.zh for w in within), "; ".join(w.en for w in within)
        yield Text(
            f"只在有同一处生活圈（编号、名称、坐标都相同）的结果之间逐圈、逐点位比较：{zh}",
            f"circles and sites are compared only where circles are the same places (id, name and position): {en}",
        )
    if cities.unknown:
        who = listed(cities.unknown)
        yield Text(
            f"{who.zh} 的输入文件在求解后改动过或不在了，坐标无从核对",
            f"inputs of {who.en} were changed since or are gone, so positions cannot be checked",
        )
