"""The option table 方案选项: every measure × funding mode, what it costs and who pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.finance.together import split_among
from placement.finance.works import Bool
from placement.funding import Mode, Purse, funding_modes
from placement.measures import Measures, list_measures
from placement.scenario.model import Scenario


@dataclass(frozen=True)
class OptionTable:
    """All options, one row each, sorted by ``option_id``; payments in coordinate form.

    Attributes
    ----------
    rows
        Columns ``option_id, site_id, site_name, format_id, cost_row, place, applicant, district, kinds,
        chain, standardised, open_24h, floor_area_dm2, judged_line, circle_id, units, raised_steps,
        investment_fen, public_fen, programmes``; the investment includes making premises usable.
    available
        Whether the option can be started in each year, shape ``(O, T)``.
    payments
        Columns ``option`` (row), ``programme_id, budget_id, district, fen``.
    """

    rows: pd.DataFrame
    available: Bool
    payments: pd.DataFrame


def build_option_table(scenario: Scenario) -> OptionTable:
    """Enumerate measures and funding modes of a scenario and price them.

    Raises
    ------
    InputError
        PL718 when two options would have the same id.
    """
    purse = Purse.open(scenario)
    frames: list[pd.DataFrame] = []
    masks: list[Bool] = []
    payments: list[pd.DataFrame] = []
    count = 0
    for measures in list_measures(scenario):
        for mode in funding_modes(measures, purse):
            frame = _rows(measures, mode)
            frames.append(frame)
            masks.append(_availability(scenario, measures, mode))
            payments.extend(_payments(mode, measures, count))
            count += len(frame)
    if not frames:
        return _empty(scenario)
    table = _sorted(frames, masks, payments)
    twice = table.rows.loc[table.rows["option_id"].duplicated(), "option_id"]
    if len(twice):
        raise InputError([_same_id(option_id) for option_id in twice.head(5)])
    return table


def _rows(measures: Measures, mode: Mode) -> pd.DataFrame:
    works, look, where = measures.works, measures.works.look, mode.where
    sites = [measures.site_ids[n] for n in where]
    cost = (works.investment_fen + works.preparation_fen)[where] * measures.units
    return pd.DataFrame(
        {
            "option_id": [f"{site}:{measures.format_id}{mode.suffix}" for site in sites],
            "site_id": sites,
            "site_name": [measures.site_names[n] for n in where],
            "format_id": measures.format_id,
            "cost_row": measures.cost_row,
            "place": measures.place,
            "applicant": look.applicant,
            "district": [works.district[n] for n in where],
            "kinds": [look.kinds] * len(where),
            "chain": look.chain,
            "standardised": look.standardised,
            "open_24h": look.open_24h,
            "floor_area_dm2": works.floor_area_dm2[where],
            "judged_line": look.judged_line or "",
            "circle_id": [measures.circles[n] for n in where],
            "units": measures.units,
            "raised_steps": measures.raised_steps[where],
            "investment_fen": cost,
            "public_fen": sum(mode.paid_fen, np.zeros(len(where), dtype=np.int64)),
            "programmes": _programmes_used(mode),
        }
    )


def _programmes_used(mode: Mode) -> list[tuple[str, ...]]:
    """Return the programmes that pay something, place by place."""
    if not mode.programmes:
        return [()] * len(mode.where)
    pays = np.stack([fen > 0 for fen in mode.paid_fen], axis=1)
    patterns, which = np.unique(pays, axis=0, return_inverse=True)
    names = [
        tuple(p.id for p, does in zip(mode.programmes, row, strict=True) if does)
        for row in patterns.tolist()
    ]
    return [names[n] for n in which.ravel()]


def _availability(scenario: Scenario, measures: Measures, mode: Mode) -> Bool:
    years, out = scenario.years, scenario.locks.premises_out
    is_open = np.array([measures.site_ids[n] not in out for n in mode.where], dtype=bool)
    first = measures.first_year[mode.where]
    offered = np.array([year in mode.years for year in years], dtype=bool)
    available: Bool = (np.array(years)[None, :] >= first[:, None]) & offered[None, :]
    open_then: Bool = available & is_open[:, None]
    return open_then


def _payments(mode: Mode, measures: Measures, offset: int) -> Iterator[pd.DataFrame]:
    districts = [measures.works.district[n] for n in mode.where]
    for programme, fen in zip(mode.programmes, mode.paid_fen, strict=True):
        for payer, part in zip(programme.payers, split_among(programme.payers, fen), strict=True):
            yield pd.DataFrame(
                {
                    "option": np.arange(offset, offset + len(mode.where)),
                    "programme_id": programme.id,
                    "budget_id": payer.budget,
                    "district": districts,
                    "fen": part,
                }
            )[part > 0]


PAYMENT_COLUMNS = ["option", "programme_id", "budget_id", "district", "fen"]


def _sorted(
    frames: list[pd.DataFrame], masks: list[Bool], payments: list[pd.DataFrame]
) -> OptionTable:
    rows = pd.concat(frames, ignore_index=True)
    available = np.concatenate(masks)
    order = np.flatnonzero(available.any(axis=1))
    order = order[np.argsort(rows["option_id"].to_numpy()[order], kind="stable")]
    position = np.full(len(rows), -1, dtype=np.int64)
    position[order] = np.arange(len(order))
    paid = (
        pd.concat(payments, ignore_index=True)
        if payments
        else pd.DataFrame(columns=PAYMENT_COLUMNS)
    )
    paid["option"] = position[paid["option"].to_numpy(dtype=np.int64)]
    paid = paid[paid["option"] >= 0].sort_values(
        ["option", "programme_id", "budget_id"], kind="stable", ignore_index=True
    )
    return OptionTable(rows.iloc[order].reset_index(drop=True), available[order], paid)


def _empty(scenario: Scenario) -> OptionTable:
    columns = [
        "option_id", "site_id", "site_name", "format_id", "cost_row", "place", "applicant", "district",
        "kinds", "chain", "standardised", "open_24h", "floor_area_dm2", "judged_line", "circle_id", "units",
        "raised_steps", "investment_fen", "public_fen", "programmes",
    ]  # fmt: skip
    return OptionTable(
        pd.DataFrame({name: pd.Series(dtype=object) for name in columns}),
        np.zeros((0, len(scenario.years)), dtype=bool),
        pd.DataFrame({name: pd.Series(dtype=object) for name in PAYMENT_COLUMNS}),
    )


def _same_id(option_id: str) -> Problem:
    return Problem(
        code="PL718",
        value=option_id,
        rule=Text(
            "两个方案选项编号相同：用房、生活圈、业态或评分项的编号相互冲突",
            "two options have one id: ids of premises, circles, formats or lines collide",
        ),
        mend=Text(
            "请改用不含 @ 和 : 且互不相同的编号。", "Use distinct ids without @ and : characters."
        ),
    )
