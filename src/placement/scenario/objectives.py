"""The terms a plan can be judged by, and the two orders of them that come ready made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from placement.errors import Text
from placement.money import wan

Term = Literal[
    "target_shortfall",
    "public_money",
    "aid_money",
    "award_money",
    "certified_residents",
    "resident_years",
    "conversions",
]
Sense = Literal["min", "max"]

TERMS: Mapping[str, Text] = {
    "target_shortfall": Text("未完成的目标数（加权）", "circles short of the targets, weighted"),
    "public_money": Text("财政资金（补助与奖励）", "public money: aid and awards"),
    "aid_money": Text("补助", "aid paid for measures"),
    "award_money": Text("认定奖励", "awards for recognised circles"),
    "certified_residents": Text("期末达标圈内居民数", "residents in certified circles at the end"),
    "resident_years": Text(
        "达标圈内居民数逐年累计", "residents in certified circles, each year counted"
    ),
    "conversions": Text("实施的措施数", "number of measures carried out"),
}


def term_text(term: str) -> Text:
    """Return what a term is called; one that only the engine knows is shown as it is."""
    return TERMS.get(term, Text(term, term))


def amount_text(term: str, value: int) -> Text:
    """Return a value of a term with its unit: money in 万元, residents, circles or measures."""
    if term.endswith("_money"):
        return wan(value)
    units = {"certified_residents": "人", "resident_years": "人·年"}
    return Text(f"{value:,} {units.get(term, '个')}", f"{value:,}")


PRESETS: dict[str, tuple[tuple[Term, Sense], ...]] = {
    "min_cost": (
        ("target_shortfall", "min"),
        ("public_money", "min"),
        ("certified_residents", "max"),
    ),
    "max_benefit": (
        ("target_shortfall", "min"),
        ("certified_residents", "max"),
        ("public_money", "min"),
    ),
}
"""Stages in order: each is decided before the next is looked at, and never given up for it."""
