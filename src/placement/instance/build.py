"""Scenario and option table → Instance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.instance.awards import award_facts
from placement.instance.budgets import (
    BudgetKey,
    add_pots,
    budget_caps,
    budget_keys,
    budget_name,
    budget_of,
    find_pots,
)
from placement.instance.facts import (
    Instance,
    OptionFacts,
    Stage,
)
from placement.instance.limits import LimitRows
from placement.instance.needs import build_needs, tiers_reached
from placement.instance.obliged import target_facts
from placement.instance.quotas import add_quotas
from placement.instance.reviews import build_reviews
from placement.instance.rubric import card_facts, line_facts, score_floors
from placement.instance.siting import add_oversupply, add_spacing
from placement.instance.supply import existing_units, option_effects
from placement.instance.upgrades import upgrade_effects
from placement.options import OptionTable
from placement.scenario.model import Scenario

NONE = -1


def build_instance(scenario: Scenario, table: OptionTable) -> Instance:
    """Derive the planning problem of a scenario."""
    rubric = scenario.rubric
    lines, card = line_facts(rubric), card_facts(scenario)
    tier_points = score_floors(rubric)
    tier_kinds = np.array(
        [[tier.kind_gates.get(k, 0) for k in rubric.kind_classes] for tier in rubric.tiers],
        dtype=np.int64,
    ).reshape(len(rubric.tiers), len(rubric.kind_classes))
    existing = existing_units(scenario)
    budgets = budget_keys(scenario)
    options = option_facts(scenario, table, budgets)
    awards = tuple(award_facts(scenario, budgets))
    caps, rows = budget_caps(scenario, budgets), LimitRows()
    pots = find_pots(scenario, budgets)
    names = tuple(budget_name(key) for key in budgets)
    add_pots(rows, pots, options, awards, (caps, names, scenario.years))
    caps[[line for pot in pots for line in pot.lines]] = NONE
    add_quotas(rows, scenario, table, awards)
    add_oversupply(rows, scenario, table)
    add_spacing(rows, scenario, table)
    circles = scenario.tables.circles
    tier_position = {tier.id: j for j, tier in enumerate(rubric.tiers)}
    needs = build_needs(lines, card, existing, tier_points, tier_kinds)
    reviews = build_reviews(scenario, tiers_reached(lines, card, existing, tier_points, tier_kinds))
    return Instance(
        years=scenario.years,
        circle_ids=tuple(circles["circle_id"]),
        residents=circles["residents"].to_numpy(dtype=np.int64),
        current_tier=reviews.kept,
        blocked_circle=circles["circle_id"].isin(scenario.locks.circles_out).to_numpy(),
        tier_ids=tuple(tier_position),
        tier_points=tier_points,
        tier_kinds=tier_kinds,
        lines=lines,
        existing=existing,
        needs=needs,
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
        opens=reviews.opens(len(tier_position)),
        limits=rows.limits(),
    )


def option_facts(
    scenario: Scenario, table: OptionTable, budgets: tuple[BudgetKey, ...]
) -> OptionFacts:
    """Turn the option table into arrays, with the effects within walking reach."""
    rows = table.rows
    sites, site = np.unique(rows["site_id"].to_numpy(dtype=str), return_inverse=True)
    changes = upgrade_effects(scenario, table)
    effects = option_effects(scenario, table).joined(changes.gains)
    position = {key: n for n, key in enumerate(budgets)}
    paid = table.payments
    budget = [
        budget_of(position, line, district)
        for line, district in zip(paid["budget_id"], paid["district"], strict=True)
    ]
    merged = (
        pd.DataFrame({"option": paid["option"], "budget": budget, "fen": paid["fen"]})
        .astype(np.int64)
        .groupby(["option", "budget"], sort=True)["fen"]
        .sum()
        .reset_index()
    )
    return OptionFacts(
        ids=tuple(rows["option_id"]),
        site_ids=tuple(sites.tolist()),
        site=site.astype(np.int64),
        available=table.available & ~changes.is_harmful[:, None],
        investment_fen=rows["investment_fen"].to_numpy(dtype=np.int64),
        effect_option=effects.option,
        effect_circle=effects.circle,
        effect_line=effects.line,
        effect_units=effects.units,
        pay_option=merged["option"].to_numpy(dtype=np.int64),
        pay_budget=merged["budget"].to_numpy(dtype=np.int64),
        pay_fen=merged["fen"].to_numpy(dtype=np.int64),
    )


def locked_in(scenario: Scenario, table: OptionTable) -> dict[int, frozenset[tuple[int, int]]]:
    """Options and years that satisfy each lock on premises.

    Raises
    ------
    InputError
        PL711 when no option of locked premises fits the lock.
    """
    rows = table.rows
    sites = {site: s for s, site in enumerate(np.unique(rows["site_id"].to_numpy(dtype=str)))}
    result: dict[int, frozenset[tuple[int, int]]] = {}
    problems = []
    for premises_id, lock in scenario.locks.premises_in.items():
        fits = (rows["site_id"] == premises_id).to_numpy(dtype=bool, copy=True)
        if lock.format is not None:
            fits &= (rows["cost_row"] == lock.format).to_numpy()
        pairs = frozenset(
            (int(o), t)
            for o in np.flatnonzero(fits)
            for t in np.flatnonzero(table.available[o]).tolist()
            if lock.year is None or scenario.years[t] == lock.year
        )
        if pairs:
            result[sites[premises_id]] = pairs
        else:
            problems.append(_no_option(scenario, premises_id))
    if problems:
        raise InputError(problems)
    return result


def _no_option(scenario: Scenario, premises_id: str) -> Problem:
    key = f"locks.premises_in.{premises_id}"
    file, _, line = scenario.provenance.get(key, f"{scenario.path.name}:").rpartition(":")
    return Problem(
        code="PL711",
        file=file,
        row=int(line) if line.isdigit() else None,
        column=key,
        value=premises_id,
        rule=Text(
            "锁定启用的用房至少要有一个可行的业态和年份",
            "premises locked in need at least one possible format and year",
        ),
        mend=Text(
            "请核对面积、准入业态、启用年份和补贴项目，或取消锁定。",
            "Check area, allowed kinds, first year and programmes, or drop the lock.",
        ),
    )
