"""What an office does by hand: cheapest gap first, circle by circle, year by year.

It is the baseline every plan is compared with, the start of the solver and the floor below which no
published plan falls. Each year the targets due are filled with the circles whose gap is cheapest to
close; what the year's budget leaves goes towards targets of later years, pro rata.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from placement.engine.decisions import (
    NEVER,
    Decisions,
    attained,
    evaluate,
    units_by_year,
)
from placement.engine.gap import Gap, find_gap, worth_of
from placement.engine.room import Room
from placement.instance import Instance, Int, TargetFacts
from placement.instance.card import CardFacts


@dataclass
class Desk:
    """The office's state: units standing in the year worked on, sites taken, money left."""

    instance: Instance
    start: Int
    held: Int
    units: Int
    site_taken: np.ndarray
    left_fen: Int
    rows_of_circle: list[Int]
    cards: list[CardFacts]
    room: Room
    awards: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)

    @staticmethod
    def open(instance: Instance) -> Desk:
        """Start from nothing: no site taken, all money left."""
        nothing = Decisions.nothing(instance)
        order = np.argsort(instance.options.effect_circle, kind="stable")
        cuts = np.searchsorted(
            instance.options.effect_circle[order], np.arange(instance.n_circles + 1)
        )
        awards: dict[tuple[int, int, int], list[int]] = {}
        for n, award in enumerate(instance.awards):
            awards.setdefault((award.circle, award.tier, award.year), []).append(n)
        unlimited = np.iinfo(np.int64).max // 4
        return Desk(
            instance,
            nothing.start,
            nothing.held,
            instance.existing.copy(),
            np.zeros(len(instance.options.site_ids), dtype=bool),
            np.where(instance.budget_cap_fen < 0, unlimited, instance.budget_cap_fen),
            [order[cuts[c] : cuts[c + 1]] for c in range(instance.n_circles)],
            [instance.card.of_circles(np.array([c])) for c in range(instance.n_circles)],
            Room.open(instance),
            awards,
        )

    def payments(self, option: int) -> tuple[Int, Int]:
        """Budget lines and amounts of an option."""
        options = self.instance.options
        low, high = np.searchsorted(options.pay_option, [option, option + 1])
        return options.pay_budget[low:high], options.pay_fen[low:high]

    def spend(self, option: int, year: int, sign: int = 1) -> None:
        """Commit (or with ``sign=-1`` release) an option's money in a year."""
        budgets, fen = self.payments(option)
        np.subtract.at(self.left_fen[:, year], budgets, sign * fen)
        self.room.take(option, year, sign)

    def build(self, option: int, year: int) -> None:
        """Start an option: take its site, its money, and add its units."""
        options = self.instance.options
        self.start[option] = year
        self.site_taken[options.site[option]] = True
        self.spend(option, year)
        self._add_units(option, 1)

    def undo(self, option: int, year: int) -> None:
        """Take back an option started in ``year``."""
        self.start[option] = NEVER
        self.site_taken[self.instance.options.site[option]] = False
        self.spend(option, year, -1)
        self._add_units(option, -1)

    def _add_units(self, option: int, sign: int) -> None:
        options = self.instance.options
        low, high = np.searchsorted(options.effect_option, [option, option + 1])
        where = slice(low, high)
        np.add.at(
            self.units,
            (options.effect_circle[where], options.effect_line[where]),
            sign * options.effect_units[where],
        )

    def awards_due(self, circle: int, tier: int, year: int) -> list[int]:
        """Awards that a new certification earns, by position."""
        held = self.held[circle].copy()
        held[year:] = tier
        awards = self.instance.awards
        return [n for n in self.awards.get((circle, tier, year), ()) if awards[n].is_due(held)]

    def award_fits(self, circle: int, tier: int, year: int) -> bool:
        """Tell whether the awards due for a new certification are within the budgets and limits."""
        due: dict[int, int] = defaultdict(int)
        earned = self.awards_due(circle, tier, year)
        for n in earned:
            due[self.instance.awards[n].budget] += self.instance.awards[n].fen
        within = all(self.left_fen[budget, year] >= fen for budget, fen in due.items())
        return within and self.room.awards_fit(earned)

    def certify(self, circle: int, tier: int, year: int) -> None:
        """Let a circle hold a tier from a year on and pay the awards due."""
        earned = self.awards_due(circle, tier, year)
        self.held[circle, year:] = tier
        for n in earned:
            award = self.instance.awards[n]
            self.left_fen[award.budget, year] -= award.fen
        self.room.take_awards(earned)

    def close_and_certify(self, circle: int, tier: int, year: int) -> bool:
        """Close the gap and certify the circle; return False, with nothing done, if it is too dear."""
        built = self.close_gap(circle, tier, year)
        if built is None:
            return False
        if not self.award_fits(circle, tier, year):
            for option in built:
                self.undo(option, year)
            return False
        self.certify(circle, tier, year)
        return True

    def gap(self, circle: int, tier: int) -> Gap:
        """Return what the circle lacks for the tier with the units standing now."""
        return find_gap(self.instance, self.cards[circle], self.units[circle], tier)

    def close_gap(self, circle: int, tier: int, year: int) -> list[int] | None:
        """Build the cheapest options per worth until the circle reaches the tier.

        Returns
        -------
        list of int or None
            Options built, or ``None`` (nothing built) when the gap cannot be closed this year.
        """
        built: list[int] = []
        while True:
            gap = self.gap(circle, tier)
            if gap.closed:
                built = self._drop_needless(circle, tier, year, built)
                if self.others_hold(circle, year):
                    return built
                break
            best = self._best_option(circle, year, gap)
            if best is None:
                break
            self.build(best, year)
            built.append(best)
        for option in built:
            self.undo(option, year)
        return None

    def others_hold(self, circle: int, year: int) -> bool:
        """Tell whether the other certified circles still reach their tiers, where more can be worse."""
        if self.instance.card.rises:
            return True
        others = np.flatnonzero(self.held[:, year] != NEVER)
        reach = attained(self.instance, self.units)
        return all(reach[c, self.held[c, year]] for c in others if c != circle)

    def _best_option(self, circle: int, year: int, gap: Gap) -> int | None:
        instance = self.instance
        options = instance.options
        rows = self.rows_of_circle[circle]
        rows = rows[~self.site_taken[options.site[options.effect_option[rows]]]]
        rows = rows[options.available[options.effect_option[rows], year]]
        if not rows.size:
            return None
        worth = worth_of(instance, gap, options.effect_line[rows], options.effect_units[rows])
        users, inverse = np.unique(options.effect_option[rows], return_inverse=True)
        total = np.bincount(inverse, weights=worth)
        price = 1 + options.public_fen[users] // instance.money_unit_fen
        for n in np.argsort(-total / price, kind="stable"):
            if total[n] <= 0:
                return None
            budgets, fen = self.payments(int(users[n]))
            if (self.left_fen[budgets, year] >= fen).all() and self.room.fits(int(users[n]), year):
                return int(users[n])
        return None

    def _drop_needless(self, circle: int, tier: int, year: int, built: list[int]) -> list[int]:
        kept = list(built)
        for option in sorted(built, key=lambda o: -int(self.instance.options.public_fen[o])):
            self.undo(option, year)
            if self.gap(circle, tier).closed:
                kept.remove(option)
            else:
                self.build(option, year)
        return kept


