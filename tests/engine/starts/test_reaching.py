"""Missed targets met circle by circle: never a worse plan, and what an office cannot find."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from placement.engine.control.settings import USUAL, Settings
from placement.engine.control.watch import Progress, Watch
from placement.engine.cutting.subproblem import Subproblem
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import _reached, solve_instance
from placement.engine.starts import reaching
from placement.engine.starts.beginning import find_start, hard_alone
from placement.engine.starts.reaching import reach
from placement.instance import Instance, TargetFacts
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.reader import read_scenario
from plans import legal_plan
from tiny import tiny_city

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
LOCKED = {"GZ001": 2022, "SJ002": 2023, "SJ003": 2024, "GZ002": 2025}


@pytest.fixture(scope="module")
def minhou() -> Instance:
    """A county where a third of all outlets must be chains: no gap of counted lines."""
    return instance_of("minhou-2022-2025")


def instance_of(name: str) -> Instance:
    scenario = read_scenario(SCENARIOS / f"{name}.yaml")
    return build_instance(scenario, build_option_table(scenario))


def locked(city: Instance) -> Instance:
    """The city with a circle to certify by the end of every year, no matter what."""
    pins = tuple(
        TargetFacts(
            f"lock:{c}", (city.circle_ids.index(c),), 0, city.years.index(y), 1, 1, True, False
        )
        for c, y in LOCKED.items()
    )
    return replace(city, targets=(*city.targets, *pins))


@pytest.mark.parametrize("seed", range(24))
def test_a_plan_gets_no_worse_and_stays_legal(seed: int) -> None:
    city = tiny_city(seed)
    rng = np.random.default_rng(seed)
    for plan in (legal_plan(city, rng), Decisions.nothing(city)):
        if plan is None or not evaluate(city, plan).feasible:
            continue
        found, _ = reach(city, plan, Watch())
        value = evaluate(city, found)
        assert value.feasible
        assert value.rank(city) <= evaluate(city, plan).rank(city)
        assert (value.rank(city) == evaluate(city, plan).rank(city)) == (found is plan)


def test_shares_of_outlets_are_met_where_the_office_fails(minhou: Instance) -> None:
    by_hand = plan_greedily(minhou)
    assert evaluate(minhou, by_hand).terms["target_shortfall"] == 3
    reached, _ = reach(minhou, by_hand, Watch())
    assert evaluate(minhou, reached).terms["target_shortfall"] == 0


def test_on_a_busy_machine_few_circles_are_reached_as_on_an_idle_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city, improve_part = instance_of("quick"), reaching.improve_part
    begin = plan_greedily(city), "greedy"

    def slowed(*question: Any) -> tuple[Decisions, tuple[str, ...]]:
        time.sleep(0.3)
        return improve_part(*question)

    (idle, _), _ = _reached(city, begin, Watch(60.0), USUAL)
    monkeypatch.setattr(reaching, "improve_part", slowed)
    (busy, _), _ = _reached(city, begin, Watch(60.0), USUAL)
    assert (busy.start == idle.start).all()
    assert (busy.held == idle.held).all()


def test_circles_that_are_locked_in_are_met_one_by_one(minhou: Instance) -> None:
    city = locked(minhou)
    must = hard_alone(city)
    by_hand = plan_greedily(must)
    assert evaluate(must, by_hand).terms["target_shortfall"] == 2
    reached, _ = reach(must, by_hand, Watch())
    assert evaluate(must, reached).terms["target_shortfall"] == 0
    plan, source, _ = find_start(city, Watch())
    assert source == "mip"
    assert evaluate(city, plan).feasible


def test_of_an_earlier_plan_what_a_new_lock_leaves_valid_is_kept(minhou: Instance) -> None:
    """The earlier plan meets every year with other circles; one circle more is asked for, without which nothing goes."""
    earlier, _ = reach(minhou, plan_greedily(minhou), Watch())
    pilot = minhou.circle_ids.index("GZ001")
    lost = replace(earlier, held=earlier.held.copy())
    lost.held[pilot] = -1
    pin = TargetFacts("lock:GZ001", (pilot,), 0, 0, 1, 1, True, False)
    city = replace(minhou, targets=(*minhou.targets, pin))
    assert not evaluate(city, lost).feasible
    plan, *_ = find_start(city, Watch(), lost)
    assert evaluate(city, plan).terms["target_shortfall"] == 0
    kept = (lost.held[:, -1] >= 0) & (plan.held[:, -1] >= 0)
    assert kept.sum() >= (lost.held[:, -1] >= 0).sum()


def test_the_office_s_plan_is_shown_and_kept_before_anything_better_is_sought(
    minhou: Instance,
) -> None:
    office = plan_greedily(minhou)
    kept: list[Decisions] = []
    told: list[Progress] = []
    watch = Watch(60.0, report=told.append, keep=lambda state: kept.append(state().decisions))
    reached = solve_instance(minhou, watch, replace(USUAL, workers=0)).decisions
    assert evaluate(minhou, reached).rank(minhou) < evaluate(minhou, office).rank(minhou)
    assert np.array_equal(kept[0].start, office.start)
    assert np.array_equal(kept[0].held, office.held)
    first = next(progress for progress in told if progress.incumbent is not None)
    assert first.incumbent == evaluate(minhou, office).terms[minhou.stages[0].term]


class Questions:
    """A solver that finds nothing better, and what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.circles: list[int] = []
        self.limits: list[float] = []
        monkeypatch.setattr(reaching, "improve_part", self._note)

    def _note(
        self, _city: Instance, plan: Decisions, part: Subproblem, watch: Watch, _how: Settings
    ) -> tuple[Decisions, tuple[str, ...]]:
        self.circles += part.circles.tolist()
        self.limits.append(watch.time_limit_s or 0.0)
        return plan, ("nothing better",)


