"""Lines: colons, dashes and indentation."""

from __future__ import annotations

import re

from placement.errors import Text
from placement.yamlfile.syntax.stop import Cause, Stop

NO_BLANK = re.compile(r"(?P<key>\s*(?:- +)*[^\s\"'#:{}\[\],][^\"'#:{}\[\],]*):(?P<value>[^\s:].*)")
ODD_BLANK = re.compile(r" *[\u3000\xa0]|[^\"'#:]*:[\u3000\xa0]")
LONGEST_SHOWN = 40


def _tab(stop: Stop) -> Cause | None:
    if "'\\t'" not in stop.said:
        return None
    return Cause(
        stop.at.line,
        Text(
            "这里有制表符（Tab），不能用作缩进",
            "there is a tab, which cannot be used for indentation",
        ),
        Text("请把制表符改成空格。", "Replace the tab by blanks."),
    )


def _odd_blank(stop: Stop) -> Cause | None:
    """Recognise blanks of another width where only plain ones count: before a line and after its colon."""
    for number in (stop.begun.line, stop.at.line, stop.before()):
        found = ODD_BLANK.match(stop.line(number))
        if found is not None:
            name = "全角空格" if "\u3000" in found[0] else "不换行空格"
            return Cause(
                number,
                Text(
                    f"这里有{name}，不能用作缩进或冒号后的空格",
                    "there is a wide or non-breaking space, which does not count as a blank",
                ),
                Text(f"请把{name}改成普通空格。", "Replace it by plain blanks."),
            )
    return None


def _no_blank(stop: Stop) -> Cause | None:
    """Recognise a colon without a blank, and a line without a colon."""
    lines: tuple[int, ...] = ()
    if "could not find expected ':'" in stop.said:
        lines = (stop.begun.line,)
    elif stop.said.startswith("mapping values"):
        lines = (stop.before(),)
    for number in lines:
        found = NO_BLANK.fullmatch(stop.line(number))
        if found is not None and ": " not in stop.line(number):
            shown = f"{found['key'].strip()}: {found['value'].strip()}"[:LONGEST_SHOWN]
            return Cause(
                number,
                Text("冒号后缺少空格", "the colon lacks a blank after it"),
                Text(f"请写 {shown}", f"Write {shown}"),
            )
    if "could not find expected ':'" not in stop.said:
        return None
    return Cause(
        stop.begun.line,
        Text("这一行没有“键: 值”的冒号", "this line has no colon as in `key: value`"),
        Text(
            "请写成“键: 值”；是上一行的续写时请多缩进，或给整段加引号。",
            "Write `key: value`; indent it more if it continues the line before, or put the whole in quotes.",
        ),
    )


def _colon_in_text(stop: Stop) -> Cause | None:
    head = stop.line(stop.at.line)[: stop.at.column]
    if not stop.said.startswith("mapping values") or ": " not in head:
        return None
    key, _, value = stop.line(stop.at.line).strip().partition(": ")
    quote = "'" if '"' in value else '"'
    shown = f"{key}: {quote}{value}{quote}"
    example = shown if len(shown) <= LONGEST_SHOWN else f"{key}: {quote}…{quote}"
    return Cause(
        stop.at.line,
        Text(
            "值里有“: ”（冒号加空格），会被当成又一个键",
            "the value has “: ” in it, which begins another key",
        ),
        Text(
            f"请给值加引号：{example}；或把值里的冒号改为“：”。",
            f"Put the value in quotes: {example}",
        ),
    )


def _too_deep(stop: Stop) -> Cause | None:
    if not stop.said.startswith("mapping values"):
        return None
    before = stop.before() + 1
    return Cause(
        stop.at.line,
        Text(
            f"这一行缩进比第 {before} 行深，而第 {before} 行已经写了值",
            f"this line is indented below line {before}, which has a value already",
        ),
        Text(
            f"同级的请与第 {before} 行对齐；是它的下一级时，第 {before} 行冒号后不写值。",
            f"Align it with line {before}; if it belongs below it, line {before} ends with its colon.",
        ),
    )


def _dash(stop: Stop) -> Cause | None:
    if "sequence entries are not allowed" in stop.said:
        return Cause(
            stop.at.line,
            Text("“- ”不能跟在“键:”后面", "“- ” cannot follow `key:` on its line"),
            Text(
                "请另起一行并缩进，或写成 [甲, 乙]。", "Put it on the next line, or write [a, b]."
            ),
        )
    if "<block end>, but found '-'" in stop.said or (
        "block collection" in stop.context and "found '?'" in stop.said
    ):
        return Cause(
            stop.at.line,
            Text(
                "“- ”各项和“键: 值”混在同一级", "“- ” entries and `key: value` stand on one level"
            ),
            Text(
                "请缩进到它所属的键之下，或改成同一种写法。",
                "Indent them below their key, or use one form.",
            ),
        )
    return None


def _indentation(stop: Stop) -> Cause | None:
    if "<block end>" not in stop.said:
        return None
    return Cause(
        stop.at.line,
        Text(
            "这一行的缩进与同级各行对不上", "this line is not aligned with the others of its level"
        ),
        Text(
            "同一级的各行须从同一列开始：请改空格数。",
            "Lines of one level begin in one column: change the blanks.",
        ),
    )


LINES = (_tab, _odd_blank, _no_blank, _colon_in_text, _too_deep, _dash, _indentation)
"""In order: a colon without its blank is told before what it leads to."""
