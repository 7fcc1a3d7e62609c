"""Why a target is met or missed, and what one circle more or fewer, or more money, would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from placement.advice.asked import TARGET, id_of, targets_called
from placement.advice.explain.bottlenecks import TightBudget
from placement.advice.explain.changes import Change, MoreMoney, change_of, not_asked, unchanged
from placement.advice.explain.target_money import money_of
from placement.advice.opened import OpenRun
from placement.audit.registers import records
from placement.engine import NEVER, Watch, evaluate
from placement.errors import Text
from placement.instance import Instance
from placement.instance.build import build_instance
from placement.money import FEN_PER_WAN
from placement.plain import plain
from placement.scenario.model import Target

MORE_WAN = (1, 5, 10)
MOST_BUDGETS = 4


@dataclass(frozen=True, slots=True)
class Counted:
    """A circle that a target speaks of; ``tier`` and ``year`` are ``""`` and 0 where it has none.

    Attributes
    ----------
    since
        The first year whose recognitions count, of a circle that was recognised before; else 0.
    """

    circle_id: str
    name: str
    counts: bool
    tier: str
    year: int
    since: int = 0


@dataclass(frozen=True, slots=True)
class TargetExplanation:
    """All that is said of a target."""

    target_id: str
    name: str
    year: int
    tier: str
    required: int
    planned: int
    shortfall: int
    is_hard: bool
    clause: str
    circles: tuple[Counted, ...]
    budgets: tuple[TightBudget, ...]
    changes: tuple[Change, ...]
    is_plan_proven: bool


def explain_target(run: OpenRun, asked: str, watch: Watch) -> TargetExplanation:
    """Explain one target, asked for by its id or name.

    Raises
    ------
    UsageError
        If there is no such target, or more than one.
    VerificationError
        If an answer does not hold in the audit.
    """
    target_id = id_of(TARGET, asked, targets_called(run))
    target = next(target for target in run.scenario.targets if target.id == target_id)
    row = next(r for r in records(run.statement.targets) if r["target_id"] == target_id)
    budgets = money_of(run, target)
    return TargetExplanation(
        target_id=target_id,
        name=plain(target.name),
        year=target.year,
        tier=plain(run.names.tiers[target.tier]),
        required=int(row["required"]),
        planned=int(row["planned"]),
        shortfall=int(row["shortfall"]),
        is_hard=target.hard,
        clause=target.clause,
        circles=tuple(_circles(run, target_id)),
        budgets=budgets,
        changes=tuple(_changes(run, target_id, budgets, watch)),
        is_plan_proven=run.record["outcome"]["status"] == "optimal",
    )


def _circles(run: OpenRun, target_id: str) -> Iterator[Counted]:
    target = next(target for target in run.scenario.targets if target.id == target_id)
    tier = run.instance.tier_ids.index(target.tier)
    until = run.instance.years.index(target.year)
    names = run.scenario.tables.circles.set_index("circle_id")["name"]
    for circle_id in target.circles:
        c = run.instance.circle_ids.index(circle_id)
        held = run.decisions.held[c]
        first = np.flatnonzero(held >= tier)
        year = run.instance.years[int(first[0])] if len(first) else 0
        last = max(int(held[until]), int(run.instance.current_tier[c]))
        yield Counted(
            circle_id,
            plain(names[circle_id]),
            circle_id in run.statement.counted[target_id],
            plain(run.names.tiers[run.instance.tier_ids[last]]) if last != NEVER else "",
            year,
            (target.since or 0) if circle_id in run.statement.too_early[target_id] else 0,
        )


def _changes(
    run: OpenRun, target_id: str, budgets: tuple[TightBudget, ...], watch: Watch
) -> Iterator[Change]:
    """Solve the plan's question anew with one number changed at a time, where its answer is not known."""
    others, money = list(_other_numbers(run, target_id)), list(_more_money(budgets))
    is_needless = (
        run.instance.stages[0].term == "target_shortfall"
        and not run.statement.terms["target_shortfall"]
    )
    questions = [] if is_needless else [(m.text, _with_money(run, b, m.fen)) for m, b in money]
    found = list(_answers(run, [*others, *questions], watch))
    yield from found[: len(others)]
    if is_needless:
        yield from (replace(not_asked(m.text), is_needless=True, more=m) for m, _ in money)
    for (more, _), change in zip(money, found[len(others) :], strict=False):
        yield replace(change, more=more)


