"""Brackets that are not closed, too many, or not ASCII, and entries in them without a comma."""

from __future__ import annotations

from placement.errors import Text
from placement.yamlfile.syntax.stop import Cause, Mark, Stop, met

CLOSING = {"{": "}", "[": "]"}
FULL_WIDTH = str.maketrans("｛｝［］【】，", "{}[][],")


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
    return met(
        stop,
        r"found '([}\]])'",
        Text("多出了“{0}”", "“{0}” is too much"),
        Text(
            "请删去它，或补上对应的左括号；文字以“{0}”开头时请加引号。",
            "Delete it, or add the bracket it closes; put text that begins with “{0}” in quotes.",
        ),
    )


BRACKETS = (_full_width, _bracket, _surplus_bracket)
