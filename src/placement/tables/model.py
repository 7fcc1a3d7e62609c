"""What the reader is told and what it delivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pandas as pd

from placement.errors import InputError, Problem, Text
from placement.tables.grid import Body
from placement.tables.walks.datum import Datum

MoneyUnit = Literal["元", "万元"]
Box = tuple[float, float, float, float]
"""West, south, east, north in WGS-84 degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large an input may be before it is refused.

    Attributes
    ----------
    rows, columns
        Used range of one table.
    file_bytes
        Size of one file on disk.
    unpacked_bytes, part_bytes, ratio
        Of a workbook: total size unpacked, size of one part, and how much a part may grow unpacking.
    """

    rows: int = 100_000
    columns: int = 500
    sheet_rows: int = 200_000
    file_bytes: int = 200_000_000
    unpacked_bytes: int = 200_000_000
    part_bytes: int = 100_000_000
    ratio: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSettings:
    """What a scenario says about its tables.

    Attributes
    ----------
    datum
        Datum of each table with coordinates (``circles``, ``outlets``, ``premises``, ``streets``).
    money_unit
        Unit of money columns whose header states none.
    strict
        Unknown columns are errors instead of warnings.
    box
        Where the city lies; without it points are compared with the middle of the circles.
    root
        Folder no file may lie outside of; without it the folder of the source.
    """

    datum: Mapping[str, Datum]
    money_unit: MoneyUnit | None = None
    strict: bool = False
    box: Box | None = None
    root: Path | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLine:
    """A line of the rubric whose points are judged, or a number of events or a measure it looks at.

    Attributes
    ----------
    step
        Values are multiples of it.
    maximum
        Most points it can give, ``None`` for events and measures.
    levels
        Points to choose from; empty where any multiple of the step will do.
    """

    id: str
    name: str
    step: Decimal
    maximum: Decimal | None
    levels: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of the policy that cells of the tables may use.

    Attributes
    ----------
    kinds
        Any folded spelling of a kind (see :func:`placement.policy.kinds.fold_name`) and its id.
    kind_names
        Kind id and its Chinese name.
    tiers
        Tier id and its Chinese name, lowest first.
    judged_lines
        Judged lines, events and measures by id.
    districts
        Districts the policy lists; empty where it lists none.
    """

    kinds: Mapping[str, str]
    kind_names: Mapping[str, str]
    tiers: Mapping[str, str]
    judged_lines: Mapping[str, JudgedLine]
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TablePlace:
    """File, sheet and headers of a table, and the position of each id in it."""

    body: Body
    index: Mapping[str, int]

    def unit(self, column_id: str) -> str:
        """Return the unit that the header of a column states; empty where it states none."""
        head = self.body.heads.get(column_id)
        return "" if head is None else head.unit

    def at(self, problem: Problem, row_id: str, column_id: str) -> Problem:
        """Locate a finding at the cell of a row."""
        return self.body.at(problem, self.index[row_id], column_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The user's tables: frames sorted by id with a plain range index.

    Frames have the columns of ``docs/tables.md``: money in fen, areas in dm², coordinates in WGS-84.

    Attributes
    ----------
    warnings
        Findings that did not stop the reading, sorted by place.
    hashes
        File name and SHA-256 of each file read.
    assumptions
        Sentences (Chinese · English) on what was filled in for missing columns.
    places
        Where the rows of a table came from, for findings made later; of tables with an id of one column.
    """

    circles: pd.DataFrame
    outlets: pd.DataFrame
    premises: pd.DataFrame
    costs: pd.DataFrame
    judgements: pd.DataFrame
    streets: pd.DataFrame
    reach: pd.DataFrame
    visibility: pd.DataFrame
    warnings: tuple[Problem, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[Text, ...] = ()
    places: Mapping[str, TablePlace] = field(default_factory=dict)

    def at(self, problem: Problem, table_id: str, row_id: str, column_id: str) -> Problem:
        """Locate a finding at a cell; it stays as it is where the table came from no file."""
        place = self.places.get(table_id)
        return problem if place is None else place.at(problem, row_id, column_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTables:
    """Tables as far as they could be read.

    Attributes
    ----------
    tables
        Those read whole; the others are empty frames. ``None`` where not one could be opened.
    whole
        Names of the tables in which there is no error.
    ids
        Table and column → its values, of columns that name things and of which every cell could be read.
    """

    tables: Tables | None = None
    whole: frozenset[str] = frozenset()
    ids: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)


class TablesError(InputError):
    """Tables that were rejected; ``part`` is what could be read of them."""

    def __init__(
        self, problems: Iterable[Problem], unchecked: Iterable[Text], part: ReadTables
    ) -> None:
        self.part = part
        super().__init__(problems, unchecked)
