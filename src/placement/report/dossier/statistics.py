"""Counts for the forms: circles by tier, class, district and year, and what the work achieves (Q46, Q48)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from placement.report.dossier.model import CircleFacts, Dossier, ProjectFacts

NO_CLASS = "未分类"


@dataclass(frozen=True, slots=True)
class TierCount:
    """Circles of one district or class: by final tier, and residents of those with a tier."""

    label: str
    circles: int
    by_tier: tuple[int, ...]
    untiered: int
    residents: int
    covered_residents: int
    communities: int
    covered_communities: int


@dataclass(frozen=True, slots=True)
class Achievement:
    """One year's results; certifications count a rise again, ``first_time`` does not.

    ``held`` is by tier at the end of the year.
    """

    year: int
    certifications: int
    first_time: int
    held: tuple[int, ...]
    covered_residents: int
    outlets: int
    jobs: int
    investment_fen: int
    public_fen: int
    awards_fen: int


def tiers_of(dossier: Dossier) -> tuple[str, ...]:
    """Return the tier ids, highest first."""
    found = {
        tier for circle in dossier.circles for tier in (circle.final_tier, circle.current_tier)
    }
    return tuple(dossier.names.tier_order(found))


def count_tiers(dossier: Dossier, *, by: str) -> list[TierCount]:
    """Count circles by ``district`` (policy's order) or ``area_class`` (by size)."""
    label: Callable[[CircleFacts], str] = lambda c: getattr(c, by) or NO_CLASS  # noqa: E731
    labels = list(dict.fromkeys(map(label, dossier.circles)))
    return [
        _count(name, [c for c in dossier.circles if label(c) == name], tiers_of(dossier))
        for name in labels
    ]


def _count(label: str, circles: Sequence[CircleFacts], tiers: Sequence[str]) -> TierCount:
    tiered = [circle for circle in circles if circle.final_tier]
    return TierCount(
        label,
        len(circles),
        tuple(sum(c.final_tier == tier for c in circles) for tier in tiers),
        len(circles) - len(tiered),
        sum(c.residents for c in circles),
        sum(c.residents for c in tiered),
        sum(c.communities for c in circles),
        sum(c.communities for c in tiered),
    )


def achievements(dossier: Dossier) -> list[Achievement]:
    """Return the results of every year of the horizon."""
    tiers = tiers_of(dossier)
    return [_achievement(dossier, n, year, tiers) for n, year in enumerate(dossier.years)]


def _achievement(dossier: Dossier, n: int, year: int, tiers: Sequence[str]) -> Achievement:
    circles = dossier.circles
    projects: list[ProjectFacts] = [p for p in dossier.projects if p.year == year]
    return Achievement(
        year=year,
        certifications=sum(year in c.certified for c in circles),
        first_time=sum(c.first_year == year and not c.current_tier for c in circles),
        held=tuple(sum(c.tiers[n] == tier for c in circles) for tier in tiers),
        covered_residents=sum(c.residents for c in circles if c.tiers[n]),
        outlets=sum(p.outlets for p in projects),
        jobs=sum(p.jobs for p in projects),
        investment_fen=sum(p.investment_fen for p in projects),
        public_fen=sum(p.public_fen for p in projects),
        awards_fen=sum(p.fen for p in dossier.payments if p.is_award and p.year_committed == year),
    )
