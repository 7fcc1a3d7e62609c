"""From a relaxation to plans: whole tiers by a dive, then programs over the options least out of the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from placement.engine.control.watch import Watch
from placement.engine.priced.goal import Goal
from placement.engine.priced.priced_model import PricedModel
from placement.engine.priced.restricted import INFINITY, Relaxed
from placement.engine.solver.compile import Float
from placement.engine.solver.fixing import Rows
from placement.engine.solver.translate import write_decisions
from placement.instance import Int

ROOM = 1.15
"""A program holds so many times the options that the relaxation asked for."""
FEWEST = 20
MORE_ROOM = 4.0
"""Times more where these hold no plan at all, as they may not where points come by numbers reached."""
ROUGHLY = 0.001
"""Relative gap at which a program that only looks for a plan may stop."""
AGREES = 0.1
"""How near a relaxation is to the tiers of the best plan where they count as agreed."""
SECONDS_TO_COMPLETE = 3.0
SECONDS_TO_SEARCH = 10.0
SHARE = 0.25
"""Of the time gone by, what a search around the best plan may take, and what a completion may take in any case."""


@dataclass
class Rounding:
    """Looks for better plans near a relaxation; what it finds is in the model.

    Attributes
    ----------
    stage
        First stage of the goal.
    """

    model: PricedModel
    goal: Goal
    stage: int
    watch: Watch
    _completed: set[bytes] = field(default_factory=set)

    def dive(self, relaxed: Relaxed) -> None:
        """Dive for whole tiers, and take the best plan that holds them."""
        added = self.model.added(relaxed)
        values = self.model.dive(relaxed)
        if values is not None:
            self._complete(values, added)

    def complete(self, relaxed: Relaxed) -> None:
        """Take the best plan with the tiers that a relaxation holds."""
        if relaxed.values is not None:
            self._complete(relaxed.values, self.model.added(relaxed))

    def search_around(self, relaxed: Relaxed) -> None:
        """Look for a plan within the present bounds that holds the tiers on which relaxation and best plan agree."""
        if self.watch.over or relaxed.values is None:
            return
        columns = self.model.columns
        where, what = write_decisions(columns, self.model.best)
        now = np.zeros(len(relaxed.values))
        now[where] = what
        held = columns.held[:, 0]
        same = held[np.abs(now[held] - relaxed.values[held]) < AGREES]
        seconds = min(SECONDS_TO_SEARCH, SHARE * self.watch.seconds)
        rows = fixed(self.model.model.rows, same, now[same])
        self._look(rows, self.model.added(relaxed), seconds)

    def _complete(self, values: Float, added: Float) -> None:
        """Look for the best plan with the tiers of some column values, each choice of tiers once."""
        column = self.model.columns.held[:, 0]
        held = np.rint(values[column])
        if self.watch.over or held.tobytes() in self._completed:
            return
        self._completed.add(held.tobytes())
        seconds = max(SECONDS_TO_COMPLETE, SHARE * self.watch.seconds)
        self._look(fixed(self.model.model.rows, column, held), added, seconds)

    def _look(self, rows: Rows, added: Float, seconds: float) -> None:
        """Solve over the options that add least, and over more of them where these hold no plan."""
        first, second = self.model.pair(self.stage)
        # The stage that is asked to the step counts by itself, the other one in tiny or huge parts of it.
        rough = ROUGHLY * abs(first if self.goal.weight == 1 else second)
        room = ROOM
        while not self.watch.over:
            few = max(FEWEST, int(room * self.model.model.active.sum()))
            near = np.zeros(len(added), dtype=bool)
            near[np.argsort(added, kind="stable")[:few]] = True
            inner = self.watch.inner(min(seconds, self.watch.remaining_s))
            shown = self.model.improve(self.model.program(near, rows, self.goal, rough), inner)
            if shown < INFINITY or few >= len(added):
                return
            room *= MORE_ROOM


def fixed(rows: Rows, columns: Int, values: Float) -> Rows:
    """Return the bounds with some columns fixed."""
    lower, upper = rows.col_lower.copy(), rows.col_upper.copy()
    lower[columns] = upper[columns] = values
    return replace(rows, col_lower=lower, col_upper=upper)
