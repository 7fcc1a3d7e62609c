"""One picture of several runs: what is missing, circles by tier, residents, money by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from placement.advice.compare.comparison import LEVELS, Comparison
from placement.advice.shades import FACES, HATCHES
from placement.errors import Text
from placement.money import YUAN_PER_WAN
from placement.report.figures.style import ALERT, INK, MUTED, add_title, in_style, new_figure
from placement.report.speaker import CHINESE, Speaker

PEOPLE_PER_WAN = 10_000
LEVEL_NAMES = {
    "central": Text("中央", "central"),
    "province": Text("省级", "province"),
    "city": Text("市级", "city"),
    "district": Text("区（县）级", "district"),
    "street": Text("街道", "street"),
}
ROW_INCH, HEAD_INCH, FOOT_INCH, WIDTH_INCH = 0.42, 1.55, 0.95, 13.0
LEGEND_INCH = 0.28
"""From an axis down to its legend: the numbers of the axis stand between."""


@in_style
def plot_comparison(
    comparison: Comparison, tiers: Mapping[str, str], say: Speaker = CHINESE
) -> Figure:
    """Draw four panels side by side, one bar for each run.

    Parameters
    ----------
    tiers
        Names of the tiers of all runs, highest first.
    """
    overview = comparison.overview
    rows = len(overview)
    height = HEAD_INCH + FOOT_INCH + ROW_INCH * rows
    figure = new_figure(WIDTH_INCH, height)
    grid = figure.add_gridspec(
        1, 4, left=0.05, right=0.98, wspace=0.28,
        top=1 - HEAD_INCH / height, bottom=FOOT_INCH / height,
    )  # fmt: skip
    axes = [figure.add_subplot(grid[0, column]) for column in range(4)]
    missing = [float(value) for value in overview["missing"]]
    _bars(
        axes[0], comparison.labels, say("未完成的目标数", "missing"), {"": missing}, faces=(ALERT,)
    )
    by_tier = {
        name: [float(found.get(tier, 0)) for found in overview["by_tier"]]
        for tier, name in tiers.items()
    }
    _bars(axes[1], comparison.labels, say("期末达标生活圈（个）", "circles at the end"), by_tier)
    residents = [value / PEOPLE_PER_WAN for value in overview["residents"]]
    _bars(
        axes[2],
        comparison.labels,
        say("达标圈内居民（万人）", "residents (10,000)"),
        {"": residents},
    )
    committed = say("承诺财政资金（万元）", "committed (10,000 yuan)")
    _bars(axes[3], comparison.labels, committed, _by_level(comparison, say))
    add_title(
        figure,
        say("情景对比", "Scenarios side by side"),
        say(
            "数字均取自各结果经审计的表格；名称见对比表",
            "audited figures; for names see the table",
        ),
        cautions=comparison.cautions,
        say=say,
    )
    return figure


def _by_level(comparison: Comparison, say: Speaker) -> dict[str, list[float]]:
    money = comparison.money
    found = [level for level in LEVELS if (money["level"] == level).any()]
    return {
        say.text(LEVEL_NAMES[level]): [
            float(
                money[(money["level"] == level) & (money["run"] == label)]["committed_yuan"].sum()
            )
            / YUAN_PER_WAN
            for label in comparison.labels
        ]
        for level in found
    }


def _bars(
    axes: Axes,
    labels: Sequence[str],
    title: str,
    parts: Mapping[str, Sequence[float]],
    faces: Sequence[str] = FACES,
) -> None:
    positions = range(len(labels))
    left = [0.0] * len(labels)
    for number, (name, sizes) in enumerate(parts.items()):
        axes.barh(
            positions, sizes, left=left, height=0.62, label=name,
            color=faces[number % len(faces)], hatch=HATCHES[number % len(HATCHES)],
            edgecolor="white", linewidth=0,
        )  # fmt: skip
        left = [start + size for start, size in zip(left, sizes, strict=True)]
    _label_ends(axes, left)
    axes.set_title(title, loc="left", size=10.5, color=INK)
    axes.set_yticks(list(positions), list(labels))
    axes.invert_yaxis()
    axes.set_xlim(0, (max(left) or 1) * 1.22)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", labelsize=8)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=all(map(float.is_integer, left))))
    if len(parts) > 1:
        axes.legend(
            loc="upper left", bbox_to_anchor=(0, -LEGEND_INCH / (ROW_INCH * len(labels))), ncols=3, frameon=False,
            fontsize=8.5, handlelength=1.4, columnspacing=1.0,
        )  # fmt: skip


def _label_ends(axes: Axes, ends: Sequence[float]) -> None:
    for position, end in enumerate(ends):
        axes.text(end, position, f" {_short(end)}", va="center", size=8.5, color=MUTED)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.1f}"


def tier_names(records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the tiers of several runs by id, highest first; ids of several policies are joined."""
    names: dict[str, str] = {}
    for record in records:
        for tier, name in reversed(record["names"]["tiers"].items()):
            names.setdefault(tier, name)
    return names
