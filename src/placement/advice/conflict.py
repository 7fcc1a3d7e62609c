"""When hard rules cannot be met: the least extra money that would do, found by solving with budgets that give way."""

from __future__ import annotations

from dataclasses import replace

from placement.advice.telling import joined, wan
from placement.advice.whatif import MISSING, OVERRUN, overrun_of
from placement.engine.decisions import Decisions, evaluate
from placement.engine.solve import LARGEST_WHOLE
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.errors import Text
from placement.formulation.sets import count_uses
from placement.instance import Instance
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.report.names import names_of
from placement.report.plain import plain
from placement.scenario.model import Scenario


def least_change(scenario: Scenario, watch: Watch) -> Text | None:
    """Say what would have to change at least for all hard rules to hold; ``None`` where that is not found.

    Budgets may be exceeded, by as little as possible in all; quotas and pools stay as they are.
    """
    instance = build_instance(scenario, build_option_table(scenario))
    if count_uses(instance) > LARGEST_WHOLE:
        return None
    hard = tuple(replace(k, hard=False, weight=1) for k in instance.targets if k.hard)
    asked = replace(instance, targets=hard, stages=(MISSING, OVERRUN), elastic_budgets=True)
    start = cheapest_locked(asked)
    if not evaluate(asked, start).feasible:
        return None
    outcome = solve_whole(asked, start, watch)
    value = evaluate(asked, outcome.decisions)
    return _in_words(
        scenario, asked, outcome.decisions, value.shortfall, proven=outcome.status == "optimal"
    )


def cheapest_locked(instance: Instance) -> Decisions:
    """Return the plan that does nothing but use what is locked in, each as cheaply as can be."""
    plan = Decisions.nothing(instance)
    for pairs in instance.locked_in.values():
        option, year = min(
            pairs, key=lambda pair: (int(instance.options.public_fen[pair[0]]), pair)
        )
        plan.start[option] = year
    return plan


def _in_words(
    scenario: Scenario,
    instance: Instance,
    plan: Decisions,
    shortfall: dict[str, int],
    *,
    proven: bool,
) -> Text | None:
    names = {target.id: plain(target.name) for target in scenario.targets}
    missed = [
        Text(f"{names[k]}还差 {n} 个", f"{names[k]} is {n} short")
        for k, n in shortfall.items()
        if n
    ]
    if missed:
        head = Text("即使不限额度，", "even without any cap ")
        tail = joined(missed)
        return Text(head.zh + tail.zh, head.en + tail.en)
    budgets = names_of(scenario).budgets
    over = overrun_of(instance, plan)
    short = []
    for b, t in zip(*over.nonzero(), strict=True):
        name, money = instance.budget_ids[b], wan(int(over[b, t]))
        shown, year = plain(budgets.get(name, name)), instance.years[t]
        short.append(
            Text(f"{year} 年{shown}还差 {money.zh}", f"{shown} lacks {money.en} in {year}")
        )
    if not short:
        return None
    head = (
        Text("最少的改变：", "the least change: ")
        if proven
        else Text("一种够用的改变：", "a change that suffices: ")
    )
    tail = joined(short)
    return Text(head.zh + tail.zh, head.en + tail.en)
