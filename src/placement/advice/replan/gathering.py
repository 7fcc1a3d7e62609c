"""All that reasons are looked up in, gathered from a run and from the plan that takes it up again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from placement.advice.replan.agreeing import agreed
from placement.advice.replan.both import NEVER_AGAIN, Both, Projects, year_of
from placement.advice.replan.exchange import Exchange, Fate, Part
from placement.advice.replan.money_reasons import Payee, Purse
from placement.advice.replan.numbers import budget_names, circle_names, target_names
from placement.advice.replan.prepare import Prepared
from placement.advice.replan.reasons import Evidence
from placement.advice.replan.sides import Side
from placement.advice.replan.supply import Supply, outlets_given
from placement.audit.registers import records
from placement.errors import Text
from placement.plain import plain
from placement.plan import Choice
from placement.planner import Solved
from placement.report.run.published import PublishedRun
from placement.scenario.model import Scenario
from placement.scenario.names import names_of


def gather(run: PublishedRun, prepared: Prepared, solved: Solved, both: Both) -> Evidence:
    """Gather what reasons are looked up in."""
    before, after = both.before, both.after
    offered = set(solved.instance.options.site_ids)
    programmes = {**names_of(prepared.scenario).programmes, **run.record["names"]["programmes"]}
    old = Side.of(before.values(), run.tables, programmes, both.named)
    new = Side.of(after.values(), solved.statement.frames(), programmes, both.named)
    gained, given = _exchanges(run, prepared, solved, both)
    circles = circle_names(run, prepared)
    return Evidence(
        news=prepared.news,
        old=old,
        new=new,
        purse=Purse(
            prepared.news,
            old,
            new,
            budget_names(run, prepared),
            payees=[*_projects_paid(both, old, new), *_circles_paid(old, new, circles)],
            impossible={
                c.option_id
                for c in before.values()
                if c.site_id not in offered or not both.is_there(c.site_id)
            },
        ),
        dropped=[c.option_id for key, c in before.items() if key not in after],
        added=[c.option_id for key, c in after.items() if key not in before],
        tiers=[plain(tier.name) for tier in prepared.scenario.rubric.tiers],
        targets=target_names(run, prepared),
        circles=circles,
        gained=gained,
        given=given,
    )


def _projects_paid(both: Both, old: Side, new: Side) -> Iterator[Payee]:
    """Yield the projects of both plans, with what each commits to them."""
    for key in sorted({*both.before, *both.after}):
        was, becomes = (
            plan[key].option_id if key in plan else "" for plan in (both.before, both.after)
        )
        name = new.name(becomes) if becomes else old.name(was)
        yield Payee(
            Text(name, name), was, becomes, old.paid.get(was, {}), new.paid.get(becomes, {})
        )


def _circles_paid(old: Side, new: Side, names: Mapping[str, str]) -> Iterator[Payee]:
    """Yield the circles with awards in either plan."""
    for circle in sorted({*old.awarded, *new.awarded}):
        called = names.get(circle, circle)
        name = Text(f"{called} 的奖励", f"the award to {called}")
        was, becomes = old.awarded.get(circle, {}), new.awarded.get(circle, {})
        yield Payee(name, "", "", was, becomes, circle)


def _exchanges(
    run: PublishedRun, prepared: Prepared, solved: Solved, both: Both
) -> tuple[Exchange, Exchange] | tuple[None, None]:
    """Return the exchange as the new plan sees it and as the old one does; none where what the run had is not known."""
    if prepared.before is None:
        return None, None
    old = Supply.of(prepared.before, both.plan)
    new = Supply(solved.instance, solved.outcome.decisions)
    if not old.is_like(new):
        return None, None
    kinds = {str(r["option_id"]): r["kinds"] for r in records(run.tables["projects"])}
    kinds |= {str(r["option_id"]): r["kinds"] for r in records(solved.statement.projects)}
    kinds_of = {option: frozenset(map(str, of)) for option, of in kinds.items()}
    gone = list(_projects(both, (both.before, both.after), old, kinds_of))
    come = list(_projects(both, (both.after, both.before), new, kinds_of))
    years = prepared.scenario.years
    closed = _outlets(prepared.before, prepared.facts, years, "closed")
    opened = _outlets(prepared.facts, prepared.before, years, "opened")
    lost = _lost(both, old, kinds_of, years)
    gained = Exchange(new, old, [*closed, *lost, *gone])
    return agreed(gained, Exchange(old, new, [*opened, *come]), come, gone)


def _outlets(
    has: Scenario, has_not: Scenario, years: tuple[int, ...], fate: Fate
) -> Iterator[Part]:
    """Yield the outlets that only one scenario has."""
    rows, others = has.tables.outlets, has_not.tables.outlets["outlet_id"]
    only = rows[~rows["outlet_id"].isin(others)].reset_index(drop=True)
    given = outlets_given(has, only)
    for row in records(only):
        name = f"{row['outlet_id']} {plain(row['name'])}".strip()
        yield Part(
            str(row["outlet_id"]), name, fate, frozenset(row["kinds"]),
            range(years[0], NEVER_AGAIN), given[str(row["outlet_id"])],
        )  # fmt: skip


def _lost(
    both: Both, old: Supply, kinds: Mapping[str, frozenset[str]], years: tuple[int, ...]
) -> Iterator[Part]:
    """Yield what was done before the year at sites that are no more."""
    for choice in both.plan.choices:
        if choice.year < years[0] and not both.is_there(choice.site_id):
            yield _part(both, choice, "lost", range(years[0], NEVER_AGAIN), (old, kinds))


def _projects(
    both: Both,
    plans: tuple[Projects, Projects],
    supply: Supply,
    kinds: Mapping[str, frozenset[str]],
) -> Iterator[Part]:
    """Yield the projects of the first plan in the years in which the second has not got them: what was lost first."""
    mine, theirs = plans
    found = []
    for what, choice in mine.items():
        until = year_of(theirs, what)
        if choice.year < until:
            fate = _fate(both, choice, until, is_old=mine is both.before)
            found.append(_part(both, choice, fate, range(choice.year, until), (supply, kinds)))
    yield from sorted(found, key=lambda part: part.fate != "lost")


def _fate(both: Both, choice: Choice, until: int, *, is_old: bool) -> Fate:
    if not is_old:
        return "added" if until == NEVER_AGAIN else "sooner"
    if not both.is_there(choice.site_id):
        return "lost"
    return "dropped" if until == NEVER_AGAIN else "later"


def _part(
    both: Both,
    choice: Choice,
    fate: Fate,
    years: range,
    read: tuple[Supply, Mapping[str, frozenset[str]]],
) -> Part:
    supply, kinds = read
    option = choice.option_id
    name = f"{choice.site_id} {both.named(choice)}"
    return Part(
        choice.site_id, name, fate, kinds.get(option, frozenset()), years, supply.given(option), option
    )  # fmt: skip
