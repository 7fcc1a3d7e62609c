"""The ladder as a picture: what is missing, circles by tier, residents and money over the budget."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from placement.advice.frontier.tables import Frontier
from placement.advice.shades import FACES, HATCHES
from placement.money import YUAN_PER_WAN
from placement.report.cautions import cautions_of
from placement.report.figures.style import (
    ALERT,
    INK,
    MUTED,
    add_title,
    as_floats,
    in_style,
    new_figure,
)
from placement.report.speaker import CHINESE, Speaker

Floats = npt.NDArray[np.float64]

WIDTH_INCH, HEIGHT_INCH = 13.0, 4.6


@in_style
def plot_frontier(found: Frontier, table: pd.DataFrame, say: Speaker = CHINESE) -> Figure:
    """Draw three panels over the budget; steps whose plan is not proven best are hollow."""
    figure = new_figure(WIDTH_INCH, HEIGHT_INCH)
    grid = figure.add_gridspec(1, 3, left=0.055, right=0.985, wspace=0.24, top=0.74, bottom=0.2)
    axes = [figure.add_subplot(grid[0, column]) for column in range(3)]
    shown = table[table["feasible"]]
    budget = as_floats(shown["cap_yuan"]) / YUAN_PER_WAN
    missing = ("missing", say("未完成的目标数", "missing"))
    _line(axes[0], shown, missing, budget, say)
    _tiers(axes[1], found, shown, budget)
    axes[1].set_title(
        say("期末达标生活圈（个）", "circles at the end"), loc="left", size=10.5, color=INK
    )
    public = say("承诺财政资金，含奖励（万元）", "committed with awards (10,000 yuan)")
    _line(axes[2], shown, ("public_yuan", public), budget, say, YUAN_PER_WAN)
    for axis in axes:
        axis.set_xlabel(
            say(f"{found.budget_name}额度（万元）", f"cap of {found.budget_name} (10,000 yuan)")
        )
        axis.spines[["top", "right"]].set_visible(False)
        axis.set_ylim(bottom=0)
        axis.xaxis.set_major_locator(MaxNLocator(nbins=6))
    add_title(
        figure,
        say("预算阶梯", "Ladder of budgets"),
        say(
            "实心为已证明最优，空心为时限内最好的方案；数字经审计",
            "filled: proven best, hollow: best found in time; audited",
        ),
        cautions=cautions_of(found.scenario),
        say=say,
    )
    return figure


def _line(
    axis: Axes,
    table: pd.DataFrame,
    shown: tuple[str, str],
    budget: Floats,
    say: Speaker,
    unit: float = 1,
) -> None:
    column, title = shown
    values = as_floats(table[column]) / unit
    colour = ALERT if column == "missing" else FACES[0]
    axis.step(
        budget,
        values,
        where="post",
        color=colour,
        linewidth=1.8,
        label=say("各自最优", "each alone, best")
        if table["proven"].all()
        else say("各自", "each alone"),
    )
    faces = [colour if p else "white" for p in table["proven"]]
    axis.scatter(budget, values, s=34, c=faces, edgecolors=colour, zorder=3, clip_on=False)
    nested = f"nested_{column}"
    if nested in table:
        inside = as_floats(table[nested]) / unit
        axis.step(
            budget, inside, where="post", color=INK, linewidth=1.2, linestyle="--",
            label=say("逐级包含", "nested"),
        )  # fmt: skip
        inner = [INK if p is True else "white" for p in table["nested_proven"]]
        axis.scatter(
            budget, inside, s=20, marker="s", c=inner, edgecolors=INK, zorder=4, clip_on=False
        )
        axis.legend(frameon=False, fontsize=8.5)
    axis.set_title(title, loc="left", size=10.5, color=INK)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=column == "missing"))


def _tiers(axis: Axes, found: Frontier, table: pd.DataFrame, budget: Floats) -> None:
    caps = as_floats(table["cap_yuan"]) / YUAN_PER_WAN
    width = 0.7 * (caps.max() - caps.min()) / max(1, len(caps) - 1) if len(caps) > 1 else 1.0
    bottom = as_floats(table["certified"]) * 0
    for n, tier in enumerate(reversed(found.scenario.rubric.tiers)):
        sizes = as_floats(table[f"tier_{tier.id}"])
        axis.bar(
            budget, sizes, bottom=bottom, width=width, label=tier.name, color=FACES[n % len(FACES)],
            hatch=HATCHES[n % len(HATCHES)], edgecolor="white", linewidth=0,
        )  # fmt: skip
        bottom = bottom + sizes
    for x, y in zip(caps, bottom, strict=True):
        axis.text(x, y, f"{y:,.0f}", ha="center", va="bottom", size=8, color=MUTED)
    axis.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axis.legend(frameon=False, fontsize=8.5, loc="upper left", ncols=2, bbox_to_anchor=(0, 1.02))
    axis.margins(y=0.25)
