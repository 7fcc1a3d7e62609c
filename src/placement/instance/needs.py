"""What each circle lacks for each tier today: the reduction every solver and heuristic starts from.

For circle ``c`` with ``e[i]`` units on line ``i``::

    line_points[i] = min(e[i] * unit_steps[i], cap_steps[i])
    base           = line_points summed, each chapter cut at its cap
    points[j]      = max(0, tier_points[j] - base)
    kinds[j, k]    = max(0, tier_kinds[j, k] - number of lines of class k with e[i] >= 1)
"""

from __future__ import annotations

import numpy as np

from placement.instance.facts import Int, LineFacts, TierNeeds


def line_points(lines: LineFacts, units: Int) -> Int:
    """Return points per line in steps, cut at each line's cap; ``units`` has shape ``(..., L)``."""
    points: Int = np.minimum(units * lines.unit_steps, lines.cap_steps)
    return points


def cut_at_chapters(lines: LineFacts, points: Int) -> tuple[Int, Int]:
    """Cut line points at the caps of their chapters, inner chapters first.

    Parameters
    ----------
    points
        Points per line in steps, shape ``(C, L)``.

    Returns
    -------
    total
        Points of the whole card, shape ``(C,)``.
    residual
        Points each chapter can still gain, shape ``(C, H)``.
    """
    cut = points.copy()
    residual = np.zeros((points.shape[0], len(lines.chapters)), dtype=np.int64)
    for h in sorted(range(len(lines.chapters)), key=lambda h: len(lines.chapters[h][2])):
        _, cap, members = lines.chapters[h]
        inside = cut[:, list(members)].sum(axis=1)
        excess = np.maximum(inside - cap, 0)
        cut[:, members[0]] -= excess  # only sums over whole chapters are read from here on
        residual[:, h] = np.maximum(cap - inside, 0)
    return cut.sum(axis=1), residual


def kinds_present(lines: LineFacts, units: Int) -> Int:
    """Return the number of kinds by class, shape ``(C, K)``, of circles with ``units`` per line."""
    has = units >= 1
    return (
        np.stack(
            [has[:, lines.kind_class == k].sum(axis=1) for k in range(len(lines.kind_classes))],
            axis=1,
        ).astype(np.int64)
        if lines.kind_classes
        else np.zeros((units.shape[0], 0), dtype=np.int64)
    )


def build_needs(lines: LineFacts, existing: Int, tier_points: Int, tier_kinds: Int) -> TierNeeds:
    """Compare what circles have with what the tiers ask for."""
    points = line_points(lines, existing)
    base, chapter_residual = cut_at_chapters(lines, points)
    present = kinds_present(lines, existing)
    return TierNeeds(
        points=np.maximum(tier_points[None, :] - base[:, None], 0),
        kinds=np.maximum(tier_kinds[None, :, :] - present[:, None, :], 0),
        residual_steps=lines.cap_steps[None, :] - points,
        chapter_residual_steps=chapter_residual,
        is_new_kind=(lines.kind_class[None, :] >= 0) & (existing == 0),
    )
