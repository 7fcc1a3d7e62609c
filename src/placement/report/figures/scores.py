"""Scores before and after: one upright line for each circle, district by district, against the tiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from placement.errors import Text
from placement.plain import counted, plain
from placement.report.dossier import Dossier
from placement.report.dossier.history import TableScore, table_names, table_score
from placement.report.dossier.model import CircleFacts
from placement.report.dossier.statistics import tiers_of
from placement.report.figures.bars import text_inches
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
PANEL_INCH, NAME_INCH = 0.42, 0.24
ROOM_INCH = LEAST_WIDTH - 2 * EDGE - AXIS_INCH - 0.4
EVERY = Text("各等级", "every tier")
MOST_NAMED_ROWS = 3
MOST_SLOT_INCH, NAMED_SLOT_INCH, NAMES_INCH, MOST_LETTERS = 0.6, 0.24, 0.75, 12
FACES = (INK, "#9aa7b4", PAPER)


Row = list[list[CircleFacts]]
"""Districts side by side, each with its circles in order."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One score table: its name where there are several, the least scores of tiers, and the scale."""

    table: int
    name: str
    thresholds: Mapping[float, str]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Frame:
    """Measures of the page: width of a circle's slot and height of a row, inches."""

    slot: float
    row: float
    names: bool


@in_style
def plot_scores(dossier: Dossier) -> Figure:
    """Draw every circle's score today (bar) and at the end (dot, filled by its final tier), table by table."""
    rows, say = _rows(dossier), dossier.say
    panels = [_panel(dossier, table) for table in range(len(dossier.scenario.rubric.tables))]
    slots = max((_slots(row) for row in rows), default=1.0)
    frame, labels = _frame(slots), max(AXIS_INCH, *map(_label_inches, panels))
    width = max(slots * frame.slot, LEAST_WIDTH - 2 * EDGE - AXIS_INCH) + 2 * EDGE + labels
    head = PANEL_INCH if len(panels) > 1 else 0.0
    tall = head + frame.row * max(len(rows), 1)
    figure = new_figure(width, TITLE_INCH + KEY_INCH + tall * len(panels) + EDGE)
    title = say("生活圈得分：现状与期末", "Scores: today and at the end")
    add_title(figure, title, _subtitle(dossier), cautions=dossier.cautions, say=say)
    _draw_key(figure, dossier)
    for n, panel in enumerate(panels):
        top = TITLE_INCH + KEY_INCH + n * tall
        if head:
            _head(figure, panel, top)
        for number, row in enumerate(rows):
            axes = _axes(figure, top + head + number * frame.row, _slots(row), frame)
            axes.set_ylim(panel.low, panel.high)
            _draw_row(axes, row, dossier, panel)
            if frame.names:
                _name_circles(axes, row)
    return figure


def _label_inches(panel: Panel) -> float:
    """Return the room that names of tiers need on the right beyond the margin."""
    names = [f" {name} {score:g}" for score, name in panel.thresholds.items()]
    return max(map(text_inches, names), default=0.0) + 0.25 - EDGE


def _panel(dossier: Dossier, table: int) -> Panel:
    thresholds = _thresholds(dossier, table)
    scores = [table_score(dossier, circle, table) for circle in dossier.circles]
    values = [float(v) for score in scores for v in (score.today, score.end)] + [*thresholds]
    low, top = min(values, default=0.0) - 4, max(values, default=100.0) + 2
    room = (top - low) * NAME_INCH / (ROW_INCH - 0.35 - NAME_INCH)
    return Panel(table, table_names(dossier)[table], thresholds, low, top + room)


def _head(figure: Figure, panel: Panel, top: float) -> None:
    wide, tall = figure.get_size_inches()
    figure.text(EDGE / wide, 1 - (top + 0.12) / tall, panel.name, size=11.5, va="top", color=INK)


def _frame(slots: float) -> Frame:
    """Spread few circles over the page, with their names below."""
    slot = min(max(ROOM_INCH / slots, SLOT_INCH), MOST_SLOT_INCH)
    names = slot >= NAMED_SLOT_INCH
    return Frame(slot, ROW_INCH + (NAMES_INCH if names else 0), names)


def _name_circles(axes: Axes, row: Row) -> None:
    x, low = GAP_SLOTS / 2, axes.get_ylim()[0]
    for part in row:
        for number, circle in enumerate(part):
            axes.text(
                x + number + 0.7, low - 1, plain(circle.name, most=MOST_LETTERS + 1), size=7, rotation=35, rotation_mode="anchor",
                ha="right", va="top",
            )  # fmt: skip
        x += max(len(part), 5) + GAP_SLOTS


def _rows(dossier: Dossier) -> list[Row]:
    """Put districts into rows of the page, in few rows short enough for names if that can be."""
    named = _rows_of(dossier, int(ROOM_INCH / NAMED_SLOT_INCH))
    return named if len(named) <= MOST_NAMED_ROWS else _rows_of(dossier, MOST_SLOTS + GAP_SLOTS)


def _rows_of(dossier: Dossier, most: float) -> list[Row]:
    """Put districts into as few rows of at most so many slots as they need, and these about equally long."""
    parts = list(_parts(dossier, int(most - GAP_SLOTS)))
    fewest = len(_filled(parts, most))
    shorter = (n for n in range(1, int(most) + 1) if len(_filled(parts, n)) == fewest)
    return _filled(parts, next(shorter, most))


def _parts(dossier: Dossier, size: int) -> Iterator[list[CircleFacts]]:
    """Yield the circles of each district by their score today, at most so many together."""
    for district in dict.fromkeys(circle.district for circle in dossier.circles):
        own = [circle for circle in dossier.circles if circle.district == district]
        own.sort(key=lambda c: (c.score_today, c.id))
        yield from (own[start : start + size] for start in range(0, len(own), size))


