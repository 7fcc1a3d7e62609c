"""Every payment for an option or an award, line by line, with the rule that makes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from placement.advice.explain.rules import rule_text
from placement.advice.opened import OpenRun
from placement.audit.registers import records
from placement.errors import Text
from placement.plain import plain

YUAN_FEN = 100


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One instalment from one budget line, fen, and the rule behind it.

    Attributes
    ----------
    rule
        What the programme says, in words.
    clause, text
        Place in the policy document, and its wording; empty for a scenario's own programme.
    """

    programme_id: str
    programme: str
    option_id: str
    circle_id: str
    budget_id: str
    budget: str
    year_committed: int
    year_paid: int
    fen: int
    rule: Text
    clause: str
    text: str


def payment_lines(
    run: OpenRun, *, option_ids: Collection[str] = (), circle_id: str | None = None
) -> tuple[PaymentLine, ...]:
    """List the payments of some options and the awards of a circle, by year committed and paid."""
    programmes = {p.id: p for p in run.scenario.programmes}
    found = []
    for row in records(run.statement.payments):
        if row["option_id"] in option_ids or (
            circle_id is not None and row["circle_id"] == circle_id
        ):
            programme = programmes[str(row["programme_id"])]
            found.append(
                PaymentLine(
                    programme_id=programme.id,
                    programme=plain(programme.name),
                    option_id=str(row["option_id"]),
                    circle_id=str(row["circle_id"]),
                    budget_id=str(row["budget_id"]),
                    budget=run.names.budgets.get(str(row["budget_id"]), str(row["budget_id"])),
                    year_committed=int(row["year_committed"]),
                    year_paid=int(row["year_paid"]),
                    fen=int(Decimal(row["yuan"]) * YUAN_FEN),
                    rule=rule_text(programme, run.names.tiers),
                    clause=programme.source.clause,
                    text=programme.source.text,
                )
            )
    return tuple(sorted(found, key=lambda line: (line.year_committed, line.year_paid)))
