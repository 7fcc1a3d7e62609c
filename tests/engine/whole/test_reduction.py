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
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome, StageOutcome, Trade
from placement.engine.whole.known import Known
from placement.engine.whole.model import WholeModel, solve_whole
from placement.engine.whole.reduction import (
    lowered,
    reduce_instance,
    solve_reduced,
    unreduced,
)
from placement.instance import Instance
from plans import legal_plan
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
        known = Known.of(usual.stages)
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
        known = Known.of(usual.stages)
        again = solve_reduced(city, Decisions.nothing(city), Watch(), Settings(), known)
        assert again.status == "optimal"
        assert again.stages == usual.stages
    assert ratios - {0, 1}


def test_a_plan_in_idle_tiers_is_lowered_with_them_and_only_then() -> None:
    in_idle_tiers = 0
    as_it_is = replace(Settings(), ideas=Settings().ideas.without("idle_tiers"))
    for seed in range(60):
        city = replace(varied_city("as_drawn", seed), targets=(), awards=(), allow_interim=True)
        city = replace(city, current_tier=np.full(city.n_circles, -1))
        plan = legal_plan(city, np.random.default_rng(seed))
        if plan is None or not evaluate(city, plan).feasible or (plan.held < 1).all():
            continue
        in_idle_tiers += 1
        small = reduce_instance(city, plan, Settings())
        assert evaluate(small.instance, small.start).feasible
        assert (small.start.held < plan.held).any()
        assert np.array_equal(lowered(city, plan, Settings()).held, small.start.held)
        whole = reduce_instance(city, plan, as_it_is)
        assert whole.instance.opens is None
        assert np.array_equal(whole.start.held, plan.held)
        assert lowered(city, plan, as_it_is) is plan
    assert in_idle_tiers


def test_an_option_that_is_spare_stays_where_the_plan_builds_it() -> None:
    city = with_a_fen_for_nothing(varied_city("as_drawn", 0))
    plan = Decisions.nothing(city)
    assert "idle" not in reduce_instance(city, plan, Settings()).instance.options.ids
    plan.start[-1] = 0
    small = reduce_instance(city, plan, Settings())
    assert small.instance.options.ids[-1] == "idle"
    assert small.start.start[-1] == 0
    assert (small.start.start[:-1] == NEVER).all()


def test_a_trade_says_the_same_in_units_of_the_instance() -> None:
    city = with_a_fen_for_nothing(varied_city("as_drawn", 0))
    nothing = Decisions.nothing(city)
    small = reduce_instance(city, nothing, Settings())
    assert small.instance.money_unit_fen > city.money_unit_fen
    weights = tuple(float(n) for n in range(3, 3 + len(city.stages)))
    stages = tuple(StageOutcome(s.term, s.maximise, 7, 5, proven=False) for s in city.stages)
    trade = Trade(weights, 1.0)
    inside = Outcome("limit", small.start, stages, "mip", {}, trades=(trade,))
    stated = unreduced(city, small, nothing, inside)
    values = [stage.value for stage in stated.stages]
    assert values != [7] * len(values)
    assert np.dot(stated.trades[0].weights, values) == pytest.approx(
        np.dot(weights, [7] * len(values))
    )
    assert stated.trades[0].least == trade.least


def test_where_nothing_is_left_to_pay_for_known_bounds_are_in_units_all_the_same() -> None:
    city = varied_city("as_drawn", 0)
    nobody = replace(city, blocked_circle=np.ones(city.n_circles, dtype=bool), awards=())
    assert nobody.money_unit_fen > 1
    nothing = Decisions.nothing(nobody)
    assert not reduce_instance(nobody, nothing, Settings()).instance.n_options
    known = Known((0.0,) * len(nobody.stages), evaluate(nobody, nothing).rank(nobody))
    outcome = solve_reduced(nobody, nothing, Watch(), Settings(), known)
    assert outcome.status == "optimal"
