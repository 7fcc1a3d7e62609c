"""Where in the city the proof is missing: blocks of circles by district, the widest gap first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_DISTRICTS = 4


@dataclass(frozen=True, slots=True)
class WeakPart:
    """A block that might do better in a stage.

    Attributes
    ----------
    gap
        By how much at most, in the term's unit; money in yuan.
    """

    districts: tuple[str, ...]
    circles: int
    gap: float

    @property
    def place(self) -> str:
        """Its districts, the first few by name."""
        shown = "、".join(self.districts[:MOST_DISTRICTS])
        return shown if len(self.districts) <= MOST_DISTRICTS else f"{shown}…"


def weak_parts(
    stages: Sequence[Mapping[str, Any]],
    parts: Sequence[Mapping[str, Any]],
    districts: Mapping[str, str],
) -> tuple[str, tuple[WeakPart, ...]] | None:
    """Return the term of the first stage not proven, and the blocks in which it might be better.

    Parameters
    ----------
    stages, parts
        As ``outcome`` of ``plan.json`` has them.
    districts
        Of every circle.

    Returns
    -------
    tuple or None
        ``None`` where everything is proven, or no block has a bound of its own.
    """
    n = next((n for n, stage in enumerate(stages) if not stage["proven"]), None)
    if n is None:
        return None
    found = []
    for part in parts:
        stage = part["stages"][n]
        if stage["bound"] is not None and stage["bound"] != stage["value"]:
            names = tuple(dict.fromkeys(districts[circle] for circle in part["circles"]))
            gap = abs(stage["value"] - stage["bound"])
            found.append(WeakPart(names, len(part["circles"]), gap))
    found.sort(key=lambda part: -part.gap)
    return (str(stages[n]["term"]), tuple(found)) if found else None
