"""Targets 目标任务 (C13, C16–C19, C21, C22, C43)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from placement.policy.base import Count, EntryId, Id, Name, Record, Share, Source, Year, keyed


class Group(Record):
    """A named set of districts, e.g. 主城区."""

    name: Name
    """名称 · name."""
    districts: tuple[Name, ...] | Literal["all"]
    """所含县（市、区）；all 表示全部 · districts, or ``all``."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""


class _Target(Record):
    id: EntryId
    name: Name
    """目标名称 · name of the target."""
    hard: bool = False
    """硬性要求（必须完成），否则为力争目标 · must be met; otherwise as far as possible."""
    weight: Count = 1
    """每少一个生活圈的权重（整数）；按人口、社区的覆盖任务，每少一个平均规模的生活圈计一个 · weight of each circle short, a
    whole number; of a coverage, of each average circle's residents or communities short."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""


class StatedTotals(Record):
    """Totals printed with a table; they must equal its sums."""

    rows: dict[Name, Count] = Field(default_factory=dict)
    """各行合计 · total of each row."""
    years: dict[Year, Count] = Field(default_factory=dict)
    """各年合计 · total of each year."""
    all: Count | None = None
    """总计 · grand total."""


class CountTarget(_Target):
    """Number of circles by district (or group) and year (C16, C18, C21).

    The numbers are what each year adds, as printed. ``cumulative``: certified by the end of year t
    ≥ Σ of the numbers up to t. ``per_year``: newly certified in year t ≥ the number of t.
    """

    archetype: Literal["count"]
    """个数任务 · number of circles."""
    tier_at_least: Id
    """至少达到哪一等级 · least tier that counts."""
    mode: Literal["cumulative", "per_year"]
    """累计考核（上年超额可抵下年）或逐年考核 · whether a surplus carries over."""
    sense: Literal["at_least", "exactly"] = "at_least"
    """不少于，或恰好（多出的也计入缺口） · at least, or exactly: too many count as missed, too."""
    counts: dict[Name, dict[Year, Count | None]] = Field(min_length=1)
    """县（市、区）或分组 → 年份 → 新增个数；null 表示当年无任务 · new circles by district or group and year; null = no obligation."""
    since: Year | None = None
    """从哪年起认定的生活圈计入；不写则不论何年认定都计入 · first year of recognition that counts; unset = recognised
    in any year counts."""
    counted: Literal["certified", "new", "upgraded"] = "certified"
    """计入：全部认定、仅新建（规划期前未认定的）、仅提升（规划期前已认定、等级较低的） · which circles count: all, those
    not recognised before the horizon, or those recognised at a lower tier."""
    totals: StatedTotals = StatedTotals()
    """原表合计，用于核对 · totals as printed."""


class ShareTarget(_Target):
    """Share of circles at a tier: ``n(tier) ≥ ⌈share · base⌉`` (C17)."""

    archetype: Literal["share"]
    """占比任务 · share of circles."""
    tier_at_least: Id
    """至少达到哪一等级 · least tier that counts."""
    group: Id
    """适用的分组 · group of districts."""
    share: Share
    """占比下限（0–1） · least share."""
    pooled: Literal["pooled", "each"]
    """全组合并计算，或每个县（市、区）分别计算 · pooled over the group or for each district."""
    base: Literal["required", "achieved"]
    """分母：任务数，或实际完成数 · denominator: circles required or circles achieved."""
    of_target: Id
    """分母所指的个数任务 · the count target the base refers to."""
    years: tuple[Year, ...] = Field(min_length=1)
    """在哪些年末考核 · year ends at which it is checked."""
    rounding: Literal["up", "nearest", "down"] = "up"
    """任务数取整方式 · rounding of the required number."""


class CoverageTarget(_Target):
    """Share of residents or communities inside completed circles (C13)."""

    archetype: Literal["coverage"]
    """覆盖任务 · coverage."""
    tier_at_least: Id
    """至少达到哪一等级 · least tier that counts."""
    measure: Literal["residents", "communities"]
    """按人口或社区 · residents or communities."""
    scope: Name
    """县（市、区）或分组 · district or group."""
    share: Share
    """覆盖率下限 · least share."""
    total: Count | None = None
    """分母；不写则取表中合计 · denominator; none = sum of the tables."""
    years: tuple[Year, ...] = Field(min_length=1)
    """考核年份 · years."""


class PinTarget(_Target):
    """A named circle with its year and tier (C19)."""

    archetype: Literal["pin"]
    """点名任务 · a named circle."""
    circle: Name
    """生活圈编号或名称 · id or name of the circle."""
    tier_at_least: Id
    """至少达到哪一等级 · least tier."""
    year: Year
    """不迟于哪年末 · not later than the end of this year."""


class MixTarget(_Target):
    """Mix of circle types in a year's list (C22)."""

    archetype: Literal["mix"]
    """类型搭配 · mix of types."""
    attribute: Literal["area_class", "district"]
    """分类依据：区域类别，或县（市、区） · what is mixed: class of areas or district."""
    least: dict[str, Count] = Field(min_length=1)
    """类别 → 当年至少新认定几个 · least number newly certified in the year by class."""
    years: tuple[Year, ...] = Field(min_length=1)
    """年份 · years."""


Target = Annotated[
    CountTarget | ShareTarget | CoverageTarget | PinTarget | MixTarget,
    Field(discriminator="archetype"),
]
Targets = Annotated[dict[Id, Target], BeforeValidator(keyed)]
