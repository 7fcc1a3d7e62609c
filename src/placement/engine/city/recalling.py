"""What records of a former solve say of the blocks, and of the whole, as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from placement.engine.city.bounds import Bounds
from placement.engine.city.records import BlockRecord
from placement.engine.control import sizes
from placement.engine.cutting.prints import take_print
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome, StageOutcome
from placement.formulation.uses import count_uses
from placement.instance import Bool, Instance


@dataclass(frozen=True)
class Recalled:
    """What a record says of a block as it is now.

    Attributes
    ----------
    outcome
        With a plan of the block as it is now, the recorded one if it still keeps every rule.
    is_same
        Nothing about the block has changed; else it holds fewer plans than it did.
    keeps_plan
        The block's recorded plan keeps every rule.
    lost
        Circles for which the start differs from the city's recorded plan, shape ``(C,)``.
    is_large
        Solving the block again takes long, so only what was lost is looked at again.
    is_no_worse
        The start is no worse than the city's recorded plan was.
    is_done
        What was recorded is proven, and the plan of ``outcome`` reaches it; in a block that became tighter it
        need not.
    """

    outcome: Outcome
    is_same: bool
    keeps_plan: bool
    lost: Bool
    is_large: bool
    is_no_worse: bool
    is_done: bool

    @property
    def wants_mending(self) -> bool:
        """Whether the start has lost something for which the record has no remedy."""
        return bool(self.lost.any()) and not self.keeps_plan and not self.is_no_worse

    def is_open(self, goes_on: bool) -> bool:
        """Tell whether the block is to be solved: when plans are lost, or the former solve goes on."""
        if self.wants_mending:
            return not self.is_large
        return goes_on and not self.is_done

    def joined(self, outcome: Outcome) -> Outcome:
        """Return a new outcome with the recorded bounds that hold without any condition."""
        known = self.outcome
        stages = (outcome.stages[0].or_bound(known.stages[0].bound), *outcome.stages[1:])
        trades = tuple(dict.fromkeys((*known.trades, *outcome.trades)))
        return replace(outcome, stages=stages, trades=trades)


def recall_blocks(
    bounds: Bounds, starts: Sequence[Decisions], records: Sequence[BlockRecord]
) -> tuple[dict[int, Recalled], bool]:
    """Return what records say of merged blocks, by position, and whether a former solve is to go on.

    It goes on where nothing has changed at all; otherwise only what has changed is looked at again.

    Parameters
    ----------
    starts
        Feasible plans of the blocks.
    """
    by_circles = {record.circles: record for record in records if not record.is_whole}
    found = {}
    for n, (merged, start) in enumerate(zip(bounds.parts, starts, strict=True)):
        record = by_circles.get(merged.circle_ids)
        if record is None or len(record.stages) != len(merged.stages):
            continue
        now = bounds.print_of(n)
        counted = record.counted_in(merged) if now.restricts(record.print) else None
        if counted is None:
            continue
        record = counted
        plan = record.plan_in(merged)
        value = evaluate(merged, plan)
        keeps_plan = value.feasible and int((plan.start != NEVER).sum()) == len(record.options)
        of_city, rank = record.of_city_in(merged), evaluate(merged, start).rank(merged)
        is_better = keeps_plan and value.rank(merged) < rank
        recorded = tuple(stage.sign * stage.value for stage in record.stages)
        reached = recorded == (value.rank(merged) if is_better else rank)
        outcome = Outcome(
            "limit",
            plan if is_better else start,
            record.stages,
            "mip",
            model_size={},
            trades=record.trades,
        )
        found[n] = Recalled(
            outcome,
            now == record.print,
            keeps_plan,
            _differing(merged, of_city, start),
            count_uses(merged) > sizes.TOO_LARGE_TO_REPEAT,
            rank <= evaluate(merged, of_city).rank(merged),
            reached and all(stage.proven for stage in record.stages),
        )
    same = len(found) == len(bounds.parts) and all(recalled.is_same for recalled in found.values())
    return found, same or not by_circles


def recall_whole(instance: Instance, records: Sequence[BlockRecord]) -> tuple[StageOutcome, ...]:
    """Return what a former solve has shown of the whole where it holds of the instance as well; else nothing."""
    for record in records:
        if record.is_whole and len(record.stages) == len(instance.stages):
            fits = take_print(instance).restricts(record.print)
            counted = record.counted_in(instance) if fits else None
            return () if counted is None else counted.stages
    return ()


def _differing(instance: Instance, one: Decisions, other: Decisions) -> Bool:
    """Return the circles that hold another tier, or count on options of only one of two plans."""
    facts = instance.options
    differs: Bool = (one.held != other.held).any(axis=1)
    differs[facts.effect_circle[(one.start != other.start)[facts.effect_option]]] = True
    return differs
