"""Tiers that no plan needs: a lower one asks for no more and counts for as much.

An instance tells two tiers of a circle apart by what they ask for, by the targets between them and by their awards.
Where the higher one asks for all that the lower one does and brings nothing more up to some year, a plan that
holds it until then is as good holding the lower one, if no target looks back on that year. So the higher one is
closed until that year while a plan is looked for; what the plan has earned beyond is certified in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.engine.plans.decisions import NEVER, Decisions
from placement.instance import Instance, Int, TargetFacts


@dataclass(frozen=True)
class Dominance:
    """Which tier stands in for which, and until when.

    Attributes
    ----------
    stand_in
        Tier to hold in place of each one by year, itself where none will do, shape ``(C, J, T)``.
    """

    stand_in: Int

    @staticmethod
    def find(instance: Instance) -> Dominance:
        """Compare the tiers of every circle."""
        n_tiers = len(instance.tier_ids)
        own = np.tile(np.arange(n_tiers)[:, None], (instance.n_circles, 1, instance.n_years))
        stand_in = own.copy()
        opens = _opens(instance)
        apart_from = _told_apart_from(instance)
        years = np.arange(instance.n_years)
        for high in range(n_tiers):
            for low in reversed(range(high)):
                if not _asks_for_no_more(instance, low, high):
                    continue
                until = np.where(opens[:, low] <= opens[:, high], apart_from[:, low, high], 0)
                stand_in[:, high][years < until[:, None]] = low
        for _ in range(n_tiers):  # what stands in may have a stand-in of its own
            stand_in = np.take_along_axis(stand_in, stand_in, axis=1)
        rises = np.asarray((np.diff(stand_in, axis=1) >= 0).all(axis=(1, 2)))
        return Dominance(np.where(rises[:, None, None], stand_in, own))

    def reduced(self, instance: Instance) -> Instance:
        """Return the instance with tiers closed as long as another one stands in for them."""
        tiers = np.arange(self.stand_in.shape[1])[:, None]
        idle_years = (self.stand_in != tiers).sum(axis=2)
        if not idle_years.any():
            return instance
        opens = idle_years if instance.opens is None else np.maximum(idle_years, instance.opens)
        return replace(instance, opens=opens)

    def lowered(self, plan: Decisions) -> Decisions:
        """Return the plan with the tiers that stand in for those it holds; it is as good."""
        circle, year = np.indices(plan.held.shape)
        lower = self.stand_in[circle, plan.held, year]
        return replace(plan, held=np.where(plan.held == NEVER, NEVER, lower))


def _asks_for_no_more(instance: Instance, low: int, high: int) -> bool:
    points, kinds, card = instance.tier_points, instance.tier_kinds, instance.card
    return bool(
        (points[low] <= points[high]).all()
        and (kinds[low] <= kinds[high]).all()
        and set(card.gates_of(low)) <= set(card.gates_of(high))
    )


def _opens(instance: Instance) -> Int:
    """First year in which each tier may be held, shape ``(C, J)``; after the horizon for those that never may."""
    may = np.stack([instance.may_hold(t) for t in range(instance.n_years)])
    first: Int = np.where(may.any(axis=0), may.argmax(axis=0), instance.n_years)
    return first


def _told_apart_from(instance: Instance) -> Int:
    """First year in which something tells two tiers of a circle apart, shape ``(C, J, J)``: lower one first.

    An award only costs, so where none is wanted it tells a tier from a lower one without award only when it
    would be paid in another year. To rise within the horizon must be allowed where that year is not the first.
    """
    never, shape = instance.n_years, (instance.n_circles, *[len(instance.tier_ids)] * 2)
    low, high = np.indices(shape[1:])
    first = np.full(shape, never)
    for target in instance.targets:
        for circles, tier in ((target.circles, target.tier), (target.base, target.base_tier)):
            between = (low < tier) & (tier <= high)
            rows = list(circles)
            since = np.where(between, _judged_since(target), never)
            first[rows] = np.minimum(first[rows], since)
    if not instance.allow_interim:
        first[first < never] = 0
    wanted = _awards_are_wanted(instance)
    for award in instance.awards:
        of = first[award.circle]
        of[(low == award.tier) | (not award.is_plain) | wanted] = 0
        of[(high == award.tier) & (of < never)] = 0
    return first


def _judged_since(target: TargetFacts) -> int:
    """First year in which the tier held makes a difference to a target.

    Who held it the year before is not counted within the year; where just so many are asked for, one
    more counted is worse.
    """
    looks_back = target.exactly and target.per_year and target.year > 0
    return target.year - 1 if looks_back else target.year


def _awards_are_wanted(instance: Instance) -> bool:
    """Tell whether an award may do more than cost."""
    terms = [stage.term for stage in instance.stages if stage.maximise]
    terms += [rule.term for rule in instance.term_limits if not rule.is_most]
    needed = len(instance.limits.award) > 0
    return needed or any(term.endswith("_money") for term in terms)
