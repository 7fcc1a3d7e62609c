"""Whether targets are met, counted circle by circle from the certifications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from placement.audit.certificates import CircleYear
from placement.errors import Text
from placement.scenario.model import Scenario, ShareOf, Target
from placement.scenario.names import MEASURES, target_text

Years = Mapping[int, CircleYear]


@dataclass(frozen=True)
class TargetResult:
    """A target with what is required and planned, in its measure: circles, residents or communities.

    Attributes
    ----------
    counted
        The circles that count.
    too_early
        The circles that hold the tier and do not count, as they were recognised before the first year that counts.
    planned_by
        Of a target of circles up to a year: how many count by the end of each year of the horizon up to it.
    """

    target: Target
    required: int
    planned: int
    counted: frozenset[str] = frozenset()
    too_early: frozenset[str] = frozenset()
    planned_by: Mapping[int, int] = field(default_factory=dict)

    @property
    def shortfall(self) -> int:
        """What is missing; of an exact number also what is too many."""
        missing = self.required - self.planned
        return abs(missing) if self.target.exactly else max(0, missing)

    @property
    def units(self) -> int:
        """Shortfall in whole units: circles, or average circles of residents or communities."""
        whole, rest = divmod(self.shortfall, self.target.step)
        return whole + (rest > 0)

    @property
    def binding(self) -> bool:
        """True when one circle (or person) fewer would (further) miss the target."""
        return self.planned <= self.required


@dataclass(frozen=True, slots=True)
class Tally:
    """What counting looks at: rows by circle and year, tiers in order, and years of earlier recognition."""

    rows: Mapping[str, Years]
    tiers: Mapping[str, int]
    recognised: Mapping[str, int]

    @staticmethod
    def of(scenario: Scenario, rows: Sequence[CircleYear]) -> Tally:
        """Return the tally of all circles."""
        by_circle: dict[str, dict[int, CircleYear]] = defaultdict(dict)
        for row in rows:
            by_circle[row.circle_id][row.year] = row
        circles = scenario.tables.circles
        years = zip(circles["circle_id"], circles["recognised_year"].tolist(), strict=True)
        return Tally(
            by_circle,
            {tier.id: j for j, tier in enumerate(scenario.rubric.tiers)},
            {str(circle): int(year) for circle, year in years},
        )


def audit_targets(
    scenario: Scenario, rows: list[CircleYear]
) -> tuple[list[TargetResult], list[Text]]:
    """Count what each target achieves; hard targets that are missed are findings."""
    tally = Tally.of(scenario, rows)
    results = [
        replace(target_result(target, tally), planned_by=_planned_by(scenario.years, target, tally))
        for target in scenario.targets
    ]
    findings = [_missed(r) for r in results if r.target.hard and r.shortfall]
    return results, findings


def _missed(result: TargetResult) -> Text:
    name, unit = target_text(result.target), MEASURES[result.target.measure]
    short = f"{result.shortfall:,}"
    of_what = "" if result.target.measure == "circles" else f" {unit.en}"
    return Text(
        f"硬性任务“{name.zh}”差 {short} {unit.zh}",
        f"hard target “{name.en}” is missed by {short}{of_what}",
    )


def target_result(target: Target, tally: Tally) -> TargetResult:
    """Count what one target achieves, but not year by year."""
    circles = [c for c in target.circles if _counts(target, target.tier, tally, c, target.year)]
    planned = len(circles) if target.amounts is None else sum(target.amounts[c] for c in circles)
    required = target.required
    if target.of is not None:
        tier = target.of.tier
        base = sum(_counts(target, tier, tally, c, target.year) for c in target.of.circles)
        required = _share(target.of, base)
    too_early = {c for c in target.circles if c not in circles and _holds(target, tally, c)}
    return TargetResult(target, required, planned, frozenset(circles), frozenset(too_early))


def _planned_by(years: Sequence[int], target: Target, tally: Tally) -> dict[int, int]:
    if target.mode == "per_year" or target.amounts is not None or target.of is not None:
        return {}
    return {
        year: sum(_counts(target, target.tier, tally, c, year) for c in target.circles)
        for year in years
        if year <= target.year
    }


def _share(of: ShareOf, base: int) -> int:
    """Return a share of circles, rounded as the policy says; a half goes up."""
    number = of.share * base
    if of.rounding == "nearest":
        number += Fraction(1, 2)
    whole, rest = divmod(number.numerator, number.denominator)
    return whole + (1 if of.rounding == "up" and rest else 0)


def _counts(target: Target, tier_id: str, tally: Tally, circle: str, year: int) -> bool:
    """Tell whether a circle counts by a year: certified in time, or recognised earlier in a year that counts."""
    tier, years = tally.tiers[tier_id], tally.rows[circle]
    if target.mode == "per_year":
        start = years[min(years)]
        risen = [row for row in years.values() if row.newly and row.held >= tier]
        first = min(risen, key=lambda row: row.year, default=None)
        if first is None or first.year != year:
            return False
        had_it = start.held_before >= tier and any(row.lost for row in years.values())
        return not had_it and not (target.first_only and first.held_before >= 0)
    now = years[year]
    if now.held < tier or now.planned:
        return now.held >= tier
    return target.since is None or tally.recognised[circle] >= target.since


def _holds(target: Target, tally: Tally, circle: str) -> bool:
    """Tell whether a circle holds the tier of a cumulative target in its year, whether it counts or not."""
    held = tally.rows[circle][target.year].held
    return target.mode == "cumulative" and held >= tally.tiers[target.tier]
