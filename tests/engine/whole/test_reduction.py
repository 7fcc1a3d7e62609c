"""What is left of an instance answers for the instance: plans, values in its own units, bounds and trades."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import placement.engine.city.merged as doors
from oracle import best_rank, every_rank
from placement.engine.city.merged import solve_merged
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.merging import merge_years
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.whole.model import WholeModel, solve_whole
from placement.engine.whole.reduction import reduce_instance, solve_reduced
from placement.instance import Instance
from variations import varied_city

RULES = ["as_drawn", "dear_awards", "graded_lines", "shares", "quotas", "reviews"]


def with_a_fen_for_nothing(city: Instance) -> Instance:
    """Let one more option at the first site, which helps nobody, cost one odd fen: with it the money unit is a fen."""
    facts = city.options
    options = replace(
        facts,
        ids=(*facts.ids, "idle"),
        site=np.append(facts.site, facts.site[0]),
        available=np.vstack([facts.available, facts.available[0]]),
        investment_fen=np.append(facts.investment_fen, 0),
        pay_option=np.append(facts.pay_option, city.n_options),
        pay_budget=np.append(facts.pay_budget, 0),
        pay_fen=np.append(facts.pay_fen, 1001),
    )
    return replace(city, options=options)


def assert_answers_for(outcome: Outcome, city: Instance) -> None:
    value = evaluate(city, outcome.decisions)
    assert value.feasible
    assert [stage.value for stage in outcome.stages] == [
        value.terms[stage.term] for stage in city.stages
    ]


@pytest.mark.parametrize("rule", RULES)
def test_values_and_bounds_are_in_units_of_the_instance(rule: str) -> None:
    ratios = set()
    for seed in range(6):
        city = with_a_fen_for_nothing(varied_city(rule, seed))
        nothing = Decisions.nothing(city)
        small = reduce_instance(city, nothing, Settings()).instance
        ratios.add(small.money_unit_fen // city.money_unit_fen)
        outcome = solve_reduced(city, nothing, Watch(), Settings())
        assert_answers_for(outcome, city)
        assert outcome.status == "optimal"
        assert evaluate(city, outcome.decisions).rank(city) == best_rank(city)
        assert [stage.bound for stage in outcome.stages] == [s.value for s in outcome.stages]
    assert ratios - {0, 1}


@pytest.mark.parametrize("is_priced", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_what_a_block_offers_on_the_way_is_in_units_of_the_block(
    rule: str, is_priced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "is_for_pricing", lambda _: is_priced)
    for seed in range(4):
        city = merge_years(with_a_fen_for_nothing(varied_city(rule, seed)))
        offered: list[Outcome] = []
        watch = Watch(offer=offered.append)
        outcome = solve_merged(city, Decisions.nothing(city), watch, Settings())
        ranks = np.array(sorted(set(every_rank(city))))
        for stated in (*offered, outcome):
            assert_answers_for(stated, city)
            for trade in stated.trades:
                least = float((ranks @ np.array(trade.weights)).min())
                assert least >= trade.least - 1e-6 * max(1.0, abs(trade.least))
        assert tuple(ranks[0].tolist()) == evaluate(city, outcome.decisions).rank(city)


def test_a_bound_that_is_known_is_not_proven_again(monkeypatch: pytest.MonkeyPatch) -> None:
    solves: list[str] = []
    improve = WholeModel.improve

    def counted(model: WholeModel, *arguments: object) -> float:
        solves.append("one")
        return improve(model, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(WholeModel, "improve", counted)
    for seed in range(12):
        city = varied_city("as_drawn", seed)
        nothing = Decisions.nothing(city)
        usual = solve_whole(city, nothing, Watch())
        known = {
            s.term: float(-s.bound if s.maximise else s.bound)
            for s in usual.stages
            if s.bound is not None
        }
        again = solve_whole(city, nothing, Watch(), known=known)
        assert again.status == "optimal"
        assert again.stages == usual.stages
        solves.clear()
        assert solve_whole(city, usual.decisions, Watch(), known=known).stages == usual.stages
        assert not solves


def test_bounds_that_are_known_are_in_units_of_the_instance() -> None:
    ratios = set()
    for seed in range(6):
        city = with_a_fen_for_nothing(varied_city("dear_awards", seed))
        usual = solve_reduced(city, Decisions.nothing(city), Watch(), Settings())
        small = reduce_instance(city, usual.decisions, Settings()).instance
        ratios.add(small.money_unit_fen // city.money_unit_fen)
        known = {s.term: float(-s.value if s.maximise else s.value) for s in usual.stages}
        again = solve_reduced(city, Decisions.nothing(city), Watch(), Settings(), known)
        assert again.status == "optimal"
        assert again.stages == usual.stages
    assert ratios - {0, 1}
