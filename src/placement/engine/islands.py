"""Islands: groups of circles that share no site with any other, small enough to be solved to a proof.

An island is solved with all budgets in full and only the targets and locks that concern it alone. That relaxes the
city, so the islands' bounds add up to a bound of the city:

    shortfall of the city >= sum of the islands' least shortfalls
    money of a city plan of least shortfall >= sum of the islands' least money, once that sum is reached

The rest of the city adds nothing to the bound, which is valid and weak. Where the shared budgets allow it,
the islands' plans are also taken over.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from placement.engine.decisions import NEVER, Decisions, evaluate
from placement.engine.outcome import StageOutcome
from placement.engine.settings import Settings
from placement.engine.subproblem import Subproblem, cut_out
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.instance import Instance, Int

LARGEST_ISLAND = 16
SECONDS_PER_ISLAND = 15.0
SHARE_OF_TIME = 0.5
"""Of the time left, what the islands may take together."""


def shared_sites(instance: Instance) -> sp.csr_matrix:
    """Return the number of sites two circles share, symmetric, shape ``(C, C)``."""
    facts = instance.options
    reach = sp.csr_matrix(
        (
            np.ones(len(facts.effect_option)),
            (facts.effect_circle, facts.site[facts.effect_option]),
        ),
        shape=(instance.n_circles, len(facts.site_ids)),
    )
    reach.data[:] = 1
    return (reach @ reach.T).tocsr()


def find_islands(shared: sp.csr_matrix) -> list[Int]:
    """Return the small groups of circles that share sites only among themselves."""
    count, label = connected_components(shared, directed=False)
    groups = (np.flatnonzero(label == n) for n in range(count))
    return [group for group in groups if len(group) <= LARGEST_ISLAND]


@dataclass
class Bounds:
    """Lower bounds of the city by stage, in the terms' minimised sense.

    Attributes
    ----------
    sums
        Sum of the islands' bounds, one per stage.
    """

    instance: Instance
    sums: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start from zero, which no term that is minimised goes below."""
        self.sums = [0] * len(self.instance.stages)

    def add(self, island: Instance, stages: tuple[StageOutcome, ...]) -> None:
        """Add an island's bounds as long as its earlier stages are proven."""
        ratio = island.money_unit_fen // self.instance.money_unit_fen
        for n, stage in enumerate(stages):
            if stage.maximise:
                return
            units = ratio if stage.term.endswith("_money") else 1
            self.sums[n] += units * (stage.bound or 0)
            if not stage.proven:
                return

    def outcomes(self, plan: Decisions) -> tuple[StageOutcome, ...]:
        """State value and bound of a plan of the city; a bound holds given proven earlier stages."""
        terms = evaluate(self.instance, plan).terms
        outcomes = []
        known = True
        for n, stage in enumerate(self.instance.stages):
            value = terms[stage.term]
            bound = self.sums[n] if known and not stage.maximise else None
            proven = bound is not None and value <= bound
            outcomes.append(StageOutcome(stage.term, stage.maximise, value, bound, proven))
            known = proven
        return tuple(outcomes)


def solve_islands(
    instance: Instance,
    plan: Decisions,
    islands: list[Int],
    watch: Watch,
    settings: Settings,
) -> tuple[Decisions, Bounds]:
    """Solve every island; return the plan with what could be taken over, and the city's bounds."""
    bounds = Bounds(instance)
    rank = evaluate(instance, plan).rank(instance)
    for n, circles in enumerate(islands):
        if watch.over:
            break
        fair = watch.remaining_s * SHARE_OF_TIME / (len(islands) - n)
        inner = watch.inner(min(SECONDS_PER_ISLAND, fair))
        part = _alone(instance, plan, circles)
        outcome = solve_whole(part.instance, part.start, inner, replace(settings, gap=0.0))
        bounds.add(part.instance, outcome.stages)
        found = part.merge(plan, outcome.decisions)
        value = evaluate(instance, found)
        if value.feasible and value.rank(instance) < rank:
            plan, rank = found, value.rank(instance)
        watch.tell(incumbent=float(rank[0]), bound=float(bounds.sums[0]), nodes=n + 1)
    return plan, bounds


def _alone(instance: Instance, plan: Decisions, circles: Int) -> Subproblem:
    """Cut an island out with budgets in full and only its own targets."""
    inside = np.zeros(instance.n_circles, dtype=bool)
    inside[circles] = True
    own = tuple(k for k in instance.targets if inside[list(k.circles)].all())
    facts = instance.options
    here = np.zeros(instance.n_options, dtype=bool)
    here[facts.effect_option[inside[facts.effect_circle]]] = True
    alone = Decisions(
        np.where(here, plan.start, NEVER), np.where(inside[:, None], plan.held, NEVER)
    )
    locked = {
        site: pairs
        for site, pairs in instance.locked_in.items()
        if all(here[option] for option, _ in pairs)
    }
    return cut_out(replace(instance, targets=own, locked_in=locked), alone, circles)
