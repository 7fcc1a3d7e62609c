"""Why circles are certified later, or lower, than they have earned, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from placement.audit.waiting import Obstacle, Wait
from placement.errors import Text
from placement.money import wan
from placement.plain import plain
from placement.report.names import term_texts
from placement.scenario.model import Scenario
from placement.scenario.names import Names
from placement.scenario.objectives import amount_text

QUOTAS = {
    "pool": Text("当年资金池已用完", "its pool of the year is used up"),
    "first": Text("当年名额已用完", "its places of the year are taken"),
    "district": Text("分区县名额已用完", "its places of the district are taken"),
    "bundle": Text("当地合计达不到打包下限", "its least bundle would not be reached"),
}
ALIKE = Text("当年认定也可以，各项目标都不更差", "certifying it then would be no worse")
BETTER = Text(
    "当年认定会更好（方案没有证明最优）",
    "certifying it then would be better (the plan is not the best)",
)


def wait_texts(waits: Sequence[Wait], scenario: Scenario, names: Names) -> Iterator[Text]:
    """Yield a sentence for every run of years with one tier earned and one reason."""
    for (_, _, shared, *_), group in groupby(waits, key=_alike):
        found = list(group)
        obstacles = shared if len(found) > 1 else found[0].obstacles
        years, last = [wait.year for wait in found], found[-1]
        name = names.tiers.get(last.tier, last.tier)
        when = "、".join(map(str, years))
        reasons = [_obstacle(o, scenario, names) for o in obstacles]
        if not reasons:
            reasons = [BETTER if last.is_better else ALIKE]
        said = Text(
            f"{when} 年已达到{name}：" + "，".join(dict.fromkeys(r.zh for r in reasons)),
            f"{name} earned by {', '.join(map(str, years))}: "
            + ", ".join(dict.fromkeys(r.en for r in reasons)),
        )
        yield _with_lower(said, names.tiers.get(last.lower, last.lower)) if last.lower else said


def _with_lower(said: Text, lower: str) -> Text:
    return Text(
        f"{said.zh}；先认定为{lower}也可以，各项目标都不更差",
        f"{said.en}; certifying it at {lower} first would be no worse",
    )


def _alike(wait: Wait) -> tuple[str, str, tuple[Obstacle, ...], bool, str]:
    """Return what years of one sentence share; money of the year itself, its year 0, is one reason in every year."""
    same = tuple(
        replace(o, year=0) if o.year == wait.year or o.kind == "term" else o for o in wait.obstacles
    )
    return wait.tier, wait.held, same, wait.is_better, wait.lower


def _obstacle(obstacle: Obstacle, scenario: Scenario, names: Names) -> Text:
    if obstacle.kind == "quota":
        programme = names.programmes.get(obstacle.id, obstacle.id)
        why = QUOTAS[obstacle.detail]
        return Text(f"“{programme}”{why.zh}", f"{programme}: {why.en}")
    if obstacle.kind == "budget":
        line, money = names.budgets.get(obstacle.id, obstacle.id), wan(obstacle.amount)
        zh, en = (
            (f"{obstacle.year} 年", str(obstacle.year)) if obstacle.year else ("当年", "the year")
        )
        return Text(f"{zh}“{line}”余额不够，差 {money.zh}", f"{line} lacks {money.en} in {en}")
    if obstacle.kind in {"target", "hard_target"}:
        return _target(obstacle, scenario)
    if obstacle.kind == "term":
        return _term(obstacle, scenario)
    return _own_path(obstacle)


def _own_path(obstacle: Obstacle) -> Text:
    """Say what in the circle's own certifications stands against another."""
    if obstacle.kind == "rise":
        return Text("情景不允许期内先低后高", "the scenario allows no rise within the horizon")
    if obstacle.kind == "lost":
        return Text(
            f"{obstacle.year} 年不再达到，不能认定了又降级",
            f"it is not earned any more in {obstacle.year}, and no circle is certified to fall again",
        )
    return Text("不高于原有等级，不算认定", "it would be no rise above the tier it had")


def _target(obstacle: Obstacle, scenario: Scenario) -> Text:
    target = next(t for t in scenario.targets if t.id == obstacle.id)
    name = plain(target.name)
    if obstacle.kind == "hard_target":
        return Text(f"必须完成的“{name}”就做不到", f"{name}, which must be met, would be missed")
    return Text(f"“{name}”就多缺 {obstacle.amount}", f"{name} would miss {obstacle.amount} more")


def _term(obstacle: Obstacle, scenario: Scenario) -> Text:
    term = term_texts(scenario.awards_counted)[obstacle.id]
    amount = amount_text(obstacle.id, obstacle.amount)
    return Text(f"“{term.zh}”会差 {amount.zh}", f"{term.en} would be worse by {amount.en}")
