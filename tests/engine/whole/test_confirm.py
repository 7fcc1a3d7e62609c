"""The second solve: it confirms what is optimal, and catches what was only called so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oracle import best_rank
from placement.engine.control.settings import Settings, otherwise
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome, StageOutcome
from placement.engine.solve import solve_instance
from placement.engine.solver.highs import Highs
from placement.engine.whole.confirm import ask_again, confirmed
from placement.instance import Instance
from tiny import tiny_city
from variations import varied_city

RULES = ("as_drawn", "odd_fen", "max_benefit", "certified_before", "shares")


def called_optimal(city: Instance, plan: Decisions) -> Outcome:
    """State any plan as a solver would that is wrong about it."""
    terms = evaluate(city, plan).terms
    stages = tuple(
        StageOutcome(s.term, s.maximise, terms[s.term], terms[s.term], proven=True)
        for s in city.stages
    )
    return Outcome("optimal", plan, stages, "mip", model_size={})


@pytest.mark.parametrize("rule", RULES)
def test_what_is_optimal_is_confirmed(rule: str) -> None:
    for seed in range(3):
        city = varied_city(rule, seed)
        if best_rank(city) is None:
            continue
        outcome = solve_instance(city, Watch(), Settings(confirm=True))
        assert outcome.confirmed, seed
        assert outcome.grade == "proved_twice"
        assert solve_instance(city, Watch()).grade == "proved_one_engine"


def test_what_is_not_optimal_is_caught() -> None:
    caught = 0
    for seed in range(6):
        city = tiny_city(seed)
        nothing = Decisions.nothing(city)
        if not evaluate(city, nothing).feasible:
            continue
        best = best_rank(city)
        outcome = confirmed(city, called_optimal(city, nothing), Watch(), Settings())
        if evaluate(city, nothing).rank(city) == best:
            assert outcome.confirmed
            continue
        caught += 1
        assert outcome.status == "limit"
        assert outcome.grade == "not_proved"
        assert not outcome.confirmed
        assert evaluate(city, outcome.decisions).rank(city) < evaluate(city, nothing).rank(city)
        assert "second solve" in outcome.notes[-1]
    assert caught


def test_it_is_configured_unlike_a_solve_that_was_lost_and_asked_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else "proved twice" would be said of one and the same solve, made twice."""
    given: list[dict[str, object]] = []

    class Heard(Highs):
        def __post_init__(self) -> None:
            given.append(dict(self.options))
            super().__post_init__()

    monkeypatch.setattr("placement.engine.whole.confirm.Highs", Heard)
    for settings in (Settings(seed=3), Settings(seed=3, options={"presolve": "off"})):
        solve_instance(tiny_city(1), Watch(), replace(settings, confirm=True))
        assert given
        first, again = dict(settings.highs), otherwise(settings.highs)
        assert all(options not in (first, again) for options in given)
        given.clear()


def test_without_time_or_for_large_instances_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city = tiny_city(1)
    outcome = solve_instance(city, Watch())
    assert outcome.status == "optimal"
    over = Watch()
    over.stop()
    assert not ask_again(city, outcome.decisions, over, Settings()).confirmed
    monkeypatch.setattr("placement.engine.control.sizes.LARGEST_CONFIRMED", -1)
    assert confirmed(city, outcome, Watch(), Settings()) == outcome
    unproven = replace(outcome, status="limit")
    assert confirmed(city, unproven, Watch(), Settings()) is unproven
