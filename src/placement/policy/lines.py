"""Scoring lines 评分项 (C2, C4–C7, C11, C12, C15): one record per archetype."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from placement.errors import Text
from placement.policy.base import (
    Count,
    EntryId,
    Id,
    Minutes,
    Name,
    Points,
    Quantity,
    Record,
    Share,
    Source,
    keyed,
)
from placement.yamlfile import fault


class MatchRule(Record):
    """Which outlets count: any of the kinds, and every attribute that is given (C2)."""

    kinds: Annotated[tuple[Id, ...], Field(min_length=1)] | Literal["all"]
    """符合其中任一业态即可；all 表示所有业态 · any of these kinds; ``all`` = every kind."""
    chain: bool | None = None
    """是否要求品牌连锁；不写则不限 · chain outlets only, or none; unset = both."""
    standardised: bool | None = None
    """是否要求标准化 · standardised outlets only; unset = both."""
    open_24h: bool | None = None
    """是否要求24小时营业 · open round the clock only; unset = both."""
    min_floor_area_m2: Quantity | None = None
    """最小面积（㎡，含） · least floor area in m², inclusive."""


class _Line(Record):
    id: EntryId
    name: Name
    """评分项名称 · name of the line."""
    chapter: Id
    """所属类别（可为子类） · chapter or sub-chapter that holds the line."""
    source: Source = Source()
    """条款与原文 · clause and original wording."""
    choice: str = ""
    """为何这样对应业态 · reason where the mapping of kinds is a choice."""


class _CountedLine(_Line):
    kind_class: Id | None = None
    """有一个即算该类业态“一种”（如 basic、quality）；不写则不计种数 · counts as one kind of this class."""
    limit_minutes: Minutes | None = None
    """本项步行时限（分钟，含）；不写则按 limits · walking limit of this line, inclusive."""


class CountLine(_CountedLine):
    """Points per outlet up to a cap: ``min(unit · outlets, cap)`` (C2)."""

    archetype: Literal["count"]
    """计数：每个若干分 · points per outlet."""
    unit: Points
    """每个网点得分；0 表示只计种数不计分 · points per outlet; 0 = counts as a kind only."""
    cap: Points
    """本项最高分 · most points of this line."""
    match: MatchRule
    """哪些网点计入 · which outlets count."""


class Level(Record):
    """One level of a judged line."""

    name: Name
    """档次名称 · name of the level."""
    points: Points
    """该档得分 · points of the level."""


class JudgedLine(_Line):
    """Points given by judgement, taken from the judgements table (C4, C5)."""

    archetype: Literal["judged"]
    """评判：由打分表给出 · taken from the judgements table."""
    cap: Points
    """本项最高分 · most points of this line."""
    default: Points
    """打分表未填时的得分 · points when the table is silent."""
    default_reason: Name
    """默认值的理由 · why this default."""
    levels: tuple[Level, ...] = ()
    """多选一的档次；不写则可取 0 至上限 · levels to choose one of; none = any value up to the cap."""


class Member(Record):
    """One member of a named set of kinds."""

    id: EntryId
    name: Name
    """名称 · name."""
    match: MatchRule
    """哪些网点算作该种 · which outlets are of this kind."""
    kind_class: Id | None = None
    """计入哪一类业态种数 · class it counts in."""


Members = Annotated[dict[Id, Member], Field(min_length=1), BeforeValidator(keyed)]


class GateSetLine(_Line):
    """All or nothing: ``points`` when ``required`` of a named set are present, else 0 (C6)."""

    archetype: Literal["gate_set"]
    """达到若干种得满分，否则零分 · all or nothing."""
    points: Points
    """达到时得分 · points when reached."""
    required: Count
    """需要几种 · how many are needed."""
    members: Members
    """所列业态 · the named set."""
    chosen: tuple[Id, ...] = ()
    """本地确定的必备业态；不写则任意几种均可 · locally chosen members; none = any."""
    limit_minutes: Minutes | None = None
    """步行时限（分钟） · walking limit."""


class PresenceLine(_Line):
    """Points per member present: ``min(points_each · members present, cap)`` (C7)."""

    archetype: Literal["presence"]
    """每有一种得若干分 · points per kind present."""
    points_each: Points
    """每种得分 · points per kind."""
    cap: Points
    """本项最高分 · most points of this line."""
    members: Members
    """所列业态 · the named set."""
    limit_minutes: Minutes | None = None
    """步行时限（分钟） · walking limit."""


class Requirement(Record):
    """One condition of a deduction or band: a measure or a number of outlets."""

    measure: Id | None = None
    """“评价打分”表填报的指标，如满意率；未填报按 0 计 · a figure from the judgements table; 0 when it is silent."""
    match: MatchRule | None = None
    """或：符合条件的网点个数 · or the number of matching outlets."""
    at_least: Quantity
    """不少于 · at least."""
    inclusive: bool = True
    """恰好等于时是否算达到 · whether exactly this value counts."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Requirement:
        if (self.measure is None) == (self.match is None):
            rule = Text(
                "measure 与 match 须恰好写一个", "exactly one of measure and match is needed"
            )
            mend = Text("请二选一。", "Write one of them.")
            raise fault("PL836", rule, mend)
        return self


