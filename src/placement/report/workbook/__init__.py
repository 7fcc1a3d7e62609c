"""The forms as one Excel workbook: names instead of ids, texts never formulas, same plan same bytes."""

from __future__ import annotations

from pathlib import Path

from placement.plain import plain
from placement.report.dossier import Dossier
from placement.report.names import place_head
from placement.report.workbook.book import Book
from placement.report.workbook.cards import write_cards, write_lines
from placement.report.workbook.checks import write_checks
from placement.report.workbook.money import write_money
from placement.report.workbook.notes import write_notes
from placement.report.workbook.projects import write_payments, write_projects
from placement.report.workbook.statistics import write_statistics
from placement.report.workbook.targets import write_targets

__all__ = ["write_workbook"]

SHEETS = (
    write_projects,
    write_cards,
    write_lines,
    write_targets,
    write_money,
    write_payments,
    write_statistics,
    write_checks,
    write_notes,
)


def write_workbook(path: Path, dossier: Dossier) -> None:
    """Write ``plan.xlsx``.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    places = place_head(dossier.names.districts)
    with Book(path, plain(dossier.scenario.name), dossier.say, places) as book:
        for write in SHEETS:
            write(book, dossier)
