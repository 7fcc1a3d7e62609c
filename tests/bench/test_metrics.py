"""Metrics on numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from placement.bench.metrics import (
    Event,
    gap_at,
    gap_steps,
    median,
    performance_profile,
    primal_dual_integral,
    relative_gap,
    shifted_geometric_mean,
)


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [
        (100, 80, 0.2),
        (80, 100, 0.2),  # a maximised stage: the bound is above
        (0, 0, 0.0),
        (5, 0, 1.0),
        (-50, -40, 0.2),
        (3, -3, 1.0),
        (None, 4, 1.0),
        (4, None, 1.0),
        (math.inf, 4, 1.0),
        (4, -math.inf, 1.0),
    ],
)
def test_relative_gap(value: float | None, bound: float | None, gap: float) -> None:
    assert relative_gap(value, bound) == pytest.approx(gap)


def test_gap_of_two_stages_is_their_mean_and_ended_stages_keep_their_final_gap() -> None:
    events = [
        Event(1.0, 0, None, 2.0),  # nothing known
        Event(2.0, 0, 4.0, 2.0),  # stage 1 at 1/2: mean (1/2 + 1) / 2
        Event(4.0, 1, 100.0, 50.0),  # stage 1 has ended with 0: mean (0 + 1/2) / 2
        Event(6.0, 1, 100.0, 80.0),
    ]
    steps = gap_steps(events, final=[0.0, 0.1], end=10.0)
    assert np.array(steps) == pytest.approx(
        np.array([(1.0, 1.0), (2.0, 0.75), (4.0, 0.25), (6.0, 0.1), (10.0, 0.05)])
    )


def test_a_gap_never_widens_within_a_stage() -> None:
    events = [Event(1.0, 0, 10.0, 9.0), Event(2.0, 0, 10.0, 5.0)]
    assert gap_steps(events, final=[0.1], end=3.0) == [(1.0, 0.1)]


def test_primal_dual_integral_by_hand() -> None:
    steps = [(2.0, 0.5), (6.0, 0.1)]
    # 2 s at 1, 4 s at 0.5, 4 s at 0.1
    assert primal_dual_integral(steps, 10.0) == pytest.approx(2 + 2 + 0.4)
    assert primal_dual_integral(steps, 4.0) == pytest.approx(2 + 1)
    assert primal_dual_integral([], 7.0) == 7.0
    assert primal_dual_integral([(0.0, 0.0)], 7.0) == 0.0


def test_gap_at_a_time() -> None:
    steps = [(2.0, 0.5), (6.0, 0.1)]
    assert [gap_at(steps, s) for s in (1.9, 2.0, 5.9, 60.0)] == [1.0, 0.5, 0.5, 0.1]


def test_shifted_geometric_mean_by_hand() -> None:
    # (2 + 1) (11 + 1) = 36, its root 6, minus 1
    assert shifted_geometric_mean([2, 11], 1.0) == pytest.approx(5.0)
    assert shifted_geometric_mean([0, 0, 0], 10.0) == pytest.approx(0.0)
    assert math.isnan(shifted_geometric_mean([], 1.0))
    with pytest.raises(ValueError, match="above -1"):
        shifted_geometric_mean([-1.0], 1.0)


def test_performance_profile_by_hand() -> None:
    costs = {
        "a": {"x": 1.0, "y": 4.0, "z": math.inf, "w": 1.0},
        "b": {"x": 2.0, "y": 1.0, "z": math.inf},
    }
    # w was given to a alone; nobody did z
    assert performance_profile(costs, [1, 2, 4]) == {
        "a": [1 / 3, 1 / 3, 2 / 3],
        "b": [1 / 3, 2 / 3, 2 / 3],
    }


def test_median() -> None:
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 3, 2]) == 2.5
    assert math.isnan(median([]))
