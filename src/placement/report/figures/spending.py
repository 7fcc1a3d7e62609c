"""Spending: cap, commitment by programme, and what is left, by budget line and year, in 万元."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from placement.errors import Text
from placement.money import YUAN_PER_WAN
from placement.report.cautions import Caution
from placement.report.figures.bars import Bar, Fill, Section, draw_tables
from placement.report.figures.style import as_floats, in_style
from placement.report.speaker import CHINESE, Speaker
from placement.scenario.names import Names

TOTAL = Text("合计", "total")
OTHER = Text("其他", "other")
FACES = ("#12355b", "#f0b43c", "#4f9f96", "#b8c4d0", "#8d5a97", "#d98c5f", "#7a8f3c", "#2f6f9f")
HATCHES = ("", "....", "////", "xxx", "\\\\\\\\", "----", "||||", "++")
OPEN = Text("不设上限", "no cap")
CITY_LINES = Text("资金渠道", "Budget lines")


@in_style
def plot_spending(
    money: pd.DataFrame,
    payments: pd.DataFrame,
    *,
    cautions: Sequence[Caution],
    names: Names | None = None,
    say: Speaker = CHINESE,
) -> Figure:
    """Draw a bar for each budget line and year: outline = its cap, filled = committed, by programme.

    Every outline is as long as the others: a bar shows how much of its own cap is used.

    Parameters
    ----------
    money, payments
        The plan's tables; a missing cap means that none is set.
    cautions
        What to stamp the figure with.
    """
    names = names or Names()
    frame = pd.DataFrame(
        {
            "budget": money["budget_id"].astype(str),
            "year": money["year"].astype(str),
            "cap": _available(money),
            "committed": as_floats(money["committed_yuan"]),
        }
    )
    by_programme = _by_programme(payments, names)
    fills = _fills(by_programme, say)
    years = tuple(sorted(set(frame["year"])))
    sections = [
        Section(title, years, tuple(rows.values()), _bars(frame, rows, by_programme, (fills, say)))
        for title, rows in _sections(frame, names, say)
    ]
    if len(set(frame["budget"])) > 1:
        totals = _totals(frame, by_programme, (fills, say))
        title = say("各渠道合计", "All lines")
        sections.append(Section(title, years, (say.text(TOTAL),), totals))
    return draw_tables(
        (say("资金安排（万元）", "Money (10,000 yuan)"), _subtitle(frame, say)),
        sections,
        list(fills.values()),
        limit_name=say("当年上限＝100 %", "cap of the year = 100 %"),
        cautions=cautions,
        say=say,
    )


def _available(money: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return caps with what was carried over and moved between lines."""
    extra = [as_floats(money[name]) for name in ("carried_yuan", "moved_yuan") if name in money]
    return as_floats(money["cap_yuan"]) + sum(extra, np.zeros(len(money)))


def _sections(frame: pd.DataFrame, names: Names, say: Speaker) -> list[tuple[str, dict[str, str]]]:
    """Return titles with rows, budget id → name: lines of the whole city first, then each by district."""
    order = {budget: n for n, budget in enumerate(names.budgets)}
    lines = say.text(CITY_LINES)
    found: dict[str, dict[str, str]] = {lines: {}}
    for budget in sorted(frame["budget"].unique(), key=lambda b: (order.get(b, len(order)), b)):
        line, district = names.district_budgets.get(budget, (lines, ""))
        found.setdefault(line, {})[budget] = district or names.budgets.get(budget, budget)
    return [(title, rows) for title, rows in found.items() if rows]


def _bars(
    frame: pd.DataFrame,
    rows: Mapping[str, str],
    by_programme: Mapping[tuple[str, str], Split],
    told: tuple[Mapping[str, Fill], Speaker],
) -> dict[tuple[str, str], Bar]:
    return {
        (rows[row["budget"]], row["year"]): _bar(
            (row["cap"], row["committed"]),
            by_programme.get((row["budget"], row["year"]), {}),
            told,
        )
        for row in frame.to_dict("records")
        if row["budget"] in rows
    }


Split = Mapping[str, float]


