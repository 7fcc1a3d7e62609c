"""Targets: what is required and what the plan reaches, by district and year."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from placement.report.figures.bars import SHORT, Bar, Fill, Section, draw_tables
from placement.report.figures.style import as_floats, in_style
from placement.report.names import Names
from placement.report.target_groups import CITY, TargetGroup, group_targets

PLANNED = Fill("计划完成 planned", "#2f6f9f")
TOTAL = "合计 total"
BEYOND = Fill("超额完成 beyond the target", "#bcd3e4")


@in_style
def plot_targets(targets: pd.DataFrame, *, synthetic: bool, names: Names | None = None) -> Figure:
    """Draw one table for each kind of target; a shortfall is hatched in red.

    Parameters
    ----------
    targets
        The plan's targets table.
    synthetic
        Whether to stamp the figure as drawn from invented data.
    """
    groups = group_targets(targets, names or Names())
    return draw_tables(
        ("目标任务完成情况", _subtitle(targets)),
        [_section(group) for group in groups],
        (PLANNED, BEYOND, SHORT),
        limit_name="任务数 required",
        synthetic=synthetic,
    )


def _section(group: TargetGroup) -> Section:
    rows = group.rows
    required, planned = as_floats(rows["required"]), as_floats(rows["planned"])
    bars = {
        (str(district), str(year)): _bar(need, have)
        for district, year, need, have in zip(
            rows["district"], rows["year"], required.tolist(), planned.tolist(), strict=True
        )
    }
    districts = tuple(dict.fromkeys(rows["district"]))
    years = tuple(sorted({str(year) for year in rows["year"]}))
    has_total = len(districts) > 1 and CITY not in districts
    if has_total and np.all(required % 1 == 0):
        bars |= {(TOTAL, str(year)): _total(part) for year, part in rows.groupby("year")}
        return Section(group.title, years, (*districts, TOTAL), bars, total_row=TOTAL)
    return Section(group.title, years, districts, bars)


def _bar(required: float, planned: float) -> Bar:
    missing = max(required - planned, 0.0)
    parts = (
        (min(planned, required), PLANNED),
        (max(planned - required, 0.0), BEYOND),
        (missing, SHORT),
    )
    is_share = not (required.is_integer() and planned.is_integer())
    have, need, short = (
        (f"{v:.1%}" if is_share and required <= 1 else f"{v:g}")
        for v in (planned, required, missing)
    )
    text = f"{have} / {need}" + (f"   缺 {short}" if missing > 0 else "")
    return Bar(parts, required, text, is_short=missing > 0)


def _total(rows: pd.DataFrame) -> Bar:
    """Return the sums as text; a surplus in one district does not make up for another's shortfall."""
    planned, required, missing = (
        float(as_floats(rows[name]).sum()) for name in ("planned", "required", "shortfall")
    )
    text = f"{planned:g} / {required:g}" + (f"   缺 {missing:g}" if missing > 0 else "")
    return Bar((), np.nan, text, is_short=missing > 0)


def _subtitle(targets: pd.DataFrame) -> str:
    n_short = int(np.count_nonzero(as_floats(targets["shortfall"]) > 0))
    zh = f"{len(targets)} 项任务，{f'{n_short} 项有缺口' if n_short else '全部完成'}"
    en = f"{len(targets)} targets, {f'{n_short} short' if n_short else 'all met'}"
    return f"{zh}；数字为 计划完成 / 任务数    {en}; planned / required"
