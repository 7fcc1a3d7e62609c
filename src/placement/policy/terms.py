"""Terms every programme shares: who may apply, when, who pays, in which instalments (C32–C36, C39, C40)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from placement.policy.base import Count, Id, Money, Name, Quantity, Record, Share, Year


def _one_as_list(value: object) -> object:
    return ([value] if value else []) if isinstance(value, str) else value


Measure = Literal["any", "convert", "upgrade"]
"""Something new, or the upgrade of an existing outlet; the raising of a judged line is neither."""


class Fits(Record):
    """What a row of a table is for; every condition given must hold."""

    kinds: tuple[Id, ...] = ()
    """业态（任一） · any of these kinds."""
    area_classes: tuple[str, ...] = ()
    """区域类别（任一） · any of these area classes."""
    open_24h: bool | None = None
    """24小时营业 · open round the clock."""
    franchised: bool | None = None
    """加盟店 · franchised."""
    measure: Measure = "any"
    """新建或改造提升 · something new or an upgrade."""
    applicants: tuple[str, ...] = ()
    """申报企业（任一） · any of these applicants."""


class Where(Record):
    """Places a programme is for; every condition given must hold."""

    districts: tuple[Name, ...] = ()
    """县（市、区）或分组（任一） · districts or groups."""
    area_classes: tuple[str, ...] = ()
    """区域类别（任一） · area classes of circles."""


class Eligible(Where):
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
    min_floor_area_m2: Quantity | None = None
    """最小面积（㎡，含） · least floor area, inclusive."""
    max_floor_area_m2: Quantity | None = None
    """最大面积（㎡，含） · greatest floor area, inclusive."""
    min_bundle: Count | None = None
    """同一处至少几种业态（一点多用） · least number of kinds on one site."""
    measure: Measure = "any"
    """限新建（改造用房、圈内设点）或限提升已有网点 · something new, or upgrades of outlets only."""
    min_lease_years: Count | None = None
    """最短租期（年），见 premises 表 · least lease in years, from the table of premises."""
    min_chain_stores: Count | None = None
    """申报企业最少已有门店数，见 costs 表 · least number of stores the applicant has, from the table of costs."""
    min_invest_per_m2: Money | None = None
    """每平方米（装修面积）最低审定投资 · least audited investment per m² fitted out."""
    audited_share: Share | None = None
    """审定投资占计划的最低比例，见 costs 表 · least share of the plan an audit recognises, from the table of
    costs."""
    grade_after: Annotated[tuple[str, ...], BeforeValidator(_one_as_list)] = ()
    """改造后等级（任一），写法与 costs 表一致 · grade after the works, any of these, as in the table of costs."""


class Window(Record):
    """Years in which a programme runs, both inclusive (A17, C39).

    Works belong to the year they are done in, into which invoice, licence and completion all fall; awards
    to the year a circle is recognised in.
    """

    first: Year
    """起始年 · first year."""
    last: Year
    """截止年 · last year."""
    grandfathered: bool = False
    """期内的老项目在期满后继续按旧办法逐年支付 · what was granted in the window goes on being paid after it."""


class Payer(Record):
    """A budget line and its share of every payment (A10, C32)."""

    budget: Id
    """资金渠道编号 · budget line."""
    share: Share = Decimal(1)
    """承担比例 · share of the payment."""
    pays_first: bool = False
    """先行垫付全额，其他承担方一年后归垫 · pays everything first; the others refund it a year later."""


class Matching(Record):
    """The programme pays at most so much of what another budget line pays for the same measure (A10)."""

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
    """何时起算：开工、验收、运营均为实施年，认定为所服务的生活圈首次认定之年 · what the years count from: start,
    acceptance and operation are the year of the measure, recognition the year a circle it serves is first
    recognised."""


class _Quota(Record):
    name: str = ""
    """名称 · name."""


class PoolQuota(_Quota):
    """Total of a programme by year; a year that is not listed has none (A13)."""

    archetype: Literal["pool"]
    """年度总额 · yearly pool."""
    years: dict[Year, Money]
    """年份 → 金额 · amount by year."""


class FirstQuota(_Quota):
    """The first so many of a year; a year that is not listed has none (A13)."""

    archetype: Literal["first"]
    """先到先得 · first n."""
    years: dict[Year, Count]
    """年份 → 名额 · number by year."""


class ApplicantQuota(_Quota):
    """Most outlets or money of one applicant a year; applicants are named in the table of costs (A13)."""

    archetype: Literal["applicant"]
    """单个企业限额 · per applicant."""
    outlets: Count | None = None
    """最多门店数 · most outlets."""
    amount: Money | None = None
    """最高金额 · most money."""


class DistrictQuota(_Quota):
    """Number by district over all years; a district that is not listed has none (A13)."""

    archetype: Literal["district"]
    """分区县名额 · by district."""
    districts: dict[Name, Count]
    """县（市、区） → 名额 · number by district."""


class BundleQuota(_Quota):
    """A district gets nothing, or at least this in all years together, what it got before included (A13)."""

    archetype: Literal["bundle"]
    """打包下限 · least bundle."""
    amount: Money
    """金额下限 · least amount."""
    given: dict[Name, Money] = Field(default_factory=dict)
    """县（市、区） → 规划期以前已给的金额，计入下限（续编时自动写出） · paid before the horizon, which counts."""


class BatchQuota(_Quota):
    """An applicant gets nothing in a year, or has at least so many outlets in it, or whole batches of them (A13)."""

    archetype: Literal["batch"]
    """年度起补门店数 · least number of new outlets a year."""
    outlets: Annotated[int, Field(ge=1)]
    """最少门店数；整批的为每批门店数 · least outlets, or outlets of a batch."""
    whole: bool = False
    """每满几家补一批：门店数须为 outlets 的整数倍，金额写每家的份额 · only whole batches are paid; amounts are those of one
    outlet."""


Quota = Annotated[
    PoolQuota | FirstQuota | ApplicantQuota | DistrictQuota | BundleQuota | BatchQuota,
    Field(discriminator="archetype"),
]
AwardQuota = Annotated[
    PoolQuota | FirstQuota | DistrictQuota | BundleQuota, Field(discriminator="archetype")
]
"""Circles have no applicant, so that no quota of applicants is for awards."""


class StackingLimit(Record):
    """Limits on aid from several programmes together (A11, C33).

    Of the programmes taken for one measure those with limits are worked out in the order they are
    written, each seeing what the others pay by then. Aid towards preparing premises counts apart.
    """

    max_share_of_investment: Share | None = None
    """各项补助合计不超过投资的比例，超出部分本项目不付 · all aid together, as a share of the investment; this
    programme does not pay what is above it."""
    deduct_other_aid: bool = False
    """计算基数时扣除其他补助 · other aid is deducted from the basis."""
    none_within_years: Count | None = None
    """几年内不得重复享受，见 premises、outlets 表 aided_year · no aid within this many years of the last, which
    the tables of premises and outlets tell."""
    top_up_only: bool = False
    """就高补差：只付高出其他补助的部分 · only what is above the other aid."""


class Clawback(Record):
    """Least time of operation and what is paid back; stated in the results, no part of the optimum (C40)."""

    min_years: Count
    """最短运营年限 · least years of operation."""
    refund_share: Share = Decimal(1)
    """提前停业退回比例 · share paid back."""
    expected_survival: Share = Decimal(1)
    """预计存续比例 · expected share that survives."""


def runs_in(windows: tuple[Window, ...], year: int) -> bool:
    """Tell whether a programme runs in a year; without windows it always does."""
    return not windows or any(w.first <= year <= w.last for w in windows)
