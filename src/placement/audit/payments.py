"""Who pays what when: grants in instalments, with advances and refunds, whole fen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from placement.audit.grants import Payout
from placement.audit.payouts import years_granted
from placement.audit.registers import Registers
from placement.policy.programme_base import PaidProgramme
from placement.policy.programmes import CapacityProgramme, OperatingProgramme

Kind = Literal["payment", "advance", "refund", "not_due"]
"""Paid; paid for another line; paid back by it; not due within the horizon."""

REFUND_AFTER_YEARS = 1


@dataclass(frozen=True, slots=True)
class Payment:
    """One instalment of a payout; the payout is committed in full in ``year_committed``.

    Attributes
    ----------
    kind
        Advances and refunds of a line that pays first cancel out; ``not_due`` stands in the year after the
        horizon.
    liable_until
        Last year in which it has to be paid back when operation ends, ``None`` if never.
    expected_refund_fen
        Part expected to be paid back.
    """

    programme_id: str
    option_id: str
    circle_id: str
    budget_id: str
    year_committed: int
    year_paid: int
    fen: int
    kind: Kind = "payment"
    liable_until: int | None = None
    expected_refund_fen: int = 0


def list_payments(registers: Registers, payouts: Sequence[Payout]) -> list[Payment]:
    """List every instalment, in order of year, programme, id and line."""
    last = registers.scenario.years[-1]
    found = [payment for payout in payouts for payment in _instalments(payout, last)]
    return sorted(
        found,
        key=lambda p: (
            p.year_committed, p.programme_id, p.option_id, p.circle_id, p.year_paid, p.budget_id,
            p.kind,
        ),
    )  # fmt: skip


def _instalments(payout: Payout, last_year: int) -> Iterator[Payment]:
    programme = payout.programme
    payer = payout.advanced_by
    for budget, fen in payout.parts:
        for year, amount, kind in due_dates(payout, fen, last_year):
            if not amount:
                continue
            paid = Payment(
                programme.id, payout.option_id, payout.circle_id, budget, payout.year, year, amount,
                kind,
            )  # fmt: skip
            paid = _with_liability(paid, programme)
            if payer in {"", budget} or kind == "not_due":
                yield paid
                continue
            later = year + REFUND_AFTER_YEARS
            yield replace(paid, year_paid=later)
            lent = replace(paid, budget_id=payer, liable_until=None, expected_refund_fen=0)
            yield replace(lent, kind="advance")
            yield replace(lent, kind="refund", year_paid=later, fen=-amount)


def _with_liability(payment: Payment, programme: PaidProgramme) -> Payment:
    rule = programme.clawback
    if rule is None:
        return payment
    lost = (1 - Fraction(rule.expected_survival)) * Fraction(rule.refund_share)
    return replace(
        payment,
        liable_until=payment.year_committed + rule.min_years,
        expected_refund_fen=int(payment.fen * lost + Fraction(1, 2)),
    )


def due_dates(payout: Payout, fen: int, last_year: int) -> Iterator[tuple[int, int, Kind]]:
    """Yield year, fen and kind of each instalment; parts round down, the last takes what is left."""
    shares = [
        (part.year_offset, Fraction(part.share), part.trigger == "recognition")
        for part in payout.programme.schedule
    ] or _usual_shares(payout)
    left = fen
    for n, (offset, share, on_recognition) in enumerate(shares):
        amount = left if n + 1 == len(shares) else int(fen * share)
        left -= amount
        start = payout.recognised if on_recognition else payout.year
        if start is None:
            yield last_year + 1, amount, "not_due"
        else:
            yield start + offset, amount, "payment"


def _usual_shares(payout: Payout) -> list[tuple[int, Fraction, bool]]:
    programme = payout.programme
    years = 1
    if isinstance(programme, CapacityProgramme):
        years = programme.years
    if isinstance(programme, OperatingProgramme):
        years = years_granted(programme, payout.year)
    return [(k, Fraction(1, years), False) for k in range(years)]
