"""What blocks claim, as index sets: conditions of graded lines, and the requirements behind them."""

from __future__ import annotations

from dataclasses import dataclass

from placement.formulation.blocks import BlockId, LineId, OptionId

ClaimId = str
Need = tuple[BlockId, ClaimId, str]
"""Block, claim and requirement; the claim is ``GATE`` for what the tier itself asks."""

GATE = "gate"


@dataclass(frozen=True)
class ClaimSets:
    """Claims of blocks; every mapping holds only what is not met today or may be lost.

    Attributes
    ----------
    points
        ``(block, claim) -> points`` in steps above what the grade gives without it.
    of_grade
        ``(block, grade) -> claims``.
    adding
        Grades whose claims add up; of the others one claim at most counts.
    deficit
        ``(block, grade) -> points`` the claims of an adding grade must first make up.
    unavoidable
        ``(block, grade)`` without which the tier's score is out of reach.
    lack
        ``need -> units`` that are short.
    used
        ``need -> ((option, units), ...)``: what options of the block add.
    members
        ``need -> ((line, weight), ...)`` of a named set that the circle does not have.
    standing
        ``need -> ((option, units), ...)`` of everything that can be built, where units may be negative.
    worst
        ``need -> units``: by how much all that can be built may miss the requirement.
    """

    points: dict[tuple[BlockId, ClaimId], int]
    of_grade: dict[tuple[BlockId, str], tuple[ClaimId, ...]]
    adding: frozenset[str]
    deficit: dict[tuple[BlockId, str], int]
    unavoidable: tuple[tuple[BlockId, str], ...]
    lack: dict[Need, int]
    used: dict[Need, tuple[tuple[OptionId, int], ...]]
    members: dict[Need, tuple[tuple[LineId, int], ...]]
    standing: dict[Need, tuple[tuple[OptionId, int], ...]]
    worst: dict[Need, int]

    @property
    def new_members(self) -> list[tuple[BlockId, LineId]]:
        """All (block, line) pairs that can add a missing member of a named set."""
        return [(need[0], i) for need, members in self.members.items() for i, _ in members]
