"""From the lines of a policy to counted lines and grades, see :mod:`placement.policy.requirements`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from placement.policy.card import LineGroup, RubricLine
from placement.policy.kinds import Kind
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
    Member,
    PresenceLine,
    RatioLine,
    line_cap,
)
from placement.policy.lines import Requirement as RequirementRule
from placement.policy.match import DM2_PER_M2, build_match
from placement.policy.requirements import ANY, Grade, Requirement
from placement.policy.spatial import Limits
from placement.policy.walks import service_radii, walking_limits

MEASURE_VALUE = Fraction(1, 1000)
"""One unit of a measure the user enters; 0.905 and 90.5 are both exact."""

Condition = tuple[Requirement, ...]


def steps_of(points: Decimal | Fraction, step: Decimal | Fraction) -> int:
    """Return points in steps, exactly.

    Raises
    ------
    ValueError
        If the points are no multiple of the step.
    """
    steps = Fraction(points) / Fraction(step)
    if steps.denominator != 1:
        msg = f"{points} is not a multiple of {step}"
        raise ValueError(msg)
    return steps.numerator


@dataclass(frozen=True, slots=True)
class ShareRule:
    """A share of outlets that is asked for, by class of areas."""

    numerator: MatchRule
    denominator: MatchRule | None
    thresholds: Mapping[str, Decimal]


@dataclass
class LineBook:
    """Counted lines and grades as they are found, line by line of the policy."""

    kinds: Mapping[str, Kind]
    limits: Limits
    step: Decimal
    lines: list[RubricLine] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    groups: list[LineGroup] = field(default_factory=list)
    _seen: dict[object, int] = field(default_factory=dict)

    def add(self, rule: Line) -> None:
        """Add one line of the policy."""
        match rule:
            case CountLine():
                self._add_count(rule)
            case JudgedLine():
                self._add_judged(rule)
            case EventLine():
                self._add_event(rule)
            case PresenceLine():
                self._add_presence(rule)
            case GateSetLine():
                self._add_gate_set(rule)
            case _:
                self._add_grade(rule)

    def counted(
        self,
        owner: tuple[str, str],
        rule: MatchRule,
        *,
        limit: int | None = None,
        area: bool = False,
    ) -> int:
        """Return the position of a line that only counts what a rule accepts, added when first needed.

        Parameters
        ----------
        owner
            Line (or tier) of the policy and its name.
        """
        line_id, name = owner
        key = (line_id, rule, limit, area)
        if key not in self._seen:
            n = sum(line.part_of == line_id for line in self.lines) + 1
            self._seen[key] = self._append(
                f"{line_id}.{n}", f"{name}·{n}", "", build_match(rule, self.kinds),
                walking_limits(rule, self.limits, limit)[0], counts_area=area, part_of=line_id,
                radius_m=service_radii(rule, self.limits, limit)[0],
            )  # fmt: skip
        return self._seen[key]

    def share(self, owner: tuple[str, str], rule: RatioLine | ShareRule) -> Condition:
        """Return the condition that a share of outlets is reached: b·numerator − a·denominator ≥ 0."""
        top = self.counted(owner, rule.numerator)
        everything = rule.denominator or MatchRule(kinds="all")
        below = self.counted(owner, everything)
        weights = {}
        for area_class, least in rule.thresholds.items():
            share = Fraction(least)
            weights[area_class] = (share.denominator, -share.numerator)
        some = Requirement((top,), {ANY: (1,)}, least=1)
        return (Requirement((top, below), weights, least=0), some)

    def _append(
        self,
        line_id: str,
        name: str,
        chapter: str,
        match: object,
        limit: int,
        **facts: object,
    ) -> int:
        usual: dict[str, object] = {
            "unit_steps": 0, "cap_steps": 0, "cap_units": 1, "kind_class": None, "judged": False,
            "default_units": 0,
        }  # fmt: skip
        values = {**usual, **facts}
        self.lines.append(
            RubricLine(
                id=line_id, name=name, chapter=chapter, match=match, limit_minutes=limit, **values  # type: ignore[arg-type]
            )
        )  # fmt: skip
        return len(self.lines) - 1

    def _add_count(self, rule: CountLine) -> None:
        unit, cap = steps_of(rule.unit, self.step), steps_of(rule.cap, self.step)
        limit = walking_limits(rule.match, self.limits, rule.limit_minutes, rule.kind_class)[0]
        self._append(
            rule.id, rule.name, rule.chapter, build_match(rule.match, self.kinds), limit,
            unit_steps=unit, cap_steps=cap, cap_units=-(-cap // unit) if unit else 1,
            kind_class=rule.kind_class,
            radius_m=service_radii(rule.match, self.limits, rule.limit_minutes)[0],
        )  # fmt: skip

    def _add_judged(self, rule: JudgedLine) -> None:
        cap = steps_of(rule.cap, self.step)
        self._append(
            rule.id, rule.name, rule.chapter, None, self.limits.minutes,
            unit_steps=1, cap_steps=cap, cap_units=cap, judged=True, unit_value=Fraction(self.step),
            default_units=steps_of(rule.default, self.step),
            level_steps=tuple(sorted({steps_of(x.points, self.step) for x in rule.levels})),
        )  # fmt: skip

    def _add_event(self, rule: EventLine) -> None:
        unit, cap = steps_of(rule.unit, self.step), steps_of(rule.cap, self.step)
        self._append(
            rule.id, rule.name, rule.chapter, None, self.limits.minutes, unit_steps=unit,
            cap_steps=cap, cap_units=-(-cap // unit) if unit else 1, judged=True,
            default_units=rule.default,
        )  # fmt: skip

    def _add_member(self, rule: GateSetLine | PresenceLine, member: Member, points: int) -> int:
        limit = walking_limits(member.match, self.limits, rule.limit_minutes, member.kind_class)[0]
        chapter = rule.id if points else ""
        return self._append(
            f"{rule.id}.{member.id}", member.name, chapter, build_match(member.match, self.kinds),
            limit, unit_steps=points, cap_steps=points, kind_class=member.kind_class,
            part_of=rule.id, radius_m=service_radii(member.match, self.limits, rule.limit_minutes)[0],
        )  # fmt: skip

    def _add_presence(self, rule: PresenceLine) -> None:
        """Add one line of one unit per member; the cap of them together is a chapter of its own."""
        each = steps_of(rule.points_each, self.step)
        members = tuple(self._add_member(rule, m, each) for m in rule.members.values())
        cap = steps_of(rule.cap, self.step)
        self.groups.append(LineGroup(rule.id, rule.name, cap, members))

    def _add_gate_set(self, rule: GateSetLine) -> None:
        position = {m.id: self._add_member(rule, m, 0) for m in rule.members.values()}
        named = tuple(position[name] for name in rule.chosen or rule.members)
        enough = Requirement(named, {ANY: (1,) * len(named)}, least=rule.required, presence=True)
        points = steps_of(rule.points, self.step)
        self._grade(rule, ((points, (enough,)),), tuple(position.values()))

    def _add_grade(self, rule: Line) -> None:
        first = len(self.lines)
        adds, offset = False, 0
        match rule:
            case RatioLine():
                points = steps_of(rule.points, self.step)
                found = [(points, self.share((rule.id, rule.name), rule))]
            case BandedLine():
                found = [
                    (steps_of(band.points, self.step), self._all(rule, band.requires))
                    for band in rule.bands
                ]
            case DensityLine():
                found = list(self._densities(rule))
            case DeductionLine():
                found = [
                    (steps_of(d.minus, self.step), self._all(rule, (d.unless,)))
                    for d in rule.deductions
                ]
                adds = True
                offset = sum(points for points, _ in found) - steps_of(rule.start, self.step)
            case _:
                msg = f"line {rule.id}: archetype {rule.archetype!r} cannot be computed"
                raise ValueError(msg)
        own = tuple(i for i in range(first, len(self.lines)) if self.lines[i].part_of == rule.id)
        self._grade(rule, tuple(found), own, adds=adds, offset=offset)

    def _grade(
        self,
        rule: Line,
        found: tuple[tuple[int, Condition], ...],
        members: tuple[int, ...],
        *,
        adds: bool = False,
        offset: int = 0,
    ) -> None:
        cap = steps_of(line_cap(rule), self.step)
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
            where, unit = self.counted((line.id, line.name), rule.match), Fraction(1)
        else:
            where, unit = self._measure(str(rule.measure)), MEASURE_VALUE
        asked = Fraction(rule.at_least) / unit
        least = ceil(asked) if rule.inclusive else floor(asked) + 1
        return Requirement((where,), {ANY: (1,)}, least=least)

    def _measure(self, name: str) -> int:
        if name not in self._seen:
            self._seen[name] = self._append(
                name, name, "", None, self.limits.minutes, judged=True, unit_value=MEASURE_VALUE
            )
        return self._seen[name]

    def _densities(self, rule: DensityLine) -> Iterator[tuple[int, Condition]]:
        """Yield ``units · per_count ≥ density · people`` in whole numbers, an area in dm²."""
        area = rule.measure == "floor_area_m2"
        where = self.counted((rule.id, rule.name), rule.match, area=area)
        for band in rule.bands:
            density = Fraction(band.at_least) * (DM2_PER_M2 if area else 1)
            requirement = Requirement(
                (where,), {ANY: (rule.per_count * density.denominator,)}, least=0
            )
            people = f"least_per_{rule.per.removesuffix('s')}"
            yield (
                steps_of(band.points, self.step),
                (replace(requirement, **{people: density.numerator}),),  # type: ignore[arg-type]
            )
