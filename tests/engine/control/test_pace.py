"""No model is begun that would not be built in the time left."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from placement.engine.control.ideas import EVERY_IDEA
from placement.engine.control.pace import Pace
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.engine.solver import translate
from placement.formulation.build import build_model
from placement.formulation.uses import count_uses
from placement.instance import Instance
from variations import torn, varied_city

SLOW_S = 0.1
"""What a use takes to build on a slow machine."""


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the blocks of tiny cities apart, as those of large ones are."""
    monkeypatch.setattr("placement.engine.cutting.blocks.FEW_CIRCLES", 0)
    monkeypatch.setattr("placement.engine.control.sizes.FEW_USES", -1)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Instance]:
    """Instances whose models were built, on a machine that takes long for it."""
    found: list[Instance] = []

    def slowly(instance: Instance, look: Callable[[], None]) -> Any:
        for _ in range(count_uses(instance)):
            time.sleep(SLOW_S)
            look()
        found.append(instance)
        return build_model(instance, look=look)

    monkeypatch.setattr(translate, "build_model", slowly)
    return found


def test_building_is_timed_by_use() -> None:
    city = varied_city("as_drawn", 3)
    pace, told = Pace(), []
    assert pace.expected_s(1000) == 0
    watch = pace.times(Watch(report=told.append), city)
    watch.enter("build")
    time.sleep(0.05)
    watch.enter("stage 1 target_shortfall")
    watch.tell(nodes=3)
    assert [progress.phase for progress in told] == ["build", *["stage 1 target_shortfall"] * 2]
    took = told[1].seconds - told[0].seconds
    assert pace.last_s == pytest.approx(took)
    uses = count_uses(city)
    assert pace.expected_s(10 * uses) == pytest.approx(10 * took)
    watch.enter("build")
    watch.enter("stage 1 target_shortfall")
    assert pace.last_s < took
    assert pace.expected_s(uses) < took


def test_the_whole_is_not_built_where_time_is_too_short_for_it(
    monkeypatch: pytest.MonkeyPatch, built: list[Instance]
) -> None:
    monkeypatch.setattr("placement.engine.control.sizes.SMALLEST_MERGED", -1)
    city = torn(varied_city("max_benefit", 0))
    whole_uses = count_uses(city)
    in_time = solve_instance(city, Watch(), Settings())
    assert built[-1].n_years == city.n_years
    assert count_uses(built[-1]) == whole_uses, "with time enough it is built"
    built.clear()
    watch = Watch(time_limit_s=1.4 * SLOW_S * whole_uses)
    short = solve_instance(city, watch, Settings())
    assert built
    assert all(count_uses(instance) < whole_uses for instance in built)
    assert short.status == "limit"
    value = evaluate(city, short.decisions)
    assert value.feasible
    assert in_time.status == "optimal"
    assert value.rank(city) >= evaluate(city, in_time.decisions).rank(city)


def test_no_part_is_begun_that_would_not_be_built_in_the_time_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("placement.engine.control.sizes.LARGEST_WHOLE", -1)
    watch, left, took_s = Watch(time_limit_s=6.0), [], 0.3
    to_the_search = Settings(ideas=EVERY_IDEA.without("reach_targets"))

    def slowly(instance: Instance, **_: object) -> Any:
        if watch.phase == "search":
            left.append(watch.remaining_s)
        time.sleep(took_s)
        return build_model(instance)

    monkeypatch.setattr(translate, "build_model", slowly)
    solve_instance(torn(varied_city("max_benefit", 0)), watch, to_the_search)
    assert left, "some parts were looked at"
    assert min(left) > took_s
