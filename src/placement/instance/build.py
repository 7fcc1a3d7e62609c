"""Scenario and option table → Instance."""

from __future__ import annotations

from placement.instance.awards import award_facts
from placement.instance.budgets import (
    BudgetKey,
    add_pots,
    budget_caps,
    budget_keys,
    find_pots,
)
from placement.instance.card import Int
from placement.instance.facts import AwardFacts, Instance, OptionFacts, Stage
from placement.instance.limits import LimitRows
from placement.instance.needs import build_needs, tiers_reached
from placement.instance.obliged import target_facts
from placement.instance.options import locked_in, option_facts
from placement.instance.quotas import add_quotas
from placement.instance.reviews import build_reviews
from placement.instance.rubric import card_facts, kind_floors, line_facts, score_floors
from placement.instance.siting import add_oversupply, add_spacing
from placement.instance.supply import existing_units
from placement.options import OptionTable
from placement.scenario.model import Scenario, budget_id

NO_CAP = -1


def build_instance(scenario: Scenario, table: OptionTable) -> Instance:
    """Derive the planning problem of a scenario.

    Raises
    ------
    InputError
        PL711 for locks that no option satisfies, PL852 for transfers that cannot be computed.
    """
    rubric, circles = scenario.rubric, scenario.tables.circles
    lines, card = line_facts(rubric), card_facts(scenario)
    tier_points, tier_kinds = score_floors(rubric), kind_floors(rubric)
    existing = existing_units(scenario)
    reviews = build_reviews(scenario, tiers_reached(lines, card, existing, tier_points, tier_kinds))
    budgets = budget_keys(scenario)
    options = option_facts(scenario, table, budgets)
    awards = tuple(award_facts(scenario, budgets))
    names = tuple(budget_id(*key) for key in budgets)
    caps, rows = _budget_rows(scenario, budgets, names, options, awards)
    add_quotas(rows, scenario, table, awards)
    add_oversupply(rows, scenario, table)
    add_spacing(rows, scenario, table)
    return Instance(
        years=scenario.years,
        circle_ids=tuple(circles["circle_id"]),
        residents=circles["residents"].to_numpy(dtype="int64"),
        current_tier=reviews.kept,
        blocked_circle=circles["circle_id"].isin(scenario.locks.circles_out).to_numpy(),
        tier_ids=tuple(tier.id for tier in rubric.tiers),
        tier_points=tier_points,
        tier_kinds=tier_kinds,
        lines=lines,
        existing=existing,
        needs=build_needs(lines, card, existing, tier_points, tier_kinds),
        options=options,
        budget_ids=names,
        budget_cap_fen=caps,
        awards=awards,
        targets=tuple(target_facts(scenario, target, reviews) for target in scenario.targets),
        locked_in=locked_in(scenario, table),
        allow_interim=scenario.allow_upgrades,
        awards_are_minimised=scenario.awards_counted,
        stages=tuple(Stage(s.term, s.sense == "max") for s in scenario.objective),
        card=card,
        opens=reviews.opens(len(rubric.tiers)),
        limits=rows.limits(),
    )


def _budget_rows(
    scenario: Scenario,
    budgets: tuple[BudgetKey, ...],
    names: tuple[str, ...],
    options: OptionFacts,
    awards: tuple[AwardFacts, ...],
) -> tuple[Int, LimitRows]:
    """Yearly caps in fen, shape ``(B, T)``, and rows of limits for the lines whose money moves."""
    caps, rows = budget_caps(scenario, budgets), LimitRows()
    pots = find_pots(scenario, budgets)
    add_pots(rows, pots, options, awards, (caps, names, scenario.years))
    caps[[line for pot in pots for line in pot.lines]] = NO_CAP
    return caps, rows
