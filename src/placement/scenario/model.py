"""A scenario as the rest of the program sees it: frozen, checked, every default filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

from placement.errors import Problem, Text
from placement.policy.obligations import StatedShare
from placement.policy.programmes import Programme
from placement.policy.rubric import Rubric
from placement.policy.schema import Policy
from placement.scenario.districts import all_districts
from placement.scenario.objectives import Sense, Term
from placement.tables.model import Tables


@dataclass(frozen=True, slots=True)
class Walking:
    """Speed in m/h, walking over straight distance where no streets are known, longest walk in minutes.

    ``along_streets`` is False where the policy measures as the crow flies; the detour is 1 then.
    """

    speed_m_per_h: int
    detour: Fraction
    limit_minutes: int
    along_streets: bool = True


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """What one budget line may commit in one year.

    A line by district has one record for every district with circles or premises and for every other
    district the scenario lists; where no amount is listed the cap is 0.

    Attributes
    ----------
    level
        ``central``, ``province``, ``city``, ``district`` or ``street``.
    district
        District whose projects alone it pays, ``None`` for the whole city.
    cap_fen
        Most that may be committed in the year, fen; blocks of an upper level included.
    carry_over
        Whether what is left over may be committed in later years.
    transfer_to
        Lines of the same scope that may use what this one leaves over.
    """

    id: str
    name: str
    level: str
    purpose: str | None
    district: str | None
    year: int
    cap_fen: int
    carry_over: bool = False
    transfer_to: tuple[str, ...] = ()

    @property
    def budget_id(self) -> str:
        """Its id in results; see :func:`budget_id`."""
        return budget_id(self.id, self.district)

    @property
    def full_name(self) -> str:
        """Its name, with the district of a line by district."""
        return full_name(self.name, self.district)


def budget_id(line: str, district: str | None) -> str:
    """Return the id of a budget line in results: ``line``, or ``line:district`` where each district has its own."""
    return f"{line}:{district}" if district else line


def full_name(name: str, district: str | None) -> str:
    """Return the name of a budget line, with the district where each has its own."""
    return f"{name}·{district}" if district else name


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the lexicographic objective."""

    term: Term
    sense: Sense


@dataclass(frozen=True, slots=True)
class PremisesLock:
    """Premises that must be used, with the format and the year if they are decided too."""

    format: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Pin:
    """A circle that reaches at least ``tier`` by the end of ``year``."""

    year: int
    tier: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Locks:
    """What is decided beforehand, by ids of the tables."""

    premises_in: Mapping[str, PremisesLock]
    premises_out: frozenset[str]
    circles: Mapping[str, Pin]
    circles_out: frozenset[str]


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms under which the data may be used, and whether what is made from them may be published.

    Attributes
    ----------
    unlicensed
        Sources that state no licence, to be settled before anything is published.
    """

    text: Text
    publishable: bool
    unlicensed: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether results may be published without asking anybody."""
        return self.publishable and not self.unlicensed


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A share of the circles that hold a tier by the year of the target, rounded to whole circles."""

    circles: tuple[str, ...]
    tier: str
    share: Fraction
    rounding: Literal["up", "nearest", "down"]


@dataclass(frozen=True, slots=True)
class Target:
    """At least ``required`` of ``circles`` hold ``tier`` or a higher one.

    Attributes
    ----------
    id
        ``<target of the policy>:<district or group>:<year>``, unique; of a circle locked by the scenario
        ``lock:<circle>:<year>``.
    target_id, scope, name
        Target of the policy (``lock`` for a locked circle), district, group or circle it speaks of, and
        what it is called.
    district
        The one district, or ``None`` where several count together.
    circles
        Ids of the circles of the tables that count.
    mode
        ``cumulative``: certified by the end of ``year``; ``per_year``: newly certified in ``year``.
    since
        First year of recognition that counts for circles certified before the horizon; ``None``: recognised
        in any year counts, also where the year is not known (``recognised_year`` 0).
    weight
        Price of one unit of shortfall against other targets.
    clause
        Place in the policy document, empty for a locked circle.
    measure, amounts, step
        What ``required`` counts; the amount of each circle, ``None`` for one each; and the amount that is one
        unit of shortfall: a circle, or the residents or communities an average circle has.
    exactly
        More than required is a shortfall, too.
    first_only
        A circle that held a lower tier does not count when it rises.
    of
        ``required`` is this share of what is achieved.
    stated
        How the policy states ``required`` where it does so as a share.
    """

    id: str
    target_id: str
    scope: str
    name: str
    district: str | None
    districts: tuple[str, ...]
    circles: tuple[str, ...]
    year: int
    tier: str
    required: int
    weight: int
    hard: bool
    mode: Literal["cumulative", "per_year"]
    since: int | None
    clause: str
    measure: Literal["circles", "residents", "communities"] = "circles"
    amounts: Mapping[str, int] | None = None
    step: int = 1
    exactly: bool = False
    first_only: bool = False
    of: ShareOf | None = None
    stated: StatedShare | None = None


@dataclass(frozen=True, slots=True)
class SolverSettings:
    """Time limit in seconds, accepted relative gap, random seed, threads."""

    time_limit_s: int
    relative_gap: Decimal
    seed: int
    threads: int


@dataclass(frozen=True)
class Scenario:
    """Policy, tables and settings of one question to the planner.

    Attributes
    ----------
    path, root, files
        The scenario file, its project folder, and every file that was read (tables included).
    chosen_readings
        Reading → option, with the policy's defaults.
    programmes
        Those of the policy, then those of the scenario; one of the scenario replaces its namesake.
    awards_counted
        Whether awards are part of ``public_money``, or promises that are budgeted but not minimised.
    reviews
        Circle → year of its first review, for recognised circles that may be downgraded.
    allow_upgrades
        Whether a circle may be certified at a lower tier first and rise within the horizon.
    invisible_kinds
        ``assumed``: kinds the outlet source cannot see count as the visibility table says;
        ``absent``: they count as missing. Either way they are never planned.
    licence
        Terms under which the data may be used, where they are known.
    provenance
        Dotted key → ``file:line`` of every value of the scenario file.
    warnings
        Findings that do not stop the planner.
    """

    id: str
    name: str
    note: str
    path: Path
    root: Path
    files: tuple[Path, ...]
    policy: Policy
    rubric: Rubric
    chosen_readings: Mapping[str, str]
    tables: Tables
    years: tuple[int, ...]
    walking: Walking
    payback_years: int
    least_aid_share: Fraction
    largest_oversize: Fraction
    aid_take_up: Literal["needed", "all"]
    programmes: tuple[Programme, ...]
    budgets: tuple[BudgetLine, ...]
    objective: tuple[Stage, ...]
    awards_counted: bool
    targets: tuple[Target, ...]
    reviews: Mapping[str, int]
    locks: Locks
    allow_upgrades: bool
    invisible_kinds: Literal["assumed", "absent"]
    solver: SolverSettings
    synthetic: bool
    assumptions: tuple[Text, ...]
    licence: Licence | None
    provenance: Mapping[str, str]
    warnings: tuple[Problem, ...]

    @property
    def hard_targets(self) -> frozenset[str]:
        """Ids of the targets that must be met."""
        return frozenset(target.id for target in self.targets if target.hard)

    @property
    def districts(self) -> tuple[str, ...]:
        """Districts with circles or premises, in the policy's order, others after them."""
        return all_districts(self.policy, self.tables)
