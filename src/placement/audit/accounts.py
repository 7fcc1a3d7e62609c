"""What the audit of a plan worked out on the way, for questions about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from placement.audit.certificates import CircleYear
from placement.audit.choices import AuditedChoice
from placement.audit.grants import Payout
from placement.audit.payments import Payment
from placement.audit.registers import Registers
from placement.audit.supply import Units
from placement.audit.targets import TargetResult


@dataclass(frozen=True, slots=True)
class Accounts:
    """The working papers of an audit.

    Attributes
    ----------
    today, supply
        Units by circle and line before the plan, and at the end of each year.
    rows
        One for every circle and year.
    """

    registers: Registers
    choices: Sequence[AuditedChoice]
    today: Units
    supply: Mapping[int, Units]
    rows: Sequence[CircleYear]
    results: Sequence[TargetResult]
    payouts: Sequence[Payout]


def terms_of(accounts: Accounts, payments: Sequence[Payment]) -> dict[str, int]:
    """Return every objective term: circles, fen, residents and options as whole numbers."""
    registers = accounts.registers
    aid = sum(item.public_fen for item in accounts.choices)
    awards = sum(p.fen for p in payments if p.circle_id)
    planned = [row for row in accounts.rows if row.planned]
    last = registers.scenario.years[-1]
    residents = {c: int(place["residents"]) for c, place in registers.circles.items()}
    return {
        "target_shortfall": sum(r.target.weight * r.units for r in accounts.results),
        "aid_money": aid,
        "award_money": awards,
        "public_money": aid + (awards if registers.scenario.awards_counted else 0),
        "certified_residents": sum(residents[r.circle_id] for r in planned if r.year == last),
        "resident_years": sum(residents[r.circle_id] for r in planned),
        "conversions": len(accounts.choices),
    }
