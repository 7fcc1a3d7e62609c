"""Tiers that need no integrality: with whole sites, what a relaxation says of them is whole and true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyomo.environ as pyo
import pytest
from scipy.optimize import milp

from oracle import best_rank
from placement.engine.control.watch import Watch
from placement.engine.cutting.merging import merge_years
from placement.engine.plans.decisions import Decisions, attained, units_by_year
from placement.engine.plans.evaluation import evaluate
from placement.engine.solver.compile import compile_model
from placement.engine.solver.translate import locate_columns, read_decisions
from placement.engine.whole.model import solve_whole
from placement.formulation.build import build_model
from placement.formulation.sets import build_sets
from placement.instance import (
    AwardFacts,
    CardFacts,
    Instance,
    OptionFacts,
    RequirementFacts,
    Stage,
    TermLimit,
)
from placement.instance.limits import Limits
from placement.instance.needs import build_needs
from variations import VARIATIONS, varied_city

SEEDS = 24
RNG = np.random.default_rng(3)


def easily_reached(rule: str, seed: int) -> Instance:
    """A city of one year in which most circles have one tier to reach, for which they lack one or two lines."""
    city = merge_years(varied_city(rule, seed))
    rng = np.random.default_rng([seed, 5])
    opens = np.zeros((city.n_circles, len(city.tier_ids)), dtype=np.int64)
    opens[:, 1] = city.n_years
    opens[rng.random(city.n_circles) < 0.2, 1] = 0
    lacking = rng.choice(4, size=int(rng.integers(1, 3)), replace=False)
    existing = np.full_like(city.existing, 4)
    existing[:, lacking] = rng.integers(0, 2, (city.n_circles, len(lacking)))
    lines = replace(city.lines, chapters=())
    most = lines.cap_steps.sum() - rng.integers(0, 3)
    points = np.where(np.arange(2)[:, None] == 1, city.tier_points, most + 0 * city.tier_points)
    kinds = np.minimum(city.tier_kinds, rng.integers(0, 3))
    return replace(
        city,
        opens=opens,
        existing=existing,
        lines=lines,
        tier_points=points,
        tier_kinds=kinds,
        options=replace(
            city.options, effect_units=city.options.effect_units + int(rng.integers(0, 4))
        ),
        needs=build_needs(lines, city.card, existing, points, kinds),
        awards=() if not len(city.limits.award) and rng.random() < 0.7 else city.awards,
    )


def without_caps(city: Instance) -> Instance:
    """Let anything be built."""
    return replace(
        city,
        budget_cap_fen=np.full_like(city.budget_cap_fen, -1),
        limits=Limits(),
        locked_in={},
        targets=tuple(replace(k, hard=False) for k in city.targets),
    )


@pytest.mark.parametrize("rule", VARIATIONS)
def test_the_most_that_may_be_held_is_whole_and_earned(rule: str) -> None:
    seen = 0
    for seed in range(SEEDS):
        city = without_caps(easily_reached(rule, seed))
        built = build_model(city)
        if not built.sets.implied:
            continue
        compiled = compile_model(built, ("certified_residents",))
        columns, model = locate_columns(city, built, compiled), compiled.sparse
        for _ in range(4):
            start = np.full(city.n_options, -1)
            for site in range(len(city.options.site_ids)):
                here = np.flatnonzero((city.options.site == site) & city.options.available[:, 0])
                if len(here) and RNG.random() < 0.6:
                    start[RNG.choice(here)] = 0
            low, high = model.col_lower.copy(), model.col_upper.copy()
            column, option, year = columns.built.T
            low[column] = high[column] = start[option] == year
            cost = np.zeros(len(low))
            cost[columns.implied] = -1
            found = milp(
                cost,
                bounds=(low, high),
                constraints=[(model.matrix, model.row_lower, model.row_upper)],
            )
            assert found.x is not None
            held = found.x[columns.implied]
            assert np.allclose(held, held.round(), atol=1e-6)
            plan = read_decisions(city, columns, np.where(found.x > 1e-6, found.x * 0.4, found.x))
            earned = attained(city, units_by_year(city, start)[0])
            for b in built.sets.implied:
                block = built.sets.blocks[b]
                at = pyo.value(compiled.position()[id(built.model.held[b, 0])])
                assert bool(found.x[at] > 0.5) == bool(earned[block.circle, block.tier])
                assert (plan.held[block.circle, 0] == block.tier) == bool(found.x[at] > 0.5)
                seen += 1
    assert seen or rule in {"dear_awards", "award_densities", "award_differences", "other_targets", "shares_of_achieved", "locked", "locked_and_hard"}  # fmt: skip


@pytest.mark.parametrize("rule", VARIATIONS)
def test_the_optimum_is_the_same(rule: str) -> None:
    for seed in range(SEEDS // 3):
        city = easily_reached(rule, seed)
        start = Decisions.nothing(city)
        if evaluate(city, start).feasible:
            found = solve_whole(city, start, Watch())
            assert found.status == "optimal"
            assert evaluate(city, found.decisions).rank(city) == best_rank(city), seed


def test_where_less_may_be_better_tiers_stay_whole() -> None:
    cities = [easily_reached("as_drawn", seed) for seed in range(SEEDS)]
    cities = [replace(city, awards=()) for city in cities]
    implied = [city for city in cities if build_sets(city).implied]
    assert implied
    for city in implied:
        everyone = tuple(range(city.n_circles))
        awards = tuple(AwardFacts("award", c, 0, 0, 0, 1000) for c in everyone)
        fewer = (Stage("certified_residents", maximise=False),)
        most = (TermLimit("certified_residents", is_most=True, limit=1),)
        exactly = tuple(replace(k, circles=everyone, exactly=True) for k in city.targets)
        shared = tuple(replace(k, base=everyone, base_tier=0) for k in city.targets)
        asked = [replace(city, awards=awards), replace(city, stages=fewer)]
        asked += [replace(city, term_limits=most)]
        asked += [replace(city, targets=k) for k in (exactly, shared) if k]
        assert not any(build_sets(other).implied for other in asked)


def test_over_several_years_tiers_stay_whole() -> None:
    drawn = [city for n in range(30) if (city := varied_city("as_drawn", n)).n_years > 1]
    assert drawn
    assert not any(build_sets(city).implied for city in drawn)


def one_circle(
    given: tuple[int, int], asked: int, kinds: tuple[int, int] = (0, 0), gate: int = 0
) -> Instance:
    """One circle that has nothing, and two sites: the first supplies line 0 or 1, the second line 0 or 3."""
    city = merge_years(varied_city("as_drawn", 0))
    lines = replace(city.lines, cap_steps=np.array([4, 4, 4, 4]), chapters=())
    points, least = np.array([[asked], [99]]), np.array([list(kinds), [9, 9]])
    existing = np.zeros((1, 4), dtype=np.int64)
    rule = RequirementFacts("R", np.array([0]), np.array([[1]]), np.array([gate]), presence=False)
    card = CardFacts((rule,), (), gates=((0,), ())) if gate else CardFacts()
    site, nothing = np.array([0, 1]), np.array([0, 0])
    options = OptionFacts(
        ids=("S0:a", "S1:b"), site_ids=("S0", "S1"), site=site, available=np.ones((2, 1), dtype=bool),
        investment_fen=nothing, effect_option=site, effect_circle=nothing,
        effect_line=np.array(given), effect_units=np.array([4, 4]),
        pay_option=site, pay_budget=nothing, pay_fen=np.array([1000, 1000]),
    )  # fmt: skip
    return replace(
        city, circle_ids=("C",), residents=np.array([1000]), current_tier=np.array([-1]),
        blocked_circle=np.array([False]), tier_points=points, tier_kinds=least, lines=lines,
        existing=existing, needs=build_needs(lines, card, existing, points, least), options=options,
        card=card, opens=None, awards=(), targets=(), locked_in={},
        budget_cap_fen=np.full_like(city.budget_cap_fen, -1),
    )  # fmt: skip


def is_implied(city: Instance) -> bool:
    sets = build_sets(replace(city, opens=np.array([[0, city.n_years]])))
    assert len(sets.blocks) == 1
    return set(sets.implied) == set(sets.blocks)


def test_only_what_one_line_or_one_kind_decides_is_whole_by_itself() -> None:
    assert is_implied(one_circle((0, 0), asked=3))
    assert is_implied(one_circle((0, 1), asked=0, kinds=(1, 0)))
    assert not is_implied(one_circle((0, 1), asked=7)), (
        "one of two lines gives a part of the points"
    )
    assert is_implied(one_circle((0, 1), asked=0, kinds=(2, 0))), "two of two kinds"
    assert not is_implied(one_circle((0, 0), asked=3, gate=4)), "a requirement is a row of its own"
    partly = one_circle((0, 0), asked=3)
    halves = replace(partly.options, effect_units=np.array([2, 2]))
    assert not is_implied(replace(partly, options=halves)), "one option gives a part of the line"
