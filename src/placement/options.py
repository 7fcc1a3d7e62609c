"""The option table: every measure × funding mode, what it costs and who pays.

A measure is a format on vacant premises, a format placed in a circle without premises, or the raising of
a judged line. A measure that needs aid and finds no programme is no option; see :func:`funding_modes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from placement.finance.payouts import (
    Groups,
    is_priced_per_measure,
    payout_fen,
    runs_in,
    split_among,
)
from placement.finance.works import Bool, Int, OperatorAccount, Works, invest
from placement.policy.programmes import Programme
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
    site_ids, site_names, circles
        Per place; ``circles`` holds the circle's id for measures placed in a circle, else ``""``.
    units
        How many are placed (only in-circle formats can be more than one).
    first_year
        Earliest year per place, 0 for any.
    raised_steps
        Steps a judged line is raised by, else 0.
    """

    format_id: str
    cost_row: str
    works: Works
    site_ids: tuple[str, ...]
    site_names: tuple[str, ...]
    circles: tuple[str, ...]
    units: int
    first_year: Int
    raised_steps: Int


@dataclass(frozen=True)
class OptionTable:
    """All options, one row each, sorted by ``option_id``; payments in coordinate form.

    Attributes
    ----------
    rows
        Columns ``option_id, site_id, site_name, format_id, cost_row, district, kinds, chain, standardised,
        open_24h, floor_area_dm2, judged_line, circle_id, units, raised_steps, investment_fen,
        public_fen, programmes, is_viable``.
    available
        Whether the option can be started in each year, shape ``(O, T)``.
    payments
        Columns ``option`` (row), ``programme_id, budget_id, district, fen``.
    """

    rows: pd.DataFrame
    available: Bool
    payments: pd.DataFrame


def build_option_table(scenario: Scenario) -> OptionTable:
    """Enumerate measures and funding modes of a scenario and price them."""
    groups = district_groups(scenario)
    programmes = [p for p in scenario.programmes if is_priced_per_measure(p)]
    frames: list[pd.DataFrame] = []
    masks: list[Bool] = []
    payments: list[pd.DataFrame] = []
    count = 0
    for measures in list_measures(scenario):
        for mode, where, paid in funding_modes(measures, programmes, groups):
            frame = _rows(measures, mode, where, paid)
            frames.append(frame)
            masks.append(_availability(scenario.years, measures, mode, where))
            payments.extend(_payments(mode, where, paid, measures, count))
            count += len(frame)
    return _sorted(frames, masks, payments)


def district_groups(scenario: Scenario) -> Groups:
    """Return groups of districts by id; ``all`` in the policy means the scenario's districts."""
    return {
        name: frozenset(scenario.districts if group.districts == "all" else group.districts)
        for name, group in scenario.policy.groups.items()
    }


def list_measures(scenario: Scenario) -> Iterator[Measures]:
    """Yield the measures of every format and judged line that have at least one place."""
    formats: Iterator[Any] = scenario.tables.costs.itertuples(index=False)
    for row in formats:
        if row.source_class == IN_CIRCLE:
            for units in range(1, int(row.max_per_circle) + 1):
                yield _in_circles(scenario, row, units)
        else:
            yield from _on_premises(scenario, row)
    yield from _judged(scenario)


def _on_premises(scenario: Scenario, row: Any) -> Iterator[Measures]:
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
    if not fits.any():
        return
    chosen = premises[fits]
    area = area[fits]
    investment = invest(row.fixed_fen, row.fen_per_m2, area, row.max_floor_area_dm2)
    account = OperatorAccount(int(row.margin_fen_per_m2_month), scenario.payback_years)
    used = np.minimum(area, row.max_floor_area_dm2)
    rent = chosen["rent_fen_per_m2_month"].to_numpy(dtype=np.int64)
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
        investment_fen=investment,
        preparation_fen=chosen["preparation_fen"].to_numpy(dtype=np.int64),
        is_viable=account.is_viable(rent, used, investment),
    )
    yield Measures(
        format_id=row.format_id,
        cost_row=row.format_id,
        works=works,
        site_ids=tuple(chosen["premises_id"]),
        site_names=tuple(chosen["name"]),
        circles=("",) * len(chosen),
        units=1,
        first_year=chosen["first_year"].to_numpy(dtype=np.int64),
        raised_steps=np.zeros(len(chosen), dtype=np.int64),
    )


