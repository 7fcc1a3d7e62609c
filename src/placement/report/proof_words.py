"""How good a plan is known to be, said in one line; never better than it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from placement.errors import Text, listed
from placement.plain import counted, sentence
from placement.planner import START_NOTE

NOT_PROVEN = Text("最优性未证明", "optimality not proven")


def proof_headline(stages: Sequence[Mapping[str, Any]]) -> Text:
    """Say how far each stage is from the best possible.

    Parameters
    ----------
    stages
        Of ``outcome.stages`` in ``plan.json``: ``proven`` and ``relative_gap`` of each.
    """
    if is_optimal(stages):
        return Text("已证明最优", "proven optimal")
    first = sum(1 for _ in takewhile(lambda stage: stage["proven"], stages))
    parts = []
    if first:
        stage = "第 1 步" if first == 1 else f"前 {first} 步"
        of = "stage 1" if first == 1 else f"stages 1 to {first}"
        parts.append(Text(f"{stage}已证明最优", f"{of} proven optimal"))
    unproven = [(n, s["relative_gap"]) for n, s in enumerate(stages, 1) if not s["proven"]]
    if not parts and all(is_unknown(gap) for _, gap in unproven):
        return NOT_PROVEN
    parts += [_distance(n, gap) for n, gap in unproven]
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def proof_by_name(stages: Sequence[Mapping[str, Any]], names: Mapping[str, Text]) -> Text:
    """Say which stages are proven and how far from the best each of the others is.

    Parameters
    ----------
    names
        Of terms, by id.
    """
    named = [(names[s["term"]], s) for s in stages]
    parts = []
    if proven := [name for name, s in named if s["proven"]]:
        told = listed(proven)
        parts.append(Text(f"已证明最优：{told.zh}", f"proven optimal: {told.en}"))
    for name, stage in named:
        gap = stage["relative_gap"]
        if stage["proven"]:
            continue
        if is_unknown(gap):
            known = Text("没有可用的界", "no useful bound")
        else:
            known = Text(f"差距 ≤ {gap_text(gap)}", f"within {gap_text(gap)} of the best")
        parts.append(Text(f"未证明：{name.zh}，{known.zh}", f"not proven: {name.en}, {known.en}"))
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _distance(number: int, gap: float | None) -> Text:
    if gap is None or is_unknown(gap):
        return Text(f"第 {number} 步未证明", f"stage {number} not proven")
    most = gap_text(gap)
    return Text(f"第 {number} 步与最优差距 ≤ {most}", f"stage {number} within {most} of the best")


def is_optimal(stages: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether every stage is proven, and there is one."""
    return bool(stages) and all(stage["proven"] for stage in stages)


def is_unknown(gap: float | None) -> bool:
    """Tell whether a gap says nothing; 100 % or more is what the trivial bound gives."""
    return gap is None or not math.isfinite(gap) or gap >= 1


def gap_text(gap: float) -> str:
    """Return a gap rounded up, so that what is said is never better than what is known."""
    return f"{math.ceil(gap * 10_000 - 1e-9) / 100:g} %"


def note_texts(notes: Sequence[str]) -> list[Text]:
    """Say what was not as it should be: what of an earlier run could not be read, and what the solver got wrong.

    Parameters
    ----------
    notes
        As ``outcome.notes`` of ``plan.json`` has them.
    """
    told = [note.removeprefix(START_NOTE) for note in notes if note.startswith(START_NOTE)]
    faults = [note for note in notes if not note.startswith(START_NOTE)]
    parts = [note.partition("\n") for note in told]
    texts = [Text(sentence(zh), sentence(en or zh)) for zh, _, en in parts]
    return [*texts, *([_fault_text(faults)] if faults else [])]


def _fault_text(faults: Sequence[str]) -> Text:
    """Say that the solver failed on the way: the plan stands, and what is proven of it."""
    first = sentence(faults[0])
    return Text(
        f"求解过程出过 {len(faults)} 次错，方案已经核对；已证明的步骤不受影响，未证明的可能因此未达最好。"
        f"首条原文：{first}",
        f"{counted(len(faults), 'error')} on the way; the plan was audited; what is proven stands, what is not "
        f"might have been better: {first}",
    )
