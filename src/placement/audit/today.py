"""The score cards before anything is done: what the plan is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from placement.audit.cards import card_points, card_rows
from placement.audit.certificates import place_of
from placement.audit.registers import Registers
from placement.audit.supply import Units
from placement.policy.rubric import Place, Rubric, kinds_present, points_steps, tier_of


@dataclass(frozen=True, slots=True)
class CardToday:
    """One circle as it stands before the plan.

    Attributes
    ----------
    points
        Points per row of the card, see :func:`placement.audit.cards.card_rows`.
    kinds
        Kinds present by class.
    reached
        Id of the tier the card reaches, ``""`` for none; recognition is another matter.
    """

    points: tuple[Decimal, ...]
    score: Decimal
    kinds: Mapping[str, int]
    reached: str


def cards_today(registers: Registers, today: Units) -> dict[str, CardToday]:
    """Score every circle by what it has today."""
    rubric = registers.scenario.rubric
    return {
        circle_id: _card(rubric, units, place_of(registers.circles[circle_id]))
        for circle_id, units in today.items()
    }


def _card(rubric: Rubric, units: list[int], place: Place) -> CardToday:
    position = tier_of(rubric, units, place)
    return CardToday(
        points=card_points(rubric, card_rows(rubric), units, place),
        score=rubric.points(points_steps(rubric, units, place)),
        kinds=kinds_present(rubric, units),
        reached=rubric.tiers[position].id if position >= 0 else "",
    )
