"""A plan that was not proven as a whole, as an outcome: the city's bounds, and what each block could reach."""

from __future__ import annotations

from placement.engine.city.bounds import Bounds
from placement.engine.city.records import records_of
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome, PartOutcome, Status
from placement.engine.solver.stating import state_stage


def state_outcome(plan: Decisions, source: str, watch: Watch, bounds: Bounds) -> Outcome:
    """State a plan of a city with what its blocks have shown so far."""
    status: Status = "interrupted" if watch.interrupted else "limit"
    stages = bounds.outcomes(plan)
    if all(stage.proven for stage in stages):
        status = "optimal"
    return Outcome(
        status,
        plan,
        stages,
        source,
        model_size={},
        parts=state_parts(plan, bounds),
        blocks=records_of(bounds, plan),
    )


def state_parts(plan: Decisions, bounds: Bounds) -> tuple[PartOutcome, ...]:
    """State value and bound of every block of a city in every stage; nothing where the city is one block."""
    if len(bounds.parts) == 1:
        return ()
    instance, lows = bounds.instance, bounds.by_part(plan)
    found = []
    for b, cut in enumerate(bounds.cuts):
        ratio = cut.instance.money_unit_fen // instance.money_unit_fen
        terms = evaluate(cut.instance, cut.seen_in(plan)).terms
        stages = []
        for n, stage in enumerate(instance.stages):
            value = terms[stage.term] * (ratio if stage.term.endswith("_money") else 1)
            known = state_stage(stage, stage.sign * value, float(lows[n][b]))
            stages.append(known.restated(value))
        found.append(PartOutcome(cut.instance.circle_ids, tuple(stages)))
    return tuple(found)
