"""Blocks have another turn while there is time and no proof, and no more than that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.city import blockwise
from placement.engine.city.city_plan import CityPlan
from placement.engine.city.knowledge import Knowledge
from placement.engine.city.turns import MOST_TURNS, Turns
from placement.engine.city.worker import Result, Task, solve_task
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Effort, Watch
from placement.engine.cutting.blocks import find_blocks, shared_sites
from placement.engine.office.greedy import plan_greedily
from placement.instance import Instance
from variations import torn, varied_city


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the blocks of tiny cities apart, as those of large ones are."""
    monkeypatch.setattr("placement.engine.cutting.blocks.FEW_CIRCLES", 0)
    monkeypatch.setattr("placement.engine.control.sizes.FEW_USES", -1)


def begun(city: Instance) -> tuple[Turns, CityPlan]:
    plan = plan_greedily(city)
    known = Knowledge.gather(city, plan, find_blocks(city, shared_sites(city)), ())
    turns = Turns(known, Watch(60.0), Settings(), 0)
    return turns, CityPlan(plan, known, Watch(80.0), Settings())


def at_its_limit(result: Result) -> Result:
    """Return the result as if the time had been over."""
    assert result.outcome is not None
    return replace(result, outcome=replace(result.outcome, status="limit"))


def test_every_block_without_proof_comes_back_until_it_has_had_its_turns() -> None:
    turns, plan = begun(torn(varied_city("as_drawn", 3)))
    had: list[int] = []
    while (task := turns.next_task()) is not None:
        had.append(task.number)
        result = at_its_limit(solve_task(task, Watch()))
        plan.take(result)
        turns.note(result)
    assert len(plan.known.blocks) > 1
    assert sorted(had) == sorted(list(range(len(plan.known.blocks))) * MOST_TURNS)


def test_what_misses_a_target_comes_before_what_misses_none() -> None:
    mixed = 0
    for seed in range(40):
        city = torn(varied_city("as_drawn", seed))
        halves = tuple(
            replace(k, circles=k.circles[: 1 + n % 2]) for n, k in enumerate(city.targets)
        )
        turns, _ = begun(replace(city, targets=halves))
        missing = []
        while (task := turns.next_task()) is not None:
            part = turns.known.bounds.cuts[task.number]
            held = part.start.held
            missing.append(any(k.missing(held) > 0 for k in part.instance.targets))
        assert missing == sorted(missing, reverse=True), seed
        mixed += len(set(missing)) > 1
    assert mixed


def test_a_block_with_proof_is_done() -> None:
    turns, plan = begun(torn(varied_city("as_drawn", 3)))
    had = []
    while (task := turns.next_task()) is not None:
        had.append(task.number)
        result = solve_task(task, Watch())
        plan.take(result)
        turns.note(result)
    assert sorted(had) == list(range(len(plan.known.blocks)))


@pytest.mark.parametrize("losses", [1, 2])
def test_a_block_whose_solve_is_lost_is_asked_for_once_more_with_other_options(losses: int) -> None:
    turns, plan = begun(torn(varied_city("as_drawn", 3)))
    asked: dict[int, list[dict[str, object]]] = {}
    while (task := turns.next_task()) is not None:
        had = asked.setdefault(task.number, [])
        had.append(task.settings.highs)
        is_lost = len(had) <= losses
        lost = Result(task.number, None, Effort(), "the process ended")
        result = lost if is_lost else solve_task(task, Watch())
        plan.take(result)
        turns.note(result)
    usual, other = Settings().highs, Settings().otherwise().highs
    assert other["presolve"] == "off"
    assert other["random_seed"] != usual["random_seed"]
    assert asked == {n: [usual, other] for n in range(len(plan.known.blocks))}
    assert set(plan.known.bounds.shown) == (set(asked) if losses == 1 else set())


def test_another_turn_starts_from_the_best_plan_of_the_one_before() -> None:
    city = torn(varied_city("as_drawn", 3))
    turns, plan = begun(city)
    first = turns.next_task()
    assert first is not None
    result = at_its_limit(solve_task(first, Watch()))
    assert result.outcome is not None
    plan.take(result)
    turns.note(result)
    later = [task for task in iter(turns.next_task, None) if task.number == first.number]
    assert len(later) == 1
    assert (later[0].start.start == result.outcome.decisions.start).all()


def test_a_block_solved_in_this_process_is_heard_of_before_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    heard: list[int] = []

    def solved(task: Task, watch: Watch) -> Result:
        before = len(told)
        result = solve_task(task, watch)
        heard.append(len(told) - before)
        return result

    monkeypatch.setattr(blockwise, "solve_task", solved)
    city = varied_city("as_drawn", 3)
    watch = Watch(60.0, report=lambda progress: told.append(progress.phase))
    one = [np.arange(city.n_circles)]
    blockwise.solve_blocks(city, plan_greedily(city), one, watch, Settings())
    assert len(heard) == 1
    assert heard[0] > 0
