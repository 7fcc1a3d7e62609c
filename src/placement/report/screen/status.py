"""How good the plan is known to be: one sentence, and the objective stage by stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as RichText

from placement.errors import Text
from placement.plain import counted
from placement.report.proof_words import (
    NOT_PROVEN,
    gap_text,
    is_optimal,
    is_unknown,
    proof_headline,
)
from placement.report.prose import Prose
from placement.report.rounding import rounding_note
from placement.report.screen.tables import number_text, section, wan_text
from placement.report.speaker import Speaker
from placement.report.weak_parts import weak_parts

ENDINGS = {
    "limit": Text("到时限为止", "stopped at the time limit"),
    "interrupted": Text("已中断，保留中断前最好的方案", "interrupted, best plan so far kept"),
}
GRADES = {
    "proved_one_engine": Text("一个求解器证明", "proved by one engine"),
    "proved_twice": Text(
        "两种设置的求解分别证明", "proved twice, by differently configured solves"
    ),
}
PARTS: Mapping[Text, tuple[str, ...]] = {
    Text("读入数据", "reading"): ("read",),
    Text("列出选项", "options"): ("options", "instance"),
    Text("建立模型", "building the model"): ("build",),
    Text("审计", "audit"): ("audit",),
    Text("写出结果", "writing"): ("tables", "workbook", "page", "figures"),
}
SOLVING = Text("求解", "solving")


def proof_sentence(outcome: Mapping[str, Any], say: Speaker) -> RenderableType:
    """Say in one line whether the plan is proven optimal or how far from it, then time and memory."""
    stages = outcome.get("stages", ())
    headline = proof_headline(stages)
    proven = is_optimal(stages)
    mark = "✓" if proven else "○" if headline == NOT_PROVEN else "△"
    line = RichText(f"{mark} {say.text(headline)}", style="bold green" if proven else "bold yellow")
    details = [say.text(ENDINGS[outcome["status"]])] if outcome.get("status") in ENDINGS else []
    if (grade := outcome.get("grade")) is not None:
        details += [say.text(GRADES[grade])] if grade in GRADES else []
    details += _resources(outcome, say)
    return Group(line.append(f"   {say('，', ', ').join(details)}", style="default not bold"))


def stages_table(
    stages: Sequence[Mapping[str, Any]], terms: Mapping[str, Text], say: Speaker
) -> RenderableType:
    """Show each stage's value and the bound no plan can beat."""
    table = Table(*_stage_heads(say), box=None, pad_edge=False, header_style="dim")
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    all_before = True
    for number, stage in enumerate(stages, start=1):
        term = str(stage["term"])
        arrow = "↓" if str(stage["sense"]).startswith("min") else "↑"
        name = say.text(terms[term]) if term in terms else term
        gap = stage["relative_gap"]
        unknown = not stage["proven"] and is_unknown(gap)
        known = "—" if unknown else f"≤ {gap_text(gap)}"
        table.add_row(
            Prose(f"{number} {arrow} {name}"),
            _value(term, stage["value"], say),
            _value(term, None if unknown and not stage["bound"] else stage["bound"], say),
            _proven(all_before, say) if stage["proven"] else known,
        )
        all_before = all_before and bool(stage["proven"])
    return section(say("目标（依次优化）", "Objective, in this order"), table)


def _proven(all_before: bool, say: Speaker) -> str:
    """Say that a stage is proven, and on what that rests where an earlier one is not."""
    if all_before:
        return say("已证明", "proven")
    return say("已证明（按前步现值）", "proven, given the stages above")


def weak_lines(
    outcome: Mapping[str, Any],
    districts: Mapping[str, str],
    terms: Mapping[str, Text],
    say: Speaker,
) -> list[RenderableType]:
    """Say in which districts the first stage that is not proven might be better."""
    weak = weak_parts(outcome.get("stages", ()), outcome.get("parts", ()), districts)
    if weak is None:
        return []
    name = say.text(terms[weak.term]) if weak.term in terms else weak.term
    head = say(f"{name}尚未证明最优的片区：", f"Blocks not proven in {name}: ")
    return [Prose(head + weak.listed(lambda gap: _value(weak.term, gap, say), say))]


