"""What a programme pays, in a sentence: amounts, caps and brackets as its file states them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from placement.errors import Text, listed
from placement.money import wan, yuan_text
from placement.plain import counted, plain
from placement.policy.base import decimal_text
from placement.policy.programmes import (
    AreaStepsProgramme,
    AwardProgramme,
    CapacityProgramme,
    InterestProgramme,
    OperatingProgramme,
    PerAreaProgramme,
    Programme,
    ProgressiveProgramme,
    RateProgramme,
    RentProgramme,
    UnitProgramme,
)

BASES = {
    "investment": Text("投资", "investment"),
    "preparation": Text("腾退修缮费", "preparation cost"),
}
UPGRADES = {
    "full": Text("由较低等级升上来的也给全额", "in full also for a rise"),
    "difference": Text("由较低等级升上来的补差额", "the difference for a rise"),
    "none": Text("由较低等级升上来的不奖", "nothing for a rise"),
}


def rule_text(programme: Programme, tiers: Mapping[str, str]) -> Text:
    """Say in a sentence what a programme pays.

    Parameters
    ----------
    tiers
        Names of tiers by id.
    """
    if isinstance(programme, AwardProgramme):
        return _award(programme, tiers)
    say = _SAY.get(type(programme))
    if say is None:
        return Text(plain(programme.name), plain(programme.name))
    told: Text = say(programme)
    return told


def _and(text: Text, *more: Text) -> Text:
    parts = [text, *more]
    return Text("，".join(p.zh for p in parts), ", ".join(p.en for p in parts))


def _capped(text: Text, cap: int | None) -> Text:
    if cap is None:
        return text
    most = wan(cap)
    return _and(text, Text(f"最高 {most.zh}", f"at most {most.en}"))


def _percent(share: Any) -> str:
    return f"{decimal_text(100 * share)} %"


def _rate(programme: RateProgramme) -> Text:
    basis = BASES[programme.basis]
    share = _percent(programme.rate)
    told = _capped(Text(f"{basis.zh}的 {share}", f"{share} of the {basis.en}"), programme.cap)
    if programme.floor is not None:
        floor = wan(programme.floor)
        told = _and(told, Text(f"{basis.zh}不足 {floor.zh}不补", f"from {floor.en} on"))
    if programme.least_payment is not None:
        least = wan(programme.least_payment)
        told = _and(told, Text(f"每项至少 {least.zh}", f"at least {least.en} each"))
    if programme.rates:
        told = Text(f"{told.zh}（另有分档）", f"{told.en} (other rates by class)")
    if programme.need == "if_not_viable":
        return Text(
            f"{told.zh}；没有补助就收不回投资的才补",
            f"{told.en}; only where it does not pay back without",
        )
    return told


def _unit(programme: UnitProgramme) -> Text:
    amount = wan(programme.amount)
    told = Text(f"每处定额 {amount.zh}", f"{amount.en} each")
    if programme.batch > 1:
        n = programme.batch
        told = Text(f"同一处每满 {n} 个补 {amount.zh}", f"{amount.en} per {n} at one site")
    if programme.amounts:
        told = Text(f"{told.zh}（另有分业态定额）", f"{told.en} (other amounts by kind)")
    return _capped(told, programme.cap)


def _steps(programme: AreaStepsProgramme) -> Text:
    steps = [(decimal_text(s.from_m2), wan(s.amount)) for s in programme.steps]
    return Text(
        "按面积：" + "，".join(f"{area} ㎡起 {amount.zh}" for area, amount in steps),
        "by area: " + ", ".join(f"{amount.en} from {area} m2 on" for area, amount in steps),
    )


def _per_area(programme: PerAreaProgramme) -> Text:
    amount = yuan_text(programme.amount_per_m2)
    told = Text(
        f"装修使用面积每 ㎡ {amount} 元，不超过投资",
        f"{amount} yuan per m2 fitted out, not more than the investment",
    )
    return _capped(told, programme.cap)


def _rent(programme: RentProgramme) -> Text:
    share, months = _percent(programme.rate), programme.months
    told = Text(
        f"装修使用面积租金的 {share}，{months} 个月",
        f"{share} of the rent of the area fitted out, for {counted(months, 'month')}",
    )
    if programme.ceilings:
        most = listed(f"{k} {yuan_text(v)}" for k, v in programme.ceilings.items())
        told = _and(
            told,
            Text(
                f"每 ㎡ 每月租金最多按 {most.zh} 元", f"rent per m2 and month up to {most.en} yuan"
            ),
        )
    return _capped(told, programme.cap)


def _capacity(programme: CapacityProgramme) -> Text:
    amount, unit = yuan_text(programme.amount), plain(programme.unit)
    told = Text(f"每{unit} {amount} 元", f"{amount} yuan per {unit}")
    if programme.years > 1:
        n = programme.years
        return _and(told, Text(f"分 {n} 年等额支付", f"in {n} equal yearly parts"))
    return told


def _operating(programme: OperatingProgramme) -> Text:
    amount, years = wan(programme.amount_per_year), programme.years
    return Text(f"每年 {amount.zh}，{years} 年", f"{amount.en} a year for {counted(years, 'year')}")


def _interest(programme: InterestProgramme) -> Text:
    share, most = _percent(programme.rate), wan(programme.principal_cap)
    return Text(
        f"贷款贴息，年 {share}（不超过贷款利率），本金最多 {most.zh}，{programme.months} 个月",
        f"interest at {share} a year (the loan's rate at most) on up to {most.en} for"
        f" {counted(programme.months, 'month')}",
    )


def _progressive(programme: ProgressiveProgramme) -> Text:
    parts = [(wan(b.above), _percent(b.rate)) for b in programme.brackets]
    told = Text(
        "投资超额累进：" + "，".join(f"超过 {above.zh}的部分 {share}" for above, share in parts),
        "brackets of the investment: "
        + ", ".join(f"{share} above {above.en}" for above, share in parts),
    )
    return _capped(told, programme.cap)


def _award(programme: AwardProgramme, tiers: Mapping[str, str]) -> Text:
    amounts = [
        (tiers.get(tier, tier), year, wan(fen))
        for tier, by_year in programme.amounts.items()
        for year, fen in by_year.items()
    ]
    told = Text(
        "达标奖励：" + "，".join(f"{year} 年{tier} {amount.zh}" for tier, year, amount in amounts),
        "award: " + ", ".join(f"{tier} in {year} {amount.en}" for tier, year, amount in amounts),
    )
    upgrade = UPGRADES[programme.upgrade]
    if len(programme.amounts) > 1 or programme.upgrade != "full":
        told = Text(f"{told.zh}；{upgrade.zh}", f"{told.en}; {upgrade.en}")
    if programme.densities:
        told = Text(f"{told.zh}；按网点密度分档", f"{told.en}; by density of outlets")
    return told


_SAY: dict[type, Callable[[Any], Text]] = {
    RateProgramme: _rate,
    UnitProgramme: _unit,
    AreaStepsProgramme: _steps,
    PerAreaProgramme: _per_area,
    RentProgramme: _rent,
    CapacityProgramme: _capacity,
    OperatingProgramme: _operating,
    InterestProgramme: _interest,
    ProgressiveProgramme: _progressive,
}