def _in_circles(scenario: Scenario, row: Any, units: int) -> Measures:
    circles = scenario.tables.circles
    n = len(circles)
    works = Works(
        kinds=tuple(row.kinds),
        chain=bool(row.chain),
        standardised=bool(row.standardised),
        open_24h=bool(row.open_24h),
        judged_line=None,
        district=tuple(circles["district"]),
        source_class=(IN_CIRCLE,) * n,
        area_class=tuple(circles["area_class"]),
        floor_area_dm2=np.zeros(n, dtype=np.int64),
        investment_fen=np.full(n, units * int(row.fixed_fen), dtype=np.int64),
        preparation_fen=np.zeros(n, dtype=np.int64),
        is_viable=np.zeros(n, dtype=bool),
    )
    return Measures(
        format_id=row.format_id if units == 1 else f"{row.format_id}×{units}",
        cost_row=row.format_id,
        works=works,
        site_ids=tuple(f"{c}@{row.format_id}" for c in circles["circle_id"]),
        site_names=tuple(f"{name}（圈内设点）" for name in circles["name"]),
        circles=tuple(circles["circle_id"]),
        units=units,
        first_year=np.zeros(n, dtype=np.int64),
        raised_steps=np.zeros(n, dtype=np.int64),
    )


def _judged(scenario: Scenario) -> Iterator[Measures]:
    circles = scenario.tables.circles.set_index("circle_id")
    raisable = scenario.tables.judgements
    raisable = raisable[raisable["reachable"] > raisable["current"]]
    step = scenario.policy.rubric.step
    for line_id, rows in raisable.groupby("line_id", sort=True):
        where = circles.loc[rows["circle_id"]]
        n = len(rows)
        works = Works(
            kinds=(),
            chain=False,
            standardised=False,
            open_24h=False,
            judged_line=str(line_id),
            district=tuple(where["district"]),
            source_class=(IN_CIRCLE,) * n,
            area_class=tuple(where["area_class"]),
            floor_area_dm2=np.zeros(n, dtype=np.int64),
            investment_fen=rows["cost_fen"].to_numpy(dtype=np.int64),
            preparation_fen=np.zeros(n, dtype=np.int64),
            is_viable=np.zeros(n, dtype=bool),
        )
        yield Measures(
            format_id=str(line_id),
            cost_row=str(line_id),
            works=works,
            site_ids=tuple(f"{c}@{line_id}" for c in rows["circle_id"]),
            site_names=tuple(f"{name}（{line_id}）" for name in where["name"]),
            circles=tuple(rows["circle_id"]),
            units=1,
            first_year=rows["earliest_year"].to_numpy(dtype=np.int64),
            raised_steps=np.array(
                [
                    steps_of(r, step) - steps_of(c, step)
                    for r, c in zip(rows["reachable"], rows["current"], strict=True)
                ],
                dtype=np.int64,
            ),
        )


Mode = tuple[tuple[Programme, ...], np.ndarray, list[Int]]
"""Programmes taken, positions of the places it is offered at, fen each programme pays there."""


def funding_modes(
    measures: Measures, programmes: list[Programme], groups: Groups
) -> Iterator[Mode]:
    """Yield each set of programmes that finances some of the places.

    Programmes with ``need: always`` are owed and always taken, of a stacking group the dearest. Where
    the operator would not come unaided, either an owed programme pays towards the investment, or one
    programme with ``need: if_not_viable`` is added, in place of owed ones of its group.
    """
    works = measures.works
    paid = {p.id: payout_fen(p, works, groups) for p in programmes}
    owed = [p for p in programmes if p.need == "always" and paid[p.id].any()]
    _keep_dearest_of_group(owed, paid)
    unaided = works.is_viable | (works.investment_fen == 0)
    invested = sum((paid[p.id] for p in owed if not _pays_preparation(p)), np.int64(0))
    standing = np.flatnonzero(unaided | (np.broadcast_to(invested, len(works)) > 0))
    if standing.size:
        yield _mode(owed, standing, paid)
    for programme in programmes:
        if programme.need != "if_not_viable":
            continue
        where = np.flatnonzero(~unaided & (paid[programme.id] > 0))
        if where.size:
            others = [p for p in owed if p.stacking is None or p.stacking != programme.stacking]
            yield _mode([*others, programme], where, paid)


