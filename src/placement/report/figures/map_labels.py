"""Names of districts and ids of circles on the map, where they cover nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from placement.report.figures.map_layers import BORDER_KM, HALO, Symbols
from placement.report.figures.map_state import EARLIER, CityState
from placement.report.figures.projection import Float, View
from placement.report.figures.style import INK, POINTS_PER_INCH
from placement.report.labels import (
    LEFT_OUT,
    Label,
    label_beside,
    label_of_area,
    settle_labels,
)

DISTRICT_SIZE = 11.0
LEAST_SIZE, MOST_SIZE, SIZE_SHARE = 5.5, 7.5, 0.4
"""Of ids: between these, as a share of a large circle's symbol."""
RIM = 0.8
MOST_LETTERS = 12


def label_map(
    axes: Axes,
    view: View,
    state: CityState,
    symbols: Symbols,
    scale: float,
    districts: Sequence[str],
) -> int:
    """Write names of districts, then ids of circles, those with a tier from the plan first.

    Parameters
    ----------
    scale
        Points per km.

    Returns
    -------
    Names and ids left out because there was no room.
    """
    inside = np.flatnonzero(view.holds(state.circle_at))
    at = _on_screen(state.circle_at, view, scale)
    radius = np.sqrt(symbols.area(state.residents.astype(np.float64))) / 2 + RIM
    discs = np.column_stack([at, radius])
    texts, labels = [], []
    for district in districts:
        is_own = state.district == district
        text = _write(axes, district, DISTRICT_SIZE)
        rise = BORDER_KM * scale
        labels.append(label_of_area(at[is_own], at[~is_own], rise, *_size(text)))
        texts.append(text)
    size = float(np.clip(SIZE_SHARE * symbols.diameter, LEAST_SIZE, MOST_SIZE))
    for i in sorted(inside, key=lambda i: (state.circle_year[i] == EARLIER, state.tier[i] == "")):
        text = _write(axes, state.labels[i][:MOST_LETTERS], size)
        labels.append(label_beside(discs[i], *_size(text)))
        texts.append(text)
    marks = _on_screen(state.premises_at[state.premises_year > 0], view, scale)
    frame = (0.0, 0.0, view.width * scale, view.height * scale)
    spots = settle_labels(labels, discs[inside], marks, frame)
    for text, label, spot in zip(texts, labels, spots, strict=True):
        _settle(text, label, spot, view, scale)
    return spots.count(LEFT_OUT)


def _settle(text: Text, label: Label, spot: int, view: View, scale: float) -> None:
    if spot == LEFT_OUT:
        text.remove()
        return
    x, y = label.spots[spot] / scale
    text.set_position((view.left + x, view.bottom + view.height - y))


def _on_screen(at: Float, view: View, scale: float) -> Float:
    """Return points from the panel's upper left corner, y downwards."""
    x, y = at[:, 0] - view.left, view.bottom + view.height - at[:, 1]
    return np.column_stack([x, y]) * scale


def _write(axes: Axes, text: str, size: float) -> Text:
    return axes.text(
        0, 0, text, size=size, color=INK, ha="center", va="center", zorder=6, path_effects=HALO
    )


def _size(text: Text) -> tuple[float, float]:
    """Return width and height of a text in points."""
    box = text.get_window_extent(dpi=POINTS_PER_INCH)
    return float(box.width), float(box.height)
