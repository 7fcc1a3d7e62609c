"""What is said where more than yearly caps limits a plan: money that carries over, quotas, rules of place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from placement.advice.explain.bottlenecks import overview, tight_budgets
from placement.advice.explain.circle import explain_circle
from placement.advice.explain.site import explain_site
from placement.advice.explain.site_text import IN_THE_WAY, WITHIN_CAPS, site_chapters
from placement.advice.explain.target import explain_target
from placement.advice.explain.target_text import overview_chapters
from placement.advice.opened import OpenRun, open_run
from placement.advice.pots import excess_of
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER
from placement.instance.limits import POT
from two_districts import copy_city, publish_undrawn

LINES = ("district_fund", "city_fund", "award_pool")
CARRIED = tuple(
    ("city.yaml", f"  {line}:\n", f"  {line}:\n    carry_over: true\n") for line in LINES
)
POOR = ("city.yaml", "东区: {2023: 12345.67元, 2024: 80107.94元}", "东区: {2023: 0元, 2024: 0元}")


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> OpenRun:
    folder = tmp_path_factory.mktemp("carried")
    return open_run(publish_undrawn(copy_city(folder, *CARRIED, POOR), folder / "runs" / "city"))


def test_money_that_carries_over_binds_up_to_a_year(carried: OpenRun) -> None:
    tight = [budget for budget in tight_budgets(carried) if budget.is_pot]
    money = carried.statement.money
    assert {(b.budget_id, b.year) for b in tight} >= {("district_fund:东区", 2024)}
    for budget in tight:
        row = money[(money["budget_id"] == budget.budget_id) & (money["year"] == budget.year)].iloc[
            0
        ]
        assert int(row["left_yuan"] * 100) == budget.left_fen < budget.least_fen
    told = list(overview_chapters(overview(carried)))[1]
    assert any(getattr(row[1], "zh", "") == "至 2024 年累计" for row in told.rows)


def test_more_of_a_line_that_carries_over_is_solved_anew(carried: OpenRun) -> None:
    found = explain_target(carried, "circles:东区:2024", Watch())
    assert found.shortfall == 1
    assert min(change.missing for change in found.changes[2:]) == -1


def test_what_a_plan_draws_beyond_a_pot_is_counted_to_the_fen(carried: OpenRun) -> None:
    instance = carried.instance
    assert not excess_of(instance, carried.decisions).any()
    rows = np.flatnonzero(instance.limits.named(POT))
    limits = replace(
        instance.limits, cap=np.where(instance.limits.named(POT), 0, instance.limits.cap)
    )
    above = excess_of(replace(instance, limits=limits), carried.decisions)
    money = carried.statement.money
    for row in rows:
        budget, year = instance.limits.ids[row][len(POT) :].rsplit(" ", 1)
        mine = money[(money["budget_id"] == budget) & (money["year"] <= int(year))]
        assert above[row] == int(sum(mine["committed_yuan"]) * 100)


def test_a_way_to_a_tier_names_the_money_carried_over_that_it_lacks(carried: OpenRun) -> None:
    out = [
        way
        for circle in carried.instance.circle_ids
        for way in explain_circle(carried, circle, Watch()).ways
        if way.cheapest.is_possible and way.cheapest.pots
    ]
    assert out
    for way in out:
        assert all(fen > 0 for _, fen in way.cheapest.pots)


def test_a_question_asked_within_the_caps_is_not_answered_for_all_money(opened: OpenRun) -> None:
    """Without P07 the circle W1 falls to basic, and the caps pay for no repair."""
    found = explain_site(opened, "P07", Watch())
    assert found.within is not None
    assert not found.within.is_possible
    told = {chapter.title.zh: chapter for chapter in site_chapters(found)}
    assert told["最省的替代办法"].sentences == (WITHIN_CAPS,)


def test_a_site_too_near_to_others_is_said_to_be_so(tmp_path: Path) -> None:
    scenario = copy_city(
        tmp_path,
        ("../models/two-districts.yaml", "limits: {minutes: 15}",
         "limits: {minutes: 15, spacing_m: {laundry: 100000, breakfast: 100000}}"),
    )  # fmt: skip
    run = open_run(publish_undrawn(scenario, tmp_path / "runs" / "city"))
    refused = 0
    for site in run.instance.options.site_ids:
        found = explain_site(run, site, Watch())  # each answer passes the audit, or this raises
        if found.forced is not None and not found.forced.is_possible:
            refused += 1
            assert any(chapter.sentences == (IN_THE_WAY,) for chapter in site_chapters(found))
            own = run.instance.options.site_ids.index(site)
            options = np.flatnonzero(run.instance.options.site == own)
            assert (run.decisions.start[options] == NEVER).all()
    assert refused
