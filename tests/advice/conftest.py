"""The city of two districts, solved once and opened for questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.advice.opened import OpenRun, open_run
from two_districts import copy_city, publish_undrawn


@pytest.fixture(scope="session")
def city_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("advice")
    return publish_undrawn(copy_city(folder), folder / "runs" / "city")


@pytest.fixture(scope="session")
def opened(city_run: Path) -> OpenRun:
    return open_run(city_run)
