"""Who pays what when: payouts of choices and awards in instalments, advances and refunds, whole fen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from placement.audit.certificates import CircleYear
from placement.audit.choices import AuditedChoice
from placement.audit.payouts import years_granted
from placement.audit.pricing import split_fen
from placement.audit.registers import Registers, budget_of
from placement.policy.programme_base import MeasureProgramme, PaidProgramme
from placement.policy.programmes import (
    AwardProgramme,
    CapacityProgramme,
    OperatingProgramme,
)
from placement.policy.rubric import award_line
from placement.policy.terms import runs_in

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


@dataclass(frozen=True, slots=True)
class Payout:
    """What a programme pays for one choice or one circle, before it is split in time.

    Attributes
    ----------
    parts
        Budget line and fen, in order of the programme's payers.
    units
        Outlets or circles it is for.
    advanced_by
        Budget line that pays everything first, ``""`` for none.
    """

    programme: PaidProgramme
    option_id: str
    circle_id: str
    district: str
    applicant: str
    year: int
    recognised: int | None
    parts: tuple[tuple[str, int], ...]
    units: int
    advanced_by: str

    @property
    def fen(self) -> int:
        """All parts together."""
        return sum(part for _, part in self.parts)


def list_payouts(
    registers: Registers,
    choices: Sequence[AuditedChoice],
    rows: Sequence[CircleYear],
    served: Mapping[str, set[str]],
) -> list[Payout]:
    """List what every programme pays for every choice and every certification."""
    measures = {p.id: p for p in registers.scenario.programmes if isinstance(p, MeasureProgramme)}
    holding = sorted((row.year, row.circle_id) for row in rows if row.held >= 0)
    found = []
    for item in choices:
        option = item.choice.option_id
        since = (
            year
            for year, circle in holding
            if year >= item.choice.year and circle in served.get(option, ())
        )
        recognised = next(since, None)
        for programme_id in item.choice.programmes:
            parts = tuple((b, fen) for p, b, fen in item.payments if p == programme_id)
            if parts:
                found.append(
                    Payout(
                        measures[programme_id], option, "", item.works.district,
                        item.works.applicant, item.choice.year, recognised, parts,
                        item.choice.units,
                        _advances(registers, measures[programme_id], item.works.district),
                    )
                )  # fmt: skip
    return found + list(_awards(registers, rows))


def _awards(registers: Registers, rows: Sequence[CircleYear]) -> Iterator[Payout]:
    scenario = registers.scenario
    tiers = [tier.id for tier in scenario.rubric.tiers]
    for programme in scenario.programmes:
        if not isinstance(programme, AwardProgramme):
            continue
        for row in rows:
            if not _is_for(registers, programme, row.circle_id):
                continue
            fen = award_fen(programme, row, tiers, _density(registers, programme, row))
            if not fen:
                continue
            district = registers.circles[row.circle_id]["district"]
            parts = tuple(
                (budget_of(scenario, line, district), part)
                for line, part in split_fen(programme, fen)
            )
            yield Payout(
                programme, "", row.circle_id, district, "", row.year, row.year, parts, 1,
                _advances(registers, programme, district),
            )  # fmt: skip


def _advances(registers: Registers, programme: PaidProgramme, district: str) -> str:
    lines = (payer.budget for payer in programme.payers if payer.pays_first)
    first = next(lines, None)
    return "" if first is None else budget_of(registers.scenario, first, district)


def _is_for(registers: Registers, programme: AwardProgramme, circle_id: str) -> bool:
    """Tell whether an award is for a circle's district and class of areas."""
    circle, rule = registers.circles[circle_id], programme.eligible
    places = [registers.groups.get(name, frozenset({name})) for name in rule.districts]
    in_place = not places or any(circle["district"] in members for members in places)
    return in_place and (not rule.area_classes or circle["area_class"] in rule.area_classes)


def _density(
    registers: Registers, programme: AwardProgramme, row: CircleYear
) -> tuple[int, int] | None:
    """Return outlets that count towards the density, and residents; ``None`` where it does not matter."""
    if not programme.densities:
        return None
    line = registers.scenario.rubric.position(award_line(programme.id))
    return row.units[line], int(registers.circles[row.circle_id]["residents"])


def award_fen(
    programme: AwardProgramme,
    row: CircleYear,
    tiers: Sequence[str],
    density: tuple[int, int] | None,
) -> int:
    """Return what a circle earns in a year: in full, the difference to the tier it held, or nothing."""
    if not row.newly or not runs_in(programme.windows, row.year):
        return 0

    def amount(tier: str) -> int:
        most = programme.amounts.get(tier, {}).get(row.year, 0)
        if density is None:
            return most
        outlets, people = density
        reached = [
            rule
            for rule in programme.densities
            if outlets * 1000 >= Fraction(rule.per_1000_residents) * people
        ]
        best = max(reached, key=lambda rule: rule.per_1000_residents, default=None)
        return 0 if best is None else min(most, best.amounts.get(tier, 0))

    full = amount(tiers[row.held])
    if row.held_before < 0 or programme.upgrade == "full":
        return full
    if programme.upgrade == "none":
        return 0
    return max(0, full - amount(tiers[row.held_before]))


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
