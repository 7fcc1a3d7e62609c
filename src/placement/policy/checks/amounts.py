"""Amounts of programmes that cannot be meant: steps that fall, years that never count, nothing paid at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from placement.errors import Problem, Text
from placement.money import yuan_text
from placement.policy.base import decimal_text
from placement.policy.findings import Findings
from placement.policy.programme_base import PaidProgramme
from placement.policy.programmes import (
    AreaStepsProgramme,
    AwardProgramme,
    Programme,
    ProgressiveProgramme,
    RateProgramme,
    RentProgramme,
    UnitProgramme,
)
from placement.policy.schema import Policy
from placement.policy.terms import DistrictQuota, FirstQuota, PoolQuota, Window
from placement.yamlfile import Key

Path = tuple[Key, ...]
CHECK = Text("请核对原文。", "Check the document.")


def amount_problems(
    policy: Policy, path: Path, programme: Programme, findings: Findings
) -> Iterator[Problem]:
    """PL822 amounts that contradict themselves, PL825 years, PL827 districts."""
    yield from _check_steps(path, programme, findings)
    yield from _check_pays(path, programme, findings)
    if isinstance(programme, PaidProgramme):
        yield from _check_years(path, programme, findings)
        yield from _check_quotas(policy, path, programme, findings)


def _check_steps(path: Path, programme: Programme, findings: Findings) -> Iterator[Problem]:
    """Find thresholds that are listed twice or out of order, and more for less."""
    match programme:
        case AreaStepsProgramme():
            rows = [(step.from_m2, step.amount) for step in programme.steps]
            yield from _check_rising((*path, "steps"), rows, "㎡", findings)
        case AwardProgramme():
            for tier in programme.amounts:
                rows = [(x.per_1000_residents, x.amounts.get(tier, 0)) for x in programme.densities]
                yield from _check_rising((*path, "densities"), rows, "个/千人", findings)
        case ProgressiveProgramme():
            above = [bracket.above for bracket in programme.brackets]
            for position, (low, high) in enumerate(pairwise(above), start=1):
                if high <= low:
                    rule = Text(
                        f"各级起点须由低到高：{yuan_text(low)} 元之后是 {yuan_text(high)} 元",
                        f"brackets go from low to high: {yuan_text(low)} is followed by {yuan_text(high)}",
                    )
                    where = (*path, "brackets", position, "above")
                    yield findings.problem("PL822", where, rule, CHECK, yuan_text(high))
        case RateProgramme():
            cap, least = programme.cap, programme.least_payment
            if cap is not None and least is not None and least > cap:
                rule = Text(
                    "至少补的金额高于封顶", "the least payment is above the cap of the programme"
                )
                where = (*path, "least_payment")
                yield findings.problem("PL822", where, rule, CHECK, yuan_text(least))
        case _:
            return


def _check_rising(
    path: Path, rows: Iterable[tuple[Decimal, int]], unit: str, findings: Findings
) -> Iterator[Problem]:
    for position, ((low, less), (high, more)) in enumerate(pairwise(rows), start=1):
        if high <= low or more < less:
            before = f"{decimal_text(low)} {unit} {yuan_text(less)} 元"
            after = f"{decimal_text(high)} {unit} {yuan_text(more)} 元"
            rule = Text(
                f"各档须由低到高，金额不减：{before}之后是{after}",
                f"steps go from low to high and amounts never fall: {before} is followed by {after}",
            )
            yield findings.problem("PL822", (*path, position), rule, CHECK, after)


def _check_pays(path: Path, programme: Programme, findings: Findings) -> Iterator[Problem]:
    """Find programmes that pay nothing, unless the document states no amount and the file says so."""
    if programme.amount_unstated:
        return
    match programme:
        case RateProgramme():
            key, most = "rate", max([programme.rate, *(r.rate for r in programme.rates)])
            if programme.least_payment:
                return
        case RentProgramme():
            key, most = "rate", programme.rate
        case UnitProgramme():
            key = "amount"
            most = Decimal(max([programme.amount, *(row.amount for row in programme.amounts)]))
        case AwardProgramme():
            key = "amounts"
            paid = [fen for by_year in programme.amounts.values() for fen in by_year.values()]
            most = Decimal(max(paid, default=0))
        case _:
            return
    if most == 0:
        rule = Text("此项目一分钱也不付", "the programme pays nothing at all")
        mend = Text(
            "请写明金额；文件没有写金额的，请注明 amount_unstated: true。",
            "State the amount; where the document has none, write amount_unstated: true.",
        )
        yield findings.problem("PL822", (*path, key), rule, mend, 0)


def _check_years(path: Path, programme: PaidProgramme, findings: Findings) -> Iterator[Problem]:
    """Find amounts of years outside the programme's windows: they are never paid."""
    if isinstance(programme, AwardProgramme):
        for tier, by_year in programme.amounts.items():
            for year in by_year:
                if not _runs(programme.windows, year):
                    where = (*path, "amounts", tier, year)
                    yield _never(where, year, findings)
    for position, quota in enumerate(programme.quotas):
        if isinstance(quota, PoolQuota | FirstQuota):
            for year in quota.years:
                if not _runs(programme.windows, year):
                    where = (*path, "quotas", position, "years", year)
                    yield _never(where, year, findings)


def _runs(windows: tuple[Window, ...], year: int) -> bool:
    return not windows or any(window.first <= year <= window.last for window in windows)


def _never(path: Path, year: int, findings: Findings) -> Problem:
    rule = Text(
        f"{year} 年不在有效年份（windows）之内，这一数字永远用不上",
        f"{year} lies outside the windows: the number is never used",
    )
    mend = Text("请改年份，或改有效年份。", "Change the year, or the windows.")
    return findings.problem("PL825", path, rule, mend, year)


def _check_quotas(
    policy: Policy, path: Path, programme: PaidProgramme, findings: Findings
) -> Iterator[Problem]:
    known = [*policy.districts, *policy.groups]
    for position, quota in enumerate(programme.quotas):
        if isinstance(quota, DistrictQuota) and policy.districts:
            for name in quota.districts:
                if name not in known:
                    what = Text("县（市、区）或分组", "district or group")
                    where = (*path, "quotas", position, "districts", name)
                    yield findings.unknown("PL827", where, what, name, known)
