"""The score cards before anything is done: what the plan is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from placement.audit.supply import Units
from placement.policy.rubric import Rubric, kinds_present, line_points_steps, points_steps, tier_of


@dataclass(frozen=True, slots=True)
class CardToday:
    """One circle as it stands before the plan.

    Attributes
    ----------
    points
        Points per line, in the order of the rubric.
    kinds
        Kinds present by class.
    reached
        Id of the tier the card reaches, ``""`` for none; recognition is another matter.
    """

    points: tuple[Decimal, ...]
    score: Decimal
    kinds: Mapping[str, int]
    reached: str


def exact(number: Fraction) -> Decimal:
    """Return a fraction of points as an exact decimal; points have finite decimals by the step."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def cards_today(rubric: Rubric, today: Units) -> dict[str, CardToday]:
    """Score every circle by what it has today."""
    return {circle_id: _card(rubric, units) for circle_id, units in today.items()}


def _card(rubric: Rubric, units: list[int]) -> CardToday:
    position = tier_of(rubric, units)
    return CardToday(
        points=tuple(exact(rubric.points(n)) for n in line_points_steps(rubric, units)),
        score=exact(rubric.points(points_steps(rubric, units))),
        kinds=kinds_present(rubric, units),
        reached=rubric.tiers[position].id if position >= 0 else "",
    )
