"""The tables of the terminal summary: targets, circles, money, projects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as RichText

from placement.money import YUAN_PER_WAN
from placement.plain import brief
from placement.report.figures.style import as_floats
from placement.report.prose import Prose
from placement.report.speaker import Speaker
from placement.report.target_shares import target_notes
from placement.report.target_tables import Standing, TargetFacts, TargetTable, target_tables
from placement.scenario.names import Names

MOST_MONEY_ROWS = 18
MOST_PLACES = 4


def section(title: str, content: RenderableType) -> RenderableType:
    """Return content under a heading, with an empty line before it."""
    return Group("", RichText(title, style="cyan"), content)


def number_text(value: object) -> str:
    """Return a number with thousands separators, without idle decimals."""
    number = float(str(value))
    return f"{number:,.0f}" if number.is_integer() else f"{number:,.2f}"


def wan_text(yuan: float) -> str:
    """Return yuan as 万元 with one decimal; an empty sign where missing."""
    return "—" if pd.isna(yuan) else f"{yuan / YUAN_PER_WAN:,.1f}"


def targets_table(targets: Sequence[TargetFacts], say: Speaker) -> RenderableType:
    """Sum targets by kind and year, and name the districts that fall short.

    Places that overlap do not add up and get rows of their own.
    """
    heads = (
        say("任务", "target"),
        say("年度", "year"),
        say("任务数", "required"),
        say("计划", "planned"),
    )
    shown = _table(*heads, say("缺口", "short"), say("缺口所在", "where"), left=(0, 5))
    for table in target_tables(targets):
        parts = [table.places] if table.adds_up else [(place,) for place in table.places]
        for places in parts:
            alone = len(parts) > 1
            title = f"{brief(table.title)}·{brief(places[0])}" if alone else brief(table.title)
            for year in table.years:
                found = table.standing(places[0], year) if alone else table.total(year)
                if found.planned is None:
                    continue
                _add_target_row(shown, (title, year), found, _short(table, places, year, say))
                title = ""
    notes = [
        Prose(f"{brief(table.title)}{say('：', ': ')}{say.text(note)}")
        for table in target_tables(targets)
        for note in target_notes(table)
    ]
    return section(say("目标任务", "Targets"), Group(shown, *notes))


def _add_target_row(table: Table, head: tuple[str, int], found: Standing, where: str) -> None:
    title, year = head
    table.add_row(
        RichText(title),
        str(year),
        "—" if found.required is None else number_text(found.required),
        number_text(found.planned),
        RichText(number_text(found.shortfall or 0), style="red" if found.shortfall else "green"),
        Prose(where),
    )


def _short(table: TargetTable, places: Sequence[str], year: int, say: Speaker) -> str:
    missing = {place: float(table.standing(place, year).shortfall or 0) for place in places}
    lacking = {place: short for place, short in missing.items() if short > 0}
    return _places(list(lacking), list(lacking.values()), say)


def circles_table(circles: pd.DataFrame, names: Names, say: Speaker) -> RenderableType:
    """Count newly certified circles by tier and year, and what holds at the end."""
    years = sorted({int(year) for year in circles["year"]})
    ends = (say("期末总数", "at the end"), say("期末居民", "residents"))
    table = _table(say("等级", "tier"), *map(str, years), *ends)
    tiers = circles["tier"].fillna("").astype(str)
    is_new = circles["newly_certified"].astype(bool)
    is_last = circles["year"] == (years[-1] if years else None)
    for tier in names.tier_order(set(tiers)):
        holds = (tiers == tier) & is_last
        news = [int((is_new & (tiers == tier) & (circles["year"] == year)).sum()) for year in years]
        residents = int(circles.loc[holds, "residents"].sum())
        table.add_row(
            RichText(brief(names.tiers.get(tier, tier))),
            *(f"{n:,}" for n in news),
            f"{int(holds.sum()):,}",
            f"{residents:,}",
        )
    title = say("认定次数（同一圈提升再计一次）", "Certifications (a rise counts again)")
    return section(title, table)


def money_table(money: pd.DataFrame, names: Names, say: Speaker) -> RenderableType:
    """Show cap, commitment, payment and rest; years are summed where there are many lines."""
    frame = pd.DataFrame(
        {"budget": [str(b) for b in money["budget_id"]]}
        | {"year": money["year"].astype(str).to_numpy()}
        | {name: as_floats(money[f"{name}_yuan"]) for name in ("cap", "committed", "paid", "left")}
        | {name: as_floats(money[f"{name}_yuan"]) for name in ("carried", "moved")}
    )
    title = say("资金（万元，四舍五入）", "Money (10,000 yuan, rounded)")
    if len(frame) > MOST_MONEY_ROWS:
        span = f"{frame['year'].min()}—{frame['year'].max()}"
        sums = frame.groupby("budget", sort=False)[["cap", "committed", "paid", "moved"]]
        frame = sums.sum(skipna=False).reset_index().assign(year=span, carried=0.0)
        # What is carried over counts once, in the last year.
        frame["left"] = frame["cap"] + frame["moved"] - frame["committed"]
    shown = frame.nlargest(MOST_MONEY_ROWS, "committed").index
    rest = len(frame) - len(shown)
    columns = {
        "cap": say("上限", "cap"),
        "carried": say("上年结转", "carried over"),
        "moved": say("调入", "moved in"),
        "committed": say("承诺", "committed"),
        "paid": say("支付", "paid"),
        "left": say("结余", "left"),
    }
    # Money that moves is shown where any does: what may be spent is the sum of the first three.
    idle = {name for name in ("carried", "moved") if not frame[name].fillna(0).any()}
    columns = {name: head for name, head in columns.items() if name not in idle}
    table = _table(say("资金渠道", "budget line"), say("年度", "year"), *columns.values())
    last = ""
    for row in frame[frame.index.isin(shown)].to_dict("records"):
        budget = row["budget"]
        name = "" if budget == last else brief(names.budgets.get(budget, budget))
        amounts = (wan_text(float(row[column])) for column in columns)
        table.add_row(RichText(name), str(row["year"]), *amounts)
        last = budget
    if rest:
        table.add_row(say(f"另有 {rest} 条见 money.csv", f"{rest} more in money.csv"))
    return section(title, table)


def committed_line(
    money: pd.DataFrame, projects: pd.DataFrame, say: Speaker
) -> list[RenderableType]:
    """Reconcile what is committed with aid for projects and awards."""
    committed = sum(Decimal(str(value)) for value in money["committed_yuan"])
    aid = sum(Decimal(str(value)) for value in projects["public_yuan"])
    if not committed:
        return []
    total, of_aid, of_awards = (wan_text(float(n)) for n in (committed, aid, committed - aid))
    text = say(
        f"承诺的财政资金合计 {total} = 补助 {of_aid} + 奖励 {of_awards}",
        f"Public money committed {total} = aid {of_aid} + awards {of_awards}",
    )
    return [Prose(text)]


def projects_table(projects: pd.DataFrame, names: Names, say: Speaker, top: int) -> RenderableType:
    """List the projects with most public money."""
    public, investment = as_floats(projects["public_yuan"]), as_floats(projects["investment_yuan"])
    order = pd.Series(-public).sort_values(kind="stable").index[:top]
    heads = (say("年度", "year"), say("点位", "site"), say("业态", "kinds"))
    table = _table(*heads, say("总投资", "investment"), say("补助", "aid"), left=(0, 1, 2))
    for position in order:
        row = projects.iloc[position]
        place = " ".join(filter(None, (brief(row["district"]), brief(row["site_name"]))))
        kinds = say.listed(brief(names.kinds.get(str(k), str(k))) for k in _items(row["kinds"]))
        table.add_row(
            str(row["year"]),
            Prose(place),
            Prose(kinds),
            wan_text(float(investment[position])),
            wan_text(float(public[position])),
        )
    title = say(
        f"项目清单：补助最多的 {len(order)} 项，共 {len(projects):,} 项（万元）",
        f"Projects: the {len(order)} with most aid of {len(projects):,} (10,000 yuan)",
    )
    return section(title, table)


def _table(*heads: str, left: tuple[int, ...] = (0,)) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    for position, head in enumerate(heads):
        is_text = position in left
        table.add_column(
            head,
            justify="left" if is_text else "right",
            no_wrap=not is_text,
            overflow="fold",
        )
    return table


def _places(places: list[str], short: list[float], say: Speaker) -> str:
    """Name the districts that fall short, the largest shortfall first."""
    order = sorted(zip(short, places, strict=True), key=lambda item: -item[0])
    shown = [f"{brief(place)} {number_text(missing)}" for missing, place in order[:MOST_PLACES]]
    rest = len(order) - len(shown)
    tail = say(f" 等 {len(order)} 处", f" and {rest} more") if rest else ""
    return say.listed(shown) + tail


def _items(value: object) -> Iterable[str]:
    """Return a list cell's items; frames read from elsewhere may hold the joined text."""
    if isinstance(value, str):
        return [item for item in value.split(";") if item]
    return value if isinstance(value, Iterable) else ()
