"""What each rule of a recipe assumes, in the words of the office, and which rows it decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from placement.errors import Text, listed
from placement.importing.assumptions import Assumption, Found, find_assumptions
from placement.importing.ledger import Ledger
from placement.importing.recipe import AssumedPremises, MoreRule, Recipe
from placement.plain import counted

Names = Mapping[str, str]
"""Kind id → name."""

VISIBILITY, NOTES = "visibility.", ".notes."
TABLES_OF = {
    "origin": ("outlets", "circles"),
    "left_out_formats": ("costs",),
    "costs": ("costs",),
    "outlets": ("outlets",),
    "homes": ("circles",),
    "circles": ("circles",),
    "premises": ("premises",),
    "judgements": ("judgements",),
    "visibility": ("circles",),
}
"""First part of a key → the tables its assumptions are about; rules not named here are about no table."""


def collect_assumptions(
    recipe: Recipe, tables: Mapping[str, pd.DataFrame], ledger: Ledger, kinds: Names
) -> tuple[Assumption, ...]:
    """Return every assumption of a recipe with the rows that it decided in an import.

    Parameters
    ----------
    tables, ledger
        What the import has built, and the rows that single rules decided.
    kinds
        Names of the kinds.
    """
    return tuple(
        Assumption(found.key, _what(found, kinds), found.reason, _rows(found.key, tables, ledger))
        for found in find_assumptions(recipe)
    )


def _what(found: Found, kinds: Names) -> Text | None:
    if found.value is None:
        return None
    if found.key.startswith(VISIBILITY):
        return _invisible(kinds[found.key.removeprefix(VISIBILITY)], found.value)
    return WORDS[found.key](found.value, kinds)


def _rows(key: str, tables: Mapping[str, pd.DataFrame], ledger: Ledger) -> Mapping[str, int | None]:
    about = TABLES_OF.get(key.partition(".")[0], ())
    if NOTES in key:
        return dict.fromkeys(about)
    return {table: ledger.decided.get(key, len(tables[table])) for table in about}


def _left_out(formats: tuple[str, ...], _: Names) -> Text:
    if not formats:
        return Text("造价表的做法全部采用", "all formats of the cost table are used")
    names = ", ".join(formats)
    return Text(f"造价表中不用的做法：{names}", f"formats of the cost table left out: {names}")


def _own_rules(rules: tuple[MoreRule, ...], _: Names) -> Text:
    return Text(
        f"另按 {len(rules)} 条规则由类型、编码和店名归入业态",
        f"kinds found by type, code and name: {counted(len(rules), 'more rule')}",
    )


def _standardised(kinds: tuple[str, ...], names: Names) -> Text:
    told = listed(names[kind] for kind in kinds)
    return Text(f"视为已标准化的业态：{told.zh}", f"kinds taken as up to standard: {told.en}")


def _homes(homes: Mapping[str, int], _: Names) -> Text:
    low, high = min(homes.values()), max(homes.values())
    return Text(
        f"按类别假定每处住区 {low}–{high} 户", f"{low} to {high} homes in each place, by its class"
    )


def _drawn(draw: AssumedPremises, _: Names) -> Text:
    low, high = draw.area_m2
    sources = listed(f"{name} {rule.share:.0%}" for name, rule in draw.classes.items())
    return Text(
        f"每圈 {draw.within_m} 米内假定至多 {draw.per_circle} 处闲置用房，来源：{sources.zh}，"
        f"每处 {low:,}–{high:,} 平方米，随机种子 {draw.seed}",
        f"up to {draw.per_circle} vacant premises within {draw.within_m} m of each circle"
        f" ({sources.en}), {low:,} to {high:,} m² each, random seed {draw.seed}",
    )


def _rents(rents: Mapping[str, Any], _: Names) -> Text:
    told = listed(f"{district} {rent:f}" for district, rent in rents.items())
    return Text(f"每月每平方米租金（元）：{told.zh}", f"rent per m² and month in yuan: {told.en}")


def _invisible(kind: str, number: int) -> Text:
    if number:
        return Text(f"{kind}每圈按 {number} 家计", f"{kind}: {number} counted in each circle")
    return Text(
        f"{kind}看不见，每圈按没有计，不作缺口",
        f"{kind}: not seen, counted as none, and never as a gap",
    )


WORDS: Mapping[str, Callable[[Any, Names], Text]] = {
    "left_out_formats": _left_out,
    "outlets.classification.more": _own_rules,
    "outlets.chain_names": lambda _, __: Text(
        "按店名认定品牌连锁", "chains are told by their names"
    ),
    "outlets.standardised_kinds": _standardised,
    "outlets.open_24h_names": lambda _, __: Text(
        "按店名认定 24 小时营业", "shops open day and night are told by their names"
    ),
    "homes.homes_by_category": _homes,
    "homes.residents_per_home": lambda n, _: Text(f"每户 {n:f} 人", f"{n:f} residents to a home"),
    "circles.radius_m": lambda m, _: Text(
        f"生活圈的住户取在 {m} 米内", f"a circle takes in the homes within {m} m"
    ),
    "circles.min_homes": lambda n, _: Text(
        f"生活圈至少 {n:,} 户", f"a circle has {n:,} homes or more"
    ),
    "circles.wanted_homes": lambda n, _: Text(
        f"生活圈以 {n:,} 户左右为宜", f"a circle is to have about {n:,} homes"
    ),
    "premises.given.preparation_yuan_per_m2": lambda yuan, _: Text(
        f"用房修缮费每平方米 {yuan} 元", f"repair of premises costs {yuan} yuan per m²"
    ),
    "premises.given.source_class": lambda name, _: Text(
        f"用房不分来源，都作一类（表中写 {name}）",
        f"premises are not told apart by source: all are of one class ({name} in the table)",
    ),
    "premises.assumed": _drawn,
    "premises.rent_yuan_per_m2_month": _rents,
    "judgements": lambda lines, _: Text(
        f"{len(lines)} 个评判项的现状、可达分值和费用，各圈相同",
        f"points today, points within reach and cost of {counted(len(lines), 'judged line')}, alike in all circles",
    ),
    "policy_changes": lambda changes, _: Text(
        f"政策文件改动 {len(changes)} 处", f"{counted(len(changes), 'change')} in the policy file"
    ),
}
"""Key of a rule → what it assumes, from its value and the names of the kinds."""
