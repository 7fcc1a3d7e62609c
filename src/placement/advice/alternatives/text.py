"""Nearly equal plans in words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from placement.advice.telling import Cell, Chapter, called
from placement.errors import Text
from placement.plain import counted, plain
from placement.report.names import place_head
from placement.report.screen.tables import number_text, wan_text

MOST_ROWS = 40
HEADS = (
    Text("方案", "plan"), Text("缺口", "missing"), Text("补助 万元", "aid, 10k yuan"),
    Text("居民", "residents"), Text("点位", "sites"), Text("全部都用", "always"),
    Text("只有它用", "only here"),
)  # fmt: skip


def alternative_chapters(
    plans: pd.DataFrame, sites: pd.DataFrame, within: str
) -> Iterator[Chapter]:
    """Yield what is told of the plans found."""
    rows = tuple(
        (
            Text("原方案", "own") if row["plan"] == "0" else str(row["plan"]),
            number_text(row["missing"]),
            wan_text(float(row["aid_yuan"])),
            number_text(row["residents"]),
            number_text(row["sites"]),
            number_text(row["always"]),
            number_text(row["only_here"]),
        )
        for row in plans.to_dict("records")
    )
    yield Chapter(
        Text("差不多好的方案", "Plans nearly as good"), tuple(_sentences(plans, within)), HEADS, rows,
        (1, 2, 3, 4, 5, 6),
    )  # fmt: skip
    always = sites[sites["used"] == "always"]
    heads = (
        Text("点位", "site"),
        place_head(list(always["district"])),
        Text("原方案的做法", "in the own plan"),
    )
    yield Chapter(
        Text(f"始终采用的点位 {len(always)} 处", f"{counted(len(always), 'site')} in all plans"),
        _rest(len(always) - MOST_ROWS),
        heads,
        tuple(
            (called(r["site_id"], r["site_name"]), plain(r["district"]), _use(r["plan_0"]))
            for r in always.head(MOST_ROWS).to_dict("records")
        ),
    )


def _use(cell: Cell) -> Cell:
    return Text(plain(cell.zh), plain(cell.en)) if isinstance(cell, Text) else plain(cell)


def _rest(left_out: int) -> tuple[Text, ...]:
    if left_out <= 0:
        return ()
    return (
        Text(
            f"以下 {MOST_ROWS} 处，另有 {left_out} 处，全部见 sites.csv",
            f"{MOST_ROWS} of them here, {left_out} more in sites.csv",
        ),
    )


def _sentences(plans: pd.DataFrame, within: str) -> Iterator[Text]:
    yield Text(
        f"每一步目标都不比原方案差 {within} 以上，而点位尽量不同",
        f"no stage falls behind by more than {within}; sites differ as much as possible",
    )
    if len(plans) == 1:
        yield Text(
            "时限内没有找到用别的点位而差不多好的方案",
            "no plan nearly as good that uses other sites was found in time",
        )
    elif not plans["as_different_as_possible"].all():
        yield Text("时限内未证明已尽量不同", "not proven in time to differ as much as possible")
