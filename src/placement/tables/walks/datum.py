"""Coordinates: from the datum a source uses to WGS-84 and back.

Chinese map services publish shifted coordinates. GCJ-02 (高德, 腾讯) is off WGS-84 by about 400 m on
average, half of a walking circle; BD-09 (百度) is GCJ-02 shifted once more. Both shifts are published only
as forward formulas, so the way back is found by fixed-point iteration.

All functions take and return degrees, broadcast like numpy, and let NaN pass through as NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

Datum = Literal["WGS-84", "GCJ-02", "BD-09"]
DATUMS: tuple[Datum, ...] = ("WGS-84", "GCJ-02", "BD-09")

Degrees = npt.NDArray[np.float64]
Pair = tuple[Degrees, Degrees]

# Krasovsky 1940, as in the published GCJ-02 formula.
_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323

# Outside this box the services publish unshifted coordinates.
_CHINA_LON = (72.004, 137.8347)
_CHINA_LAT = (0.8293, 55.8271)

# Residual in the shifted datum at which the iteration stops. The shift changes by less than 1 % of a
# step, so the position itself is then good to better than 1e-9 degree (0.1 mm).
_TOLERANCE_DEG = 1e-11
_MAX_STEPS = 30


MOST_LON, MOST_LAT = 180, 90


def on_globe(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Tell which points, of any shape, are on the globe: within ±180 and ±90 degrees."""
    return np.asarray((np.abs(lon) <= MOST_LON) & (np.abs(lat) <= MOST_LAT))


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> Pair:
    """Convert coordinates of `datum` to WGS-84.

    Parameters
    ----------
    lon, lat
        Degrees, any matching shapes.
    datum
        ``"WGS-84"``, ``"GCJ-02"`` or ``"BD-09"``.

    Returns
    -------
    tuple of arrays
        Longitude and latitude in degrees, good to 1e-9 degree.

    Raises
    ------
    ValueError
        For an unknown datum.
    """
    x, y = _as_degrees(lon, lat)
    match datum:
        case "WGS-84":
            return x, y
        case "GCJ-02":
            return _gcj02_to_wgs84(x, y)
        case "BD-09":
            return _gcj02_to_wgs84(*_solve(_gcj02_to_bd09, x, y))
    raise ValueError(_unknown(datum))


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> Pair:
    """Convert WGS-84 coordinates to `datum`; the inverse of :func:`to_wgs84`.

    Raises
    ------
    ValueError
        For an unknown datum.
    """
    x, y = _as_degrees(lon, lat)
    match datum:
        case "WGS-84":
            return x, y
        case "GCJ-02":
            return _wgs84_to_gcj02(x, y)
        case "BD-09":
            return _gcj02_to_bd09(*_wgs84_to_gcj02(x, y))
    raise ValueError(_unknown(datum))


def _unknown(datum: str) -> str:
    return f"unknown datum {datum!r}; known: {', '.join(DATUMS)}"


def _as_degrees(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    x, y = np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    return x.copy(), y.copy()


def _in_china(lon: Degrees, lat: Degrees) -> npt.NDArray[np.bool_]:
    inside_lon = (lon >= _CHINA_LON[0]) & (lon <= _CHINA_LON[1])
    return inside_lon & (lat >= _CHINA_LAT[0]) & (lat <= _CHINA_LAT[1])


def _ripple(lon: Degrees, lat: Degrees) -> Pair:
    """Return the east and north polynomials of the GCJ-02 formula (before scaling to degrees)."""
    x, y = lon - 105.0, lat - 35.0
    root, product = np.sqrt(np.abs(x)), x * y
    shared = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * product + 0.1 * root + shared
    east += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * product + 0.2 * root + shared
    north += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    return east, north


def _shift(lon: Degrees, lat: Degrees) -> Pair:
    """Return WGS-84 plus the GCJ-02 offset, everywhere on earth."""
    east, north = _ripple(lon, lat)
    radians = np.radians(lat)
    w = 1.0 - _ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    metres_per_lat = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / w**1.5 * np.pi / 180.0
    metres_per_lon = _SEMI_MAJOR_M / np.sqrt(w) * np.cos(radians) * np.pi / 180.0
    return lon + east / metres_per_lon, lat + north / metres_per_lat


def _wgs84_to_gcj02(lon: Degrees, lat: Degrees) -> Pair:
    inside = _in_china(lon, lat)
    lon[inside], lat[inside] = _shift(lon[inside], lat[inside])
    return lon, lat


def _gcj02_to_wgs84(lon: Degrees, lat: Degrees) -> Pair:
    inside = _in_china(lon, lat)
    lon[inside], lat[inside] = _solve(_shift, lon[inside], lat[inside])
    return lon, lat


def _gcj02_to_bd09(lon: Degrees, lat: Degrees) -> Pair:
    wave = np.pi * 3000.0 / 180.0
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * wave)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * wave)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _solve(forward: Callable[[Degrees, Degrees], Pair], lon: Degrees, lat: Degrees) -> Pair:
    """Find the point that `forward` takes to (lon, lat): ``x ← x − (forward(x) − target)``."""
    x, y = lon.copy(), lat.copy()
    for _ in range(_MAX_STEPS):
        fx, fy = forward(x, y)
        dx, dy = fx - lon, fy - lat
        x, y = np.asarray(x - dx), np.asarray(y - dy)
        finite = np.asarray(np.isfinite(dx) & np.isfinite(dy))
        if np.max(np.hypot(dx, dy), initial=0.0, where=finite) <= _TOLERANCE_DEG:
            return x, y
    raise ArithmeticError("the inverse datum shift did not converge")
