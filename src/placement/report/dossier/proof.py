"""How good the plan is known to be, in the part of the record that stays the same when it is verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How a solve ended, from ``outcome`` and ``limits`` of ``plan.json``; money in yuan.

    Attributes
    ----------
    faults
        ``outcome.notes``: what of an earlier run could not be read, what went wrong in the solver's words.
    """

    status: str
    grade: str
    stages: Sequence[Mapping[str, Any]]
    baseline: Mapping[str, Any] | None
    parts: Sequence[Mapping[str, Any]] = ()
    time_limit_s: float
    relative_gap: float
    seed: int
    faults: Sequence[str] = ()

    @staticmethod
    def of_record(outcome: Mapping[str, Any], limits: Mapping[str, Any]) -> Proof:
        """Take what is told of a solve; times and memory are left out, as they never repeat."""
        return Proof(
            status=outcome["status"],
            grade=outcome["grade"],
            stages=outcome["stages"],
            baseline=outcome["baseline"],
            parts=outcome["parts"],
            time_limit_s=limits["time_limit_s"],
            relative_gap=limits["relative_gap"],
            seed=limits["seed"],
            faults=outcome.get("notes", ()),
        )
