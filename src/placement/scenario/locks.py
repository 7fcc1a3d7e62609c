"""Locks of a scenario: what is decided beforehand must exist, fit the years and not contradict itself."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from fractions import Fraction

from placement.errors import Problem, Text, listed
from placement.money import share_of, wan
from placement.policy.programmes import Programme, RateProgramme
from placement.policy.terms import Eligible
from placement.scenario.budgets import build_budgets
from placement.scenario.context import Context
from placement.scenario.model import Locks, Pin, PremisesLock
from placement.scenario.names import with_id

PREMISES = Text("闲置用房", "premises")
CIRCLE = Text("生活圈", "circle")


def build_locks(context: Context) -> Locks:
    """Return the locks as the rest of the program sees them."""
    locks = context.file.locks
    return Locks(
        premises_in={
            name: PremisesLock(rule.format, rule.year) for name, rule in locks.premises_in.items()
        },
        premises_out=frozenset(locks.premises_out),
        circles={name: Pin(pin.year, pin.tier, pin.hard) for name, pin in locks.circles.items()},
        circles_out=frozenset(locks.circles_out),
    )


def check_lock_years(context: Context) -> Iterator[Problem]:
    """PL504 for years outside the horizon."""
    locks = context.file.locks
    years = {
        **{("premises_in", name): rule.year for name, rule in locks.premises_in.items()},
        **{("circles", name): pin.year for name, pin in locks.circles.items()},
    }
    for path, year in years.items():
        if year is not None and year not in context.years:
            yield context.outside_horizon(("locks", *path, "year"), year)


def check_locked_premises(context: Context) -> Iterator[Problem]:
    """PL701 for premises, formats and places that are not there."""
    locks = context.file.locks
    premises = context.named("premises", "premises_id")
    formats = context.named("costs", "format_id")
    for name, rule in locks.premises_in.items():
        path = ("locks", "premises_in", name)
        if name not in premises:
            yield context.unknown(path, PREMISES, name, premises)
        if rule.format is not None and rule.format not in formats:
            what = Text("做法（costs 表 format_id）", "format of the table of costs")
            yield context.unknown((*path, "format"), what, rule.format, formats)
    for position, name in enumerate(locks.premises_out):
        if name not in premises and not _is_place(context, name, formats):
            yield context.unknown(("locks", "premises_out", position), PREMISES, name, premises)


def _is_place(context: Context, name: str, formats: Collection[str]) -> bool:
    """Tell whether a name is a place without premises: ``circle@format`` or ``district@format``."""
    where, _, format_id = name.rpartition("@")
    places = {*context.ids("circles", "circle_id"), *context.circle_districts}
    return where in places and format_id in formats


def check_locked_circles(context: Context) -> Iterator[Problem]:
    """PL701 for circles and tiers that are not there."""
    locks = context.file.locks
    circles = context.named("circles", "circle_id")
    for name, pin in locks.circles.items():
        path = ("locks", "circles", name)
        if name not in circles:
            yield context.unknown(path, CIRCLE, name, circles)
        if pin.tier not in context.policy.tiers:
            what = Text("等级", "tier")
            yield context.unknown((*path, "tier"), what, pin.tier, context.policy.tiers)
    for position, name in enumerate(locks.circles_out):
        if name not in circles:
            yield context.unknown(("locks", "circles_out", position), CIRCLE, name, circles)


def check_both_ways(context: Context) -> Iterator[Problem]:
    """PL702 for what is locked in and out at once."""
    locks = context.file.locks
    pairs = (
        ("premises_in", set(locks.premises_in), "premises_out", locks.premises_out),
        ("circles", set(locks.circles), "circles_out", locks.circles_out),
    )
    for key, wanted, other, unwanted in pairs:
        for name in sorted(wanted & set(unwanted)):
            out = context.document.place(("locks", other, unwanted.index(name)))
            rule = Text(
                f"同一对象既锁定采用又锁定排除（locks.{other}，{out.file} 第 {out.line} 行）",
                f"locked in and locked out at once (locks.{other}, {out.file}, line {out.line})",
            )
            mend = Text("请删除其中一处。", "Remove one of the two.")
            yield context.findings.problem("PL702", ("locks", key, name), rule, mend, name)


def check_lock_money(context: Context) -> Iterator[Problem]:
    """PL702 where preparing the premises locked into one year costs more than the year's budget line has.

    Only programmes that pay a share of every preparation without any condition are counted, so what is
    found can be mended in no plan.
    """
    frame = context.tables.premises
    premises = {
        str(name): (int(fen), str(district))
        for name, fen, district in zip(
            frame["premises_id"], frame["preparation_fen"], frame["district"], strict=True
        )
    }
    due: dict[tuple[str, str | None, int], dict[str, int]] = {}
    caps = {(line.id, line.district, line.year): line.cap_fen for line in build_budgets(context)}
    for name, lock in context.file.locks.premises_in.items():
        year = lock.year if len(context.years) > 1 else context.years[0]
        if year is None or name not in premises:
            continue
        cost, district = premises[name]
        for budget_id, fen in _certain_payments(context, cost):
            key: tuple[str, str | None, int] = (budget_id, district, year)
            if key not in caps:
                key = (budget_id, None, year)
            due.setdefault(key, {})[name] = due.get(key, {}).get(name, 0) + fen
    for key, costs in due.items():
        total, cap = sum(costs.values()), caps.get(key)
        if cap is not None and total > cap:
            yield _too_dear(context, key, costs, cap)


def _certain_payments(context: Context, cost_fen: int) -> Iterator[tuple[str, int]]:
    """Yield budget line and fen of every payment that a preparation is sure to cause."""
    for programme in context.programmes.values():
        if _always_pays(programme):
            assert isinstance(programme, RateProgramme)  # noqa: S101  narrows the type
            paid = left = share_of(cost_fen, programme.rate)
            for payer in programme.payers[:-1]:
                part = math.floor(paid * Fraction(payer.share))
                left -= part
                yield payer.budget, part
            yield programme.payers[-1].budget, left


def _always_pays(programme: Programme) -> bool:
    return (
        isinstance(programme, RateProgramme)
        and programme.basis == "preparation"
        and programme.need == "always"
        and programme.cap is None
        and programme.floor is None
        and not programme.windows
        and not programme.schedule
        and programme.stacking is None
        and programme.eligible == Eligible()
    )


def _too_dear(
    context: Context, key: tuple[str, str | None, int], costs: dict[str, int], cap: int
) -> Problem:
    budget_id, district, year = key
    total = sum(costs.values())
    line = context.budget_name(budget_id)
    where = (
        Text(f"“{line}”（{district}）", f"“{line}” ({district})")
        if district
        else Text(f"“{line}”", f"“{line}”")
    )
    names = context.tables.premises.set_index("premises_id")["name"]
    shown = listed(_priced(with_id(site, names[site]), wan(fen)) for site, fen in costs.items())
    due, there, short = wan(total), wan(cap), wan(total - cap)
    rule = Text(
        f"{year} 年必须启用的用房仅腾退修缮就需 {due.zh}：{shown.zh}；{where.zh}只有 {there.zh}，差 {short.zh}",
        f"preparing the premises locked into {year} costs {due.en}: {shown.en}; {where.en} has {there.en},"
        f" {short.en} too little",
    )
    mend = Text(
        "请增加额度、改年份或减少锁定。", "Raise the budget, change the year or unlock some."
    )
    return context.findings.problem("PL702", ("locks", "premises_in"), rule, mend)


def _priced(name: Text, money: Text) -> Text:
    return Text(f"{name.zh} {money.zh}", f"{name.en} {money.en}")
