"""A table of small bars: rows are districts or budget lines, columns are years, one unit throughout."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from placement.report.cautions import Caution
from placement.report.figures.style import (
    ALERT,
    FAINT,
    INK,
    MUTED,
    PAPER,
    SMALL_SIZE,
    TEXT_SIZE,
    WASH,
    add_title,
    new_figure,
)
from placement.report.speaker import CHINESE, Speaker

ROW_INCH, BAR_SHARE = 0.34, 0.5
EDGE, TITLE_INCH, KEY_INCH, SECTION_INCH = 0.35, 1.08, 0.34, 0.62
KEY_BOX, KEY_GAP, NOTE_INCH = 0.38, 0.3, 0.2
LABEL_INCH, LEAST_LABEL, MOST_LABEL = 0.155, 1.1, 3.4
WIDE_INCH, NARROW_INCH, TEXT_GAP = 0.13, 0.077, 0.3
BAR_INCH, LEAST_BAR = 2.2, 0.8
FIRST_CJK = 0x2E80
LEAST_WIDTH, MOST_WIDTH = 7.6, 16.0


@dataclass(frozen=True, slots=True)
class Fill:
    """How a part of a bar is painted; hatches keep parts apart in black and white."""

    name: str
    face: str
    hatch: str = ""
    edge: str = PAPER


@dataclass(frozen=True, slots=True)
class Bar:
    """One cell: parts from the left, an outline up to ``limit``, and a text behind it.

    ``limit`` is NaN where nothing limits; ``missing`` is drawn hatched in red up to the limit.
    """

    parts: tuple[tuple[float, Fill], ...]
    limit: float
    text: str
    is_short: bool = False

    @property
    def length(self) -> float:
        """Return how far the bar reaches, in its unit."""
        total = sum(size for size, _ in self.parts)
        return total if math.isnan(self.limit) else max(total, self.limit)


@dataclass(frozen=True, slots=True)
class Section:
    """One table: title, row names in order, bars by row and column, and what stands below."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    bars: Mapping[tuple[str, str], Bar]
    total_row: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Widths of the page's columns, inches."""

    label: float
    bar: float
    text: float
    n_columns: int

    @property
    def cell(self) -> float:
        """Width of a bar with its text."""
        return self.bar + self.text


LIMIT_COLOUR = INK


def draw_tables(
    title: tuple[str, str],
    sections: Sequence[Section],
    key: Sequence[Fill],
    *,
    limit_name: str,
    cautions: Sequence[Caution],
    say: Speaker = CHINESE,
) -> Figure:
    """Draw sections below each other with columns of one width; returns the figure.

    Of ``key`` only what occurs is explained.
    """
    grid = _grid_for(sections)
    width = max(2 * EDGE + grid.label + grid.cell * grid.n_columns, LEAST_WIDTH)
    used = {
        fill for s in sections for bar in s.bars.values() for size, fill in bar.parts if size > 0
    }
    entries = [fill for fill in key if fill in used] + [Fill(limit_name, "none", "", LIMIT_COLOUR)]
    keys = _key_rows(entries, width)
    head = TITLE_INCH + KEY_INCH * len(keys)
    notes = [_wrapped(section.notes, width - 2 * EDGE) for section in sections]
    heights = [
        SECTION_INCH + ROW_INCH * len(section.rows) + NOTE_INCH * len(lines)
        for section, lines in zip(sections, notes, strict=True)
    ]
    figure = new_figure(width, head + sum(heights) + EDGE)
    add_title(figure, *title, cautions=cautions, say=say)
    canvas = figure.add_axes((0, 0, 1, 1))
    canvas.set(xlim=(0, width), ylim=(figure.get_size_inches()[1], 0))
    canvas.set_axis_off()
    for number, row in enumerate(keys):
        _draw_key(canvas, row, TITLE_INCH + 0.04 + number * KEY_INCH)
    top = head
    for section, height, lines in zip(sections, heights, notes, strict=True):
        _draw_section(canvas, section, top, grid)
        top += height
        for number, line in enumerate(reversed(lines)):
            y = top - (number + 0.5) * NOTE_INCH
            canvas.text(EDGE, y, line, size=SMALL_SIZE, color=MUTED, va="center_baseline")
    return figure


def _wrapped(notes: Sequence[str], width: float) -> list[str]:
    """Break notes into lines no wider than the page, where their lists allow it."""
    lines = []
    for note in notes:
        line = ""
        for part in re.findall(r".+?(?:、|, |$)", note):
            if line and text_inches(line + part) * SMALL_SIZE / TEXT_SIZE > width:
                lines.append(line)
                line = ""
            line += part
        lines.append(line)
    return lines


