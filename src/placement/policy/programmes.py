"""Programmes 补贴项目: one record per archetype (A1–A9, A15, A16; C26–C40)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from placement.policy.base import Count, Id, Money, Name, Quantity, Record, Share, Year, keyed
from placement.policy.programme_base import BaseProgramme, MeasureProgramme, PaidProgramme
from placement.policy.terms import AwardQuota, Fits, Where


class RateRow(Fits):
    """Rate for some kinds, zones or flags (C26)."""

    rate: Share
    """比例 · rate."""
    cap: Money | None = None
    """封顶；不写用项目的封顶 · cap; unset = the programme's."""


class RateProgramme(MeasureProgramme):
    """``min(max(rate · basis, least payment), cap, basis)`` when ``basis ≥ floor``, else 0 (A1)."""

    archetype: Literal["rate"]
    """按投资额比例 · share of the investment."""
    basis: Literal["investment", "preparation"]
    """基数：（审定）投资额，或腾退修缮费 · audited investment, or the public cost of preparing the premises."""
    rate: Share
    """比例 · rate."""
    cap: Money | None = None
    """封顶 · most paid."""
    floor: Money | None = None
    """投资门槛（含）；低于此数不补 · least basis, inclusive; below it nothing is paid."""
    least_payment: Money | None = None
    """每项至少补多少 · least payment."""
    rates: tuple[RateRow, ...] = ()
    """分业态、区域的比例表；取第一行相符的，都不相符用 rate · table of rates; the first row that fits counts, else
    ``rate``."""


class UnitRow(Fits):
    """Amount for some kinds or flags (C27)."""

    amount: Money
    """金额 · amount."""


class UnitProgramme(MeasureProgramme):
    """A fixed amount per outlet (A2)."""

    archetype: Literal["unit"]
    """每店定额 · per outlet."""
    amount: Money
    """每个网点金额 · amount per outlet."""
    batch: Annotated[int, Field(ge=1)] = 1
    """同一处每满几个补一次 · paid per so many units placed at one site."""
    cap: Money | None = None
    """同一处封顶 · cap for one site."""
    amounts: tuple[UnitRow, ...] = ()
    """分业态定额表；取第一行相符的，都不相符用 amount · table of amounts; the first row that fits counts, else
    ``amount``."""


class AreaStep(Record):
    """Amount from a floor area on."""

    from_m2: Quantity
    """装修使用面积下限（㎡，含） · least area fitted out, inclusive."""
    amount: Money
    """金额 · amount."""


class AreaStepsProgramme(MeasureProgramme):
    """A fixed amount by floor-area class (A3)."""

    archetype: Literal["area_steps"]
    """面积分档定额 · by area class."""
    steps: tuple[AreaStep, ...] = Field(min_length=1)
    """各档 · steps."""


class PerAreaProgramme(MeasureProgramme):
    """``min(amount · m² fitted out, cap, investment)`` (A4)."""

    archetype: Literal["per_area"]
    """每平方米定额 · per m²."""
    amount_per_m2: Money
    """每平方米金额 · amount per m²."""
    cap: Money | None = None
    """封顶 · cap."""


class RentProgramme(MeasureProgramme):
    """``min(rate · min(rent, ceiling) · m² fitted out · months, cap)`` (A5)."""

    archetype: Literal["rent"]
    """租金补贴 · rent aid."""
    rate: Share
    """比例 · rate."""
    months: Count
    """月数上限 · most months."""
    ceilings: dict[str, Money] = Field(default_factory=dict)
    """区域类别 → 每平方米每月租金上限；写了上限而未列的类别不补 · rent ceiling per m² and month by area class;
    where ceilings are given, a class that is not listed gets nothing."""
    rates: tuple[RateRow, ...] = ()
    """分业态、区域的比例表 · table of rates, as for shares of the investment."""
    cap: Money | None = None
    """封顶 · cap."""


class DensityAmount(Record):
    """Amounts from a density of outlets on."""

    per_1000_residents: Quantity
    """每千人网点数下限（含） · least outlets per 1 000 residents, inclusive."""
    amounts: dict[Id, Money] = Field(min_length=1)
    """等级 → 金额 · amount by tier."""


