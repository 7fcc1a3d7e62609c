"""Small exact questions about a plan: some circles are free, everything else stays as it is planned.

Each answer is a plan of the whole city. What is asked for is a soft target of its own, so that an answer
always exists; a proven shortfall means it cannot be done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.advice.pots import excess_of
from placement.engine.decisions import (
    NEVER,
    Decisions,
    attained,
    evaluate,
    spending,
    units_by_year,
)
from placement.engine.settings import Settings
from placement.engine.subproblem import cut_out
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.instance import Instance, Int, Stage, TargetFacts
from placement.instance.limits import PLACES, POT

ASKED = "asked"
MISSING = Stage("target_shortfall", maximise=False)
OVERRUN = Stage("overrun_money", maximise=False)
EARLY = Stage("overrun_years", maximise=False)
AID = Stage("aid_money", maximise=False)
FEWEST = Stage("conversions", maximise=False)


@dataclass(frozen=True)
class Answer:
    """A plan that does what was asked as far as that can be done.

    Attributes
    ----------
    missing
        How much of what was asked it does not do.
    overrun_fen
        Money above the caps by budget line and year, shape ``(B, T)``.
    aid_fen, award_fen
        Public money for its options, and awards, less those of the plan asked about.
    proven
        That it cannot be done better.
    excess
        What is drawn beyond each pot, pool and quota, shape ``(R,)``.
    """

    decisions: Decisions
    missing: int
    overrun_fen: Int
    aid_fen: int
    award_fen: int
    proven: bool
    excess: Int

    @property
    def is_done(self) -> bool:
        """Whether all that was asked is done."""
        return self.missing == 0

    @property
    def is_affordable(self) -> bool:
        """Whether no cap, pot or quota is exceeded."""
        return not (self.overrun_fen.any() or self.excess.any())


@dataclass(frozen=True)
class Question:
    """What is asked of a part of the city.

    Attributes
    ----------
    circles
        Circles that are free; the others keep their tiers and what these rest on.
    targets
        What is asked for, soft; circles are positions in the whole instance.
    elastic
        Caps may be exceeded, by as little as possible; otherwise they hold.
    """

    circles: Int
    targets: tuple[TargetFacts, ...]
    elastic: bool


def ask(instance: Instance, plan: Decisions, question: Question, watch: Watch) -> Answer:
    """Answer a question about a plan that keeps the rules of the instance, hard targets apart.

    What the free circles hold in the plan they go on holding, unless the question names targets for them.
    """
    softened = replace(instance, targets=question.targets)
    stages = (MISSING, OVERRUN, AID, FEWEST) if question.elastic else (MISSING, AID, FEWEST)
    part = cut_out(softened, plan, question.circles)
    asked = replace(part.instance, stages=stages, elastic_budgets=question.elastic)
    outcome = solve_whole(asked, part.start, watch, Settings())
    found = part.merge(plan, outcome.decisions)
    shortfall = sum(evaluate(softened, found).shortfall.values())
    return Answer(
        found,
        shortfall,
        overrun_of(instance, found),
        aid_of(instance, found) - aid_of(instance, plan),
        awards_of(instance, found) - awards_of(instance, plan),
        all(stage.proven for stage in outcome.stages),
        excess_of(instance, found),
    )


def aid_of(instance: Instance, plan: Decisions) -> int:
    """Return the public money of all options of a plan, fen."""
    return int(instance.options.public_fen[plan.start != NEVER].sum())


def awards_of(instance: Instance, plan: Decisions) -> int:
    """Return the awards of a plan, fen."""
    return spending(instance, plan)[1]


def must_hold(instance: Instance, circle: int, path: Int, name: str) -> tuple[TargetFacts, ...]:
    """Return one hard target for every step of a circle's path of tiers."""
    return tuple(
        TargetFacts(f"{name}:{circle}:{t}", (circle,), int(path[t]), t, 1, 1, True, False)
        for t in range(instance.n_years)
        if path[t] != NEVER and (t == 0 or path[t - 1] != path[t])
    )


