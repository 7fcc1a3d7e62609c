"""A circle's score card with what supplies each line, and the gates of every tier."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from placement.advice.moves import format_text
from placement.advice.opened import OpenRun
from placement.audit.registers import records
from placement.audit.today import exact
from placement.engine.decisions import NEVER
from placement.policy.base import Source
from placement.policy.rubric import Rubric
from placement.report.plain import plain


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line over the years; counts of outlets, or points of a judged line.

    Attributes
    ----------
    added, points
        At the end of each year.
    supplied_by
        What the plan adds to it, with the year.
    clause, text
        Place in the policy document and its wording.
    """

    line_id: str
    name: str
    existing: Decimal
    added: tuple[Decimal, ...]
    points_today: Decimal
    points: tuple[Decimal, ...]
    cap: Decimal
    kind_class: str
    supplied_by: tuple[str, ...]
    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What one tier asks of one thing in the last year: a score, or kinds of a class."""

    what: str
    required: Decimal
    has: Decimal

    @property
    def is_met(self) -> bool:
        """Whether it is enough."""
        return self.has >= self.required


@dataclass(frozen=True, slots=True)
class TierGates:
    """A tier and all it asks for."""

    tier_id: str
    name: str
    gates: tuple[Gate, ...]

    @property
    def is_met(self) -> bool:
        """Whether every gate is met."""
        return all(gate.is_met for gate in self.gates)


def line_cards(run: OpenRun, circle_id: str) -> tuple[LineCard, ...]:
    """Return the lines of a circle's card in the order of the rubric."""
    frame = run.statement.scorecards
    rows = sorted(records(frame[frame["circle_id"] == circle_id]), key=lambda row: int(row["year"]))
    by_line: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        by_line[str(row["line_id"])].append(row)
    suppliers = _suppliers(run, circle_id)
    today = run.statement.today[circle_id].points
    classes = run.scenario.policy.rubric.kind_classes
    cards = []
    for i, line in enumerate(run.scenario.rubric.lines):
        years, source = by_line[line.id], source_of(run, line.id)
        cards.append(
            LineCard(
                line_id=line.id,
                name=plain(line.name),
                existing=Decimal(str(years[0]["existing_count"])),
                added=tuple(Decimal(str(row["added_count"])) for row in years),
                points_today=today[i],
                points=tuple(Decimal(str(row["points"])) for row in years),
                cap=Decimal(str(years[0]["cap"])),
                kind_class=plain(classes[line.kind_class].name) if line.kind_class else "",
                supplied_by=tuple(suppliers[i]),
                clause=source.clause,
                text=source.text,
            )
        )
    return tuple(cards)


def source_of(run: OpenRun, line_id: str) -> Source:
    """Return where a line stands in the policy document."""
    return run.scenario.policy.rubric.lines[line_id].source


def _suppliers(run: OpenRun, circle_id: str) -> dict[int, list[str]]:
    facts, circle = run.instance.options, run.instance.circle_ids.index(circle_id)
    start = run.decisions.start
    found: dict[int, list[str]] = defaultdict(list)
    mask = (facts.effect_circle == circle) & (start[facts.effect_option] != NEVER)
    for row in mask.nonzero()[0]:
        option = int(facts.effect_option[row])
        site = plain(run.table.rows["site_name"].iloc[option])
        year = run.instance.years[int(start[option])]
        found[int(facts.effect_line[row])].append(f"{site}·{format_text(run, option)}@{year}")
    return found


def tier_gates(run: OpenRun, circle_id: str) -> tuple[TierGates, ...]:
    """Compare a circle's card at the end of the horizon with every tier, lowest first."""
    rubric, policy = run.scenario.rubric, run.scenario.policy
    frame = run.statement.circles
    last = records(
        frame[(frame["circle_id"] == circle_id) & (frame["year"] == run.scenario.years[-1])]
    )[0]
    score, present = Decimal(str(last["score"])), kinds_at_end(run, circle_id)
    return tuple(
        TierGates(
            tier.id,
            plain(tier.name),
            (
                Gate("score", exact(rubric.points(tier.lowest_steps)), score),
                *(
                    Gate(
                        plain(policy.rubric.kind_classes[name].name),
                        Decimal(least),
                        Decimal(present[name]),
                    )
                    for name, least in tier.kind_gates.items()
                ),
            ),
        )
        for tier in rubric.tiers
    )


def kinds_at_end(run: OpenRun, circle_id: str) -> dict[str, int]:
    """Count the kinds a circle has in the last year, by class, from its audited card."""
    frame = run.statement.scorecards
    mask = (frame["circle_id"] == circle_id) & (frame["year"] == run.scenario.years[-1])
    counts = {
        str(row["line_id"]): row["existing_count"] + row["added_count"]
        for row in records(frame[mask])
    }
    return _count_kinds(run.scenario.rubric, counts)


def _count_kinds(rubric: Rubric, counts: dict[str, Decimal]) -> dict[str, int]:
    found = dict.fromkeys(rubric.kind_classes, 0)
    for line in rubric.lines:
        if line.kind_class is not None and counts[line.id] >= 1:
            found[line.kind_class] += 1
    return found
