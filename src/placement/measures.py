"""Measures 措施: everything that could be done, format by format, before anybody has paid for it.

A measure is a format on vacant premises, a format placed in a circle without premises, or the raising of
a judged line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from placement.finance.works import Int, Works, earn, invest
from placement.policy.rubric import steps_of
from placement.scenario.model import Scenario

IN_CIRCLE = "circle"
"""Source class of formats that need no premises."""

LARGEST_OVERSIZE = Fraction(8, 5)
"""Premises above this multiple of a format's largest useful area are not offered to it: an operator
does not rent 500 m² for a repair stall."""


@dataclass(frozen=True)
class Measures:
    """Measures of one format, or of one judged line, at ``n`` places.

    Attributes
    ----------
    format_id
        What is placed, as it appears in option ids.
    cost_row
        Row of the cost table, or the judged line.
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
    works: Works
    units: int
    site_ids: tuple[str, ...]
    site_names: tuple[str, ...]
    circles: tuple[str, ...]
    first_year: Int
    raised_steps: Int


def list_measures(scenario: Scenario) -> Iterator[Measures]:
    """Yield the measures of every format and judged line that have at least one place."""
    formats: Iterator[Any] = scenario.tables.costs.itertuples(index=False)
    for row in formats:
        if row.source_class == IN_CIRCLE:
            for units in range(1, max(1, int(row.max_per_circle)) + 1):
                yield _in_circles(scenario, row, units)
        else:
            yield from _on_premises(scenario, row)
    yield from _judged(scenario)


def _on_premises(scenario: Scenario, row: Any) -> Iterator[Measures]:
    chosen = _fitting(scenario, row)
    if chosen.empty:
        return
    area = chosen["floor_area_dm2"].to_numpy(dtype=np.int64)
    rent = chosen["rent_fen_per_m2_month"].to_numpy(dtype=np.int64)
    used = np.minimum(area, row.max_floor_area_dm2)
    works = Works(
        kinds=tuple(row.kinds),
        chain=bool(row.chain),
        standardised=bool(row.standardised),
        open_24h=bool(row.open_24h),
        judged_line=None,
        district=tuple(chosen["district"]),
        source_class=tuple(chosen["source_class"]),
        area_class=("",) * len(chosen),
        floor_area_dm2=area,
        investment_fen=invest(row.fixed_fen, row.fen_per_m2, area, row.max_floor_area_dm2),
        preparation_fen=chosen["preparation_fen"].to_numpy(dtype=np.int64),
        earned_cfen=earn(int(row.margin_fen_per_m2_month), scenario.payback_years, rent, used),
    )
    yield Measures(
        format_id=row.format_id,
        cost_row=row.format_id,
        works=works,
        units=1,
        site_ids=tuple(chosen["premises_id"]),
        site_names=tuple(chosen["name"]),
        circles=("",) * len(chosen),
        first_year=chosen["first_year"].to_numpy(dtype=np.int64),
        raised_steps=np.zeros(len(chosen), dtype=np.int64),
    )


def _fitting(scenario: Scenario, row: Any) -> pd.DataFrame:
    """Return the premises a format may take."""
    premises = scenario.tables.premises
    area = premises["floor_area_dm2"].to_numpy(dtype=np.int64)
    kinds = set(row.kinds)
    largest = int(row.max_floor_area_dm2 * LARGEST_OVERSIZE)
    fits = (area >= row.min_floor_area_dm2) & (area <= largest)
    if row.source_class:
        fits &= premises["source_class"].to_numpy() == row.source_class
    fits &= ~premises["premises_id"].isin(scenario.locks.premises_out).to_numpy()
    fits &= np.array(
        [
            (not allowed or kinds <= set(allowed)) and kinds.isdisjoint(forbidden)
            for allowed, forbidden in zip(
                premises["allowed_kinds"], premises["forbidden_kinds"], strict=True
            )
        ],
        dtype=bool,
    )
    fitting: pd.DataFrame = premises[fits]
    return fitting


def _in_circles(scenario: Scenario, row: Any, units: int) -> Measures:
    circles = scenario.tables.circles
    nothing = np.zeros(len(circles), dtype=np.int64)
    works = Works(
        kinds=tuple(row.kinds),
        chain=bool(row.chain),
        standardised=bool(row.standardised),
        open_24h=bool(row.open_24h),
        judged_line=None,
        district=tuple(circles["district"]),
        source_class=(IN_CIRCLE,) * len(circles),
        area_class=tuple(circles["area_class"]),
        floor_area_dm2=nothing,
        investment_fen=np.full(len(circles), int(row.fixed_fen), dtype=np.int64),
        preparation_fen=nothing,
        earned_cfen=nothing,
    )
    return Measures(
        format_id=row.format_id if units == 1 else f"{row.format_id}×{units}",
        cost_row=row.format_id,
        works=works,
        units=units,
        site_ids=tuple(f"{c}@{row.format_id}" for c in circles["circle_id"]),
        site_names=tuple(f"{name}（圈内设点）" for name in circles["name"]),
        circles=tuple(circles["circle_id"]),
        first_year=nothing,
        raised_steps=nothing,
    )


def _judged(scenario: Scenario) -> Iterator[Measures]:
    circles = scenario.tables.circles.set_index("circle_id")
    raisable = scenario.tables.judgements
    raisable = raisable[raisable["reachable"] > raisable["current"]]
    step = scenario.policy.rubric.step
    for line_id, rows in raisable.groupby("line_id", sort=True):
        where = circles.loc[rows["circle_id"]]
        nothing = np.zeros(len(rows), dtype=np.int64)
        works = Works(
            kinds=(),
            chain=False,
            standardised=False,
            open_24h=False,
            judged_line=str(line_id),
            district=tuple(where["district"]),
            source_class=(IN_CIRCLE,) * len(rows),
            area_class=tuple(where["area_class"]),
            floor_area_dm2=nothing,
            investment_fen=rows["cost_fen"].to_numpy(dtype=np.int64),
            preparation_fen=nothing,
            earned_cfen=nothing,
        )
        yield Measures(
            format_id=str(line_id),
            cost_row=str(line_id),
            works=works,
            units=1,
            site_ids=tuple(f"{c}@{line_id}" for c in rows["circle_id"]),
            site_names=tuple(f"{name}（{line_id}）" for name in where["name"]),
            circles=tuple(rows["circle_id"]),
            first_year=rows["earliest_year"].to_numpy(dtype=np.int64),
            raised_steps=np.array(
                [
                    steps_of(r, step) - steps_of(c, step)
                    for r, c in zip(rows["reachable"], rows["current"], strict=True)
                ],
                dtype=np.int64,
            ),
        )
