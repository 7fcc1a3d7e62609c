"""Stating stages: what is sure of them without a solve, and how values, bounds and the end of a solve are told."""

from __future__ import annotations

import math

import numpy as np

from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome, StageOutcome, Status
from placement.engine.solver.compile import Float, SparseModel
from placement.instance import Instance, Stage

SLACK = 5e-4
RELATIVE_SLACK = 1e-12
"""What a solver's tolerances may have added to a bound: absolutely, and per unit."""
JUST_UNDER_ONE = 0.999
"""Of the least step of a whole number, the difference of value and bound at which a proof may stop."""
FEN_PER_WAN_YUAN = 1_000_000


def trivial_bound(instance: Instance, sparse: SparseModel, stage: Stage) -> int:
    """Least value of a stage's minimised term that needs no solve to be sure of.

    No term is negative, and no more residents can be served than live in circles that can be certified.
    """
    if not stage.maximise:
        return 0
    cost = sparse.minimised(stage)
    low = np.where(cost > 0, cost * _finite(sparse.col_lower), cost * _finite(sparse.col_upper))
    columns = round(float(low.sum()))
    most = most_residents(instance, stage.term, instance.n_years)
    return columns if most is None else max(columns, -most)


def most_residents(instance: Instance, term: str, n_years: int) -> int | None:
    """Residents, or residents by year, of all circles that can be certified; ``None`` of other terms."""
    years = {"certified_residents": 1, "resident_years": n_years}.get(term)
    if years is None:
        return None
    can = ~instance.blocked_circle
    can &= instance.current_tier < len(instance.tier_ids) - 1
    return years * int(instance.residents[can].sum())


def whole_number(bound: float) -> int:
    """Round a lower bound up to the next integer, but for what a solver's tolerances may have added."""
    return math.ceil(bound - max(SLACK, RELATIVE_SLACK * abs(bound)))


def state_stage(stage: Stage, value: int, bound: float) -> StageOutcome:
    """State value and lower bound of a minimised term in the term's own sense; proven is told later."""
    least = stage.sign * whole_number(bound) if math.isfinite(bound) else None
    return StageOutcome(stage.term, stage.maximise, stage.sign * value, least, proven=False)


def _finite(bounds: Float) -> Float:
    return np.where(np.isfinite(bounds), bounds, 0.0)


def shown_factor(instance: Instance, stage: Stage) -> float:
    """Return what a stage's minimised value is multiplied by for people: money in 万元, gains positive."""
    unit = instance.money_unit_fen / FEN_PER_WAN_YUAN if stage.term.endswith("_money") else 1.0
    return stage.sign * unit


def unsolved(instance: Instance, plan: Decisions, watch: Watch) -> Outcome:
    """State a plan of which nothing was shown, as there was no time to begin with it."""
    value = evaluate(instance, plan)
    stages = tuple(
        state_stage(stage, value.minimised(stage), -math.inf) for stage in instance.stages
    )
    return Outcome(status_of(stages, watch, 0.0), plan, stages, "mip", model_size={})


def status_of(stages: tuple[StageOutcome, ...], watch: Watch, gap: float) -> Status:
    """Return how a solve ended that has these stages."""
    if all(stage.proven for stage in stages):
        return "optimal"
    if all(s.relative_gap is not None and s.relative_gap <= gap for s in stages):
        return "within_gap"
    return "interrupted" if watch.interrupted else "limit"
