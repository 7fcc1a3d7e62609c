"""Findings as text for people and as a table for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import pandas as pd

from placement.errors import Problem, sort_problems

Language = Literal["zh", "en"]

SHOWN = 50
ALSO_SHOWN = 5
YAML_ENDINGS = (".yaml", ".yml")
ENTRY = re.compile(r"\.([0-9]{1,3})(?=\.|$)")
"""The position of an entry in a list, in a dotted key; years have four digits."""
PROBLEM_COLUMNS = (
    "code",
    "severity",
    "file",
    "sheet",
    "row",
    "column",
    "header",
    "cell",
    "value",
    "rule",
    "mend",
)

_WORDS = {
    "zh": {
        "error": "错误", "warning": "警告", "info": "提示",
        "value": "现值", "mend": "改法", "also": "同样", "more": "等 {n} 处", "others": "另有 {n} 处",
    },
    "en": {
        "error": "error", "warning": "warning", "info": "info",
        "value": "value", "mend": "mend", "also": "also", "more": "({n} in all)", "others": "{n} more",
    },
}  # fmt: skip


def render_problem(problem: Problem, lang: Language, also: Sequence[Problem] = ()) -> str:
    """Return one finding as a few lines that can be understood on their own.

    Parameters
    ----------
    also
        Further findings of the same kind in the same column; their places are named.
    """
    words = _WORDS[lang]
    lines = [f"{words[problem.severity]}[{problem.code}] {getattr(problem.rule, lang)}"]
    place = place_text(problem, lang)
    if place:
        lines.append(f"  --> {place}")
    if problem.value is not None:
        lines.append(f'   | {words["value"]}  "{problem.shown_value}"')
    lines.append(f"   = {words['mend']}  {getattr(problem.mend, lang)}")
    if also:
        lines.append(f"   = {words['also']}  {_others(problem, also, lang)}")
    return "\n".join(lines)


def render_problems(problems: Iterable[Problem], lang: Language) -> str:
    """Return findings sorted by place, those of one code in one column joined, and how many are left out."""
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in sort_problems(problems):
        groups.setdefault(_column_of(problem), []).append(problem)
    texts = [render_problem(group[0], lang, group[1:]) for group in groups.values()]
    left = sum(len(group) for group in list(groups.values())[SHOWN:])
    if left:
        zh, en = f"……另有 {left} 项，全部见 problems.csv", f"… {left} more, all in problems.csv"
        texts = [*texts[:SHOWN], zh if lang == "zh" else en]
    return "\n\n".join(texts)


def problems_frame(problems: Iterable[Problem], lang: Language) -> pd.DataFrame:
    """Return all findings as a table, sorted by place, one row each; see :data:`PROBLEM_COLUMNS`.

    ``column`` is the worksheet letter, ``header`` the header as written (or the key of a YAML value).
    """
    rows = [
        {
            "code": problem.code,
            "severity": problem.severity,
            "file": problem.file,
            "sheet": problem.sheet or "",
            "row": "" if problem.row is None else str(problem.row),
            "column": _letters(problem),
            "header": problem.column or "",
            "cell": problem.cell or "",
            "value": problem.shown_value or "",
            "rule": getattr(problem.rule, lang),
            "mend": getattr(problem.mend, lang),
        }
        for problem in sort_problems(problems)
    ]
    return pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS), dtype="str")


def _column_of(problem: Problem) -> tuple[str, ...]:
    return (
        problem.file,
        problem.sheet or "",
        problem.code,
        problem.column or f"#{problem.row} {problem.rule.zh}",
        problem.mend.zh if _has_its_own_mend(problem) else "",
        problem.severity,
    )


def _has_its_own_mend(problem: Problem) -> bool:
    """Tell whether a mend is of this finding alone: in a scenario, or where it begins with the value."""
    begins = problem.mend.zh.startswith(f"“{problem.value}”")
    return begins or problem.file.endswith(YAML_ENDINGS)


def _letters(problem: Problem) -> str:
    return re.sub(r"\d", "", problem.cell or "")


def place_text(problem: Problem, lang: Language) -> str:
    """Return ``premises.xlsx, sheet "闲置用房", cell F17 (row 17, column F "改造费用(元)")``."""
    chinese = lang == "zh"
    parts = [problem.file] if problem.file else []
    if problem.sheet is not None:
        parts.append(f"工作表“{problem.sheet}”" if chinese else f'sheet "{problem.sheet}"')
    inner = []
    if problem.row is not None:
        inner.append(f"第 {problem.row} 行" if chinese else f"row {problem.row}")
    letters = _letters(problem)
    if problem.column is not None or letters:
        inner.append(_column_text(problem, letters, chinese=chinese))
    if problem.cell is not None:
        cell = f"单元格 {problem.cell}" if chinese else f"cell {problem.cell}"
        joined = ("，" if chinese else ", ").join(inner)
        parts.append(f"{cell}（{joined}）" if chinese else f"{cell} ({joined})")
    else:
        parts += inner
    return ("，" if chinese else ", ").join(parts)


def _column_text(problem: Problem, letters: str, *, chinese: bool) -> str:
    """Return the column with its header, or the key of a YAML value."""
    header = problem.column
    if header is not None and problem.file.endswith(YAML_ENDINGS):
        key = _entries_counted(header, chinese=chinese)
        return f"键“{key}”" if chinese else f'key "{key}"'
    if chinese:
        return f"{letters} 列“{header}”".strip() if header else f"{letters} 列"
    quoted = f'"{header}"' if header else ""
    return " ".join(part for part in ("column", letters, quoted) if part)


def _entries_counted(key: str, *, chinese: bool) -> str:
    """Return a dotted key in which entries of lists are counted from one."""
    form = " 第 {} 项" if chinese else " entry {}"
    return ENTRY.sub(lambda found: form.format(int(found[1]) + 1), key)


def _others(problem: Problem, also: Sequence[Problem], lang: Language) -> str:
    """Return where else the same is found; where it is the same place, for which values."""
    here = _short_place(problem, lang)
    named = dict.fromkeys(_with_value(p, problem, lang) for p in also)
    if all(_short_place(p, lang) == here for p in also):
        named = dict.fromkeys(p.shown_value or "" for p in also)
    shown = [name for name in named if name][:ALSO_SHOWN]
    if not shown:
        return _WORDS[lang]["others"].format(n=len(also))
    more = ""
    if len(also) > len(shown):
        more = " " + _WORDS[lang]["more"].format(n=len(also))
    return ("、" if lang == "zh" else ", ").join(shown) + more


def _with_value(problem: Problem, first: Problem, lang: Language) -> str:
    """Return a place, with its value where that is another than in the first."""
    place = _short_place(problem, lang)
    if problem.value is None or problem.value == first.value:
        return place
    return (
        f"{place}（“{problem.shown_value}”）"
        if lang == "zh"
        else f"{place} (“{problem.shown_value}”)"
    )


def _short_place(problem: Problem, lang: Language) -> str:
    if problem.cell is not None:
        return problem.cell
    return f"第 {problem.row} 行" if lang == "zh" else f"row {problem.row}"
