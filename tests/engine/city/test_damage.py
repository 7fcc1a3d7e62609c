"""What a change has cost an earlier plan, and what may change to make it good."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.city import repair
from placement.engine.city.repair import Damage, repaired
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Progress, Watch
from placement.engine.cutting.subproblem import Subproblem
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.recall import recall
from placement.engine.solve import solve_instance
from placement.instance import Bool, Instance, TargetFacts
from placement.instance.limits import LimitRows
from plans import plan_in_ids
from tiny import tiny_city
from variations import varied_city


def three_circles(**changes: object) -> Instance:
    """Three circles over two years, of which none is anything yet; every site helps all of them."""
    city = next(
        c
        for c in map(tiny_city, range(99))
        if (c.n_circles, c.n_years) == (3, 2) and c.n_options > 5
    )
    options, n = city.options, city.n_options
    everywhere = replace(
        options,
        effect_option=np.repeat(np.arange(n), 3),
        effect_circle=np.tile(np.arange(3), n),
        effect_line=np.zeros(3 * n, dtype=np.int64),
        effect_units=np.ones(3 * n, dtype=np.int64),
    )
    usual = {"current_tier": np.full(3, -1), "blocked_circle": np.zeros(3, dtype=bool)}
    return replace(city, options=everywhere, **{"targets": (), **usual, **changes})


def holding(city: Instance, *paths: tuple[int, int]) -> Decisions:
    return Decisions(Decisions.nothing(city).start, np.array(paths))


def hurt(city: Instance, before: Decisions, now: Decisions) -> list[bool]:
    found: list[bool] = Damage.of(plan_in_ids(city, before), city, now).hurt.tolist()
    return found


def test_hurt_is_who_holds_less_or_later_and_can_hold_anything() -> None:
    city = three_circles()
    before = holding(city, (0, 0), (0, 0), (NEVER, NEVER))
    assert hurt(city, before, before) == [False] * 3
    assert hurt(city, before, holding(city, (NEVER, 0), (0, 0), (0, 0))) == [True, False, False]
    assert hurt(city, before, holding(city, (1, 1), (NEVER, NEVER), (0, 0))) == [False, True, False]
    shut = replace(city, blocked_circle=np.array([False, True, False]))
    assert hurt(shut, before, Decisions.nothing(city)) == [True, False, False]


def test_hurt_is_whom_a_hard_target_lacks() -> None:
    pins = TargetFacts("pin", (0, 1, 2), 0, 1, 3, 1, hard=True, per_year=False)
    city = three_circles(targets=(pins,), current_tier=np.array([-1, 0, -1]))
    now = holding(city, (NEVER, 0), (NEVER, NEVER), (NEVER, NEVER))
    assert hurt(city, now, now) == [False, False, True]
    fewer = replace(city, targets=(replace(pins, required=1),))
    assert hurt(fewer, now, now) == [False] * 3
    soft = replace(city, targets=(replace(pins, hard=False),))
    assert hurt(soft, now, now) == [False] * 3


def apart(city: Instance) -> Instance:
    """Let every option help one circle alone: the first circle, the second, the third, the first again and so on."""
    n, facts = city.n_options, city.options
    alone = replace(
        facts,
        site=np.arange(n),
        site_ids=tuple(f"S{o}" for o in range(n)),
        effect_option=np.arange(n),
        effect_circle=np.arange(n) % 3,
        effect_line=np.zeros(n, dtype=np.int64),
        effect_units=np.ones(n, dtype=np.int64),
    )
    return replace(city, options=alone, locked_in={})


def mask(n: int, *chosen: int) -> Bool:
    found = np.zeros(n, dtype=bool)
    found[list(chosen)] = True
    return found


def test_own_options_what_is_built_and_what_is_locked_may_be_built_and_others_near_the_damage() -> (
    None
):
    city = apart(three_circles())
    n = city.n_options
    site = np.arange(n)
    site[5] = 4  # either of two options at the locked site will do
    city = replace(
        city,
        options=replace(city.options, site=site),
        locked_in={4: frozenset({(4, 0), (4, 1), (5, 0)})},
    )
    begin = Decisions.nothing(city)
    begin.start[[2, 4]] = 0, 1
    damage = Damage(mask(n, 1), mask(3, 0))
    own = damage.part(city, begin, others_too=False)
    assert own.options.tolist() == [1, 2, 4, 5]
    assert own.start.start.tolist() == [NEVER, 0, 1, NEVER]
    more = damage.part(city, begin, others_too=True)
    assert more.options.tolist() == sorted({1, 2, 4, 5, *range(0, n, 3)})


def test_only_who_is_hurt_or_holds_something_may_be_certified() -> None:
    city = three_circles(blocked_circle=np.array([False, False, False]))
    begin = holding(city, (NEVER, NEVER), (0, 0), (NEVER, NEVER))
    part = Damage(mask(city.n_options), mask(3, 0)).part(city, begin, others_too=True)
    assert part.instance.blocked_circle.tolist() == [False, False, True]
    assert part.circles.tolist() == [0, 1, 2]


def test_of_a_large_plan_the_damage_and_its_neighbours_are_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("placement.engine.control.sizes.LARGEST_AT_ONCE", -1)
    monkeypatch.setattr(repair, "MOST_FREED", 1)
    city = three_circles()
    nothing = Decisions.nothing(city)
    for circle in range(3):
        part = Damage(mask(city.n_options), mask(3, circle)).part(city, nothing, others_too=True)
        assert part.circles.tolist() == [circle]
    monkeypatch.setattr(repair, "MOST_FREED", 2)
    # The last circle shares a site with the second only.
    facts = city.options
    kept = (facts.effect_circle != 2) | (facts.site[facts.effect_option] == 0)
    kept &= (facts.effect_circle != 0) | (facts.site[facts.effect_option] != 0)
    some = replace(
        facts,
        effect_option=facts.effect_option[kept],
        effect_circle=facts.effect_circle[kept],
        effect_line=facts.effect_line[kept],
        effect_units=facts.effect_units[kept],
    )
    chain = replace(city, options=some)
    part = Damage(mask(city.n_options), mask(3, 2)).part(chain, nothing, others_too=True)
    assert part.circles.tolist() == [1, 2]
    alone = Damage(mask(city.n_options), mask(3, 0)).part(apart(city), nothing, others_too=True)
    assert alone.circles.tolist() == [0]


@pytest.mark.parametrize(
    "soft",
    [
        TargetFacts("K", (0, 1, 2), 0, 1, 5, 2, hard=False, per_year=False),
        TargetFacts("K", (0, 1, 2), 0, 1, 0, 3, hard=False, per_year=False, exactly=True),
        TargetFacts("K", (0, 1, 2), 0, 1, 2, 3, hard=False, per_year=False, amounts=(9, 9, 9), exactly=True),
        TargetFacts("K", (0, 1), 1, 1, 1, 1, hard=False, per_year=False, base=(0, 1, 2), base_tier=0, base_share=2),
    ],
    ids=["more than there are", "none", "amounts", "a share"],
)  # fmt: skip
def test_no_soft_target_outweighs_a_hard_one(soft: TargetFacts) -> None:
    pin = TargetFacts("pin", (0,), 0, 1, 1, 1, hard=True, per_year=False)
    city = three_circles(targets=(soft, pin))
    asked = repair._hard_ones_first(city)
    hard = next(k for k in asked.targets if k.id == "pin")
    worst = max(
        soft.missing(np.array([[a, a], [b, b], [c, c]]))
        for a in range(-1, 2)
        for b in range(-1, 2)
        for c in range(-1, 2)
    )
    assert hard.weight > soft.weight * worst
    assert not hard.hard
    assert asked.stages[0] == repair.MISSED
    assert len(set(asked.stages)) == len(asked.stages)
    late = replace(city, stages=city.stages[1:])
    assert repair._hard_ones_first(late).stages == (repair.MISSED, *city.stages[1:])
    only_soft = replace(city, targets=(soft,))
    assert repair._hard_ones_first(only_soft) is only_soft


def test_a_lock_starts_from_its_cheapest_option_as_early_as_may_be() -> None:
    city = three_circles()
    price = city.options.public_fen
    cheap, dear = int(np.argmin(price)), int(np.argmax(price))
    assert price[cheap] < price[dear]
    pairs = frozenset({(dear, 0), (cheap, 1), (cheap, 0)})
    plan = repair._only_locked(replace(city, locked_in={0: pairs}))
    assert plan.start[cheap] == 0
    assert (plan.start != NEVER).sum() == 1


def with_a_smaller_pool(city: Instance, plan: Decisions) -> Instance:
    """Let one option less be started than the plan does."""
    rows = LimitRows()
    row = rows.add("pool", cap=int((plan.start != NEVER).sum()) - 1)
    rows.draw_options(row, np.arange(city.n_options), (0, city.n_years - 1), 1)
    return replace(city, limits=rows.limits())


def test_a_plan_that_a_smaller_pool_forbids_is_made_good() -> None:
    made_good = 0
    for seed in range(12):
        city = varied_city("as_drawn", seed)
        plan = solve_instance(city, Watch()).decisions
        if not (plan.start != NEVER).any():
            continue
        asked = with_a_smaller_pool(city, plan)
        left = recall(plan_in_ids(city, plan), asked)
        assert not evaluate(asked, left).feasible
        found = repaired(plan_in_ids(city, plan), asked, Watch(), Settings())[0]
        assert evaluate(asked, found).feasible
        made_good += (found.held != NEVER).any()
    assert made_good


def less_money(seed: int) -> tuple[Instance, Decisions, Instance]:
    city = varied_city("as_drawn", seed)
    caps = city.budget_cap_fen
    less = replace(city, budget_cap_fen=np.where(caps < 0, -1, caps // 2))
    return city, solve_instance(city, Watch()).decisions, less


def test_its_own_options_are_asked_first_and_others_only_where_they_do_not_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts: list[tuple[Subproblem, bool]] = []
    improve = repair.improve_part

    def noted(
        instance: Instance, plan: Decisions, part: Subproblem, watch: Watch, settings: Settings
    ) -> tuple[Decisions, tuple[str, ...]]:
        found = improve(instance, plan, part, watch, settings)
        parts.append((part, found[0] is plan))
        return found

    monkeypatch.setattr(repair, "improve_part", noted)
    times = set()
    for seed in range(12):
        city, plan, less = less_money(seed)
        ids = plan_in_ids(city, plan)
        parts.clear()
        found = repaired(ids, less, Watch(), Settings())[0]
        times.add(len(parts))
        if parts:
            own = set(np.flatnonzero(plan.start != NEVER).tolist())
            begin = recall(ids, less)
            built = set(np.flatnonzero(begin.start != NEVER).tolist())
            assert set(parts[0][0].options.tolist()) <= own | built
        if len(parts) == 1:
            assert not Damage.of(ids, less, found).is_any
    assert 2 in times


def test_where_nothing_is_damaged_once_its_own_options_did_no_more_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A lock asks for a circle that the plan's own options already serve."""
    asked_for = 0
    improve, times = repair.improve_part, [0]

    def noted(*arguments: object) -> tuple[Decisions, tuple[str, ...]]:
        times[0] += 1
        return improve(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(repair, "improve_part", noted)
    for seed in range(12):
        city = varied_city("as_drawn", seed)
        plan = solve_instance(city, Watch()).decisions
        certified = np.flatnonzero(plan.held[:, -1] != NEVER)
        if not len(certified):
            continue
        fewer = Decisions(plan.start, plan.held.copy())
        fewer.held[certified[0]] = NEVER
        pin = TargetFacts("pin", (int(certified[0]),), 0, city.n_years - 1, 1, 1, True, False)
        asked = replace(city, targets=(*city.targets, pin))
        times[0] = 0
        found = repaired(plan_in_ids(city, fewer), asked, Watch(), Settings())[0]
        assert evaluate(asked, found).feasible
        assert times[0] == 1
        asked_for += 1
    assert asked_for


def test_stopped_as_it_begins_what_is_left_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    def must_not(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(repair, "improve_part", must_not)
    stopped = 0
    for seed in range(16):
        city, plan, less = less_money(seed)
        ids = plan_in_ids(city, plan)
        left = recall(ids, less)
        told: list[Progress] = []
        late = Watch(0.0, report=told.append)
        assert np.array_equal(repaired(ids, less, late, Settings())[0].start, left.start)
        assert not told
        watch = Watch(report=lambda _: watch.stop())  # noqa: B023
        found = repaired(ids, less, watch, Settings())[0]
        if watch.over and evaluate(less, left).feasible and (left.start != NEVER).any():
            stopped += 1
            assert np.array_equal(found.start, left.start)
            assert np.array_equal(found.held, left.held)
    assert stopped