def baseline_line(
    baseline: Mapping[str, Any] | None, terms: Mapping[str, Text], say: Speaker
) -> list[RenderableType]:
    """Say what the office's own rule, easiest circles first, would have achieved; nothing if unknown.

    Parameters
    ----------
    baseline
        Objective terms of that plan, money in yuan.
    """
    found = baseline or {}
    parts = []
    if "target_shortfall" in found:
        short = number_text(found["target_shortfall"])
        parts.append(say(f"缺口 {short}", f"short {short}"))
    if "public_money" in found:
        money = wan_text(float(found["public_money"]))
        name = terms.get("public_money", Text("财政资金", "public money"))
        parts.append(say(f"{name.zh} {money} 万元", f"{name.en} {money} (10,000 yuan)"))
    if not parts:
        return []
    head = say("人工办法（先易后难）：", "Office's own rule (easiest first): ")
    return [Prose(head + say("，", ", ").join(parts))]


def investment_line(projects: pd.DataFrame, say: Speaker) -> list[RenderableType]:
    """Say what the plan costs everybody, and how much of it rests on operators coming unaided."""
    if projects.empty:
        return []
    total = float(projects["investment_yuan"].astype(float).sum())
    aid = float(projects["public_yuan"].astype(float).sum())
    unaided = int((projects["public_yuan"].astype(float) == 0).sum())
    whole, *parts = map(wan_text, (total, aid, total - aid))
    rounded = say.text(rounding_note(parts, whole))
    text = say(
        f"总投资 {whole} 万元：补助 {parts[0]}，社会资金 {parts[1]}{rounded}；"
        f"{len(projects):,} 项中 {unaided:,} 项不需补助，须由经营者自行开办，不来则方案不成立",
        f"Investment {whole} (10,000 yuan): aid {parts[0]}, private {parts[1]}{rounded}; {unaided:,} of "
        f"{counted(len(projects), 'project')} without aid, resting on operators who come by themselves",
    )
    return [Prose(text)]


def _stage_heads(say: Speaker) -> tuple[str, ...]:
    return ("", say("方案值", "plan"), say("界", "bound"), say("差距", "gap"))


def _value(term: str, value: object, say: Speaker) -> str:
    if value is None:
        return "—"
    if term.endswith("money"):
        return f"{wan_text(float(str(value)))} {say('万元', '10k yuan')}"
    return number_text(value)


def _resources(outcome: Mapping[str, Any], say: Speaker) -> list[str]:
    found = []
    seconds = outcome.get("seconds")
    if seconds is not None:
        total = sum(seconds.values()) if isinstance(seconds, Mapping) else seconds
        found.append(say(f"用时 {total:.1f} 秒", f"{total:.1f} s"))
    memory = outcome.get("memory_mib")
    if memory is not None:
        peak = max(memory.values()) if isinstance(memory, Mapping) else memory
        found.append(say(f"内存 {peak:,.0f} MiB", f"{peak:,.0f} MiB"))
    return found


def overtime_line(outcome: Mapping[str, Any], say: Speaker) -> list[RenderableType]:
    """Say what took how long where all together took longer than the limit; nothing otherwise.

    The limit is one of the solve: files are read before and written after it.
    """
    seconds, limit = outcome.get("seconds"), outcome.get("time_limit_s")
    if not isinstance(seconds, Mapping) or limit is None or sum(seconds.values()) <= limit:
        return []
    spent = dict.fromkeys((*PARTS, SOLVING), 0.0)
    part_of = {phase: part for part, phases in PARTS.items() for phase in phases}
    for phase, took in seconds.items():
        spent[part_of.get(phase, SOLVING)] += took
    parts = say("，", ", ").join(f"{say.text(part)} {took:.1f}" for part, took in spent.items())
    head = say(
        f"比时限 {limit:g} 秒长：时限只管求解；各部分用时（秒）：",
        f"longer than the limit of {limit:g} s, which is one of the solve; seconds: ",
    )
    return [Prose(head + parts, style="dim")]
