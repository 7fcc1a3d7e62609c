"""Plans for the instance of two circles, and parts that one of them has and the other has not."""

from __future__ import annotations

import numpy as np

from placement.advice.replan.exchange import Fate, Part
from placement.advice.replan.supply import Supply
from placement.engine import Decisions
from placement.instance import Instance
from two_circles import BASIC, ORDER_LINE, SCHOOL, SHOP


def plan(instance: Instance, start: dict[int, int], held: dict[int, int]) -> Supply:
    """Options and the year, by position, they are started in; circles and the year they are basic from."""
    found = Decisions.nothing(instance)
    for option, year in start.items():
        found.start[option] = year
    for circle, year in held.items():
        found.held[circle, year:] = BASIC
    return Supply(instance, found)


def part(name: str, fate: Fate, kind: str, **units: int) -> Part:
    """What gives so many units of a line to east in every year."""
    lines = {"shop": SHOP, "school": SCHOOL, "order": ORDER_LINE}
    given = np.zeros(len(lines), dtype=np.int64)
    for line, number in units.items():
        given[lines[line]] = number
    return Part(name, name, fate, frozenset({kind}), range(2023, 2026), {"east": given})
