"""Tiers 等级 (C8–C10, C20): an ordered ladder, lowest first."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from placement.policy.base import Count, EntryId, Id, Name, Points, Record, Share, Source, keyed
from placement.policy.lines import MatchRule


class ScoreGate(Record):
    """Interval of scores; each end says itself whether it belongs to the tier (C9)."""

    min: Points
    """最低分 · lowest score."""
    min_inclusive: bool = True
    """恰好最低分是否属于本等级 · whether exactly the minimum belongs to the tier."""
    max: Points | None = None
    """最高分；不写则无上限 · highest score; none = no upper end."""
    max_inclusive: bool = False
    """恰好最高分是否属于本等级 · whether exactly the maximum belongs to the tier."""


class RatioGate(Record):
    """A share of outlets that the tier demands (C12)."""

    name: Name
    """名称 · name."""
    numerator: MatchRule
    """分子 · numerator."""
    denominator: MatchRule | None = None
    """分母；不写则为全部网点 · denominator; none = all outlets."""
    at_least: dict[str, Share] = Field(min_length=1)
    """区域类别 → 占比下限（含）；any 表示其余各类 · area class to least share; ``any`` = every other class."""


class Confirmation(Record):
    """A second table that must reach a score to confirm the tier (C10)."""

    table: Id
    """第二张评价表 · the second table."""
    min: Points
    """最低分 · lowest score."""
    min_inclusive: bool = True
    """恰好最低分是否通过 · whether exactly the minimum passes."""


class TierRule(Record):
    """One tier of the ladder."""

    id: EntryId
    name: Name
    """等级名称 · name of the tier."""
    table: Id | None = None
    """按哪张表的得分；只有一张表时不写 · which table's score."""
    score: ScoreGate
    """得分区间 · interval of scores."""
    kinds: dict[Id, Count] = Field(default_factory=dict)
    """业态种数下限：类别 → 种数 · least number of kinds by class."""
    ratios: tuple[RatioGate, ...] = ()
    """占比门槛 · ratio gates."""
    confirmation: Confirmation | None = None
    """第二张表的确认 · confirmation by a second table."""
    fall_through: Literal["next_lower", "unrated"] = "next_lower"
    """得分够而其他门槛不够时：降一级认定，或不予认定 · what becomes of a circle whose score fits but whose gates do not."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""


Tiers = Annotated[dict[Id, TierRule], Field(min_length=1), BeforeValidator(keyed)]


class Recognition(Record):
    """How a tier, once given, is kept, raised or lost (C20, C21)."""

    review_years: Count | None = None
    """每几年复评；不写而可降级的，规划期首年复评 · years between reviews; unset = in the first year where a circle may fall."""
    downgrade: bool = False
    """复评时是否按现有供给重新定级（可降级；方案补齐后可重新认定） · whether a review rates a circle by its present supply, so that
    it may fall; the plan may build what is missing and have it recognised again."""
    upgrade_counts: bool = True
    """升级是否计入任务；否，则已认定的生活圈升级不计 · whether a rise of a circle already recognised counts for targets."""
