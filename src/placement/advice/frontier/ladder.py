"""A ladder of budgets: the same question with the caps of one budget line at growing shares of what they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from placement.audit import Statement
from placement.engine import BlockRecord, Decisions, StageOutcome
from placement.instance import Instance
from placement.instance.build import build_instance
from placement.options import OptionTable
from placement.planner import Earlier
from placement.scenario.model import Scenario

LEAST_REST_S = 60.0


@dataclass(frozen=True)
class Rung:
    """The plan of one budget.

    Attributes
    ----------
    share
        The caps as a share of the scenario's.
    decisions, statement
        ``None`` where hard rules cannot be met with so little, or no way was found in time.
    impossible
        Of a rung without a plan: that there is none.
    is_cut
        That work on it was interrupted, or never begun for that reason, before it was answered.
    stages
        Value and bound of every stage, as in a run.
    records
        What solving it has shown, or the rung above it.
    """

    share: Fraction
    scenario: Scenario
    instance: Instance
    decisions: Decisions | None
    statement: Statement | None
    stages: tuple[StageOutcome, ...]
    impossible: bool = False
    is_cut: bool = False
    records: tuple[BlockRecord, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether no plan of this budget is better."""
        return bool(self.stages) and all(stage.proven for stage in self.stages)

    @property
    def is_interrupted(self) -> bool:
        """Whether it was cut short and what is known of it since does not answer it."""
        return self.is_cut and not self.is_proven


def scaled(scenario: Scenario, budget_id: str, share: Fraction) -> Scenario:
    """Return the scenario with all caps of a budget line at a share, whole fen rounded down.

    The same as the override ``budgets.<budget_id>.scale`` of a scenario that states no scale itself.
    """
    lines = tuple(
        replace(line, cap_fen=math.floor(line.cap_fen * share)) if line.id == budget_id else line
        for line in scenario.budgets
    )
    return replace(scenario, budgets=lines)


def shares_of(steps: int, most: Fraction) -> tuple[Fraction, ...]:
    """Return ``steps + 1`` shares from 0 to ``most``."""
    return tuple(most * n / steps for n in range(steps + 1))


@dataclass(frozen=True)
class Ladder:
    """What is climbed: a scenario, its options, the budget line and the shares, smallest first.

    Attributes
    ----------
    earlier
        A run the largest budget starts from, where its plan fits.
    """

    scenario: Scenario
    table: OptionTable
    budget_id: str
    shares: Sequence[Fraction]
    earlier: Earlier | None = None

    def instance(self, share: Fraction) -> tuple[Scenario, Instance]:
        """Return the question at a share of the budget."""
        asked = scaled(self.scenario, self.budget_id, share)
        return asked, build_instance(asked, self.table)


@dataclass(frozen=True, slots=True)
class Patience:
    """Wall seconds for the largest budget, and for all the others together.

    Attributes
    ----------
    rest_s
        ``None`` for twice what the largest took, or six times where that was proven and the others can be,
        too; at least `LEAST_REST_S`. Where the largest started from an earlier run, what it took says
        nothing of the others: then twice what it might have taken.
    """

    top_s: float
    rest_s: float | None = None

    def rest(self, taken_s: float, *, proven: bool, started: bool = False) -> float:
        """Return the seconds for all other budgets; of a stated time also what the largest has left over."""
        if self.rest_s is not None:
            return self.rest_s + max(0.0, self.top_s - taken_s)
        times = 6 if proven else 2
        least = max(LEAST_REST_S, 2 * self.top_s) if started else LEAST_REST_S
        return max(least, times * taken_s)
