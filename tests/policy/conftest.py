from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from placement.policy.reader import read_policy
from placement.policy.rubric import Rubric, build_rubric
from placement.policy.schema import Policy

MODELS = Path(__file__).resolve().parents[2] / "models"
DATA = Path(__file__).resolve().parent / "data"

Card = Callable[..., tuple[int, ...]]


@pytest.fixture(scope="session")
def jining() -> Policy:
    return read_policy(MODELS / "jining-2023.yaml")


@pytest.fixture(scope="session")
def rubric(jining: Policy) -> Rubric:
    return build_rubric(jining)


@pytest.fixture(scope="session")
def read_as() -> Callable[..., Policy]:
    """The Jining policy under other readings, each combination read once."""
    cache: dict[tuple[tuple[str, str], ...], Policy] = {}

    def read(**readings: str) -> Policy:
        key = tuple(sorted(readings.items()))
        if key not in cache:
            cache[key] = read_policy(MODELS / "jining-2023.yaml", readings)
        return cache[key]

    return read


@pytest.fixture
def small() -> Policy:
    return read_policy(DATA / "small.yaml", root=DATA)


@pytest.fixture(scope="session")
def card() -> Card:
    """Units of a circle: outlets on counted lines, points on judged lines; what is not named is 0."""

    def build(rubric: Rubric, **values: float) -> tuple[int, ...]:
        units = dict.fromkeys((line.id for line in rubric.lines), 0)
        judged: Mapping[str, bool] = {line.id: line.judged for line in rubric.lines}
        for line_id, value in values.items():
            steps = Fraction(value) / rubric.step if judged[line_id] else Fraction(value)
            assert steps.denominator == 1
            units[line_id] = steps.numerator
        return tuple(units.values())

    return build
