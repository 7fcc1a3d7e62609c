"""From the parser's error to a finding.

The parser names a kind of error, where the thing it was reading begins, and where it stopped. The cause is often on an
earlier line: a bracket that was never closed, a colon without its blank.
"""

from __future__ import annotations

from collections.abc import Callable

from ruamel.yaml.error import YAMLError

from placement.errors import Problem, Text
from placement.yamlfile import faults
from placement.yamlfile.syntax.brackets import BRACKETS
from placement.yamlfile.syntax.lines import LINES
from placement.yamlfile.syntax.stop import Cause, Stop, stop_of
from placement.yamlfile.syntax.texts import TEXTS

RECOGNISERS: tuple[Callable[[Stop], Cause | None], ...] = (*BRACKETS, *TEXTS, *LINES)
"""In order; the first that recognises its cause counts."""

OTHERWISE = (
    Text(
        "这一行不合 YAML 的写法，读不下去", "this line is not YAML; it cannot be read on from here"
    ),
    Text(
        "请检查这一行和上一行：缩进、冒号后的空格、引号和括号。",
        "Look at this line and the one before: indentation, the blank after colons, quotes, brackets.",
    ),
)


def syntax_problem(error: YAMLError, text: str) -> Problem:
    """Say what the parser could not read; a full-width colon near the place is the likely cause."""
    stop = stop_of(error, text)
    colon = faults.full_width_colon_line(stop.lines, max(stop.at.line, stop.begun.line))
    if colon is not None:
        return faults.full_width_colon(stop.lines[colon]).at(row=colon + 1)
    cause = next((found for find in RECOGNISERS if (found := find(stop)) is not None), None)
    line, rule, mend = cause or Cause(min(stop.at.line, len(stop.lines) - 1), *OTHERWISE)
    return Problem(code="PL811", rule=rule, mend=mend, row=line + 1, value=stop.line(line).strip())
