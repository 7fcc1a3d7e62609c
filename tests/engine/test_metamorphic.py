"""Relations between two cities that need no oracle: more is never worse, the same stays the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.engine.whole.model import solve_whole
from placement.instance import Instance, OptionFacts
from placement.instance.needs import build_needs
from tiny import tiny_city
from variations import MAX_BENEFIT, varied_city

SEEDS = range(30, 35)
CITIES = [("as_drawn", seed) for seed in SEEDS] + [("max_benefit", seed) for seed in range(2)]
cities = pytest.mark.parametrize(("rule", "seed"), CITIES)


def optimum(city: Instance, **options: object) -> tuple[Decisions, tuple[int, ...]]:
    outcome = solve_instance(city, Watch(), Settings(options=options))
    assert outcome.status == "optimal"
    return outcome.decisions, evaluate(city, outcome.decisions).rank(city)


def with_options(city: Instance, **changes: object) -> Instance:
    return replace(city, options=replace(city.options, **changes))


@cities
def test_more_budget_is_never_worse(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    caps = city.budget_cap_fen
    richer = replace(city, budget_cap_fen=np.where(caps < 0, caps, caps + 2000))
    boundless = replace(city, budget_cap_fen=np.full_like(caps, -1))
    assert optimum(boundless)[1] <= optimum(richer)[1] <= optimum(city)[1]


@cities
def test_one_site_less_is_never_better(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    site = city.options.site
    closed = city.options.available & (site != site.max())[:, None]
    assert optimum(with_options(city, available=closed))[1] >= optimum(city)[1]


@cities
def test_a_later_start_is_never_better(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    late = city.options.available.copy()
    late[:, 0] = False
    assert optimum(with_options(city, available=late))[1] >= optimum(city)[1]


@cities
def test_a_higher_threshold_is_never_better(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    points = city.tier_points + 1
    stricter = replace(
        city,
        tier_points=points,
        needs=build_needs(city.lines, city.card, city.existing, points, city.tier_kinds),
    )
    assert optimum(stricter)[1] >= optimum(city)[1]


@cities
def test_lower_costs_are_never_worse(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    fen = city.options.pay_fen
    unit = city.money_unit_fen
    cheaper = with_options(city, pay_fen=np.where(fen >= unit, fen - unit, fen))
    assert cheaper.money_unit_fen == unit
    assert optimum(cheaper)[1] <= optimum(city)[1]


@cities
def test_money_in_another_unit_is_the_same_plan(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    caps = city.budget_cap_fen
    hundred = replace(
        with_options(city, pay_fen=city.options.pay_fen * 100),
        budget_cap_fen=np.where(caps < 0, caps, caps * 100),
        awards=tuple(replace(a, fen=a.fen * 100) for a in city.awards),
    )
    (plan, rank), (other, same) = optimum(city), optimum(hundred)
    assert same == rank
    assert (other.start == plan.start).all()
    assert (other.held == plan.held).all()


@cities
def test_weights_times_seven(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    heavy = replace(city, targets=tuple(replace(k, weight=7 * k.weight) for k in city.targets))
    first, *rest = optimum(city)[1]
    assert optimum(heavy)[1] == (7 * first, *rest)


@cities
def test_an_empty_copy_of_a_circle_changes_nothing(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    facts, copy = city.options, city.n_circles
    mine = facts.effect_circle == 0
    where = np.argsort(
        np.concatenate([facts.effect_option, facts.effect_option[mine]]), kind="stable"
    )

    def twice(column: np.ndarray, copied: np.ndarray) -> np.ndarray:
        return np.concatenate([column, copied])[where]

    existing = np.vstack([city.existing, city.existing[:1]])
    larger = replace(
        city,
        circle_ids=(*city.circle_ids, "copy"),
        residents=np.append(city.residents, 0),
        current_tier=np.append(city.current_tier, city.current_tier[0]),
        blocked_circle=np.append(city.blocked_circle, city.blocked_circle[0]),
        existing=existing,
        needs=build_needs(city.lines, city.card, existing, city.tier_points, city.tier_kinds),
        options=replace(
            facts,
            effect_option=twice(facts.effect_option, facts.effect_option[mine]),
            effect_circle=twice(facts.effect_circle, np.full(mine.sum(), copy)),
            effect_line=twice(facts.effect_line, facts.effect_line[mine]),
            effect_units=twice(facts.effect_units, facts.effect_units[mine]),
        ),
    )
    assert optimum(larger)[1] == optimum(city)[1]


@cities
def test_forbidding_what_is_not_used_keeps_the_value(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    plan, rank = optimum(city)
    used = city.options.available & (plan.start == np.arange(city.n_years)[:, None]).T
    smaller = city.options.available.copy()
    for option in np.flatnonzero(plan.start == NEVER)[:2]:
        smaller[option] = False
    assert optimum(with_options(city, available=smaller))[1] == rank
    assert optimum(with_options(city, available=used))[1] == rank


@cities
def test_forcing_what_the_plan_does_keeps_the_plan(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    plan, rank = optimum(city)
    locks = {
        int(city.options.site[o]): frozenset({(int(o), int(plan.start[o]))})
        for o in np.flatnonzero(plan.start != NEVER)
    }
    forced, same = optimum(replace(city, locked_in=locks))
    assert same == rank
    chosen = plan.start != NEVER
    assert (forced.start[chosen] == plan.start[chosen]).all()


@cities
def test_the_plan_as_start_gives_the_same_value(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    plan, rank = optimum(city)
    outcome = solve_whole(city, plan, Watch())
    assert outcome.status == "optimal"
    assert evaluate(city, outcome.decisions).rank(city) == rank


@cities
def test_seed_and_presolve_do_not_change_the_value(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    rank = optimum(city)[1]
    assert optimum(city, random_seed=17)[1] == rank
    assert optimum(city, presolve="off")[1] == rank


@cities
def test_the_same_call_gives_the_same_plan(rule: str, seed: int) -> None:
    (plan, _), (again, _) = (optimum(varied_city(rule, seed)) for _ in range(2))
    assert (plan.start == again.start).all()
    assert (plan.held == again.held).all()


@cities
def test_options_in_another_order_give_the_same_value(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    order = np.random.default_rng(seed).permutation(city.n_options)
    assert optimum(replace(city, options=shuffled(city.options, order)))[1] == optimum(city)[1]


def shuffled(facts: OptionFacts, order: np.ndarray) -> OptionFacts:
    place = np.argsort(order)
    effects = np.argsort(place[facts.effect_option], kind="stable")
    pays = np.argsort(place[facts.pay_option], kind="stable")
    return replace(
        facts,
        ids=tuple(facts.ids[o] for o in order),
        site=facts.site[order],
        available=facts.available[order],
        investment_fen=facts.investment_fen[order],
        effect_option=place[facts.effect_option][effects],
        effect_circle=facts.effect_circle[effects],
        effect_line=facts.effect_line[effects],
        effect_units=facts.effect_units[effects],
        pay_option=place[facts.pay_option][pays],
        pay_budget=facts.pay_budget[pays],
        pay_fen=facts.pay_fen[pays],
    )


@pytest.mark.parametrize("seed", range(8))
def test_two_cities_that_share_nothing_add_up(seed: int) -> None:
    one = tiny_city(seed, stages=MAX_BENEFIT)
    two = next(
        city
        for n in range(seed + 1, 200)
        if (city := tiny_city(n, stages=MAX_BENEFIT)).n_years == one.n_years
    )
    same_rules = {
        "lines": one.lines,
        "tier_points": one.tier_points,
        "allow_interim": one.allow_interim,
        "awards_are_minimised": one.awards_are_minimised,
    }
    needs = build_needs(one.lines, one.card, two.existing, one.tier_points, two.tier_kinds)
    two = replace(two, **same_rules, needs=needs)
    both = joined(one, two)
    assert both.money_unit_fen == one.money_unit_fen == two.money_unit_fen
    sums = tuple(a + b for a, b in zip(optimum(one)[1], optimum(two)[1], strict=True))
    assert optimum(both)[1] == sums


def joined(one: Instance, two: Instance) -> Instance:
    """Both cities side by side: own circles, sites, budgets, awards and targets."""
    c, s, o, b = one.n_circles, len(one.options.site_ids), one.n_options, len(one.budget_ids)
    a, d = one.options, two.options
    existing = np.vstack([one.existing, two.existing])
    return replace(
        one,
        circle_ids=(*one.circle_ids, *(f"{name}'" for name in two.circle_ids)),
        residents=np.append(one.residents, two.residents),
        current_tier=np.append(one.current_tier, two.current_tier),
        blocked_circle=np.append(one.blocked_circle, two.blocked_circle),
        existing=existing,
        needs=build_needs(one.lines, one.card, existing, one.tier_points, one.tier_kinds),
        budget_ids=(*one.budget_ids, *(f"{name}'" for name in two.budget_ids)),
        budget_cap_fen=np.vstack([one.budget_cap_fen, two.budget_cap_fen]),
        awards=(
            *one.awards,
            *(replace(x, circle=x.circle + c, budget=x.budget + b) for x in two.awards),
        ),
        targets=(
            *one.targets,
            *(
                replace(k, id=f"{k.id}'", circles=tuple(n + c for n in k.circles))
                for k in two.targets
            ),
        ),
        options=OptionFacts(
            ids=(*a.ids, *(f"{name}'" for name in d.ids)),
            site_ids=(*a.site_ids, *(f"{name}'" for name in d.site_ids)),
            site=np.append(a.site, d.site + s),
            available=np.vstack([a.available, d.available]),
            investment_fen=np.append(a.investment_fen, d.investment_fen),
            effect_option=np.append(a.effect_option, d.effect_option + o),
            effect_circle=np.append(a.effect_circle, d.effect_circle + c),
            effect_line=np.append(a.effect_line, d.effect_line),
            effect_units=np.append(a.effect_units, d.effect_units),
            pay_option=np.append(a.pay_option, d.pay_option + o),
            pay_budget=np.append(a.pay_budget, d.pay_budget + b),
            pay_fen=np.append(a.pay_fen, d.pay_fen),
        ),
    )
