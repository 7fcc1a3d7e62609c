"""Block by block: the years merged for the bound, then the years spread out again for the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from placement.engine.city.bounds import Bounds
from placement.engine.city.city_plan import CityPlan
from placement.engine.city.crew import hire
from placement.engine.city.knowledge import Knowledge
from placement.engine.city.mending import mend
from placement.engine.city.merged import is_for_pricing
from placement.engine.city.records import BlockRecord
from placement.engine.city.turns import Turns
from placement.engine.city.worker import Result, solve_task
from placement.engine.control import sizes
from placement.engine.control.pace import Pace
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Effort, Watch
from placement.engine.plans.decisions import Decisions
from placement.formulation.uses import count_uses
from placement.instance import Bool, Instance, Int

SHARE_OF_TIME = 0.85
"""Of the time left, what bounding the blocks may take together where their plans are to be spread over years."""


@dataclass(frozen=True)
class Solved:
    """The plan with what could be taken over, the city's bounds, and what went wrong on the way.

    Attributes
    ----------
    touched
        Circles worth another look, shape ``(C,)``.
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
    known = Knowledge.gather(instance, plan, blocks, records)
    mended, notes = _mended(known, plan, watch, settings)
    if mended is not plan:
        known = Knowledge.gather(instance, mended, blocks, records)
    city = CityPlan(mended, known, watch, settings, notes)
    city.take_over()
    workers = settings.workers if _is_worth_processes(known) else 0
    turns = Turns(known, bounding, settings, workers)
    for result in _results(turns, city):
        city.take(result)
        turns.note(result)
    told = tuple(dict.fromkeys(city.notes))
    worth = known.worth_another_look(city.best)
    return Solved(city.best, known.bounds, told, worth, known.goes_on, city.pace)


def _mended(
    known: Knowledge, plan: Decisions, watch: Watch, settings: Settings
) -> tuple[Decisions, list[str]]:
    """Return the plan with what some circles have lost mended, before anything is proven anew, and notes."""
    told: list[str] = []
    for n, recalled in known.recalled.items():
        if recalled.wants_mending:
            lost = known.blocks[n][recalled.lost]
            plan, notes = mend(known.instance, plan, lost, watch, settings)
            told += notes
    return plan, told


def _is_worth_processes(known: Knowledge) -> bool:
    """Tell whether there is work to share: blocks, or the nodes of a tree."""
    if count_uses(known.instance) <= sizes.WORTH_A_PROCESS:
        return False
    return len(known.blocks) > 1 or is_for_pricing(known.merged(0))


def _results(turns: Turns, city: CityPlan) -> Iterator[Result]:
    if turns.workers == 0:
        while not turns.watch.over and (task := turns.next_task()) is not None:
            inner = turns.watch.inner(task.time_limit_s)
            inner.report = city.heard_of(task.number)
            # The inner watch counts its effort where this one does.
            yield replace(solve_task(task, inner), effort=Effort())
        return
    with hire(turns.workers, turns.watch, city.hear) as crew:
        yield from crew.run(turns.next_task)
