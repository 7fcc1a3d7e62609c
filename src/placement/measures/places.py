"""What a measure is, and the kinds of places it can be done at."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from placement.finance.works import Int, Look, Works

Place = Literal["premises", "outlet", "circle", "district", "judged"]
"""Vacant premises; an existing outlet; a circle or a district, without premises; a judged line of a circle."""


@dataclass(frozen=True)
class Measures:
    """Measures of one format, or of one judged line, at ``n`` places.

    Attributes
    ----------
    format_id
        What is placed, as it appears in option ids.
    cost_row
        Row of the cost table, or the judged line.
    place
        What kind of places they are done at.
    works
        One outlet at each place.
    units
        How many outlets are placed at each (only in-circle formats can be more than one).
    site_ids, site_names, circles
        Per place; ``circles`` holds the circle's id for measures placed in a circle, else ``""``.
    first_year
        Earliest year per place, 0 for any.
    raised_steps
        Steps a judged line is raised by, else 0.
    """

    format_id: str
    cost_row: str
    place: Place
    works: Works
    units: int
    site_ids: tuple[str, ...]
    site_names: tuple[str, ...]
    circles: tuple[str, ...]
    first_year: Int
    raised_steps: Int


def look_of(row: Any) -> Look:
    """Return what a row of the cost table says of the works themselves."""
    return Look(
        kinds=tuple(row.kinds),
        chain=bool(row.chain),
        standardised=bool(row.standardised),
        open_24h=bool(row.open_24h),
        measure="upgrade" if len(row.upgrade_of) else "convert",
        franchised=bool(row.franchised),
        capacity=int(row.capacity),
        applicant=str(row.applicant),
        own_stores=int(row.own_stores),
        grade_after=str(row.grade_after),
        audited_share=Fraction(row.audited_share),
        loan_share=Fraction(row.loan_share),
        loan_rate=Fraction(row.loan_rate),
    )
