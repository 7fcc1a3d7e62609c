"""What a solve has shown of each block, and of the whole, kept so that a later solve need not show it again.

A record is taken over only where the block is the same or holds fewer plans than it did: then every plan of it
was one of the recorded block, so no bound can be wrong. :mod:`placement.engine.cutting.prints` tells whether that
is so, and :mod:`placement.engine.city.recalling` takes it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from pydantic import Field, with_config

from placement.engine.city.bounds import Bounds
from placement.engine.cutting.prints import Print
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.outcome import StageOutcome, Trade
from placement.instance import Instance

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
