"""An earlier plan made good in an instance that has changed since, before anything else is solved.

What of it still holds together is kept (:mod:`~placement.engine.plans.recall`). Where that has lost something, or a hard
target is new, a small model says which of its own options stay, and in which years; if that is not enough another one
says what takes the place of those that cannot, of all options near what was lost or is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.engine.control import sizes
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import shared_sites
from placement.engine.cutting.subproblem import Subproblem, cut_out, keep_options
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.recall import certified_in, recall
from placement.engine.solver.canaries import check_solver
from placement.engine.starts.reaching import lacking
from placement.engine.whole.improving import improve_part
from placement.formulation.uses import count_uses
from placement.instance import Bool, Instance, Int, Stage, TargetFacts
from placement.plan import Plan

MOST_FREED = 40
"""Circles that are free where those of the whole plan are too many, the nearest to what lost something."""
SHARE_OF_TIME = 0.5
MOST_S = 12.0
"""Of the time left, what repairing may take, and wall seconds."""
MISSED = Stage("target_shortfall", maximise=False)


def repaired(
    plan: Plan, instance: Instance, watch: Watch, settings: Settings, *, others_too: bool = True
) -> tuple[Decisions, tuple[str, ...]]:
    """Return what of an earlier plan holds together, with what could be saved in a little time, and notes.

    Parameters
    ----------
    others_too
        Other options than its own may take the place of what was lost.

    Locks and hard targets may be missed, as in :func:`~placement.engine.plans.recall.recall`.
    """
    left = recall(plan, instance)
    asked = _hard_ones_first(instance)
    # What is left may break a rule that recalling knows nothing of, such as a pool that has become smaller.
    begin = next((p for p in (left, _only_locked(instance)) if evaluate(asked, p).feasible), None)
    if begin is None or watch.over or not Damage.of(plan, instance, begin).is_any:
        return left, ()
    check_solver()
    watch.enter("repair")
    inner = watch.inner(min(MOST_S, SHARE_OF_TIME * watch.remaining_s))
    notes: list[str] = []
    for widely in (False, True) if others_too else (False,):
        damage = Damage.of(plan, instance, begin)
        if damage.is_any and not inner.over:
            part = damage.part(asked, begin, others_too=widely)
            begin, told = improve_part(asked, begin, part, inner, settings)
            notes += told
    return begin, tuple(dict.fromkeys(notes))


@dataclass(frozen=True)
class Damage:
    """What a change has cost an earlier plan, and what it asks for besides.

    Attributes
    ----------
    built
        Options of the earlier plan that there still are, shape ``(O,)``.
    hurt
        Circles that hold less or later than they did, or that a hard target lacks, shape ``(C,)``.
    """

    built: Bool
    hurt: Bool

    @staticmethod
    def of(plan: Plan, instance: Instance, left: Decisions) -> Damage:
        """Compare an earlier plan with what is left of it."""
        before = certified_in(plan, instance)
        hurt = np.asarray((left.held < before).any(axis=1), dtype=bool)
        for target in instance.targets:
            if target.hard and target.missing(left.held):
                hurt[list(lacking(instance, left, target))] = True
        chosen = {choice.option_id for choice in plan.choices}
        built = np.array([option in chosen for option in instance.options.ids], dtype=bool)
        return Damage(built, hurt & ~instance.blocked_circle)

    @property
    def is_any(self) -> bool:
        """Whether there is anything to repair."""
        return bool(self.hurt.any())

    def part(self, instance: Instance, begin: Decisions, *, others_too: bool) -> Subproblem:
        """Cut out what may change: all circles of the plan where that is a small model, else those near the damage.

        Parameters
        ----------
        others_too
            Other options than those of the earlier plan may be built near the damage.
        """
        facts = instance.options
        keep = self.built | (begin.start != NEVER)
        keep[[option for pairs in instance.locked_in.values() for option, _ in pairs]] = True
        if others_too:
            keep[facts.effect_option[self.hurt[facts.effect_circle]]] = True
        whole = self._cut(instance, begin, np.arange(instance.n_circles), keep)
        if count_uses(whole.instance) <= sizes.LARGEST_AT_ONCE:
            return whole
        return self._cut(instance, begin, self._nearest(instance), keep)

    def _nearest(self, instance: Instance) -> Int:
        hurt = np.flatnonzero(self.hurt)
        near = np.asarray(shared_sites(instance)[hurt].sum(axis=0), dtype=float).ravel()
        near[hurt] += near.max() + 1
        nearest = np.argsort(-near, kind="stable")[:MOST_FREED]
        return np.sort(nearest[near[nearest] > 0])

    def _cut(self, instance: Instance, begin: Decisions, circles: Int, keep: Bool) -> Subproblem:
        part = cut_out(instance, begin, circles)
        small = keep_options(part, keep[part.options])
        held = (begin.held[circles] != NEVER).any(axis=1)
        idle = ~self.hurt[circles] & ~held
        blocked = small.instance.blocked_circle | idle
        return replace(small, instance=replace(small.instance, blocked_circle=blocked))


def _hard_ones_first(instance: Instance) -> Instance:
    """Return the instance in which hard targets may be missed, but nothing counts for more."""
    if not any(target.hard for target in instance.targets):
        return instance
    soft = [k for k in instance.targets if not k.hard]
    weight = 1 + sum(k.weight * _most_missed(k) for k in soft)
    targets = tuple(
        replace(k, hard=False, weight=weight) if k.hard else k for k in instance.targets
    )
    return replace(
        instance, targets=targets, stages=tuple(dict.fromkeys((MISSED, *instance.stages)))
    )


def _most_missed(target: TargetFacts) -> int:
    """Return a shortfall that no plan exceeds."""
    most = abs(target.required) + sum(target.amounts or (1,) * len(target.circles))
    return -(-(most + target.base_share * len(target.base)) // target.step)


def _only_locked(instance: Instance) -> Decisions:
    """Return the plan that builds the cheapest of what is locked in, as early as may be, and nothing else."""
    plan = Decisions.nothing(instance)
    price = instance.options.public_fen
    for pairs in instance.locked_in.values():
        option, year = min(pairs, key=lambda pair: (price[pair[0]], pair))
        plan.start[option] = year
    return plan
