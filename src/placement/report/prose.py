"""Sentences broken into lines as Chinese is: between any two characters, but not within a number or before a comma.

A console breaks at spaces alone. A Chinese sentence has next to none, so a bullet, a mark or a name before it
would stand alone on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text as RichText

FIRST_WIDE = "\u2e80"
NEVER_FIRST = frozenset("，。；：、！？）》】」』”’…）％·")
NEVER_LAST = frozenset("（《【「『“‘·!✓△○✗→—")
_TOKENS = re.compile(r" +|[\u2e80-\uffff“”‘’…—·→]|[^ \u2e80-\uffff“”‘’…—·→]+")


class Prose:
    """Text for the terminal, broken into lines by the width it is given."""

    def __init__(self, text: str, style: str = "") -> None:
        self.text = text
        self.style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield one text for every line."""
        del console
        for line in broken(self.text, options.max_width):
            yield RichText(line, style=self.style, no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the widths of the longest part that is kept whole, and of the longest line."""
        del console
        most = max(map(cell_len, self.text.split("\n")))
        return Measurement(longest_part(self.text), most).with_maximum(options.max_width)


def longest_part(text: str) -> int:
    """Return the width of the longest part of a text that is kept whole."""
    lines = text.split("\n")
    return max((cell_len(unit.rstrip()) for line in lines for unit in _units(line)), default=0)


def broken(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text that is to be ``width`` cells wide."""
    for paragraph in text.split("\n"):
        yield from _filled(paragraph, max(1, width))


def _filled(paragraph: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for unit in _units(paragraph):
        if used + cell_len(unit.rstrip()) > width:
            if line:
                yield line.rstrip()
            *whole, line = chop_cells(unit, width) if cell_len(unit.rstrip()) > width else [unit]
            yield from whole
        else:
            line += unit
        used = cell_len(line)
    yield line.rstrip()


def _units(paragraph: str) -> list[str]:
    """Return the parts between which a line may be broken."""
    units: list[str] = []
    for token in _TOKENS.findall(paragraph):
        if units and _stays_with(units[-1], token):
            units[-1] += token
        else:
            units.append(token)
    return units


def _stays_with(before: str, token: str) -> bool:
    last = before.rstrip(" ")[-1:]
    if token.startswith(" ") or token in NEVER_FIRST or last in NEVER_LAST:
        return True
    # What a number counts stands beside it: 2024 年, 8.1 万元.
    return before.endswith(" ") and last.isdigit() and token >= FIRST_WIDE
