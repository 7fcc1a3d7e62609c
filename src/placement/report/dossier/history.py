"""How a circle came to the tier it ends with, and why it may have none although its score is high."""

from __future__ import annotations

from decimal import Decimal

from placement.report.dossier.model import CircleFacts, Dossier
from placement.report.plain import plain

NONE = "—"


def table_scores(dossier: Dossier, circle: CircleFacts, table: int) -> tuple[Decimal, Decimal]:
    """Return a circle's score by one of several score tables, today and at the end."""
    name = dossier.scenario.rubric.tables[table].id
    card = next(c for c in dossier.cards[circle.id] if dossier.lines[c.line].id == name)
    return card.points_today, card.points[-1]


def tier_path(dossier: Dossier, circle: CircleFacts) -> str:
    """Say which tiers a circle was given and lost, year by year, and what keeps it from one at the end."""
    order = ["", *(tier.id for tier in dossier.scenario.rubric.tiers)]
    steps, before = [], circle.current_tier
    for year, tier in zip(dossier.years, circle.tiers, strict=True):
        if year in circle.certified:
            steps.append(f"{year} {dossier.tier_name(circle.certified[year])}")
        elif order.index(tier) < order.index(before):
            steps.append(f"{year} 复评后{dossier.tier_name(tier)}")
        before = tier
    return "；".join([*steps, *_unconfirmed(dossier, circle)]) or NONE


def _unconfirmed(dossier: Dossier, circle: CircleFacts) -> list[str]:
    """Name the second table that keeps a circle from the lowest tier its first one would earn."""
    rubric = dossier.scenario.rubric
    if circle.final_tier or not rubric.tiers or rubric.tiers[0].confirmed_by is None:
        return []
    lowest, (table, steps) = rubric.tiers[0], rubric.tiers[0].confirmed_by
    _, first = table_scores(dossier, circle, lowest.table)
    _, second = table_scores(dossier, circle, table)
    least = rubric.points(steps)
    if first < rubric.points(lowest.lowest_steps) or second >= least:
        return []
    asked = Decimal(least.numerator) / least.denominator
    return [f"{plain(rubric.tables[table].name)} {second:f} 分，不足 {asked:f} 分"]
