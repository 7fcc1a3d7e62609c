"""Why a circle is certified as it is, or what it would take."""

from __future__ import annotations

from dataclasses import dataclass

from placement.advice.explain.cards import (
    LineCard,
    TableScore,
    TierGates,
    line_cards,
    table_scores,
    tier_gates,
)
from placement.advice.explain.ceiling import most_gates
from placement.advice.explain.payments import PaymentLine, payment_lines
from placement.advice.moves import Move, moves_between
from placement.advice.opened import OpenRun
from placement.advice.pots import Pot, broken_quotas, pots_of, worst_pots
from placement.advice.unknown import CIRCLE, unknown_id
from placement.advice.whatif import Answer, ask_for_tier
from placement.audit.waiting import find_waits
from placement.engine.decisions import NEVER
from placement.engine.watch import Watch
from placement.errors import Text
from placement.instance import Int
from placement.report.plain import plain
from placement.report.waiting import wait_texts


@dataclass(frozen=True, slots=True)
class Shortage:
    """Money missing from a budget line in a year, fen."""

    budget_id: str
    budget: str
    year: int
    fen: int


@dataclass(frozen=True, slots=True)
class Way:
    """A way to do something that the plan does not, everything else as planned; money in fen.

    Attributes
    ----------
    is_possible
        Whether it can be done with any money at all.
    extra_aid_fen, extra_award_fen
        Public money for options, and awards, more than in the plan.
    shortages, pots, quotas
        Where caps do not suffice, and lines whose money moves; and how many quotas do not. Empty where it fits.
    proven
        That there is no cheaper way, or none at all.
    """

    is_possible: bool
    extra_aid_fen: int
    extra_award_fen: int
    moves: tuple[Move, ...]
    shortages: tuple[Shortage, ...]
    proven: bool
    pots: tuple[tuple[Pot, int], ...] = ()
    quotas: int = 0


@dataclass(frozen=True, slots=True)
class TierWay:
    """What a tier above the one held would take: the cheapest way, and the one that needs least extra budget.

    ``within_caps`` is ``None`` where the cheapest way fits the caps as it is. ``most`` compares the tier's gates
    with what is attainable at most, where there is no way.
    """

    tier_id: str
    tier: str
    cheapest: Way
    within_caps: Way | None
    most: TierGates | None


@dataclass(frozen=True, slots=True)
class CircleExplanation:
    """All that is said of a circle.

    Attributes
    ----------
    held
        Tier at the end of each year, ``""`` for none.
    waits
        Why it is certified later, or lower, than it has earned.
    payments
        Of the options that serve it, and its awards.
    ways
        One for every tier above the one it ends with.
    """

    circle_id: str
    name: str
    district: str
    residents: int
    years: tuple[int, ...]
    current_tier: str
    held: tuple[str, ...]
    certified: dict[int, str]
    waits: tuple[Text, ...]
    cards: tuple[LineCard, ...]
    scores: tuple[TableScore, ...]
    gates: tuple[TierGates, ...]
    payments: tuple[PaymentLine, ...]
    is_locked_out: bool
    ways: tuple[TierWay, ...]


def explain_circle(run: OpenRun, circle_id: str, watch: Watch) -> CircleExplanation:
    """Explain one circle.

    Raises
    ------
    UsageError
        If there is no such circle.
    VerificationError
        If an answer does not hold in the audit.
    """
    circle = find_circle(run, circle_id)
    row = run.scenario.tables.circles.iloc[circle]
    frame = run.statement.circles
    frame = frame[frame["circle_id"] == circle_id].sort_values("year")
    facts = run.instance.options
    serving = sorted(
        {
            int(o)
            for o in facts.effect_option[facts.effect_circle == circle]
            if run.decisions.start[o] != NEVER
        }
    )
    paid = [p for o in serving for p in payment_lines(run, option_id=facts.ids[o])]
    final = max(int(run.decisions.held[circle, -1]), int(run.instance.current_tier[circle]))
    cards = line_cards(run, circle_id)
    is_out = bool(run.instance.blocked_circle[circle])
    return CircleExplanation(
        circle_id=circle_id,
        name=plain(row["name"]),
        district=plain(row["district"]),
        residents=int(row["residents"]),
        years=run.scenario.years,
        current_tier=str(row["current_tier"] or ""),
        held=tuple(str(tier or "") for tier in frame["tier"]),
        certified={c.year: c.tier for c in run.plan.certifications if c.circle_id == circle_id},
        waits=_waits(run, circle_id),
        cards=cards,
        scores=table_scores(run, circle_id, cards),
        gates=tier_gates(run, circle_id),
        payments=(*paid, *payment_lines(run, circle_id=circle_id)),
        is_locked_out=is_out,
        ways=()
        if is_out
        else tuple(
            tier_way(run, circle, tier, watch)
            for tier in range(final + 1, len(run.instance.tier_ids))
        ),
    )


def _waits(run: OpenRun, circle_id: str) -> tuple[Text, ...]:
    found = find_waits(run.plan, run.statement.accounts, circle_id)
    return tuple(wait_texts(found.get(circle_id, ()), run.scenario, run.names))


def find_circle(run: OpenRun, circle_id: str) -> int:
    """Return the position of a circle.

    Raises
    ------
    UsageError
        If there is none.
    """
    if circle_id in run.instance.circle_ids:
        return run.instance.circle_ids.index(circle_id)
    raise unknown_id(CIRCLE, circle_id, run.instance.circle_ids)


def tier_way(run: OpenRun, circle: int, tier: int, watch: Watch) -> TierWay:
    """Ask what it takes to bring a circle to a tier, the rest as planned."""
    cheapest, capped = ask_for_tier(run.instance, run.decisions, circle, tier, watch)
    fits = cheapest.is_done and cheapest.is_affordable
    return TierWay(
        run.instance.tier_ids[tier],
        plain(run.names.tiers[run.instance.tier_ids[tier]]),
        way_of(run, cheapest),
        None if fits or not cheapest.is_done else way_of(run, capped),
        None if cheapest.is_done else most_gates(run, circle, tier),
    )


def way_of(run: OpenRun, answer: Answer) -> Way:
    """State an answer, audited: with money for all of it, it must hold."""
    run.audited(answer.decisions, beyond_caps=True)
    return Way(
        answer.is_done,
        answer.aid_fen,
        answer.award_fen,
        moves_between(run, run.decisions, answer.decisions),
        shortages_of(run, answer.overrun_fen),
        answer.proven,
        worst_pots(pots_of(run.instance, run.names), answer.excess),
        broken_quotas(run.instance, answer.excess),
    )


def shortages_of(run: OpenRun, overrun_fen: Int) -> tuple[Shortage, ...]:
    """List the budget lines and years that lack money."""
    ids, years = run.instance.budget_ids, run.instance.years
    return tuple(
        Shortage(
            ids[b], plain(run.names.budgets.get(ids[b], ids[b])), years[t], int(overrun_fen[b, t])
        )
        for b, t in zip(*overrun_fen.nonzero(), strict=True)
    )
