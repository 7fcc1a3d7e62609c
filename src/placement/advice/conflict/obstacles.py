"""What is in the way of hard targets when money is not: lines of the card, years, premises, exclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from placement.advice.ceiling import TOGETHER, Ceiling, ceiling_texts
from placement.advice.conflict.naming import premises_named
from placement.advice.telling import joined
from placement.advice.whatif import ASKED, Question, ask
from placement.audit.naming import Naming, naming_of
from placement.engine import Decisions, Watch
from placement.errors import Text
from placement.instance import Instance, TargetFacts
from placement.scenario.model import Scenario
from placement.scenario.names import target_text

WITH_OTHERS = Text(
    "单独做得到，与其他必须做到的要求合在一起不够",
    "it could be done alone, but not together with the other hard rules",
)
NOT_FOUND = Text(
    "时限内没有找到做法，也没有证明做不到",
    "no way was found in time, nor proven that there is none",
)
MOST_CIRCLES = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """A circle of a target: why it cannot count even if all were done for it alone; no reasons where it could."""

    circle: int
    name: Text
    reasons: tuple[Text, ...]

    @property
    def is_out(self) -> bool:
        """Whether it is proven that it cannot count."""
        return bool(self.reasons) and NOT_FOUND not in self.reasons


@dataclass(frozen=True)
class City:
    """A scenario with money without end, the plan that does nothing but what is locked in, and the clock."""

    scenario: Scenario
    instance: Instance
    plan: Decisions
    watch: Watch

    @cached_property
    def naming(self) -> Naming:
        """What its circles and premises are called."""
        return naming_of(self.scenario)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is in the way of a target, whatever is spent.

    Attributes
    ----------
    is_decisive
        That no plan meets the target for this alone.
    """

    text: Text
    is_decisive: bool


def find_obstacles(
    city: City, missed: Mapping[str, int], *, proven: bool = True
) -> Iterator[Obstacle]:
    """Yield what is in the way of each target that is missed whatever is spent.

    Parameters
    ----------
    missed
        Target id → how much it is short.
    proven
        That no plan misses less; where that is not known, only what is proven of circles by themselves is told.
    """
    facts = {target.id: target for target in city.instance.targets}
    names = {target.id: target_text(target) for target in city.scenario.targets}
    for target_id in missed:
        target = facts[target_id]
        reach = [_reach(city, target, circle) for circle in target.circles]
        if not proven and not any(one.is_out for one in reach):
            continue
        if len(reach) == 1:
            (alone,) = reach
            reasons = alone.reasons or (WITH_OTHERS,)
            lies = [*reasons, *_alone(city, alone.circle)] if TOGETHER in reasons else reasons
            told = joined(lies)
        else:
            told = _of_many(city, target, reach, proven=proven)
            told = joined([names[target_id], told], "：", ": ") if len(missed) > 1 else told
        left = [one.circle for one in reach if not one.is_out]
        yield Obstacle(told, not target.base and not _suffice(target, left))


def _reach(city: City, target: TargetFacts, circle: int) -> Reach:
    name = city.naming.circle(city.instance.circle_ids[circle])
    return Reach(circle, name, tuple(_reasons(city, target, circle)))


def _reasons(city: City, target: TargetFacts, circle: int) -> Iterator[Text]:
    instance, tier, by = city.instance, target.tier, target.year
    if instance.blocked_circle[circle]:
        yield Text("情景已将它排除在认定之外（locks.circles_out）", "locked out by the scenario")
        return
    if instance.opens is not None and instance.opens[circle, tier] > by:
        year = instance.years[int(instance.opens[circle, tier])]
        yield Text(f"{year} 年复评时才重新定级", f"rated again in {year} only")
        return
    ceiling = Ceiling(city.scenario, instance, city.plan, circle)
    gates = ceiling.gates(tier, by)
    if not gates.is_met:
        yield from ceiling_texts(gates.short, ceiling.late_lines(tier, by), instance.years[by])
        return
    wanted = TargetFacts(ASKED, (circle,), tier, by, 1, 1, False, False)
    alone = Question(np.array([circle]), (wanted,), elastic=False)
    answer = ask(instance, city.plan, alone, city.watch)
    if not answer.is_done:
        yield TOGETHER if answer.proven else NOT_FOUND


def _of_many(city: City, target: TargetFacts, reach: list[Reach], *, proven: bool) -> Text:
    """Tell how many circles could count, and why the others cannot; where enough could, what they share."""
    out = [one for one in reach if one.is_out]
    able = [one.circle for one in reach if not one.reasons]
    parts = [
        Text(
            f"{len(reach)} 个生活圈中，单独看够得上的有 {len(able)} 个",
            f"of {len(reach)} circles {len(able)} could count if all were done for each alone",
        )
    ]
    for one in out[:MOST_CIRCLES]:
        why = joined(one.reasons, "，", ", ")
        parts.append(joined([one.name, why], "：", ": "))
    if (rest := len(out) - MOST_CIRCLES) > 0:
        parts.append(Text(f"另有 {rest} 个也够不上", f"{rest} more cannot either"))
    if unknown := len(reach) - len(out) - len(able):
        parts.append(Text(f"{unknown} 个时限内没有答案", f"no answer in time for {unknown}"))
    if proven and _suffice(target, able) and (shared := _contested(city, able, users=2)):
        names = premises_named(city.naming, shared)
        parts.append(
            Text(
                f"它们共用的用房各只能做一样：{names.zh}",
                f"premises they share can be one thing only: {names.en}",
            )
        )
    return joined(parts)


def _suffice(target: TargetFacts, circles: list[int]) -> bool:
    """Tell whether a target would be met if these circles counted, in its own measure: circles, residents, a share."""
    amount = target.amount_of
    base = set(target.base) if target.tier >= target.base_tier else set()
    counted = sum(amount[c] - (target.base_share if c in base else 0) for c in circles)
    return counted >= target.required


def _alone(city: City, circle: int) -> Iterator[Text]:
    """Name the premises of which a circle would need more than one use."""
    if contested := _contested(city, [circle], users=1):
        names = premises_named(city.naming, contested)
        yield Text(f"可做几样的用房：{names.zh}", f"premises with several uses: {names.en}")


def _contested(city: City, circles: list[int], *, users: int) -> list[str]:
    """Return the premises that so many of some circles or more could use in more than one way, by id."""
    facts = city.instance.options
    inside = np.isin(facts.effect_circle, circles)
    rows = np.unique(
        np.stack([facts.site[facts.effect_option[inside]], facts.effect_circle[inside]]), axis=1
    )
    sites, counts = np.unique(rows[0], return_counts=True)
    offered = np.bincount(facts.site[facts.available.any(axis=1)], minlength=len(facts.site_ids))
    premises = set(city.scenario.tables.premises["premises_id"])
    order = sorted(zip(-counts, sites, strict=True))
    return [
        facts.site_ids[site]
        for less, site in order
        if -less >= users and offered[site] > 1 and facts.site_ids[site] in premises
    ]
