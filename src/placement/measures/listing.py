"""All measures of a scenario: formats on premises, in circles and districts, upgrades, judged lines raised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from placement.finance.works import Look, Works, earn, invest
from placement.measures.outlets import at_outlets
from placement.measures.places import (
    Measures,
    look_of,
)
from placement.policy.rubric import steps_of
from placement.scenario.model import Scenario
from placement.tables.places import IN_CIRCLE, IN_DISTRICT

DM2_PER_M2 = 100


def list_measures(scenario: Scenario) -> Iterator[Measures]:
    """Yield the measures of every format and judged line that have at least one place."""
    formats: Iterator[Any] = scenario.tables.costs.itertuples(index=False)
    for row in formats:
        if len(row.upgrade_of):
            yield from at_outlets(scenario, row)
        elif row.source_class == IN_DISTRICT:
            yield _in_districts(scenario, row)
        elif row.source_class == IN_CIRCLE:
            for units in range(1, max(1, int(row.max_per_circle)) + 1):
                yield _in_circles(scenario, row, units)
        else:
            yield from _on_premises(scenario, row)
    yield from _judged(scenario)


def _on_premises(scenario: Scenario, row: Any) -> Iterator[Measures]:
    chosen = _fitting(scenario, row)
    if chosen.empty:
        return
    area = _integers(chosen, "floor_area_dm2")
    rent = _integers(chosen, "rent_fen_per_m2_month")
    used = np.minimum(area, row.max_floor_area_dm2)
    works = Works(
        look=look_of(row),
        district=_texts(chosen, "district"),
        source_class=_texts(chosen, "source_class"),
        area_class=_texts(chosen, "area_class"),
        floor_area_dm2=area,
        used_dm2=used,
        rent_fen_per_m2_month=rent,
        lease_years=_integers(chosen, "lease_years"),
        aided_year=_integers(chosen, "aided_year"),
        investment_fen=invest(row.fixed_fen, row.fen_per_m2, area, row.max_floor_area_dm2),
        preparation_fen=_integers(chosen, "preparation_fen"),
        earned_cfen=earn(int(row.margin_fen_per_m2_month), scenario.payback_years, rent, used),
    )
    yield Measures(
        format_id=row.format_id,
        cost_row=row.format_id,
        place="premises",
        works=works,
        units=1,
        site_ids=_texts(chosen, "premises_id"),
        site_names=_texts(chosen, "name"),
        circles=("",) * len(chosen),
        first_year=_integers(chosen, "first_year"),
        raised_steps=np.zeros(len(chosen), dtype=np.int64),
    )


def _texts(frame: pd.DataFrame, column: str) -> tuple[str, ...]:
    return tuple(frame[column].to_numpy(dtype=object).tolist())


def _integers(frame: pd.DataFrame, column: str) -> np.ndarray:
    return frame[column].to_numpy(dtype=np.int64)


def _fitting(scenario: Scenario, row: Any) -> pd.DataFrame:
    """Return the premises a format may take."""
    premises = scenario.tables.premises
    area = _integers(premises, "floor_area_dm2")
    kinds = set(row.kinds)
    largest = int(row.max_floor_area_dm2 * scenario.largest_oversize)
    fits = (area >= max(row.min_floor_area_dm2, _least_shared_dm2(scenario, kinds))) & (
        area <= largest
    )
    if row.source_class:
        fits &= premises["source_class"].to_numpy() == row.source_class
    fits &= ~premises["premises_id"].isin(scenario.locks.premises_out).to_numpy()
    classes = {c: _class_allows(scenario, c, kinds) for c in premises["source_class"].unique()}
    fits &= np.array(
        [
            classes[source] and (not allowed or kinds <= set(allowed)) and kinds.isdisjoint(barred)
            for source, allowed, barred in zip(
                *(
                    premises[column].to_numpy(dtype=object)
                    for column in ("source_class", "allowed_kinds", "forbidden_kinds")
                ),
                strict=True,
            )
        ],
        dtype=bool,
    )
    fitting: pd.DataFrame = premises[fits]
    return fitting


def _least_shared_dm2(scenario: Scenario, kinds: set[str]) -> int:
    """Return the area that several kinds on one site need together (C24)."""
    shared = scenario.policy.premises.shared_site
    if shared is None or len(kinds) < 2:  # noqa: PLR2004
        return 0
    return int(-(-len(kinds) * shared.min_m2_each * DM2_PER_M2 // 1))


def _class_allows(scenario: Scenario, source_class: str, kinds: set[str]) -> bool:
    """Tell whether the policy lets kinds into premises of a source class (C23)."""
    rule = scenario.policy.premises.source_classes.get(source_class)
    if rule is None:
        return True
    within = not rule.allowed_kinds or kinds <= set(rule.allowed_kinds)
    return within and kinds.isdisjoint(rule.forbidden_kinds)


def _in_circles(scenario: Scenario, row: Any, units: int) -> Measures:
    circles = scenario.tables.circles
    works = Works.without_premises(
        look_of(row),
        tuple(circles["district"]),
        tuple(circles["area_class"]),
        np.full(len(circles), int(row.fixed_fen), dtype=np.int64),
        IN_CIRCLE,
    )
    nothing = np.zeros(len(circles), dtype=np.int64)
    return Measures(
        format_id=row.format_id if units == 1 else f"{row.format_id}×{units}",
        cost_row=row.format_id,
        place="circle",
        works=works,
        units=units,
        site_ids=tuple(f"{c}@{row.format_id}" for c in circles["circle_id"]),
        site_names=tuple(f"{name}（圈内设点）" for name in circles["name"]),
        circles=tuple(circles["circle_id"]),
        first_year=nothing,
        raised_steps=nothing,
    )


def _in_districts(scenario: Scenario, row: Any) -> Measures:
    """One place for every district with circles; its area class is unknown."""
    districts = tuple(sorted(set(scenario.tables.circles["district"])))
    nothing = np.zeros(len(districts), dtype=np.int64)
    works = Works.without_premises(
        look_of(row),
        districts,
        ("",) * len(districts),
        np.full(len(districts), int(row.fixed_fen), dtype=np.int64),
        IN_DISTRICT,
    )
    return Measures(
        format_id=row.format_id,
        cost_row=row.format_id,
        place="district",
        works=works,
        units=1,
        site_ids=tuple(f"{district}@{row.format_id}" for district in districts),
        site_names=tuple(f"{district}（全区）" for district in districts),
        circles=("",) * len(districts),
        first_year=nothing,
        raised_steps=nothing,
    )


def _judged(scenario: Scenario) -> Iterator[Measures]:
    circles = scenario.tables.circles.set_index("circle_id")
    raisable = scenario.tables.judgements
    raisable = raisable[raisable["reachable"] > raisable["current"]]
    unit_value = {line.id: line.unit_value for line in scenario.rubric.lines}
    lines = {line.id: line.name for line in scenario.rubric.lines}
    for line_id, rows in raisable.groupby("line_id", sort=True):
        where = circles.loc[rows["circle_id"]]
        works = Works.without_premises(
            Look(judged_line=str(line_id)),
            tuple(where["district"]),
            tuple(where["area_class"]),
            _integers(rows, "cost_fen"),
            IN_CIRCLE,
        )
        yield Measures(
            format_id=str(line_id),
            cost_row=str(line_id),
            place="judged",
            works=works,
            units=1,
            site_ids=tuple(f"{c}@{line_id}" for c in rows["circle_id"]),
            site_names=tuple(f"{name}（{lines[str(line_id)]}）" for name in where["name"]),
            circles=tuple(rows["circle_id"]),
            first_year=_integers(rows, "earliest_year"),
            raised_steps=np.array(
                [
                    steps_of(r, unit_value[str(line_id)]) - steps_of(c, unit_value[str(line_id)])
                    for r, c in zip(rows["reachable"], rows["current"], strict=True)
                ],
                dtype=np.int64,
            ),
        )
