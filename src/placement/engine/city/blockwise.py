"""Block by block: the years merged for the bound, then the years spread out again for the plan."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from placement.engine.city.bounds import Bounds
from placement.engine.city.crew import hire
from placement.engine.city.mending import mend
from placement.engine.city.parts import state_outcome, state_parts
from placement.engine.city.records import BlockRecord, recall_blocks
from placement.engine.city.spreading import spread
from placement.engine.city.worker import Found, Report, Result, Task, solve_task
from placement.engine.control import sizes
from placement.engine.control.pace import Pace
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Effort, Watch
from placement.engine.cutting.blocks import cut_block
from placement.engine.cutting.merging import merge_plan, merge_years
from placement.engine.cutting.subproblem import Subproblem
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate, is_better
from placement.engine.plans.outcome import Outcome
from placement.engine.solver.stating import shown_factor
from placement.engine.whole.reduction import lowered
from placement.formulation.uses import count_uses
from placement.instance import Bool, Instance, Int

SHARE_OF_TIME = 0.85
"""Of the time left, what bounding the blocks may take together where their plans are to be spread over years."""
SHARE_FOR_YEARS = 0.2
"""Of the time left, what spreading one block's plan over the years may take."""
MOST_TURNS = 3
LEAST_TURN_S = 5.0
"""How often a block is solved as long as it has no proof, and the time left that is worth a turn, wall seconds."""
TELLING_PAUSE = 20
"""How long nothing more is told on the way: so many times what telling took."""


