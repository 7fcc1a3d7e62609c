"""The plan of a city while its blocks are solved: every better plan of a block is spread over the years at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from placement.engine.city.knowledge import Knowledge
from placement.engine.city.parts import state_outcome
from placement.engine.city.spreading import spread
from placement.engine.city.worker import Found, Report, Result
from placement.engine.control.pace import Pace
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Progress, Watch
from placement.engine.cutting.subproblem import Subproblem
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate, is_better
from placement.engine.plans.outcome import Outcome
from placement.engine.solver.stating import shown_factor
from placement.engine.whole.reduction import lowered

SHARE_FOR_YEARS = 0.2
"""Of the time left, what spreading one block's plan over the years may take."""
TELLING_PAUSE = 20
"""How long nothing more is told on the way: so many times what telling took."""


@dataclass
class CityPlan:
    """The city's best plan so far, and what becomes known of its blocks.

    Attributes
    ----------
    watch
        Of the whole solve, which leaves time to spread the last plans.
    """

    best: Decisions
    known: Knowledge
    watch: Watch
    settings: Settings
    notes: list[str] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)
    _spread: dict[int, bytes] = field(default_factory=dict)
    _silent_until: float = 0.0

    def __post_init__(self) -> None:
        """Take the plan's own part in each block as spread already."""
        for n, start in enumerate(self.known.starts):
            # A block that finds nothing better answers with this plan in the tiers that stand in for its own.
            self._spread[n] = _key(lowered(self.known.merged(n), start, self.settings))

    def take_over(self) -> None:
        """Learn what the records show; where something was lost, a block's plan is spread over the years again."""
        for n, recalled in self.known.recalled.items():
            if recalled.lost.any():
                self._learn(n, recalled.outcome)
            else:
                self.known.bounds.learn(n, recalled.outcome)

    def hear(self, message: Report | Found) -> None:
        """Take what is known of a block over as it comes."""
        if isinstance(message, Found):
            self._learn(message.number, message.outcome)
        if time.monotonic() >= self._silent_until:
            began = time.monotonic()
            self.tell()
            self._silent_until = began + TELLING_PAUSE * (time.monotonic() - began)

    def heard_of(self, number: int) -> Callable[[Progress], None]:
        """Return what hears of a block that is solved in this process."""
        return lambda progress: self.hear(Report(number, progress))

    def take(self, result: Result) -> None:
        """Note what a block has shown, and take its plan over where that is better."""
        self.watch.effort.add(nodes=result.effort.nodes, lp_iterations=result.effort.lp_iterations)
        if result.outcome is None:
            self._note(result.number, (result.error,))
            return
        self._note(result.number, result.outcome.notes)
        self._learn(result.number, result.outcome)
        self.tell()

    def tell(self) -> None:
        """Report value and bound of the city in the first stage that is not proven."""
        known, watch = self.known, self.watch
        stages = known.bounds.outcomes(self.best)
        n = next((n for n, stage in enumerate(stages) if not stage.proven), len(stages) - 1)
        stage = stages[n]
        phase = f"stage {n + 1} {stage.term}"
        if watch.phase != phase:
            watch.enter(phase, shown_factor(known.instance, known.instance.stages[n]))
        watch.tell(
            incumbent=stage.sign * stage.value,
            bound=None if stage.bound is None else stage.sign * stage.bound,
            relative_gap=stage.relative_gap,
            nodes=len(known.bounds.shown),
        )
        watch.keep(lambda: state_outcome(self.best, "search", watch, known.bounds))

    def _note(self, number: int, notes: tuple[str, ...]) -> None:
        blocks = len(self.known.blocks)
        self.notes += [f"block {number + 1} of {blocks}: {note}" for note in notes]

    def _learn(self, number: int, outcome: Outcome) -> None:
        """Keep the bounds of a block; take its plan over, once for every plan."""
        self.known.learn(number, outcome)
        part, decisions = self.known.bounds.cuts[number], outcome.decisions
        if self._spread[number] == _key(decisions):
            return
        self._spread[number] = _key(decisions)
        if not self._is_taken_over(part, decisions):
            self._spread_out(part, decisions)

    def _is_taken_over(self, part: Subproblem, decisions: Decisions) -> bool:
        """Take a block's plan over as it is, in a single year, where that keeps every rule of the city."""
        instance = self.known.instance
        if instance.n_years > 1:
            return False
        plan = part.merge(self.best, decisions)
        if not is_better(instance, plan, evaluate(instance, self.best).rank(instance)):
            return False
        self.best = plan
        return True

    def _spread_out(self, part: Subproblem, decisions: Decisions) -> None:
        """Build over the years what a block's plan builds, as far as that betters the city's."""
        instance = self.known.instance
        proposed = np.zeros(instance.n_options, dtype=bool)
        proposed[part.options[decisions.start != NEVER]] = True
        certified = part.circles[decisions.held[:, -1] != NEVER]
        inner = self.watch.inner(self.watch.remaining_s * SHARE_FOR_YEARS)
        proposal = part.circles, proposed, certified
        self.best, notes = spread(instance, self.best, proposal, inner, self.settings, self.pace)
        self.notes += notes


def _key(plan: Decisions) -> bytes:
    return plan.start.tobytes() + plan.held.tobytes()