def ask_for_tier(
    instance: Instance, plan: Decisions, circle: int, tier: int, watch: Watch
) -> tuple[Answer, Answer]:
    """Ask for the cheapest way to bring a circle to a tier by the last year, the rest as planned.

    Returns
    -------
    without caps, with caps
        The cheapest at all; and the one that exceeds the caps least.
    """
    last = instance.n_years - 1
    wanted = TargetFacts(ASKED, (circle,), tier, last, 1, 1, False, False)
    targets = (wanted, *must_hold(instance, circle, plan.held[circle], "now"))
    free = without_caps(instance)
    cheapest = ask(free, plan, Question(np.array([circle]), targets, elastic=False), watch)
    capped = ask(instance, plan, Question(np.array([circle]), targets, elastic=True), watch)
    plan = cheapest.decisions
    over, excess = overrun_of(instance, plan), excess_of(instance, plan)
    return replace(cheapest, overrun_fen=over, excess=excess), capped


def without_caps(instance: Instance) -> Instance:
    """Return the instance with money without end: no caps, no pools, quotas or pots of budget lines.

    Rules about where kinds may stand go on holding.
    """
    caps = np.full_like(instance.budget_cap_fen, -1)
    places = instance.limits.rows(instance.limits.named(*PLACES))
    return replace(instance, budget_cap_fen=caps, limits=places)


def has_money_limits(instance: Instance) -> bool:
    """Tell whether more than yearly caps limits the money: pots, quotas, pools."""
    return not instance.limits.named(*PLACES).all()


def has_quotas(instance: Instance) -> bool:
    """Tell whether more than budget lines limits the money: quotas, pools, batches."""
    return not instance.limits.named(*PLACES, POT).all()


def overrun_of(instance: Instance, plan: Decisions) -> Int:
    """Return the money above the caps by budget line and year, fen, shape ``(B, T)``."""
    caps = instance.budget_cap_fen
    spent, _ = spending(instance, plan)
    above: Int = np.where(caps < 0, 0, np.maximum(0, spent - caps))
    return above


def without_options(instance: Instance, plan: Decisions, options: Int) -> Decisions:
    """Return the plan without some options: circles fall to what they still earn."""
    start = plan.start.copy()
    start[options] = NEVER
    return Decisions(start, tiers_still_earned(instance, start, plan.held))


def tiers_still_earned(instance: Instance, start: Int, held: Int) -> Int:
    """Return for each circle and year the highest tier up to the one held that it still reaches."""
    units = units_by_year(instance, start)
    tiers = np.arange(len(instance.tier_ids))
    kept = np.full_like(held, NEVER)
    most = held[:, -1]
    for t in range(instance.n_years - 1, -1, -1):
        most = np.minimum(most, held[:, t])
        reach = attained(instance, units[t]) & (tiers[None, :] <= most[:, None])
        reach &= instance.may_hold(t)
        kept[:, t] = most = np.where(reach, tiers[None, :], NEVER).max(axis=1)
    if not instance.allow_interim:
        kept = np.where(kept == kept[:, -1:], kept, NEVER)
    return kept


def closed(instance: Instance, options: Int) -> Instance:
    """Return the instance in which some options are not to be had."""
    available = instance.options.available.copy()
    available[options] = False
    locked = {
        site: pairs
        for site, pairs in instance.locked_in.items()
        if any(available[o, t] for o, t in pairs)
    }
    return replace(
        instance, options=replace(instance.options, available=available), locked_in=locked
    )


def ask_for_substitute(
    instance: Instance, plan: Decisions, site: int, watch: Watch
) -> tuple[Decisions, Answer | None, Answer | None]:
    """Ask what is lost without a site, and for the cheapest way to make up for it.

    Returns
    -------
    without, within the caps, beyond the caps
        The plan without the site; the best repair the caps allow, ``None`` where nothing is lost; and,
        where that does not repair everything, the one that exceeds the caps least.
    """
    own = np.flatnonzero(instance.options.site == site)
    without = without_options(instance, plan, own)
    hurt = np.flatnonzero((without.held != plan.held).any(axis=1))
    if not len(hurt):
        return without, None, None
    wanted = tuple(
        replace(target, hard=False)
        for c in hurt
        for target in must_hold(instance, int(c), plan.held[c], "kept")
    )
    rest = closed(instance, own)
    within = ask(rest, without, Question(hurt, wanted, elastic=False), watch)
    beyond = None
    if not within.is_done:
        beyond = ask(rest, without, Question(hurt, wanted, elastic=True), watch)
    return without, within, beyond
