"""A plan for softened hard rules in words: what it misses, or what money it draws too much."""

from __future__ import annotations

from collections.abc import Mapping

from placement.advice.conflict.softened import Softened
from placement.advice.pots import (
    broken_quotas,
    excess_of,
    lacking_before,
    lacks,
    pots_of,
    worst_pots,
)
from placement.advice.telling import joined
from placement.advice.whatif import overrun_of
from placement.engine import Decisions
from placement.errors import Text
from placement.instance import Instance
from placement.money import wan
from placement.plain import plain
from placement.scenario.model import Scenario
from placement.scenario.names import names_of, target_text

NOT_FOUND = Text(
    "放开额度能否做到，时限内没有算出", "whether more money would do was not found out in time"
)
OUT_OF_REACH = Text("即使不限额度也做不到", "even without any cap it cannot be done")
NOT_PROVEN_EARLY = Text("时限内未证明必须在早年", "not proven in time that it must be so early")


def _missed(scenario: Scenario, found: Softened, told: Mapping[str, int]) -> Text:
    if found.proven and found.missed == told:
        return Text("不限额度也一样", "the same holds without any cap")
    names = {target.id: target_text(target) for target in scenario.targets}
    tail = joined(
        [
            Text(f"{names[k].zh}还差 {n} 个", f"{names[k].en} is {n} short")
            for k, n in found.missed.items()
        ]
    )
    if found.proven:
        return Text(f"即使不限额度，{tail.zh}", f"even without any cap {tail.en}")
    if not found.is_tried:
        return NOT_FOUND
    return Text(
        f"{NOT_FOUND.zh}；不限额度，试过的方案里最接近的：{tail.zh}",
        f"{NOT_FOUND.en}; the nearest of the plans tried without any cap: {tail.en}",
    )


def _head(found: Softened) -> Text:
    if found.proven:
        return Text("最少的改变：", "the least change: ")
    return Text(
        "已找到的最少改变（未证明是最少）：",
        "the least change found so far, not proven to be the least: ",
    )


def least_in_words(
    scenario: Scenario, instance: Instance, found: Softened, told: Mapping[str, int]
) -> Text | None:
    """Tell by how much a plan exceeds the caps that gave way; None where it exceeds none.

    Parameters
    ----------
    told
        What has been said already to be missed, by target.
    """
    if found.missed:
        return _missed(scenario, found, told)
    short = _short_lines(scenario, instance, found.plan)
    if not short:
        return None
    if not found.is_late:
        short.append(NOT_PROVEN_EARLY)
    head, tail = _head(found), joined(short)
    return Text(head.zh + tail.zh, head.en + tail.en)


def excess_in_words(
    scenario: Scenario, instance: Instance, found: Softened, told: Mapping[str, int]
) -> Text:
    """Tell what a plan with money without end draws too much; of such plans it is the one with least aid."""
    if found.missed:
        return _missed(scenario, found, told)
    excess = excess_of(instance, found.plan)
    short = _short_lines(scenario, instance, found.plan)
    if quotas := broken_quotas(instance, excess):
        short.append(Text(f"另超出 {quotas} 项配额或资金池", f"beyond {quotas} quotas or pools"))
    tail = joined(short)
    return Text(
        f"额度不限时补助最省的一种办法，按现有额度：{tail.zh}（不一定是最少的增加）",
        f"of plans without caps one with the least aid, held against the caps: {tail.en} (not always the least more)",
    )


def _short_lines(scenario: Scenario, instance: Instance, plan: Decisions) -> list[Text]:
    """Say which lines lack how much in which year, or by when in all where their money moves."""
    budgets = names_of(scenario).budgets
    over = overrun_of(instance, plan)
    short = []
    for b, t in zip(*over.nonzero(), strict=True):
        name, money = instance.budget_ids[b], wan(int(over[b, t]))
        shown, year = plain(budgets.get(name, name)), instance.years[t]
        short.append(
            Text(f"{year} 年{shown}还差 {money.zh}", f"{shown} lacks {money.en} in {year}")
        )
    excess = excess_of(instance, plan)
    pots = pots_of(instance, names_of(scenario))
    for pot, fen in worst_pots(pots, excess):
        before = lacking_before(pots, pot, excess)
        short.append(lacks(pot, wan(fen), [(year, wan(part)) for year, part in before]))
    return short
