"""Headers that name no column and columns that no header names: which may be meant by which."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from placement.errors import Problem, Text, listed
from placement.plain import counted
from placement.tables.assumed import taken_as
from placement.tables.finding import finding
from placement.tables.grid import Cell, Grid
from placement.tables.header import Header, fold_header, word_of
from placement.tables.spec import ColumnSpec, TableSpec
from placement.yamlfile.near import before_more, near_match

NOTE_WORDS = ("备注", "说明", "note")
"""What headers of a planner's own columns begin with: these are nobody else's."""

DECIDING = frozenset(("money", "area", "year", "kinds"))
"""Types of optional columns that change a plan unseen where they are not read."""

_NUMBER = re.compile(r"[¥$]?\s*-?[0-9][0-9,.]*\s*[^\W\d_]{0,4}(/.*)?")
_YEAR = re.compile(r"(19|20)[0-9]{2}([^0-9].*)?")


def unmatched_columns(
    grid: Grid, spec: TableSpec, header: Header, *, strict: bool
) -> Iterator[Problem]:
    """Yield PL211, PL212 and PL409 for what is missing and what is not read, one finding for each column meant.

    A header that looks like a column which must be there is named with it (PL211). One that looks like an optional
    column of money, areas, years or kinds, over cells that would fit, is an error too (PL212), as the plan would be
    another; any other is a warning, an error if ``strict``. Columns whose header begins with 备注 are left alone.
    """
    unknown = {p: t for p, t in header.unknown.items() if not fold_header(t).startswith(NOTE_WORDS)}
    meant = _meant(spec, header, unknown)
    rows = grid.rows[header.index + 1 :]
    cells = {p: [row[p] for row in rows if p < len(row) and str(row[p]).strip()] for p in unknown}
    number = grid.numbers[header.index]
    seen = _not_recognised([t for p, t in unknown.items() if p not in meant])
    found = {column.id: position for position, column in meant.items()}
    for column in spec.columns:
        if column.id in header.heads:
            continue
        position = found.get(column.id)
        if column.presence == "required":
            like = None if position is None else unknown[position]
            yield grid.at(_missing(spec, column, like, seen), number, position).at(
                column=like or column.header_zh
            )
        elif position is None and column.presence == "filled":
            yield grid.at(_free(spec, column, len(rows)), number).at(column=column.header_zh)
    for position, text in unknown.items():
        like_column = meant.get(position)
        if like_column is not None and like_column.presence == "required":
            continue
        if like_column is not None and _decides(like_column, cells[position]):
            problem = _mistaken(spec, like_column, text, len(rows))
        else:
            problem = _not_read(spec, like_column, text, strict=strict)
        yield grid.at(problem, number, position).at(column=text)


def _meant(spec: TableSpec, header: Header, unknown: Mapping[int, str]) -> dict[int, ColumnSpec]:
    """Return the column each unknown header looks like, each column once; those that must be there come first."""
    free = [column for column in spec.columns if column.id not in header.heads]
    free.sort(key=lambda column: column.presence != "required")
    meant: dict[int, ColumnSpec] = {}
    for position, text in unknown.items():
        column = column_like(text, [c for c in free if c not in meant.values()])
        if column is not None:
            meant[position] = column
    return meant


def column_like(text: str, free: Iterable[ColumnSpec]) -> ColumnSpec | None:
    """Return the column a header looks like: spelt alike, with a word of its meaning, or a part of its name.

    What is a part of several columns' names says nothing.
    """
    named = {
        fold_header(name): column
        for column in reversed(list(free))
        for name in (column.id, column.name, *column.aliases, *column.lookalikes)
    }
    word = word_of(text)
    around = {named[name].id: named[name] for name in named if word in name}
    if len(word) == 1 or len(around) > 1:
        return None
    telling = {fold_header(w) for c in named.values() for w in (c.name, *c.lookalikes)}
    inside = [other for other in telling if other in word]
    near = near_match(word, named) or max(inside, key=lambda w: (len(w), w), default=None)
    return next(iter(around.values()), None) if near is None else named[near]


def _decides(column: ColumnSpec, cells: list[Cell]) -> bool:
    """Tell whether a column changes the plan and most of the cells could be its own."""
    if column.type not in DECIDING or not cells:
        return False
    return 2 * sum(_fits(column, cell) for cell in cells) >= len(cells)


def _fits(column: ColumnSpec, cell: Cell) -> bool:
    if column.type == "kinds":
        return isinstance(cell, str)
    if isinstance(cell, dt.date | dt.datetime):
        return column.type == "year"
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    return (_YEAR if column.type == "year" else _NUMBER).fullmatch(text) is not None


def _missing(spec: TableSpec, column: ColumnSpec, like: str | None, seen: Text) -> Problem:
    rule = Text(
        f"{spec.name}表缺少“{column.header_zh}”列（{column.id}）",
        f"table {spec.id} lacks the column {column.id} ({column.header_zh})",
    )
    if like is not None:
        return finding(
            "PL211",
            (f"{rule.zh}；“{like}”像是这一列", f"{rule.en}; “{like}” looks like it"),
            (
                f"请把表头“{like}”改为“{column.header_zh}”；若是别的内容，请另补“{column.header_zh}”列。",
                f"Rename “{like}” to “{column.header_zh}”; if it is something else, add the column.",
            ),
            value=like,
        )
    return finding(
        "PL211",
        (f"{rule.zh}{seen.zh}", f"{rule.en}{seen.en}"),
        (
            "请补上该列；placement template 可生成带全部表头的空表。",
            "Add it; `placement template` writes an empty workbook with all headers.",
        ),
    )


def _not_recognised(names: list[str]) -> Text:
    """Say which columns may be the missing ones, nothing where all are known."""
    if not names:
        return Text("", "")
    zh, en = listed(names)
    return Text(f"；未识别的列：{zh}", f"; columns not recognised: {en}")


def _free(spec: TableSpec, column: ColumnSpec, n_rows: int) -> Problem:
    taken = taken_as(column)
    return finding(
        "PL409",
        (
            f"{spec.name}表没有“{column.name}”列：{n_rows} 行都{taken.zh}",
            f"table {spec.id} has no column {column.id} ({column.name}): {counted(n_rows, 'row')} {taken.en}",
        ),
        (
            f"请补上“{column.header_zh}”列；确实都免费的，可不改。",
            f"Add the column “{column.header_zh}”; leave it where all are free indeed.",
        ),
        severity="warning",
    )


def _mistaken(spec: TableSpec, column: ColumnSpec, text: str, n_rows: int) -> Problem:
    taken = taken_as(column)
    return finding(
        "PL212",
        (
            f"{spec.name}表没有“{column.name}”列，而“{text}”像是这一列；照此读，{n_rows} 行的{column.name}都{taken.zh}",
            f"table {spec.id} has no column {column.id} ({column.name}), and “{text}” looks like it; as it stands,"
            f" {counted(n_rows, 'row')} {taken.en}",
        ),
        (
            f"请把表头改为“{column.header_zh}”，单位也须相符；若是别的内容，请改为“备注{text}”，或删去这一列。",
            f"Rename it to “{column.header_zh}”, and mind the unit; if it is something else, call it “备注{text}”"
            " (note), or delete the column.",
        ),
        value=text,
    )


def _not_read(spec: TableSpec, column: ColumnSpec | None, text: str, *, strict: bool) -> Problem:
    guess = before_more(None if column is None else column.name)
    return finding(
        "PL212",
        (
            f"{spec.name}表没有“{text}”这一列，未读取",
            f"table {spec.id} has no column “{text}”; not read",
        ),
        (f"{guess[0]}不需要时可忽略。", f"{guess[1]}Ignore this if it is not needed."),
        severity="error" if strict else "warning",
        value=text,
    )
