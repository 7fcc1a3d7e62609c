"""A worker that solves tiny blocks in the ways of large ones, as the seed of a task's settings says."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import numpy as np

import placement.engine.priced.priced_model as pricing
import placement.engine.priced.tree as trees
from placement.engine.city import worker
from placement.engine.city.worker import Result, Task
from placement.engine.control import sizes
from placement.engine.control.processes import own_pipes
from placement.engine.control.watch import Watch
from placement.engine.priced.rounding import Rounding

PRICED, PLAINLY, HELPED = 1, 2, 4
"""Bits of the seed: branch and price; no plans by rounding, so that there is something to branch on; a core is idle."""


def forced(solve: Callable[[Task, Watch], Result]) -> Callable[[Task, Watch], Result]:
    def solve_task(task: Task, watch: Watch) -> Result:
        seed = task.settings.seed
        largest = -1 if seed & PRICED else 1_500
        if seed & HELPED:
            watch.spare.set()
        with (
            patch.object(sizes, "LARGEST_UNPRICED", largest),
            patch.object(sizes, "LARGEST_GRADED", largest),
            patch.object(trees, "NODES_PER_NOTE", 1),
        ):
            if not seed & PLAINLY:
                return solve(task, watch)
            with (
                patch.object(pricing, "cheapest_per_line", lambda *_: np.zeros(0, dtype=np.int64)),
                patch.multiple(Rounding, dive=_nothing, complete=_nothing, search_around=_nothing),
            ):
                return solve(task, watch)

    return solve_task


def _nothing(*_: object) -> None:
    pass


def main() -> None:
    """Work."""
    worker.solve_task = forced(worker.solve_task)
    worker.work(*own_pipes())
