"""What upgrades of existing outlets change: what the outlet counts for afterwards, less what it counts for now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from placement.instance.acceptance import (
    LOOK,
    Look,
    Pairs,
    accepted_lines,
    units_of,
    visible_kinds,
)
from placement.instance.card import Bool, Int
from placement.instance.effects import Effects
from placement.instance.reach import site_reach
from placement.options import OptionTable
from placement.scenario.model import Scenario


@dataclass(frozen=True)
class Changes:
    """Units gained, in coordinate form, and options that would cost a circle something, shape ``(O,)``."""

    gains: Effects
    is_harmful: Bool


def upgrade_effects(scenario: Scenario, table: OptionTable) -> Changes:
    """Return what upgrades add where; those that would take something away are marked, and add nothing."""
    rows = table.rows
    options = np.flatnonzero((rows["place"] == "outlet").to_numpy())
    nothing = np.zeros(0, dtype=np.int64)
    harmful = np.zeros(len(rows), dtype=bool)
    if not len(options):
        return Changes(Effects(nothing, nothing, nothing, nothing), harmful)
    option, circle, line, units = _differences(scenario, rows, options)
    harmful[option[units < 0]] = True
    kept = (units > 0) & ~harmful[option]
    return Changes(Effects(option[kept], circle[kept], line[kept], units[kept]), harmful)


def _differences(scenario: Scenario, rows: pd.DataFrame, options: Int) -> tuple[Int, Int, Int, Int]:
    """Return option, circle, line and units (of either sign) of everything that changes."""
    used = scenario.tables.outlets
    used = used[used["outlet_id"].isin(rows["site_id"].iloc[options])].reset_index(drop=True)
    reach = site_reach(scenario, used, "outlet_id")
    site = pd.Index(used["outlet_id"]).get_indexer(pd.Index(rows["site_id"].iloc[options]))
    pairs = Pairs.within(reach, site, len(used))
    before, after = _looks(scenario, rows.iloc[options], used.iloc[site])
    now, then = (accepted_lines(scenario.rubric, looks) for looks in (before, after))
    area = used["floor_area_dm2"].to_numpy(dtype=np.int64)[site][pairs.row]
    found = []
    for i, line in enumerate(scenario.rubric.lines):
        if line.judged:
            continue
        gained = pairs.counted(scenario, then, i).astype(np.int64)
        change = (gained - pairs.counted(scenario, now, i)) * units_of(line, area)
        some = change != 0
        found.append(
            (options[pairs.row[some]], pairs.circle[some], np.full(some.sum(), i), change[some])
        )
    option, circle, line_of, units = (np.concatenate([f[n] for f in found]) for n in range(4))
    return option, circle, line_of, units


def _looks(
    scenario: Scenario, works: pd.DataFrame, outlets: pd.DataFrame
) -> tuple[list[Look], list[Look]]:
    """Return what each outlet looks like before and after its works."""
    visible = visible_kinds(scenario)
    before: list[Look] = []
    after: list[Look] = []
    for new, old in zip(
        works[LOOK[:4]].itertuples(index=False, name=None),
        outlets[LOOK].itertuples(index=False, name=None),
        strict=True,
    ):
        kinds = (*old[0], *(k for k in new[0] if k in visible and k not in old[0]))
        chain, standardised, open_24h = (
            bool(a) or bool(b) for a, b in zip(new[1:4], old[1:4], strict=True)
        )
        before.append(old)
        after.append((kinds, chain, standardised, open_24h, old[4]))
    return before, after
