"""What a plan gives each circle, year by year, and what single things give: the measure of what stands in for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from placement.advice.opened import decisions_of
from placement.audit.registers import records
from placement.audit.supply import LineMatcher, Units, count_walks, outlet_look, walks_from
from placement.engine import NEVER, Decisions, attained_by, units_by_year
from placement.instance import Instance, Int
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.plan import Plan
from placement.scenario.model import Scenario

Given = Mapping[str, Int]
"""Circle → units per line of the rubric, shape ``(L,)``."""


@dataclass(frozen=True)
class Supply:
    """One of the two plans in the arrays of its instance."""

    instance: Instance
    decisions: Decisions

    @staticmethod
    def of(scenario: Scenario, plan: Plan) -> Supply:
        """Build the supply of a plan from the scenario it was made for."""
        instance = build_instance(scenario, build_option_table(scenario))
        return Supply(instance, decisions_of(plan, instance))

    def is_like(self, other: Supply) -> bool:
        """Tell whether both count the same lines for the same tiers."""
        mine, theirs = self.instance, other.instance
        return mine.lines.ids == theirs.lines.ids and mine.tier_ids == theirs.tier_ids

    def new_tier(self, circle: str, year: int) -> int:
        """Return the position of the tier the plan brings a circle to by a year, ``NEVER`` for none."""
        place = self._place(circle, year)
        return NEVER if place is None else int(self.decisions.held[place])

    def tier(self, circle: str, year: int) -> int:
        """Return the position of the tier a circle has in a year, brought to it by the plan or before; -1 for none."""
        place = self._place(circle, year)
        if place is None:
            return NEVER
        return max(int(self.instance.current_tier[place[0]]), int(self.decisions.held[place]))

    def reaches(self, circle: str, year: int, tier: int, change: Int) -> bool:
        """Tell whether a circle qualifies for a tier in a year with so many units more, shape ``(L,)``."""
        place = self._place(circle, year)
        if place is None:
            return False
        c, t = place
        units = self._units[t, c] + change
        return bool(attained_by(self.instance, c, units)[tier])

    def given(self, option_id: str) -> Given:
        """Return what an option gives to circles."""
        return self._by_option.get(option_id, {})

    def _place(self, circle: str, year: int) -> tuple[int, int] | None:
        if circle not in self._circles or year not in self.instance.years:
            return None
        return self._circles[circle], self.instance.years.index(year)

    @cached_property
    def _circles(self) -> Mapping[str, int]:
        return {circle: c for c, circle in enumerate(self.instance.circle_ids)}

    @cached_property
    def _units(self) -> Int:
        return units_by_year(self.instance, self.decisions.start)

    @cached_property
    def _by_option(self) -> Mapping[str, Given]:
        """What the options of the plan give."""
        options, instance = self.instance.options, self.instance
        found: dict[str, dict[str, Int]] = {}
        used = self.decisions.start[options.effect_option] != NEVER
        for row in np.flatnonzero(used).tolist():
            circles = found.setdefault(options.ids[options.effect_option[row]], {})
            units = circles.setdefault(
                instance.circle_ids[options.effect_circle[row]],
                np.zeros(len(instance.lines.ids), dtype=np.int64),
            )
            units[options.effect_line[row]] += options.effect_units[row]
        return found


def outlets_given(scenario: Scenario, outlets: pd.DataFrame) -> dict[str, Given]:
    """Return what each of some outlets gives to circles, by id."""
    if outlets.empty:
        return {}
    walks = walks_from(scenario, outlets, "outlet_id")
    matcher, n_lines = LineMatcher(scenario.rubric), len(scenario.rubric.lines)
    found: dict[str, Given] = {}
    for row in records(outlets):
        near = walks.get(row["outlet_id"], [])
        units: Units = {circle: [0] * n_lines for circle, _ in near}
        area = int(row["floor_area_dm2"])
        served = count_walks(scenario, units, near, matcher.lines(outlet_look(row)), area)
        found[str(row["outlet_id"])] = {
            circle: np.array(units[circle], dtype=np.int64) for circle in sorted(served)
        }
    return found
