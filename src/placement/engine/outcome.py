"""How a solve ended, stage by stage, in terms a reader can check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from placement.engine.decisions import Decisions

Status = Literal["optimal", "within_gap", "limit", "interrupted", "infeasible", "failed"]
Grade = Literal["proved_one_engine", "gap", "not_proved"]


@dataclass(frozen=True)
class StageOutcome:
    """Value and bound of one stage, in the term's own unit and sense.

    Attributes
    ----------
    value
        What the plan reaches.
    bound
        What no plan can beat given the stages before; ``None`` where none is known.
    proven
        True when no plan can be better in this stage.
    """

    term: str
    maximise: bool
    value: int
    bound: int | None
    proven: bool

    @property
    def relative_gap(self) -> float | None:
        """``|value - bound| / |value|``; 0 when proven, ``None`` without a bound."""
        if self.proven:
            return 0.0
        if self.bound is None:
            return None
        return abs(self.value - self.bound) / max(1, abs(self.value))

    def restated(self, value: int) -> StageOutcome:
        """Return the stage for a plan that is at least as good in the stages before.

        The bound still holds: it was found with looser rows for those stages.
        """
        return replace(self, value=value, proven=self.bound == value)


@dataclass(frozen=True)
class Outcome:
    """The best decisions found and what is known about them.

    Attributes
    ----------
    source
        What produced the decisions: ``nothing``, ``greedy``, ``search`` or ``mip``.
    """

    status: Status
    decisions: Decisions
    stages: tuple[StageOutcome, ...]
    source: str
    model_size: dict[str, int]
    notes: tuple[str, ...] = ()

    @property
    def grade(self) -> Grade:
        """Grade of proof: of all stages, ``gap`` when every stage has at least a bound."""
        if all(stage.proven for stage in self.stages):
            return "proved_one_engine"
        if all(stage.bound is not None for stage in self.stages):
            return "gap"
        return "not_proved"
