"""From the lines of a policy to counted lines and grades, see :mod:`placement.policy.requirements`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from placement.policy.card import LineGroup
from placement.policy.counting import MEASURE_VALUE, CountedLines, steps_of
from placement.policy.lines import (
    BandedLine,
    CountLine,
    DeductionLine,
    DensityLine,
    EventLine,
    GateSetLine,
    JudgedLine,
    Line,
    MatchRule,
    PresenceLine,
    RatioLine,
    line_cap,
)
from placement.policy.lines import Requirement as RequirementRule
from placement.policy.match import DM2_PER_M2
from placement.policy.requirements import ANY, Grade, Requirement

Condition = tuple[Requirement, ...]
Graded = tuple[tuple[int, Condition], ...]
"""Points in steps, and what they ask for."""


@dataclass(frozen=True, slots=True)
class ShareRule:
    """A share of outlets that is asked for, by class of areas."""

    numerator: MatchRule
    denominator: MatchRule | None
    thresholds: Mapping[str, Decimal]


@dataclass
class LineBook:
    """Counted lines and grades as they are found, line by line of the policy."""

    counted: CountedLines
    grades: list[Grade] = field(default_factory=list)
    groups: list[LineGroup] = field(default_factory=list)

    def add(self, rule: Line) -> None:
        """Add one line of the policy."""
        match rule:
            case CountLine():
                self.counted.count(rule)
            case JudgedLine():
                self.counted.judgement(rule)
            case EventLine():
                self.counted.events(rule)
            case PresenceLine():
                self._add_presence(rule)
            case GateSetLine():
                self._add_gate_set(rule)
            case DeductionLine():
                self._add_deductions(rule)
            case RatioLine() | BandedLine() | DensityLine():
                self._grade(rule, tuple(self._bands(rule)))
            case _:
                assert_never(rule)

    def share(
        self, owner: tuple[str, str], rule: RatioLine | ShareRule
    ) -> tuple[Requirement, Requirement]:
        """Return that a share of outlets is reached, b·numerator − a·denominator ≥ 0, and that there is one."""
        everything = rule.denominator or MatchRule(kinds="all")
        top = self.counted.outlets(owner, rule.numerator, role="分子")
        below = self.counted.outlets(owner, everything, role="分母")
        weights = {}
        for area_class, least in rule.thresholds.items():
            share = Fraction(least)
            weights[area_class] = (share.denominator, -share.numerator)
        some = Requirement((top,), {ANY: (1,)}, least=1)
        return (Requirement((top, below), weights, least=0), some)

    def _add_presence(self, rule: PresenceLine) -> None:
        """Add one line of one unit per member; the cap of them together is a chapter of its own."""
        each = self._steps(rule.points_each)
        members = tuple(self.counted.member(rule, m, each) for m in rule.members.values())
        self.groups.append(LineGroup(rule.id, rule.name, self._steps(rule.cap), members))

    def _add_gate_set(self, rule: GateSetLine) -> None:
        position = {m.id: self.counted.member(rule, m, 0) for m in rule.members.values()}
        named = tuple(position[name] for name in rule.chosen or rule.members)
        enough = Requirement(named, {ANY: (1,) * len(named)}, least=rule.required, presence=True)
        self._grade(rule, ((self._steps(rule.points), (enough,)),))

    def _add_deductions(self, rule: DeductionLine) -> None:
        found = tuple((self._steps(d.minus), self._all(rule, (d.unless,))) for d in rule.deductions)
        offset = sum(points for points, _ in found) - self._steps(rule.start)
        self._grade(rule, found, adds=True, offset=offset)

    def _bands(self, rule: RatioLine | BandedLine | DensityLine) -> Iterator[tuple[int, Condition]]:
        """Yield the points of each band and what it asks for."""
        match rule:
            case RatioLine():
                yield self._steps(rule.points), self.share((rule.id, rule.name), rule)
            case BandedLine():
                for band in rule.bands:
                    yield self._steps(band.points), self._all(rule, band.requires)
            case DensityLine():
                yield from self._densities(rule)

    def _grade(self, rule: Line, found: Graded, *, adds: bool = False, offset: int = 0) -> None:
        cap, members = self._steps(line_cap(rule)), self.counted.parts_of(rule.id)
        self.groups.append(LineGroup(rule.id, rule.name, cap, members, grade=len(self.grades)))
        self.grades.append(
            Grade(
                rule.id, rule.name, rule.chapter, tuple(points for points, _ in found),
                tuple(condition for _, condition in found), cap, adds=adds, offset_steps=offset,
            )
        )  # fmt: skip

    def _all(self, line: Line, rules: tuple[RequirementRule, ...]) -> Condition:
        return tuple(self._requirement(line, rule) for rule in rules)

    def _requirement(self, line: Line, rule: RequirementRule) -> Requirement:
        if rule.match is not None:
            where, unit = self.counted.outlets((line.id, line.name), rule.match), Fraction(1)
        else:
            where, unit = self.counted.measure(str(rule.measure)), MEASURE_VALUE
        asked = Fraction(rule.at_least) / unit
        least = ceil(asked) if rule.inclusive else floor(asked) + 1
        return Requirement((where,), {ANY: (1,)}, least=least)

    def _densities(self, rule: DensityLine) -> Iterator[tuple[int, Condition]]:
        """Yield ``units · per_count ≥ density · people`` in whole numbers, an area in dm²."""
        area = rule.measure == "floor_area_m2"
        where = self.counted.outlets((rule.id, rule.name), rule.match, area=area)
        for band in rule.bands:
            density = Fraction(band.at_least) * (DM2_PER_M2 if area else 1)
            weights = {ANY: (rule.per_count * density.denominator,)}
            requirement = Requirement(
                (where,),
                weights,
                least=0,
                least_per_resident=density.numerator if rule.per == "residents" else 0,
                least_per_household=density.numerator if rule.per == "households" else 0,
            )
            yield self._steps(band.points), (requirement,)

    def _steps(self, points: Decimal) -> int:
        return steps_of(points, self.counted.step)