def three_circles(*targets: TargetFacts, **changes: object) -> Instance:
    city = next(c for c in map(tiny_city, range(99)) if (c.n_circles, c.n_years) == (3, 2))
    usual = {"current_tier": np.full(3, -1), "blocked_circle": np.zeros(3, dtype=bool)}
    return replace(city, targets=targets, opens=None, **{**usual, **changes})


def target(name: str, circles: tuple[int, ...], tier: int = 0, year: int = 1) -> TargetFacts:
    return TargetFacts(name, circles, tier, year, len(circles), 1, hard=False, per_year=False)


EVERYONE = target("K", (0, 1, 2))


def test_circles_of_the_target_with_least_choice_are_asked_first_and_each_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city = three_circles(EVERYONE, target("L", (2,)), target("M", (1, 2)))
    asked = Questions(monkeypatch)
    plan = Decisions.nothing(city)
    found, notes = reach(city, plan, Watch())
    assert asked.circles == [2, 1, 0]
    assert found is plan
    assert notes == ("nothing better",)
    sooner = three_circles(target("K", (0,), year=1), target("L", (2,), year=0))
    again = Questions(monkeypatch)
    reach(sooner, Decisions.nothing(sooner), Watch())
    assert again.circles == [2, 0]


def test_only_circles_that_a_missed_target_lacks_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    city = three_circles(EVERYONE)
    held = Decisions.nothing(city)
    held.held[0] = 0
    later = Decisions.nothing(city)
    later.held[0, 1] = 0
    closed = three_circles(EVERYONE, blocked_circle=np.array([True, False, False]))
    known = three_circles(EVERYONE, current_tier=np.array([0, -1, -1]))
    met = three_circles(replace(EVERYONE, required=0))
    early = three_circles(target("K", (0, 1, 2), year=0))
    for instance, plan, expected in (
        (city, held, [1, 2]),
        (closed, Decisions.nothing(city), [1, 2]),
        (known, Decisions.nothing(city), [1, 2]),
        (met, Decisions.nothing(city), []),
        (city, later, [1, 2]),
        (early, later, [0, 1, 2]),
    ):
        asked = Questions(monkeypatch)
        reach(instance, plan, Watch())
        assert asked.circles == expected


def test_no_question_takes_longer_than_its_share_of_what_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city = three_circles(EVERYONE)
    asked = Questions(monkeypatch)
    reach(city, Decisions.nothing(city), Watch())
    assert asked.limits == [reaching.SECONDS_PER_CIRCLE] * 3
    short = Questions(monkeypatch)
    reach(city, Decisions.nothing(city), Watch(time_limit_s=3.0))
    assert 0 < max(short.limits) <= 3.0
    late = Questions(monkeypatch)
    reach(city, Decisions.nothing(city), Watch(time_limit_s=0.0))
    assert not late.circles
