"""Is one contender better than another, or is it noise? Tests on paired costs of the same cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = 10_000
LEVEL = 0.05


@dataclass(frozen=True)
class Comparison:
    """What paired costs say about a challenger against a reference.

    Attributes
    ----------
    pairs, wins, losses
        Cases compared; cases where the challenger cost less, or more.
    ratio
        Geometric mean of (challenger + shift) / (reference + shift): below 1 the challenger is better.
    low, high
        Bootstrap interval of the ratio, 95 %.
    sign_p
        Two-sided sign test on wins and losses.
    """

    pairs: int
    wins: int
    losses: int
    ratio: float
    low: float
    high: float
    sign_p: float

    @property
    def distinguishable(self) -> bool:
        """Both tests agree that there is a difference."""
        return self.sign_p < LEVEL and not self.low <= 1 <= self.high


def sign_test(wins: int, losses: int) -> float:
    """Return the two-sided p-value of a fair coin giving a split at least as uneven; ties are left out."""
    n = wins + losses
    tail = sum(math.comb(n, k) for k in range(min(wins, losses) + 1))
    return min(1.0, float(2 * tail) / float(2**n))


def compare(
    challenger: Sequence[float], reference: Sequence[float], *, shift: float, seed: int = 0
) -> Comparison:
    """Compare two contenders on the same cases, in the same order.

    Raises
    ------
    ValueError
        If there is not one cost each per case, or no case.
    """
    if not challenger or len(challenger) != len(reference):
        message = "paired costs are needed: one of each per case"
        raise ValueError(message)
    logs = np.log(np.asarray(challenger, dtype=float) + shift)
    logs -= np.log(np.asarray(reference, dtype=float) + shift)
    rng = np.random.default_rng(seed)
    means = logs[rng.integers(0, len(logs), (ROUNDS, len(logs)))].mean(axis=1)
    low, high = np.quantile(means, [LEVEL / 2, 1 - LEVEL / 2])
    wins, losses = int((logs < 0).sum()), int((logs > 0).sum())
    return Comparison(
        pairs=len(logs),
        wins=wins,
        losses=losses,
        ratio=float(np.exp(logs.mean())),
        low=float(np.exp(low)),
        high=float(np.exp(high)),
        sign_p=sign_test(wins, losses),
    )