def plan_greedily(instance: Instance, locked: dict[int, int] | None = None) -> Decisions:
    """Plan as an office does; the result is feasible, or the do-nothing plan where locks forbid more.

    Parameters
    ----------
    locked
        Option → year for every locked site; by default the cheapest, earliest of each, one by one.

    Returns
    -------
    Decisions
        Feasible unless the locked-in premises alone break a budget or a hard target is missed.
    """
    desk = Desk.open(instance)
    starts = cheapest_locked(instance) if locked is None else locked
    desk.site_taken[instance.options.site[list(starts)]] = True
    for t in range(instance.n_years):
        for option in sorted(o for o, year in starts.items() if year == t):
            desk.build(option, t)
        for target in _due(instance, t):
            _fill(desk, target, t, _required_now(target, t))
    return _certify_what_is_free(instance, _as_earned(instance, desk.start, desk.held))


def cheapest_locked(instance: Instance) -> dict[int, int]:
    """Return option → year of the cheapest, then earliest choice of every locked site."""
    starts = {}
    for pairs in instance.locked_in.values():
        price = instance.options.public_fen
        option, year = min(pairs, key=lambda pair: (int(price[pair[0]]), pair[1], pair[0]))
        starts[option] = year
    return starts


def _due(instance: Instance, year: int) -> list[TargetFacts]:
    """Targets to work on in a year: those due first, lower tiers first, then later ones."""
    open_targets = [
        k for k in instance.targets if k.year >= year and not (k.per_year and k.year > year)
    ]
    return sorted(open_targets, key=lambda k: (k.year > year, k.tier, -k.required, k.id))


