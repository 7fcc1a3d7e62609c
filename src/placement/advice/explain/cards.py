"""A circle's score card with what supplies each line, and the gates of every tier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from placement.advice.moves import format_text
from placement.advice.opened import OpenRun
from placement.audit.cards import card_rows
from placement.audit.certificates import place_of
from placement.audit.gates import TierGates, tier_gates
from placement.audit.registers import records
from placement.engine import NEVER, units_by_year
from placement.plain import plain
from placement.policy.base import Source
from placement.policy.rubric import points_steps

NO_TABLE = -1


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line over the years; counts of outlets, or points of a judged line.

    Attributes
    ----------
    added, points
        At the end of each year.
    supplied_by
        What the plan adds to it, with the year.
    chapter
        Name of its section.
    table
        Score table it gives points to, negative for a row that is a table or only a count.
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
    chapter: str
    supplied_by: tuple[str, ...]
    clause: str
    text: str
    table: int

    @property
    def is_full(self) -> bool:
        """Whether it has all the points it can give, if any, at the end."""
        return self.points[-1] >= self.cap


@dataclass(frozen=True, slots=True)
class TableScore:
    """What the lines of a score table add up to in the last year, and what counts under its caps."""

    name: str
    sum_of_lines: Decimal
    score: Decimal


def line_cards(run: OpenRun, circle_id: str) -> tuple[LineCard, ...]:
    """Return the rows of a circle's card in the order of the document."""
    frame = run.statement.scorecards
    by_row: dict[str, list[dict[str, object]]] = defaultdict(list)
    for cell in records(frame[frame["circle_id"] == circle_id].sort_values("year")):
        by_row[str(cell["line_id"])].append(cell)
    suppliers = _suppliers(run, circle_id)
    today = run.statement.today[circle_id].points
    classes = run.scenario.policy.rubric.kind_classes
    cards = []
    chapters = {chapter.id: plain(chapter.name) for chapter in run.scenario.rubric.chapters}
    tables = {chapter.id: chapter.table for chapter in run.scenario.rubric.chapters}
    for n, row in enumerate(card_rows(run.scenario.rubric)):
        years, source = by_row[row.id], source_of(run, row.id)
        cards.append(
            LineCard(
                line_id=row.id,
                name=plain(row.name),
                existing=Decimal(str(years[0]["existing_count"])),
                added=tuple(Decimal(str(cell["added_count"])) for cell in years),
                points_today=today[n],
                points=tuple(Decimal(str(cell["points"])) for cell in years),
                cap=Decimal(str(years[0]["cap"])),
                kind_class=plain(classes[row.kind_class].name) if row.kind_class else "",
                chapter=chapters.get(row.chapter, ""),
                supplied_by=tuple(suppliers[row.line]) if row.line >= 0 else (),
                clause=source.clause,
                text=source.text,
                table=tables.get(row.chapter, NO_TABLE),
            )
        )
    return tuple(cards)


def table_scores(run: OpenRun, circle_id: str, cards: Sequence[LineCard]) -> tuple[TableScore, ...]:
    """Return the sum and the score of every table at the end of the horizon."""
    rubric, circle = run.scenario.rubric, run.instance.circle_ids.index(circle_id)
    place = place_of(records(run.scenario.tables.circles.iloc[[circle]])[0])
    units = units_by_year(run.instance, run.decisions.start)[-1][circle].tolist()
    return tuple(
        TableScore(
            plain(table.name) if len(rubric.tables) > 1 else "",
            sum((c.points[-1] for c in cards if c.table == k and c.cap), Decimal(0)),
            rubric.points(points_steps(rubric, units, place, table=k)),
        )
        for k, table in enumerate(rubric.tables)
    )


def source_of(run: OpenRun, row_id: str) -> Source:
    """Return where a row of the card stands in the policy document; a count stands with its line."""
    lines = run.scenario.policy.rubric.lines
    line = lines.get(row_id) or lines.get(row_id.partition(".")[0])
    return Source() if line is None else line.source


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


def all_gates(run: OpenRun, circle_id: str) -> tuple[TierGates, ...]:
    """Compare a circle's card at the end of the horizon with every tier, lowest first."""
    circle = run.instance.circle_ids.index(circle_id)
    units = units_by_year(run.instance, run.decisions.start)[-1][circle].tolist()
    return tuple(gates_of(run, circle, j, units) for j in range(len(run.instance.tier_ids)))


def gates_of(run: OpenRun, circle: int, tier: int, units: Sequence[int]) -> TierGates:
    """Compare units per line with what a tier asks for."""
    place = place_of(records(run.scenario.tables.circles.iloc[[circle]])[0])
    return tier_gates(run.scenario, place, tier, units)
