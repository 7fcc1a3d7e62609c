"""Nearly equal plans as a picture: how many sites they share, what they cost and whom they serve."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from placement.advice.shades import FACES, HATCHES
from placement.errors import Text
from placement.money import YUAN_PER_WAN
from placement.report.cautions import Caution
from placement.report.figures.style import INK, MUTED, add_title, as_floats, in_style, new_figure
from placement.report.speaker import CHINESE, Speaker

WIDTH_INCH, HEAD_INCH, FOOT_INCH, ROW_INCH = 13.0, 1.5, 0.95, 0.45
PARTS = (
    ("always", Text("全部方案都用", "in all plans")),
    ("shared", Text("几个方案用", "in some")),
    ("only_here", Text("只有本方案用", "only here")),
)


@in_style
def plot_alternatives(
    table: pd.DataFrame, *, cautions: Sequence[Caution], say: Speaker = CHINESE
) -> Figure:
    """Draw one bar for each plan in three panels."""
    height = HEAD_INCH + FOOT_INCH + ROW_INCH * len(table)
    figure = new_figure(WIDTH_INCH, height)
    grid = figure.add_gridspec(
        1, 3, left=0.07, right=0.98, wspace=0.2, width_ratios=(2, 1, 1),
        top=1 - HEAD_INCH / height, bottom=FOOT_INCH / height,
    )  # fmt: skip
    axes = [figure.add_subplot(grid[0, column]) for column in range(3)]
    names = [
        say("原方案", "own plan") if plan == "0" else say(f"方案 {plan}", f"plan {plan}")
        for plan in table["plan"]
    ]
    left = as_floats(table["sites"]) * 0
    for n, (column, label) in enumerate(PARTS):
        sizes = as_floats(table[column])
        axes[0].barh(
            names, sizes, left=left, height=0.62, label=say.text(label), color=FACES[n], hatch=HATCHES[n],
            edgecolor="white", linewidth=0,
        )  # fmt: skip
        left = left + sizes
    axes[0].legend(
        frameon=False, fontsize=8.5, ncols=3, loc="upper left", bbox_to_anchor=(0, -0.16 - 0.5 / len(table))
    )  # fmt: skip
    _finish(axes[0], say("采用的点位（处）", "sites used"), left.tolist())
    for axis, column, title, unit in (
        (axes[1], "aid_yuan", say("补助（万元）", "aid (10,000 yuan)"), YUAN_PER_WAN),
        (axes[2], "residents", say("达标圈内居民（人）", "residents in certified circles"), 1),
    ):
        values = as_floats(table[column]) / unit
        axis.barh(names, values, height=0.62, color=FACES[0])
        _finish(axis, title, values.tolist())
        axis.set_yticklabels([])
    add_title(
        figure, say("差不多好的方案", "Plans nearly as good"),
        say(
            "数字经审计；始终采用的点位见表",
            "audited; sites in all plans are in the table",
        ),
        cautions=cautions, say=say,
    )  # fmt: skip
    return figure


def _finish(axis: Axes, title: str, ends: list[float]) -> None:
    for position, end in enumerate(ends):
        text = f"{end:,.0f}" if end.is_integer() else f"{end:,.1f}"
        axis.text(end, position, f" {text}", va="center", size=8.5, color=MUTED)
    axis.set_title(title, loc="left", size=10.5, color=INK)
    axis.invert_yaxis()
    axis.set_xlim(0, max([*ends, 1e-9]) * 1.18)
    axis.spines[["top", "right"]].set_visible(False)
    axis.xaxis.set_major_locator(MaxNLocator(nbins=5))
