"""When hard rules cannot be met: the least extra money that would do, found by solving with budgets that give way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from placement.advice.pots import (
    Pot,
    after_worst,
    broken_quotas,
    excess_of,
    lacking_before,
    lacks,
    pots_of,
    worst_pots,
)
from placement.advice.telling import joined
from placement.advice.whatif import (
    AID,
    MISSING,
    OVERRUN,
    has_quotas,
    overrun_of,
    without_caps,
)
from placement.engine.decisions import Decisions, evaluate
from placement.engine.solve import LARGEST_WHOLE
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.errors import Text
from placement.formulation.uses import count_uses
from placement.instance import Instance
from placement.instance.build import build_instance
from placement.money import wan
from placement.options import build_option_table
from placement.report.names import names_of
from placement.report.plain import plain
from placement.scenario.model import Scenario


def least_change(scenario: Scenario, watch: Watch) -> Text | None:
    """Say what would have to change at least for all hard rules to hold; ``None`` where that is not found.

    First caps may be exceeded, also those of lines that carry over or transfer, by as little as possible in
    all, and pools and quotas stay as they are. Where that does not do, all money is free, and what is drawn
    too much is named.
    """
    instance = build_instance(scenario, build_option_table(scenario))
    if count_uses(instance) > LARGEST_WHOLE:
        return None
    hard = tuple(replace(k, hard=False, weight=1) for k in instance.targets if k.hard)
    asked = replace(
        instance, targets=hard, stages=(MISSING, OVERRUN), elastic_budgets=True, elastic_pots=True
    )
    found = _answer(asked, watch)
    if found is None or (found.missed and has_quotas(instance)):
        free = replace(without_caps(instance), targets=hard, stages=(MISSING, AID))
        found = _answer(free, watch)
        return None if found is None else _free_in_words(scenario, instance, found)
    pots = pots_of(asked, names_of(scenario))
    return _in_words(scenario, asked, with_late_money(asked, pots, found, watch))


@dataclass(frozen=True)
class Answer:
    """A plan for softened hard rules, the rules it misses, and whether that is proven to be the best."""

    plan: Decisions
    missed: dict[str, int]
    proven: bool


def _answer(asked: Instance, watch: Watch) -> Answer | None:
    start = cheapest_locked(asked)
    if not evaluate(asked, start).feasible:
        return None
    outcome = solve_whole(asked, start, watch)
    plan = outcome.decisions
    missed = {k: n for k, n in evaluate(asked, plan).shortfall.items() if n}
    first = outcome.stages[0].proven
    return Answer(plan, missed, outcome.status == "optimal" if not missed else first)


def with_late_money(asked: Instance, pots: tuple[Pot, ...], found: Answer, watch: Watch) -> Answer:
    """Return a plan that lacks no more in all, and nothing before the years it is told by, if there is one.

    What pots lack counts once, by the year they lack most; so of plans that lack as much any may be at hand.
    """
    excess = excess_of(asked, found.plan)
    worst = [pot for pot, _ in worst_pots(pots, excess)]
    if found.missed or not any(lacking_before(pots, pot, excess) for pot in worst):
        return found
    limits = after_worst(asked.limits, pots, excess)
    late = _answer(replace(asked, elastic_pots=False, limits=limits), watch)
    if late is None or late.missed:
        return found
    before, after = (evaluate(asked, a.plan).terms[OVERRUN.term] for a in (found, late))
    return found if after > before else replace(late, proven=found.proven)


def cheapest_locked(instance: Instance) -> Decisions:
    """Return the plan that does nothing but use what is locked in, each as cheaply as can be."""
    plan = Decisions.nothing(instance)
    for pairs in instance.locked_in.values():
        option, year = min(
            pairs, key=lambda pair: (int(instance.options.public_fen[pair[0]]), pair)
        )
        plan.start[option] = year
    return plan


def _missed(scenario: Scenario, found: Answer) -> Text:
    names = {target.id: plain(target.name) for target in scenario.targets}
    tail = joined(
        [
            Text(f"{names[k]}还差 {n} 个", f"{names[k]} is {n} short")
            for k, n in found.missed.items()
        ]
    )
    if found.proven:
        return Text(f"即使不限额度，{tail.zh}", f"even without any cap {tail.en}")
    return Text(
        f"时限内没有找到办法，不限额度时最接近的：{tail.zh}",
        f"nothing was found in time; nearest without any cap: {tail.en}",
    )


def _head(found: Answer) -> Text:
    if found.proven:
        return Text("最少的改变：", "the least change: ")
    return Text("一种够用的改变：", "a change that suffices: ")


def _in_words(scenario: Scenario, instance: Instance, found: Answer) -> Text | None:
    if found.missed:
        return _missed(scenario, found)
    short = _short_lines(scenario, instance, found.plan)
    if not short:
        return None
    head, tail = _head(found), joined(short)
    return Text(head.zh + tail.zh, head.en + tail.en)


def _free_in_words(scenario: Scenario, instance: Instance, found: Answer) -> Text:
    """Tell what a plan with money without end draws too much; of such plans it is the one with least aid."""
    if found.missed:
        return _missed(scenario, found)
    excess = excess_of(instance, found.plan)
    short = _short_lines(scenario, instance, found.plan)
    if quotas := broken_quotas(instance, excess):
        short.append(Text(f"另超出 {quotas} 项配额或资金池", f"beyond {quotas} quotas or pools"))
    tail = joined(short)
    return Text(
        f"额度不限时补贴最省的一种办法，按现有额度：{tail.zh}（不一定是最少的增加）",
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
