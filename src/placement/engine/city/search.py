"""Neighbourhood search for instances too large for one model: free a few circles, solve them exactly.

Each round frees a cluster of circles that share sites, solves that part as a mixed-integer program from
the present plan, and puts the answer back. The plan never gets worse, and every plan is feasible. The
search proves nothing; bounds come from the blocks it starts with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy.sparse as sp

from placement.engine.city.blockwise import Solved, solve_blocks
from placement.engine.city.bounds import Bounds
from placement.engine.city.parts import state_outcome
from placement.engine.city.records import BlockRecord
from placement.engine.control.pace import Pace
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import find_blocks, shared_sites
from placement.engine.cutting.subproblem import cut_out
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import Evaluation, evaluate
from placement.engine.whole.improving import improve_part
from placement.instance import Bool, Instance, Int

CLUSTER_CIRCLES = 10
SECONDS_PER_PART = 12.0
IDLE_TURNS = 4
FEWEST_ROUNDS = 8
FEWEST_AFTER_A_CHANGE = 2
"""The search ends when every circle had about so many turns without any improvement, and so many rounds had none."""


@dataclass
class Neighbourhoods:
    """Clusters of circles, drawn so that every circle gets its turn.

    Attributes
    ----------
    shared
        Number of sites two circles share, symmetric, shape ``(C, C)``.
    visits
        How often each circle was freed.
    worth
        Circles around which to search, shape ``(C,)``.
    """

    instance: Instance
    shared: sp.csr_matrix
    rng: np.random.Generator
    visits: Int
    worth: Bool

    @staticmethod
    def build(instance: Instance, shared: sp.csr_matrix, seed: int, worth: Bool) -> Neighbourhoods:
        """Start with no circle visited; ``seed`` decides ties."""
        visits = np.zeros(instance.n_circles, dtype=np.int64)
        return Neighbourhoods(instance, shared, np.random.default_rng(seed), visits, worth)

    def draw(self, plan: Decisions, value: Evaluation) -> Int:
        """Return the next cluster, first around circles that could end a shortfall."""
        cluster = self._grow(self._seed_circle(plan, value))
        self.visits[cluster] += 1
        return cluster

    def _seed_circle(self, plan: Decisions, value: Evaluation) -> int:
        certified = (plan.held != NEVER).any(axis=1)
        key = self.visits - 0.5 * certified + 0.4 * self.rng.random(self.instance.n_circles)
        for target in self.instance.targets:
            if value.shortfall[target.id]:
                short = np.array(target.circles, dtype=np.int64)
                key[short] -= 1.0
        key[self.instance.blocked_circle | ~self.worth] = np.inf
        return int(np.argmin(key))

    def _grow(self, seed: int) -> Int:
        cluster = [seed]
        closeness = np.zeros(self.instance.n_circles)
        while len(cluster) < CLUSTER_CIRCLES:
            closeness += self.shared[cluster[-1]].toarray().ravel()
            score = closeness * (0.5 + self.rng.random(self.instance.n_circles))
            score[cluster] = 0
            best = int(np.argmax(score))
            if score[best] <= 0:
                break
            cluster.append(best)
        return np.sort(np.array(cluster, dtype=np.int64))


def search(
    instance: Instance,
    start: Decisions,
    watch: Watch,
    settings: Settings,
    records: Sequence[BlockRecord] = (),
) -> tuple[Decisions, Bounds, tuple[str, ...]]:
    """Improve a feasible plan until the watch says stop.

    Returns
    -------
    decisions, bounds, notes
        The best plan, what is known about the best possible, and what went wrong on the way.
    """
    shared = shared_sites(instance)
    solved = Solved(
        start, Bounds(instance), (), np.ones(instance.n_circles, dtype=bool), goes_on=True
    )
    if settings.ideas.merged_years:
        blocks = find_blocks(instance, shared)
        solved = solve_blocks(instance, start, blocks, watch, settings, records)
    best, bounds, notes = solved.plan, solved.bounds, list(solved.notes)
    value = evaluate(instance, best)
    neighbourhoods = Neighbourhoods.build(instance, shared, settings.seed, solved.touched)
    rounds = idle = 0
    worth = int(solved.touched.sum())
    fewest = FEWEST_ROUNDS if solved.goes_on else FEWEST_AFTER_A_CHANGE
    patience = max(fewest, IDLE_TURNS * worth // CLUSTER_CIRCLES) if worth else 0
    watch.enter("search")
    pace = solved.pace
    while not (_is_late(watch, pace) or idle >= patience or bounds.reached_by(best)):
        part = cut_out(instance, best, neighbourhoods.draw(best, value))
        inner = pace.times(watch.inner(min(SECONDS_PER_PART, watch.remaining_s)), part.instance)
        found, told = improve_part(instance, best, part, inner, settings)
        notes += told
        rounds, idle = rounds + 1, idle + 1
        if found is not best:
            best, value, idle = found, evaluate(instance, found), 0
        watch.tell(incumbent=float(value.rank(instance)[0]), nodes=rounds)
        watch.keep(partial(state_outcome, best, "search", watch, bounds))
    return best, bounds, tuple(dict.fromkeys(notes))


def _is_late(watch: Watch, pace: Pace) -> bool:
    """Tell whether the time is over, or no longer than it took to build the last part."""
    return watch.over or watch.remaining_s <= pace.last_s
