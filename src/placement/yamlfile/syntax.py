"""What is wrong where the parser cannot read on, and the mend for just that; its own words are never shown.

The parser names a kind of error, where the thing it was reading begins, and where it stopped. The cause is often on an
earlier line: a bracket that was never closed, a colon without its blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ruamel.yaml.error import YAMLError

from placement.errors import Problem, Text
from placement.yamlfile import faults

CLOSING = {"{": "}", "[": "]"}
FULL_WIDTH = str.maketrans("｛｝［］【】，", "{}[][],")
NO_BLANK = re.compile(r"(?P<key>\s*(?:- +)*[^\s\"'#:{}\[\],][^\"'#:{}\[\],]*):(?P<value>[^\s:].*)")
LONGEST_SHOWN = 40


class Mark(NamedTuple):
    """A place in the text: line and column from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser stopped.

    Attributes
    ----------
    said, context
        Its words: what it met, and what it was reading.
    begun
        Where what it was reading begins, where it says so.
    at
        Where it stopped.
    """

    said: str
    context: str
    begun: Mark
    at: Mark
    lines: list[str]

    def line(self, number: int) -> str:
        """Return a line, empty beyond the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def before(self) -> int:
        """Return the number of the last line with anything on it before the one it stopped at."""
        numbers = range(min(self.at.line, len(self.lines)) - 1, -1, -1)
        return next((n for n in numbers if self.line(n).split("#")[0].strip()), self.at.line)


class Cause(NamedTuple):
    """What is wrong, what to do about it, and on which line, from 0."""

    line: int
    rule: Text
    mend: Text


Recogniser = Callable[[Stop], Cause | None]


def syntax_problem(error: YAMLError, text: str) -> Problem:
    """Say what the parser could not read; a full-width colon near the place is the likely cause."""
    stop = _stop(error, text)
    colon = faults.full_width_colon_line(stop.lines, max(stop.at.line, stop.begun.line))
    if colon is not None:
        return faults.full_width_colon(stop.lines[colon]).at(row=colon + 1)
    cause = next((found for find in RECOGNISERS if (found := find(stop)) is not None), None)
    line, rule, mend = cause or Cause(min(stop.at.line, len(stop.lines) - 1), *OTHERWISE)
    return Problem(code="PL811", rule=rule, mend=mend, row=line + 1, value=stop.line(line).strip())


OTHERWISE = (
    Text(
        "这一行不合 YAML 的写法，读不下去", "this line is not YAML; it cannot be read on from here"
    ),
    Text(
        "请检查这一行和上一行：缩进、冒号后的空格、引号和括号。",
        "Look at this line and the one before: indentation, the blank after colons, quotes, brackets.",
    ),
)


def _stop(error: Any, text: str) -> Stop:
    at = getattr(error, "problem_mark", None)
    begun = getattr(error, "context_mark", None) or at
    marks = [Mark(0, 0) if mark is None else Mark(mark.line, mark.column) for mark in (begun, at)]
    said = str(getattr(error, "problem", None) or error)
    return Stop(said, str(getattr(error, "context", None) or ""), *marks, text.splitlines())


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


def _full_width(stop: Stop) -> Cause | None:
    """Recognise full-width brackets and commas in lists and mappings written in brackets."""
    in_brackets = "flow" in stop.context
    number = stop.begun.line if in_brackets else stop.at.line
    line = stop.line(number)
    marks = "｛｝［］【】"
    closed = in_brackets and _closing(stop) is not None
    seen = sorted({c for c in line if c in marks or (closed and c == "，")})
    if not seen or not (in_brackets or stop.said.startswith("mapping values")):
        return None
    zh = "、".join(f"“{c}”改为“{c.translate(FULL_WIDTH)}”" for c in seen)
    en = ", ".join(f"“{c}” by “{c.translate(FULL_WIDTH)}”" for c in seen)
    return Cause(
        number,
        Text("括号和逗号须用半角", "brackets and commas must be ASCII"),
        Text(
            f"请把{zh}；文字里本来的请加引号。", f"Replace {en}; put text that has them in quotes."
        ),
    )


def _bracket(stop: Stop) -> Cause | None:
    """Recognise brackets that are not closed, closed by the wrong one, or whose entries lack a comma."""
    if "flow" not in stop.context or not stop.said.startswith("expected ',' or"):
        return None
    opening = stop.line(stop.begun.line)[stop.begun.column : stop.begun.column + 1]
    closing = CLOSING.get(opening, "}")
    found = stop.line(stop.at.line)[stop.at.column : stop.at.column + 1]
    first, last = stop.begun.line + 1, min(stop.at.line + 1, len(stop.lines))
    if found in CLOSING.values():
        return Cause(
            stop.at.line,
            Text(
                f"第 {first} 行的“{opening}”须用“{closing}”结束，这里却是“{found}”",
                f"“{opening}” in line {first} ends with “{closing}”, not with “{found}”",
            ),
            Text(f"请改为“{closing}”。", f"Write “{closing}”."),
        )
    if _closing(stop) is None:
        return Cause(
            stop.begun.line,
            Text(
                f"“{opening}”没有结束：直到第 {last} 行还没有“{closing}”",
                f"“{opening}” is not closed: there is no “{closing}” up to line {last}",
            ),
            Text(f"请在该结束处补上“{closing}”。", f"Add “{closing}” where it ends."),
        )
    return Cause(
        stop.at.line,
        Text(
            f"“{opening}{closing}”中的各项之间缺少逗号",
            f"entries in “{opening}{closing}” lack a comma",
        ),
        Text(
            "请在两项之间加半角逗号和空格“, ”；文字中含“: ”的请加引号。",
            "Put “, ” between the entries; put text with “: ” in quotes.",
        ),
    )


