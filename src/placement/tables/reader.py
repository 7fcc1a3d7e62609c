"""Read the user's tables: all problems of all files at once, or checked frames."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from placement.errors import Problem, Text, sort_problems
from placement.policy.schema import Policy
from placement.tables.body import build_body
from placement.tables.checks.every import check_tables
from placement.tables.dictionary.columns import TABLES
from placement.tables.files.source import Source, open_source
from placement.tables.frames import build_frames
from placement.tables.model import (
    ReadTables,
    TablePlace,
    Tables,
    TablesError,
    TableSettings,
    Vocabulary,
)
from placement.tables.parsed import ParsedTable, built_format_ids
from placement.tables.swapped import read_columns
from placement.tables.vocabulary import vocabulary_of

NAMING = (
    ("circles", "circle_id"),
    ("circles", "district"),
    ("premises", "premises_id"),
    ("premises", "district"),
    ("costs", "format_id"),
)
"""Columns that scenarios refer to."""

LOCATED_LATER = frozenset(("circles", "premises", "costs"))
"""Tables about whose rows later checks have something to say."""

CELL_LOST = frozenset(("PL218", "PL219"))
"""Findings about a cell whose value the fast reader dropped: it must not be called blank as well."""


def read_tables(source: Path, *, settings: TableSettings, policy: Policy) -> Tables:
    """Read and check the tables of a folder of CSV files or of one workbook.

    Parameters
    ----------
    source
        Folder, or .xlsx, .xlsm, .xls or .ods file.
    settings
        Datum per table, unit of money, limits.
    policy
        Says which kinds, tiers and judged lines there are.

    Raises
    ------
    TablesError
        With every problem of every file; warnings and infos are among them.
    """
    return read_with_vocabulary(source, settings=settings, vocabulary=vocabulary_of(policy))


def read_with_vocabulary(
    source: Path, *, settings: TableSettings, vocabulary: Vocabulary
) -> Tables:
    """Read and check tables without a policy, given its words; see :func:`read_tables`.

    Raises
    ------
    TablesError
        With every problem of every file.
    """
    found = open_source(Path(source), settings)
    parsed, problems = _parse(found, settings, vocabulary)
    problems += check_tables(parsed, frozenset(found.unread), settings, vocabulary)
    problems = _without_echoes(problems)
    if any(problem.severity == "error" for problem in problems):
        part = _read_part(found, parsed, problems, settings)
        raise TablesError(problems, _unread_names(found), part)
    return _tables(found, parsed, problems, settings)


def _tables(
    found: Source,
    parsed: Mapping[str, ParsedTable],
    problems: Iterable[Problem],
    settings: TableSettings,
) -> Tables:
    frames, assumptions = build_frames(parsed, settings)
    return Tables(
        **frames,
        warnings=sort_problems(problems),
        hashes=dict(sorted(found.hashes.items())),
        assumptions=assumptions,
        places={
            table_id: TablePlace(table.body, {row_id: n for n, row_id in table.rows(key)})
            for table_id, table in parsed.items()
            for key in table.body.spec.key[:1]
            if table_id in LOCATED_LATER
        },
    )


def _parse(
    found: Source, settings: TableSettings, vocabulary: Vocabulary
) -> tuple[dict[str, ParsedTable], list[Problem]]:
    """Read the cells of every table found, column by column; what could not be opened is noted there."""
    parsed: dict[str, ParsedTable] = {}
    problems = list(found.problems)
    for table_id, grid in found.grids.items():
        body, findings = build_body(grid, TABLES[table_id], settings)
        problems += findings
        if body is None:
            found.unread.add(table_id)
            continue
        read = read_columns(body, vocabulary, settings.money_unit)
        problems += read.problems
        parsed[table_id] = ParsedTable(body=read.body, columns=read.values)
    if "costs" in parsed:
        parsed["costs"] = built_format_ids(parsed["costs"])
    return parsed, problems


def _read_part(
    found: Source,
    parsed: Mapping[str, ParsedTable],
    problems: Collection[Problem],
    settings: TableSettings,
) -> ReadTables:
    """Return the tables without an error, and the names that stand in the others."""
    unknown = _unknown_tables(found)
    wrong = {(p.file, p.sheet) for p in problems if p.severity == "error"}
    whole = {
        table_id: table
        for table_id, table in parsed.items()
        if table_id not in unknown and (table.body.file, table.body.sheet) not in wrong
    }
    return ReadTables(
        tables=_tables(found, whole, (), settings),
        whole=frozenset(whole),
        ids=_whole_ids(parsed, unknown),
    )


def _whole_ids(
    parsed: Mapping[str, ParsedTable], unknown: Collection[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """Return the values of the columns that name things, where every cell could be read."""
    found = {}
    for table_id, column_id in NAMING:
        table = parsed.get(table_id)
        if table is None or table_id in unknown or table.body.incomplete:
            continue
        values = table.columns.get(column_id, [None])
        if None not in values:
            found[table_id, column_id] = frozenset(map(str, values))
    return found


def _unread_names(found: Source) -> list[Text]:
    """Return the tables whose rows could not be looked at."""
    tables = [TABLES[i] for i in TABLES if i in found.unread]
    return [Text(f"{t.name}表各行", f"rows of the table {t.id}") for t in tables]


def _unknown_tables(found: Source) -> frozenset[str]:
    """Return the tables about whose rows nothing can be said."""
    return frozenset(i for i in TABLES if i in found.unread or i not in found.grids)


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """Drop what is said about a cell whose value the worksheet lost."""
    lost = {(p.file, p.sheet, p.cell) for p in problems if p.code in CELL_LOST}
    return [
        p
        for p in problems
        if p.code in CELL_LOST or (p.file, p.sheet, p.cell) not in lost or p.cell is None
    ]
