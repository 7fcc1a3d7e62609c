"""Circles that are certified otherwise than the old plan meant, and what of it can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from placement.advice.replan.exchange import Exchange, Need
from placement.advice.replan.reasons import Evidence, parts_text
from placement.advice.telling import first_few
from placement.errors import Text
from placement.instance import Bool
from placement.plain import plain
from placement.plan import Plan
from placement.report.run.published import PublishedRun

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Recertified:
    """A circle whose certifications from the year on are not the same; ``""`` for none."""

    circle_id: str
    name: str
    before: str
    after: str
    why: Text


def recertified(
    run: PublishedRun, old: Plan, new: Plan, evidence: Evidence, year: int
) -> tuple[Recertified, ...]:
    """List the circles whose certifications from a year on differ."""
    tiers, names = run.record["names"]["tiers"], run.record["names"]["circles"]
    before, after = _paths(old, year, tiers), _paths(new, year, tiers)
    return tuple(
        Recertified(
            circle,
            plain(names[circle]["name"]) if circle in names else "",
            before.get(circle, ""),
            after.get(circle, ""),
            reasons_for(evidence, circle),
        )
        for circle in sorted({*before, *after})
        if before.get(circle) != after.get(circle)
    )


def _paths(plan: Plan, year: int, tiers: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for item in sorted(plan.certifications, key=lambda item: item.year):
        if item.year >= year:
            name = tiers.get(item.tier, item.tier)
            found.setdefault(item.circle_id, []).append(f"{item.year} {name}")
    return {circle: " → ".join(steps) for circle, steps in found.items()}


def reasons_for(evidence: Evidence, circle: str) -> Text:
    """Say what has broken the old plan's way and what money it lacks now, beside whom it counts for a target otherwise, and what pays for it."""
    gained, given = evidence.gained, evidence.given
    if gained is None or given is None:
        return evidence.told([])
    causes = (
        _broken(evidence, gained, given, circle),
        _without_money(evidence, gained, given, circle),
        _counted(evidence, gained, circle),
        _paid(evidence, gained, circle),
    )
    return evidence.told([text for cause in causes for text in cause])


def _broken(evidence: Evidence, gained: Exchange, given: Exchange, circle: str) -> Iterator[Text]:
    """Name the closed outlets and lost premises without which the old plan's way does not lead to the tier."""
    news = [part for part in gained.others if part.fate in {"closed", "lost"}]
    for year in gained.own.instance.years:
        need = Need(circle, year, given.own.tier(circle, year))
        if need.tier <= gained.own.tier(circle, year):
            continue
        if parts := given.broken_by(need, news):
            names, tier = parts_text(parts), evidence.tiers[need.tier]
            yield Text(
                f"少了{names.zh}，原方案 {year} 年达不到{tier}",
                f"without {names.en} the old plan does not lead to {tier} in {year}",
            )
            return


def _without_money(
    evidence: Evidence, gained: Exchange, given: Exchange, circle: str
) -> Iterator[Text]:
    """Name the budget lines that paid for a tier the new plan has not: cut too short for the old plan, or others take them."""
    missing = [
        year
        for year in gained.own.instance.years
        if given.own.tier(circle, year) > gained.own.tier(circle, year)
    ]
    needed = {
        option
        for option in evidence.old.paid
        for year in missing
        if any(need.circle == circle for need in given.needs(option, range(year, year + 1)))
    }
    if missing:
        yield from evidence.purse.cut_short_for(circle, needed)
        yield from evidence.purse.no_room_for(circle, needed)


def _counted(evidence: Evidence, gained: Exchange, circle: str) -> Iterator[Text]:
    """Name the targets for which it now counts while others no longer do, or the other way round."""
    instance = gained.own.instance
    before, now = gained.others_tiers(), gained.own.decisions.held
    for target in instance.targets:
        ids = [instance.circle_ids[c] for c in target.circles]
        if circle not in ids:
            continue
        then, here = _ids(ids, target.counted(before)), _ids(ids, target.counted(now))
        name = evidence.targets.get(target.id, target.id)
        when = instance.years[target.year]
        left, come = [c for c in then if c not in here], [c for c in here if c not in then]
        if circle in come and left:
            others = first_few([evidence.circle(c) for c in left], MOST_NAMED, "个圈")
            yield Text(
                f"现计入“{name}”{when} 年的任务，{others.zh} 不再计入",
                f"now counts for {name} {when}, for which {others.en} no longer count",
            )
        elif circle in left and come:
            others = first_few([evidence.circle(c) for c in come], MOST_NAMED, "个圈")
            yield Text(
                f"不再计入“{name}”{when} 年的任务，现计入 {others.zh}",
                f"no longer counts for {name} {when}, for which {others.en} now count",
            )


def _paid(evidence: Evidence, gained: Exchange, circle: str) -> Iterator[Text]:
    """Name the money by which a tier is reached that the old plan had not in that year."""
    for year in gained.own.instance.years:
        tier = gained.own.tier(circle, year)
        if tier > gained.other.tier(circle, year):
            used = [
                option
                for option in evidence.purse.takers()
                if any(
                    need.circle == circle and need.tier == tier
                    for need in gained.needs(option, range(year, year + 1))
                )
            ]
            yield from evidence.purse.found(used)
            return


def _ids(ids: Sequence[str], counted: Bool) -> list[str]:
    return [circle for circle, counts in zip(ids, counted, strict=True) if counts]