def _draw_section(canvas: Axes, section: Section, top: float, grid: Grid) -> None:
    right = EDGE + grid.label + grid.cell * len(section.columns)
    canvas.text(EDGE, top + 0.32, section.title, size=11, va="center_baseline")
    lefts = {name: EDGE + grid.label + i * grid.cell for i, name in enumerate(section.columns)}
    for column, left in lefts.items():
        canvas.text(left, top + 0.32, column, color=MUTED, va="center_baseline")
    canvas.plot([EDGE, right], [top + 0.5] * 2, color=FAINT, linewidth=0.9)
    longest = max((bar.length for bar in section.bars.values()), default=0) or 1
    for number, row in enumerate(section.rows):
        y = top + SECTION_INCH - 0.08 + (number + 0.5) * ROW_INCH
        _draw_ground(canvas, y, right, is_total=row == section.total_row, is_odd=bool(number % 2))
        canvas.text(EDGE + 0.06, y, row, va="center_baseline")
        for column, left in lefts.items():
            bar = section.bars.get((row, column))
            if bar is None:
                canvas.text(left, y, "—", color=FAINT, va="center_baseline")
            else:
                _draw_bar(canvas, bar, left, y, grid.bar / longest)


def _draw_ground(canvas: Axes, y: float, right: float, *, is_total: bool, is_odd: bool) -> None:
    """Draw a rule above a total, and shade every second row."""
    if is_total:
        canvas.plot([EDGE, right], [y - ROW_INCH / 2] * 2, color=MUTED, linewidth=0.7)
    elif is_odd:
        corner = (EDGE, y - ROW_INCH / 2)
        canvas.add_patch(
            Rectangle(corner, right - EDGE, ROW_INCH, color=WASH, linewidth=0, zorder=0)
        )


def _draw_bar(canvas: Axes, bar: Bar, left: float, y: float, scale: float) -> None:
    height = ROW_INCH * BAR_SHARE
    x = left
    for size, fill in bar.parts:
        if size > 0:
            canvas.add_patch(_box(x, y, size * scale, height, fill))
            x += size * scale
    if bar.limit > 0:
        canvas.add_patch(
            Rectangle(
                (left, y - height / 2 - 0.025),
                bar.limit * scale,
                height + 0.05,
                facecolor="none",
                edgecolor=LIMIT_COLOUR,
                linewidth=0.9,
                zorder=4,
            )
        )
    canvas.text(
        left + (bar.length * scale + 0.08 if bar.length else 0),
        y,
        bar.text,
        size=SMALL_SIZE + 0.5,
        color=ALERT if bar.is_short else INK,
        va="center_baseline",
    )


def _key_rows(entries: Sequence[Fill], width: float) -> list[list[tuple[float, Fill]]]:
    """Place the entries of the key from the left, in as many rows as the page needs; inches."""
    probe = new_figure(width, 1.0)
    rows: list[list[tuple[float, Fill]]] = [[]]
    x = EDGE
    for fill in entries:
        text = probe.text(0, 0, fill.name, size=SMALL_SIZE + 0.5)
        wide = KEY_BOX + text.get_window_extent().width / probe.dpi + KEY_GAP
        if rows[-1] and x + wide - KEY_GAP > width - EDGE:
            rows.append([])
            x = EDGE
        rows[-1].append((x, fill))
        x += wide
    return rows


def _draw_key(canvas: Axes, row: Sequence[tuple[float, Fill]], y: float) -> None:
    for x, fill in row:
        canvas.add_patch(_box(x, y, 0.3, 0.16, fill))
        canvas.text(x + KEY_BOX, y, fill.name, size=SMALL_SIZE + 0.5, va="center_baseline")


def _box(x: float, y: float, width: float, height: float, fill: Fill) -> Rectangle:
    return Rectangle(
        (x, y - height / 2),
        width,
        height,
        facecolor=fill.face,
        edgecolor=fill.edge,
        hatch=fill.hatch,
        linewidth=0.9 if fill.edge != PAPER else 0.4,
        zorder=3,
    )


def _grid_for(sections: Sequence[Section]) -> Grid:
    """Measure names and texts, then share what is left of the page among the bars."""
    names = [name for section in sections for name in (*section.rows, section.title)]
    longest = max((text_inches(name) for name in names), default=0) * LABEL_INCH / WIDE_INCH
    label = min(max(longest + 0.25, LEAST_LABEL), MOST_LABEL)
    texts = [bar.text for section in sections for bar in section.bars.values()]
    text = max(map(text_inches, texts), default=0) + TEXT_GAP
    n_columns = max(max((len(section.columns) for section in sections), default=1), 1)
    room = (MOST_WIDTH - label) / n_columns - text
    return Grid(
        label=label, bar=min(BAR_INCH, max(room, LEAST_BAR)), text=text, n_columns=n_columns
    )


def text_inches(text: str) -> float:
    """Return about how wide a text of the usual size is."""
    return sum(WIDE_INCH if ord(c) >= FIRST_CJK else NARROW_INCH for c in text)
