"""Where in the city the proof is missing: blocks of circles by district, the widest gap first."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from placement.errors import Text, listed
from placement.plain import counted
from placement.report.speaker import Speaker

MOST_DISTRICTS = 4
MOST_NAMED = 3


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
    def place(self) -> Text:
        """Its districts, the first few by name."""
        shown = listed(self.districts[:MOST_DISTRICTS])
        more = "…" if len(self.districts) > MOST_DISTRICTS else ""
        return Text(f"{shown.zh}{more}", f"{shown.en}{more}")


@dataclass(frozen=True, slots=True)
class WeakParts:
    """What is open in the first stage not proven.

    Attributes
    ----------
    parts
        Blocks that might do better, the widest gap first.
    unbounded
        How many blocks have no bound at all.
    proven
        How many can do no better.
    most
        By how much all of them together at most; ``inf`` where the whole has no bound.
    """

    term: str
    parts: tuple[WeakPart, ...]
    unbounded: int
    proven: int
    most: float

    def listed(self, value: Callable[[float], str], say: Speaker) -> str:
        """Name the widest gaps, then say how many more blocks are open and how many are proven.

        Parameters
        ----------
        value
            Writes a number of the term with its unit.
        """
        told = [
            say(
                f"{part.place.zh}（{part.circles} 个候选圈）最多可改进 {value(part.gap)}",
                f"{part.place.en} ({counted(part.circles, 'circle')}) by {value(part.gap)} at most",
            )
            for part in self.parts[:MOST_NAMED]
        ]
        if more := self.parts[MOST_NAMED:]:
            total = value(min(self.most, sum(part.gap for part in more)))
            told.append(
                say(
                    f"另有 {len(more)} 个，合计最多可改进 {total}",
                    f"{len(more)} more by {total} at most in all",
                )
            )
        if len(self.parts) > 1 and sum(part.gap for part in self.parts) > self.most:
            most = value(self.most)
            told.append(say(f"合起来最多 {most}", f"all together by {most} at most"))
        if n := self.unbounded:
            told.append(say(f"另有 {n} 个没有界", f"{n} more without a bound"))
        if n := self.proven:
            told.append(say(f"其余 {n} 个已证明最优", f"the other {n} proven"))
        return say("；", "; ").join(told)


def weak_parts(
    stages: Sequence[Mapping[str, Any]],
    parts: Sequence[Mapping[str, Any]],
    districts: Mapping[str, str],
) -> WeakParts | None:
    """Return the blocks in which the first stage not proven might be better.

    A block that did better by itself would better the whole by as much: its gap is never told wider than the
    gap of the whole, which may come from sharper reasoning than its own.

    Parameters
    ----------
    stages, parts
        As ``outcome`` of ``plan.json`` has them.
    districts
        Of every circle.

    Returns
    -------
    WeakParts or None
        ``None`` where everything is proven, or no block has a bound of its own.
    """
    n = next((n for n, stage in enumerate(stages) if not stage["proven"]), None)
    if n is None:
        return None
    whole = stages[n]
    most = math.inf if whole["bound"] is None else abs(whole["value"] - whole["bound"])
    found, unbounded = [], 0
    for part in parts:
        stage = part["stages"][n]
        if stage["bound"] is None:
            unbounded += not stage["proven"]
        elif stage["bound"] != stage["value"]:
            names = tuple(dict.fromkeys(districts[circle] for circle in part["circles"]))
            gap = min(most, abs(stage["value"] - stage["bound"]))
            found.append(WeakPart(names, len(part["circles"]), gap))
    if not found:
        return None
    found.sort(key=lambda part: -part.gap)
    proven = len(parts) - len(found) - unbounded
    return WeakParts(str(whole["term"]), tuple(found), unbounded, proven, most)
