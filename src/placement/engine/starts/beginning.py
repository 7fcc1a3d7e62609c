"""What a solve begins from: a plan that keeps every hard rule, as an office would make it where that will do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.engine.control.watch import Watch
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.starts.reaching import reach
from placement.engine.whole.model import solve_whole
from placement.errors import HardRuleError, Text, listed
from placement.instance import Instance, Stage, TermLimit
from placement.scenario.objectives import amount_text, term_text

SHARE_TO_REACH = 0.3
"""Of the time left, what meeting hard targets circle by circle may take before they are asked for together."""


def find_start(
    instance: Instance, watch: Watch, earlier: Decisions | None = None
) -> tuple[Decisions, str]:
    """Return a feasible plan and what made it: greedy, nothing, an earlier plan, or a search for the hard rules alone.

    Raises
    ------
    HardRuleError
        If there is none.
    """
    for source, plan in (
        ("greedy", plan_greedily(instance, watch=watch)),
        ("nothing", Decisions.nothing(instance)),
    ):
        if evaluate(instance, plan).feasible:
            return plan, "nothing" if plan.is_idle else source
    if earlier is not None and evaluate(instance, earlier).feasible:
        return earlier, "start"
    if instance.term_limits:
        unlimited, _ = find_start(replace(instance, term_limits=()), watch, earlier)
        return _within_limits(instance, unlimited, watch), "mip"
    locked = place_locked(instance, watch)
    must = hard_alone(instance)
    must_first = plan_greedily(must, locked, watch)
    for plan in (
        plan_greedily(instance, locked, watch),
        *_with_the_rest(instance, must_first, watch),
    ):
        if evaluate(instance, plan).feasible:
            return plan, "greedy"
    starts = [*([] if earlier is None else [earlier]), must_first, _only(instance, locked)]
    met = _meet_hard_targets(must, [p for p in starts if evaluate(must, p).feasible], watch)
    plans = [p for p in _with_the_rest(instance, met, watch) if evaluate(instance, p).feasible]
    return min(plans, key=lambda plan: evaluate(instance, plan).rank(instance)), "mip"


def _within_limits(instance: Instance, plan: Decisions, watch: Watch) -> Decisions:
    """Return a plan that keeps the limits of terms, from one that keeps everything else: one limit after another.

    Raises
    ------
    HardRuleError
        If there is none, or none was found in time.
    """
    rules = instance.term_limits
    for n in range(len(rules)):
        if evaluate(replace(instance, term_limits=rules[: n + 1]), plan).feasible:
            continue
        rule = rules[n]
        nearest = Stage(rule.term, maximise=not rule.is_most)
        asked = replace(instance, term_limits=rules[:n], stages=(nearest,))
        outcome = solve_whole(asked, plan, watch)
        plan = outcome.decisions
        if not evaluate(replace(asked, term_limits=rules[: n + 1]), plan).feasible:
            raise _limit_error(rule, proven=outcome.stages[0].proven)
    return plan


def _limit_error(rule: TermLimit, *, proven: bool) -> HardRuleError:
    """Return the error that names a limit of a term which is not kept."""
    amount = amount_text(rule.term, rule.limit)
    term = term_text(rule.term)
    zh = "已证明做不到" if proven else "时限内未找到做得到的方案"
    en = "proven that it cannot be kept" if proven else "no plan that keeps it was found in time"
    few, least = ("最多", "at most") if rule.is_most else ("至少", "at least")
    return HardRuleError(
        Text(
            f"限定“{term.zh}”{few} {amount.zh}：{zh}",
            f"the limit of {term.en}, {least} {amount.en}: {en}",
        ),
        proven=proven,
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


def _meet_hard_targets(must: Instance, starts: list[Decisions], watch: Watch) -> Decisions:
    """Return a plan that misses no hard target: circle by circle, then all together.

    Of starts that miss as much the first is taken; the last builds what is locked in and nothing else.
    """
    start = min(starts, key=lambda plan: evaluate(must, plan).rank(must))
    reached, _ = reach(must, start, watch.inner(SHARE_TO_REACH * watch.remaining_s))
    if not _missed(must, reached):
        return reached
    outcome = solve_whole(must, reached, watch)
    missed = _missed(must, outcome.decisions)
    if not missed:
        return outcome.decisions
    zh = "；".join(f"{k} 差 {n} 个" for k, n in missed.items())
    en = "; ".join(f"{k} is {n} short" for k, n in missed.items())
    if all(stage.proven for stage in outcome.stages):
        told = Text(
            f"已证明硬性目标做不到：{zh}", f"hard targets are proven to be out of reach: {en}"
        )
        raise HardRuleError(told, proven=True, missed=missed)
    zh_head = "时限内未找到完成硬性目标的方案"
    en_head = "no plan that meets the hard targets was found in time"
    if sum(missed.values()) < sum(_missed(must, starts[-1]).values()):
        zh_head += f"；试过的方案里最接近的：{zh}"
        en_head += f"; the nearest of the plans tried: {en}"
    raise HardRuleError(Text(zh_head, en_head), proven=False, missed=missed)


def _missed(must: Instance, plan: Decisions) -> dict[str, int]:
    return {k: n for k, n in evaluate(must, plan).shortfall.items() if n}


def place_locked(instance: Instance, watch: Watch) -> dict[int, int]:
    """Return option → year for every locked site, and for what a least amount or number needs besides.

    Raises
    ------
    HardRuleError
        If there is no such choice, or none was found in time.
    """
    if not instance.locked_in:
        return {}
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
        return {int(o): int(outcome.decisions.start[o]) for o in chosen}
    sites = sorted(facts.site_ids[s] for s in instance.locked_in)
    raise _lock_error(sites, proven=outcome.stages[0].proven)


def _lock_error(sites: list[str], *, proven: bool) -> HardRuleError:
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
    locked = listed(sites)
    return HardRuleError(
        Text(f"{zh}：{locked.zh}", f"{en}: {locked.en}"), proven=proven, sites=sites
    )
