"""A program that HiGHS calls infeasible is asked again, otherwise configured, before a node is closed by it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import placement.engine.priced.priced_model as pricing
from oracle import best_rank
from placement.engine.control.settings import WITHOUT_PRESOLVE, Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.priced.solve import solve_priced
from placement.engine.solver.highs import Highs, MipResult
from placement.engine.whole.program import FOUND_AFTER_ALL
from variations import varied_city

RUN = Highs.run


def says_infeasible(highs: Highs, watch: Watch, **limits: Any) -> MipResult:
    """Answer as a HiGHS would whose presolve calls every model infeasible, as versions have done with some."""
    result = RUN(highs, watch, **limits)
    if highs.options.get("presolve") == WITHOUT_PRESOLVE["presolve"]:
        return result
    return replace(
        result, status="infeasible", values=None, bound=float("inf"), message="Infeasible"
    )


@pytest.mark.parametrize("rule", ["as_drawn", "max_benefit", "graded_lines"])
def test_no_optimum_is_lost_to_a_wrong_infeasible(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Highs, "run", says_infeasible)
    found_after_all = 0
    for seed in range(4):
        city = varied_city(rule, seed)
        start = Decisions.nothing(city)
        if evaluate(city, start).feasible:
            outcome = solve_priced(city, start, Watch(), Settings())
            rank = evaluate(city, outcome.decisions).rank(city)
            assert (outcome.status, rank) == ("optimal", best_rank(city)), seed
            found_after_all += FOUND_AFTER_ALL in outcome.notes
    assert found_after_all


def test_what_is_only_a_look_for_plans_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def run(highs: Highs, watch: Watch, **limits: Any) -> MipResult:
        asked.append(highs.options.get("presolve"))
        return says_infeasible(highs, watch, **limits)

    city = varied_city("as_drawn", 2)
    model = pricing.PricedModel.build(city, Decisions.nothing(city), Watch(), Settings())
    everything = model.possible.copy()
    monkeypatch.setattr(Highs, "run", run)
    for rough in (0.5, 0.0):
        model.program(everything, model.model.rows, model.goal(0), rough).solve(Watch())
    assert asked == [None, None, WITHOUT_PRESOLVE["presolve"]]


def test_a_second_opinion_differs_from_the_first_however_that_was_configured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[object, object]] = []

    def run(highs: Highs, watch: Watch, **limits: Any) -> MipResult:
        asked.append((highs.options.get("presolve"), highs.options["random_seed"]))
        result = RUN(highs, watch, **limits)
        return replace(result, status="infeasible", values=None, bound=float("inf"))

    city = varied_city("as_drawn", 2)
    model = pricing.PricedModel.build(city, Decisions.nothing(city), Watch(), Settings())
    program = model.program(model.possible.copy(), model.model.rows, model.goal(0))
    monkeypatch.setattr(Highs, "run", run)
    for one in (program, program.otherwise()):
        assert one.solve(Watch()).bound == float("inf")
    assert asked == [(None, 0), ("off", 0), ("off", 1), ("off", 2)]
