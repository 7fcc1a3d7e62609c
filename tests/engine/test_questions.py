"""What advice asks of the engine: budgets that may be exceeded, terms kept within limits, weighted options.

The answers are those of enumerating every plan of tiny cities.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oracle import best_rank
from placement.engine.control.watch import Watch
from placement.engine.cutting.subproblem import cut_out
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.whole.model import solve_whole
from placement.instance import Instance, Stage, TermLimit
from plans import any_plan, legal_plan
from tiny import tiny_city
from variations import varied_city

SEEDS = range(12)


def least(city: Instance, start: Decisions) -> tuple[int, ...]:
    outcome = solve_whole(city, start, Watch())
    assert all(stage.proven for stage in outcome.stages)
    return evaluate(city, outcome.decisions).rank(city)


def without_caps(city: Instance) -> Instance:
    return replace(city, budget_cap_fen=np.full_like(city.budget_cap_fen, -1))


@pytest.mark.parametrize("seed", SEEDS)
def test_an_elastic_budget_misses_no_more_than_no_budget_at_all(seed: int) -> None:
    city = tiny_city(seed, stages=(Stage("target_shortfall", maximise=False),))
    free = best_rank(without_caps(city))
    elastic = replace(
        city,
        elastic_budgets=True,
        stages=(*city.stages, Stage("overrun_money", maximise=False)),
    )
    short, above = least(elastic, Decisions.nothing(city))
    assert short == free[0]
    assert (above == 0) == (best_rank(city)[0] == short)


@pytest.mark.parametrize("seed", SEEDS)
def test_exactly_what_an_elastic_budget_is_exceeded_by_makes_the_plan_legal(seed: int) -> None:
    city = tiny_city(seed)
    rng = np.random.default_rng(seed)
    elastic = replace(city, elastic_budgets=True)
    for _ in range(6):
        plan = any_plan(city, rng)
        value = evaluate(elastic, plan)
        above = np.where(
            city.budget_cap_fen < 0, 0, np.maximum(0, value.spent_fen - city.budget_cap_fen)
        )
        raised = replace(
            city,
            budget_cap_fen=np.where(city.budget_cap_fen < 0, -1, city.budget_cap_fen + above),
        )
        assert value.feasible == evaluate(raised, plan).feasible
        assert value.terms["overrun_money"] * city.money_unit_fen >= above.sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_limited_term_stays_within_its_limit_and_costs_no_more_than_it_must(seed: int) -> None:
    city = tiny_city(
        seed, stages=(Stage("target_shortfall", maximise=False), Stage("aid_money", maximise=False))
    )
    short, aid = best_rank(city)
    limits = (TermLimit("target_shortfall", is_most=True, limit=short),)
    asked = replace(city, stages=(Stage("aid_money", maximise=False),), term_limits=limits)
    start = solve_whole(city, Decisions.nothing(city), Watch()).decisions
    assert least(asked, start) == (aid,)
    assert not evaluate(
        replace(city, term_limits=(TermLimit("aid_money", is_most=False, limit=10**9),)), start
    ).feasible


@pytest.mark.parametrize("rule", ["as_drawn", "dear_awards", "odd_fen", "shares", "quotas"])
def test_what_elastic_budgets_must_be_exceeded_by_is_that_of_enumeration(rule: str) -> None:
    exceeded = 0
    for seed in range(6):
        city = varied_city(rule, seed)
        stages = ("target_shortfall", "overrun_money", "aid_money")
        asked = replace(
            city, elastic_budgets=True, stages=tuple(Stage(t, maximise=False) for t in stages)
        )
        found = least(asked, Decisions.nothing(city))
        assert found == best_rank(asked)
        exceeded += found[1] > 0
    assert exceeded


@pytest.mark.parametrize("rule", ["as_drawn", "certified_before", "max_benefit", "money_first"])
def test_with_limits_of_terms_the_best_is_that_of_enumeration(rule: str) -> None:
    bound = 0
    for seed in range(8):
        city, rng = varied_city(rule, seed), np.random.default_rng(seed)
        start = legal_plan(city, rng)
        if start is None:
            continue
        terms, unit = evaluate(city, start).terms, city.money_unit_fen
        limits = (
            TermLimit("aid_money", is_most=True, limit=terms["aid_money"] * unit),
            TermLimit("target_shortfall", is_most=True, limit=terms["target_shortfall"]),
            TermLimit("resident_years", is_most=False, limit=terms["resident_years"]),
        )
        asked = replace(city, term_limits=limits)
        found = least(asked, start)
        assert found == best_rank(asked)
        bound += found != best_rank(city)
    assert bound


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_count_each_option_started_by_year(seed: int) -> None:
    city = tiny_city(seed)
    weight = np.arange(1, city.n_options * city.n_years + 1).reshape(-1, city.n_years)
    weighted = replace(city, options=replace(city.options, weight=weight))
    plan = any_plan(city, np.random.default_rng(seed))
    built = plan.start != NEVER
    assert evaluate(weighted, plan).terms["option_weight"] == weight[built, plan.start[built]].sum()
    most = replace(weighted, stages=(Stage("option_weight", maximise=True),))
    reached = -least(most, Decisions.nothing(most))[0]
    legal = legal_plan(city, np.random.default_rng(seed))
    if legal is not None and evaluate(city, legal).feasible:
        chosen = legal.start != NEVER
        assert reached >= weight[chosen, legal.start[chosen]].sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_of_a_city_keeps_the_limits_of_the_whole(seed: int) -> None:
    city = tiny_city(seed)
    plan = legal_plan(city, np.random.default_rng(seed))
    if plan is None:
        pytest.skip("no legal plan was drawn")
    terms = evaluate(city, plan).terms
    limits = (
        TermLimit("aid_money", is_most=True, limit=terms["aid_money"] * city.money_unit_fen),
        TermLimit("certified_residents", is_most=False, limit=terms["certified_residents"]),
    )
    limited = replace(city, term_limits=limits)
    part = cut_out(limited, plan, np.array([0]))
    found = solve_whole(part.instance, part.start, Watch()).decisions
    assert evaluate(limited, part.merge(plan, found)).feasible
