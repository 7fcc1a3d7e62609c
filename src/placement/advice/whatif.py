"""Small exact questions about a plan: some circles are free, everything else stays as it is planned.

Each answer is a plan of the whole city. What is asked for is a soft target of its own, so that an answer
always exists; a proven shortfall means it cannot be done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from placement.advice.lateness import put_off, stay
from placement.advice.pots import broken_quotas, excess_of
from placement.engine import (
    NEVER,
    Decisions,
    Settings,
    Watch,
    attained,
    cut_out,
    evaluate,
    solve_whole,
    spending,
    units_by_year,
)
from placement.instance import Instance, Int, Stage, TargetFacts
from placement.instance.limits import PLACES, POT

ASKED = "asked"
MISSING = Stage("target_shortfall", maximise=False)
OVERRUN = Stage("overrun_money", maximise=False)
EARLY = Stage("overrun_years", maximise=False)
AID = Stage("aid_money", maximise=False)
FEWEST = Stage("conversions", maximise=False)
CHEAPEST = (MISSING, AID, OVERRUN, EARLY, FEWEST)
NEAREST = (MISSING, OVERRUN, AID, EARLY, FEWEST)


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
    is_late
        That none that exceeds the caps by no more does so later.
    """

    decisions: Decisions
    missing: int
    overrun_fen: Int
    aid_fen: int
    award_fen: int
    proven: bool
    excess: Int
    is_late: bool = True

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
        Caps may be exceeded, by as little as possible and as late as possible; otherwise they hold.
    stages
        What is wished, in order; by default as much as possible of what is asked for, then the least money
        above the caps, then the least aid.
    """

    circles: Int
    targets: tuple[TargetFacts, ...]
    elastic: bool
    stages: tuple[Stage, ...] = NEAREST


def ask(instance: Instance, plan: Decisions, question: Question, watch: Watch) -> Answer:
    """Answer a question about a plan that keeps the rules of the instance, hard targets apart.

    What the free circles hold in the plan they go on holding, unless the question names targets for them.
    """
    softened = replace(instance, targets=question.targets)
    stages = question.stages if question.elastic else (MISSING, AID, FEWEST)
    part = cut_out(softened, plan, question.circles)
    asked = replace(
        part.instance,
        stages=stages,
        elastic_budgets=question.elastic,
        elastic_pots=question.elastic,
    )
    outcome = solve_whole(asked, part.start, watch, Settings())
    proven = {Stage(s.term, s.maximise) for s in outcome.stages if s.proven}
    answer = put_off(asked, outcome.decisions) if question.elastic else outcome.decisions
    answer = stay(asked, answer, part.start)
    found = part.merge(plan, answer)
    shortfall = sum(evaluate(softened, found).shortfall.values())
    return Answer(
        found,
        shortfall,
        overrun_of(instance, found),
        aid_of(instance, found) - aid_of(instance, plan),
        awards_of(instance, found) - awards_of(instance, plan),
        proven.issuperset(set(stages) - {EARLY, FEWEST}),
        excess_of(instance, found),
        EARLY in proven or not evaluate(asked, answer).terms[EARLY.term],
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
    instance: Instance, plan: Decisions, circle: int, tier: int, by: int, watch: Watch
) -> tuple[Answer, Answer | None]:
    """Ask for the cheapest way to bring a circle to a tier by a year, the rest as planned.

    Returns
    -------
    cheapest, nearest to the caps
        Of the ways with the least aid the one that exceeds the caps least, and latest, quotas apart. And,
        where that does not fit, the one that keeps quotas and exceeds the caps least; ``None`` where the
        cheapest is no worse in that.
    """
    wanted = TargetFacts(ASKED, (circle,), tier, by, 1, 1, False, False)
    targets = (wanted, *must_hold(instance, circle, plan.held[circle], "now"))
    least_aid = Question(np.array([circle]), targets, elastic=True, stages=CHEAPEST)
    cheapest = ask(without_quotas(instance), plan, least_aid, watch)
    cheapest = replace(cheapest, excess=excess_of(instance, cheapest.decisions))
    if not cheapest.is_done or cheapest.is_affordable:
        return cheapest, None
    nearest = ask(instance, plan, replace(least_aid, stages=NEAREST), watch)
    if not nearest.is_done:
        return cheapest, nearest
    if nearest.aid_fen <= cheapest.aid_fen:
        return nearest, None
    elastic = replace(instance, elastic_budgets=True, elastic_pots=True)
    over = [evaluate(elastic, a.decisions).terms[OVERRUN.term] for a in (cheapest, nearest)]
    has_more = over[0] > over[1] or bool(broken_quotas(instance, cheapest.excess))
    return cheapest, nearest if has_more else None


def at_higher_tier(instance: Instance, answer: Answer, circle: int, tier: int) -> Answer | None:
    """Return a way to a tier as the way to a higher one, where its works earn that, too, and awards fit.

    There is no cheaper way to the higher one then, as it would be one to the lower.
    """
    if not (answer.is_done and answer.proven and answer.is_affordable):
        return None
    found, years = answer.decisions, range(instance.n_years)
    units = units_by_year(instance, found.start)
    earned = [
        bool(attained(instance, units[t])[circle, tier] and instance.may_hold(t)[circle, tier])
        for t in years
    ]
    holds = found.held[circle] != NEVER
    held = found.held.copy()
    held[circle] = np.where(holds & np.array(earned), tier, held[circle])
    raised = Decisions(found.start, held)
    if held[circle, -1] != tier or not evaluate(replace(instance, targets=()), raised).feasible:
        return None
    more = awards_of(instance, raised) - awards_of(instance, found)
    return replace(answer, decisions=raised, award_fen=answer.award_fen + more)


def without_caps(instance: Instance) -> Instance:
    """Return the instance with money without end: no caps, no pools, quotas or pots of budget lines.

    Rules about where kinds may stand go on holding.
    """
    caps = np.full_like(instance.budget_cap_fen, -1)
    places = instance.limits.rows(instance.limits.named(*PLACES))
    return replace(instance, budget_cap_fen=caps, limits=places)


def without_quotas(instance: Instance) -> Instance:
    """Return the instance with no limits on money but those of budget lines."""
    limits = instance.limits
    return replace(instance, limits=limits.rows(limits.named(*PLACES, POT)))


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
