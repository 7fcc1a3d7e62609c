"""What circles cost: each certified circle's share of public money, the cheapest first.

What one circle more would cost is another question, answered by solving: ``explain --target`` and ``frontier``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from placement.money import FEN_PER_WAN
from placement.plain import counted, plain
from placement.report.dossier import Dossier
from placement.report.dossier.model import CircleFacts
from placement.report.figures.bars import text_inches
from placement.report.figures.map_layers import HALO
from placement.report.figures.style import (
    FAINT,
    INK,
    MUTED,
    PAPER,
    SMALL_SIZE,
    TEXT_SIZE,
    add_title,
    in_style,
    new_figure,
)
from placement.report.speaker import Speaker

WIDTH, TALL, TITLE_INCH, FOOT_INCH, RIGHT_INCH = 10.5, 3.7, 1.15, 0.75, 1.75
AID, AWARD = "#12355b", "#f0b43c"
FEW = 40
MOST_LETTERS, MOST_DEAREST = 16, 5
"""Of a name below its bar; of circles that are named where there are too many for that."""


@in_style
def plot_cost(dossier: Dossier) -> Figure:
    """Draw bars of aid and awards per certified circle, and their running total."""
    circles = sorted(
        (c for c in dossier.circles if c.certified), key=lambda c: (c.public_fen, c.id)
    )
    names = [plain(circle.name, most=MOST_LETTERS) for circle in circles[: FEW + 1]]
    widest = max(map(text_inches, names), default=0.0) * SMALL_SIZE / TEXT_SIZE
    is_flat = len(circles) > FEW or widest < 0.85 * (WIDTH - RIGHT_INCH) / max(len(circles), 1)
    foot = FOOT_INCH + (0 if is_flat else widest)
    height = TITLE_INCH + TALL + foot
    figure = new_figure(WIDTH, height)
    add_title(
        figure,
        dossier.say("各认定生活圈分摊的财政资金", "Public money by certified circle"),
        _subtitle(dossier, circles),
        cautions=dossier.cautions,
        say=dossier.say,
    )
    axes = figure.add_axes(
        (0.75 / WIDTH, (foot - 0.13) / height, (WIDTH - RIGHT_INCH) / WIDTH, TALL / height)
    )
    _draw_bars(axes, circles, dossier.say)
    _draw_total(axes, circles, dossier.say)
    if len(circles) <= FEW:
        axes.set_xticks(range(1, len(circles) + 1), names, rotation=0 if is_flat else 90)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        _name_dearest(axes, circles, dossier.say)
    return figure


def _draw_bars(axes: Axes, circles: Sequence[CircleFacts], say: Speaker) -> None:
    x = np.arange(1, len(circles) + 1)
    aid = np.array([(c.public_fen - c.award_fen) / FEN_PER_WAN for c in circles])
    award = np.array([c.award_fen / FEN_PER_WAN for c in circles])
    edge = PAPER if len(circles) <= FEW else "none"
    axes.bar(x, aid, width=0.9, color=AID, edgecolor=edge, label=say("补助", "aid"))
    if award.any():
        axes.bar(
            x, award, width=0.9, bottom=aid, color=AWARD, edgecolor=INK, linewidth=0.3,
            hatch="////", label=say("认定奖励", "award"),
        )  # fmt: skip
    axes.set_xlim(0.3, max(len(circles), 1) + 0.7)
    axes.set_ylim(0, max(float((aid + award).max(initial=0)) * 1.12, 0.1))
    axes.set_xlabel(
        say(
            "认定的生活圈，由便宜到贵（个）",
            "circles certified, cheapest first",
        ),
        size=SMALL_SIZE + 0.5,
    )
    axes.set_ylabel(say("每圈（万元）", "per circle (10,000 yuan)"), size=SMALL_SIZE + 0.5)
    axes.tick_params(labelsize=SMALL_SIZE, colors=MUTED)
    axes.yaxis.set_major_formatter(_thousands)
    axes.yaxis.grid(visible=True, color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _draw_total(axes: Axes, circles: Sequence[CircleFacts], say: Speaker) -> None:
    other = axes.twinx()
    running = np.cumsum([c.public_fen / FEN_PER_WAN for c in circles])
    other.plot(
        np.arange(1, len(circles) + 1), running, color=INK, linewidth=1.4, linestyle=(0, (5, 2)),
        path_effects=HALO,
        label=say("累计（右轴）", "running total (right)"),
    )  # fmt: skip
    other.set_ylim(0, max(float(running.max(initial=0)) * 1.12, 0.1))
    other.set_ylabel(say("累计（万元）", "total (10,000 yuan)"), size=SMALL_SIZE + 0.5, color=MUTED)
    other.yaxis.set_major_formatter(_thousands)
    other.tick_params(labelsize=SMALL_SIZE, colors=MUTED)
    for side in ("top", "left"):
        other.spines[side].set_visible(False)
    handles, labels = axes.get_legend_handles_labels()
    more, names = other.get_legend_handles_labels()
    other.legend(
        [*handles, *more], [*labels, *names], loc="upper left", frameon=False,
        fontsize=SMALL_SIZE + 0.5,
    )  # fmt: skip


def _name_dearest(axes: Axes, circles: Sequence[CircleFacts], say: Speaker) -> None:
    """Write which circles the last bars are, in the empty corner over the cheap ones."""
    lines = [say("最贵的（万元）", "the dearest (10,000 yuan)")]
    for rank, circle in reversed(list(enumerate(circles, start=1))[-MOST_DEAREST:]):
        name = plain(circle.name, most=2 * MOST_LETTERS)
        lines.append(
            f"{rank:,}  {plain(circle.id, most=MOST_LETTERS)} {name}  {circle.public_fen / FEN_PER_WAN:,.1f}"
        )
    axes.text(
        0.016, 0.76, "\n".join(lines), transform=axes.transAxes, size=SMALL_SIZE, va="top",
        linespacing=1.5, path_effects=HALO,
    )  # fmt: skip


def _thousands(amount: float, _position: float) -> str:
    return f"{amount:,.10g}"


def _subtitle(dossier: Dossier, circles: Sequence[CircleFacts]) -> str:
    if not circles:
        return dossier.say("规划期内没有认定", "no circle is certified")
    free = sum(c.public_fen == 0 for c in circles)
    total = sum(c.public_fen for c in circles)
    rest = dossier.unshared_fen
    n, spent, idle = len(circles), total / FEN_PER_WAN, rest / FEN_PER_WAN
    left = f"；另有 {idle:,.1f} 万元未服务认定的圈" if rest else ""
    left_en = f"; {idle:,.1f} more for no certified circle" if rest else ""
    return dossier.say(
        f"{n:,} 个圈共 {spent:,.1f} 万元，其中 {free:,} 个不花财政资金{left}；"
        "项目的补助由所服务的圈平均分摊",
        f"{counted(n, 'circle')}, {spent:,.1f} in all, {free:,} without public money{left_en}; "
        "aid of projects is shared evenly by the circles they serve",
    )