@dataclass
class Agenda:
    """The blocks still to be solved, and what was found of the others.

    Attributes
    ----------
    plan
        The city's best plan so far.
    watch, around
        Of the bounding, and of the whole solve, which leaves time to spread the last plans.
    merged
        Every block cut out of the city, and its instance with merged years.
    records
        What a former solve has shown of blocks; taken over where it holds.
    touched
        Circles of the blocks that differ from those of the records and had to be looked at again, shape
        ``(C,)``; all circles where nothing differs, as then the former solve goes on.
    """

    instance: Instance
    plan: Decisions
    settings: Settings
    watch: Watch
    around: Watch
    workers: int
    blocks: list[Int]
    records: Sequence[BlockRecord] = ()
    merged: list[tuple[Subproblem, Instance]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)
    _spread: dict[int, bytes] = field(default_factory=dict)
    _best: dict[int, Decisions] = field(default_factory=dict)
    _turns: dict[int, int] = field(default_factory=dict)
    _unproven: list[int] = field(default_factory=list)
    _silent_until: float = 0.0

    def __post_init__(self) -> None:
        """Cut all blocks out; the largest is first in line, then what misses a target, then the smallest up."""
        for n, circles in enumerate(self.blocks):
            part = cut_block(self.instance, self.plan, circles)
            merged, start = merge_years(part.instance), merge_plan(part.start)
            self.merged.append((part, merged))
            # A block that finds nothing better answers with this plan in the tiers that stand in for its own.
            self._spread[n] = _key(lowered(merged, start, self.settings))
        self.bounds = Bounds(self.instance, [merged for _, merged in self.merged])
        order = sorted(range(len(self.blocks)), key=self._misses_no_target)
        if self.workers > 1:
            order.sort(key=lambda n: n != len(self.blocks) - 1)
        starts = [merge_plan(part.start) for part, _ in self.merged]
        self._recalled, self.goes_on = recall_blocks(self.bounds, starts, self.records)
        self._best |= {n: recalled.outcome.decisions for n, recalled in self._recalled.items()}
        self._waiting = [
            n for n in order if n not in self._recalled or self._recalled[n].is_open(self.goes_on)
        ]
        self.touched = np.full(self.instance.n_circles, self.goes_on)
        for n in self._waiting:
            self.touched[self.blocks[n]] = True
        for n, recalled in self._recalled.items():
            self.touched[self.blocks[n][recalled.lost]] = True

    def _misses_no_target(self, number: int) -> bool:
        part = self.merged[number][0]
        return not any(target.missing(part.start.held) for target in part.instance.targets)

    def mend(self) -> Decisions:
        """Return the plan with what some circles have lost mended, before anything is proven anew."""
        plan = self.plan
        for n, recalled in self._recalled.items():
            if recalled.wants_mending:
                lost = self.blocks[n][recalled.lost]
                plan, notes = mend(self.instance, plan, lost, self.around, self.settings)
                self.notes += notes
        return plan

    def take_over(self) -> None:
        """Learn what the records show; where something was lost, a block's plan is spread over the years again."""
        for n, recalled in self._recalled.items():
            if recalled.lost.any():
                self._learn(n, recalled.outcome)
            else:
                self.bounds.learn(n, recalled.outcome)

    def worth_another_look(self) -> Bool:
        """Return the circles touched that may still do better without those of other blocks, shape ``(C,)``."""
        is_open = np.ones(self.instance.n_circles, dtype=bool)
        block = np.zeros(self.instance.n_circles, dtype=np.int64)
        for n, part in enumerate(state_parts(self.instance, self.plan, self.bounds)):
            is_open[self.blocks[n]] = not self.bounds.is_best(n, part)
            block[self.blocks[n]] = n
        for target in self.instance.targets:
            circles = list(target.circles)
            if len(set(block[circles].tolist())) > 1 and target.missing(self.plan.held):
                is_open[circles] = True
        return self.touched & is_open

    def next_task(self) -> Task | None:
        """Take the next block; its share of the time grows with its size.

        When all have had their turn, those without a proof have another one with the time left.
        """
        if not self._waiting and self.watch.remaining_s > LEAST_TURN_S:
            self._waiting, self._unproven = self._unproven, []
        if not self._waiting:
            return None
        n = self._waiting.pop(0)
        sizes = [len(self.blocks[k]) for k in (n, *self._waiting)]
        share = min(1.0, max(1, self.workers) * sizes[0] / sum(sizes))
        part, merged = self.merged[n]
        limit = self.watch.remaining_s * share
        start = self._best[n] if n in self._best else merge_plan(part.start)
        settings = replace(self.settings, wants_trades=len(self.blocks) > 1)
        return Task(n, merged, start, settings, limit)

    def hear(self, message: Report | Found) -> None:
        """Take what is known of a block over as it comes."""
        if isinstance(message, Found):
            self._learn(message.number, message.outcome)
        if time.monotonic() >= self._silent_until:
            began = time.monotonic()
            self.tell()
            self._silent_until = began + TELLING_PAUSE * (time.monotonic() - began)

    def tell(self) -> None:
        """Report value and bound of the city in the first stage that is not proven."""
        stages = self.bounds.outcomes(self.plan)
        n = next((n for n, stage in enumerate(stages) if not stage.proven), len(stages) - 1)
        stage, told = stages[n], self.instance.stages[n]
        phase = f"stage {n + 1} {stage.term}"
        if self.around.phase != phase:
            self.around.enter(phase, shown_factor(self.instance, told))
        self.around.tell(
            incumbent=stage.sign * stage.value,
            bound=None if stage.bound is None else stage.sign * stage.bound,
            relative_gap=stage.relative_gap,
            nodes=len(self.bounds.shown),
        )
        self.around.keep(lambda: state_outcome(self.plan, "search", self.around, self.bounds))

    def take(self, result: Result) -> None:
        """Note what a block has shown, and take its plan over where that is better."""
        self.watch.effort.add(nodes=result.effort.nodes, lp_iterations=result.effort.lp_iterations)
        if result.outcome is None:
            self._note(result.number, (result.error,))
            return
        self._note(result.number, result.outcome.notes)
        self._learn(result.number, result.outcome)
        self._turns[result.number] = self._turns.get(result.number, 0) + 1
        if result.outcome.status == "limit" and self._turns[result.number] < MOST_TURNS:
            self._unproven.append(result.number)
        self.tell()

    def _note(self, number: int, notes: tuple[str, ...]) -> None:
        self.notes += [f"block {number + 1} of {len(self.blocks)}: {note}" for note in notes]

    def _learn(self, number: int, outcome: Outcome) -> None:
        """Keep the bounds of a block; spread its plan over the years, once for every plan."""
        recalled = self._recalled.get(number)
        self.bounds.learn(number, outcome if recalled is None else recalled.joined(outcome))
        part, decisions = self.merged[number][0], outcome.decisions
        self._best[number] = decisions
        if self._spread[number] == _key(decisions):
            return
        self._spread[number] = _key(decisions)
        if self._is_taken_over(part, decisions):
            return
        proposed = np.zeros(self.instance.n_options, dtype=bool)
        proposed[part.options[decisions.start != NEVER]] = True
        certified = part.circles[decisions.held[:, -1] != NEVER]
        inner = self.around.inner(self.around.remaining_s * SHARE_FOR_YEARS)
        proposal = part.circles, proposed, certified
        self.plan, notes = spread(
            self.instance, self.plan, proposal, inner, self.settings, self.pace
        )
        self.notes += notes

    def _is_taken_over(self, part: Subproblem, decisions: Decisions) -> bool:
        """Take a block's plan over as it is, in a single year, where that keeps every rule of the city."""
        if self.instance.n_years > 1:
            return False
        plan = part.merge(self.plan, decisions)
        rank = evaluate(self.instance, self.plan).rank(self.instance)
        if not is_better(self.instance, plan, rank):
            return False
        self.plan = plan
        return True


