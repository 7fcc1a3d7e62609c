"""Tiers closed for a lower one cost no plan: to every plan there is one without them that is no worse in any stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.cutting.merging import merge_years
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.evaluation import evaluate
from placement.engine.whole.dominance import Dominance
from placement.instance import Instance, TargetFacts, TermLimit
from placement.instance.needs import build_needs
from tiny import tiny_city
from truths import is_matched, ranks_of
from variations import VARIATIONS, varied_city

SEEDS = 5
RNG = np.random.default_rng(0)


def drawn(rule: str, seed: int) -> Instance:
    """A city with few targets and awards, so that many tiers are told apart late or never; some have three tiers."""
    city, rng = varied_city(rule, seed), np.random.default_rng([seed, 11])
    city = with_a_middle_tier(city, rng) if rng.random() < 0.5 else city
    targets = tuple(other_counting(k, rng) for k in city.targets if rng.random() < 0.5)
    awards = tuple(a for a in city.awards if rng.random() < 0.4)
    has_award_rows = len(city.limits.award) > 0
    return replace(city, targets=targets, awards=city.awards if has_award_rows else awards)


def other_counting(target: TargetFacts, rng: np.random.Generator) -> TargetFacts:
    """Count within the year, or ask for just so many, at random."""
    if target.amounts or target.base:
        return target
    exactly, per_year = (rng.random(2) < 0.4).tolist()
    return replace(target, exactly=exactly, per_year=per_year)


def with_a_middle_tier(city: Instance, rng: np.random.Generator) -> Instance:
    """Put a tier between the two, and let targets and awards be of any of the three."""
    low, high = city.tier_points
    points = np.stack([low, np.minimum(high, low + rng.integers(0, 3, len(low))), high])
    less, more = city.tier_kinds
    kinds = np.stack([less, np.minimum(more, less + rng.integers(0, 2, len(less))), more])
    gates = (*city.card.gates[:1], (), *city.card.gates[1:]) if city.card.gates else ()
    card = replace(city.card, gates=gates)

    def moved(tier: int) -> int:
        return tier + int(rng.integers(0, 2))

    return replace(
        city,
        tier_ids=("basic", "middle", "high"),
        tier_points=points,
        tier_kinds=kinds,
        card=card,
        needs=build_needs(city.lines, card, city.existing, points, kinds),
        targets=tuple(replace(k, tier=moved(k.tier)) for k in city.targets),
        awards=tuple(replace(a, tier=moved(a.tier)) for a in city.awards),
        opens=None if city.opens is None else city.opens[:, [0, 0, 1]],
    )


@pytest.mark.parametrize("is_merged", [False, True], ids=["years", "merged"])
@pytest.mark.parametrize("rule", VARIATIONS)
def test_to_every_plan_there_is_one_without_idle_tiers(rule: str, is_merged: bool) -> None:
    reduced_at_all = 0
    for seed in range(SEEDS):
        city = drawn(rule, seed)
        city = merge_years(city) if is_merged else city
        reduced = Dominance.find(city).reduced(city)
        if reduced is not city:
            reduced_at_all += 1
            assert is_matched(ranks_of(city), ranks_of(reduced)), seed
    assert reduced_at_all or rule != "as_drawn"


@pytest.mark.parametrize("rule", VARIATIONS)
def test_a_lowered_plan_keeps_every_rule_and_is_no_worse(rule: str) -> None:
    for seed in range(4 * SEEDS):
        city = drawn(rule, seed)
        dominance, plan = Dominance.find(city), plan_greedily(city)
        if not evaluate(city, plan).feasible:
            continue
        lowered = dominance.lowered(plan)
        before, after = evaluate(city, plan).rank(city), evaluate(city, lowered)
        assert after.feasible, seed
        assert all(np.array(after.rank(city)) <= np.array(before)), seed
        assert evaluate(dominance.reduced(city), lowered).feasible, seed


def without_targets(**changes: object) -> Instance:
    return tiny_city(3, **{"targets": (), "awards": (), "allow_interim": True, **changes})


def test_without_targets_and_awards_only_the_lowest_tier_is_left() -> None:
    city = without_targets(current_tier=np.array([-1, 0, -1])[: tiny_city(3).n_circles])
    stand_in = Dominance.find(city).stand_in
    assert (stand_in[city.current_tier < 0, 1] == 0).all()
    assert (stand_in[city.current_tier == 0, 1] == 1).all()


def test_a_tier_opens_in_the_year_of_its_target() -> None:
    seed = next(n for n in range(99) if tiny_city(n).n_years == 3 and tiny_city(n).targets)
    city = tiny_city(seed, awards=(), allow_interim=True, current_tier=np.full(3, -1))
    city = replace(city, current_tier=city.current_tier[: city.n_circles])
    target = replace(city.targets[0], tier=1, year=1, circles=(0,), base=(), per_year=False)
    opens = Dominance.find(replace(city, targets=(target,)))
    assert opens.stand_in[0, 1].tolist() == [0, 1, 1]
    assert (opens.stand_in[1:, 1] == 0).all()
    at_once = Dominance.find(replace(city, targets=(target,), allow_interim=False))
    assert at_once.stand_in[0, 1].tolist() == [1, 1, 1]


def test_a_lower_tier_that_asks_for_more_stands_in_for_none() -> None:
    city = without_targets(current_tier=np.full(tiny_city(3).n_circles, -1))
    more_kinds = replace(city, tier_kinds=city.tier_kinds[::-1].copy())
    more_points = replace(city, tier_points=city.tier_points[::-1].copy())
    gate = replace(city.card, gates=((0,), ()))
    for asking in (more_kinds, more_points, replace(city, card=gate)):
        assert Dominance.find(asking).reduced(asking) is asking


def test_a_tier_lost_until_a_review_stands_in_for_none_that_opens_before() -> None:
    city = without_targets(current_tier=np.full(tiny_city(3).n_circles, -1))
    opens = np.zeros((city.n_circles, 2), dtype=np.int64)
    opens[0] = [city.n_years, 0]
    found = Dominance.find(replace(city, opens=opens))
    assert (found.stand_in[0, 1] == 1).all()
    assert (found.stand_in[1:, 1] == 0).all()
    assert (found.reduced(replace(city, opens=opens)).opens[0] == opens[0]).all()


def test_a_base_of_a_share_tells_tiers_apart() -> None:
    city = without_targets(current_tier=np.full(tiny_city(3).n_circles, -1))
    target = replace(tiny_city(2).targets[0], tier=0, year=0, circles=(0,), base=(1,), base_tier=1)
    stand_in = Dominance.find(replace(city, targets=(target,))).stand_in
    assert (stand_in[0, 1] == 0).all()
    assert (stand_in[1, 1] == 1).all()


def test_awards_that_are_wanted_tell_tiers_apart() -> None:
    awards = tuple(a for a in tiny_city(3).awards if a.tier == 1)
    city = without_targets(awards=awards, current_tier=np.full(tiny_city(3).n_circles, -1))
    assert awards
    assert (Dominance.find(city).stand_in[:, 1] == 0).all()
    wanted = replace(city, term_limits=(TermLimit("award_money", is_most=False, limit=3000),))
    assert Dominance.find(wanted).reduced(wanted) is wanted


def high_award(**changes: object) -> Instance:
    """A city of which only an award of the high tier of the first circle can tell tiers apart."""
    award = replace(next(a for a in tiny_city(3).awards if a.tier == 1), circle=0)
    none_before = np.full(tiny_city(3).n_circles, -1)
    return without_targets(awards=(replace(award, **changes),), current_tier=none_before)


def test_an_award_by_what_was_held_before_tells_tiers_apart() -> None:
    found = Dominance.find(high_award(before=0))
    assert (found.stand_in[0, 1] == 1).all()
    assert (found.stand_in[1:, 1] == 0).all()


def test_an_award_maximised_tells_tiers_apart() -> None:
    city = replace(high_award(), stages=VARIATIONS["money_first"](tiny_city(3), RNG).stages)
    assert (Dominance.find(city).stand_in[0, 1] == 1).all()


def test_an_award_that_others_rest_on_tells_tiers_apart() -> None:
    city = replace(high_award(), limits=varied_city("quotas", 3).limits)
    assert len(city.limits.award)
    assert (Dominance.find(city).stand_in[0, 1] == 1).all()


def test_no_award_is_put_off_to_another_year() -> None:
    seed = next(n for n in range(99) if tiny_city(n).n_years == 3 and tiny_city(n).targets)
    drawn = tiny_city(seed, allow_interim=True)
    target = replace(drawn.targets[0], tier=1, year=2, circles=(0, 1), base=(), per_year=False)
    award = replace(drawn.awards[0], circle=0, tier=1)
    none_before = np.full(drawn.n_circles, -1)
    city = replace(drawn, targets=(target,), awards=(award,), current_tier=none_before)
    stand_in = Dominance.find(city).stand_in
    assert stand_in[0, 1].tolist() == [1, 1, 1]
    assert stand_in[1, 1].tolist() == [0, 0, 1]


def test_stand_ins_rise_with_the_tiers_they_stand_in_for() -> None:
    """Were the top tier lowered below the middle one, a plan that rises would fall."""
    city = without_targets(current_tier=np.full(tiny_city(3).n_circles, -1))
    three = replace(
        city,
        tier_ids=("basic", "better", "high"),
        tier_points=np.array([[3], [5], [7]]),
        tier_kinds=city.tier_kinds[[0, 0, 1]],
        card=replace(city.card, gates=((0,), (), (0,))),
    )
    assert Dominance.find(three).reduced(three) is three


def test_just_so_many_in_a_year_is_judged_from_the_year_before() -> None:
    """A circle that held the tier before is not counted, and one more would be too many."""
    seed = next(n for n in range(99) if tiny_city(n).n_years == 3 and tiny_city(n).targets)
    one = tiny_city(seed, awards=(), allow_interim=True)
    target = replace(one.targets[0], tier=1, year=2, circles=(0,), base=(), per_year=True)
    city = replace(one, targets=(target,), current_tier=np.full(one.n_circles, -1))
    assert Dominance.find(city).stand_in[0, 1].tolist() == [0, 0, 1]
    just = replace(city, targets=(replace(target, exactly=True),))
    assert Dominance.find(just).stand_in[0, 1].tolist() == [0, 1, 1]


def test_what_stands_in_is_itself_open() -> None:
    """Of basic, middle and high the middle one stands in for the high one, and the basic one for the middle."""
    seed = next(n for n in range(99) if tiny_city(n).n_years == 3 and tiny_city(n).targets)
    two = tiny_city(seed, awards=(), allow_interim=True)
    city = with_a_middle_tier(replace(two, current_tier=np.full(two.n_circles, -1)), RNG)
    target = replace(two.targets[0], tier=1, year=1, circles=(0,), base=(), per_year=False)
    award = replace(tiny_city(seed).awards[0], circle=0, tier=2)
    found = Dominance.find(replace(city, targets=(target,), awards=(award,)))
    assert found.stand_in[0].tolist() == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]
