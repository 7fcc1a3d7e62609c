"""The city of two districts, solved once and opened for questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.advice.opened import OpenRun, open_run
from placement.engine.watch import Watch
from placement.planner import Phases, plan_scenario
from placement.report.publish import RunDirectory
from placement.report.run_files import write_run
from placement.scenario.reader import read_scenario
from two_districts import copy_city


def publish(scenario: Path, run: Path) -> Path:
    """Solve a scenario and publish it, all in this process."""
    read, phases = read_scenario(scenario), Phases()
    with RunDirectory(run) as directory:
        write_run(directory, read, plan_scenario(read, Watch(), phases), phases, 300.0)
    return run


@pytest.fixture(scope="session")
def city_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("advice")
    return publish(copy_city(folder), folder / "runs" / "city")


@pytest.fixture(scope="session")
def opened(city_run: Path) -> OpenRun:
    return open_run(city_run)
