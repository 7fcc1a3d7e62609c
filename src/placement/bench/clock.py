"""Wall and CPU seconds of a piece of work, processes it starts included."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def timed(work: Callable[[], Found]) -> tuple[Found, dict[str, float]]:
    """Do the work; return what it found, and ``s`` (wall) and ``cpu_s`` (of this process and its ended children)."""
    clock, cpu = time.monotonic(), _cpu_s()
    found = work()
    return found, {
        "s": round(time.monotonic() - clock, 3),
        "cpu_s": round(_cpu_s() - cpu, 3),
    }


def _cpu_s() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
