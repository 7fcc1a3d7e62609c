"""Children go from one solve to the next, unless they are busy or have ended."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest

from placement.engine.city.crew import hire
from placement.engine.city.worker import Found, Report, Task
from placement.engine.control.reserve import released, reserved
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.merging import merge_years
from placement.engine.plans.decisions import Decisions
from tiny import tiny_city


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    with reserved(Watch()) as one:
        yield one


def solve(watch: Watch, *seeds: int) -> tuple[set[int], list[int]]:
    """Return the processes of a crew of one, and the tasks it has solved."""
    waiting = iter(seeds)
    heard: list[Report | Found] = []

    def next_task() -> Task | None:
        seed = next(waiting, None)
        if seed is None:
            return None
        city = merge_years(tiny_city(seed))
        return Task(seed, city, Decisions.nothing(city), Settings(), 60.0)

    with hire(1, watch, heard.append) as crew:
        solved = [r.number for r in crew.run(next_task) if r.outcome is not None]
        processes = {member.child.process.pid for member in crew._members}
    assert {message.number for message in heard} <= set(seeds), "news of another crew's tasks"
    return processes, solved


def test_the_next_solve_has_the_same_processes(watch: Watch) -> None:
    first, second = solve(watch, 2, 3), solve(watch.inner(60.0), 5)
    assert first[0] == second[0]
    assert (first[1], second[1]) == ([2, 3], [5])


def test_one_that_has_ended_is_not_taken(watch: Watch) -> None:
    assert watch.reserve is not None
    child = watch.reserve.take("placement.engine.city.worker")
    watch.reserve.keep(child)
    child.process.kill()
    child.process.wait()
    processes, solved = solve(watch, 2)
    assert child.process.pid not in processes
    assert solved == [2]


def test_one_that_cannot_be_heard_any_more_is_not_taken_and_says_so_to_whoever_has_it(
    watch: Watch,
) -> None:
    """Its process lives on; what it said was no message."""
    assert watch.reserve is not None
    child = watch.reserve.take("garbling_worker")
    heard: queue.SimpleQueue[object] = queue.SimpleQueue()
    child.listen(heard.put)
    assert child.send("anything")
    assert heard.get(timeout=60.0) is None
    assert child.process.poll() is None
    child.listen(heard.put)
    assert heard.get(timeout=60.0) is None
    released(watch, child, is_idle=True)
    assert child.process.poll() is not None


def test_one_that_is_busy_is_not_kept(watch: Watch) -> None:
    city = merge_years(tiny_city(2))
    with hire(1, watch, lambda _: None) as crew:
        member = crew._start()
        crew._members = [member]
        member.give(Task(2, city, Decisions.nothing(city), Settings(), 60.0))
    assert member.child.process.poll() is not None


def test_all_end_with_the_last_solve() -> None:
    with reserved(Watch()) as watch:
        assert watch.reserve is not None
        child = watch.reserve.take("placement.engine.city.worker")
        watch.reserve.keep(child)
    assert watch.reserve is None
    assert child.process.poll() is not None


def test_without_a_reserve_they_end_at_once() -> None:
    with hire(1, Watch(), lambda _: None) as crew:
        list(crew.run(lambda: None))
        (member,) = crew._members
    assert member.child.process.poll() is not None
