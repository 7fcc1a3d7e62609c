"""How good the plan is known to be, in the part of the record that stays the same when it is verified."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How a solve ended, from ``outcome`` and ``limits`` of ``plan.json``; money in yuan."""

    status: str
    grade: str
    stages: Sequence[Mapping[str, Any]]
    baseline: Mapping[str, Any] | None
    time_limit_s: float
    relative_gap: float
    seed: int

    @staticmethod
    def of_record(outcome: Mapping[str, Any], limits: Mapping[str, Any]) -> Proof:
        """Take what is told of a solve; times and memory are left out, as they never repeat."""
        return Proof(
            status=outcome["status"],
            grade=outcome["grade"],
            stages=outcome["stages"],
            baseline=outcome["baseline"],
            time_limit_s=limits["time_limit_s"],
            relative_gap=limits["relative_gap"],
            seed=limits["seed"],
        )

    @property
    def is_optimal(self) -> bool:
        """Every stage is proven."""
        return bool(self.stages) and all(stage["proven"] for stage in self.stages)

    @property
    def largest_gap(self) -> float | None:
        """The largest gap of the stages that are not proven; ``None`` where one is unknown."""
        gaps = [stage["relative_gap"] for stage in self.stages if not stage["proven"]]
        if not self.stages or any(map(is_unknown, gaps)):
            return None
        return max(gaps, default=0.0)


def is_unknown(gap: float | None) -> bool:
    """Tell whether a gap says nothing; 100 % or more is what the trivial bound gives."""
    return gap is None or not math.isfinite(gap) or gap >= 1


def gap_text(gap: float) -> str:
    """Return a gap rounded up, so that what is said is never better than what is known."""
    return f"{math.ceil(gap * 10_000 - 1e-9) / 100:g} %"
