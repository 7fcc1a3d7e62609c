"""Targets: what is required and what the plan reaches, by district and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from placement.errors import Text
from placement.plain import counted
from placement.report.cautions import Caution
from placement.report.figures.bars import Bar, Fill, Section, draw_tables
from placement.report.figures.style import ALERT, PAPER, in_style
from placement.report.names import whole_in
from placement.report.speaker import CHINESE, Speaker
from placement.report.target_shares import target_notes
from placement.report.target_tables import Standing, TargetFacts, TargetTable, target_tables

TOTAL = Text("合计", "total")


@dataclass(frozen=True, slots=True)
class Key:
    """How the parts of bars are painted, in the reader's language."""

    say: Speaker

    @property
    def planned(self) -> Fill:
        """What the plan does of what is required."""
        return Fill(self.say("计划完成", "planned"), "#2f6f9f")

    @property
    def beyond(self) -> Fill:
        """What it does beyond that."""
        return Fill(self.say("超额完成", "beyond the target"), "#bcd3e4")

    @property
    def short(self) -> Fill:
        """What is missing."""
        return Fill(self.say("缺口", "shortfall"), PAPER, "/////", ALERT)


@in_style
def plot_targets(
    targets: Sequence[TargetFacts], *, cautions: Sequence[Caution], say: Speaker = CHINESE
) -> Figure:
    """Draw one table for each kind of target; a shortfall is hatched in red.

    Parameters
    ----------
    targets
        The plan's targets.
    cautions
        What to stamp the figure with.
    """
    key = Key(say)
    return draw_tables(
        (say("目标任务完成情况", "Targets"), _subtitle(targets, say)),
        [_section(table, key) for table in target_tables(targets)],
        (key.planned, key.beyond, key.short),
        limit_name=say("任务数", "required"),
        cautions=cautions,
        say=say,
    )


def _section(table: TargetTable, key: Key) -> Section:
    bars = {
        (_place(place, key.say), str(year)): _bar(table.standing(place, year), key)
        for place in table.places
        for year in table.years
        if table.standing(place, year).planned is not None
    }
    years, say = tuple(map(str, table.years)), key.say
    places = tuple(_place(place, say) for place in table.places)
    notes = tuple(say.text(note) for note in target_notes(table))
    if not table.adds_up:
        return Section(table.title, years, places, bars, notes=notes)
    total = say.text(TOTAL)
    bars |= {(total, str(year)): _total(table.total(year), say) for year in table.years}
    return Section(table.title, years, (*places, total), bars, total_row=total, notes=notes)


def _place(place: str, say: Speaker) -> str:
    return whole_in(place, say)


def _bar(standing: Standing, key: Key) -> Bar:
    planned, required = float(standing.planned or 0), float(standing.required or 0)
    if standing.required is None:
        return Bar(((planned, key.beyond),), np.nan, f"{planned:,.10g} / —")
    missing = max(required - planned, 0.0)
    parts = (
        (min(planned, required), key.planned),
        (max(planned - required, 0.0), key.beyond),
        (missing, key.short),
    )
    return Bar(parts, required, _text(standing, key.say), is_short=missing > 0)


def _text(standing: Standing, say: Speaker) -> str:
    planned, required, missing = (
        float(value or 0) for value in (standing.planned, standing.required, standing.shortfall)
    )
    is_share = required <= 1 and not (required.is_integer() and planned.is_integer())
    form = ".1%" if is_share else ",.10g"
    have, need, short = (f"{value:{form}}" for value in (planned, required, missing))
    return f"{have} / {need}" + (f"   {say('缺', 'short')} {short}" if missing > 0 else "")


def _total(standing: Standing, say: Speaker) -> Bar:
    """Return the sums as text; a surplus in one district does not make up for another's shortfall."""
    return Bar((), np.nan, _text(standing, say), is_short=bool(standing.shortfall))


def _subtitle(targets: Sequence[TargetFacts], say: Speaker) -> str:
    n_short = sum(target.shortfall > 0 for target in targets)
    zh = f"{len(targets)} 项任务，{f'{n_short} 项有缺口' if n_short else '全部完成'}"
    en = f"{counted(len(targets), 'target')}, {f'{n_short} short' if n_short else 'all met'}"
    return say(f"{zh}；数字为 计划完成 / 任务数", f"{en}; planned / required")
