"""A plan as people read it: names for ids, districts in the policy's order, money in whole fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from placement.errors import Text
from placement.report.at_risk import Risk
from placement.report.cautions import Caution, cautions_of
from placement.report.dossier.proof import Proof
from placement.report.speaker import Lang, Speaker
from placement.report.target_tables import TargetFacts
from placement.scenario.model import Scenario
from placement.scenario.names import Names

SCORES = Text("各表得分", "scores by table")
USED = Text("计算用的数量与比率", "numbers that other lines use")


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleFacts:
    """One circle over the horizon.

    Attributes
    ----------
    current_tier
        Tier held before the horizon, ``""`` for none.
    tiers
        Tier held at the end of each year, ``""`` for none.
    certified
        Year → tier for every certification of the plan; one that rises has two.
    score_today, kinds_today
        The card before the plan.
    scores, kinds
        At the end of each year; ``kinds`` by class, in the order of the rubric.
    waits
        Why it is certified later, or lower, than it has earned.
    public_fen
        Public money for it: awards (``award_fen``), and its share of every project that serves it.
    """

    id: str
    name: str
    district: str
    area_class: str
    residents: int
    communities: int
    lon: float
    lat: float
    current_tier: str
    tiers: tuple[str, ...]
    certified: Mapping[int, str]
    score_today: Decimal
    scores: tuple[Decimal, ...]
    kinds_today: tuple[int, ...]
    kinds: tuple[tuple[int, ...], ...]
    waits: tuple[Text, ...] = ()
    public_fen: int = 0
    award_fen: int = 0

    @property
    def final_tier(self) -> str:
        """Tier held at the end of the horizon."""
        return self.tiers[-1]

    @property
    def first_year(self) -> int:
        """Year of the first certification of the plan, 0 for none."""
        return min(self.certified, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One line of a circle's score card; counts of outlets, or points of a judged line."""

    line: int
    existing: Decimal
    added: tuple[Decimal, ...]
    points_today: Decimal
    points: tuple[Decimal, ...]
    cap: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What a line of the rubric is called and where it stands.

    ``kind_class`` is ``""`` where the line counts as no kind; ``chapter`` where the row is a score table
    (``is_table``), or only a number that other lines use.
    """

    id: str
    name: str
    chapter: str
    kind_class: str
    judged: bool
    cap: Decimal
    is_table: bool = False

    @property
    def heading(self) -> Text:
        """What the row stands under."""
        if self.chapter:
            return Text(self.chapter, self.chapter)
        return SCORES if self.is_table else USED


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """One project of the list.

    Attributes
    ----------
    measure
        What is done: converting premises, placing a point in a circle, or raising a judged line.
    outlets
        Outlets it opens: 0 for a judged line.
    lon, lat
        ``None`` for what needs no premises.
    """

    id: str
    site_id: str
    site: str
    district: str
    measure: Text
    format: str
    kinds: tuple[str, ...]
    year: int
    units: int
    outlets: int
    chain: bool
    jobs: int
    floor_area_dm2: int
    source_class: str
    investment_fen: int
    public_fen: int
    programmes: tuple[str, ...]
    circle_ids: tuple[str, ...]
    circles: tuple[str, ...]
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFacts:
    """A budget line in a year, fen; no cap is ``None``.

    Attributes
    ----------
    carried_fen, moved_fen
        Left over from the year before; received from other lines, less what was given to them.
    left_fen
        What may still be committed.
    """

    id: str
    line: str
    level: str
    district: str
    year: int
    cap_fen: int | None
    carried_fen: int
    moved_fen: int
    committed_fen: int
    paid_fen: int
    left_fen: int | None

    @property
    def available_fen(self) -> int | None:
        """What could be committed: the cap with what was carried over and moved."""
        return None if self.cap_fen is None else self.cap_fen + self.carried_fen + self.moved_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """One instalment, fen; ``kind`` as in ``payments.csv``."""

    programme: str
    budget_id: str
    line: str
    level: str
    district: str
    payee: str
    is_award: bool
    year_committed: int
    year_paid: int
    fen: int
    kind: str
    liable_until: int | None
    expected_refund_fen: int


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything the workbook, the page and the plots say about a plan.

    Attributes
    ----------
    lang
        Language of headings and sentences; what tables and policies call things stays as they write it.
    circles
        By district in the policy's order, then by id.
    cards
        Circle id → lines in the order of the rubric.
    unshared_fen
        Public money of projects that serve no circle the plan certifies.
    reviews
        Circles that lose a tier by a review, and why, a sentence each.
    at_risk
        Circles that end with a tier their score card does not reach.
    record
        What ``plan.json`` says of the scenario: readings, inputs, assumptions, warnings.
    totals
        Control totals, whole numbers, as in ``plan.json``.
    """

    lang: Lang = "zh"
    scenario: Scenario
    names: Names
    districts: tuple[str, ...]
    years: tuple[int, ...]
    lines: tuple[LineFacts, ...]
    kind_classes: tuple[str, ...]
    circles: tuple[CircleFacts, ...]
    cards: Mapping[str, Sequence[CardLine]]
    projects: tuple[ProjectFacts, ...]
    budgets: tuple[BudgetFacts, ...]
    payments: tuple[PaymentFacts, ...]
    targets: tuple[TargetFacts, ...]
    terms: Mapping[str, int]
    unshared_fen: int
    proof: Proof
    record: Mapping[str, Any]
    totals: Mapping[str, int]
    reviews: tuple[Text, ...] = ()
    at_risk: tuple[Risk, ...] = ()

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What whoever hands this on has to know."""
        return cautions_of(self.scenario)

    @property
    def say(self) -> Speaker:
        """Chooses the language of the reader."""
        return Speaker(self.lang)

    def tier_name(self, tier: str) -> str:
        """Name of a tier; of no tier what the policy calls it."""
        return self.names.tiers.get(tier, tier) if tier else self.scenario.policy.unrated_name
