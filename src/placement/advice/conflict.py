"""When hard rules cannot be met: the least extra money that would do, found by solving with budgets that give way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from placement.advice.lateness import put_off
from placement.advice.obstacles import City, find_obstacles, liftings
from placement.advice.pots import (
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
    EARLY,
    MISSING,
    OVERRUN,
    has_quotas,
    overrun_of,
    without_caps,
)
from placement.audit.naming import naming_of
from placement.engine import (
    Decisions,
    Watch,
    evaluate,
    is_one_model,
    plan_greedily,
    plan_of,
    recall,
    solve_whole,
)
from placement.errors import HardRuleError, Text
from placement.instance import Instance
from placement.instance.build import build_instance
from placement.money import wan
from placement.options import build_option_table
from placement.plain import plain
from placement.plan import Plan
from placement.scenario.model import Scenario
from placement.scenario.names import names_of, target_text

NOT_FOUND = Text(
    "放开额度能否做到，时限内没有算出", "whether more money would do was not found out in time"
)
OUT_OF_REACH = Text("即使不限额度也做不到", "even without any cap it cannot be done")
NOT_PROVEN_EARLY = Text("时限内未证明必须在早年", "not proven in time that it must be so early")


@dataclass(frozen=True)
class Advice:
    """What is known of a scenario of which the solve has met no plan that keeps its hard rules.

    Attributes
    ----------
    text
        The least change, or what is missed whatever is spent; ``None`` where nothing can be said.
    plan
        A plan that keeps all rules, where looking for the least change has come upon one after all.
    """

    text: Text | None = None
    plan: Plan | None = None


def named(error: HardRuleError, scenario: Scenario) -> HardRuleError:
    """Return the error with the names of targets and premises for their ids."""
    naming = naming_of(scenario)
    names = {k.id: target_text(k) for k in scenario.targets if k.id in error.missed}
    names |= {site: naming.site(site) for site in error.sites}
    if not names:
        return error
    # All in one go: a name may hold the id of another target.
    ids = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    zh = ids.sub(lambda id_: names[id_[0]].zh, error.text.zh)
    en = ids.sub(lambda id_: names[id_[0]].en, error.text.en)
    return error.in_words(Text(zh, en))


def least_change(
    scenario: Scenario,
    watch: Watch,
    earlier: Plan | None = None,
    told: Mapping[str, int] | None = None,
) -> Advice:
    """Say what would have to change at least for all hard rules to hold.

    First caps may be exceeded, also those of lines that carry over or transfer, by as little as possible in
    all and as late as possible, and pools and quotas stay as they are. Where that does not do, all money is
    free, and what is drawn too much is named.

    Parameters
    ----------
    earlier
        Another plan to look around.
    told
        What has been said already to be missed, by target.
    """
    told = told or {}
    table = build_option_table(scenario)
    instance = build_instance(scenario, table)
    if not is_one_model(instance):
        return Advice()
    hard = tuple(replace(k, hard=False, weight=1) for k in instance.targets if k.hard)
    asked = replace(
        instance,
        targets=hard,
        stages=(MISSING, OVERRUN, EARLY),
        elastic_budgets=True,
        elastic_pots=True,
    )
    recalled = () if earlier is None else (recall(earlier, instance),)
    found = _answer(asked, watch, recalled)
    if found is not None and evaluate(instance, found.plan).feasible:
        return Advice(plan=plan_of(found.plan, instance, table))
    free = replace(without_caps(instance), targets=hard, stages=(MISSING, AID))
    if found is not None and not (found.missed and has_quotas(instance)):
        text = _in_words(scenario, asked, found, told)
    else:
        found = _answer(free, watch, recalled)
        text = None if found is None else _free_in_words(scenario, instance, found, told)
    if found is None or text is None or not found.missed:
        return Advice(text)
    return Advice(_with_obstacles(City(scenario, free, cheapest_locked(free), watch), found, text))


def _with_obstacles(city: City, found: Answer, text: Text) -> Text:
    """Add to what is missed whatever is spent what is in the way, and what lifting exclusions would change."""
    obstacles = list(find_obstacles(city, found.missed, proven=found.proven))
    lies = [obstacle.text for obstacle in obstacles]
    if found.proven:
        eased = _eased(city.scenario, sum(found.missed.values()), city.watch)
        return joined([text, *lies, *eased])
    is_decided = any(obstacle.is_decisive for obstacle in obstacles)
    return joined([OUT_OF_REACH if is_decided else text, *lies])


def _eased(scenario: Scenario, missing: int, watch: Watch) -> Iterator[Text]:
    """Say of the scenario's own exclusions, and of the rules of place, what lifting them would change; by solving."""
    for what, lifted in liftings(scenario):
        instance = build_instance(lifted, build_option_table(lifted))
        hard = tuple(replace(k, hard=False, weight=1) for k in instance.targets if k.hard)
        found = _answer(replace(without_caps(instance), targets=hard, stages=(MISSING,)), watch)
        left = missing if found is None else sum(found.missed.values())
        if left == 0:
            yield Text(f"{what.zh}就能做到（资金另算）", f"{what.en} would do (money apart)")
        elif left < missing:
            yield Text(
                f"{what.zh}可少差 {missing - left} 个", f"{what.en}: {missing - left} less short"
            )