def _closing(stop: Stop) -> Mark | None:
    """Return where the bracket that was being read is closed; quotes and comments are passed over."""
    depth, quote = 0, ""
    for number in range(stop.begun.line, len(stop.lines)):
        start = stop.begun.column if number == stop.begun.line else 0
        before = " "
        for column, c in enumerate(stop.lines[number][start:], start):
            if quote:
                quote = "" if c == quote else quote
            elif c in "\"'" and before in " ,:[{":
                quote = c
            elif c == "#" and before == " ":
                break
            elif c in CLOSING:
                depth += 1
            elif c in CLOSING.values():
                depth -= 1
                if depth == 0:
                    return Mark(number, column)
            before = c
    return None


def _surplus_bracket(stop: Stop) -> Cause | None:
    found = re.search(r"found '([}\]])'", stop.said)
    if found is None:
        return None
    return Cause(
        stop.at.line,
        Text(f"多出了“{found[1]}”", f"“{found[1]}” is too much"),
        Text(
            f"请删去它，或补上对应的左括号；文字以“{found[1]}”开头时请加引号。",
            f"Delete it, or add the bracket it closes; put text that begins with “{found[1]}” in quotes.",
        ),
    )


def _open_quote(stop: Stop) -> Cause | None:
    if "quoted scalar" not in stop.context or "end of stream" not in stop.said:
        return None
    return _unpaired(stop.begun.line)


def _unpaired(line: int) -> Cause:
    return Cause(
        line,
        Text("这一行开始的引号没有成对", "the quote that begins here is not closed"),
        Text(
            "请补上结尾的引号；文字里本来就有引号的，外面用另一种引号。",
            "Add the closing quote; put text that has quotes of its own in quotes of the other kind.",
        ),
    )


def _after_quote(stop: Stop) -> Cause | None:
    """Recognise text after a closing quote, which may be one that was to open."""
    head = stop.line(stop.at.line)[: stop.at.column].rstrip()
    if "found '<scalar>'" not in stop.said or head[-1:] not in {'"', "'"}:
        return None
    quote = head[-1]
    if head.count(quote) % 2:
        earlier = range(stop.at.line - 1, -1, -1)
        return _unpaired(next((n for n in earlier if stop.line(n).count(quote) % 2), stop.at.line))
    return Cause(
        stop.at.line,
        Text("引号结束后还有文字", "there is text after the closing quote"),
        Text(
            "请把整个值放在一对引号内；文字里有双引号的，外面用单引号。",
            "Put the whole value in one pair of quotes; single ones around text that has double ones.",
        ),
    )


def _escape(stop: Stop) -> Cause | None:
    if "escape character" not in stop.said:
        return None
    return Cause(
        stop.at.line,
        Text("双引号里的“\\”有特殊含义", "“\\” has a meaning of its own in double quotes"),
        Text("请改用单引号；路径请用“/”。", "Use single quotes; write paths with “/”."),
    )


def _first_character(stop: Stop) -> Cause | None:
    found = re.search(r"found character '(.)' that cannot start", stop.said)
    if found is None:
        return None
    return _not_the_first(stop.at.line, found[1])


def _not_the_first(line: int, character: str) -> Cause:
    return Cause(
        line,
        Text(f"文字不能以“{character}”开头", f"text cannot begin with “{character}”"),
        Text("请给整个值加引号。", "Put the whole value in quotes."),
    )


def _indicator(stop: Stop) -> Cause | None:
    """Recognise text that begins with a character of the format: ``>5``, ``|x``, ``&``, ``*``, ``%``."""
    if "block scalar" in stop.context or stop.context in {
        "while scanning an alias",
        "while scanning an anchor",
    }:
        return _not_the_first(stop.begun.line, stop.line(stop.begun.line)[stop.begun.column])
    if "<document start>" in stop.said:
        line = next((n for n, line in enumerate(stop.lines) if line.startswith("%")), None)
        return None if line is None else _not_the_first(line, "%")
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


def _nothing_there(stop: Stop) -> Cause | None:
    found = re.search(r"expected the node content, but found '(.+?)'", stop.said)
    if found is None:
        return None
    return Cause(
        stop.at.line,
        Text(f"“{found[1]}”之前缺少内容", f"there is nothing before “{found[1]}”"),
        Text(
            f"请补上内容或删去多余的“{found[1]}”；文字以它开头时请加引号。",
            f"Add what is missing or delete “{found[1]}”; put text that begins with it in quotes.",
        ),
    )


RECOGNISERS: tuple[Recogniser, ...] = (
    _tab, _full_width, _bracket, _surplus_bracket, _open_quote, _after_quote, _escape, _first_character, _indicator,
    _no_blank, _colon_in_text, _too_deep, _dash, _indentation, _nothing_there,
)  # fmt: skip
"""In order; the first that recognises its cause counts."""
