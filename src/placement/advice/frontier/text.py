"""The ladder in words: for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from placement.advice.frontier.tables import Frontier
from placement.advice.telling import Cell, Chapter, same
from placement.errors import Text
from placement.plain import counted
from placement.report.names import term_texts
from placement.report.screen.tables import number_text, wan_text

HEADS = (
    Text("档", "step"),
    Text("额度", "cap"),
    Text("已用", "used"),
    Text("缺口", "missing"),
    Text("达标", "certified"),
    Text("居民", "residents"),
    Text("财政资金", "public"),
    Text("最优性", "how good"),
)
NESTED_HEADS = (*HEADS[:2], HEADS[3], *HEADS[6:])
UNITS = Text(
    "金额单位：万元；财政资金含奖励", "money in 10,000 yuan; public: aid and awards committed"
)
PROVEN = Text("已证明", "proven")
OPEN = Text("时限内未证明", "not proven in time")
INFEASIBLE = Text("硬性要求做不到", "hard rules cannot be met")
NOT_FOUND = Text("时限内未找到办法", "no plan found in time")
CUT = Text("中断，未证明", "interrupted, not proven")
CUT_EMPTY = Text("中断前未找到办法", "no plan found before the interrupt")


def frontier_chapters(found: Frontier, table: pd.DataFrame) -> Iterator[Chapter]:
    """Yield what is told of a ladder."""
    records = table.to_dict("records")
    rows = tuple(_row(row) for row in records)
    title = Text(f"预算阶梯：{found.budget_name}", f"Ladder of budgets: {found.budget_name}")
    told = (*_interrupted(records, "interrupted"), *_findings(found, table), UNITS)
    yield Chapter(title, told, HEADS, rows, tuple(range(len(HEADS))))
    if found.nested:
        title = Text(
            "逐级包含：每一档都含前一档的项目", "Nested: every step contains the one before"
        )
        nested = tuple(_nested_row(row) for row in records)
        yield Chapter(
            title,
            (*_interrupted(records, "nested_interrupted"), *_repeated(records), UNITS),
            NESTED_HEADS,
            nested,
            tuple(range(len(NESTED_HEADS))),
        )


def _repeated(records: Sequence[Mapping[Any, Any]]) -> Iterator[Text]:
    """Say which steps stay at the plan of the one before although nothing proves that more money is of no use."""
    shown = ("nested_missing", "nested_public_yuan", "nested_residents")
    for before, row in pairwise(r for r in records if r.get("nested_proven") is not None):
        if not row["nested_proven"] and all(row[name] == before[name] for name in shown):
            is_cut = row["nested_interrupted"]
            when = Text("中断前", "before the interrupt") if is_cut else Text("时限内", "in time")
            longer = Text("；可加长 --time-limit", "; try a longer --time-limit")
            hint = Text("", "") if is_cut else longer
            yield Text(
                f"第 {row['step']} 档（{row['share']:.0%}）与前一档是同一结果：{when.zh}没有找到更好的，"
                f"并不说明多出的钱没有用{hint.zh}",
                f"step {row['step']} ({row['share']:.0%}) repeats the one before: nothing better was found {when.en},"
                f" which does not prove that more money is of no use{hint.en}",
            )


def _interrupted(records: Sequence[Mapping[Any, Any]], column: str) -> Iterator[Text]:
    """Say which steps an interrupt cut short; they have the best that was found until then."""
    cut = [row["step"] for row in records if row.get(column)]
    if cut:
        steps = "、".join(map(str, cut)), ", ".join(map(str, cut))
        yield Text(
            f"求解被中断：第 {steps[0]} 档没有求完，是中断前最好的方案",
            f"interrupted: cut short at steps {steps[1]}, which have the best plans until then",
        )


def _head(row: dict[Any, Any]) -> tuple[str, str]:
    return f"{row['step']} · {row['share']:.0%}", wan_text(float(row["cap_yuan"]))


def _nested_row(row: dict[Any, Any]) -> tuple[Cell, ...]:
    missing = row.get("nested_missing")
    if missing is None or pd.isna(missing):
        return (*_head(row), "—", "—", "—")
    public = wan_text(float(row["nested_public_yuan"]))
    known = _known(row["nested_proven"], row["nested_interrupted"])
    return (*_head(row), _missing(missing, row["nested_missing_weighted"]), public, known)


def _missing(circles: Any, weighted: Any) -> Text:
    """Say how many circles are missing, and by weights as the sentences count them where that is another number."""
    number, by_weight = number_text(circles), number_text(weighted)
    if number == by_weight:
        return same(number)
    return Text(f"{number}（加权 {by_weight}）", f"{number} ({by_weight} by weights)")


def _known(proven: bool, interrupted: bool) -> Text:
    """Say how good a plan is known to be."""
    return PROVEN if proven else CUT if interrupted else OPEN


def _row(row: dict[Any, Any]) -> tuple[Cell, ...]:
    head = _head(row)
    if not row["feasible"]:
        open_why = CUT_EMPTY if row["interrupted"] else NOT_FOUND
        why = INFEASIBLE if row["impossible"] else open_why
        return (*head, why, *([""] * (len(HEADS) - 3)))
    return (
        *head,
        wan_text(float(row["committed_yuan"])),
        _missing(row["missing"], row["missing_weighted"]),
        number_text(row["certified"]),
        number_text(row["residents"]),
        wan_text(float(row["public_yuan"])),
        _known(row["proven"], row["interrupted"]),
    )


def _gap(row: dict[Any, Any], found: Frontier) -> Text:
    """Say value and bound of the first stage of a rung that is not proven, in the measure of the stage.

    That may count targets by their weights.
    """
    term, bound = str(row["open_stage"]), row["open_bound"]
    name, value = (
        term_texts(found.scenario.awards_counted)[term],
        _stage_text(row["open_value"], term),
    )
    if bound is None or pd.isna(bound) or (not bound and float(row["open_value"]) > 0):
        told = Text(f"{name.zh} {value}，界未知", f"{name.en} {value}, no bound")
    else:
        shown = _stage_text(bound, term)
        told = Text(f"{name.zh} {value}，界 {shown}", f"{name.en} {value}, bound {shown}")
    return Text(
        f"第 {row['step']} 档（{row['share']:.0%}）未证明：{told.zh}",
        f"step {row['step']} ({row['share']:.0%}) is not proven: {told.en}",
    )


def _stage_text(value: Any, term: str) -> str:
    return wan_text(float(value)) if term.endswith("_money") else number_text(value)


def _findings(found: Frontier, table: pd.DataFrame) -> Iterator[Text]:
    """Say where more money changes nothing, and what nesting costs."""
    shown = table[table["feasible"]]
    for row in shown.to_dict("records"):
        if not row["proven"]:
            yield _gap(row, found)
    least = shown["missing_weighted"].iloc[-1] if len(shown) else 0
    alike = shown[shown["missing_weighted"] == least] if len(shown) else shown
    asked_first = found.scenario.objective[0].term == "target_shortfall"
    if asked_first and len(alike) > 1 and alike["open_stage"].iloc[-1] != "target_shortfall":
        cap, number = wan_text(float(alike["cap_yuan"].iloc[0])), number_text(least)
        yield Text(
            f"额度从 {cap} 万元起，未完成的目标数（加权）不再减少，都是 {number}（最高档已证明不能更少）",
            f"from {cap} (10,000 yuan) on no plan misses less: {number} by weights, as the last step proves",
        )
    if found.nested and "price_missing" in table:
        known = shown[shown["proven"].astype(bool) & shown["nested_proven"].eq(True)]
        price = known["price_missing_weighted"].dropna()
        if len(price):
            most = number_text(max(float(value) for value in price))
            yield Text(
                f"逐级包含的代价（{len(price)} 个已证明的档）：未完成的目标数（加权）最多多 {most}",
                f"the price of nesting, of {counted(len(price), 'proven step')}: at most {most} more missing, by weights",
            )
