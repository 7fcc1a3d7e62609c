"""What programmes grant for choices and circles, whole fen, before it is split in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from placement.audit.certificates import CircleYear
from placement.audit.choices import AuditedChoice
from placement.audit.pricing import split_fen
from placement.audit.registers import Registers, budget_of
from placement.policy.programme_base import MeasureProgramme, PaidProgramme
from placement.policy.programmes import AwardProgramme
from placement.policy.rubric import award_line
from placement.policy.terms import runs_in


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
    return found + list(list_awards(registers, rows))


def list_awards(registers: Registers, rows: Sequence[CircleYear]) -> Iterator[Payout]:
    """Yield what every award pays for certifications."""
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
