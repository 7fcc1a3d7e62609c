"""Who pays what when, against the caps, in whole fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from placement.audit.certificates import CircleYear
from placement.audit.choices import AuditedChoice
from placement.audit.registers import Registers, budget_of
from placement.finance.eligibility import runs_in
from placement.policy.programmes import AwardProgramme
from placement.policy.terms import Instalment
from placement.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Payment:
    """One instalment of a payout; it is committed in full in ``year_committed``."""

    programme_id: str
    option_id: str
    circle_id: str
    budget_id: str
    year_committed: int
    year_paid: int
    fen: int


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """A budget line in a year; ``cap_fen`` is ``None`` where the scenario sets no cap."""

    budget_id: str
    year: int
    cap_fen: int | None
    committed_fen: int
    paid_fen: int


def list_payments(
    registers: Registers, choices: list[AuditedChoice], rows: list[CircleYear]
) -> list[Payment]:
    """List every instalment of every option and award, in order of year, programme and id."""
    programmes = {p.id: p for p in registers.scenario.programmes}
    found: list[Payment] = []
    for item in choices:
        for programme_id, budget, fen in item.payments:
            schedule = programmes[programme_id].schedule
            for paid, part in instalments(schedule, item.choice.year, fen):
                found.append(
                    Payment(
                        programme_id,
                        item.choice.option_id,
                        "",
                        budget,
                        item.choice.year,
                        paid,
                        part,
                    )
                )
    found += _awards(registers, rows)
    return sorted(
        found,
        key=lambda p: (p.year_committed, p.programme_id, p.option_id, p.circle_id, p.year_paid),
    )


def instalments(schedule: tuple[Instalment, ...], year: int, fen: int) -> Iterator[tuple[int, int]]:
    """Yield (year, fen) of each instalment; the last one takes the remainder."""
    if not schedule:
        yield year, fen
        return
    left = fen
    for part in schedule[:-1]:
        amount = int(fen * Fraction(part.share))
        left -= amount
        yield year + part.year_offset, amount
    yield year + schedule[-1].year_offset, left


def _awards(registers: Registers, rows: list[CircleYear]) -> Iterator[Payment]:
    scenario = registers.scenario
    tiers = [tier.id for tier in scenario.rubric.tiers]
    for programme in scenario.programmes:
        if not isinstance(programme, AwardProgramme):
            continue
        for row in rows:
            fen = programme.amounts.get(tiers[row.held], {}).get(row.year, 0) if row.newly else 0
            if not fen or not runs_in(programme.windows, row.year):
                continue
            district = registers.circles[row.circle_id]["district"]
            left = fen
            for n, payer in enumerate(programme.payers):
                last = n + 1 == len(programme.payers)
                part = left if last else int(fen * Fraction(payer.share))
                left -= part
                budget = budget_of(scenario, payer.budget, district)
                for paid, amount in instalments(programme.schedule, row.year, part):
                    yield Payment(programme.id, "", row.circle_id, budget, row.year, paid, amount)


def budget_years(scenario: Scenario, payments: list[Payment]) -> tuple[list[BudgetYear], list[str]]:
    """Add up every budget line and year; what exceeds a cap is a finding."""
    caps = {
        (f"{b.id}:{b.district}" if b.district else b.id, b.year): b.cap_fen
        for b in scenario.budgets
    }
    committed: dict[tuple[str, int], int] = defaultdict(int)
    paid: dict[tuple[str, int], int] = defaultdict(int)
    for payment in payments:
        committed[payment.budget_id, payment.year_committed] += payment.fen
        paid[payment.budget_id, payment.year_paid] += payment.fen
    keys = sorted({*caps, *committed, *paid})
    rows = [
        BudgetYear(*key, caps.get(key), committed.get(key, 0), paid.get(key, 0)) for key in keys
    ]
    findings = [
        f"budget {row.budget_id} {row.year}: {row.committed_fen} fen committed, cap {row.cap_fen}"
        for row in rows
        if row.cap_fen is not None and row.committed_fen > row.cap_fen
    ]
    known = {key[0] for key in caps}
    findings += [f"budget {row.budget_id} is unknown" for row in rows if row.budget_id not in known]
    return rows, findings
