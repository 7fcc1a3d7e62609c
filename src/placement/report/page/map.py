"""The map of the page: Bokeh models as JSON, without code of their own, so that a strict policy can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from bokeh.core.properties import value
from bokeh.core.types import ID
from bokeh.embed import json_item
from bokeh.models import ColumnDataSource, HoverTool, Range1d, Tool, WheelZoomTool
from bokeh.models.annotations.dimensional import Metric
from bokeh.models.annotations.legends import ScaleBar
from bokeh.models.renderers import GlyphRenderer
from bokeh.plotting import figure
from scipy.spatial import ConvexHull, QhullError

from placement.errors import Text
from placement.report.dossier import Dossier
from placement.report.figures.projection import Float, Plane
from placement.report.names import place_head, whole_in
from placement.report.page.boxes import boxes_of
from placement.report.page.wording import wan
from placement.report.speaker import Speaker
from placement.scenario.names import with_id

FONTS = "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', PlanCJK, sans-serif"
TARGET = "map"
HEIGHT, GROUND_KM = 620, 0.5
MOST_SIZE, LEAST_AREA, MOST_AREA = 22.0, 0.16, 1.4
MOST_STREETS = 20_000
DECIMALS = 4
TOOLS = {
    "PanTool": Text("平移", "move"),
    "BoxZoomTool": Text("框选放大", "zoom to a box"),
    "ZoomInTool": Text("放大", "closer"),
    "ZoomOutTool": Text("缩小", "farther"),
    "TapTool": Text("选生活圈", "choose a circle"),
    "WheelZoomTool": Text("按住 Ctrl 滚动缩放", "zoom by Ctrl and wheel"),
}
GREY, PALE, GROUND = "#8d97a3", "#c3cad2", "#eef1f4"


def map_item(dossier: Dossier) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the map for ``Bokeh.embed.embed_item``, and how the page's script shows it.

    The latter holds ``boxes`` [km] to zoom to, city first; ``firstBox`` to begin with; ``spacing`` of the
    circles [km], their ``sizes`` against each other, how far the shaded ``ground`` goes beyond them [km], and
    the ``labelFont``. What the script changes carries a name.
    """
    tables = dossier.scenario.tables
    lon, lat = (np.array([getattr(c, k) for c in dossier.circles]) for k in ("lon", "lat"))
    plane = Plane.around(lon, lat)
    at = plane.place(lon, lat)
    district = [circle.district for circle in dossier.circles]
    plot = _plot(dossier.say)
    _draw_ground(plot, at, district)
    _draw_streets(plot, plane, tables.streets)
    _draw_points(plot, "outlets", plane, tables.outlets)
    chosen = {project.site_id for project in dossier.projects}
    _draw_points(
        plot, "unused", plane, tables.premises[~tables.premises["premises_id"].isin(chosen)]
    )
    circles = _draw_circles(plot, at, dossier)
    premises = _draw_premises(plot, plane, dossier)
    _draw_signs(plot, circles)
    _label(plot)
    _add_tools(plot, circles, premises, dossier)
    item: dict[str, Any] = dict(json_item(plot, ID(TARGET)))
    view = {
        **boxes_of(at, district, whole_in(dossier.names.whole, dossier.say), dossier.say),
        "sizes": _sizes(dossier),
        "ground": GROUND_KM,
        "labelFont": FONTS,
    }
    return _renumbered(item), view


def _plot(say: Speaker) -> Any:
    plot = figure(
        name="plot",
        height=HEIGHT,
        sizing_mode="stretch_width",
        x_range=Range1d(start=0, end=1),
        y_range=Range1d(start=0, end=1),
        tools="pan,box_zoom,zoom_in,zoom_out,tap",
        toolbar_location="above",
        outline_line_color=PALE,
        background_fill_color="#ffffff",
    )
    plot.toolbar.logo = None
    plot.axis.visible = False
    plot.grid.visible = False
    plot.add_tools(WheelZoomTool(modifiers="ctrl"))
    for tool in plot.toolbar.tools:
        if isinstance(tool, Tool):
            text = TOOLS.get(type(tool).__name__)
            tool.description = tool.description if text is None else say.text(text)
    return plot


