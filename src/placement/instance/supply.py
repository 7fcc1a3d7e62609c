"""What stands today: units per circle and line of existing outlets and present judgements."""

from __future__ import annotations

import numpy as np

from placement.instance.acceptance import LOOK, Pairs, accepted_lines, first_of_each, units_of
from placement.instance.card import Int
from placement.instance.reach import site_reach
from placement.policy.rubric import steps_of
from placement.scenario.model import Scenario


def existing_units(scenario: Scenario) -> Int:
    """Return units per circle and line today, shape ``(C, L)``.

    Counted lines: outlets within reach, plus what the visibility table assumes for kinds the source
    cannot see. Judged lines: the present score in steps, or the policy's default where none is given.
    """
    rubric, tables = scenario.rubric, scenario.tables
    circles = tables.circles["circle_id"]
    units = np.tile(np.array(rubric.default_units(), dtype=np.int64), (len(circles), 1))
    counted = [i for i, line in enumerate(rubric.lines) if not line.judged]
    units[:, counted] = 0
    if len(tables.outlets):
        _count_outlets(scenario, units)
    if scenario.invisible_kinds == "assumed":
        _add_assumed(scenario, units)
    position = {circle: c for c, circle in enumerate(circles)}
    line_position = {line.id: i for i, line in enumerate(rubric.lines)}
    judged = tables.judgements
    for circle, line_id, current in zip(
        judged["circle_id"], judged["line_id"], judged["current"], strict=True
    ):
        line = line_position[line_id]
        units[position[circle], line] = steps_of(current, rubric.lines[line].unit_value)
    return units


def _count_outlets(scenario: Scenario, units: Int) -> None:
    outlets = scenario.tables.outlets
    reach = site_reach(scenario, outlets, "outlet_id")
    looks = list(outlets[LOOK].itertuples(index=False, name=None))
    accepted = accepted_lines(scenario.rubric, looks)
    pairs = Pairs(reach.site, reach.circle, reach.seconds)
    area = outlets["floor_area_dm2"].to_numpy(dtype=np.int64)
    for i, line in enumerate(scenario.rubric.lines):
        if line.judged:
            continue
        near = pairs.counted(scenario, accepted, i)
        np.add.at(units[:, i], reach.circle[near], units_of(line, area[reach.site[near]]))


def _add_assumed(scenario: Scenario, units: Int) -> None:
    assumed = scenario.tables.visibility
    assumed = assumed[~assumed["visible"] & (assumed["assumed_per_circle"] > 0)]
    for kind, count in zip(assumed["kind"], assumed["assumed_per_circle"], strict=True):
        accepted = accepted_lines(scenario.rubric, [((kind,), False, False, False, -1)])
        units[:, first_of_each(scenario.rubric, accepted)[0]] += int(count)
