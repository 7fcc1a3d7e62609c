"""The search finds a profile that is better, and says so of noise that it is noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from placement.bench.ablate import ablation_cases, worths
from placement.bench.cases import Limits, case_of
from placement.bench.profiles import read_profiles
from placement.bench.registry import GridEntry, Item
from placement.bench.tune import Verdict, random_profiles, sentence, tune
from placement.engine.solver.highs_options import takes

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["p", "q", "r", "s", "t", "u", "v"]


def measured(factors: dict[str, float], noise: float, told: list[tuple[int, int, range]]):
    """Costs of 10 × factor × noise, the noise different for each profile and case."""

    def measure(names: tuple[str, ...], count: int, seeds: range) -> dict[str, list[float]]:
        told.append((len(names), count, seeds))
        costs = {}
        for name in names:
            rng = np.random.default_rng([sum(map(ord, name)), seeds[0]])
            luck = np.exp(rng.normal(0, noise, count * len(seeds)))
            costs[name] = (10 * factors.get(name, 1.0) * luck).tolist()
        return costs

    return measure


def test_a_better_profile_wins_and_is_told_from_noise() -> None:
    told: list[tuple[int, int, range]] = []
    verdict = tune(NAMES, 12, 3, measured({"r": 0.4}, 0.1, told))
    assert verdict.winner == "r"
    assert verdict.comparison is not None
    assert verdict.comparison.pairs == 36
    assert verdict.comparison.distinguishable
    assert "no noise" in sentence(verdict)[1]
    # the field is halved, the instances are doubled, and the verdict is on seeds the search has not seen
    assert [count for _, count, _ in told] == [3, 6, 12, 12]
    taking = [names for names, _, _ in told]
    assert taking == sorted(taking, reverse=True)
    assert taking[0] == 8
    assert set(told[0][2]).isdisjoint(told[-1][2])


def test_noise_is_called_noise() -> None:
    found = 0
    for start in range(8):
        names = [f"{name}{start}" for name in NAMES]
        verdict = tune(names, 6, 3, measured({}, 0.5, []))
        if verdict.comparison is not None and verdict.comparison.distinguishable:
            found += 1
    assert found <= 1


def test_the_default_is_kept_where_nothing_is_better() -> None:
    verdict = tune(NAMES, 4, 3, measured(dict.fromkeys(NAMES, 2.0), 0.05, []))
    assert (verdict.winner, verdict.comparison) == ("default", None)
    assert sentence(verdict) == sentence(Verdict((), "default", None))


def test_random_profiles_come_from_the_space_and_suit_highs() -> None:
    profiles = read_profiles(ROOT / "benchmarks")
    drawn = random_profiles(profiles, 5, 3)
    assert drawn == random_profiles(profiles, 5, 3)
    assert len({tuple(sorted(options.items())) for options in drawn.values()}) == 5
    assert all(takes(n, v) for options in drawn.values() for n, v in options.items())
    assert all(v in profiles.space[n] for options in drawn.values() for n, v in options.items())


def row(seed: int, integral: float, without: tuple[str, ...] = ()):
    case = {"instance": "x", "seed": seed, "profile": "default", "without": list(without)}
    return {"case": case, "status": "optimal", "integral_s": integral}


def test_an_idea_is_worth_what_the_integral_grows_without_it() -> None:
    rows = [row(n, 3.0) for n in range(8)]
    rows += [row(n, 7.0, ("good",)) for n in range(8)]
    rows += [row(n, 1.0, ("bad",)) for n in range(8)]
    rows += [row(n, 3.0 + (-1) ** n, ("idle",)) for n in range(8)]
    rows += [row(99, 50.0, ("good",))]  # without a partner
    found = {worth.idea: worth for worth in worths(rows)}
    assert found["good"].comparison.ratio == pytest.approx(2.0)
    assert found["good"].comparison.pairs == 8
    assert {idea: worth.verdict for idea, worth in found.items()} == {
        "good": "helps",
        "bad": "harms",
        "idle": "cannot be told",
    }


def test_ablation_runs_each_case_once_without_each_idea() -> None:
    entry = GridEntry(archetype="grid", clients=1, seed=1, radius=1, budget=1)
    case = case_of(Item("x", "x", entry), "f", "engine", 1, Limits())
    assert [c.without for c in ablation_cases([case], ("a", "b"))] == [(), ("a",), ("b",)]
