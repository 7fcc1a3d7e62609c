"""What each circle lacks for each tier today: the reduction every solver and heuristic starts from.

For circle ``c`` with ``e[i]`` units on line ``i``::

    item_points[i] = min(e[i] * unit_steps[i], cap_steps[i]), then the points of every grade
    base[p]        = item_points summed over table p, each chapter cut at its cap
    points[j, p]   = max(0, tier_points[j, p] - base[p])
    kinds[j, k]    = max(0, tier_kinds[j, k] - number of lines of class k with e[i] >= 1)

``base`` counts only grades that no further outlet can cost.
"""

from __future__ import annotations

import numpy as np

from placement.instance.card import Bool, CardFacts, Int, by_table, grade_points, surplus
from placement.instance.facts import LineFacts, TierNeeds


def line_points(lines: LineFacts, units: Int) -> Int:
    """Return points per line in steps, cut at each line's cap; ``units`` has shape ``(..., L)``."""
    points: Int = np.minimum(units * lines.unit_steps, lines.cap_steps)
    return points


def item_points(lines: LineFacts, card: CardFacts, units: Int, holds: Bool) -> Int:
    """Return points of lines and grades in steps, shape ``(C, I)``; ``holds`` says so for requirements."""
    points = line_points(lines, units)
    return np.concatenate([points, grade_points(card, holds)], axis=1) if card.grades else points


def cut_at_chapters(lines: LineFacts, points: Int) -> tuple[Int, Int]:
    """Cut item points at the caps of their chapters, inner chapters first.

    Parameters
    ----------
    points
        Points per item in steps, shape ``(C, I)``.

    Returns
    -------
    cut
        Points whose sums over whole chapters are right, shape ``(C, I)``; single items may go negative.
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
    return cut, residual


def scores(lines: LineFacts, card: CardFacts, units: Int, tables: int) -> Int:
    """Return the score of every circle in every table in steps, shape ``(C, P)``."""
    cut, _ = cut_at_chapters(lines, item_points(lines, card, units, surplus(card, units) >= 0))
    return by_table(card, cut, tables)


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


def tiers_reached(
    lines: LineFacts, card: CardFacts, units: Int, tier_points: Int, tier_kinds: Int
) -> Bool:
    """Return which tiers circles with ``units`` (shape ``(C, L)``) qualify for, shape ``(C, J)``."""
    total = scores(lines, card, units, tier_points.shape[1])
    kinds = kinds_present(lines, units)
    enough = np.asarray((total[:, None, :] >= tier_points[None, :, :]).all(axis=2))
    enough = enough & (kinds[:, None, :] >= tier_kinds[None, :, :]).all(axis=2)
    if card.gates:
        holds = surplus(card, units) >= 0
        enough = enough & np.stack([holds[:, list(r)].all(axis=1) for r in card.gates], axis=1)
    return enough


def build_needs(
    lines: LineFacts, card: CardFacts, existing: Int, tier_points: Int, tier_kinds: Int
) -> TierNeeds:
    """Compare what circles have with what the tiers ask for."""
    ahead = surplus(card, existing)
    lasting = (ahead >= 0) & np.array([r.rises for r in card.requirements], dtype=bool)[None, :]
    points = item_points(lines, card, existing, lasting)
    cut, chapter_residual = cut_at_chapters(lines, points)
    base = by_table(card, cut, tier_points.shape[1])
    present = kinds_present(lines, existing)
    caps = np.append(lines.cap_steps, [grade.cap for grade in card.grades]).astype(np.int64)
    return TierNeeds(
        points=np.maximum(tier_points[None, :, :] - base[:, None, :], 0),
        kinds=np.maximum(tier_kinds[None, :, :] - present[:, None, :], 0),
        residual_steps=caps[None, :] - points,
        chapter_residual_steps=chapter_residual,
        is_new_kind=(lines.kind_class[None, :] >= 0) & (existing == 0),
        lack=-ahead,
    )
