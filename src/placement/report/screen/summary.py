"""What the terminal shows after a solve, readable in 80 columns, in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.rule import Rule
from rich.text import Text as RichText

from placement.errors import Text
from placement.plain import brief, counted
from placement.report.cautions import Caution
from placement.report.proof_words import note_texts
from placement.report.prose import Prose
from placement.report.screen.status import (
    baseline_line,
    investment_line,
    overtime_line,
    proof_sentence,
    stages_table,
    weak_lines,
)
from placement.report.screen.tables import (
    circles_table,
    committed_line,
    money_table,
    projects_table,
    targets_table,
)
from placement.report.speaker import Speaker
from placement.report.target_tables import TargetFacts
from placement.scenario.names import Names

Language = Literal["zh", "en"]
MOST_NOTES = 8
MOST_PROJECTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the terminal is to show.

    Attributes
    ----------
    frames
        The plan's tables by id, at least ``projects``, ``circles`` and ``money``.
    outcome
        ``status``, ``grade``, ``seconds`` (a number, or numbers by phase), ``memory_mib``, and ``stages``:
        mappings with ``term``, ``sense`` (``min``/``max``), ``value``, ``bound``, ``relative_gap``,
        ``proven``; and ``baseline``, the terms of the office's own plan; money terms in yuan.
    terms
        What the terms of the objective are called.
    notes
        Assumptions and warnings, one sentence each.
    districts
        District of every circle.
    cautions
        What whoever hands the results on has to know.
    policy
        The document it rests on.
    licence
        Terms under which the data may be used.
    run_path
        Where the run directory was published.
    reviews
        Circles that lose a tier by a review or hold one that their card does not reach, and why.
    doubtful_rules
        How many rules in use are not stated by a document that was checked.
    """

    frames: Mapping[str, pd.DataFrame]
    outcome: Mapping[str, Any]
    targets: Sequence[TargetFacts] = ()
    title: str = ""
    names: Names = field(default_factory=Names)
    terms: Mapping[str, Text] = field(default_factory=dict)
    notes: Sequence[Text] = ()
    districts: Mapping[str, str] = field(default_factory=dict)
    run_path: Path | None = None
    cautions: Sequence[Caution] = ()
    policy: Text | None = None
    licence: Text | None = None
    reviews: Sequence[Text] = ()
    doubtful_rules: int = 0


def render_summary(summary: Summary, *, lang: Language = "zh") -> RenderableType:
    """Return the summary for ``rich.console.Console.print``."""
    say = Speaker(lang)
    frames, names = summary.frames, summary.names
    parts: list[RenderableType] = [
        Rule(escape(brief(summary.title)) or say("规划方案", "Plan"), style="cyan"),
        proof_sentence(summary.outcome, say),
        *overtime_line(summary.outcome, say),
        *note_lines(summary.outcome.get("notes", ()), say),
        stages_table(summary.outcome.get("stages", ()), summary.terms, say),
        *weak_lines(summary.outcome, summary.districts, summary.terms, say),
        *baseline_line(summary.outcome.get("baseline"), summary.terms, say),
        *investment_line(frames["projects"], say),
        targets_table(summary.targets, say),
        circles_table(frames["circles"], names, say),
        *review_lines(summary.reviews, say),
        money_table(frames["money"], names, say),
        *committed_line(frames["money"], frames["projects"], say),
        projects_table(frames["projects"], names, say, MOST_PROJECTS),
    ]
    parts += _notes(summary, say)
    if summary.run_path is not None:
        line = RichText(say("结果目录：", "Results: "), style="cyan")
        parts.append(line.append(str(summary.run_path), style="default"))
        hint = say(
            "用浏览器打开其中的 report.html；上报用 plan.xlsx",
            "open report.html there in a browser; plan.xlsx holds the forms",
        )
        parts.append(Prose(hint, style="dim"))
    return Group(*parts)


def note_lines(notes: Sequence[str], say: Speaker) -> list[RenderableType]:
    """Say what could not be read and where the solver failed on the way; nothing where all went well."""
    return [Prose(say.text(text), style="yellow") for text in note_texts(notes)]


def review_lines(reviews: Sequence[Text], say: Speaker) -> list[RenderableType]:
    """Say which circles lost their tier or may lose it, under the table of circles; nothing where none does."""
    return [Prose(say.text(text), style="yellow") for text in reviews]


def _notes(summary: Summary, say: Speaker) -> list[RenderableType]:
    lines: list[RenderableType] = [""]
    lines += [Prose(say.text(caution.sentence), style="bold red") for caution in summary.cautions]
    if summary.policy is not None:
        lines.append(Prose(say.text(summary.policy)))
    if summary.licence is not None:
        lines.append(Prose(say.text(summary.licence)))
    if n := summary.doubtful_rules:
        doubtful = say(
            f"用到 {n} 条非原文写明或未核对原件的规定：见 plan.xlsx 的“说明”、report.html 的“依据与证明”",
            f"{counted(n, 'rule')} in use not stated, or not checked against the original: see Notes of plan.xlsx and Basis of"
            " report.html",
        )
        lines.append(Prose(doubtful, style="yellow"))
    if summary.notes:
        lines.append(RichText(say("假设与提示", "Assumptions and notes"), style="cyan"))
        lines += [Prose(f"· {say.text(note)}") for note in summary.notes[:MOST_NOTES]]
        if (rest := len(summary.notes) - MOST_NOTES) > 0:
            lines.append(
                RichText(say(f"· 另有 {rest} 条，全部见 plan.json", f"· {rest} more in plan.json"))
            )
    return lines
