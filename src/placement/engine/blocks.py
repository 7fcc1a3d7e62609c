"""Blocks: groups of circles that share no site and no target with any other, and what they prove together.

A block is solved with all budgets in full and only the targets and locks that concern it alone. That relaxes
the city, so the blocks' bounds add up to a bound of the city:

    shortfall of the city >= sum of the blocks' least shortfalls
    money of a city plan of least shortfall >= sum of the blocks' least money, once that sum is reached

and likewise for what is maximised.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from placement.engine.decisions import NEVER, Decisions, evaluate
from placement.engine.merging import bounds_for_years
from placement.engine.outcome import StageOutcome
from placement.engine.subproblem import Subproblem, cut_out
from placement.instance import Instance, Int

FEW_CIRCLES = 40
SHARE_OF_CITY = 0.6
SHARE_OF_BLOCK = 0.7
"""A target ties circles into one block if they are few, or not most of the city, or if that much of them is
one block anyway. Any other target is only bounded."""
COUNTED_PER_OPTION = frozenset({"conversions", "option_weight"})
"""Terms to which options that serve no circle, and so are of no block, may add."""
NEVER_NEGATIVE = frozenset({
    "target_shortfall", "public_money", "aid_money", "award_money", "overrun_money",
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
    for target in sorted(instance.targets, key=lambda k: len(k.circles)):
        tied = np.isin(label, np.unique(label[list(target.circles)]))
        if target.circles and _is_one_block(label[tied], instance.n_circles):
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


@dataclass
class Bounds:
    """Bounds of the city by stage, in the terms' minimised sense.

    Attributes
    ----------
    sums
        Sum of the blocks' bounds, one per stage; ``None`` where a block has none.
    """

    instance: Instance
    sums: list[int | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start from nothing known: zero, which no term that is minimised goes below."""
        self.sums = [None if stage.maximise else 0 for stage in self.instance.stages]

    @staticmethod
    def of_blocks(
        instance: Instance, solved: list[tuple[Instance, tuple[StageOutcome, ...]]]
    ) -> Bounds:
        """Add up what merged solves of blocks have shown; the blocks hold all circles of the city."""
        bounds = Bounds(instance)
        if sum(part.n_circles for part, _ in solved) == instance.n_circles:
            bounds.sums = [
                None if stage.maximise and stage.term in COUNTED_PER_OPTION else 0
                for stage in instance.stages
            ]
        for part, stages in solved:
            bounds._add(part, stages)
        bounds._add_impossible()
        return bounds

    @property
    def first(self) -> float | None:
        """Bound of the first stage, in its minimised sense."""
        return None if self.sums[0] is None else float(self.sums[0])

    def _add_impossible(self) -> None:
        """Count the targets that no circle can count for, which are of no block."""
        missing = sum(k.weight * k.missing_anyway for k in self.instance.targets if not k.circles)
        for n, stage in enumerate(self.instance.stages):
            total = self.sums[n]
            if stage.term == "target_shortfall" and not stage.maximise and total is not None:
                self.sums[n] = total + missing

    def _add(self, part: Instance, stages: tuple[StageOutcome, ...]) -> None:
        """Add a block's bounds as long as its earlier stages are proven."""
        ratio = part.money_unit_fen // self.instance.money_unit_fen
        known = True
        shown = bounds_for_years(stages, self.instance.n_years)
        for n, (stage, (bound, proven)) in enumerate(zip(stages, shown, strict=True)):
            total = self.sums[n]
            if not known or bound is None or total is None:
                self.sums[n] = total if not stage.maximise else None
            else:
                units = ratio if stage.term.endswith("_money") else 1
                self.sums[n] = total + (-bound if stage.maximise else bound) * units
            known = known and proven

    def reached_by(self, plan: Decisions) -> bool:
        """Tell whether no plan can be better than this one."""
        return all(stage.proven for stage in self.outcomes(plan))

    def outcomes(self, plan: Decisions) -> tuple[StageOutcome, ...]:
        """State value and bound of a plan of the city; a bound holds given proven earlier stages."""
        terms = evaluate(self.instance, plan).terms
        outcomes = []
        known = True
        for n, stage in enumerate(self.instance.stages):
            value = terms[stage.term]
            bound = self.sums[n] if known else None
            if bound is not None and stage.maximise:
                bound = -bound
            gap = 0 if bound is None else (bound - value if stage.maximise else value - bound)
            proven = bound is not None and gap <= 0
            outcomes.append(StageOutcome(stage.term, stage.maximise, value, bound, proven))
            known = proven
        return tuple(outcomes)