def _by_programme(payments: pd.DataFrame, names: Names) -> dict[tuple[str, str], Split]:
    """Return ``(budget, year) -> {programme: yuan committed}``."""
    frame = pd.DataFrame(
        {
            "budget": payments["budget_id"].astype(str).to_numpy(),
            "year": payments["year_committed"].astype(str).to_numpy(),
            "programme": [names.programmes.get(str(p), str(p)) for p in payments["programme_id"]],
            "yuan": as_floats(payments["yuan"]),
        }
    )
    found: dict[tuple[str, str], dict[str, float]] = {}
    sums = frame.groupby(["budget", "year", "programme"], sort=True)["yuan"].sum()
    for row in sums.reset_index().to_dict("records"):
        split = found.setdefault((str(row["budget"]), str(row["year"])), {})
        split[str(row["programme"])] = float(row["yuan"])
    return dict(found)


def _fills(by_programme: Mapping[tuple[str, str], Split], say: Speaker) -> dict[str, Fill]:
    """Give programmes fills, the largest first; those beyond eight share the last one."""
    totals: dict[str, float] = {}
    for split in by_programme.values():
        for programme, yuan in split.items():
            totals[programme] = totals.get(programme, 0) + yuan
    order = sorted(totals, key=lambda p: (-totals[p], p))
    named = order if len(order) <= len(FACES) - 1 else order[: len(FACES) - 2]
    fills = {programme: Fill(programme, FACES[i], HATCHES[i]) for i, programme in enumerate(named)}
    other = say.text(OTHER)
    return {**fills, other: Fill(other, FACES[-1], HATCHES[-1])}


def _bar(
    amount: tuple[float, float], split: Split, told: tuple[Mapping[str, Fill], Speaker]
) -> Bar:
    (cap, committed), (fills, say) = amount, told
    other = fills[say.text(OTHER)]
    parts = dict.fromkeys(fills.values(), 0.0)
    for programme, yuan in split.items():
        parts[fills.get(programme, other)] += yuan
    # What the payments do not explain is shown as well, never left out.
    parts[other] += max(committed - sum(split.values()), 0.0)
    is_over = committed > cap
    text = f"{_wan(committed)} / " + (say.text(OPEN) if np.isnan(cap) else _wan(cap))
    if not np.isnan(cap):
        word = say("超", "over by") if is_over else say("余", "left")
        text += f"  {word} {_wan(abs(cap - committed))}"
    whole = cap if cap > 0 else max(committed, sum(split.values())) or 1.0
    shares = tuple((yuan / whole, fill) for fill, yuan in parts.items() if yuan)
    return Bar(shares, np.nan if np.isnan(cap) else cap / whole, text, is_short=is_over)


def _totals(
    frame: pd.DataFrame,
    by_programme: Mapping[tuple[str, str], Split],
    told: tuple[Mapping[str, Fill], Speaker],
) -> dict[tuple[str, str], Bar]:
    bars, say = {}, told[1]
    no_cap = say.text(OPEN)
    for year, part in frame.groupby("year"):
        split: dict[str, float] = {}
        for (_, when), programmes in by_programme.items():
            if when == year:
                for programme, yuan in programmes.items():
                    split[programme] = split.get(programme, 0) + yuan
        cap = float(part["cap"].sum(skipna=False))
        bar = _bar((cap, float(part["committed"].sum())), split, told)
        is_partly_open = np.isnan(cap) and bool(part["cap"].notna().any())
        text = (
            bar.text.replace(no_cap, say(f"部分{no_cap}", "some without cap"))
            if is_partly_open
            else bar.text
        )
        bars[say.text(TOTAL), str(year)] = replace(bar, text=text)
    return bars


def _wan(yuan: float) -> str:
    """Return yuan in 万元 with at most one decimal, so that what is left adds up on paper."""
    return f"{yuan / YUAN_PER_WAN:,.1f}".removesuffix(".0")


def _subtitle(frame: pd.DataFrame, say: Speaker) -> str:
    total = _wan(float(frame["committed"].sum()))
    return say(
        f"承诺合计 {total} 万元；数字为 承诺 / 上限 与 结余；框长相同，看各自用了几成",
        f"{total} committed in all; numbers are committed / cap, and what is left; frames are equally long",
    )
