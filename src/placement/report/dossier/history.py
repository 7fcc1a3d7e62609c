"""How a circle came to the tier it ends with, and why it may have none although its score is high."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from placement.plain import plain
from placement.report.dossier.model import CircleFacts, Dossier

NONE = "—"


@dataclass(frozen=True, slots=True)
class TableScore:
    """A circle's score by one score table, today and at the end of each year."""

    today: Decimal
    by_year: tuple[Decimal, ...]

    @property
    def end(self) -> Decimal:
        """Score at the end of the horizon."""
        return self.by_year[-1]


def table_names(dossier: Dossier) -> tuple[str, ...]:
    """Return what the scores are called: the score tables, or just that it is the score."""
    tables = dossier.scenario.rubric.tables
    return (
        tuple(plain(table.name) for table in tables)
        if len(tables) > 1
        else (dossier.say("得分", "score"),)
    )


def table_score(dossier: Dossier, circle: CircleFacts, table: int) -> TableScore:
    """Return a circle's score by one of the score tables."""
    tables = dossier.scenario.rubric.tables
    if len(tables) == 1:
        return TableScore(circle.score_today, circle.scores)
    name = tables[table].id
    card = next(c for c in dossier.cards[circle.id] if dossier.lines[c.line].id == name)
    return TableScore(card.points_today, card.points)


def table_scores(dossier: Dossier, circle: CircleFacts) -> list[TableScore]:
    """Return a circle's scores by all score tables."""
    tables = range(len(dossier.scenario.rubric.tables))
    return [table_score(dossier, circle, table) for table in tables]


def tier_path(dossier: Dossier, circle: CircleFacts) -> str:
    """Say which tiers a circle had, was given and lost, year by year, and what keeps it from one at the end."""
    order = ["", *(tier.id for tier in dossier.scenario.rubric.tiers)]
    steps, before = [], circle.current_tier
    if before:
        had = dossier.tier_name(before)
        steps.append(dossier.say(f"规划期前{had}", f"{had} before the horizon"))
    for year, tier in zip(dossier.years, circle.tiers, strict=True):
        if year in circle.certified:
            steps.append(f"{year} {dossier.tier_name(circle.certified[year])}")
        elif order.index(tier) < order.index(before):
            lost = dossier.tier_name(tier)
            steps.append(dossier.say(f"{year} 复评后{lost}", f"{year} {lost} after review"))
        before = tier
    held_up = [*_unconfirmed(dossier, circle), *_at_risk(dossier, circle)]
    return dossier.say("；", "; ").join([*steps, *held_up]) or NONE


def _at_risk(dossier: Dossier, circle: CircleFacts) -> list[str]:
    """Say what a circle lacks of the tier it holds at the end."""
    return [
        dossier.say(f"期末评分卡够不上：{risk.short.zh}", f"its card falls short: {risk.short.en}")
        for risk in dossier.at_risk
        if risk.circle_id == circle.id
    ]


def _unconfirmed(dossier: Dossier, circle: CircleFacts) -> list[str]:
    """Name the second table that keeps a circle from the lowest tier its first one would earn."""
    rubric = dossier.scenario.rubric
    if circle.final_tier or not rubric.tiers or rubric.tiers[0].confirmed_by is None:
        return []
    lowest, (table, steps) = rubric.tiers[0], rubric.tiers[0].confirmed_by
    first = table_score(dossier, circle, lowest.table).end
    second = table_score(dossier, circle, table).end
    least = rubric.points(steps)
    if first < rubric.points(lowest.lowest_steps) or second >= least:
        return []
    name = plain(rubric.tables[table].name)
    told = dossier.say(
        f"{name} {second:f} 分，不足 {least:f} 分", f"{name}: {second:f} points of {least:f}"
    )
    return [told]
