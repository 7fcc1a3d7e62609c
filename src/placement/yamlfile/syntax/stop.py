"""Where the parser stopped, and what a cause of it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from placement.errors import Text


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


def met(stop: Stop, words: str, rule: Text, mend: Text) -> Cause | None:
    """Return the cause of a stop where the parser's words match; ``{0}`` in the texts is what it met there."""
    found = re.search(words, stop.said)
    if found is None:
        return None
    said = [Text(text.zh.format(found[1]), text.en.format(found[1])) for text in (rule, mend)]
    return Cause(stop.at.line, *said)


def stop_of(error: Any, text: str) -> Stop:
    """Return where a parser's error says that it stopped."""
    at = getattr(error, "problem_mark", None)
    begun = getattr(error, "context_mark", None) or at
    said = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    return Stop(said, context, _mark(begun), _mark(at), text.splitlines())


def _mark(mark: Any) -> Mark:
    return Mark(0, 0) if mark is None else Mark(mark.line, mark.column)