def _key(plan: Decisions) -> bytes:
    return plan.start.tobytes() + plan.held.tobytes()


@dataclass(frozen=True)
class Solved:
    """The plan with what could be taken over, the city's bounds, and what went wrong on the way.

    Attributes
    ----------
    touched
        Circles worth another look, shape ``(C,)``; see :class:`Agenda`.
    goes_on
        The whole city is solved, from nothing or on from where a former solve stopped; else a change of it.
    """

    plan: Decisions
    bounds: Bounds
    notes: tuple[str, ...]
    touched: Bool
    goes_on: bool
    pace: Pace = field(default_factory=Pace)


def solve_blocks(
    instance: Instance,
    plan: Decisions,
    blocks: list[Int],
    watch: Watch,
    settings: Settings,
    records: Sequence[BlockRecord] = (),
) -> Solved:
    """Solve every block of which the records do not say enough."""
    watch.enter("blocks")
    bounding = watch.inner(watch.remaining_s * (SHARE_OF_TIME if instance.n_years > 1 else 1.0))
    size = settings.workers if count_uses(instance) > sizes.WORTH_A_PROCESS else 0
    agenda = Agenda(instance, plan, settings, bounding, watch, size, blocks, records)
    mended = agenda.mend()
    if mended is not plan:
        before = agenda.notes
        agenda = Agenda(instance, mended, settings, bounding, watch, size, blocks, records)
        agenda.notes += before
    agenda.take_over()
    for result in _results(agenda):
        agenda.take(result)
    notes = tuple(dict.fromkeys(agenda.notes))
    touched = agenda.worth_another_look()
    return Solved(agenda.plan, agenda.bounds, notes, touched, agenda.goes_on, agenda.pace)


def _results(agenda: Agenda) -> Iterator[Result]:
    if agenda.workers == 0:
        while not agenda.watch.over and (task := agenda.next_task()) is not None:
            # The inner watch counts its effort where this one does.
            result = solve_task(task, agenda.watch.inner(task.time_limit_s))
            yield replace(result, effort=Effort())
        return
    with hire(agenda.workers, agenda.watch, agenda.hear) as crew:
        yield from crew.run(agenda.next_task)
