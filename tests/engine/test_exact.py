"""The engine finds what enumeration finds: status, the value of every stage, and a feasible plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oracle import best_rank
from placement.engine.control.watch import Watch
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.errors import HardRuleError
from tiny import tiny_city
from variations import VARIATIONS, varied_city

SEEDS_EACH = 13
MORE_AS_DRAWN = 40
OFTEN_IMPOSSIBLE = {"hard_targets", "locked", "locked_and_hard"}
CASES = [(rule, seed) for rule in VARIATIONS for seed in range(SEEDS_EACH)]
CASES += [("as_drawn", seed) for seed in range(SEEDS_EACH, SEEDS_EACH + MORE_AS_DRAWN)]
CASES += [(rule, seed) for rule in sorted(OFTEN_IMPOSSIBLE) for seed in range(95, 105)]


@pytest.mark.parametrize(("rule", "seed"), CASES)
def test_engine_agrees_with_enumeration(rule: str, seed: int) -> None:
    city = varied_city(rule, seed)
    best = best_rank(city)
    if best is None:
        with pytest.raises(HardRuleError):
            solve_instance(city, Watch())
        return
    outcome = solve_instance(city, Watch())
    value = evaluate(city, outcome.decisions)
    assert value.violations == ()
    assert value.rank(city) == best
    assert outcome.status == "optimal"
    assert outcome.grade == "proved_one_engine"
    stated = tuple(-s.value if s.maximise else s.value for s in outcome.stages)
    assert stated == best
    assert all(stage.bound == stage.value for stage in outcome.stages)


TOGETHER = (
    ("shares", "other_targets", "reviews"),
    ("graded_lines", "shares_of_achieved", "reviews", "quotas"),
    ("two_tables", "other_targets", "no_interim"),
    ("shares", "award_densities", "max_benefit"),
    ("gates_of_tiers", "dear_awards", "reviews"),
)


@pytest.mark.parametrize("rules", TOGETHER, ids="+".join)
def test_engine_agrees_with_enumeration_where_rules_meet(rules: tuple[str, ...]) -> None:
    for seed in range(4):
        city, rng = tiny_city(seed), np.random.default_rng([seed, 99])
        for rule in rules:
            city = VARIATIONS[rule](city, rng)
        outcome = solve_instance(city, Watch())
        value = evaluate(city, outcome.decisions)
        assert value.violations == ()
        assert (value.rank(city), outcome.status) == (best_rank(city), "optimal")


def test_circles_that_may_hold_nothing_until_a_review() -> None:
    seeds = [seed for seed in range(12) if varied_city("shares", seed).n_years > 1]
    for seed in seeds:
        city = varied_city("shares", seed)
        opens = np.zeros((city.n_circles, 2), dtype=np.int64)
        opens[0] = 1
        city = replace(city, opens=opens)
        outcome = solve_instance(city, Watch())
        value = evaluate(city, outcome.decisions)
        assert (value.rank(city), outcome.status) == (best_rank(city), "optimal")


def test_the_cases_hold_both_possible_and_impossible_ones() -> None:
    ends = {
        rule: {best_rank(varied_city(rule, seed)) is None for r, seed in CASES if r == rule}
        for rule in OFTEN_IMPOSSIBLE
    }
    assert ends == {key: {True, False} for key in OFTEN_IMPOSSIBLE}


def test_a_hard_rule_that_cannot_be_met_is_named() -> None:
    seed = next(s for s in range(100) if best_rank(varied_city("hard_targets", s)) is None)
    city = varied_city("hard_targets", seed)
    with pytest.raises(HardRuleError) as caught:
        solve_instance(city, Watch())
    assert str(caught.value).startswith("已证明硬性目标做不到：")
    assert any(target.id in str(caught.value) for target in city.targets if target.hard)


def test_locks_that_cannot_be_paid_are_named() -> None:
    seed = next(s for s in range(100) if best_rank(varied_city("locked", s)) is None)
    city = varied_city("locked", seed)
    with pytest.raises(HardRuleError) as caught:
        solve_instance(city, Watch())
    assert "已证明在预算内无法" in str(caught.value)
    assert all(city.options.site_ids[site] in str(caught.value) for site in city.locked_in)
