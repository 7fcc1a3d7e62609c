"""The map: circles by tier, year and residents; premises by year; districts, streets, scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import offset_copy

from placement.plain import counted
from placement.report.cautions import Caution
from placement.report.figures import map_legend
from placement.report.figures.map_labels import label_map
from placement.report.figures.map_layers import Symbols, draw_panel
from placement.report.figures.map_layout import Layout, arrange, marker_points
from placement.report.figures.map_state import CityState, build_state
from placement.report.figures.style import (
    FAINT,
    INK,
    POINTS_PER_INCH,
    SMALL_SIZE,
    add_title,
    in_style,
    new_figure,
    year_colours,
)
from placement.report.speaker import CHINESE, Speaker
from placement.scenario.names import Names

MAP_WIDTH, SIDE_WIDTH = 9.3, 3.2
EDGE, TITLE_HEIGHT = 0.35, 1.05
LOCATOR_INCH = 3.2


@in_style
def plot_map(  # noqa: PLR0913 - the six frames are what a map is made of
    circles_table: pd.DataFrame,
    premises_table: pd.DataFrame,
    projects: pd.DataFrame,
    circles: pd.DataFrame,
    years: Sequence[int],
    *,
    cautions: Sequence[Caution],
    streets: pd.DataFrame | None = None,
    names: Names | None = None,
    say: Speaker = CHINESE,
) -> Figure:
    """Draw where the plan acts.

    Parameters
    ----------
    circles_table, premises_table, streets
        The user's tables, WGS-84 degrees.
    projects, circles
        The plan's tables.
    years
        The horizon.
    cautions
        What to stamp the figure with.
    """
    names = names or Names()
    order = {district: n for n, district in enumerate(names.districts)}
    circles_table = circles_table.sort_values(
        "district", key=lambda d: d.map(lambda name: order.get(name, len(order))), kind="stable"
    )
    state = build_state(circles_table, premises_table, projects, circles, streets)
    layout = arrange(state.circle_at, state.district.tolist(), MAP_WIDTH)
    symbols = Symbols(
        tiers=tuple(names.tier_order(set(state.tier.tolist()))) or ("",),
        colours=year_colours(years),
        diameter=marker_points(state.circle_at, layout.points_per_km),
        residents_at_diameter=float(max(np.quantile(state.residents, 0.9), 1)),
    )
    figure = new_figure(
        2 * EDGE + MAP_WIDTH + 0.3 + SIDE_WIDTH, layout.height + TITLE_HEIGHT + EDGE
    )
    title = say("一刻钟便民生活圈规划图", "Convenience circles: the plan")
    add_title(figure, title, _subtitle(state, years, say), cautions=cautions, say=say)
    unlabelled = _draw_panels(figure, layout, state, symbols, say)
    _draw_side(figure, layout, state, symbols, (names, say), unlabelled)
    return figure


def _draw_panels(
    figure: Figure, layout: Layout, state: CityState, symbols: Symbols, say: Speaker
) -> int:
    """Draw all panels; return how many names and ids found no room."""
    is_atlas = len(layout.panels) > 1
    unlabelled = 0
    for number, panel in enumerate(layout.panels, start=1):
        axes = _axes(figure, EDGE + panel.left, TITLE_HEIGHT + panel.top, panel.width, panel.height)
        draw_panel(axes, panel.view, state, symbols)
        named = panel.districts if len(panel.districts) > 1 else ()
        unlabelled += label_map(axes, panel.view, state, symbols, layout.points_per_km, named)
        if is_atlas:
            _head(axes, number, say.listed(panel.districts))
    return unlabelled


def _head(axes: Axes, number: int, districts: str) -> None:
    axes.text(
        0,
        1,
        f"{number}  {districts}",
        transform=offset_copy(axes.transAxes, axes.get_figure(root=True), y=4, units="points"),
        size=11,
    )


def _draw_side(
    figure: Figure,
    layout: Layout,
    state: CityState,
    symbols: Symbols,
    told: tuple[Names, Speaker],
    unlabelled: int,
) -> None:
    names, say = told
    left = EDGE + MAP_WIDTH + 0.3
    axes = _axes(figure, left, TITLE_HEIGHT, SIDE_WIDTH, layout.height)
    column = map_legend.SideColumn(
        axes, SIDE_WIDTH * POINTS_PER_INCH, layout.height * POINTS_PER_INCH, say
    )
    map_legend.draw_counts(column, state, symbols, names)
    map_legend.draw_others(column, state, symbols)
    map_legend.draw_sizes(column, state, symbols)
    map_legend.draw_scale(column, layout.points_per_km)
    map_legend.write_unlabelled(column, unlabelled)
    if len(layout.panels) > 1:
        column.heading(say("各图位置", "where the panels lie"))
        top = TITLE_HEIGHT + layout.height - column.y / POINTS_PER_INCH - 0.15
        height = min(LOCATOR_INCH, TITLE_HEIGHT + layout.height - top)
        _draw_locator(_axes(figure, left, top, SIDE_WIDTH, height), layout)


def _draw_locator(axes: Axes, layout: Layout) -> None:
    for number, panel in enumerate(layout.panels, start=1):
        view = panel.view
        corner = (view.left, view.bottom)
        axes.add_patch(Rectangle(corner, view.width, view.height, facecolor=FAINT, linewidth=0))
        middle = (view.left + view.width / 2, view.bottom + view.height / 2)
        axes.text(
            *middle, str(number), size=SMALL_SIZE, color=INK, ha="center", va="center_baseline"
        )
    axes.set(xticks=[], yticks=[])
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.06)
    axes.autoscale_view()


def _axes(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Add axes by inches from the figure's top left corner."""
    wide, tall = figure.get_size_inches()
    axes = figure.add_axes((left / wide, 1 - (top + height) / tall, width / wide, height / tall))
    for spine in axes.spines.values():
        spine.set_color(FAINT)
    return axes


def _subtitle(state: CityState, years: Sequence[int], say: Speaker) -> str:
    certified = state.n_certified
    converted = int((state.premises_year > 0).sum())
    span = f"{min(years)}—{max(years)}"
    other = f"，另有 {state.n_elsewhere:,} 项措施不占用房" if state.n_elsewhere else ""
    more = (
        f"; {counted(state.n_elsewhere, 'measure')} without premises" if state.n_elsewhere else ""
    )
    return say(
        f"{span} 年认定 {certified:,} 个生活圈，改造闲置用房 {converted:,} 处{other}",
        f"{span}: {counted(certified, 'circle')} certified, {converted:,} premises converted{more}",
    )
