"""Merged years are a relaxation: every plan survives the merging, and is worth no less there."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from oracle import best_rank
from placement.engine.control.watch import Watch
from placement.engine.cutting.merging import merge_plan, merge_years, years_per_merged
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.errors import HardRuleError
from placement.instance import AwardFacts, Instance, OptionFacts, Stage, TargetFacts, TermLimit
from tiny import tiny_city
from variations import VARIATIONS, varied_city

BOUNDED = (
    Stage("target_shortfall", maximise=False),
    Stage("public_money", maximise=False),
    Stage("certified_residents", maximise=True),
)


def test_the_optimum_of_merged_years_is_never_worse() -> None:
    tight = loose = 0
    for rule in VARIATIONS:
        for seed in range(6):
            city = replace(varied_city(rule, seed), stages=BOUNDED)
            years, merged = best_rank(city), best_rank(merge_years(city))
            if years is None:
                continue
            assert merged is not None
            assert merged <= years
            tight += city.n_years > 1 and merged == years
            loose += merged < years
    assert tight
    assert loose


@pytest.mark.parametrize("rule", VARIATIONS)
def test_every_plan_survives_merging(rule: str) -> None:
    for seed in range(8):
        city = varied_city(rule, seed)
        try:
            plans = [plan_greedily(city), solve_instance(city, Watch()).decisions]
        except HardRuleError:
            continue
        merged = merge_years(city)
        for plan in plans:
            before, after = evaluate(city, plan), evaluate(merged, merge_plan(plan))
            if not before.feasible:
                continue
            assert after.feasible, after.violations
            for term in ("target_shortfall", "aid_money", "award_money", "conversions"):
                assert after.terms[term] <= before.terms[term]
            assert after.terms["certified_residents"] == before.terms["certified_residents"]


def test_a_city_of_one_year_stays_as_it_is() -> None:
    seed = next(s for s in range(50) if tiny_city(s).n_years == 1)
    city = varied_city("dear_awards", seed)
    assert best_rank(merge_years(city)) == best_rank(city)


def test_targets_within_years_are_added_up() -> None:
    city = tiny_city(next(s for s in range(50) if tiny_city(s).n_years == 3))
    within = tuple(
        TargetFacts(f"k{t}", (0, 1), 0, t, 1, 1 + t, hard=t == 0, per_year=True) for t in range(3)
    )
    (only,) = merge_years(replace(city, targets=within)).targets
    assert (only.required, only.weight, only.hard, only.year, only.per_year) == (
        3,
        1,
        False,
        0,
        False,
    )


def test_an_award_counts_with_its_least_amount() -> None:
    city = tiny_city(next(s for s in range(50) if tiny_city(s).n_years == 2))
    every_year = [AwardFacts("a", 0, 1, t, 0, 500 - 100 * t) for t in range(2)]
    one_year = [AwardFacts("a", 1, 1, 0, 0, 900)]
    merged = merge_years(replace(city, awards=(*every_year, *one_year)))
    assert merged.awards == (AwardFacts("a", 0, 1, 0, 0, 400),)


def test_limits_of_terms_stay_where_merging_keeps_them() -> None:
    city = tiny_city(next(s for s in range(50) if tiny_city(s).n_years == 3))
    limits = (
        TermLimit("public_money", True, 900),
        TermLimit("public_money", False, 100),
        TermLimit("resident_years", False, 100),
        TermLimit("certified_residents", False, 50),
    )
    assert merge_years(replace(city, term_limits=limits)).term_limits == (
        limits[0],
        TermLimit("resident_years", False, 34),
        limits[3],
    )


@pytest.mark.parametrize("seed", range(8))
def test_money_above_elastic_budgets_is_no_more_when_merged(seed: int) -> None:
    tight = tiny_city(seed)
    caps = np.where(tight.budget_cap_fen > 0, tight.budget_cap_fen // 3, tight.budget_cap_fen)
    city = replace(tight, budget_cap_fen=caps, elastic_budgets=True)
    plan = solve_instance(city, Watch()).decisions
    merged = merge_years(city)
    before, after = evaluate(city, plan), evaluate(merged, merge_plan(plan))
    assert after.feasible
    assert after.terms["overrun_money"] <= before.terms["overrun_money"]


def test_what_merged_values_say_of_the_years() -> None:
    city = replace(tiny_city(0), years=(2023, 2024, 2025))
    for term, maximise, times in (
        ("target_shortfall", False, 1),
        ("resident_years", False, 1),
        ("resident_years", True, 3),
        ("certified_residents", True, 1),
        ("public_money", True, None),
    ):
        assert years_per_merged(city, Stage(term, maximise)) == times


def test_every_part_of_an_instance_is_merged_or_free_of_years() -> None:
    """A new part of the instance must be merged, too, or bounds would be wrong: add it here then."""
    merged = {
        "years",
        "options",
        "budget_cap_fen",
        "awards",
        "targets",
        "locked_in",
        "allow_interim",
        "opens",
        "limits",
        "term_limits",
    }
    free = {
        "circle_ids", "residents", "current_tier", "blocked_circle", "tier_ids", "tier_points",
        "tier_kinds", "lines", "existing", "needs", "budget_ids", "awards_are_minimised", "stages", "elastic_budgets", "elastic_pots", "card",
    }  # fmt: skip
    # elastic_pots: a merged pot keeps the rows over all years, without awards, so it lacks no more than before.
    assert {field.name for field in fields(Instance)} == merged | free
    assert {field.name for field in fields(OptionFacts)} == {
        "ids", "site_ids", "site", "available", "investment_fen", "effect_option", "effect_circle",
        "effect_line", "effect_units", "pay_option", "pay_budget", "pay_fen", "weight",
    }  # fmt: skip
