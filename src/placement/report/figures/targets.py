"""Targets: what is required and what the plan reaches, by district and year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from placement.report.figures.bars import SHORT, Bar, Fill, Section, draw_tables
from placement.report.figures.style import in_style
from placement.report.target_tables import Standing, TargetFacts, TargetTable, target_tables

PLANNED = Fill("计划完成 planned", "#2f6f9f")
TOTAL = "合计 total"
BEYOND = Fill("超额完成 beyond the target", "#bcd3e4")


@in_style
def plot_targets(targets: Sequence[TargetFacts], *, synthetic: bool) -> Figure:
    """Draw one table for each kind of target; a shortfall is hatched in red.

    Parameters
    ----------
    targets
        The plan's targets.
    synthetic
        Whether to stamp the figure as drawn from invented data.
    """
    return draw_tables(
        ("目标任务完成情况", _subtitle(targets)),
        [_section(table) for table in target_tables(targets)],
        (PLANNED, BEYOND, SHORT),
        limit_name="任务数 required",
        synthetic=synthetic,
    )


def _section(table: TargetTable) -> Section:
    bars = {
        (place, str(year)): _bar(table.standing(place, year))
        for place in table.places
        for year in table.years
        if table.standing(place, year).planned is not None
    }
    years = tuple(map(str, table.years))
    if not table.adds_up:
        return Section(table.title, years, table.places, bars)
    bars |= {(TOTAL, str(year)): _total(table.total(year)) for year in table.years}
    return Section(table.title, years, (*table.places, TOTAL), bars, total_row=TOTAL)


def _bar(standing: Standing) -> Bar:
    planned, required = float(standing.planned or 0), float(standing.required or 0)
    if standing.required is None:
        return Bar(((planned, BEYOND),), np.nan, f"{planned:g} / —")
    missing = max(required - planned, 0.0)
    parts = (
        (min(planned, required), PLANNED),
        (max(planned - required, 0.0), BEYOND),
        (missing, SHORT),
    )
    return Bar(parts, required, _text(standing), is_short=missing > 0)


def _text(standing: Standing) -> str:
    planned, required, missing = (
        float(value or 0) for value in (standing.planned, standing.required, standing.shortfall)
    )
    is_share = required <= 1 and not (required.is_integer() and planned.is_integer())
    have, need, short = (f"{v:.1%}" if is_share else f"{v:g}" for v in (planned, required, missing))
    return f"{have} / {need}" + (f"   缺 {short}" if missing > 0 else "")


def _total(standing: Standing) -> Bar:
    """Return the sums as text; a surplus in one district does not make up for another's shortfall."""
    return Bar((), np.nan, _text(standing), is_short=bool(standing.shortfall))


def _subtitle(targets: Sequence[TargetFacts]) -> str:
    n_short = sum(target.shortfall > 0 for target in targets)
    zh = f"{len(targets)} 项任务，{f'{n_short} 项有缺口' if n_short else '全部完成'}"
    en = f"{len(targets)} targets, {f'{n_short} short' if n_short else 'all met'}"
    return f"{zh}；数字为 计划完成 / 任务数    {en}; planned / required"
