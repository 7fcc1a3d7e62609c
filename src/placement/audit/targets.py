"""Whether targets are met, counted circle by circle from the certifications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from placement.audit.certificates import CircleYear
from placement.scenario.model import Scenario, ShareOf, Target

Years = Mapping[int, CircleYear]


@dataclass(frozen=True)
class TargetResult:
    """A target with what is required and planned, in its measure: circles, residents or communities.

    Attributes
    ----------
    counted
        The circles that count.
    planned_by
        Of a target of circles up to a year: how many count by the end of each year of the horizon up to it.
    """

    target: Target
    required: int
    planned: int
    counted: frozenset[str] = frozenset()
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


def audit_targets(
    scenario: Scenario, rows: list[CircleYear]
) -> tuple[list[TargetResult], list[str]]:
    """Count what each target achieves; hard targets that are missed are findings."""
    by_circle = rows_by_circle(rows)
    results = [target_result(scenario, target, by_circle) for target in scenario.targets]
    findings = [
        f"hard target {r.target.id} is missed by {r.shortfall}"
        for r in results
        if r.target.hard and r.shortfall
    ]
    return results, findings


def rows_by_circle(rows: Sequence[CircleYear]) -> dict[str, dict[int, CircleYear]]:
    """Return circle → year → row."""
    by_circle: dict[str, dict[int, CircleYear]] = defaultdict(dict)
    for row in rows:
        by_circle[row.circle_id][row.year] = row
    return by_circle


def target_result(
    scenario: Scenario, target: Target, by_circle: Mapping[str, Years]
) -> TargetResult:
    """Count what one target achieves."""
    circles = [c for c in target.circles if _counts(scenario, target, target.tier, by_circle[c])]
    planned = len(circles) if target.amounts is None else sum(target.amounts[c] for c in circles)
    required = target.required
    if target.of is not None:
        base = sum(
            _counts(scenario, target, target.of.tier, by_circle[c]) for c in target.of.circles
        )
        required = _share(target.of, base)
    return TargetResult(
        target, required, planned, frozenset(circles), _planned_by(scenario, target, by_circle)
    )


def _planned_by(
    scenario: Scenario, target: Target, by_circle: Mapping[str, Years]
) -> dict[int, int]:
    if target.mode == "per_year" or target.amounts is not None or target.of is not None:
        return {}
    return {
        year: sum(
            _counts(scenario, replace(target, year=year), target.tier, by_circle[c])
            for c in target.circles
        )
        for year in scenario.years
        if year <= target.year
    }


def _share(of: ShareOf, base: int) -> int:
    """Return a share of circles, rounded as the policy says; a half goes up."""
    number = of.share * base
    if of.rounding == "nearest":
        number += Fraction(1, 2)
    whole, rest = divmod(number.numerator, number.denominator)
    return whole + (1 if of.rounding == "up" and rest else 0)


def _counts(scenario: Scenario, target: Target, tier_id: str, years: Years) -> bool:
    """Tell whether a circle counts: certified in time, or recognised earlier in a year that counts."""
    tier = [t.id for t in scenario.rubric.tiers].index(tier_id)
    start = years[min(years)]
    if target.mode == "per_year":
        risen = [row for row in years.values() if row.newly and row.held >= tier]
        first = min(risen, key=lambda row: row.year, default=None)
        if first is None or first.year != target.year:
            return False
        had_it = start.held_before >= tier and any(row.lost for row in years.values())
        return not had_it and not (target.first_only and first.held_before >= 0)
    now = years[target.year]
    if now.held < tier or now.planned:
        return now.held >= tier
    circles = scenario.tables.circles
    recognised = circles.loc[circles["circle_id"] == start.circle_id, "recognised_year"].iloc[0]
    return target.since is None or int(recognised) >= target.since