def _filled(parts: Sequence[list[CircleFacts]], most: float) -> list[Row]:
    """Fill rows one after the other; a part that is too long has a row of its own."""
    rows: list[Row] = []
    for part in parts:
        if rows and _slots([*rows[-1], part]) <= most:
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def _slots(row: Sequence[Sequence[CircleFacts]]) -> float:
    return sum(max(len(part), 5) + GAP_SLOTS for part in row)


def _draw_row(axes: Axes, row: Row, dossier: Dossier, panel: Panel) -> None:
    x, high = GAP_SLOTS / 2, axes.get_ylim()[1]
    for score, name in panel.thresholds.items():
        axes.axhline(score, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        axes.text(
            axes.get_xlim()[1], score, f" {name} {score:g}", size=SMALL_SIZE, color=MUTED,
            va="center_baseline", ha="left", clip_on=False,
        )  # fmt: skip
    placed: list[tuple[float, CircleFacts]] = []
    for part in row:
        axes.text(x, high, part[0].district, size=SMALL_SIZE + 0.5, va="top")
        placed += [(x + number + 0.5, circle) for number, circle in enumerate(part)]
        x += max(len(part), 5) + GAP_SLOTS
        axes.axvline(x - GAP_SLOTS / 2, color=FAINT, linewidth=0.6, zorder=0)
    final = np.array([circle.final_tier for _, circle in placed], dtype=object)
    scores = [table_score(dossier, circle, panel.table) for _, circle in placed]
    _draw_circles(axes, [x for x, _ in placed], scores, (final, tiers_of(dossier)))


def _draw_circles(
    axes: Axes,
    places: Sequence[float],
    scores: Sequence[TableScore],
    told: tuple[npt.NDArray[np.object_], Sequence[str]],
) -> None:
    at, (final, tiers) = np.array(places), told
    today = np.array([float(score.today) for score in scores])
    end = np.array([float(score.end) for score in scores])
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


def _thresholds(dossier: Dossier, table: int) -> dict[float, str]:
    """Return the least scores of a table with the tiers that ask for them, by it or to be confirmed by it."""
    rubric = dossier.scenario.rubric
    found: dict[float, list[str]] = {}
    for tier in rubric.tiers:
        asked = [tier.score_min_steps] if tier.table == table else []
        if tier.confirmed_by is not None and tier.confirmed_by[0] == table:
            asked.append(tier.confirmed_by[1])
        for steps in asked:
            if steps > 0:  # a tier that asks for no points has no line
                score = float(rubric.points(steps))
                found.setdefault(score, []).append(dossier.tier_name(tier.id))
    every = len(rubric.tiers) > 1
    return {
        score: dossier.say.text(EVERY)
        if every and len(names) == len(rubric.tiers)
        else dossier.say.listed(names)
        for score, names in found.items()
    }


def _axes(figure: Figure, top: float, slots: float, frame: Frame) -> Axes:
    wide, tall = figure.get_size_inches()
    height = ROW_INCH - 0.35
    left = EDGE + 0.25
    axes = figure.add_axes(
        (left / wide, 1 - (top + height) / tall, slots * frame.slot / wide, height / tall)
    )
    axes.set(xlim=(0, slots), xticks=[])
    axes.tick_params(labelsize=SMALL_SIZE, colors=MUTED, length=2)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    return axes


def _draw_key(figure: Figure, dossier: Dossier) -> None:
    wide, tall = figure.get_size_inches()
    blank: list[float] = []
    say = dossier.say
    handles = [
        Line2D(
            blank, blank, linestyle="", marker="o", markerfacecolor=FACES[min(n, len(FACES) - 1)],
            markeredgecolor=INK, label=say(f"期末{dossier.tier_name(tier)}", dossier.tier_name(tier)),
        )
        for n, tier in enumerate(tiers_of(dossier))
    ]  # fmt: skip
    handles += [
        Line2D(blank, blank, linestyle="", marker="x", color=MUTED, label=say(f"期末{dossier.tier_name('')}", dossier.tier_name(""))),
        Line2D(blank, blank, linestyle="", marker="_", color=INK, markersize=9, label=say("现状", "today")),
    ]  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(EDGE / wide, 1 - (TITLE_INCH - 0.08) / tall),
        ncols=len(handles), frameon=False, fontsize=SMALL_SIZE + 0.5, borderaxespad=0.0,
        handletextpad=0.2, columnspacing=1.6,
    )  # fmt: skip


def _subtitle(dossier: Dossier) -> str:
    zh, en = [], []
    for table, name in enumerate(table_names(dossier)):
        scores = [table_score(dossier, circle, table) for circle in dossier.circles]
        gains = [float(s.end - s.today) for s in scores if s.end > s.today]
        mean = np.mean(gains) if gains else 0.0
        zh.append(f"{len(gains):,} 个{name}提高" + (f"，平均提高 {mean:.1f} 分" if gains else ""))
        en.append(
            f"{name} rises in {len(gains):,}" + (f", by {mean:.1f} on average" if gains else "")
        )
    is_asked = any(_thresholds(dossier, table) for table in range(len(table_names(dossier))))
    lines = Text(
        "；虚线为各等级的最低分，另有业态等门槛",
        "; dashed: least scores of tiers, which ask for kinds besides",
    )
    rest = lines if is_asked else Text("", "")
    return dossier.say(
        f"{len(dossier.circles):,} 个生活圈，{'；'.join(zh)}{rest.zh}",
        f"{counted(len(dossier.circles), 'circle')}: {'; '.join(en)}{rest.en}",
    )
