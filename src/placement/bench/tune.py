"""Searching profiles: successive halving on a few cases, then a paired comparison on fresh seeds.

The winner of a search looks better than it is, for it was chosen for its luck as well. So the verdict comes from seeds
the search has not seen, and says whether the difference can be told from noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from placement.bench.metrics import shifted_geometric_mean
from placement.bench.paired import Comparison, compare
from placement.bench.profiles import USUAL, Options, Profiles

SHIFT_S = 1.0
Costs = Mapping[str, Sequence[float]]
"""Profile → cost of each case, the same cases in the same order."""
Measure = Callable[[tuple[str, ...], int, range], Costs]
"""Measures profiles on the first so many instances with these seeds."""


@dataclass(frozen=True)
class Rung:
    """One round of the search: who took part, on how many instances, and their costs, best first."""

    instances: int
    scores: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Verdict:
    """What a search found.

    Attributes
    ----------
    winner
        The best profile of the search; the usual one where none was better.
    comparison
        Winner against the usual profile on fresh seeds; ``None`` where the winner is the usual one.
    """

    rungs: tuple[Rung, ...]
    winner: str
    comparison: Comparison | None


def tune(names: Sequence[str], instances: int, seeds: int, measure: Measure) -> Verdict:
    """Search the profiles by successive halving and judge the winner.

    Parameters
    ----------
    names
        Profiles; the usual one takes part in every rung.
    instances
        How many there are. The first rung uses a part of them, the last rung all.
    seeds
        Fresh seeds of the verdict; the search uses one of its own.
    """
    left = tuple(dict.fromkeys([USUAL, *names]))
    rungs: list[Rung] = []
    total = max(1, math.ceil(math.log2(max(2, len(left)))))
    for n in range(total):
        count = max(1, math.ceil(instances / 2 ** (total - 1 - n)))
        costs = measure(left, count, range(1, 2))
        scores = sorted(
            ((name, shifted_geometric_mean(costs[name], SHIFT_S)) for name in left),
            key=lambda pair: (pair[1], pair[0] != USUAL, pair[0]),
        )
        rungs.append(Rung(count, tuple(scores)))
        best = [name for name, _ in scores][: max(1, math.ceil(len(left) / 2))]
        left = tuple(dict.fromkeys([USUAL, *best]))
    winner = rungs[-1].scores[0][0]
    if winner == USUAL:
        return Verdict(tuple(rungs), winner, None)
    fresh = measure((USUAL, winner), instances, range(2, seeds + 2))
    return Verdict(tuple(rungs), winner, compare(fresh[winner], fresh[USUAL], shift=SHIFT_S))


def random_profiles(profiles: Profiles, count: int, seed: int) -> dict[str, Options]:
    """Draw profiles from the space: every option takes one of its values, each as likely."""
    rng = np.random.default_rng(seed)
    drawn: dict[str, Options] = {}
    for n in range(1, count + 1):
        drawn[f"random-{seed}-{n}"] = {
            option: values[int(rng.integers(len(values)))]
            for option, values in profiles.space.items()
        }
    return drawn


def sentence(verdict: Verdict) -> tuple[str, str]:
    """Return what the search found in one sentence, Chinese and English."""
    if verdict.comparison is None:
        return (
            "没有比默认配置更好的配置。",
            "No profile did better than the default.",
        )
    c = verdict.comparison
    figures = f"{c.ratio:.2f}× [{c.low:.2f}, {c.high:.2f}], {c.wins}:{c.losses}, p = {c.sign_p:.3f}"
    if not c.distinguishable:
        return (
            f"{verdict.winner} 在搜索中最好，但与默认配置的差别不能同噪声区分开（{figures}）；请保留默认。",
            f"{verdict.winner} was best in the search, but cannot be told from noise ({figures}); keep the default.",
        )
    better = c.ratio < 1
    return (
        f"{verdict.winner} 比默认配置{'好' if better else '差'}，且不是噪声（{figures}）。",
        f"{verdict.winner} is {'better' if better else 'worse'} than the default, and it is no noise ({figures}).",
    )
