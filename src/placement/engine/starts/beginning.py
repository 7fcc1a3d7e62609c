"""What a solve begins from: a plan that keeps every hard rule, as an office would make it where that will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from placement.engine.control.watch import Watch
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.starts.reaching import reach
from placement.engine.whole.model import solve_whole
from placement.errors import Called, HardRuleError, Text, listed
from placement.instance import Instance, Stage, TermLimit
from placement.scenario.objectives import amount_text, term_text

SHARE_TO_REACH = 0.3
"""Of the time left, what meeting hard targets circle by circle may take before they are asked for together."""
NOT_MET = Text(
    "时限内未找到完成硬性目标的方案", "no plan that meets the hard targets was found in time"
)
Notes = tuple[str, ...]


class Start(NamedTuple):
    """A feasible plan, what made it, and what went wrong on the way, as notes of an outcome.

    It is made by hand (``greedy``), does nothing, is an earlier plan (``start``), or comes of a search for the hard
    rules alone (``mip``).
    """

    plan: Decisions
    source: str
    notes: tuple[str, ...] = ()


def find_start(instance: Instance, watch: Watch, earlier: Decisions | None = None) -> Start:
    """Return a feasible plan to begin from.

    Raises
    ------
    HardRuleError
        If there is none, or none was found in time.
    """
    for source, plan in (
        ("greedy", plan_greedily(instance, watch=watch)),
        ("nothing", Decisions.nothing(instance)),
    ):
        if evaluate(instance, plan).feasible:
            return Start(plan, "nothing" if plan.is_idle else source)
    if earlier is not None and evaluate(instance, earlier).feasible:
        return Start(earlier, "start")
    if instance.term_limits:
        unlimited = find_start(replace(instance, term_limits=()), watch, earlier)
        return _within_limits(instance, unlimited, watch)
    locked, notes = place_locked(instance, watch)
    must = hard_alone(instance)
    must_first = plan_greedily(must, locked, watch)
    for plan in (
        plan_greedily(instance, locked, watch),
        *_with_the_rest(instance, must_first, watch),
    ):
        if evaluate(instance, plan).feasible:
            return Start(plan, "greedy", notes)
    starts = [*([] if earlier is None else [earlier]), must_first, _only(instance, locked)]
    met, told = _meet_hard_targets(must, [p for p in starts if evaluate(must, p).feasible], watch)
    plans = [p for p in _with_the_rest(instance, met, watch) if evaluate(instance, p).feasible]
    best = min(plans, key=lambda plan: evaluate(instance, plan).rank(instance))
    return Start(best, "mip", (*notes, *told))


def _within_limits(instance: Instance, begun: Start, watch: Watch) -> Start:
    """Return a plan that keeps the limits of terms, from one that keeps everything else: one limit after another.

    Raises
    ------
    HardRuleError
        If there is none, or none was found in time.
    """
    rules = instance.term_limits
    plan, _, notes = begun
    for n in range(len(rules)):
        if evaluate(replace(instance, term_limits=rules[: n + 1]), plan).feasible:
            continue
        rule = rules[n]
        nearest = Stage(rule.term, maximise=not rule.is_most)
        asked = replace(instance, term_limits=rules[:n], stages=(nearest,))
        outcome = solve_whole(asked, plan, watch)
        plan, notes = outcome.decisions, (*notes, *outcome.notes)
        if not evaluate(replace(asked, term_limits=rules[: n + 1]), plan).feasible:
            raise _limit_error(rule, notes, proven=outcome.stages[0].proven)
    return Start(plan, "mip", notes)


def _limit_error(rule: TermLimit, notes: Notes, *, proven: bool) -> HardRuleError:
    """Return the error that names a limit of a term which is not kept."""
    amount = amount_text(rule.term, rule.limit)
    term = term_text(rule.term)
    zh = "已证明做不到" if proven else "时限内未找到做得到的方案"
    en = "proven that it cannot be kept" if proven else "no plan that keeps it was found in time"
    few, least = ("最多", "at most") if rule.is_most else ("至少", "at least")
    told = Text(
        f"限定“{term.zh}”{few} {amount.zh}：{zh}",
        f"the limit of {term.en}, {least} {amount.en}: {en}",
    )
    said = told if proven else _with_faults(told, notes)
    return HardRuleError(lambda _: said, proven=proven)


def _with_faults(text: Text, notes: Notes) -> Text:
    """Add to what was not found that the solver has failed on the way, where it has."""
    if not notes:
        return text
    return Text(
        f"{text.zh}（求解过程出过 {len(notes)} 次错，可能因此没有找到）",
        f"{text.en} (errors on the way: {len(notes)}, which may be why)",
    )


def hard_alone(instance: Instance) -> Instance:
    """Return the instance in which nothing but the hard targets is asked for, and they may be missed."""
    hard = tuple(replace(k, hard=False, weight=1) for k in instance.targets if k.hard)
    return replace(instance, targets=hard, stages=(Stage("target_shortfall", maximise=False),))


def _only(instance: Instance, built: dict[int, int]) -> Decisions:
    """Return the plan that builds some options in their years and certifies nothing."""
    plan = Decisions.nothing(instance)
    plan.start[list(built)] = list(built.values())
    return plan


def _with_the_rest(instance: Instance, plan: Decisions, watch: Watch) -> tuple[Decisions, ...]:
    """Return a plan with all that an office would do besides, and the plan itself."""
    built = {int(o): int(plan.start[o]) for o in np.flatnonzero(plan.start != NEVER)}
    return plan_greedily(instance, built, watch), plan


def _meet_hard_targets(
    must: Instance, starts: list[Decisions], watch: Watch
) -> tuple[Decisions, Notes]:
    """Return a plan that misses no hard target, and notes: circle by circle, then all together.

    Of starts that miss as much the first is taken; the last builds what is locked in and nothing else.
    """
    start = min(starts, key=lambda plan: evaluate(must, plan).rank(must))
    reached, notes = reach(must, start, watch.inner(SHARE_TO_REACH * watch.remaining_s))
    if not _missed(must, reached):
        return reached, notes
    outcome = solve_whole(must, reached, watch)
    notes = (*notes, *outcome.notes)
    missed = _missed(must, outcome.decisions)
    if not missed:
        return outcome.decisions, notes
    proven = all(stage.proven for stage in outcome.stages)
    is_nearer = sum(missed.values()) < sum(_missed(must, starts[-1]).values())

    def say(called: Called) -> Text:
        short = _short(missed, called)
        if proven:
            return Text(
                f"已证明硬性目标做不到：{short.zh}",
                f"hard targets are proven to be out of reach: {short.en}",
            )
        zh, en = NOT_MET
        if is_nearer:
            zh += f"；试过的方案里最接近的：{short.zh}"
            en += f"; the nearest of the plans tried: {short.en}"
        return _with_faults(Text(zh, en), notes)

    raise HardRuleError(say, proven=proven, missed=missed)


def _short(missed: Mapping[str, int], called: Called) -> Text:
    """Say by how much targets are missed."""
    names = [(called(target), n) for target, n in missed.items()]
    return Text(
        "；".join(f"{name.zh} 差 {n} 个" for name, n in names),
        "; ".join(f"{name.en} is {n} short" for name, n in names),
    )


def _missed(must: Instance, plan: Decisions) -> dict[str, int]:
    return {k: n for k, n in evaluate(must, plan).shortfall.items() if n}


def place_locked(instance: Instance, watch: Watch) -> tuple[dict[int, int], Notes]:
    """Return option → year for every locked site, and for what a least amount or number needs besides; and notes.

    Raises
    ------
    HardRuleError
        If there is no such choice, or none was found in time.
    """
    if not instance.locked_in:
        return {}, ()
    facts, limits = instance.options, instance.limits
    locked_in = [pair for pairs in instance.locked_in.values() for pair in pairs]
    helps = np.zeros(instance.n_options, dtype=bool)
    helps[limits.option[~limits.is_plain[limits.option_row]]] = True
    helps[np.isin(facts.site, list(instance.locked_in))] = False
    allowed, weight = (
        facts.available & helps[:, None],
        np.zeros(facts.available.shape, dtype=np.int64),
    )
    for option, year in locked_in:
        allowed[option, year], weight[option, year] = True, 1
    alone = replace(
        instance,
        options=replace(facts, available=allowed, weight=weight),
        blocked_circle=np.ones_like(instance.blocked_circle),
        targets=(),
        awards=(),
        limits=instance.limits.without_awards(),
        locked_in={},
        stages=(Stage("option_weight", maximise=True), Stage("conversions", maximise=False)),
    )
    outcome = solve_whole(alone, Decisions.nothing(alone), watch)
    chosen = np.flatnonzero(outcome.decisions.start != NEVER)
    if weight[chosen, outcome.decisions.start[chosen]].sum() == len(instance.locked_in):
        return {int(o): int(outcome.decisions.start[o]) for o in chosen}, outcome.notes
    sites = sorted(facts.site_ids[s] for s in instance.locked_in)
    raise _lock_error(sites, outcome.notes, proven=outcome.stages[0].proven)


def _lock_error(sites: list[str], notes: Notes, *, proven: bool) -> HardRuleError:
    """Return the error that names premises locked in which cannot all be used."""
    zh, en = (
        (
            "已证明在预算内无法同时启用锁定的用房",
            "it is proven that the premises locked in cannot be used together within the budgets",
        )
        if proven
        else (
            "时限内未找到在预算内同时启用锁定用房的办法",
            "no way to use the premises locked in within the budgets was found in time",
        )
    )

    def say(called: Called) -> Text:
        locked = listed(map(called, sites))
        told = Text(f"{zh}：{locked.zh}", f"{en}: {locked.en}")
        return told if proven else _with_faults(told, notes)

    return HardRuleError(say, proven=proven, sites=sites)
