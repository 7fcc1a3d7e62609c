"""Terms every programme shares: who may apply, when, who pays, in which instalments (C32–C36, C39, C40)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from placement.policy.base import Count, Id, Money, Name, Quantity, Record, Share, Year


class Eligible(Record):
    """Who and what a programme is for; every condition given must hold (A14, C36)."""

    kinds: tuple[Id, ...] = ()
    """业态（任一）；不写则不限 · any of these kinds; empty = all."""
    judged_lines: tuple[Id, ...] = ()
    """限用于提升这些评判类评分项 · only for raising these judged lines; empty = not for judged lines."""
    chain: bool | None = None
    """是否限品牌连锁 · chains only; unset = all."""
    standardised: bool | None = None
    """是否限标准化 · standardised only; unset = all."""
    open_24h: bool | None = None
    """是否限24小时营业 · open round the clock only; unset = all."""
    source_classes: tuple[Id, ...] = ()
    """用房来源类别（任一），写法与 premises 表一致 · source classes of premises, as written in their table."""
    districts: tuple[Name, ...] = ()
    """县（市、区）或分组（任一） · districts or groups."""
    area_classes: tuple[str, ...] = ()
    """区域类别（任一） · area classes of circles."""
    min_floor_area_m2: Quantity | None = None
    """最小面积（㎡，含） · least floor area, inclusive."""
    max_floor_area_m2: Quantity | None = None
    """最大面积（㎡，含） · greatest floor area, inclusive."""
    tiers: tuple[Id, ...] = ()
    """等级（任一） · tiers."""
    min_bundle: Count | None = None
    """同一处至少几种业态（一点多用） · least number of kinds on one site."""
    measure: Literal["any", "convert", "upgrade"] = "any"
    """限新建（改造用房）或限提升已有网点 · conversions or upgrades only."""
    min_lease_years: Count | None = None
    """最短租期（年） · least lease in years."""
    min_chain_stores: Count | None = None
    """申报企业最少门店数 · least number of stores of the applicant."""
    min_invest_per_m2: Money | None = None
    """每平方米最低投资 · least investment per m²."""
    audited_share: Share | None = None
    """审定投资占计划的最低比例 · least share of the plan that was audited."""
    grade_after: str = ""
    """改造后须达到的等级 · grade after the works."""


class Window(Record):
    """Years in which a programme runs, both inclusive (A17, C39)."""

    first: Year
    """起始年 · first year."""
    last: Year
    """截止年 · last year."""
    dated_by: Literal["completion", "recognition", "invoice", "licence"] | None = None
    """以何时为准：完工、认定、发票、执照；不写则网点按完工、奖励按认定 · which date decides; unset = completion of works, recognition for awards."""
    grandfathered: bool = False
    """老项目仍按旧办法 · earlier projects keep earlier terms."""


class Payer(Record):
    """A budget line and its share of every payment (A10, C32)."""

    budget: Id
    """资金渠道编号 · budget line."""
    share: Share = Decimal(1)
    """承担比例 · share of the payment."""
    pays_first: bool = False
    """先行垫付 · pays first and is refunded."""


class Matching(Record):
    """Upper level pays in proportion to what the lower level pays (A10)."""

    of_budget: Id
    """以哪一渠道的支出为基数 · budget whose payment is matched."""
    share: Quantity
    """配套比例 · proportion."""
    cap: Money | None = None
    """配套上限 · cap."""


class Instalment(Record):
    """One part of a payment (A12, C34)."""

    year_offset: Count
    """自认定（完工）起第几年支付，0 为当年 · years after the year that earns it."""
    share: Share
    """占比 · share."""
    trigger: Literal["start", "acceptance", "recognition", "operation"] | None = None
    """支付条件 · event that triggers it."""


class _Quota(Record):
    name: str = ""
    """名称 · name."""


class PoolQuota(_Quota):
    """Total of a programme by year (A13)."""

    archetype: Literal["pool"]
    """年度总额 · yearly pool."""
    years: dict[Year, Money]
    """年份 → 金额 · amount by year."""


class FirstQuota(_Quota):
    """The first so many of a year (A13)."""

    archetype: Literal["first"]
    """先到先得 · first n."""
    years: dict[Year, Count]
    """年份 → 名额 · number by year."""


class ApplicantQuota(_Quota):
    """Most outlets or money of one applicant a year (A13)."""

    archetype: Literal["applicant"]
    """单个企业限额 · per applicant."""
    outlets: Count | None = None
    """最多门店数 · most outlets."""
    amount: Money | None = None
    """最高金额 · most money."""


class DistrictQuota(_Quota):
    """Number by district (A13)."""

    archetype: Literal["district"]
    """分区县名额 · by district."""
    districts: dict[Name, Count]
    """县（市、区） → 名额 · number by district."""


class BundleQuota(_Quota):
    """Least total a district must bundle (A13)."""

    archetype: Literal["bundle"]
    """打包下限 · least bundle."""
    amount: Money
    """金额下限 · least amount."""


Quota = Annotated[
    PoolQuota | FirstQuota | ApplicantQuota | DistrictQuota | BundleQuota,
    Field(discriminator="archetype"),
]


class StackingLimit(Record):
    """Limits on aid from several programmes together (A11, C33)."""

    max_share_of_investment: Share | None = None
    """各项补助合计不超过投资的比例 · all aid together, as a share of the investment."""
    deduct_other_aid: bool = False
    """计算基数时扣除其他补助 · other aid is deducted from the basis."""
    none_within_years: Count | None = None
    """几年内不得重复享受 · no aid within this many years."""
    top_up_only: bool = False
    """就高补差 · only the difference to the higher aid."""


class Clawback(Record):
    """Least time of operation and what is paid back (C40)."""

    min_years: Count
    """最短运营年限 · least years of operation."""
    refund_share: Share = Decimal(1)
    """提前停业退回比例 · share paid back."""
    expected_survival: Share = Decimal(1)
    """预计存续比例 · expected share that survives."""
