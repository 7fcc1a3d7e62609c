"""Answers laid out for the terminal: headed sections of sentences and tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as RichText

from placement.errors import Text, listed
from placement.plain import brief, plain
from placement.report.prose import Prose, longest_part
from placement.report.screen.tables import section
from placement.report.speaker import Speaker

Cell = Text | str


MOST_WIDE = 14
BETWEEN = 2
"""Cells between two columns."""


def first_few(names: Sequence[str | Text], most: int, counter: str = "个") -> Text:
    """Return the first of some names, and of how many they are, in Chinese with the word they are counted with."""
    shown, rest = listed(names[:most]), len(names) - most
    if rest <= 0:
        return shown
    return Text(f"{shown.zh} 等 {len(names)} {counter}", f"{shown.en} and {rest} more")


@dataclass(frozen=True)
class Chapter:
    """A heading with sentences, and a table under them; columns of numbers are set right."""

    title: Text
    sentences: tuple[Text, ...] = ()
    heads: tuple[Text, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    right: tuple[int, ...] = ()


def render(
    title: str, chapters: Iterable[Chapter], say: Speaker, *, beside: str = ""
) -> RenderableType:
    """Return chapters under a title, with what stands ``beside`` it in small: an id."""
    small = f"  {plain(beside)}" if beside not in {"", title} else ""
    heading = RichText.assemble(brief(title), (small, "dim"))
    return Group(Rule(heading, style="cyan"), *(_chapter(c, say) for c in chapters))


def _chapter(chapter: Chapter, say: Speaker) -> RenderableType:
    parts: list[RenderableType] = [Prose(say.text(line)) for line in chapter.sentences]
    if chapter.rows:
        parts.append(_Columns(chapter, say))
    return section(say.text(chapter.title), Group(*parts))


@dataclass(frozen=True)
class _Columns:
    """The table of a chapter: no word is broken where the screen has room for the longest of every column."""

    chapter: Chapter
    say: Speaker

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table."""
        del console
        chapter, say = self.chapter, self.say
        table = Table(box=None, pad_edge=False, show_header=bool(chapter.heads))
        for n, (head, width) in enumerate(
            zip(chapter.heads, self._widths(options.max_width), strict=True)
        ):
            table.add_column(
                Prose(say.text(head), style="dim"),
                justify="right" if n in chapter.right else "left",
                overflow="fold",
                width=width,
            )
        for row in chapter.rows:
            table.add_row(*(Prose(cell_text(cell, say)) for cell in row))
        yield table

    def _widths(self, room: int) -> list[int | None]:
        """Return a width for every column, those that want little more than the least served first."""
        columns = [self._texts(n) for n in range(len(self.chapter.heads))]
        widths = [min(max(map(longest_part, texts)), MOST_WIDE) for texts in columns]
        wanted = [max(map(cell_len, texts)) for texts in columns]
        spare = room - sum(widths) - BETWEEN * (len(widths) - 1)
        if spare < 0:
            return [None] * len(widths)
        for n in sorted(range(len(widths)), key=lambda n: wanted[n] - widths[n]):
            more = min(spare, max(0, wanted[n] - widths[n]))
            widths[n] += more
            spare -= more
        return list(widths)

    def _texts(self, column: int) -> list[str]:
        cells = [row[column] for row in self.chapter.rows if column < len(row)]
        return [cell_text(text, self.say) for text in (self.chapter.heads[column], *cells)]


def cell_text(cell: Cell, say: Speaker) -> str:
    """Return a cell in the reader's language."""
    return say.text(cell) if isinstance(cell, Text) else cell


def called(row: str, name: str) -> str:
    """Return the id of something, whole as it is to be typed again, with its name as a screen has room for it."""
    return f"{plain(row)} {brief(name)}".strip()


def same(text: object) -> Text:
    """Return a name or number as it is in both languages."""
    return Text(str(text), str(text))


def joined(parts: Sequence[Text], zh: str = "；", en: str = "; ") -> Text:
    """Join sentences."""
    return Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))
