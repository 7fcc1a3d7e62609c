"""Bounds that are known of stages beforehand: used where they hold, and nowhere else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import StageOutcome
from placement.engine.whole.known import Known
from placement.engine.whole.reduction import solve_reduced
from placement.instance import Instance
from plans import legal_plan
from truths import falsehoods, ranks_of
from variations import varied_city

RULES = ("as_drawn", "max_benefit", "money_first", "odd_fen", "dear_awards", "shares", "quotas")


def stated(city: Instance, plan: Decisions, ranks: np.ndarray) -> tuple[StageOutcome, ...]:
    """Return a plan's values with the best bounds there are, each of plans as good as it before that stage."""
    rank = evaluate(city, plan).rank(city)
    found = []
    for n, stage in enumerate(city.stages):
        least = int(ranks[(ranks[:, :n] <= rank[:n]).all(axis=1), n].min())
        sign = -1 if stage.maximise else 1
        value, bound = sign * rank[n], sign * least
        found.append(StageOutcome(stage.term, stage.maximise, value, bound, value == bound))
    return tuple(found)


@pytest.mark.parametrize("rule", RULES)
def test_what_is_known_of_one_plan_makes_no_false_proof_of_another(rule: str) -> None:
    """A better plan may be worse in a later stage, and then have more room in the one after that."""
    left_behind = 0
    for seed in range(12):
        city = varied_city(rule, seed)
        start = legal_plan(city, np.random.default_rng(seed))
        if start is None:
            continue
        ranks = ranks_of(city)
        known = Known.of(stated(city, start, ranks))
        outcome = solve_reduced(city, start, Watch(), Settings(), known)
        rank = evaluate(city, outcome.decisions).rank(city)
        left_behind += any(v > most for v, most in zip(rank, known.values, strict=True))
        assert not falsehoods(outcome, rank, ranks), seed
        assert outcome.status == "optimal"
    assert left_behind


def test_a_bound_holds_of_what_is_no_worse_before_its_stage() -> None:
    known = Known((1.0, -math.inf, -30.0), (2, 10, -20))
    assert known.bound(0, (5, 50, 0)) == 1.0
    assert known.bound(1, (2, 50, 0)) == -math.inf
    assert known.bound(2, (2, 10, 0)) == -30.0
    assert known.bound(2, (1, 9, 0)) == -30.0
    assert known.bound(2, (1, 11, 0)) == -math.inf
    assert known.bound(2, (3, 10, 0)) == -math.inf
    assert Known().bound(2, (0, 0, 0)) == -math.inf
    in_tens = known.per_unit((1, 10, 1))
    assert in_tens.bound(2, (2, 1, 0)) == -30.0
    assert in_tens.bound(2, (2, 2, 0)) == -math.inf
