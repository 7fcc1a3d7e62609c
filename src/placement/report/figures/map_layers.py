"""The layers of one map panel, from the ground up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from scipy.spatial import ConvexHull, QhullError

from placement.report.figures.map_state import CityState
from placement.report.figures.projection import Float, View
from placement.report.figures.style import FAINT, MUTED, PAPER, WASH

BORDER_KM = 0.45
HALO = [withStroke(linewidth=3, foreground=PAPER)]
UNCERTIFIED_SHARE = 0.7
"""Of the area that circles with a tier have."""
EARLIER_COLOUR, EARLIER_HATCH = "#8d97a3", "/////"
"""Hatched, because in black and white the grey is that of some year."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """How tiers, years and residents are drawn.

    Attributes
    ----------
    tiers
        Tier ids, highest first: filled; ring with a dot; ring. A cross is a tier lost by a review.
    diameter
        Points across for ``residents_at_diameter`` residents; area grows with residents.
    """

    tiers: tuple[str, ...]
    colours: Mapping[int, str]
    diameter: float
    residents_at_diameter: float

    def area(self, residents: Float) -> Float:
        """Return marker areas [points²] of shape ``(n,)``; the smallest circle stays visible."""
        share = np.clip(residents / self.residents_at_diameter, 0.16, 1.6)
        return np.asarray(share * self.diameter**2, dtype=np.float64)

    def colour(self, year: int) -> str:
        """Return the colour of a year; grey for circles certified before the horizon."""
        return self.colours.get(year, EARLIER_COLOUR)

    def is_dotted(self, tier: str) -> bool:
        """Tell whether a tier's ring has a dot: the middle ones of three or more."""
        return 0 < self.tiers.index(tier) < len(self.tiers) - 1

    def draw_circles(self, axes: Axes, at: Float, area: Float, tier: str, year: int) -> None:
        """Draw circles of one tier and year."""
        colour, is_top = self.colour(year), self.tiers.index(tier) == 0
        hatch = None if year in self.colours else EARLIER_HATCH
        wide = np.clip(self.diameter * 0.17, 1.3, 2.6)
        axes.scatter(
            at[:, 0],
            at[:, 1],
            s=area if is_top else area * 0.8,
            facecolor=colour if is_top else PAPER,
            edgecolor=PAPER if is_top else colour,
            linewidth=0.6 if is_top else wide,
            hatch=hatch,
            zorder=4,
        )
        if self.is_dotted(tier):
            axes.scatter(at[:, 0], at[:, 1], s=area * 0.14, color=colour, linewidth=0, zorder=4.1)

    def draw_uncertified(self, axes: Axes, at: Float, area: Float) -> None:
        """Draw circles that reach no tier within the horizon."""
        axes.scatter(
            at[:, 0],
            at[:, 1],
            s=area * UNCERTIFIED_SHARE,
            facecolor="none",
            edgecolor=MUTED,
            linewidth=0.7,
            linestyle=":",
            zorder=3,
        )

    def draw_losses(self, axes: Axes, at: Float, area: Float, year: int) -> None:
        """Cross out circles that a review of one year has left with less than they had."""
        axes.scatter(
            at[:, 0],
            at[:, 1],
            s=area * 0.45,
            marker="x",
            color=self.colour(year),
            linewidth=np.clip(self.diameter * 0.13, 1.2, 2.2),
            zorder=4.2,
        )

    def draw_premises(self, axes: Axes, at: Float, year: int) -> None:
        """Draw converted premises of one year."""
        axes.scatter(
            at[:, 0],
            at[:, 1],
            s=np.clip(self.diameter * 1.7, 13, 24),
            marker="D",
            color=self.colour(year),
            edgecolor=PAPER,
            linewidth=0.6,
            zorder=5,
        )

    def draw_unused(self, axes: Axes, at: Float) -> None:
        """Draw premises that stay as they are."""
        axes.scatter(at[:, 0], at[:, 1], s=4, marker="s", color=FAINT, linewidth=0, zorder=2)


def draw_panel(axes: Axes, view: View, state: CityState, symbols: Symbols) -> None:
    """Draw everything that lies inside a view."""
    axes.set(
        xlim=(view.left, view.left + view.width),
        ylim=(view.bottom, view.bottom + view.height),
        xticks=[],
        yticks=[],
        aspect="equal",
    )
    for district in state.districts:
        _draw_ground(axes, state.circle_at[state.district == district])
    axes.add_collection(
        LineCollection(list(state.streets), colors=FAINT, linewidths=0.5, zorder=1), autolim=False
    )
    _draw_premises(axes, view, state, symbols)
    _draw_circles(axes, view, state, symbols)


def _draw_circles(axes: Axes, view: View, state: CityState, symbols: Symbols) -> None:
    inside = view.holds(state.circle_at)
    area = symbols.area(state.residents.astype(np.float64))
    bare = inside & (state.tier == "")
    symbols.draw_uncertified(axes, state.circle_at[bare], area[bare])
    for tier in symbols.tiers:
        for year in np.unique(state.circle_year).tolist():
            chosen = inside & (state.tier == tier) & (state.circle_year == year)
            if chosen.any():
                symbols.draw_circles(axes, state.circle_at[chosen], area[chosen], tier, year)
    for year in np.unique(state.lost_year[state.lost_year > 0]).tolist():
        lost = inside & (state.lost_year == year)
        symbols.draw_losses(axes, state.circle_at[lost], area[lost], year)


def _draw_premises(axes: Axes, view: View, state: CityState, symbols: Symbols) -> None:
    inside = view.holds(state.premises_at)
    symbols.draw_unused(axes, state.premises_at[inside & (state.premises_year == 0)])
    for year in symbols.colours:
        symbols.draw_premises(axes, state.premises_at[inside & (state.premises_year == year)], year)


def _draw_ground(axes: Axes, at: Float) -> None:
    """Shade where a district's circles lie."""
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rim = BORDER_KM * np.column_stack([np.cos(turns), np.sin(turns)])
    cloud = (at[:, None, :] + rim[None, :, :]).reshape(-1, 2)
    try:
        outline = cloud[ConvexHull(cloud).vertices]
    except QhullError:
        return
    # No line around it: a line would be taken for the border.
    axes.add_patch(Polygon(outline, facecolor=WASH, linewidth=0, zorder=0))
