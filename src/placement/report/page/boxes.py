"""Where the map can be taken: the whole city, groups of neighbouring districts, single districts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from placement.report.figures.map_layout import neighbourhoods, spacing_km
from placement.report.figures.projection import Float
from placement.report.speaker import Speaker

FRAME_PIXELS, READABLE_PIXELS = 560, 9
MARGIN_KM, MARGIN_SHARE = 0.9, 0.05


def boxes_of(at: Float, district: Sequence[str], whole: str, say: Speaker) -> dict[str, Any]:
    """Return ``boxes``, the ``firstBox`` in which circles can be told apart, and their ``spacing`` [km].

    A box names the ``districts`` that it shows, and whose circles are counted beside it.

    Parameters
    ----------
    at
        Circles, shape ``(n, 2)``, km.
    whole
        What all districts together are called.
    """
    names = list(dict.fromkeys(district))
    where = np.array([names.index(name) for name in district])
    boxes = [_box(whole, names, at)] if len(names) > 1 else []
    groups = [group for group in neighbourhoods(at, list(district)) if 1 < len(group) < len(names)]
    groups.sort(key=lambda group: -int(np.isin(where, [names.index(n) for n in group]).sum()))
    boxes += [
        _box(say.listed(group), group, at[np.isin(where, [names.index(n) for n in group])])
        for group in (*groups, *((name,) for name in names))
    ]
    spacing = spacing_km(at)
    readable = (
        n for n, box in enumerate(boxes) if _pixels_per_km(box) * spacing >= READABLE_PIXELS
    )
    return {"boxes": boxes, "firstBox": next(readable, 0), "spacing": round(spacing, 4)}


def _box(name: str, districts: Iterable[str], at: Float) -> dict[str, Any]:
    low, high = at.min(axis=0), at.max(axis=0)
    margin = MARGIN_KM + MARGIN_SHARE * float((high - low).max())
    sides = (*(low - margin).round(3).tolist(), *(high + margin).round(3).tolist())
    return {"name": name, "districts": list(districts), "box": sides}


def _pixels_per_km(box: dict[str, Any]) -> float:
    left, bottom, right, top = map(float, box["box"])
    return min(2 * FRAME_PIXELS / (right - left), FRAME_PIXELS / (top - bottom))
