"""Paired tests on numbers worked by hand, and on noise."""

from __future__ import annotations

import numpy as np
import pytest

from placement.bench.paired import compare, sign_test


def test_sign_test_by_hand() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(5, 5) == 1.0
    # of 64 splits 1 + 6 are so uneven on one side
    assert sign_test(1, 5) == pytest.approx(14 / 64)
    assert sign_test(6, 0) == pytest.approx(2 / 64)


def test_ratio_is_the_geometric_mean_of_ratios() -> None:
    found = compare([1.0, 4.0], [2.0, 2.0], shift=0.0)
    assert (found.pairs, found.wins, found.losses) == (2, 1, 1)
    assert found.ratio == pytest.approx(1.0)
    assert found.low == pytest.approx(0.5)
    assert found.high == pytest.approx(2.0)
    assert not found.distinguishable


def test_a_steady_saving_is_told_from_noise() -> None:
    rng = np.random.default_rng(3)
    reference = rng.uniform(5, 50, 30)
    noise = np.exp(rng.normal(0, 0.3, 30))
    better = compare((reference * 0.6 * noise).tolist(), reference.tolist(), shift=1.0)
    assert better.distinguishable
    assert better.high < 1
    same = compare((reference * noise / noise.mean()).tolist(), reference.tolist(), shift=1.0)
    assert not same.distinguishable


def test_two_wins_alone_are_not_enough() -> None:
    assert not compare([1.0, 1.0], [2.0, 2.0], shift=0.0).distinguishable


def test_costs_must_be_paired() -> None:
    with pytest.raises(ValueError, match="paired"):
        compare([1.0], [1.0, 2.0], shift=0.0)