def _draw_ground(plot: Any, at: Float, district: Sequence[str]) -> None:
    """Shade where a district's circles lie, without a line: a sketch, not a border."""
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    rim = GROUND_KM * np.column_stack([np.cos(turns), np.sin(turns)])
    xs, ys = [], []
    for name in dict.fromkeys(district):
        own = at[np.array([d == name for d in district])]
        cloud = (own[:, None, :] + rim[None, :, :]).reshape(-1, 2)
        try:
            outline = cloud[ConvexHull(cloud).vertices].round(DECIMALS)
        except QhullError:
            continue
        xs.append(outline[:, 0].tolist())
        ys.append(outline[:, 1].tolist())
    plot.patches(xs, ys, fill_color=GROUND, line_color=None)


def _draw_streets(plot: Any, plane: Plane, streets: Any) -> None:
    ends = ["from_lon", "from_lat", "to_lon", "to_lat"]
    known = streets.dropna(subset=ends) if len(streets) else streets
    if not 0 < len(known) <= MOST_STREETS:
        return
    one, two = (
        plane.place(known[f"{end}_lon"].to_numpy(float), known[f"{end}_lat"].to_numpy(float))
        for end in ("from", "to")
    )
    x, y = (np.column_stack([one[:, k], two[:, k]]).round(DECIMALS) for k in (0, 1))
    plot.multi_line(x.tolist(), y.tolist(), line_color=PALE, line_width=0.7, name="streets")


def _draw_points(plot: Any, name: str, plane: Plane, places: Any) -> None:
    """Draw places that nothing is told of: existing outlets as dots, unused premises as squares."""
    at = plane.place(places["lon"].to_numpy(float), places["lat"].to_numpy(float))
    data: dict[str, Any] = {"x": at[:, 0].astype(np.float32), "y": at[:, 1].astype(np.float32)}
    is_outlet = name == "outlets"
    plot.scatter(
        "x", "y", source=ColumnDataSource(data), name=name,
        size=2.5 if is_outlet else 4, marker="circle" if is_outlet else "square",
        fill_color=GREY if is_outlet else None, line_color=None if is_outlet else PALE,
        fill_alpha=0.45, visible=is_outlet, nonselection_fill_alpha=0.45,
    )  # fmt: skip


def _draw_circles(plot: Any, at: Float, dossier: Dossier) -> GlyphRenderer[Any]:
    """Draw circles; the page's script fills in colours, tiers and scores of the year shown."""
    blank = [""] * len(dossier.circles)
    source = ColumnDataSource(
        {
            "x": at[:, 0].round(DECIMALS).tolist(),
            "y": at[:, 1].round(DECIMALS).tolist(),
            "size": [MOST_SIZE] * len(blank),
            "name": [
                dossier.say.text(with_id(circle.id, circle.name)) for circle in dossier.circles
            ],
            "district": [circle.district for circle in dossier.circles],
            "residents": [f"{circle.residents:,}" for circle in dossier.circles],
            **dict.fromkeys(("fill", "line", "tier", "score", "cross_line"), blank),
            "width": [1.0] * len(blank),
            **dict.fromkeys(("dot", "cross"), [0.0] * len(blank)),
        },
        name="circles",
    )
    rings: GlyphRenderer[Any] = plot.scatter(
        "x", "y", source=source, size="size", marker="circle", fill_color="fill",
        line_color="line", line_width="width", nonselection_fill_alpha=1.0,
        nonselection_line_alpha=1.0,
    )  # fmt: skip
    return rings


def _draw_signs(plot: Any, circles: GlyphRenderer[Any]) -> None:
    """Put the dot into rings of middle tiers, and cross out what a review took; the script says where."""
    plot.scatter(
        "x", "y", source=circles.data_source, size="dot", marker="circle", fill_color="line",
        line_color=None, nonselection_fill_alpha=1.0,
    )  # fmt: skip
    plot.scatter(
        "x", "y", source=circles.data_source, size="cross", marker="x", fill_color=None,
        line_color="cross_line", line_width=2.2, nonselection_line_alpha=1.0,
    )  # fmt: skip