def _answers(
    run: OpenRun, questions: Sequence[tuple[Text, Instance]], watch: Watch
) -> Iterator[Change]:
    for left, (what, asked) in zip(range(len(questions), 0, -1), questions, strict=True):
        if is_harmless(run, asked):
            yield replace(not_asked(what), proven=True)
        elif watch.over:  # even the office's rule takes seconds in a large city
            yield unchanged(run, what, asked)
        else:
            yield change_of(run, what, asked, watch.inner(watch.remaining_s / left))


def is_harmless(run: OpenRun, asked: Instance) -> bool:
    """Tell whether targets that ask for more are met as they are by a plan that is proven to be the best.

    No plan does better when more is asked for, so where this one does no worse it still is the best.
    """
    if run.record["outcome"]["status"] != "optimal":
        return False
    asks_more = all(
        new.required >= old.required
        for new, old in zip(asked.targets, run.instance.targets, strict=True)
    )
    now, then = evaluate(asked, run.decisions), evaluate(run.instance, run.decisions)
    same = all(now.terms[s.term] == then.terms[s.term] for s in asked.stages)
    is_no_money = asked.limits is run.instance.limits and (
        asked.budget_cap_fen is run.instance.budget_cap_fen
    )
    return asks_more and same and now.feasible and is_no_money


def _other_numbers(run: OpenRun, target_id: str) -> Iterator[tuple[Text, Instance]]:
    target = next(target for target in run.scenario.targets if target.id == target_id)
    for more in (1, -1):
        yield _what(target, more), _with_target(run, target, more)


def _more_money(budgets: tuple[TightBudget, ...]) -> Iterator[tuple[MoreMoney, TightBudget]]:
    for budget in budgets[:MOST_BUDGETS]:
        for wan in MORE_WAN:
            yield MoreMoney(budget.budget, budget.year, wan * FEN_PER_WAN), budget


def _what(target: Target, more: int) -> Text:
    """Say what one unit more or fewer is: a circle, or what an average circle has."""
    zh, en = ("多", "more") if more > 0 else ("少", "fewer")
    if target.measure == "circles":
        return Text(f"任务数{zh} 1 个", f"one circle {en}")
    names = {"residents": Text("居民", "residents"), "communities": Text("社区", "communities")}
    name = names[target.measure]
    return Text(
        f"任务{zh} {target.step:,} {name.zh}（平均一个圈）",
        f"{target.step:,} {name.en} {en} (an average circle)",
    )


def _with_target(run: OpenRun, target: Target, more: int) -> Instance:
    """Return the question with a target of one unit more or fewer.

    A count is changed in the scenario, where circles certified before are not yet taken off; what a share
    asks for follows from the plan, so it is changed by what one circle counts there.
    """
    instance = run.instance
    if target.of is None:
        required = max(0, target.required + more * target.step)
        changed = tuple(
            replace(k, required=required) if k.id == target.id else k for k in run.scenario.targets
        )
        asked = build_instance(replace(run.scenario, targets=changed), run.table)
        return replace(instance, targets=asked.targets)
    targets = tuple(
        replace(k, required=k.required + more * k.step) if k.id == target.id else k
        for k in instance.targets
    )
    return replace(instance, targets=targets)


def _with_money(run: OpenRun, budget: TightBudget, fen: int) -> Instance:
    """Return the question with more money in a line and year; of a pot in its first line."""
    lines = tuple(
        replace(line, cap_fen=line.cap_fen + fen)
        if (line.budget_id, line.year) == (budget.budget_id, budget.year)
        else line
        for line in run.scenario.budgets
    )
    return build_instance(replace(run.scenario, budgets=lines), run.table)
