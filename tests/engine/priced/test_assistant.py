"""The assistant: the answers of this process from another, and nothing claimed when that ends."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

import placement.engine.priced.assistant as assistants
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.priced.assistant import LOST, Assistant
from placement.engine.priced.priced_model import PricedModel
from placement.engine.whole.program import Answer, Program
from variations import varied_city


@pytest.fixture
def assistant() -> Iterator[Assistant]:
    helper = Assistant(Watch())
    yield helper
    helper.dismiss()


def program_of(seed: int) -> Program:
    city = varied_city("as_drawn", seed)
    model = PricedModel.build(city, Decisions.nothing(city), Watch(), Settings())
    goal = model.goal(0)
    model.relax(0, [], goal)
    return model.program(np.ones(city.n_options, dtype=bool), model.model.rows, goal)


def wait_for(assistant: Assistant) -> Answer:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        answer = assistant.answer(wait_s=0.2)
        if answer is not None:
            return answer
    pytest.fail("no answer")


def test_it_answers_as_this_process_does(assistant: Assistant) -> None:
    for seed in range(3):
        program = program_of(seed)
        here = program.solve(Watch())
        assistant.give(program, 30.0)
        assert assistant.is_busy
        there = wait_for(assistant)
        assert not assistant.is_busy
        assert there.bound == pytest.approx(here.bound)
        assert (there.plan is None) == (here.plan is None)
        if there.plan is not None:
            assert evaluate(program.instance, there.plan).feasible


def test_when_it_dies_nothing_is_claimed_and_another_takes_over(assistant: Assistant) -> None:
    program = program_of(1)
    assistant.give(program, 30.0)
    assert assistant._child is not None
    assistant._child.process.kill()
    found = wait_for(assistant)
    assert found == LOST or found.bound == pytest.approx(program.solve(Watch()).bound)
    assistant.give(program, 30.0)
    assert wait_for(assistant).bound == pytest.approx(program.solve(Watch()).bound)


def test_when_it_hangs_it_is_ended(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistants, "GRACE_S", -1e9)
    assistant.give(program_of(2), 30.0)
    child = assistant._child
    assert child is not None
    answer = assistant.answer()
    assert answer == LOST
    assert child.process.poll() is not None


def test_it_ends_with_its_master(assistant: Assistant) -> None:
    assistant.give(program_of(3), 30.0)
    child = assistant._child
    assert child is not None
    wait_for(assistant)
    child.tasks.close()
    assert child.process.wait(timeout=20) == 0
