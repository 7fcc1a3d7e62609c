"""Questions about a plan, against enumerating every way to answer them in tiny cities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from oracle import NEVER, circle_paths, every_start, option_money, reaches, units_of
from placement.advice.lateness import stay
from placement.advice.whatif import (
    aid_of,
    ask_for_substitute,
    ask_for_tier,
    closed,
    tiers_still_earned,
    without_options,
)
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.instance import Instance, Stage
from plans import legal_plan
from tiny import tiny_city

SEEDS = range(24)


def case(seed: int) -> tuple[Instance, Decisions]:
    city = tiny_city(seed)
    plan = legal_plan(city, np.random.default_rng(seed))
    if plan is None:
        pytest.skip("no legal plan was drawn")
    return city, plan


def ways_around(city: Instance, plan: Decisions, circle: int) -> Iterator[dict[int, int]]:
    """Every choice that leaves alone what others rest on and what does not touch the circle."""
    facts = city.options
    touching = {
        int(o) for o, c in zip(facts.effect_option, facts.effect_circle, strict=True) if c == circle
    }
    others = [c for c in range(city.n_circles) if c != circle and (plan.held[c] != NEVER).any()]
    kept = {
        int(o)
        for o, c in zip(facts.effect_option, facts.effect_circle, strict=True)
        if int(c) in others and plan.start[o] != NEVER
    }
    kept |= {int(o) for o in np.flatnonzero(plan.start != NEVER) if int(o) not in touching}
    for starts in every_start(city):
        same = all(starts.get(o) == int(plan.start[o]) for o in kept)
        if same and all(o in touching or o in kept for o in starts):
            yield starts


def keeps(city: Instance, plan: Decisions, starts: dict[int, int], circle: int, tier: int) -> bool:
    """Whether the circle can end with the tier and never hold less than it does in the plan."""
    return any(
        path[-1] >= tier and all(j >= held for j, held in zip(path, plan.held[circle], strict=True))
        for path in circle_paths(city, starts, circle)
    )


def test_what_need_not_move_keeps_its_year() -> None:
    """All works of a plan a year later or earlier: what is no better for it goes back."""
    returned = 0
    for seed in SEEDS:
        city = tiny_city(seed, stages=(Stage("target_shortfall", maximise=False),))
        plan = legal_plan(city, np.random.default_rng(seed))
        if plan is None or not evaluate(city, plan).feasible:
            continue
        for option in np.flatnonzero(plan.start != NEVER):
            before = Decisions(plan.start.copy(), plan.held)
            before.start[option] = (plan.start[option] + 1) % city.n_years
            after = stay(city, plan, before)
            assert evaluate(city, after).feasible
            assert evaluate(city, after).rank(city) <= evaluate(city, plan).rank(city)
            back = after.start[option] == before.start[option]
            legal = evaluate(city, before)
            is_as_good = legal.feasible and legal.rank(city) <= evaluate(city, plan).rank(city)
            assert back == is_as_good
            returned += int(back)
    assert returned


def price(city: Instance, starts: dict[int, int]) -> int:
    return int(sum(city.options.public_fen[o] for o in starts))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cheapest_way_to_a_tier_is_the_least_of_all_ways(seed: int) -> None:
    city, plan = case(seed)
    for circle in range(city.n_circles):
        top = max(int(plan.held[circle, -1]), int(city.current_tier[circle]))
        for tier in range(top + 1, len(city.tier_ids)):
            # An award may hang on a way, so the caps of awards are lifted for all.
            ways = [
                s for s in ways_around(city, plan, circle) if keeps(city, plan, s, circle, tier)
            ]
            cheapest, nearest = ask_for_tier(city, plan, circle, tier, city.n_years - 1, Watch())
            assert cheapest.proven
            assert cheapest.is_done == bool(ways)
            if not ways:
                continue
            assert aid_of(city, cheapest.decisions) == min(price(city, s) for s in ways)
            for answer in (cheapest, nearest):
                if answer is None:
                    continue
                assert answer.is_done
                assert answer.decisions.held[circle, -1] >= tier
                raised = replace(
                    city,
                    budget_cap_fen=np.where(
                        city.budget_cap_fen < 0, -1, city.budget_cap_fen + answer.overrun_fen
                    ),
                )
                soft = tuple(replace(k, hard=False) for k in city.targets)
                assert evaluate(replace(raised, targets=soft), answer.decisions).feasible


def above_caps(city: Instance, starts: dict[int, int]) -> tuple[int, int]:
    """Return money units above the caps, and the same times the years that follow."""
    spent, unit = np.zeros_like(city.budget_cap_fen), city.money_unit_fen
    for key, fen in option_money(city, starts).items():
        spent[key] = fen
    caps = city.budget_cap_fen
    above = np.where(caps < 0, 0, np.maximum(0, spent // unit - caps // unit))
    return int(above.sum()), int((above * np.arange(city.n_years)[::-1]).sum())


def starts_of(plan: Decisions) -> dict[int, int]:
    return {int(o): int(plan.start[o]) for o in np.flatnonzero(plan.start != NEVER)}


def test_of_ways_that_cost_as_much_only_the_one_that_lies_least_and_latest_above_the_caps() -> None:
    over, both = 0, 0
    for seed in SEEDS:
        rich = tiny_city(seed, awards=())
        plan = legal_plan(rich, np.random.default_rng(seed))
        if plan is None:
            continue
        # what the plan spends is all there is
        spent = evaluate(rich, plan).spent_fen
        city = replace(rich, budget_cap_fen=spent)
        for circle in range(city.n_circles):
            top = max(int(plan.held[circle, -1]), int(city.current_tier[circle]))
            for tier in range(top + 1, len(city.tier_ids)):
                ways = [
                    s for s in ways_around(city, plan, circle) if keeps(city, plan, s, circle, tier)
                ]
                if not ways:
                    continue
                cheapest, nearest = ask_for_tier(
                    city, plan, circle, tier, city.n_years - 1, Watch()
                )
                told = starts_of(cheapest.decisions)
                cost = {"told": (price(city, told), *above_caps(city, told))}
                assert cost["told"] == min((price(city, s), *above_caps(city, s)) for s in ways)
                assert cheapest.is_late
                over += cost["told"][1] > 0
                if nearest is not None:
                    both += 1
                    near = starts_of(nearest.decisions)
                    aid, (above, early) = price(city, near), above_caps(city, near)
                    assert (above, aid, early) == min(
                        (above_caps(city, s)[0], price(city, s), above_caps(city, s)[1])
                        for s in ways
                    )
                    assert above < cost["told"][1]
                    assert aid > cost["told"][0]
    assert over
    assert both


@pytest.mark.parametrize("seed", SEEDS)
def test_without_an_option_every_circle_keeps_just_what_it_still_earns(seed: int) -> None:
    city, plan = case(seed)
    for option in np.flatnonzero(plan.start != NEVER):
        without = without_options(city, plan, np.array([option]))
        starts = {int(o): int(without.start[o]) for o in np.flatnonzero(without.start != NEVER)}
        for c in range(city.n_circles):
            for t in range(city.n_years):
                units = units_of(city, starts, c, t)
                earned = [
                    j
                    for j in range(len(city.tier_ids))
                    if city.current_tier[c] < j <= plan.held[c, t] and reaches(city, units, j, c)
                ]
                most = max(earned, default=NEVER)
                assert without.held[c, t] in ({most} if city.allow_interim else {most, NEVER})
    assert (tiers_still_earned(city, plan.start, plan.held) == plan.held).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_substitute_does_without_the_site_and_is_legal(seed: int) -> None:
    city, plan = case(seed)
    soft = tuple(replace(k, hard=False) for k in city.targets)
    for site in {int(city.options.site[o]) for o in np.flatnonzero(plan.start != NEVER)}:
        own = np.flatnonzero(city.options.site == site)
        without, within, beyond = ask_for_substitute(city, plan, site, Watch())
        assert (within is None) == (without.held == plan.held).all()
        for answer in (within, beyond):
            if answer is None:
                continue
            assert (answer.decisions.start[own] == NEVER).all()
            if answer.is_done:
                assert (answer.decisions.held >= plan.held).all()
        if within is not None:
            rest = replace(closed(city, own), targets=soft)
            assert evaluate(rest, within.decisions).feasible
            assert within.is_affordable
            if within.is_done and within.proven and beyond is None:
                assert aid_of(city, within.decisions) >= 0
