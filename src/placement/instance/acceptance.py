"""Which outlets, standing or planned, count on which line of which circle.

An outlet counts for a line of a circle when the line accepts its kinds and attributes and the walk is within
the line's limit, exactly at the limit included. Kinds the outlet source cannot see never count as supply of
an option: they are unknown, not missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from placement.instance.card import Int
from placement.instance.reach import limit_seconds
from placement.policy.rubric import Rubric, RubricLine
from placement.scenario.model import Scenario
from placement.tables.walks.walking import Reach


def visible_kinds(scenario: Scenario) -> frozenset[str]:
    """Kinds the source of the outlets can show."""
    hidden = scenario.tables.visibility
    return frozenset(scenario.policy.kinds) - set(hidden.loc[~hidden["visible"], "kind"])


@dataclass(frozen=True)
class Pairs:
    """Rows of a table of acceptance with circles in walking reach; all of shape ``(n,)``."""

    row: np.ndarray
    circle: np.ndarray
    seconds: np.ndarray

    @staticmethod
    def within(reach: Reach, site: Int, n_sites: int) -> Pairs:
        """Pair rows with the circles in reach of their sites.

        Parameters
        ----------
        site
            Position of each row's site among the sites of the reach, shape ``(rows,)``.
        n_sites
            Number of sites of the reach.
        """
        cuts = np.searchsorted(reach.site, np.arange(n_sites + 1))
        count = (cuts[1:] - cuts[:-1])[site]
        before = np.cumsum(count) - count
        pair = np.repeat(cuts[site] - before, count) + np.arange(count.sum())
        row = np.repeat(np.arange(len(site)), count)
        return Pairs(row, reach.circle[pair], reach.seconds[pair])

    def counted(self, scenario: Scenario, accepted: np.ndarray, line: int) -> np.ndarray:
        """Return which pairs count on a line, shape ``(n,)``.

        They are accepted, near enough, and on no line that goes before it.

        Parameters
        ----------
        accepted
            Rows of the table by line, shape ``(rows, L)``.
        """
        lines = scenario.rubric.lines
        near = self._fits(scenario, accepted, line)
        for earlier in lines[line].after:
            near &= ~self._fits(scenario, accepted, earlier)
        return near

    def _fits(self, scenario: Scenario, accepted: np.ndarray, line: int) -> np.ndarray:
        limit = limit_seconds(scenario, scenario.rubric.lines[line])
        fits: np.ndarray = accepted[self.row, line] & (self.seconds <= limit)
        return fits


def units_of(line: RubricLine, area_dm2: Int) -> Int:
    """Return units outlets give on a line, shape ``(n,)``: one each, or their area in dm² where it is known."""
    return np.maximum(area_dm2, 0) if line.counts_area else np.ones_like(area_dm2)


LOOK = ["kinds", "chain", "standardised", "open_24h", "floor_area_dm2"]
Look = tuple[tuple[str, ...], bool, bool, bool, int]
"""What a line looks at in an outlet, as :data:`LOOK` names it; the area is -1 where it is unknown."""


def accepted_lines(rubric: Rubric, looks: Sequence[Look]) -> np.ndarray:
    """Return which lines accept each outlet look, shape ``(n, L)``."""
    seen: dict[Look, np.ndarray] = {}
    result = np.zeros((len(looks), len(rubric.lines)), dtype=bool)
    for n, look in enumerate(looks):
        if look not in seen:
            kinds, chain, standardised, open_24h, area = look
            seen[look] = np.array(
                [
                    line.match is not None
                    and line.match.accepts(
                        kinds,
                        chain=bool(chain),
                        standardised=bool(standardised),
                        open_24h=bool(open_24h),
                        floor_area_dm2=int(area),
                    )
                    for line in rubric.lines
                ]
            )
        result[n] = seen[look]
    return result


def first_of_each(rubric: Rubric, accepted: np.ndarray) -> np.ndarray:
    """Return acceptance of outlets in the circle itself: no floor area, one of lines that exclude each other."""
    counted = accepted.copy()
    for i, line in enumerate(rubric.lines):
        if line.after:
            counted[:, i] &= ~accepted[:, list(line.after)].any(axis=1)
        if line.counts_area:
            counted[:, i] = False
    return counted