@dataclass(frozen=True)
class Answer:
    """A plan for softened hard rules.

    Attributes
    ----------
    missed
        The rules it misses, and by how much.
    proven
        That none misses less, or, where nothing is missed, exceeds the caps by less.
    is_late
        That none of those that exceed the caps by no more does so later.
    is_tried
        That it misses less than doing nothing but what is locked in.
    """

    plan: Decisions
    missed: dict[str, int]
    proven: bool
    is_late: bool = False
    is_tried: bool = True


def _answer(asked: Instance, watch: Watch, others: tuple[Decisions, ...] = ()) -> Answer | None:
    least = cheapest_locked(asked)
    starts = [plan for plan in (least, *others, *_by_hand(asked, watch)) if _keeps(asked, plan)]
    if not starts:
        return None
    start = min(starts, key=lambda plan: evaluate(asked, plan).rank(asked))
    outcome = solve_whole(asked, start, watch)
    stages = outcome.stages
    found = put_off(asked, outcome.decisions) if EARLY in asked.stages else outcome.decisions
    value = evaluate(asked, found)
    missed = {k: n for k, n in value.shortfall.items() if n}
    return Answer(
        found,
        missed,
        stages[0].proven if missed else all(stage.proven for stage in stages[:2]),
        not value.terms[EARLY.term] or stages[-1].proven,
        sum(missed.values()) < sum(evaluate(asked, least).shortfall.values()),
    )


def _by_hand(asked: Instance, watch: Watch) -> Iterator[Decisions]:
    """Yield what an office would do for these rules alone, within the caps and with money without end."""
    yield plan_greedily(asked, watch=watch)
    yield plan_greedily(without_caps(asked), watch=watch)


def _keeps(asked: Instance, plan: Decisions) -> bool:
    return evaluate(asked, plan).feasible


def cheapest_locked(instance: Instance) -> Decisions:
    """Return the plan that does nothing but use what is locked in, each as cheaply as can be."""
    plan = Decisions.nothing(instance)
    for pairs in instance.locked_in.values():
        option, year = min(
            pairs, key=lambda pair: (int(instance.options.public_fen[pair[0]]), pair)
        )
        plan.start[option] = year
    return plan


def _missed(scenario: Scenario, found: Answer, told: Mapping[str, int]) -> Text:
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


def _head(found: Answer) -> Text:
    if found.proven:
        return Text("最少的改变：", "the least change: ")
    return Text(
        "已找到的最少改变（未证明是最少）：",
        "the least change found so far, not proven to be the least: ",
    )


def _in_words(
    scenario: Scenario, instance: Instance, found: Answer, told: Mapping[str, int]
) -> Text | None:
    if found.missed:
        return _missed(scenario, found, told)
    short = _short_lines(scenario, instance, found.plan)
    if not short:
        return None
    if not found.is_late:
        short.append(NOT_PROVEN_EARLY)
    head, tail = _head(found), joined(short)
    return Text(head.zh + tail.zh, head.en + tail.en)


def _free_in_words(
    scenario: Scenario, instance: Instance, found: Answer, told: Mapping[str, int]
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
