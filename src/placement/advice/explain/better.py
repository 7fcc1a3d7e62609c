"""Whether a plan that is not proven can be bettered by one circle alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.advice.explain.ways import Way, way_of
from placement.advice.lateness import stay
from placement.advice.opened import OpenRun
from placement.advice.pots import excess_of
from placement.advice.whatif import Answer, aid_of, awards_of, overrun_of
from placement.audit import Statement
from placement.audit.registers import records
from placement.engine import (
    NEVER,
    Decisions,
    Settings,
    Watch,
    cut_out,
    evaluate,
    plan_of,
    solve_whole,
)
from placement.errors import Text
from placement.plain import plain
from placement.plan import Plan
from placement.planner import in_audited_unit
from placement.report.names import term_texts


@dataclass(frozen=True, slots=True)
class Met:
    """A target that is short by less, or by more, than in the run."""

    target_id: str
    name: str
    year: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Better:
    """A better plan than the run's, within all caps, in which only one circle and what serves it differ.

    Attributes
    ----------
    term, before, after
        The first stage that differs, and its values; money in fen.
    tier, year
        What the circle ends with, and since when; ``""`` and 0 for nothing new.
    targets
        Those whose shortfall changes.
    command
        What publishes it and goes on from it.
    plan
        The whole plan, for whoever takes it over.
    """

    term: str
    what: Text
    before: int
    after: int
    tier: str
    year: int
    targets: tuple[Met, ...]
    way: Way
    command: str
    plan: Plan


def find_better(run: OpenRun, circle: int, watch: Watch) -> Better | None:
    """Ask the run's own question with one circle free and the rest as planned; ``None`` where nothing is better.

    A run that is proven to be the best is not asked.
    """
    if run.record["outcome"]["status"] == "optimal":
        return None
    instance, now = run.instance, run.decisions
    part = cut_out(instance, now, np.array([circle]))
    outcome = solve_whole(part.instance, part.start, watch, Settings())
    found = part.merge(now, stay(part.instance, outcome.decisions, part.start))
    value, before = evaluate(instance, found), evaluate(instance, now)
    if not value.feasible or value.rank(instance) >= before.rank(instance):
        return None
    term = next(s.term for s in instance.stages if value.terms[s.term] != before.terms[s.term])
    year, tier = _reached(run, found, circle)
    statement = run.audited(found)
    path, circle_id = run.path.as_posix(), instance.circle_ids[circle]
    return Better(
        term,
        term_texts(awards_counted=run.scenario.awards_counted)[term],
        in_audited_unit(instance, term, before.terms[term]),
        in_audited_unit(instance, term, value.terms[term]),
        tier,
        year,
        tuple(_targets(run, statement)),
        way_of(run, _answer(run, found)),
        f"placement explain {path} --circle {circle_id} --out {path}-better",
        plan_of(found, instance, run.table),
    )


def _reached(run: OpenRun, found: Decisions, circle: int) -> tuple[int, str]:
    path = found.held[circle]
    if path[-1] == NEVER:
        return 0, ""
    first = int(np.flatnonzero(path == path[-1])[0])
    return run.instance.years[first], plain(run.names.tiers[run.instance.tier_ids[path[-1]]])


def _targets(run: OpenRun, statement: Statement) -> list[Met]:
    names = {target.id: plain(target.name) for target in run.scenario.targets}
    then = {str(row["target_id"]): int(row["shortfall"]) for row in records(run.statement.targets)}
    return [
        Met(target, names[target], int(row["year"]), then[target], int(row["shortfall"]))
        for row in records(statement.targets)
        if then[target := str(row["target_id"])] != int(row["shortfall"])
    ]


def _answer(run: OpenRun, found: Decisions) -> Answer:
    """Return the bettered plan as an answer, its money compared with the run's."""
    instance, now = run.instance, run.decisions
    return Answer(
        found,
        0,
        overrun_of(instance, found),
        aid_of(instance, found) - aid_of(instance, now),
        awards_of(instance, found) - awards_of(instance, now),
        proven=True,
        excess=excess_of(instance, found),
    )
