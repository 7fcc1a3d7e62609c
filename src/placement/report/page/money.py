"""The money of the page: a bar for each budget line and year, and sums by programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from placement.errors import Text
from placement.report.dossier import Dossier
from placement.report.dossier.model import BudgetFacts
from placement.report.dossier.money_terms import money_terms
from placement.report.dossier.spending import (
    by_programme,
    line_years,
    money_years,
    programmes_by_size,
)
from placement.report.names import LEVEL_NAMES
from placement.report.page.wording import place_name, wan
from placement.report.speaker import Speaker

COLOURS = 8
COMMITTED = Text("承诺金额，按层级与补贴项目", "Committed, by level and programme")
PAID = Text(
    "支付金额，按层级与补贴项目（含规划期后的尾款）",
    "Paid, by level and programme (with what is due after the horizon)",
)
LEVELS_EN = {zh: en for en, zh in LEVEL_NAMES.items()}


def money_content(dossier: Dossier) -> dict[str, Any]:
    """Return bars and tables."""
    order, say = programmes_by_size(dossier), dossier.say
    rows = []
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in line_years(dossier):
        for number, (year, budget) in enumerate(sorted(line.years.items())):
            split = line.programmes.get(year, {})
            for programme, fen in split.items():
                sums[year][programme] += fen
            name = (
                (line.line, place_name(line.district or dossier.names.whole, say))
                if number == 0
                else ("", "")
            )
            rows.append(_row(name, budget, split, (order, say)))
    rows += [_total(dossier, year, sums[year], order) for year in money_years(dossier)]
    return {
        "programmes": order,
        "money_terms": money_terms(dossier.scenario, say),
        "money": rows,
        "spending": [
            _by_programme(dossier, say.text(COMMITTED), paid=False),
            _by_programme(dossier, say.text(PAID), paid=True),
        ],
    }


def _row(
    name: tuple[str, str],
    budget: BudgetFacts,
    split: Mapping[str, int],
    told: tuple[list[str], Speaker],
) -> dict[str, Any]:
    order, say = told
    return {
        "line": name[0],
        "district": name[1],
        "year": budget.year,
        "is_total": False,
        "is_empty": not (budget.available_fen or budget.committed_fen),
        "parts": _parts(split, budget.available_fen, order, say),
        "cap": _cap(budget, say),
        "committed": wan(budget.committed_fen),
        "paid": wan(budget.paid_fen),
        "left": wan(budget.left_fen),
    }


def _cap(budget: BudgetFacts, say: Speaker) -> str:
    if budget.cap_fen is None:
        return say("不设上限", "no cap")
    extra = budget.carried_fen + budget.moved_fen
    return wan(budget.cap_fen) + (
        say(f"（结转与调剂 {wan(extra)}）", f" (carried and moved {wan(extra)})") if extra else ""
    )


def _total(
    dossier: Dossier, year: int, split: Mapping[str, int], order: list[str]
) -> dict[str, Any]:
    budgets = [budget for budget in dossier.budgets if budget.year == year]
    caps = [budget.cap_fen for budget in budgets]
    cap = None if None in caps or not caps else _sum(caps)
    committed = _sum(budget.committed_fen for budget in budgets)
    return {
        "line": dossier.say("合计", "total"),
        "district": "",
        "year": year,
        "is_total": True,
        "is_empty": not (cap or committed),
        "parts": _parts(split, cap, order, dossier.say),
        "cap": "—" if cap is None else wan(cap),
        "committed": wan(committed),
        "paid": wan(_sum(budget.paid_fen for budget in budgets)),
        "left": "—" if cap is None else wan(cap - committed),
    }


def _sum(amounts: Iterable[int | None]) -> int:
    return sum(amount or 0 for amount in amounts)


def _parts(
    split: Mapping[str, int], cap: int | None, order: list[str], say: Speaker
) -> list[dict[str, Any]]:
    """Return the parts of a bar in percent of the cap, or of the commitment where none is set."""
    whole = max(cap or 0, sum(split.values())) or 1
    return [
        {
            "name": f"{programme} {wan(split[programme])} {say('万元', '(10,000 yuan)')}",
            "colour": order.index(programme) % COLOURS,
            "percent": f"{100 * split[programme] / whole:.2f}",
        }
        for programme in order
        if split.get(programme, 0) > 0
    ]


def _by_programme(dossier: Dossier, title: str, *, paid: bool) -> dict[str, Any]:
    years, say = money_years(dossier), dossier.say
    found = by_programme(dossier, paid=paid)
    rows = [
        {
            "level": say(level, LEVELS_EN.get(level, level)),
            "programme": programme,
            "is_total": False,
            "amounts": [wan(amounts.get(y, 0)) for y in years] + [wan(sum(amounts.values()))],
        }
        for (level, programme), amounts in found.items()
    ]
    sums = [sum(amounts.get(y, 0) for amounts in found.values()) for y in years]
    total = {"level": "", "programme": say("合计", "total"), "is_total": True,
             "amounts": [*map(wan, sums), wan(sum(sums))]}  # fmt: skip
    return {"title": title, "years": years, "rows": [*rows, total]}
