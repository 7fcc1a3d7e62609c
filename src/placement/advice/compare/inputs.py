"""What published runs were planned with, read again where the files are still the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from placement.errors import PlacementError
from placement.report.run.claims import overrides_of
from placement.report.run.published import PublishedRun
from placement.report.run.record import input_hashes
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario


@dataclass
class Inputs:
    """Reads each scenario once, when it is first asked for."""

    _read: dict[Path, Scenario | None] = field(default_factory=dict)

    def scenario_of(self, run: PublishedRun) -> Scenario | None:
        """Return the scenario a run answers; ``None`` where a file of it was changed since, or is not there."""
        if run.path not in self._read:
            self._read[run.path] = _unchanged(run)
        return self._read[run.path]


def _unchanged(run: PublishedRun) -> Scenario | None:
    record = run.record
    try:
        path = (run.path / record["scenario"]["file"]).resolve()
        scenario = read_scenario(path, overrides_of(record))
    except PlacementError:
        return None
    return scenario if input_hashes(scenario) == record["inputs"] else None
