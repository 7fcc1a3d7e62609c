"""Where the words of a map go: none on a circle, none on another, as few marks covered as can be.

A label has a list of spots. Labels are settled one after the other, the most important first, each on
its cheapest free spot; a label without a free spot is left out. The page's script does the same with
the same numbers (``templates/labels.js``), because it must do so anew whenever the reader zooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float64]

LEFT_OUT = -1
GAP = 1.5
"""Between a circle and its label."""
MARK_HALF, MARK_COST = 3.0, 1.0
STEPS = 15
NEARER = 0.6
"""Squared distance of an area's name to its own circles, at most, against that to others."""
SIDES = np.array(
    [(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)], dtype=np.float64
)
"""Below, above, right, left, and the corners: the order of preference."""
SIDE_COST, SLANT = 0.5, 0.7


@dataclass(frozen=True, slots=True)
class Label:
    """A text's size and the spots its middle may take.

    Lengths are screen units (points or pixels), x to the right and y downwards.

    Attributes
    ----------
    spots
        Shape ``(k, 2)``.
    costs
        Shape ``(k,)``; the cheapest free spot is taken, the first of equals.
    """

    width: float
    height: float
    spots: Float
    costs: Float


def label_beside(disc: Float, width: float, height: float) -> Label:
    """Return the label of a circle ``(x, y, radius)``: below it, above it, beside it or at a corner."""
    x, y, radius = disc
    slant = np.where((SIDES != 0).all(axis=1), SLANT, 1.0)
    away = SIDES * (slant * radius + GAP)[:, None] + SIDES * (width / 2, height / 2)
    spots = away + np.array((x, y))
    return Label(width, height, spots, SIDE_COST * np.arange(len(SIDES), dtype=np.float64))


def label_of_area(own: Float, others: Float, rise: float, width: float, height: float) -> Label:
    """Return the label of an area: above its topmost circle, or as near to that as there is room.

    Every spot lies clearly nearer to the area's own circles than to others.

    Parameters
    ----------
    own, others
        Middles of the area's circles and of all others, shape ``(n, 2)``.
    rise
        How far the area's ground goes beyond its circles.
    """
    top = own[own[:, 1].argmin()]
    best = np.array((top[0], top[1] - rise - height / 2 - GAP))
    low, high = own.min(axis=0), own.max(axis=0)
    across = np.linspace(low[0] - rise, high[0] + rise, STEPS)
    down = np.linspace(best[1], high[1] + rise + height / 2 + GAP, STEPS)
    grid = np.column_stack([np.tile(across, STEPS), np.repeat(down, STEPS)])
    spots = np.vstack([best, grid])
    if len(others):
        spots = spots[_nearest(spots, own) <= NEARER * _nearest(spots, others)]
    away = spots - best
    return Label(width, height, spots, np.sqrt(away[:, 0] ** 2 + away[:, 1] ** 2) / height)


def settle_labels(
    labels: Sequence[Label], discs: Float, marks: Float, frame: tuple[float, float, float, float]
) -> list[int]:
    """Return each label's spot, or ``LEFT_OUT``; earlier labels come first.

    Parameters
    ----------
    discs
        Circles that nothing may cover: ``x, y, radius``, shape ``(n, 3)``.
    marks
        Points better not covered, shape ``(m, 2)``.
    frame
        Left, top, right and bottom of what is seen.
    """
    taken = np.empty((0, 4))
    found = []
    for label in labels:
        half = np.array((label.width / 2, label.height / 2))
        free = _clears(label, half, discs, frame)
        apart = np.abs(label.spots[:, None] - taken[None, :, :2]) >= half + taken[None, :, 2:]
        free &= np.all(np.any(apart, axis=2), axis=1)
        covered = (np.abs(label.spots[:, None] - marks[None]) < half + MARK_HALF).all(axis=2)
        costs = np.where(free, label.costs + MARK_COST * covered.sum(axis=1), np.inf)
        spot = int(costs.argmin()) if free.any() else LEFT_OUT
        found.append(spot)
        if spot != LEFT_OUT:
            taken = np.vstack([taken, (*label.spots[spot], *half)])
    return found


def _clears(
    label: Label, half: Float, discs: Float, frame: tuple[float, float, float, float]
) -> npt.NDArray[np.bool_]:
    """Tell which spots lie in the frame and on no circle."""
    left, top, right, bottom = frame
    inside = np.all(label.spots - half >= (left, top), axis=1)
    inside &= np.all(label.spots + half <= (right, bottom), axis=1)
    away = np.maximum(np.abs(label.spots[:, None] - discs[None, :, :2]) - half, 0)
    clear = away[:, :, 0] ** 2 + away[:, :, 1] ** 2 >= discs[:, 2] ** 2
    free: npt.NDArray[np.bool_] = inside & np.all(clear, axis=1)
    return free


def _nearest(spots: Float, points: Float) -> Float:
    """Return squared distances to the nearest point."""
    away = spots[:, None] - points[None]
    nearest: Float = (away[:, :, 0] ** 2 + away[:, :, 1] ** 2).min(axis=1)
    return nearest
