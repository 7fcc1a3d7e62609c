"""Sites that count by being built: fewer variables, the same plans and the same relaxation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import milp

import placement.formulation.sets as model_sets
from oracle import best_rank
from placement.engine.control.watch import Watch
from placement.engine.cutting.merging import merge_years
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.solver.compile import SparseModel, compile_model
from placement.engine.whole.model import solve_whole
from placement.formulation.build import build_model
from placement.formulation.sets import build_sets
from placement.instance import Instance, OptionFacts, TargetFacts
from placement.instance.needs import build_needs
from tiny import tiny_city
from variations import VARIATIONS, varied_city

SEEDS = 8
TERMS = ("target_shortfall", "public_money", "certified_residents")


def one_tier(rule: str, seed: int) -> Instance:
    """A city of one year in which most circles have a single tier to reach."""
    city = merge_years(varied_city(rule, seed))
    rng = np.random.default_rng([seed, 5])
    opens = np.zeros((city.n_circles, len(city.tier_ids)), dtype=np.int64)
    for c in range(city.n_circles):
        if rng.random() < 0.8:
            opens[c, rng.integers(0, len(city.tier_ids))] = city.n_years
    return replace(city, opens=opens)


def relaxed(model: SparseModel, cost: np.ndarray) -> float | None:
    found = milp(
        cost,
        bounds=(model.col_lower, model.col_upper),
        constraints=[(model.matrix, model.row_lower, model.row_upper)],
    )
    return None if found.x is None else float(found.fun)


def relaxations(city: Instance) -> list[float | None]:
    """Value of the relaxation of each term, least money with every target met among them."""
    model = compile_model(build_model(city), TERMS).sparse
    values = [
        relaxed(model, sign * model.terms[t]) for t, sign in zip(TERMS, (1, 1, -1), strict=True)
    ]
    residents = -model.terms["certified_residents"]
    return [*values, relaxed(model, model.terms["public_money"] + 0.37 * residents)]


@pytest.mark.parametrize("rule", VARIATIONS)
def test_the_relaxation_is_the_same(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(SEEDS):
        city = one_tier(rule, seed)
        few, uses = relaxations(city), build_sets(city).uses
        with monkeypatch.context() as patch:
            patch.setattr(model_sets, "without_direct", lambda _instance, uses, *_: uses)
            many, all_uses = relaxations(city), build_sets(city).uses
        assert few == pytest.approx(many, abs=1e-6), seed
        assert all(set(uses[b]) <= set(all_uses[b]) for b in all_uses)


@pytest.mark.parametrize("rule", VARIATIONS)
def test_the_optimum_is_the_same(rule: str) -> None:
    for seed in range(SEEDS):
        city = one_tier(rule, seed)
        start = Decisions.nothing(city)
        if evaluate(city, start).feasible:
            found = solve_whole(city, start, Watch()).decisions
            assert evaluate(city, found).rank(city) == best_rank(city), seed


def one_site_for_two_lines() -> Instance:
    """One circle that lacks all of two lines, and one site with an option for either."""
    city = tiny_city(0, awards=(), current_tier=np.full(tiny_city(0).n_circles, -1))
    city = merge_years(replace(city, blocked_circle=np.arange(city.n_circles) > 0))
    lines = replace(city.lines, unit_steps=np.array([3, 4, 2, 1]), chapters=())
    points, kinds = np.array([[3], [7]]), np.zeros((2, 2), dtype=np.int64)
    existing = np.zeros_like(city.existing)
    first, nothing = np.array([0, 0]), np.array([0, 0])
    options = OptionFacts(
        ids=("S:a", "S:b"), site_ids=("S",), site=first, available=np.ones((2, 1), dtype=bool),
        investment_fen=nothing, effect_option=np.array([0, 1]), effect_circle=first,
        effect_line=np.array([0, 1]), effect_units=np.array([1, 1]),
        pay_option=np.array([0, 1]), pay_budget=first, pay_fen=np.array([1000, 1000]),
    )  # fmt: skip
    return replace(
        city,
        lines=lines,
        tier_points=points,
        tier_kinds=kinds,
        existing=existing,
        needs=build_needs(lines, city.card, existing, points, kinds),
        options=options,
        opens=np.tile([1, 0], (city.n_circles, 1)),
        budget_cap_fen=np.full((2, 1), -1),
        targets=(TargetFacts("T", (0,), 1, 0, 1, 1, hard=False, per_year=False),),
    )


def test_a_site_is_not_two_shops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    city = one_site_for_two_lines()
    few = relaxations(city)
    monkeypatch.setattr(model_sets, "without_direct", lambda _instance, uses, *_: uses)
    assert few == pytest.approx(relaxations(city))
    assert few[0] == pytest.approx(1.0)


def test_most_uses_of_single_tiers_need_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    cities = [one_tier("as_drawn", seed) for seed in range(SEEDS)]
    few = sum(len(v) for city in cities for v in build_sets(city).uses.values())
    monkeypatch.setattr(model_sets, "without_direct", lambda _instance, uses, *_: uses)
    many = sum(len(v) for city in cities for v in build_sets(city).uses.values())
    assert 0 < few < many


def test_over_several_years_every_use_has_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = [city for n in range(40) if (city := varied_city("as_drawn", n)).n_years > 1]
    cities = [
        replace(city, opens=np.tile([city.n_years, 0], (city.n_circles, 1)), allow_interim=False)
        for city in drawn
    ]
    uses = [build_sets(city).uses for city in cities]
    monkeypatch.setattr(model_sets, "without_direct", lambda _instance, uses, *_: uses)
    assert uses == [build_sets(city).uses for city in cities]


@pytest.mark.parametrize("rule", ["as_drawn", "graded_lines", "gates_of_tiers", "two_tables"])
def test_a_use_of_one_of_two_tiers_or_of_a_part_of_what_is_asked_has_its_variable(
    rule: str,
) -> None:
    seen = [0, 0]
    for seed in range(SEEDS):
        sets = build_sets(one_tier(rule, seed))
        for (b, _), supply in sets.supply.items():
            if len(sets.blocks_of_circle[sets.blocks[b].circle]) > 1:
                assert {o for o, _ in supply} <= set(sets.uses[b])
                seen[0] += 1
        for need, supply in sets.claims.used.items():
            parts = {o for o, units in supply if units < sets.claims.lack[need]}
            assert parts <= set(sets.uses[need[0]])
            seen[1] += len(parts)
    assert seen[0]
    assert seen[1] or rule in {"as_drawn", "two_tables"}
