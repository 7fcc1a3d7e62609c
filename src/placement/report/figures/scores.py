"""Scores before and after: one upright line for each circle, district by district, against the tiers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from placement.report.dossier import Dossier
from placement.report.dossier.model import CircleFacts
from placement.report.dossier.statistics import tiers_of
from placement.report.figures.style import (
    FAINT,
    INK,
    MUTED,
    PAPER,
    SMALL_SIZE,
    add_title,
    in_style,
    new_figure,
)

EDGE, TITLE_INCH, KEY_INCH, ROW_INCH, AXIS_INCH = 0.35, 1.0, 0.4, 2.5, 0.55
SLOT_INCH, LEAST_WIDTH, MOST_SLOTS, GAP_SLOTS = 0.115, 9.0, 125, 2.0
FACES = (INK, "#9aa7b4", PAPER)


@in_style
def plot_scores(dossier: Dossier) -> Figure:
    """Draw every circle's score today (bar) and at the end (dot, filled by its final tier)."""
    rows = _rows(dossier)
    slots = max((_slots(row) for row in rows), default=1.0)
    width = max(slots * SLOT_INCH + 2 * EDGE + AXIS_INCH, LEAST_WIDTH)
    figure = new_figure(width, TITLE_INCH + KEY_INCH + ROW_INCH * max(len(rows), 1) + EDGE)
    add_title(figure, "生活圈得分：现状与期末", _subtitle(dossier), synthetic=dossier.is_synthetic)
    _draw_key(figure, dossier)
    values = [float(s) for c in dossier.circles for s in (c.score_today, c.scores[-1])]
    low = min([*values, *_thresholds(dossier).values()], default=0.0) - 4
    high = max([*values, *_thresholds(dossier).values()], default=100.0) + 7
    for number, row in enumerate(rows):
        top = TITLE_INCH + KEY_INCH + number * ROW_INCH
        axes = _axes(figure, top, max(_slots(row), LEAST_WIDTH / SLOT_INCH / 2))
        axes.set(ylim=(low, high), xticks=[])
        _draw_row(axes, row, dossier)
    return figure


def _rows(dossier: Dossier) -> list[list[list[CircleFacts]]]:
    """Put districts into rows of the page, circles by their score today."""
    rows: list[list[list[CircleFacts]]] = []
    for district in dict.fromkeys(circle.district for circle in dossier.circles):
        own = [circle for circle in dossier.circles if circle.district == district]
        own.sort(key=lambda c: (c.score_today, c.id))
        for start in range(0, len(own), MOST_SLOTS):
            part = own[start : start + MOST_SLOTS]
            if rows and _slots([*rows[-1], part]) <= MOST_SLOTS + GAP_SLOTS:
                rows[-1].append(part)
            else:
                rows.append([part])
    return rows


def _slots(row: Sequence[Sequence[CircleFacts]]) -> float:
    return sum(max(len(part), 5) + GAP_SLOTS for part in row)


def _draw_row(axes: Axes, row: list[list[CircleFacts]], dossier: Dossier) -> None:
    x, high = GAP_SLOTS / 2, axes.get_ylim()[1]
    for name, score in _thresholds(dossier).items():
        axes.axhline(score, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        axes.text(
            axes.get_xlim()[1], score, f" {name} {score:g}", size=SMALL_SIZE, color=MUTED,
            va="center_baseline", ha="left", clip_on=False,
        )  # fmt: skip
    placed: list[tuple[float, CircleFacts]] = []
    for part in row:
        axes.text(x, high - 1, part[0].district, size=SMALL_SIZE + 0.5, va="top")
        placed += [(x + number + 0.5, circle) for number, circle in enumerate(part)]
        x += max(len(part), 5) + GAP_SLOTS
        axes.axvline(x - GAP_SLOTS / 2, color=FAINT, linewidth=0.6, zorder=0)
    _draw_circles(axes, placed, tiers_of(dossier))


def _draw_circles(
    axes: Axes, placed: list[tuple[float, CircleFacts]], tiers: Sequence[str]
) -> None:
    at = np.array([x for x, _ in placed])
    today = np.array([float(circle.score_today) for _, circle in placed])
    end = np.array([float(circle.scores[-1]) for _, circle in placed])
    final = np.array([circle.final_tier for _, circle in placed], dtype=object)
    axes.vlines(at, today, end, color=INK, linewidth=1.1, zorder=2)
    axes.hlines(today, at - 0.32, at + 0.32, color=INK, linewidth=1.1, zorder=2)
    for tier in dict.fromkeys(final.tolist()):
        chosen = final == tier
        axes.scatter(at[chosen], end[chosen], s=20, zorder=3, **_dot(tier, tiers))


def _dot(tier: str, tiers: Sequence[str]) -> dict[str, Any]:
    """Return how the end of a circle is drawn: the darker the higher its tier, a cross for none."""
    if not tier:
        return {"marker": "x", "color": MUTED, "linewidth": 0.9}
    face = FACES[min(tiers.index(tier), len(FACES) - 1)]
    return {"marker": "o", "facecolor": face, "edgecolor": INK, "linewidth": 0.8}


def _thresholds(dossier: Dossier) -> dict[str, float]:
    rubric = dossier.scenario.rubric
    return {
        dossier.tier_name(tier.id): float(rubric.points(tier.score_min_steps))
        for tier in rubric.tiers
        if tier.table == 0
    }


def _axes(figure: Figure, top: float, slots: float) -> Axes:
    wide, tall = figure.get_size_inches()
    height = ROW_INCH - 0.35
    axes = figure.add_axes(
        (
            (EDGE + 0.25) / wide,
            1 - (top + height) / tall,
            slots * SLOT_INCH / wide,
            height / tall,
        )
    )
    axes.set_xlim(0, slots)
    axes.tick_params(labelsize=SMALL_SIZE, colors=MUTED, length=2)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    return axes


def _draw_key(figure: Figure, dossier: Dossier) -> None:
    wide, tall = figure.get_size_inches()
    blank: list[float] = []
    handles = [
        Line2D(
            blank, blank, linestyle="", marker="o", markerfacecolor=FACES[min(n, len(FACES) - 1)],
            markeredgecolor=INK, label=f"期末{dossier.tier_name(tier)}",
        )
        for n, tier in enumerate(tiers_of(dossier))
    ]  # fmt: skip
    handles += [
        Line2D(blank, blank, linestyle="", marker="x", color=MUTED, label=f"期末{dossier.tier_name('')}"),
        Line2D(blank, blank, linestyle="", marker="_", color=INK, markersize=9, label="现状 today"),
    ]  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(EDGE / wide, 1 - (TITLE_INCH - 0.08) / tall),
        ncols=len(handles), frameon=False, fontsize=SMALL_SIZE + 0.5, borderaxespad=0.0,
        handletextpad=0.2, columnspacing=1.6,
    )  # fmt: skip


def _subtitle(dossier: Dossier) -> str:
    risen = [c for c in dossier.circles if c.scores[-1] > c.score_today]
    gains = [float(c.scores[-1] - c.score_today) for c in risen]
    mean = f"，平均提高 {np.mean(gains):.1f} 分" if gains else ""
    return (
        f"{len(dossier.circles):,} 个生活圈，{len(risen):,} 个得分提高{mean}；虚线为各等级的最低分    "
        "score today and at the end"
    )
