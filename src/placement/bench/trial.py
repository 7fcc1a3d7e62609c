"""What a contender is given inside the child process of a case, and where it reports."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from placement.instance import Instance
from placement.options import OptionTable
from placement.scenario.model import Scenario


@dataclass
class Recorder:
    """Writes what a running contender reports, only where something has changed."""

    file: TextIO
    began: float = field(default_factory=time.monotonic)
    _last: tuple[int, float | None, float | None] | None = None

    def tell(self, stage: int, value: float | None, bound: float | None) -> None:
        """Record value and bound of a stage, counted from 0."""
        if (stage, value, bound) != self._last:
            self._last = (stage, value, bound)
            seconds = round(time.monotonic() - self.began, 3)
            self.file.write(json.dumps([seconds, stage, value, bound]) + "\n")
            self.file.flush()


@dataclass(frozen=True)
class Trial:
    """One case as its contender meets it: everything is read and compiled.

    Attributes
    ----------
    overrides
        Dotted key → value that replaces one of the scenario file.
    case
        The fields of :class:`placement.bench.cases.Case`.
    recorder
        Told of every value and bound found on the way.
    """

    scenario: Scenario
    overrides: Mapping[str, Any]
    table: OptionTable
    instance: Instance
    case: Mapping[str, Any]
    recorder: Recorder