def _required_now(target: TargetFacts, year: int) -> int:
    if target.year == year or target.per_year:
        return target.required
    if target.tier == 0:
        return 0  # earlier years have their own targets of the lowest tier
    return -(-target.required * (year + 1) // (target.year + 1))


def _fill(desk: Desk, target: TargetFacts, year: int, required: int) -> None:
    """Certify the circles with the cheapest gaps until the target has what it needs by now."""
    held = desk.held[list(target.circles), year] >= target.tier
    if target.per_year and year > 0:
        held &= ~(desk.held[list(target.circles), year - 1] >= target.tier)
    missing = required - int(held.sum())
    if missing <= 0:
        return
    queue = [(_estimate(desk, c, target.tier, year), c) for c in _candidates(desk, target, year)]
    heapq.heapify(queue)
    while queue and missing > 0:
        estimate, circle = heapq.heappop(queue)
        if estimate == np.inf:
            return
        now = _estimate(desk, circle, target.tier, year)
        if queue and now > queue[0][0]:
            heapq.heappush(queue, (now, circle))
            continue
        missing -= desk.close_and_certify(circle, target.tier, year)


def _candidates(desk: Desk, target: TargetFacts, year: int) -> list[int]:
    instance = desk.instance
    return [
        c
        for c in target.circles
        if not instance.blocked_circle[c]
        and instance.current_tier[c] < target.tier
        and desk.held[c, year] < target.tier
        and (instance.allow_interim or desk.held[c, year] == NEVER)
    ]


def _estimate(desk: Desk, circle: int, tier: int, year: int) -> float:
    """Public money the gap would cost now, fen; infinite where it cannot be closed."""
    built = desk.close_gap(circle, tier, year)
    if built is None:
        return np.inf
    for option in built:
        desk.undo(option, year)
    return float(desk.instance.options.public_fen[built].sum()) if built else 0.0


def _as_earned(instance: Instance, start: Int, held: Int) -> Decisions:
    """Take back certifications that what was built later has cost; only shares of outlets can fall."""
    if instance.card.rises:
        return Decisions(start, held)
    units = units_by_year(instance, start)
    kept = held.copy()
    for t in range(instance.n_years):
        reach = attained(instance, units[t])
        for c in np.flatnonzero(held[:, t] != NEVER):
            if not reach[c, held[c, t]]:
                kept[c] = NEVER
    return Decisions(start, kept)


def _certify_what_is_free(instance: Instance, decisions: Decisions) -> Decisions:
    """Also certify circles that reach a tier without any more money, if that makes the plan better."""
    units = units_by_year(instance, decisions.start)
    awarded = {(a.circle, a.tier, a.year) for a in instance.awards}
    held = decisions.held.copy()
    reach = np.stack([attained(instance, units[t]) for t in range(instance.n_years)])
    lasting = np.logical_and.accumulate(reach[::-1], axis=0)[::-1]
    for t in range(instance.n_years):
        for c in range(instance.n_circles):
            if instance.blocked_circle[c]:
                continue
            tiers = np.flatnonzero(lasting[t, c]).tolist()
            best = max([NEVER, *(j for j in tiers if (c, j, t) not in awarded)])
            rises = instance.allow_interim or held[c, -1] in {NEVER, best}
            if best > instance.current_tier[c] and rises:
                held[c, t:] = np.maximum(held[c, t:], best)
    freed = Decisions(decisions.start, held)
    before, after = evaluate(instance, decisions), evaluate(instance, freed)
    better = after.feasible and after.rank(instance) < before.rank(instance)
    return freed if better or (after.feasible and not before.feasible) else decisions
