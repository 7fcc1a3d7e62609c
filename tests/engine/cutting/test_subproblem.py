"""A part of the city: any plan of it, put into the whole, keeps every rule; search never worsens."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from placement.engine.city.search import search
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.subproblem import cut_out
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.whole.model import solve_whole
from placement.instance import Instance
from plans import exact_value, legal_plan
from tiny import tiny_city
from two_circles import EAST, HALL, MILL_SHOP, WEST, option_facts, two_circles
from variations import VARIATIONS, varied_city, with_effects

COSTS_OTHERS = {"shares", "shares_no_interim", "award_densities"}
"""Rules by which an outlet can cost a circle something, so that a part's plan can hurt circles outside it."""
HARMLESS = sorted(VARIATIONS.keys() - COSTS_OTHERS)
rules = st.lists(st.sampled_from(HARMLESS), min_size=1, max_size=3, unique=True)


def mixed_city(seed: int, names: list[str]) -> tuple[Instance, np.random.Generator]:
    rng = np.random.default_rng([seed, 31])
    city = tiny_city(seed)
    for name in names:
        city = VARIATIONS[name](city, rng)
    return city, rng


@given(st.integers(0, 10_000), rules, st.integers(0, 2**16))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_any_plan_of_any_part_keeps_every_rule_of_the_city(
    seed: int, names: list[str], draw: int
) -> None:
    city, rng = mixed_city(seed, names)
    plan = legal_plan(city, rng)
    assume(plan is not None)
    assert plan is not None
    chance = np.random.default_rng(draw)
    size = int(chance.integers(1, city.n_circles + 1))
    circles = np.sort(chance.permutation(city.n_circles)[:size])
    part = cut_out(city, plan, circles)
    assert exact_value(part.instance, part.start) is not None
    back = part.merge(plan, part.start)
    assert (back.start == plan.start).all()
    assert (back.held == plan.held).all()
    other = legal_plan(part.instance, chance)
    if other is not None:
        assert exact_value(city, part.merge(plan, other)) is not None


@given(st.integers(0, 10_000), rules)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_solving_a_part_never_makes_the_city_worse(seed: int, names: list[str]) -> None:
    city, rng = mixed_city(seed, names)
    plan = legal_plan(city, rng)
    assume(plan is not None)
    assert plan is not None
    circles = np.sort(rng.permutation(city.n_circles)[:2])
    part = cut_out(city, plan, circles)
    found = part.merge(plan, solve_whole(part.instance, part.start, Watch()).decisions)
    value, before = exact_value(city, found), exact_value(city, plan)
    assert value is not None
    assert before is not None
    assert value <= before


def test_the_whole_city_as_one_part_is_the_whole_city() -> None:
    for seed in range(10):
        city, rng = mixed_city(seed, ["as_drawn"])
        plan = legal_plan(city, rng)
        assert plan is not None
        part = cut_out(city, Decisions.nothing(city), np.arange(city.n_circles))
        best = solve_whole(part.instance, part.start, Watch()).decisions
        whole = solve_whole(city, Decisions.nothing(city), Watch()).decisions
        found = part.merge(Decisions.nothing(city), best)
        assert evaluate(city, found).rank(city) == evaluate(city, whole).rank(city)


def test_a_site_built_for_nobody_inside_stays_taken() -> None:
    """The mill's shop stands but only west could use it: east's part must not rebuild the mill."""
    facts = option_facts()
    mine = ~((facts.effect_option == MILL_SHOP) & (facts.effect_circle == EAST))
    city = two_circles(
        options=with_effects(facts, mine),
        locked_in={},
        budget_cap_fen=np.full((2, 3), -1),
    )
    plan = Decisions.nothing(city)
    plan.start[MILL_SHOP] = 0
    part = cut_out(city, plan, np.array([EAST]))
    assert "mill" not in part.instance.options.site_ids


def test_a_lock_reaches_only_the_options_of_the_part() -> None:
    city = two_circles(budget_cap_fen=np.full((2, 3), -1))
    plan = Decisions.nothing(city)
    plan.start[HALL] = 1
    part = cut_out(city, plan, np.array([WEST]))
    site = part.instance.options.site_ids.index("hall")
    hall = part.instance.options.ids.index("hall:school")
    assert part.instance.locked_in == {site: frozenset({(hall, 1), (hall, 2)})}
    assert cut_out(city, plan, np.array([EAST])).instance.locked_in == {}


def test_what_others_count_on_stays_in_its_year() -> None:
    # west is high thanks to the mill's shop of 2024: the part of east may not move it
    city = two_circles(budget_cap_fen=np.full((2, 3), -1), locked_in={})
    plan = Decisions.nothing(city)
    plan.start[[HALL, MILL_SHOP]] = 1
    plan.held[WEST] = [NEVER, 1, 1]
    part = cut_out(city, plan, np.array([EAST]))
    mill = part.instance.options.ids.index("mill:shop")
    assert set(part.instance.locked_in.values()) == {frozenset({(mill, 1)})}
    assert "mill:school" not in part.instance.options.ids


def test_budgets_and_targets_are_what_the_rest_leaves() -> None:
    city = two_circles(locked_in={}, awards=())
    plan = Decisions.nothing(city)
    plan.start[HALL] = 1
    plan.held[WEST] = [NEVER, NEVER, 1]
    part = cut_out(city, plan, np.array([EAST]))
    assert part.instance.budget_cap_fen[0].tolist() == [4_500_000, 1_000_000, -1]
    assert [(k.required, k.circles) for k in part.instance.targets] == [
        (1, (0,)),
        (1, (0,)),
        (0, (0,)),
    ]


class _Ended(Watch):
    """A watch that ends after so many looks, so that a search does a known number of rounds."""

    looks = 0

    @property
    def over(self) -> bool:
        self.looks += 1
        return self.looks > 60


@pytest.mark.parametrize("rule", ["as_drawn", "own_reach", "hard_targets", "dear_awards", "locked"])
def test_search_never_worsens(rule: str) -> None:
    improved = 0
    for seed in range(6):
        city = varied_city(rule, seed)
        plan = legal_plan(city, np.random.default_rng([seed, 37]))
        if plan is None:
            continue
        best, *_ = search(city, plan, _Ended(), Settings(seed=seed))
        value, before = exact_value(city, best), exact_value(city, plan)
        assert value is not None
        assert before is not None
        assert value <= before
        improved += value < before
    assert improved
