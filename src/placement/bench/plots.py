"""Plots of benchmark results: gap over time and performance profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placement.report.figures.style import (
    FAINT,
    MUTED,
    SMALL_SIZE,
    add_title,
    in_style,
    new_figure,
)

COLOURS = ("#12355b", "#d1495b", "#1f8a86", "#f0b43c", "#8d5a97", "#7a8f3c", "#2f6f9f", "#5f6b7a")
DASHES = ("-", "--", "-.", ":")
WIDTH, HEIGHT = 8.0, 4.6
LEAST_DISTANCE = 0.045
"""Between two names at the right edge, as a share of the axis."""


@in_style
def plot_gaps(gaps: Mapping[str, Sequence[float]], seconds: Sequence[float]) -> Figure:
    """Draw the mean gap of each contender over time, time on a logarithmic axis."""
    figure, axes = _axes(
        "差距随时间  Gap over time",
        "各算例差距的平均；0 为全部证明  mean over cases; 0 = all proven",
    )
    _draw_steps(axes, seconds, gaps)
    axes.set_xscale("log")
    shown = [s for s in (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200) if s <= seconds[-1]]
    _mark_x(axes, shown, "", "秒  seconds")
    return figure


@in_style
def plot_profiles(shares: Mapping[str, Sequence[float]], ratios: Sequence[float]) -> Figure:
    """Draw the share of instances each contender does within a multiple of the best."""
    figure, axes = _axes(
        "性能曲线  Performance profile",
        "原始-对偶积分在最好者的几倍之内的算例比例  share of instances within a multiple of the best integral",
    )
    _draw_steps(axes, ratios, shares)
    axes.set_xscale("log", base=2)
    shown = [r for r in (1, 2, 4, 8, 16, 32) if r <= ratios[-1]]
    _mark_x(axes, shown, "×", "最好者的倍数  multiple of the best")
    return figure


def _axes(title: str, subtitle: str) -> tuple[Figure, Axes]:
    figure = new_figure(WIDTH, HEIGHT)
    add_title(figure, title, subtitle, cautions=())
    axes: Axes = figure.add_axes((0.08, 0.13, 0.72, 0.66))
    axes.set_ylim(-0.02, 1.02)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(visible=True, color=FAINT, linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _draw_steps(axes: Axes, along: Sequence[float], curves: Mapping[str, Sequence[float]]) -> None:
    for n, values in enumerate(curves.values()):
        axes.plot(along, values, color=_colour(n), linestyle=_dash(n), drawstyle="steps-post")
    _name_lines(axes, {name: values[-1] for name, values in curves.items()})
    axes.set_xlim(along[0], along[-1])


def _mark_x(axes: Axes, marks: Sequence[float], ending: str, label: str) -> None:
    axes.set_xticks(marks, [f"{mark:g}{ending}" for mark in marks])
    axes.minorticks_off()
    axes.set_xlabel(label)


def _name_lines(axes: Axes, ends: Mapping[str, float]) -> None:
    """Write each name beside the end of its line, moved apart where lines end together."""
    low, high = axes.get_ylim()
    places = spread([(value - low) / (high - low) for value in ends.values()], LEAST_DISTANCE)
    for n, (name, place) in enumerate(zip(ends, places, strict=True)):
        axes.annotate(
            name,
            (1.0, place),
            xycoords="axes fraction",
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            size=SMALL_SIZE,
            color=_colour(n) if n < len(COLOURS) else MUTED,
        )


def spread(places: Sequence[float], distance: float) -> list[float]:
    """Move numbers apart so that no two are nearer than a distance, in their order, and none above 1."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    moved = list(places)
    for before, n in pairwise(order):
        moved[n] = max(moved[n], moved[before] + distance)
    ceiling = 1.0
    for n in reversed(order):
        moved[n] = min(moved[n], ceiling)
        ceiling = moved[n] - distance
    return moved


def _colour(n: int) -> str:
    return COLOURS[n % len(COLOURS)]


def _dash(n: int) -> str:
    return DASHES[n // len(COLOURS) % len(DASHES)]
