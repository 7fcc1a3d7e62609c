"""Names of districts on the map, where they cover as little as can be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from placement.report.figures.map_layers import BORDER_KM, HALO
from placement.report.figures.map_state import CityState
from placement.report.figures.projection import Float
from placement.report.figures.style import INK

CLEAR = 2.2
"""How many half widths or heights of its name from the middle of a circle a name is clear of it."""


def label_districts(axes: Axes, state: CityState, districts: Iterable[str]) -> None:
    """Write each district's name above it, or where it covers least if a neighbour lies above.

    Names that would overlap are moved down.
    """
    texts = {
        district: axes.text(
            0, 0, district, size=11, color=INK, ha="center", va="bottom", zorder=7, path_effects=HALO
        )
        for district in districts
    }  # fmt: skip
    figure = axes.get_figure(root=True)
    if figure is not None:
        figure.draw_without_rendering()
    to_data = axes.transData.inverted()
    boxes = {d: to_data.transform(t.get_window_extent().get_points()) for d, t in texts.items()}
    for district, text in texts.items():
        text.set_position(_place(state, district, boxes[district][1] - boxes[district][0]))
    placed: list[Float] = []
    for text in sorted(texts.values(), key=lambda t: -t.get_position()[1]):
        _settle(axes, text, placed)


def _settle(axes: Axes, text: Text, placed: list[Float]) -> None:
    """Move a name into the frame and below those that are placed already."""
    box = axes.transData.inverted().transform(text.get_window_extent().get_points())
    low, high = axes.get_ylim()
    box[:, 1] -= max(box[1, 1] - high, 0)
    while any(_overlap(box, other) for other in placed) and box[0, 1] > low:
        box[:, 1] -= 0.15 * (box[1, 1] - box[0, 1])
    placed.append(box)
    text.set_y(box[0, 1])


def _place(state: CityState, district: str, size: Float) -> tuple[float, float]:
    """Return the middle of a name's lower edge: above the district, or within it clear of circles."""
    own = state.circle_at[state.district == district]
    x, y = own[:, 0].mean(), own[:, 1].max() + BORDER_KM * 1.1
    nearest = np.hypot(*(state.circle_at - (x, y)).T).argmin()
    if state.district[nearest] == district:
        return float(x), float(y)
    middle = own.mean(axis=0)
    shifts = [np.array((0, BORDER_KM * s)) for s in (0.3, 0.45, 0.6, -0.3, -0.45, -0.6)]
    spots = [middle, *(at + shift for at in own for shift in shifts)]
    within = [s for s in spots if _is_within(state, district, s)] or [middle]
    best = max(
        within,
        key=lambda s: (min(_clearance(state, s, size), CLEAR), -float(np.hypot(*(s - middle)))),
    )
    return float(best[0]), float(best[1] - size[1] / 2)


def _is_within(state: CityState, district: str, at: Float) -> bool:
    nearest = np.hypot(*(state.circle_at - at).T).argmin()
    return bool(state.district[nearest] == district)


def _clearance(state: CityState, at: Float, size: Float) -> float:
    """Return how far the nearest circle is, in half widths and heights of a name centred at a place."""
    away = np.abs(state.circle_at - at) / (size / 2)
    return float(away.max(axis=1).min())


def _overlap(one: Float, other: Float) -> bool:
    return bool((one[0] < other[1]).all() and (other[0] < one[1]).all())
