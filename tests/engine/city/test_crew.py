"""Workers give the answers a solve in this process gives; one that dies or hangs is replaced."""

from __future__ import annotations

import io
import itertools
import pickle
import queue
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from placement.engine.city.crew import Crew, hire
from placement.engine.city.worker import (
    Found,
    Report,
    Result,
    Spare,
    Stop,
    Task,
    listen,
    solve_task,
)
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Effort, Progress, Watch
from placement.engine.cutting.merging import merge_years
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from tiny import tiny_city


def task(number: int, limit: float = 60.0) -> Task:
    city = merge_years(tiny_city(number))
    return Task(number, city, Decisions.nothing(city), Settings(), limit)


def handing_out(tasks: list[Task]) -> Callable[[], Task | None]:
    waiting = iter(tasks)
    return lambda: next(waiting, None)


@pytest.fixture
def crew() -> Iterator[Crew]:
    with hire(1, Watch(), lambda _report: None) as one:
        yield one


def test_workers_answer_like_this_process() -> None:
    reports: list[Report] = []
    tasks = [task(seed) for seed in (2, 3, 5)]
    with hire(2, Watch(), reports.append) as crew:
        found = {result.number: result for result in crew.run(handing_out(tasks))}
    assert set(found) == {2, 3, 5}
    assert {report.number for report in reports} == {2, 3, 5}
    assert sum(result.effort.lp_iterations for result in found.values()) > 0
    for one in tasks:
        here, there = solve_task(one, Watch()).outcome, found[one.number].outcome
        assert here is not None
        assert there is not None
        assert there.stages == here.stages
        assert evaluate(one.instance, there.decisions).feasible


def test_a_worker_that_dies_is_replaced(crew: Crew) -> None:
    def give() -> Iterator[Task | None]:
        yield task(2)
        for member in crew._members:
            member.child.process.kill()
            member.child.process.wait()
        yield task(3)
        yield task(5)
        yield from itertools.repeat(None)

    tasks = give()
    results = {result.number: result for result in crew.run(lambda: next(tasks))}
    assert results[2].outcome is not None
    assert results[3].outcome is None
    assert results[3].error == "the process ended"
    assert results[5].outcome is not None


def test_a_worker_that_does_not_answer_is_killed(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placement.engine.city.crew.GRACE_S", 0.0)
    results: list[Result] = list(crew.run(handing_out([task(2, limit=0.0)])))
    assert [(result.number, result.error) for result in results] == [(2, "no answer in time")]


def test_a_crew_asked_to_stop_hands_out_nothing_more(crew: Crew) -> None:
    crew.watch.stop()
    assert list(crew.run(handing_out([task(2)]))) == []


def test_an_error_in_a_task_is_a_result() -> None:
    city = merge_years(tiny_city(2))
    wrong = Decisions.nothing(merge_years(tiny_city(3)))
    result = solve_task(Task(0, city, wrong, Settings(), 10.0), Watch())
    assert result.outcome is None
    assert "Error" in result.error


def test_a_stop_ends_only_the_task_it_came_after() -> None:
    """What is sent next has a clock of its own, however soon it comes."""
    sent = io.BytesIO(b"".join(pickle.dumps(m) for m in (task(2), Stop(), task(3))))
    waiting: queue.SimpleQueue[tuple[Task, Watch]] = queue.SimpleQueue()
    listen(sent, io.BytesIO(), waiting)
    watches = {one.number: watch for one, watch in (waiting.get(), waiting.get())}
    assert watches[2].interrupted
    assert not watches[3].interrupted


def test_word_of_an_idle_core_reaches_the_present_task() -> None:
    sent = io.BytesIO()
    for message in (task(2), Spare()):
        pickle.dump(message, sent)
    sent.seek(0)
    waiting: queue.SimpleQueue[tuple[Task, Watch]] = queue.SimpleQueue()
    listen(sent, io.BytesIO(), waiting)
    _, watch = waiting.get()
    assert watch.spare.is_set()
    assert not watch.interrupted


def test_a_busy_worker_is_helped_by_an_idle_one_only() -> None:
    with hire(3, Watch(), lambda _report: None) as crew:
        list(crew.run(handing_out([task(2)])))
        members = crew._members
        for member in members[:2]:
            member.give(task(3, 30.0))
        crew._help_out(members[:2])
        assert sum(member.is_helped for member in members[:2]) == 1
        crew._help_out(members[:2])
        assert sum(member.is_helped for member in members[:2]) == 1


def test_a_worker_has_its_next_task_before_its_last_result_is_looked_at(crew: Crew) -> None:
    results = crew.run(handing_out([task(2), task(3)]))
    assert next(results).number == 2
    assert [m.task.number for m in crew._members if m.task is not None] == [3]
    assert [result.number for result in results] == [3]


def test_of_news_that_wait_only_the_latest_is_passed_on() -> None:
    heard: list[Report | Found] = []
    with hire(1, Watch(), heard.append) as crew:
        member = crew._start()
        crew._members = [member]
        found = solve_task(task(2), Watch()).outcome
        assert found is not None
        outcomes = [replace(found, source=name) for name in ("first", "second")]
        reports = [Report(2, Progress(name, 0.0)) for name in ("early", "late")]
        for message in (reports[0], Found(2, outcomes[0]), Found(2, outcomes[1]), reports[1]):
            crew._messages.put((member, message))
        assert crew._next_results([]) == []
        assert heard == [reports[1], Found(2, outcomes[1])]
        heard.clear()
        result = Result(2, found, Effort())
        for last in (reports[0], Found(2, outcomes[0]), result):
            crew._messages.put((member, last))
        assert crew._next_results([]) == [result]
        assert not heard, "a result says more than what was found before it"
        failed = Result(2, None, Effort(), "MemoryError")
        for last in (failed, None):
            crew._messages.put((member, Found(2, outcomes[1])))
            crew._messages.put((member, last))
            crew._next_results([])
        assert heard == [Found(2, outcomes[1])] * 2, "what was found outlives the worker"
