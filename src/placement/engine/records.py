"""What a solve has shown of each block, kept so that a later solve need not show it again.

A record is taken over only where the block is the same or holds fewer plans than it did: then every plan of it
was one of the recorded block, so no bound can be wrong. :mod:`placement.engine.prints` tells whether that is so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError, with_config

from placement.engine.bounds import Bounds
from placement.engine.decisions import NEVER, Decisions, evaluate
from placement.engine.outcome import Outcome, StageOutcome, Trade
from placement.engine.prints import Print
from placement.formulation.uses import count_uses
from placement.instance import Bool, Instance

FORMAT = 1
TOO_LARGE_TO_REPEAT = 8_000
"""Uses (circle × tier × option) from which a block that is only tighter is mended instead of solved anew."""


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class BlockRecord:
    """What was shown of a block with merged years, and its plan.

    Attributes
    ----------
    options
        Ids of the options the plan starts.
    held
        Circle → position of the tier it holds.
    """

    circles: tuple[str, ...]
    print: Print
    stages: tuple[StageOutcome, ...]
    trades: tuple[Trade, ...]
    options: tuple[str, ...]
    held: dict[str, Annotated[int, Field(ge=0)]]

    def plan_in(self, instance: Instance) -> Decisions:
        """Return what is left of the plan in a merged block of the same circles; it may break rules there."""
        at = {option: o for o, option in enumerate(instance.options.ids)}
        plan = Decisions.nothing(instance)
        plan.start[[at[option] for option in self.options if option in at]] = 0
        held = [self.held.get(circle, NEVER) for circle in instance.circle_ids]
        plan.held[:, 0] = np.where(np.array(held) < len(instance.tier_ids), held, NEVER)
        return plan


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
        The recorded plan keeps every rule.
    lost
        Where it does not: circles for which the start differs from it, shape ``(C,)``.
    is_large
        Solving the block again takes long, so only what was lost is looked at again.
    """

    outcome: Outcome
    is_same: bool
    keeps_plan: bool
    lost: Bool
    is_large: bool

    def is_open(self, goes_on: bool) -> bool:
        """Tell whether the block is to be solved: when its plan is lost, or the former solve goes on."""
        if not self.keeps_plan:
            return not (self.is_large and self.lost.any())
        return goes_on and not all(stage.proven for stage in self.outcome.stages)

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
    by_circles = {record.circles: record for record in records}
    found = {}
    for n, (merged, start) in enumerate(zip(bounds.parts, starts, strict=True)):
        record = by_circles.get(merged.circle_ids)
        if record is None or len(record.stages) != len(merged.stages):
            continue
        now = bounds.print_of(n)
        if not now.restricts(record.print):
            continue
        plan = record.plan_in(merged)
        value = evaluate(merged, plan)
        keeps_plan = value.feasible and int((plan.start != NEVER).sum()) == len(record.options)
        is_better = keeps_plan and value.rank(merged) < evaluate(merged, start).rank(merged)
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
            _differing(merged, plan, start),
            count_uses(merged) > TOO_LARGE_TO_REPEAT,
        )
    same = len(found) == len(bounds.parts) and all(recalled.is_same for recalled in found.values())
    return found, same or not records


def _differing(instance: Instance, one: Decisions, other: Decisions) -> Bool:
    """Return the circles that hold another tier, or count on options of only one of two plans."""
    facts = instance.options
    differs: Bool = (one.held != other.held).any(axis=1)
    differs[facts.effect_circle[(one.start != other.start)[facts.effect_option]]] = True
    return differs


def records_of(bounds: Bounds) -> tuple[BlockRecord, ...]:
    """Return what was shown of every block that was solved."""
    found = []
    for b, outcome in sorted(bounds.shown.items()):
        merged, plan = bounds.parts[b], outcome.decisions
        found.append(
            BlockRecord(
                merged.circle_ids,
                bounds.print_of(b),
                outcome.stages,
                outcome.trades,
                tuple(merged.options.ids[o] for o in np.flatnonzero(plan.start != NEVER)),
                {
                    circle: int(tier)
                    for circle, tier in zip(merged.circle_ids, plan.held[:, 0], strict=True)
                    if tier != NEVER
                },
            )
        )
    return tuple(found)


def as_values(records: Sequence[BlockRecord]) -> dict[str, Any]:
    """Return records as plain values for JSON."""
    return {
        "format": FORMAT,
        "blocks": TypeAdapter(tuple[BlockRecord, ...]).dump_python(tuple(records), mode="json"),
    }


def from_values(text: str | bytes) -> tuple[BlockRecord, ...]:
    """Read the JSON text of :func:`as_values`; what cannot be read, or is of another format, is no record."""
    try:
        blocks = TypeAdapter(_File).validate_json(text, strict=True).blocks
    except ValidationError:
        return ()
    return tuple(
        block
        for block in blocks
        if all(math.isfinite(x) for t in block.trades for x in (*t.weights, t.least))
    )


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class _File:
    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)]
    blocks: tuple[BlockRecord, ...]
