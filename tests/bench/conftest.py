"""A registry of one tiny instance, and the suite that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.bench.prepare import Prepared, prepare
from placement.bench.registry import GridEntry, Item, Registry, read_registry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return read_registry(ROOT / "benchmarks")


@pytest.fixture(scope="session")
def small_grid() -> Item:
    entry = GridEntry(archetype="grid", clients=40, seed=1, radius=6, budget=2, limit_s=20)
    return Item("small-grid", "small-grid", entry)


@pytest.fixture(scope="session")
def prepared_grid(small_grid: Item, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(small_grid, ROOT, tmp_path_factory.mktemp("cache"))
