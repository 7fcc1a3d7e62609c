"""How a solve ended, stage by stage, in terms a reader can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from placement.engine.plans.decisions import Decisions

if TYPE_CHECKING:
    from placement.engine.city.records import BlockRecord

Status = Literal["optimal", "within_gap", "limit", "interrupted", "infeasible", "failed"]
Grade = Literal["proved_twice", "proved_one_engine", "gap", "not_proved"]


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
    def sign(self) -> int:
        """What value and bound are multiplied by to be minimised, as :attr:`~placement.instance.Stage.sign`."""
        return -1 if self.maximise else 1

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

        The bound still holds, as it was found with looser rows for those stages; but a bound that the plan
        beats is a defect of the solver and is dropped.
        """
        beaten = self.bound is not None and self.sign * value < self.sign * self.bound
        bound = None if beaten else self.bound
        return replace(self, value=value, bound=bound, proven=value == bound)

    def in_larger_units(self, times: int) -> StageOutcome:
        """Return the stage counted in units so many times as large, of which all plans now have whole numbers.

        The bound becomes the next value there is; a value in between becomes the next better one.
        """
        value = self.sign * (self.sign * self.value // times)
        bound = None if self.bound is None else -self.sign * (-self.sign * self.bound // times)
        return replace(self, value=value, bound=bound, proven=value == bound)

    def or_bound(self, other: int | None) -> StageOutcome:
        """Return the stage with another bound of it where that one says more."""
        if other is None or self.proven:
            return self
        better = self.bound is None or self.sign * other > self.sign * self.bound
        return replace(self, bound=other).restated(self.value) if better else self


@dataclass(frozen=True)
class Trade:
    """What no plan escapes, whatever it does with the other stages: ``weights @ terms >= least``.

    Attributes
    ----------
    weights
        One for every stage of its minimised term, none negative.
    """

    weights: tuple[float, ...]
    least: float


@dataclass(frozen=True)
class PartOutcome:
    """What a block of circles has in the plan, and what it can do at best.

    Attributes
    ----------
    circles
        Ids of its circles.
    stages
        A bound is what the block can reach at best in a plan of the city that is no worse before that stage.
    """

    circles: tuple[str, ...]
    stages: tuple[StageOutcome, ...]


@dataclass(frozen=True)
class Outcome:
    """The best decisions found and what is known about them.

    Attributes
    ----------
    baseline
        Objective terms of the greedy plan, money in fen; ``None`` where greedy found no plan.
    source
        What produced the decisions: ``nothing``, ``greedy``, ``start`` (an earlier run), ``search`` or ``mip``.
    notes
        What went wrong on the way, solver faults above all; none of it is in the decisions or bounds.
    trades
        Valid without any condition, unlike the bounds of later stages.
    parts
        The plan block by block, where it was solved so.
    confirmed
        A second, differently configured solve found no better plan either, and proved that there is none.
    blocks
        What was shown of every block, for a later solve to take over.
    """

    status: Status
    decisions: Decisions
    stages: tuple[StageOutcome, ...]
    source: str
    model_size: dict[str, int]
    notes: tuple[str, ...] = ()
    baseline: Mapping[str, int] | None = None
    trades: tuple[Trade, ...] = ()
    parts: tuple[PartOutcome, ...] = ()
    confirmed: bool = False
    blocks: tuple[BlockRecord, ...] = ()

    @property
    def grade(self) -> Grade:
        """Grade of proof of all stages together."""
        return grade_of(self.stages, confirmed=self.confirmed)


def grade_of(stages: Sequence[StageOutcome], *, confirmed: bool = False) -> Grade:
    """Return the grade of proof: ``gap`` when every stage has a bound that says something.

    A bound that leaves a gap of 100 % or more is the trivial one.
    """
    if all(stage.proven for stage in stages):
        return "proved_twice" if confirmed else "proved_one_engine"
    gaps = [stage.relative_gap for stage in stages]
    return "gap" if all(gap is not None and gap < 1 for gap in gaps) else "not_proved"