class Deduction(Record):
    """Points taken off when a requirement is missed."""

    name: Name
    """扣分事项 · what is missed."""
    minus: Points
    """扣几分 · points taken off."""
    unless: Requirement
    """满足则不扣 · no deduction when this holds."""


class DeductionLine(_Line):
    """``max(0, start − Σ minus)`` over the requirements missed (C11)."""

    archetype: Literal["deduction"]
    """扣分制 · points off for what is missing."""
    start: Points
    """起始分 · points to start from."""
    deductions: tuple[Deduction, ...] = Field(min_length=1)
    """扣分事项 · deductions."""


class RatioLine(_Line):
    """Points when a share of outlets reaches the threshold of the area class (C12)."""

    archetype: Literal["ratio"]
    """占比达标得分 · share of outlets."""
    points: Points
    """达到时得分 · points when reached."""
    numerator: MatchRule
    """分子 · numerator."""
    denominator: MatchRule | None = None
    """分母；不写则为全部网点 · denominator; none = all outlets."""
    thresholds: dict[str, Share] = Field(min_length=1)
    """区域类别 → 占比下限（含）；any 表示其余各类 · area class to least share; ``any`` = every other class."""


class Band(Record):
    """One band: points when all requirements hold."""

    points: Points
    """该档得分 · points of the band."""
    requires: tuple[Requirement, ...] = Field(min_length=1)
    """同时满足 · all of these."""


class BandedLine(_Line):
    """Points of the best band whose requirements all hold, else 0 (C4)."""

    archetype: Literal["banded"]
    """分档得分 · banded."""
    bands: tuple[Band, ...] = Field(min_length=1)
    """各档 · the bands."""


class DensityBand(Record):
    """Points from a density on."""

    at_least: Quantity
    """密度下限（含） · least density."""
    points: Points
    """得分 · points."""


class DensityLine(_Line):
    """Points by outlets or floor area per so many residents or households (C15)."""

    archetype: Literal["density"]
    """密度分档 · density."""
    match: MatchRule
    """哪些网点计入 · which outlets count."""
    measure: Literal["outlets", "floor_area_m2"]
    """按个数或面积（㎡） · outlets or floor area."""
    per: Literal["residents", "households"]
    """按居民或住户 · per residents or households."""
    per_count: Annotated[int, Field(ge=1)]
    """每多少人（户） · per how many."""
    bands: tuple[DensityBand, ...] = Field(min_length=1)
    """各档 · the bands."""


class EventLine(_Line):
    """Points per event a year: ``min(unit · events, cap)`` (好不好 8)."""

    archetype: Literal["event"]
    """每年每场活动得若干分 · points per event."""
    unit: Points
    """每场得分 · points per event."""
    cap: Points
    """本项最高分 · most points of this line."""
    default: Count = 0
    """未填报时的场数 · events when nothing is reported."""


Line = Annotated[
    CountLine
    | JudgedLine
    | GateSetLine
    | PresenceLine
    | DeductionLine
    | RatioLine
    | BandedLine
    | DensityLine
    | EventLine,
    Field(discriminator="archetype"),
]
Lines = Annotated[dict[Id, Line], Field(min_length=1), BeforeValidator(keyed)]


def line_cap(line: Line) -> Decimal:
    """Return the most points a line can give."""
    match line:
        case CountLine() | JudgedLine() | PresenceLine() | EventLine():
            return line.cap
        case GateSetLine() | RatioLine():
            return line.points
        case DeductionLine():
            return line.start
        case BandedLine() | DensityLine():
            return max(band.points for band in line.bands)
