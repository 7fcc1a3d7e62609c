"""Answers laid out for the terminal: headed sections of sentences and tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as RichText

from placement.errors import Text
from placement.report.prose import Prose
from placement.report.screen.tables import section
from placement.report.speaker import Speaker

Cell = Text | str


MOST_WIDE = 14


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
    small = f"  {beside}" if beside not in {"", title} else ""
    heading = RichText.assemble(title, (small, "dim"))
    return Group(Rule(heading, style="cyan"), *(_chapter(c, say) for c in chapters))


def _chapter(chapter: Chapter, say: Speaker) -> RenderableType:
    parts: list[RenderableType] = [Prose(say.text(line)) for line in chapter.sentences]
    if chapter.rows:
        parts.append(_table(chapter, say))
    return section(say.text(chapter.title), Group(*parts))


def _table(chapter: Chapter, say: Speaker) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", show_header=bool(chapter.heads))
    for n, head in enumerate(chapter.heads):
        is_number = n in chapter.right
        table.add_column(
            say.text(head),
            justify="right" if is_number else "left",
            overflow="fold",
            min_width=_longest(chapter, n, say) if is_number else None,
        )
    for row in chapter.rows:
        table.add_row(*(Prose(cell_text(cell, say)) for cell in row))
    return table


def _longest(chapter: Chapter, column: int, say: Speaker) -> int:
    """Return the width of a column's longest number: numbers are never folded, their heads are."""
    texts = [cell_text(row[column], say) for row in chapter.rows if column < len(row)]
    return min(max(map(cell_len, texts), default=0), MOST_WIDE)


def cell_text(cell: Cell, say: Speaker) -> str:
    """Return a cell in the reader's language."""
    return say.text(cell) if isinstance(cell, Text) else cell


def same(text: object) -> Text:
    """Return a name or number as it is in both languages."""
    return Text(str(text), str(text))


def joined(parts: Sequence[Text], zh: str = "；", en: str = "; ") -> Text:
    """Join sentences."""
    return Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))
