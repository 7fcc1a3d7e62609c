"""Tables whose cells were read, before they become frames: the form the checks work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from placement.errors import Problem
from placement.tables.grid import Body
from placement.tables.spec import ColumnSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedTable:
    """One table with typed values.

    Attributes
    ----------
    columns
        Values by English column id, from top to bottom; ``None`` for cells that could not be read.
    """

    body: Body
    columns: Mapping[str, Sequence[Any]]

    def __len__(self) -> int:
        return len(self.body.rows)

    def column(self, column_id: str) -> Sequence[Any]:
        """Return the values of a column; its blank value throughout where the file has no such column."""
        if column_id in self.columns:
            return self.columns[column_id]
        return [self.body.spec.column(column_id).blank] * len(self)

    def rows(self, *column_ids: str) -> Iterator[tuple[Any, ...]]:
        """Yield ``(index, value, …)`` of the rows in which all these cells could be read."""
        for row in zip(range(len(self)), *(self.column(c) for c in column_ids), strict=True):
            if None not in row:
                yield row

    def at(self, problem: Problem, index: int, column_id: str | None = None) -> Problem:
        """Locate a finding at a cell."""
        return self.body.at(problem, index, column_id)

    def number(self, index: int) -> int:
        """Return the line or worksheet row of a row."""
        return self.body.numbers[index]

    def missing_columns(self) -> Iterator[ColumnSpec]:
        """Yield the columns of the frame that the file does not have."""
        for column in self.body.spec.columns:
            if column.frame_column and column.id not in self.body.heads:
                yield column


def built_format_ids(costs: ParsedTable) -> ParsedTable:
    """Give formats without an id one that is built from kinds, attributes and source class."""
    ids = [
        written or format_id(*facts)
        for written, *facts in zip(
            costs.column("format_id"),
            costs.column("kinds"),
            *(costs.column(flag) for flag in ("chain", "standardised", "open_24h")),
            costs.column("source_class"),
            costs.column("upgrade_of"),
            strict=True,
        )
    ]
    return replace(costs, columns={**costs.columns, "format_id": ids})


def format_id(
    kinds: Sequence[str] | None,
    chain: bool,
    standardised: bool,
    open_24h: bool,
    source_class: str,
    upgrade_of: Sequence[str] | None,
) -> str | None:
    """Return ``convenience_store+breakfast.chain.24h``; None where the kinds could not be read."""
    if kinds is None or upgrade_of is None:
        return None
    flags = [
        word
        for word, on in (("chain", chain), ("standardised", standardised), ("24h", open_24h))
        if on
    ]
    old = [f"of-{'+'.join(upgrade_of)}"] if upgrade_of else []
    return ".".join(["+".join(kinds), *flags, *([source_class] if source_class else []), *old])
