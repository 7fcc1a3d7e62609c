"""Known-answer models, solved before anything else: a solver that gets one wrong plans nothing here.

The two-variable models are those of HiGHS issues 2957 and 3043, the third a small planner's; HiGHS 1.14.0
calls 29, 15 and 11 400 optimal. See ``tests/engine/solver/test_canaries.py`` for more of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.sparse as sp

from placement.engine.control.watch import Watch
from placement.engine.solver.compile import SparseModel
from placement.engine.solver.highs import Highs
from placement.engine.solver.highs_model import SolverError

INFINITY = float("inf")
CLOSE = 1e-5
SECONDS_EACH = 10.0


@dataclass(frozen=True)
class Canary:
    """A model as dense rows, and its least value."""

    name: str
    rows: tuple[tuple[float, ...], ...]
    row_ends: tuple[tuple[float, ...], tuple[float, ...]]
    column_ends: tuple[tuple[float, ...], tuple[float, ...]]
    is_integer: tuple[bool, ...]
    cost: tuple[float, ...]
    least: float

    def value(self) -> float:
        """Return what HiGHS calls the least value; NaN when it has none."""
        model = SparseModel(
            sp.csc_matrix(np.array(self.rows, dtype=float)),
            np.array(self.row_ends[0], dtype=float),
            np.array(self.row_ends[1], dtype=float),
            np.array(self.column_ends[0], dtype=float),
            np.array(self.column_ends[1], dtype=float),
            is_integer=np.array(self.is_integer),
            terms={},
        )
        highs = Highs(model)
        highs.set_objective(np.array(self.cost, dtype=float))
        result = highs.run(Watch(), absolute_gap=0.0, relative_gap=0.0, time_limit_s=SECONDS_EACH)
        return result.objective if result.status == "optimal" else float("nan")


CANARIES = (
    Canary(
        "#2957", ((1, 1),), ((20.1,), (INFINITY,)), ((0, 8), (20, 20)), (True, False), (1, 2), 28.2
    ),
    Canary(
        "#3043", ((1, 1),), ((4.5,), (INFINITY,)), ((0, 0), (10, 10)), (False, True), (2, 3), 9.0
    ),
    Canary(
        "three premises",
        (
            (1000, 0, 0, 1, 0, 0),
            (0, 750, 0, 0, 1, 0),
            (0, 0, 650, 0, 0, 1),
            (200_000, 200_000, 100_000, 0, 0, 0),
            (1, 1, 0, 0, 0, 0),
        ),
        ((1000, 750, 700, -INFINITY, -INFINITY), (INFINITY, INFINITY, INFINITY, 500_000, 1)),
        ((0,) * 6, (1, 1, 1, 1000, 750, 700)),
        (True, True, True, False, False, False),
        (0, 0, 0, 11, 2, 8),
        1900.0,
    ),
)


@cache
def check_solver() -> None:
    """Solve the known-answer models, once in a process.

    Raises
    ------
    SolverError
        If an answer is wrong; the message names the models.
    """
    found = {canary.name: canary.value() for canary in CANARIES}
    wrong = [
        f"{canary.name}: {found[canary.name]:g} for {canary.least:g}"
        for canary in CANARIES
        if not abs(found[canary.name] - canary.least) <= CLOSE
    ]
    if wrong:
        message = f"the installed HiGHS gives wrong answers to known models: {'; '.join(wrong)}"
        raise SolverError(message)
