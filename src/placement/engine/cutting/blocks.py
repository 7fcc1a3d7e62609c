"""Blocks: groups of circles that share no site and no target with any other.

A block is solved with all budgets in full and only the targets and locks that concern it alone. That relaxes
the city, so what the blocks show adds up to bounds of the city: :mod:`placement.engine.city.bounds`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from placement.engine.control import sizes
from placement.engine.cutting.subproblem import Subproblem, cut_out
from placement.engine.plans.decisions import NEVER, Decisions
from placement.formulation.uses import uses_by_circle
from placement.instance import Instance, Int

FEW_CIRCLES = 40
SHARE_OF_CITY = 0.6
SHARE_OF_BLOCK = 0.7
"""A target ties circles into one block if they or their uses are few, or not most of the city, or if that much of
them is one block anyway. Any other target is only bounded."""
NEVER_NEGATIVE = frozenset({
    "target_shortfall", "public_money", "aid_money", "award_money", "overrun_money", "overrun_years",
    "certified_residents", "resident_years", "conversions",
})  # fmt: skip
"""Terms of which a block has no more than the city."""


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


def find_blocks(instance: Instance, shared: sp.csr_matrix) -> list[Int]:
    """Return the blocks of all circles, the smallest first.

    Circles that share a site are always of one block; those that share a target are where that does not
    tie together most of the city.
    """
    _, label = connected_components(shared, directed=False)
    uses = uses_by_circle(instance)
    for target in sorted(instance.targets, key=lambda k: len(k.circles)):
        tied = np.isin(label, np.unique(label[list(target.circles)]))
        is_small = int(uses[tied].sum()) <= sizes.FEW_USES
        if target.circles and (is_small or _is_one_block(label[tied], instance.n_circles)):
            label[tied] = label[target.circles[0]]
    groups = [np.flatnonzero(label == n) for n in np.unique(label)]
    return sorted(groups, key=lambda group: (len(group), int(group[0])))


def _is_one_block(labels: Int, n_circles: int) -> bool:
    """Tell whether blocks with these labels, one per circle, may become one: few, or one and some strays."""
    size = len(labels)
    return size <= max(FEW_CIRCLES, SHARE_OF_CITY * n_circles) or (
        np.bincount(labels).max() >= SHARE_OF_BLOCK * size
    )


def cut_block(instance: Instance, plan: Decisions, circles: Int) -> Subproblem:
    """Cut a block out with budgets in full and only its own targets; what surrounds it is not there."""
    inside = np.zeros(instance.n_circles, dtype=bool)
    inside[circles] = True
    own = tuple(k for k in instance.targets if k.circles and inside[list(k.circles)].all())
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
    most = tuple(
        rule for rule in instance.term_limits if rule.is_most and rule.term in NEVER_NEGATIVE
    )
    around = replace(
        instance,
        targets=own,
        locked_in=locked,
        term_limits=most,
        limits=instance.limits.caps_only(),
    )
    return cut_out(around, alone, circles)
