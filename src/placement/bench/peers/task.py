"""What a peer is given and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from placement.engine.solver.compile import Float

JUST_UNDER_ONE = 0.999
"""Objectives are integers: a smaller absolute gap is a proof."""

Tell = Callable[[float | None, float | None], None]
"""Called with value and bound of the minimised objective; ``None`` where unknown."""


class PeerUnavailableError(Exception):
    """A peer cannot run here, or its licence does not allow a model of this size."""


@dataclass(frozen=True)
class Task:
    """One stage as an MPS file, and limits.

    Attributes
    ----------
    seconds
        Wall seconds the solver may take.
    options
        Options of a HiGHS profile; other solvers have none.
    """

    mps: Path
    seconds: float
    seed: int
    threads: int
    options: Mapping[str, bool | int | float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """How a solver ended.

    Attributes
    ----------
    values
        Column values of its best solution, ``None`` without one.
    bound
        What no solution can beat, ``None`` where it states none.
    """

    status: Literal["optimal", "limit", "infeasible", "failed"]
    values: Float | None
    bound: float | None
    nodes: int = 0
    lp_iterations: int | None = None


Solver = Callable[[Task, Tell], Answer]
