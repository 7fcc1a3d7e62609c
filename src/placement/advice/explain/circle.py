"""Why a circle is certified as it is, or what it would take."""

from __future__ import annotations

from dataclasses import dataclass

from placement.advice.asked import CIRCLE, circles_called, id_of
from placement.advice.explain.adopting import doubt_of
from placement.advice.explain.better import Better, find_better
from placement.advice.explain.cards import (
    LineCard,
    TableScore,
    all_gates,
    line_cards,
    table_scores,
)
from placement.advice.explain.keeping import Keeping, find_keeping
from placement.advice.explain.payments import PaymentLine, payment_lines
from placement.advice.explain.standing import standings_of
from placement.advice.explain.tier_ways import TierWay, tier_ways
from placement.advice.opened import OpenRun
from placement.audit.gates import TierGates
from placement.audit.waiting import find_waits
from placement.engine import NEVER, Watch
from placement.errors import Text
from placement.plain import plain
from placement.report.standings import Standing
from placement.report.waiting import wait_texts


@dataclass(frozen=True, slots=True)
class CircleExplanation:
    """All that is said of a circle.

    Attributes
    ----------
    standings
        What it holds at the end of each year, since when, and what a review took.
    certified
        Year → tier of its certifications, those that renew a tier included.
    waits
        Why it is certified later, or lower, than it has earned.
    payments
        Of the options that serve it, and its awards.
    keeping
        Whether a tier that a review takes could be kept; ``None`` where none is taken.
    better
        A better plan in which only this circle and what serves it differ, where there is one.
    ways
        One for every tier above the one it ends with.
    doubt
        That the plan's money is not proven to be the least, where it is not.
    """

    circle_id: str
    name: str
    district: str
    residents: int
    years: tuple[int, ...]
    current_tier: str
    standings: tuple[Standing, ...]
    certified: dict[int, str]
    waits: tuple[Text, ...]
    cards: tuple[LineCard, ...]
    scores: tuple[TableScore, ...]
    gates: tuple[TierGates, ...]
    payments: tuple[PaymentLine, ...]
    is_locked_out: bool
    keeping: Keeping | None
    better: Better | None
    ways: tuple[TierWay, ...]
    doubt: Text | None


def explain_circle(run: OpenRun, asked: str, watch: Watch) -> CircleExplanation:
    """Explain one circle, asked for by its id or name.

    Raises
    ------
    UsageError
        If there is no such circle, or more than one.
    VerificationError
        If an answer does not hold in the audit.
    """
    circle_id = id_of(CIRCLE, asked, circles_called(run))
    circle = run.instance.circle_ids.index(circle_id)
    row = run.scenario.tables.circles.iloc[circle]
    facts = run.instance.options
    serving = {
        facts.ids[int(o)]
        for o in facts.effect_option[facts.effect_circle == circle]
        if run.decisions.start[o] != NEVER
    }
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
        standings=standings_of(run, circle),
        certified={c.year: c.tier for c in run.plan.certifications if c.circle_id == circle_id},
        waits=_waits(run, circle_id),
        cards=cards,
        scores=table_scores(run, circle_id, cards),
        gates=all_gates(run, circle_id),
        payments=payment_lines(run, option_ids=serving, circle_id=circle_id),
        is_locked_out=is_out,
        keeping=None if is_out else find_keeping(run, circle, watch),
        better=None if is_out else find_better(run, circle, watch),
        ways=() if is_out else tier_ways(run, circle, final + 1, watch),
        doubt=doubt_of(run),
    )


def _waits(run: OpenRun, circle_id: str) -> tuple[Text, ...]:
    found = find_waits(run.plan, run.statement.accounts, circle_id)
    return tuple(wait_texts(found.get(circle_id, ()), run.scenario, run.names))
