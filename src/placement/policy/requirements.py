"""Requirements and graded lines: points for what must be reached, not per outlet (C4, C6, C10–C12, C15).

Every archetype of line comes down to two things. *Counted lines* give points per unit up to a cap. *Graded
lines* give points for conditions; a condition is a set of requirements that must all hold, and a requirement
is one inequality over the units of counted lines:

    Σ weight[i] · f(units[i]) ≥ least,    f(n) = n, or min(n, 1) where kinds are counted

=================  ==========================================================================================
all-or-nothing     f = min(n, 1), weights 1, least = the kinds needed; points of the one condition
bands              one condition per band, outlets or a measure each; the best band that holds counts
density            weight = people, least = density × residents of the circle
share of outlets   share a/b: weight b on the numerator, −a on the denominator, least 0; and one outlet at least
deductions         start − Σ minus over the conditions missed, never below zero
=================  ==========================================================================================

So whoever evaluates, plans or audits needs one rule for requirements and one for grades. Integers only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ANY = "any"
"""Area class that stands for every class without a threshold of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a requirement may look at in a circle besides its units."""

    area_class: str = ""
    residents: int = 0
    households: int = 0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Requirement:
    """One inequality over units.

    Attributes
    ----------
    lines
        Positions of counted lines.
    weights
        Area class → one weight per line; ``any`` stands for every other class.
    least, least_per_resident, least_per_household
        The right-hand side is ``least + least_per_resident · residents + least_per_household · households``.
    presence
        Count lines with at least one unit instead of units.
    """

    lines: tuple[int, ...]
    weights: Mapping[str, tuple[int, ...]] = field(hash=False)
    least: int
    least_per_resident: int = 0
    least_per_household: int = 0
    presence: bool = False

    @property
    def more_is_never_worse(self) -> bool:
        """True if more units can never break it."""
        return all(weight >= 0 for row in self.weights.values() for weight in row)

    def weights_in(self, area_class: str) -> tuple[int, ...]:
        """Return the weights in a class of areas.

        Raises
        ------
        KeyError
            If there is no threshold for the class.
        """
        return self.weights[area_class if area_class in self.weights else ANY]

    def least_in(self, place: Place) -> int:
        """Return the right-hand side in a circle."""
        return (
            self.least
            + self.least_per_resident * place.residents
            + self.least_per_household * place.households
        )

    def holds(self, units: Sequence[int], place: Place) -> bool:
        """Tell whether the requirement holds."""
        return self.surplus(units, place) >= 0

    def surplus(self, units: Sequence[int], place: Place) -> int:
        """Return by how much the left-hand side is above the right-hand side; negative where it does not hold."""
        found = sum(
            weight * (min(int(units[i]), 1) if self.presence else int(units[i]))
            for i, weight in zip(self.lines, self.weights_in(place.area_class), strict=True)
        )
        return found - self.least_in(place)


@dataclass(frozen=True, slots=True)
class Grade:
    """A graded line.

    Attributes
    ----------
    points_steps, conditions
        Points and requirements of each condition, in the order of the document.
    adds
        False: the best condition that holds counts. True: all that hold add up, less ``offset_steps``.
    offset_steps
        Taken off the sum; negative where something is left even when nothing holds.
    cap_steps
        Most points of the line.
    """

    id: str
    name: str
    chapter: str
    points_steps: tuple[int, ...]
    conditions: tuple[tuple[Requirement, ...], ...]
    cap_steps: int
    adds: bool = False
    offset_steps: int = 0

    def score(self, units: Sequence[int], place: Place) -> int:
        """Return the points in steps."""
        held = [
            points
            for points, condition in zip(self.points_steps, self.conditions, strict=True)
            if all(requirement.holds(units, place) for requirement in condition)
        ]
        if not self.adds:
            return max(held, default=0)
        return min(self.cap_steps, max(0, sum(held) - self.offset_steps))