class AwardProgramme(PaidProgramme):
    """A lump sum to a circle newly recognised at a tier in a year (A6, C29).

    ``amounts[tier][year]`` is paid once per circle; a tier or year that is not listed earns nothing.
    """

    archetype: Literal["award"]
    """达标奖励 · award on recognition."""
    eligible: Where = Where()
    """奖给哪些地方的生活圈 · circles of which places it is for."""
    amounts: dict[Id, dict[Year, Money]] = Field(min_length=1)
    """等级 → 认定年份 → 每个生活圈金额 · amount per circle by tier and year of recognition."""
    upgrade: Literal["full", "difference", "none"] = "full"
    """由较低等级升上来的：全额、补差、不奖 · for a circle that was already at a lower tier."""
    recipient: Literal["district", "street", "community", "operator", "unstated"] = "unstated"
    """奖给谁；仅作说明，不参与计算 · who receives it; information only, not used in any calculation."""
    densities: tuple[DensityAmount, ...] = ()
    """按网点密度分档：取达到的最高一档，未达最低一档不奖；amounts 仍定年份和上限 · amounts by density: those of the
    highest that is reached, nothing below the lowest; ``amounts`` still says in which years, and the most."""
    density_kinds: tuple[Id, ...] = ()
    """哪些业态的网点计入密度；不写为全部 · kinds whose outlets count towards the density; none = all."""
    quotas: tuple[AwardQuota, ...] = ()
    """名额与总额；方案不会认定拿不到奖励的生活圈 · quotas and pools; no circle is recognised whose award they do not allow."""


class CapacityProgramme(MeasureProgramme):
    """An amount per bed, place or meal; the number is ``capacity`` in the table of costs (A7)."""

    archetype: Literal["capacity"]
    """按床位、托位等 · by capacity."""
    amount: Money
    """每单位金额 · amount per unit."""
    unit: Name
    """单位，如床位、托位 · the unit."""
    years: Annotated[int, Field(ge=1)] = 1
    """分几年等额支付；另写 schedule 的从其规定 · years over which it is paid in equal parts, unless there is a
    ``schedule``."""


class OperatingProgramme(MeasureProgramme):
    """Yearly aid for operation, committed in full when granted and paid year by year (A8).

    Years after the last window are paid only where the window is ``grandfathered``.
    """

    archetype: Literal["operating"]
    """运营补贴 · operating aid."""
    amount_per_year: Money
    """每年金额 · amount a year."""
    years: Annotated[int, Field(ge=1)]
    """年数 · years."""


class InterestProgramme(MeasureProgramme):
    """``min(rate, loan rate) · min(loan, cap) · months / 12`` (A9).

    The loan is ``loan_share`` of the investment, at ``loan_rate``, both in the table of costs.
    """

    archetype: Literal["interest"]
    """贷款贴息 · interest aid."""
    rate: Share
    """贴息率（年） · yearly rate."""
    principal_cap: Money
    """本金上限 · most principal."""
    months: Count
    """月数上限 · most months."""


class Bracket(Record):
    """Marginal rate from an investment on."""

    above: Money
    """超过此数的部分 · the part above this."""
    rate: Share
    """比例 · rate."""


class ProgressiveProgramme(MeasureProgramme):
    """Marginal brackets with a cap (A15, C37)."""

    archetype: Literal["progressive"]
    """超额累进 · progressive."""
    brackets: tuple[Bracket, ...] = Field(min_length=1)
    """各档 · brackets."""
    cap: Money | None = None
    """封顶 · cap."""


class BlockProgramme(BaseProgramme):
    """A block of money to each district, spent inside earmarks (A16).

    It is added to what its payers' budget lines have for each district; programmes paid from these lines
    spend it.
    """

    archetype: Literal["block"]
    """切块下达 · block grant."""
    districts: dict[Name, dict[Year, Money]] = Field(min_length=1)
    """县（市、区） → 年份 → 金额 · amount by district and year."""


Programme = Annotated[
    RateProgramme
    | UnitProgramme
    | AreaStepsProgramme
    | PerAreaProgramme
    | RentProgramme
    | AwardProgramme
    | CapacityProgramme
    | OperatingProgramme
    | InterestProgramme
    | ProgressiveProgramme
    | BlockProgramme,
    Field(discriminator="archetype"),
]
Programmes = Annotated[dict[Id, Programme], BeforeValidator(keyed)]
"""Mapping id → programme, each with its key as ``id``; a scenario file uses the same type."""
