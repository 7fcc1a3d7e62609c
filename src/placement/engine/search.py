"""Neighbourhood search for instances too large for one model: free a few circles, solve them exactly.

Each round frees a cluster of circles that share sites, solves that part as a mixed-integer program from
the present plan, and puts the answer back. The plan never gets worse, and every plan is feasible. The
search proves nothing; bounds come from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from placement.engine.decisions import NEVER, Decisions, Evaluation, evaluate
from placement.engine.subproblem import cut_out
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.instance import Instance, Int

CLUSTER_CIRCLES = 10
LARGEST_ISLAND = 16
"""Groups of circles that share no site with others, up to this size, are solved as they are, first."""

SECONDS_PER_PART = 12.0


@dataclass
class Neighbourhoods:
    """Clusters of circles, drawn so that every circle gets its turn.

    Attributes
    ----------
    shared
        Number of sites two circles share, symmetric, shape ``(C, C)``.
    visits
        How often each circle was freed.
    islands
        Small groups still to be solved once, last one first.
    """

    instance: Instance
    shared: sp.csr_matrix
    rng: np.random.Generator
    visits: Int
    islands: list[Int]

    @staticmethod
    def build(instance: Instance, seed: int) -> Neighbourhoods:
        """Count what circles share; ``seed`` decides ties."""
        facts = instance.options
        reach = sp.csr_matrix(
            (
                np.ones(len(facts.effect_option)),
                (facts.effect_circle, facts.site[facts.effect_option]),
            ),
            shape=(instance.n_circles, len(facts.site_ids)),
        )
        reach.data[:] = 1
        shared = (reach @ reach.T).tocsr()
        count, label = connected_components(shared, directed=False)
        groups = [np.flatnonzero(label == n) for n in range(count)]
        islands = [g for g in groups if 1 < len(g) <= LARGEST_ISLAND]
        return Neighbourhoods(
            instance,
            shared,
            np.random.default_rng(seed),
            np.zeros(instance.n_circles, dtype=np.int64),
            islands[::-1],
        )

    def draw(self, plan: Decisions, value: Evaluation) -> Int:
        """Return the next cluster: islands first, then around circles that could end a shortfall."""
        cluster = self.islands.pop() if self.islands else self._grow(self._seed_circle(plan, value))
        self.visits[cluster] += 1
        return cluster

    def _seed_circle(self, plan: Decisions, value: Evaluation) -> int:
        certified = (plan.held != NEVER).any(axis=1)
        key = self.visits - 0.5 * certified + 0.4 * self.rng.random(self.instance.n_circles)
        for target in self.instance.targets:
            if value.shortfall[target.id]:
                short = np.array(target.circles, dtype=np.int64)
                key[short] -= 1.0
        key[self.instance.blocked_circle] = np.inf
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
    instance: Instance, start: Decisions, watch: Watch, *, seed: int, options: dict[str, object]
) -> tuple[Decisions, Evaluation, int]:
    """Improve a feasible plan until the watch says stop.

    Returns
    -------
    decisions, value, rounds
        The best plan, its exact value, and how many parts were solved.
    """
    best, value = start, evaluate(instance, start)
    neighbourhoods = Neighbourhoods.build(instance, seed)
    rounds = 0
    watch.enter("search")
    while not watch.over:
        part = cut_out(instance, best, neighbourhoods.draw(best, value))
        inner = watch.inner(min(SECONDS_PER_PART, watch.remaining_s))
        outcome = solve_whole(part.instance, part.start, inner, options=options)
        found = part.merge(best, outcome.decisions)
        new = evaluate(instance, found)
        if new.feasible and new.rank(instance) < value.rank(instance):
            best, value = found, new
        rounds += 1
        watch.tell(incumbent=float(value.rank(instance)[0]), nodes=rounds)
    return best, value, rounds
