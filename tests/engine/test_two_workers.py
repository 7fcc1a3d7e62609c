"""Two workers, what-ifs from records, ends anywhere: whatever is said is true of every plan.

A few cases of ``tests/fuzz_workers.py``, which goes on for as long as it is let.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forced_reserve import forced_reserve
from fuzz_workers import Fuzz

SEEDS = (0, 3, 13, 16, 30, 48)


@pytest.fixture(scope="module")
def fuzz() -> Iterator[Fuzz]:
    with forced_reserve() as reserve:
        yield Fuzz(reserve)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_said_that_a_plan_gives_the_lie_to(seed: int, fuzz: Fuzz) -> None:
    fuzz.case(seed)
    assert fuzz.false == []


def test_there_was_something_to_be_wrong_about(fuzz: Fuzz) -> None:
    if fuzz.counts["solves"] < len(SEEDS):
        pytest.skip("not all cases were run")
    for what in ("what-ifs", "blocks judged", "trades judged", "optimal"):
        assert fuzz.counts[what], fuzz.counts
