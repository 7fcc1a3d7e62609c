"""From the rules of a policy to counted lines: what is counted, within which walk, for how many steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from placement.policy.card import RubricLine
from placement.policy.kinds import Kind
from placement.policy.lines import (
    CountLine,
    EventLine,
    GateSetLine,
    JudgedLine,
    MatchRule,
    Member,
    PresenceLine,
)
from placement.policy.match import build_match
from placement.policy.spatial import Limits
from placement.policy.walks import service_radii, walking_limits

MEASURE_VALUE = Fraction(1, 1000)
"""One unit of a measure the user enters; 0.905 and 90.5 are both exact."""


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


@dataclass
class CountedLines:
    """Counted lines as they are found; every method returns the position of the line it adds or finds."""

    kinds: Mapping[str, Kind]
    limits: Limits
    step: Decimal
    lines: list[RubricLine] = field(default_factory=list)
    _seen: dict[object, int] = field(default_factory=dict)

    def parts_of(self, line_id: str) -> tuple[int, ...]:
        """Return the positions of the members of a line of the policy."""
        return tuple(i for i, line in enumerate(self.lines) if line.part_of == line_id)

    def outlets(
        self,
        owner: tuple[str, str],
        rule: MatchRule,
        *,
        area: bool = False,
        role: str = "",
    ) -> int:
        """Find a line that only counts what a rule accepts, added when first needed.

        Parameters
        ----------
        owner
            Line (or tier) of the policy and its name.
        role
            What is counted for its sake; a number where that is not said.
        """
        line_id, name = owner
        key = (line_id, rule, area)
        if key not in self._seen:
            n = len(self.parts_of(line_id)) + 1
            self._seen[key] = self._add(
                RubricLine(
                    id=f"{line_id}.{n}",
                    name=f"{name}（{role}）" if role else f"{name}·{n}",
                    chapter="",
                    match=build_match(rule, self.kinds),
                    limit_minutes=walking_limits(rule, self.limits)[0],
                    radius_m=service_radii(rule, self.limits)[0],
                    counts_area=area,
                    part_of=line_id,
                )
            )
        return self._seen[key]

    def measure(self, name: str) -> int:
        """Find the line of a figure from the judgements table, added when first needed."""
        if name not in self._seen:
            self._seen[name] = self._add(
                RubricLine(
                    id=name,
                    name=name,
                    chapter="",
                    match=None,
                    limit_minutes=self.limits.minutes,
                    judged=True,
                    unit_value=MEASURE_VALUE,
                )
            )
        return self._seen[name]

    def count(self, rule: CountLine) -> int:
        """Add a line of points per outlet."""
        unit, cap = steps_of(rule.unit, self.step), steps_of(rule.cap, self.step)
        own = rule.limit_minutes
        return self._add(
            RubricLine(
                id=rule.id,
                name=rule.name,
                chapter=rule.chapter,
                match=build_match(rule.match, self.kinds),
                limit_minutes=walking_limits(rule.match, self.limits, own, rule.kind_class)[0],
                radius_m=service_radii(rule.match, self.limits, own)[0],
                unit_steps=unit,
                cap_steps=cap,
                kind_class=rule.kind_class,
            )
        )

    def judgement(self, rule: JudgedLine) -> int:
        """Add a line of points given by judgement: one unit is one step."""
        cap = steps_of(rule.cap, self.step)
        return self._add(
            RubricLine(
                id=rule.id,
                name=rule.name,
                chapter=rule.chapter,
                match=None,
                limit_minutes=self.limits.minutes,
                unit_steps=1,
                cap_steps=cap,
                judged=True,
                default_units=steps_of(rule.default, self.step),
                level_steps=tuple(sorted({steps_of(x.points, self.step) for x in rule.levels})),
                unit_value=Fraction(self.step),
            )
        )

    def events(self, rule: EventLine) -> int:
        """Add a line of points per event."""
        unit, cap = steps_of(rule.unit, self.step), steps_of(rule.cap, self.step)
        return self._add(
            RubricLine(
                id=rule.id,
                name=rule.name,
                chapter=rule.chapter,
                match=None,
                limit_minutes=self.limits.minutes,
                unit_steps=unit,
                cap_steps=cap,
                judged=True,
                default_units=rule.default,
            )
        )

    def member(self, rule: GateSetLine | PresenceLine, member: Member, points: int) -> int:
        """Add one member of a named set, worth some steps; without any it lies in no chapter."""
        own = rule.limit_minutes
        return self._add(
            RubricLine(
                id=f"{rule.id}.{member.id}",
                name=member.name,
                chapter=rule.id if points else "",
                match=build_match(member.match, self.kinds),
                limit_minutes=walking_limits(member.match, self.limits, own, member.kind_class)[0],
                radius_m=service_radii(member.match, self.limits, own)[0],
                unit_steps=points,
                cap_steps=points,
                kind_class=member.kind_class,
                part_of=rule.id,
            )
        )

    def _add(self, line: RubricLine) -> int:
        self.lines.append(line)
        return len(self.lines) - 1
