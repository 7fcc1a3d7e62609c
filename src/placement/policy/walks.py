"""Walking limits of the lines of a policy, and the measures they look at."""

from __future__ import annotations

from collections.abc import Iterator

from placement.policy.lines import (
    BandedLine,
    CountLine,
    DeductionLine,
    DensityLine,
    GateSetLine,
    Line,
    MatchRule,
    PresenceLine,
    RatioLine,
)
from placement.policy.spatial import Limits


def walking_limits(
    rule: MatchRule, limits: Limits, own: int | None = None, kind_class: str | None = None
) -> tuple[int, ...]:
    """Return the walking limits [min] that apply to a match; more than one means the file is ambiguous.

    The line's own limit goes before that of its kinds, that before that of its class.
    """
    if own is not None:
        return (own,)
    general = limits.kind_classes.get(kind_class or "", limits.minutes)
    if rule.kinds == "all":
        return (general,)
    return tuple(sorted({limits.kinds.get(kind, general) for kind in rule.kinds}))


def service_radii(
    rule: MatchRule, limits: Limits, own: int | None = None
) -> tuple[int | None, ...]:
    """Return the service radii [m] that apply to a match; more than one means the file is ambiguous.

    A limit of the line itself goes before the radius of its kinds; a line of all kinds has none.
    """
    if own is not None or rule.kinds == "all":
        return (None,)
    found = {limits.radius_m.get(kind) for kind in rule.kinds}
    return tuple(None if radius is None else int(radius) for radius in found)


def line_limits(line: Line, limits: Limits) -> tuple[tuple[int, ...], ...]:
    """Return the walking limits [min] of every match of a line, one tuple per match."""
    match line:
        case CountLine():
            return (walking_limits(line.match, limits, line.limit_minutes, line.kind_class),)
        case GateSetLine() | PresenceLine():
            return tuple(
                walking_limits(m.match, limits, line.limit_minutes, m.kind_class)
                for m in line.members.values()
            )
        case DensityLine():
            return (walking_limits(line.match, limits),)
        case RatioLine():
            rules = [line.numerator, line.denominator]
        case BandedLine():
            rules = [r.match for band in line.bands for r in band.requires]
        case DeductionLine():
            rules = [deduction.unless.match for deduction in line.deductions]
        case _:
            rules = []
    return tuple(walking_limits(rule, limits) for rule in rules if rule is not None)


def measures_of(line: Line) -> Iterator[str]:
    """Yield the measures a line looks at."""
    if isinstance(line, BandedLine):
        found = [r.measure for band in line.bands for r in band.requires]
    elif isinstance(line, DeductionLine):
        found = [deduction.unless.measure for deduction in line.deductions]
    else:
        found = []
    yield from (measure for measure in found if measure is not None)
