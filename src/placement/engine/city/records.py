"""What a solve has shown of each block, and of the whole, kept so that a later solve need not show it again.

A record is taken over only where the block is the same or holds fewer plans than it did: then every plan of it
was one of the recorded block, so no bound can be wrong. :mod:`placement.engine.cutting.prints` tells whether that is so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError, with_config

from placement.engine.city.bounds import Bounds
from placement.engine.control import sizes
from placement.engine.cutting.prints import Print, take_print
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome, StageOutcome, Trade
from placement.formulation.uses import count_uses
from placement.instance import Bool, Instance

FORMAT = 4
Tiers = dict[str, Annotated[int, Field(ge=0)]]


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class BlockRecord:
    """What was shown of a block with merged years, and its plan; or of the whole with its years.

    Attributes
    ----------
    is_whole
        It is of the whole instance as it was asked for; its plan is then the city's.
    money_unit_fen
        What values and weights of money are counted in.
    options, built
        Ids of the options that its plan starts, and that the plan of the city does.
    held, certified
        Circle → position of the tier it holds in the end in its plan, and in the plan of the city.
    """

    is_whole: bool
    circles: tuple[str, ...]
    money_unit_fen: Annotated[int, Field(ge=1)]
    print: Print
    stages: tuple[StageOutcome, ...]
    trades: tuple[Trade, ...]
    options: tuple[str, ...]
    held: Tiers
    built: tuple[str, ...]
    certified: Tiers

    def plan_in(self, instance: Instance) -> Decisions:
        """Return what is left of its plan in a merged block of the same circles; it may break rules there."""
        return _plan_in(instance, self.options, self.held)

    def counted_in(self, instance: Instance) -> BlockRecord | None:
        """Return the record with money counted as in an instance of fewer options, where its unit may be larger.

        ``None`` where that is not a multiple of the record's.
        """
        times, rest = divmod(instance.money_unit_fen, self.money_unit_fen)
        if rest:
            return None
        units = [times if stage.term.endswith("_money") else 1 for stage in self.stages]
        return replace(
            self,
            money_unit_fen=instance.money_unit_fen,
            stages=tuple(map(StageOutcome.in_larger_units, self.stages, units)),
            trades=tuple(
                replace(
                    t, weights=tuple(w * unit for w, unit in zip(t.weights, units, strict=True))
                )
                for t in self.trades
            ),
        )

    def of_city_in(self, instance: Instance) -> Decisions:
        """Return the same of the city's plan."""
        return _plan_in(instance, self.built, self.certified)


def _plan_in(instance: Instance, options: Sequence[str], held: Tiers) -> Decisions:
    at = {option: o for o, option in enumerate(instance.options.ids)}
    plan = Decisions.nothing(instance)
    plan.start[[at[option] for option in options if option in at]] = 0
    tiers = np.array([held.get(circle, NEVER) for circle in instance.circle_ids])
    plan.held[:, 0] = np.where(tiers < len(instance.tier_ids), tiers, NEVER)
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


def records_of(bounds: Bounds, plan: Decisions) -> tuple[BlockRecord, ...]:
    """Return what was shown of the whole and of every block that was solved, and what the city's plan has there."""
    city, found = bounds.instance, []
    if any(stage.bound is not None for stage in bounds.of_whole):
        print_, stages = bounds.print_of_whole(), bounds.outcomes(plan)
        unit, circles = city.money_unit_fen, city.circle_ids
        found = [BlockRecord(True, circles, unit, print_, stages, (), (), {}, (), {})]
    for b, outcome in sorted(bounds.shown.items()):
        merged, own = bounds.parts[b], outcome.decisions
        found.append(
            BlockRecord(
                False,
                merged.circle_ids,
                merged.money_unit_fen,
                bounds.print_of(b),
                outcome.stages,
                outcome.trades,
                _started(merged, own),
                _certified(merged, own),
                (),
                {},
            )
        )
    return with_plan(found, city, plan)


def with_plan(
    records: Sequence[BlockRecord], city: Instance, plan: Decisions
) -> tuple[BlockRecord, ...]:
    """Return records with what a plan of the city has there, which for the whole must be of the value recorded."""
    facts, started, final = city.options, _started(city, plan), _certified(city, plan)
    at = {circle: c for c, circle in enumerate(city.circle_ids)}

    def of_block(record: BlockRecord) -> BlockRecord:
        inside = np.zeros(city.n_circles, dtype=bool)
        inside[[at[circle] for circle in record.circles]] = True
        here = np.unique(facts.effect_option[inside[facts.effect_circle]])
        built = tuple(sorted(facts.ids[o] for o in here if plan.start[o] != NEVER))
        certified = {circle: final[circle] for circle in record.circles if circle in final}
        return replace(record, built=built, certified=certified)

    return tuple(
        replace(record, options=started, held=final, built=started, certified=final)
        if record.is_whole
        else of_block(record)
        for record in records
    )


def _started(instance: Instance, plan: Decisions) -> tuple[str, ...]:
    return tuple(instance.options.ids[o] for o in np.flatnonzero(plan.start != NEVER))


def _certified(instance: Instance, plan: Decisions) -> Tiers:
    """Return the tier that each circle holds in the end, without those that hold none."""
    held = zip(instance.circle_ids, plan.held[:, -1].tolist(), strict=True)
    return {circle: tier for circle, tier in held if tier != NEVER}


def records_as_values(records: Sequence[BlockRecord]) -> dict[str, Any]:
    """Return records as plain values, ready to be written as JSON."""
    return {
        "format": FORMAT,
        "blocks": TypeAdapter(tuple[BlockRecord, ...]).dump_python(tuple(records), mode="json"),
    }


def records_from_json(text: str | bytes) -> tuple[BlockRecord, ...]:
    """Read records from JSON text of :func:`records_as_values`; what cannot be read, or is of another format, is no record."""
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
