"""Two columns whose headers were written the wrong way round: the cells of each can be read as the other's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from placement.errors import Problem
from placement.tables.cells.typed import is_blank, is_blank_word, text_of
from placement.tables.column_reader import UNREAD, read_column
from placement.tables.finding import finding
from placement.tables.grid import Body, Cell
from placement.tables.model import MoneyUnit, Vocabulary

FEWEST_ROWS = 3
MOST = 0.9
"""Of a column's cells: so many are unread as they stand, and read where the headers change places."""


@dataclass(frozen=True, slots=True)
class ReadColumns:
    """The cells of a table read column by column, and the body in which they are found."""

    body: Body
    values: Mapping[str, list[Any]]
    problems: Sequence[Problem]


def read_columns(body: Body, vocabulary: Vocabulary, money_unit: MoneyUnit | None) -> ReadColumns:
    """Read all columns; two whose headers were swapped as if they stood right, with PL228 for all their cells."""
    swapped: list[Problem] = []
    found = {c: read_column(body, c, vocabulary, money_unit) for c in body.heads}
    for one in body.heads:
        if _is_lost(found[one][0]):
            for other, right, read in _exchanges(body, one, vocabulary, money_unit):
                swapped.append(_swapped(body, one, other))
                body, found = right, found | read
                break
    problems = [problem for _, problems in found.values() for problem in problems]
    return ReadColumns(body, {c: values for c, (values, _) in found.items()}, problems + swapped)


def _exchanges(
    body: Body, one: str, vocabulary: Vocabulary, money_unit: MoneyUnit | None
) -> Iterator[tuple[str, Body, dict[str, tuple[list[Any], list[Problem]]]]]:
    """Yield the columns with which one may have changed places, and both read anew."""
    for other, head in body.heads.items():
        if other == one or not _is_filled(body.cells(other)):
            continue
        places = {
            one: replace(body.heads[one], position=head.position),
            other: replace(head, position=body.heads[one].position),
        }
        right = replace(body, heads=body.heads | places)
        read = {c: read_column(right, c, vocabulary, money_unit) for c in places}
        if all(_is_read(right, c, values) for c, (values, _) in read.items()):
            yield other, right, read


def _is_lost(values: Sequence[Any]) -> bool:
    return len(values) >= FEWEST_ROWS and values.count(UNREAD) >= MOST * len(values)


def _is_read(body: Body, column: str, values: Sequence[Any]) -> bool:
    """Tell whether most cells can be read, and those of a key are different ones."""
    if body.spec.key == (column,) and len(set(values)) < len(values):
        return False
    return len(values) - values.count(UNREAD) >= MOST * len(values)


def _is_filled(cells: Sequence[Cell]) -> bool:
    return sum(_is_given(cell) for cell in cells) >= MOST * len(cells)


def _is_given(cell: Cell) -> bool:
    text = text_of(cell)
    return not is_blank(text) and not is_blank_word(text)


def _swapped(body: Body, one: str, other: str) -> Problem:
    heads = [body.heads[c] for c in (one, other)]
    seen = [next(text_of(c) for c in body.cells(head.spec.id) if _is_given(c)) for head in heads]
    first, second = (head.header for head in heads)
    problem = finding(
        "PL228",
        (
            f"“{first}”列下是“{seen[0]}”之类，“{second}”列下是“{seen[1]}”之类：两列的表头写反了？",
            f"under “{first}” stand values such as “{seen[0]}”, under “{second}” such as “{seen[1]}”: are the two"
            " headers swapped?",
        ),
        (
            f"请把“{first}”和“{second}”两个表头互换；没有写反的，请改正“{first}”列各行。",
            f"Let the headers “{first}” and “{second}” change places; if they are right, correct the cells below"
            f" “{first}”.",
        ),
        value=seen[0],
    )
    return body.at_header(problem, one)
