"""Ways to do something that a plan does not: what they cost, and what stops them."""

from __future__ import annotations

from dataclasses import dataclass

from placement.advice.moves import Move, moves_between
from placement.advice.opened import OpenRun
from placement.advice.pots import Pot, broken_quotas, pots_of, worst_pots
from placement.advice.whatif import Answer
from placement.instance import Int
from placement.plain import plain


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
    year
        When a circle asked about reaches the tier; 0 where that was not the question.
    is_late
        That what lies above the caps cannot wait any longer.
    """

    is_possible: bool
    extra_aid_fen: int
    extra_award_fen: int
    moves: tuple[Move, ...]
    shortages: tuple[Shortage, ...]
    proven: bool
    pots: tuple[tuple[Pot, int], ...] = ()
    quotas: int = 0
    year: int = 0
    is_late: bool = True

    @property
    def is_affordable(self) -> bool:
        """Whether caps, pots and quotas suffice."""
        return not (self.shortages or self.pots or self.quotas)


NO_WAY = Way(
    is_possible=False, extra_aid_fen=0, extra_award_fen=0, moves=(), shortages=(), proven=True
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
        is_late=answer.is_late,
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