def _label(plot: Any) -> None:
    """Leave room for names and ids; the script places those that can be read at the scale shown."""
    columns = ("x", "y", "text", "font_size", "colour")
    source = ColumnDataSource({name: [] for name in columns}, name="labels")
    plot.text(
        "x", "y", text="text", source=source, text_font=value(FONTS), text_font_size="font_size",
        text_color="colour", text_align="center", text_baseline="middle",
        background_fill_color="#ffffff", background_fill_alpha=0.75,
    )  # fmt: skip


def _draw_premises(plot: Any, plane: Plane, dossier: Dossier) -> GlyphRenderer[Any]:
    chosen = [project for project in dossier.projects if project.lon is not None]
    at = plane.place(
        np.array([p.lon for p in chosen], dtype=float),
        np.array([p.lat for p in chosen], dtype=float),
    )
    source = ColumnDataSource(
        {
            "x": at[:, 0].round(DECIMALS).tolist(),
            "y": at[:, 1].round(DECIMALS).tolist(),
            "name": [project.site for project in chosen],
            "kinds": [dossier.say.listed(project.kinds) for project in chosen],
            "year": [project.year for project in chosen],
            "investment": [wan(project.investment_fen) for project in chosen],
            "public": [wan(project.public_fen) for project in chosen],
            "fill": [GREY] * len(chosen),
            "size": [MOST_SIZE / 2] * len(chosen),
            "alpha": [1.0] * len(chosen),
        },
        name="premises",
    )
    points: GlyphRenderer[Any] = plot.scatter(
        "x", "y", source=source, size="size", marker="diamond", fill_color="fill", fill_alpha="alpha",
        line_color="#ffffff", line_width=0.6, line_alpha="alpha", name="premises_layer",
        nonselection_fill_alpha="alpha", nonselection_line_alpha="alpha",
    )  # fmt: skip
    return points


def _sizes(dossier: Dossier) -> list[float]:
    """Return diameters against each other: areas grow with residents, the smallest stay visible."""
    residents = np.array([circle.residents for circle in dossier.circles], dtype=float)
    largest = max(float(np.quantile(residents, 0.9)), 1.0)
    sizes: list[float] = (
        np.sqrt(np.clip(residents / largest, LEAST_AREA, MOST_AREA)).round(3).tolist()
    )
    return sizes


def _add_tools(
    plot: Any, circles: GlyphRenderer[Any], premises: GlyphRenderer[Any], dossier: Dossier
) -> None:
    say, head = dossier.say, dossier.say.text(place_head(dossier.names.districts))
    plot.add_tools(
        HoverTool(
            renderers=[circles],
            tooltips=[
                (say("生活圈", "circle"), "@name"), (head, "@district"),
                (say("居民", "residents"), "@residents"), (say("等级", "tier"), "@tier"),
                (say("得分", "score"), "@score"),
            ],
        ),
        HoverTool(
            renderers=[premises],
            tooltips=[
                (say("用房", "premises"), "@name"), (say("引入", "kinds"), "@kinds"),
                (say("年度", "year"), "@year"),
                (say("总投资（万元）", "investment (10,000 yuan)"), "@investment"),
                (say("补助（万元）", "aid (10,000 yuan)"), "@public"),
            ],
        ),
    )  # fmt: skip
    for tool in plot.toolbar.tools:
        if isinstance(tool, HoverTool):
            tool.visible = False
    plot.add_layout(
        ScaleBar(
            range=plot.x_range, unit="km", dimensional=Metric(base_unit="m", exclude=["dm", "dam", "hm"]), location="bottom_left", bar_length=0.1,
            label_text_font=FONTS, background_fill_alpha=0.8, border_line_color=None,
        )
    )  # fmt: skip


def _renumbered(item: dict[str, Any]) -> dict[str, Any]:
    """Give models numbers by order of appearance: Bokeh counts on from plot to plot."""
    known: dict[str, str] = {}
    _collect(item, known)
    renamed: dict[str, Any] = _rename(item, known)
    return renamed | {"root_id": known.get(item["root_id"], item["root_id"])}


def _collect(value: Any, known: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        own = value.get("id")
        if isinstance(own, str) and own not in known:
            known[own] = f"m{len(known) + 1}"
        for part in value.values():
            _collect(part, known)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _collect(part, known)


def _rename(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {
            key: known[part] if key == "id" and isinstance(part, str) else _rename(part, known)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_rename(part, known) for part in value]
    return value
