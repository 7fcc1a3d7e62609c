"""What a tree searches for: one stage, and the next one as far as it can be looked at along with it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from placement.engine.priced.option_columns import NONE
from placement.engine.solver.compile import Float, SparseModel
from placement.instance import Instance, Int

PRECEDENCE = 10.0
"""Times the least weight of the first stage that lets no plan worse in it win: the more, the sooner a bound counts."""
SMALLEST_PART = 1e-5
"""A step of the second stage, as a part of a step of the first, that tolerances of a solver do not blur."""
ROUNDING = 1e-15
"""Of the size of a term, what a sum of doubles of that size may be wrong by."""
NEARLY = 1e-3
"""Of the least step a plan can be better by, what rounding of doubles may have added to a bound."""


@dataclass(frozen=True)
class Goal:
    """Minimise ``weight * first + share * second``, which no plan worse in the first stage can win.

    Attributes
    ----------
    cost
        Coefficients over all columns.
    steps
        Least difference between two values of either stage.
    most
        Greatest value of the second stage's minimised term.
    is_joint
        Both stages are wanted, so the second one decides among plans equal in the first; else it only shows the way.
    """

    cost: Float
    weight: float
    share: float
    steps: tuple[int, int]
    most: float
    is_joint: bool

    def value(self, first: int, second: int) -> float:
        """Value of a plan."""
        return self.weight * first + self.share * second

    def better(self, first: int, second: int) -> float:
        """Return the largest value a better plan can have."""
        if self.is_joint:
            return self.value(first, second) - self.share * self.steps[1]
        return self.weight * (first - self.steps[0]) + self.share * self.most

    def as_good(self, first: int, second: int) -> float:
        """Return the largest value a plan no worse can have."""
        if self.is_joint:
            return self.value(first, second)
        return self.weight * first + self.share * self.most

    def nearly_as_good(self, first: int, gap: float) -> float:
        """Return the value above which the first stage is within a relative gap of what a plan has."""
        return self.weight * (first - gap * abs(first)) + self.share * self.most + self.tolerance

    @property
    def least_step(self) -> float:
        """Least difference between the values of two plans that are told apart."""
        return self.share * self.steps[1] if self.share else self.weight * self.steps[0]

    @property
    def tolerance(self) -> float:
        """By how much a bound must exceed a value before it counts."""
        least = self.share * self.steps[1] if self.is_joint else self.weight * self.steps[0]
        return NEARLY * least

    def first_bound(self, bound: float) -> float:
        """Lower bound of the first stage where ``bound`` is one of the whole goal."""
        if not math.isfinite(bound):
            return bound
        least = (bound - self.share * self.most - self.tolerance) / self.weight
        return float(math.ceil(least / self.steps[0]) * self.steps[0])

    def second_bound(self, bound: float, first: int) -> float:
        """Lower bound of the second stage in plans that have ``first`` in the first one."""
        if not math.isfinite(bound):
            return bound
        least = (bound - self.weight * first - self.tolerance) / self.share
        return float(math.ceil(least / self.steps[1]) * self.steps[1])


def find_goal(instance: Instance, sparse: SparseModel, n: int, site: Int) -> Goal:
    """Return the goal of stage ``n``.

    Of two stages only one may ask for money: were both weighed against each other, the cheaper options of the
    second would count for nothing. Where the first does, a second that only tiers decide is proven with it.
    Where it does not, the second one tells options apart and leads the search to plans the budgets allow.

    Parameters
    ----------
    site
        Site of each column that starts an option, ``NONE`` for all other columns.
    """
    stages = instance.stages
    first = sparse.minimised(stages[n])
    step = _step(first)
    alone = Goal(first, 1.0, 0.0, (step, 1), 0.0, is_joint=False)
    if n + 1 == len(stages):
        return alone
    second = sparse.minimised(stages[n + 1])
    starts = site != NONE
    if first[starts].any() == second[starts].any():
        return alone
    least, most = _range(sparse, second, site)
    step_next = _step(second)
    width = most - least + step_next
    if not math.isfinite(width):
        return alone
    if second[starts].any():
        weight = PRECEDENCE * width / step
        return Goal(weight * first + second, weight, 1.0, (step, step_next), most, is_joint=False)
    share = step / width
    size = max(abs(end) for end in _range(sparse, first, site))
    is_blurred = NEARLY * share * step_next < ROUNDING * size
    if step_next / width < SMALLEST_PART or is_blurred:
        return alone
    return Goal(first + share * second, 1.0, share, (step, step_next), most, is_joint=True)


def _step(cost: Float) -> int:
    """Greatest number that all values of a term are multiples of; its columns are whole in every plan."""
    whole = np.rint(cost[cost != 0]).astype(np.int64)
    return max(1, int(np.gcd.reduce(np.abs(whole)))) if len(whole) else 1


def _range(sparse: SparseModel, cost: Float, site: Int) -> tuple[float, float]:
    """Least and greatest value of a term: a site starts one option at most, other columns have their bounds."""
    starts = site != NONE
    paid = (cost != 0) & ~starts
    ends = cost[paid] * sparse.col_lower[paid], cost[paid] * sparse.col_upper[paid]
    of_site = np.zeros((2, site.max(initial=NONE) + 1))
    np.minimum.at(of_site[0], site[starts], cost[starts])
    np.maximum.at(of_site[1], site[starts], cost[starts])
    least, most = np.minimum(*ends).sum(), np.maximum(*ends).sum()
    return float(least + of_site[0].sum()), float(most + of_site[1].sum())
