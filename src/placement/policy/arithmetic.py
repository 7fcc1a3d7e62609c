"""The exact arithmetic of a rubric: units → points → kinds → tier. Integers only.

Everything is counted in *steps*, the smallest step of points (济宁: half a point, so 80 points are 160
steps). ``units`` is one whole number per line, in the order of ``Rubric.lines``: outlets (or dm² of them) on
a counted line, steps of points on a judged line. What is not points per unit is a graded line, see
:mod:`placement.policy.requirements`. The audit trusts this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from placement.policy.card import NONE, Rubric, Tier
from placement.policy.requirements import NOWHERE, Place


def line_points_steps(rubric: Rubric, units: Sequence[int]) -> tuple[int, ...]:
    """Return points per line in steps: ``p[i] = min(units[i] · unit_steps[i], cap_steps[i])``.

    Raises
    ------
    ValueError
        If there is not one number per line, or a number is negative.
    """
    if len(units) != len(rubric.lines):
        msg = f"{len(rubric.lines)} numbers of units are needed, not {len(units)}"
        raise ValueError(msg)
    if any(n < 0 for n in units):
        msg = "units may not be negative"
        raise ValueError(msg)
    return tuple(
        min(int(n) * line.unit_steps, line.cap_steps)
        for n, line in zip(units, rubric.lines, strict=True)
    )


def chapter_points_steps(
    rubric: Rubric, units: Sequence[int], place: Place = NOWHERE
) -> tuple[int, ...]:
    """Return points per chapter in steps, inner chapters first.

    ``P[h] = min(cap[h], Σ p[i] over own lines + Σ own grades + Σ P[g] over sub-chapters g)``.
    """
    line_points = line_points_steps(rubric, units)
    grades = [grade.score(units, place) for grade in rubric.grades]
    points = [
        sum(line_points[i] for i in chapter.own_lines) + sum(grades[g] for g in chapter.own_grades)
        for chapter in rubric.chapters
    ]
    for h in range(len(rubric.chapters) - 1, -1, -1):
        points[h] = min(points[h], rubric.chapters[h].cap_steps)
        if rubric.chapters[h].parent != NONE:
            points[rubric.chapters[h].parent] += points[h]
    return tuple(points)


def points_steps(
    rubric: Rubric, units: Sequence[int], place: Place = NOWHERE, *, table: int = 0
) -> int:
    """Return the score of a table in steps: ``min(total, Σ P[h] over its outermost chapters)``."""
    points = chapter_points_steps(rubric, units, place)
    outermost = (
        p
        for p, c in zip(points, rubric.chapters, strict=True)
        if c.parent == NONE and c.table == table
    )
    return min(rubric.tables[table].total_steps, sum(outermost))


def kinds_present(rubric: Rubric, units: Sequence[int]) -> dict[str, int]:
    """Return the number of kinds by class: lines of the class with at least one unit."""
    present = dict.fromkeys(rubric.kind_classes, 0)
    for n, line in zip(units, rubric.lines, strict=True):
        if line.kind_class is not None and n >= 1:
            present[line.kind_class] += 1
    return present


def tier_of(rubric: Rubric, units: Sequence[int], place: Place = NOWHERE) -> int:
    """Return the position of the tier a circle reaches, -1 for none.

    1. Take the highest tier whose interval holds the score of its table; none: -1.
    2. If its gates hold (kinds, shares, the second table), that is the tier. Otherwise ``unrated`` gives -1
       and ``next_lower`` goes one tier down, where the upper end of the interval no longer matters; repeat.
    """
    scores = [points_steps(rubric, units, place, table=k) for k in range(len(rubric.tables))]
    present = kinds_present(rubric, units)
    holding = [j for j, tier in enumerate(rubric.tiers) if tier.holds_score(scores[tier.table])]
    for j in range(holding[-1] if holding else NONE, NONE, -1):
        tier = rubric.tiers[j]
        if scores[tier.table] >= tier.lowest_steps and _gates_hold(
            tier, units, place, present, scores
        ):
            return j
        if tier.fall_through == "unrated":
            return NONE
    return NONE


def _gates_hold(
    tier: Tier,
    units: Sequence[int],
    place: Place,
    present: Mapping[str, int],
    scores: Sequence[int],
) -> bool:
    confirmed = tier.confirmed_by is None or scores[tier.confirmed_by[0]] >= tier.confirmed_by[1]
    return (
        confirmed
        and tier.holds_kinds(present)
        and all(gate.holds(units, place) for gate in tier.gates)
    )
