"""Degrees to kilometres on a plane around the middle of the city: right to 0.1 % within 100 km."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float64]

KM_PER_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Plane:
    """Equirectangular projection: x east and y north of a point, in km."""

    lon: float
    lat: float

    @classmethod
    def around(cls, lon: Float, lat: Float) -> Plane:
        """Centre the plane on the middle of the given points (degrees)."""
        return cls((lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2)

    def place(self, lon: Float, lat: Float) -> Float:
        """Return points as an array of shape ``(n, 2)`` in km."""
        x = (lon - self.lon) * KM_PER_DEGREE * np.cos(np.radians(self.lat))
        return np.column_stack([x, (lat - self.lat) * KM_PER_DEGREE])


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the plane, km."""

    left: float
    bottom: float
    width: float
    height: float

    @classmethod
    def of(cls, points: Float, margin: float, least: float = 1.5) -> View:
        """Return the rectangle around points with a margin, at least ``least`` km wide and high."""
        low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
        middle, size = (low + high) / 2, np.maximum(high - low, least)
        return cls(*(middle - size / 2).tolist(), *size.tolist())

    def shaped(self, aspect: float) -> View:
        """Return the view widened or heightened to ``width / height == aspect``."""
        width = max(self.width, self.height * aspect)
        height = max(self.height, self.width / aspect)
        return View(
            self.left - (width - self.width) / 2,
            self.bottom - (height - self.height) / 2,
            width,
            height,
        )

    def holds(self, points: Float) -> npt.NDArray[np.bool_]:
        """Tell which points, shape ``(n, 2)``, lie inside."""
        x, y = points[:, 0] - self.left, points[:, 1] - self.bottom
        inside: npt.NDArray[np.bool_] = (x >= 0) & (x <= self.width) & (y >= 0) & (y <= self.height)
        return inside
