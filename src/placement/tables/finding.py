"""Findings before they are located, and the exception a cell parser refuses a cell with."""

from __future__ import annotations

import unicodedata

from placement.errors import Problem, Severity, Text

LISTED = 12
"""At most so many allowed words are listed in a text."""


def finding(
    code: str,
    rule: tuple[str, str],
    mend: tuple[str, str],
    *,
    severity: Severity = "error",
    value: str | None = None,
) -> Problem:
    """Return a finding without its place; `rule` and `mend` are (Chinese, English)."""
    return Problem(code=code, rule=Text(*rule), mend=Text(*mend), severity=severity, value=value)


class CellFaultError(Exception):
    """A cell cannot be read; carries the finding, not yet located."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def refuse(code: str, rule: tuple[str, str], mend: tuple[str, str]) -> CellFaultError:
    """Return the exception for a cell that cannot be read."""
    return CellFaultError(finding(code, rule, mend))


def character_name(character: str) -> str:
    """Return ``U+200B ZERO WIDTH SPACE``."""
    name = unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} {name}"


def listed(words: list[str], joiner: str) -> str:
    """Join the first words and say that there are more."""
    shown = joiner.join(words[:LISTED])
    return shown + " …" if len(words) > LISTED else shown
