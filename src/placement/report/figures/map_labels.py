"""Ids of circles beside their symbols, as far as they can be read."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from placement.report.figures.map_layers import HALO, Symbols
from placement.report.figures.map_state import EARLIER, CityState
from placement.report.figures.projection import Float, View
from placement.report.figures.style import INK

SIZE, LETTER, FIRST_WIDE, GAP = 5.5, 3.3, 0x2E80, 1.0
MOST_LETTERS = 12


def label_circles(
    axes: Axes, view: View, state: CityState, symbols: Symbols, points_per_km: float
) -> None:
    """Write ids below symbols, those the plan certifies first; what would cover another is left out."""
    at = (
        np.column_stack([state.circle_at[:, 0] - view.left, state.circle_at[:, 1] - view.bottom])
        * points_per_km
    )
    radius = np.sqrt(symbols.area(state.residents.astype(np.float64))) / 2
    inside = np.flatnonzero(view.holds(state.circle_at))
    boxes = [_box(at[i], 2 * radius[i], 2 * radius[i], top=radius[i]) for i in inside]
    taken = np.array(boxes).reshape(-1, 4)
    for i in sorted(inside, key=lambda i: (state.circle_year[i] == EARLIER, state.tier[i] == "")):
        text = state.labels[i][:MOST_LETTERS]
        below = at[i] - (0, radius[i] + GAP)
        box = _box(below, _width(text), SIZE, top=0)
        if _covers(box, taken):
            continue
        taken = np.vstack([taken, box])
        axes.text(
            view.left + below[0] / points_per_km,
            view.bottom + below[1] / points_per_km,
            text, size=SIZE, color=INK, ha="center", va="top", zorder=6, path_effects=HALO,
            clip_on=True,
        )  # fmt: skip


def _box(at: Float, width: float, height: float, *, top: float) -> tuple[float, ...]:
    """Return left, bottom, right, top [points] of a box whose middle lies ``top`` below its upper edge."""
    upper = at[1] + top
    return at[0] - width / 2, upper - height, at[0] + width / 2, upper


def _covers(box: tuple[float, ...], taken: Float) -> bool:
    left, bottom, right, top = box
    hits = (
        (taken[:, 0] < right) & (left < taken[:, 2]) & (taken[:, 1] < top) & (bottom < taken[:, 3])
    )
    return bool(hits.any())


def _width(text: str) -> float:
    return sum(LETTER * (1 + (ord(c) >= FIRST_WIDE)) for c in text)
