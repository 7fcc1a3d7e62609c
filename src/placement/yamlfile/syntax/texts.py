"""Texts: quotes that are not closed, and characters that cannot begin a text."""

from __future__ import annotations

import re

from placement.errors import Text
from placement.yamlfile.syntax.stop import Cause, Stop, met


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


def _nothing_there(stop: Stop) -> Cause | None:
    return met(
        stop,
        r"expected the node content, but found '(.+?)'",
        Text("“{0}”之前缺少内容", "there is nothing before “{0}”"),
        Text(
            "请补上内容或删去多余的“{0}”；文字以它开头时请加引号。",
            "Add what is missing or delete “{0}”; put text that begins with it in quotes.",
        ),
    )


TEXTS = (_open_quote, _after_quote, _escape, _first_character, _indicator, _nothing_there)
