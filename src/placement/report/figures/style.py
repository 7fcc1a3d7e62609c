"""One look for all figures: paper, ink, year colours that also differ in grey, title block, PNG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure

from placement.report.cautions import Caution, stamp_text
from placement.report.fonts import chinese_text
from placement.report.speaker import CHINESE, Speaker

P = ParamSpec("P")

PAPER = "#ffffff"
INK = "#1d2733"
MUTED = "#5f6b7a"
FAINT = "#c3cad2"
WASH = "#eef1f4"
ALERT = "#b3261e"
# Lightness rises from the first year to the last, so the order survives a black-and-white printer.
YEAR_RAMP = LinearSegmentedColormap.from_list("years", ["#12355b", "#1f8a86", "#f0b43c"])

DPI = 150
MARGIN = 0.35
BREAKS = ("；;", "，,", " ")
POINTS_PER_INCH = 72
TITLE_SIZE, SUBTITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 17, 10, 10, 8.5
SETTINGS: dict[str, object] = {
    "font.size": TEXT_SIZE,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "figure.facecolor": PAPER,
    "savefig.dpi": DPI,
    "hatch.linewidth": 0.7,
    "text.parse_math": False,
}


def in_style(plot: Callable[P, Figure]) -> Callable[P, Figure]:
    """Run a plot function under the project's settings and lay its text out before they are left."""

    @wraps(plot)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with chinese_text(SETTINGS):
            figure = plot(*args, **kwargs)
            figure.draw_without_rendering()
            return figure

    return styled


def write_png(figure: Figure, path: Path) -> None:
    """Write a figure; equal figures give equal bytes.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with chinese_text(SETTINGS), path.open("wb") as file:
        figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of the given size in inches, drawn without any window system."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def year_colours(years: Sequence[int]) -> dict[int, str]:
    """Return one colour for each year, dark to light."""
    ordered = sorted(set(years))
    return {
        year: to_hex(YEAR_RAMP(index / max(len(ordered) - 1, 1)))
        for index, year in enumerate(ordered)
    }


def add_title(
    figure: Figure,
    title: str,
    subtitle: str,
    *,
    cautions: Sequence[Caution],
    say: Speaker = CHINESE,
) -> None:
    """Write title, subtitle, and the stamps of cautions, in inches from the top left corner."""
    width, height = figure.get_size_inches()
    left = 0.35 / width
    figure.text(left, 1 - 0.3 / height, title, size=TITLE_SIZE, va="top")
    _add_subtitle(figure, subtitle)
    if stamps := stamp_text(cautions, say):
        figure.text(
            1 - 0.35 / width,
            1 - 0.34 / height,
            stamps,
            size=SUBTITLE_SIZE,
            va="top",
            ha="right",
            color=ALERT,
            bbox={"boxstyle": "round,pad=0.35", "facecolor": PAPER, "edgecolor": ALERT},
        )


def _add_subtitle(figure: Figure, subtitle: str) -> None:
    """Write the subtitle in one line, or in two smaller ones where the page is too narrow."""
    width, height = figure.get_size_inches()
    line = figure.text(
        MARGIN / width, 1 - 0.66 / height, subtitle, size=SUBTITLE_SIZE, va="top", color=MUTED
    )
    if line.get_window_extent().width / figure.dpi <= width - 2 * MARGIN:
        return
    middle = len(subtitle) // 2
    at = middle
    for marks in BREAKS:  # between sentences rather than between words
        breaks = [n + 1 for n, letter in enumerate(subtitle) if letter in marks]
        if breaks:
            at = min(breaks, key=lambda n: abs(n - middle))
            break
    line.set(text=f"{subtitle[:at].rstrip()}\n{subtitle[at:].lstrip()}", size=SMALL_SIZE)
    line.set(y=1 - 0.6 / height, linespacing=1.2)


def as_floats(values: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """Return numbers of any exact type (int, Decimal, text) for drawing; missing ones are NaN."""
    return np.array(
        [
            np.nan if value is None or value is pd.NA or value == "" else float(value)
            for value in values
        ],
        dtype=np.float64,
    )
