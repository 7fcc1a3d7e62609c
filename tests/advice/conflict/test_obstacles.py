"""What is said to be in the way of hard targets is so, and what was not found out is not said."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.advice.conflict.obstacles import City, _suffice, find_obstacles
from placement.advice.conflict.softened import cheapest_locked
from placement.advice.whatif import without_caps
from placement.engine.control.watch import Watch
from placement.instance import TargetFacts
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.scenario.reader import read_scenario
from two_districts import LOCKS, copy_city

PIN = "locks: {circles: {E1: {year: 2024, tier: basic, hard: true}}}\n"


def said_of(folder: Path, target: str, watch: Watch) -> str:
    """What is said of a target that is missed, although each of its circles could do it alone."""
    scenario = read_scenario(copy_city(folder, ("city.yaml", LOCKS, PIN + LOCKS)), {})
    free = without_caps(build_instance(scenario, build_option_table(scenario)))
    city = City(scenario, free, cheapest_locked(free), watch)
    (missed,) = (k.id for k in free.targets if k.id.startswith(target))
    (found,) = find_obstacles(city, {missed: 1})
    return found.text.zh


def test_a_circle_that_could_count_alone_is_stopped_by_the_other_hard_rules(tmp_path: Path) -> None:
    said = said_of(tmp_path, "lock:E1", Watch())
    assert said == "单独做得到，与其他必须做到的要求合在一起不够"


@pytest.mark.parametrize(
    ("target", "expected"),
    [("lock:E1", "时限内没有找到做法，也没有证明做不到"), ("high", "时限内没有答案")],
)
def test_what_was_not_found_out_in_time_is_neither_possible_nor_not(
    target: str, expected: str, tmp_path: Path
) -> None:
    said = said_of(tmp_path, target, Watch(time_limit_s=0.0))
    assert expected in said
    assert "合在一起不够" not in said


@pytest.mark.parametrize(
    ("amounts", "required", "able", "expected"),
    [
        ((), 2, [0, 1], True),
        ((), 3, [0, 1], False),
        ((7000, 3000, 5000), 9000, [0, 1], True),
        ((7000, 3000, 5000), 9000, [1, 2], False),
    ],
)
def test_what_suffices_is_counted_in_the_measure_of_the_target(
    amounts: tuple[int, ...], required: int, able: list[int], expected: bool
) -> None:
    target = TargetFacts("k", (0, 1, 2), 0, 1, required, 1, True, False, amounts)
    assert _suffice(target, able) is expected


def test_circles_of_a_share_take_off_what_they_add_to_its_base() -> None:
    """Half of the circles of the lower tier: each that counts is worth 2 and takes 1 off as one of the base."""
    half = TargetFacts(
        "k", (0, 1, 2), 1, 1, 2, 1, True, False, (2, 2, 2), 2, (0, 1, 2), 0, base_share=1
    )
    assert _suffice(half, [0, 1])
    assert not _suffice(half, [0])