def _pays_preparation(programme: Programme) -> bool:
    return getattr(programme, "basis", "investment") == "preparation"


def _keep_dearest_of_group(owed: list[Programme], paid: dict[str, Int]) -> None:
    for group in {p.stacking for p in owed if p.stacking is not None}:
        members = [p.id for p in owed if p.stacking == group]
        best = np.argmax(np.stack([paid[m] for m in members]), axis=0)
        for n, member in enumerate(members):
            paid[member] = np.where(best == n, paid[member], 0)


def _mode(programmes: list[Programme], where: np.ndarray, paid: Mapping[str, Int]) -> Mode:
    return tuple(programmes), where, [paid[p.id][where] for p in programmes]


def _rows(
    measures: Measures, mode: tuple[Programme, ...], where: np.ndarray, paid: list[Int]
) -> pd.DataFrame:
    works = measures.works
    aid = "+".join(p.id for p in mode if p.need == "if_not_viable")
    suffix = f":{aid}" if aid else ""
    sites = [measures.site_ids[n] for n in where]
    used = [
        tuple(p.id for p, fen in zip(mode, paid, strict=True) if fen[n] > 0)
        for n in range(len(where))
    ]
    return pd.DataFrame(
        {
            "option_id": [f"{site}:{measures.format_id}{suffix}" for site in sites],
            "site_id": sites,
            "site_name": [measures.site_names[n] for n in where],
            "format_id": measures.format_id,
            "cost_row": measures.cost_row,
            "district": [works.district[n] for n in where],
            "kinds": [works.kinds] * len(where),
            "chain": works.chain,
            "standardised": works.standardised,
            "open_24h": works.open_24h,
            "floor_area_dm2": works.floor_area_dm2[where],
            "judged_line": works.judged_line or "",
            "circle_id": [measures.circles[n] for n in where],
            "units": measures.units,
            "raised_steps": measures.raised_steps[where],
            "investment_fen": works.investment_fen[where],
            "public_fen": sum(paid, np.zeros(len(where), dtype=np.int64)),
            "programmes": used,
            "is_viable": works.is_viable[where],
        }
    )


def _availability(
    years: tuple[int, ...], measures: Measures, mode: tuple[Programme, ...], where: np.ndarray
) -> Bool:
    first = measures.first_year[where]
    runs = np.array([all(runs_in(p.windows, y) for p in mode) for y in years], dtype=bool)
    available: Bool = (np.array(years)[None, :] >= first[:, None]) & runs[None, :]
    return available


def _payments(
    mode: tuple[Programme, ...],
    where: np.ndarray,
    paid: list[Int],
    measures: Measures,
    offset: int,
) -> Iterator[pd.DataFrame]:
    districts = [measures.works.district[n] for n in where]
    for programme, fen in zip(mode, paid, strict=True):
        for payer, part in zip(programme.payers, split_among(programme.payers, fen), strict=True):
            yield pd.DataFrame(
                {
                    "option": np.arange(offset, offset + len(where)),
                    "programme_id": programme.id,
                    "budget_id": payer.budget,
                    "district": districts,
                    "fen": part,
                }
            )[part > 0]


def _sorted(
    frames: list[pd.DataFrame], masks: list[Bool], payments: list[pd.DataFrame]
) -> OptionTable:
    rows = pd.concat(frames, ignore_index=True)
    available = np.concatenate(masks)
    startable = available.any(axis=1)
    order = np.flatnonzero(startable)
    order = order[np.argsort(rows["option_id"].to_numpy()[order], kind="stable")]
    position = np.full(len(rows), -1, dtype=np.int64)
    position[order] = np.arange(len(order))
    columns = ["option", "programme_id", "budget_id", "district", "fen"]
    paid = pd.concat(payments, ignore_index=True) if payments else pd.DataFrame(columns=columns)
    paid["option"] = position[paid["option"].to_numpy(dtype=np.int64)]
    paid = paid[paid["option"] >= 0].sort_values(
        ["option", "programme_id", "budget_id"], kind="stable", ignore_index=True
    )
    return OptionTable(rows.iloc[order].reset_index(drop=True), available[order], paid)
