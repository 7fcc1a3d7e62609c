"""What a document wants reported or surveyed (C42, C44); nothing here changes a plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from placement.policy.base import Count, Id, Money, Name, Record, Share, Source, Year


class Survey(Record):
    """Satisfaction survey (C42)."""

    min_per_community: Count | None = None
    """每个社区最少样本数 · least sample per community."""
    min_share_of_residents: Share | None = None
    """样本占服务人口的最低比例 · least sample as a share of residents."""
    satisfaction_at_least: dict[Year, Share] = Field(default_factory=dict)
    """年份 → 满意率下限 · least satisfaction by year."""
    cost_per_reply: Money | None = None
    """每份成本 · cost per reply."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""


class Return(Record):
    """A report that is due."""

    name: Name
    """名称 · name."""
    every: Literal["month", "quarter", "year", "once"]
    """周期 · how often."""
    to: str = ""
    """报给谁 · to whom."""


class ReportRules(Record):
    """Reports, surveys and accountability figures."""

    survey: Survey | None = None
    """满意度调查 · survey."""
    returns: dict[Id, Return] = Field(default_factory=dict)
    """报表 · returns."""
    figures: tuple[Literal["jobs", "residents", "private_investment", "satisfaction"], ...] = ()
    """须报送的成效数字 · accountability figures (C44)."""
