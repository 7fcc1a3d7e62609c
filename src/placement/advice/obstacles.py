"""What is in the way of hard targets when money is not: lines of the card, years, premises, exclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from placement.advice.ceiling import Ceiling, ceiling_texts
from placement.advice.telling import joined
from placement.engine import Decisions
from placement.errors import Text, listed
from placement.instance import Instance, TargetFacts
from placement.report.names import target_text
from placement.report.plain import plain
from placement.scenario.model import Scenario

MOST_CIRCLES = 3
MOST_SITES = 6


@dataclass(frozen=True, slots=True)
class Reach:
    """A circle of a target: why it cannot count even if all were done for it alone; no reasons where it could."""

    circle: int
    name: Text
    reasons: tuple[Text, ...]


def obstacle_texts(
    scenario: Scenario, instance: Instance, missed: Mapping[str, int]
) -> Iterator[Text]:
    """Say of each target that is missed whatever is spent what is in its way.

    Parameters
    ----------
    instance
        Without caps.
    missed
        Target id → how much it is short.
    """
    facts = {target.id: target for target in instance.targets}
    names = {target.id: target_text(target) for target in scenario.targets}
    for target_id in missed:
        target = facts[target_id]
        reach = [_reach(scenario, instance, target, circle) for circle in target.circles]
        if len(reach) == 1:
            (alone,) = reach
            reasons = alone.reasons or tuple(ceiling_texts((), ()))
            yield joined(reasons)
        else:
            yield _of_many(scenario, instance, (names[target_id], target), reach)


def _reach(scenario: Scenario, instance: Instance, target: TargetFacts, circle: int) -> Reach:
    name = plain(scenario.tables.circles["name"].iloc[circle])
    shown = Text(*([f"{instance.circle_ids[circle]} {name}"] * 2))
    return Reach(circle, shown, tuple(_reasons(scenario, instance, target, circle)))


def _reasons(
    scenario: Scenario, instance: Instance, target: TargetFacts, circle: int
) -> Iterator[Text]:
    tier, by = target.tier, target.year
    if instance.blocked_circle[circle]:
        yield Text("情景已将它排除在认定之外（locks.circles_out）", "locked out by the scenario")
        return
    if instance.opens is not None and instance.opens[circle, tier] > by:
        year = instance.years[int(instance.opens[circle, tier])]
        yield Text(f"{year} 年复评时才重新定级", f"rated again in {year} only")
        return
    ceiling = Ceiling(scenario, instance, Decisions.nothing(instance), circle)
    gates = ceiling.gates(tier, by)
    if not gates.is_met:
        yield from ceiling_texts(gates.short, ceiling.late_lines(tier, by), instance.years[by])


def _of_many(
    scenario: Scenario, instance: Instance, target: tuple[Text, TargetFacts], reach: list[Reach]
) -> Text:
    """Tell how many circles could count, and why the others cannot; where enough could, what they share."""
    name, facts = target
    out = [one for one in reach if one.reasons]
    able = [one.circle for one in reach if not one.reasons]
    parts = [
        Text(
            f"{name.zh}：{len(reach)} 个生活圈中，单独看也够得上的有 {len(able)} 个",
            f"{name.en}: of {len(reach)} circles {len(able)} could count if all were done for each alone",
        )
    ]
    for one in out[:MOST_CIRCLES]:
        why = joined(one.reasons, "，", ", ")
        parts.append(Text(f"{one.name.zh} {why.zh}", f"{one.name.en} {why.en}"))
    if (rest := len(out) - MOST_CIRCLES) > 0:
        parts.append(Text(f"另有 {rest} 个也够不上", f"{rest} more cannot either"))
    if len(able) >= facts.required and (shared := _shared(scenario, instance, able)):
        names = listed(shared[:MOST_SITES])
        parts.append(
            Text(
                f"它们共用的用房各只能做一样（{names.zh}{'等' if len(shared) > MOST_SITES else ''} {len(shared)} 处）",
                f"premises they share can be one thing only: {names.en}"
                + (f" ({len(shared)} in all)" if len(shared) > MOST_SITES else ""),
            )
        )
    return joined(parts)


def _shared(scenario: Scenario, instance: Instance, circles: list[int]) -> list[str]:
    """Return the premises that more than one of some circles could use in more than one way, by id."""
    facts = instance.options
    inside = np.isin(facts.effect_circle, circles)
    rows = np.unique(
        np.stack([facts.site[facts.effect_option[inside]], facts.effect_circle[inside]]), axis=1
    )
    sites, users = np.unique(rows[0], return_counts=True)
    offered = np.bincount(facts.site[facts.available.any(axis=1)], minlength=len(facts.site_ids))
    premises = set(scenario.tables.premises["premises_id"])
    order = sorted(zip(-users, sites, strict=True))
    return [
        facts.site_ids[site]
        for users_, site in order
        if -users_ > 1 and offered[site] > 1 and facts.site_ids[site] in premises
    ]


def liftings(scenario: Scenario) -> Iterator[tuple[Text, Scenario]]:
    """Yield what could be lifted besides money, and the scenario without it."""
    locks = scenario.locks
    if locks.premises_out:
        names = listed(sorted(locks.premises_out)[:MOST_SITES])
        what = Text(f"放开排除的用房（{names.zh}）", f"lifting locks.premises_out ({names.en})")
        yield what, replace(scenario, locks=replace(locks, premises_out=frozenset()))
    if locks.premises_in:
        names = listed(sorted(locks.premises_in)[:MOST_SITES])
        what = Text(f"放开锁定的用房（{names.zh}）", f"lifting locks.premises_in ({names.en})")
        yield what, replace(scenario, locks=replace(locks, premises_in={}))
    if locks.circles_out:
        names = listed(sorted(locks.circles_out)[:MOST_SITES])
        what = Text(f"放开排除的生活圈（{names.zh}）", f"lifting locks.circles_out ({names.en})")
        yield what, replace(scenario, locks=replace(locks, circles_out=frozenset()))
