"""Parsed tables as frames: one type per column, sorted by key, coordinates in WGS-84."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from placement.errors import Text
from placement.tables.assumed import assumed_of
from placement.tables.dictionary.columns import TABLES
from placement.tables.model import TableSettings
from placement.tables.parsed import ParsedTable
from placement.tables.places import IN_CIRCLE
from placement.tables.spec import ColumnSpec, TableSpec
from placement.tables.walks.datum import to_wgs84

_INTEGERS = frozenset(("count", "metres", "area", "money", "year"))
_STRINGS = frozenset(("id", "text", "word", "kind", "tier", "line"))
_SORT = {"streets": ("from_node", "to_node", "length_m")}
CIRCLE_WORDS = frozenset(("无需用房", "circle"))
DISTRICT_WORDS = frozenset(("按区布设", "district"))
ONE_A_DISTRICT = "district"
"""Source class of formats that are placed once for a whole district."""


def build_frames(
    parsed: Mapping[str, ParsedTable], settings: TableSettings
) -> tuple[dict[str, pd.DataFrame], tuple[Text, ...]]:
    """Return a frame per table (empty where the table is missing) and what was assumed for missing columns."""
    frames = {}
    assumptions: list[Text] = []
    for spec in TABLES.values():
        table = parsed.get(spec.id)
        frame = _empty(spec) if table is None else _frame(table)
        if spec.located and len(frame):
            frame = _converted(frame, spec, settings)
        frames[spec.id] = _sorted(frame, spec)
        if table is not None:
            assumptions += [a for c in table.missing_columns() for a in _assumption(spec, c)]
    return frames, tuple(assumptions)


def _frame(table: ParsedTable) -> pd.DataFrame:
    return pd.DataFrame(
        {
            column.frame_column: _series(column, table.column(column.id))
            for column in table.body.spec.columns
            if column.frame_column
        }
    )


def _empty(spec: TableSpec) -> pd.DataFrame:
    return pd.DataFrame({c.frame_column: _series(c, []) for c in spec.columns if c.frame_column})


def _series(column: ColumnSpec, values: Any) -> pd.Series[Any]:
    if column.id == "source_class":
        values = [IN_CIRCLE if value in CIRCLE_WORDS else value for value in values]
        values = [ONE_A_DISTRICT if value in DISTRICT_WORDS else value for value in values]
    if column.id == "margin_yuan_per_m2_month":
        values = [max(value, -1) for value in values]
    if column.type in _INTEGERS:
        return pd.Series(np.array(values, dtype=np.int64))
    if column.type == "degrees":
        return pd.Series(np.array(values, dtype=np.float64))
    if column.type == "flag":
        return pd.Series(np.array(values, dtype=np.bool_))
    if column.type in _STRINGS:
        return pd.Series(list(values), dtype="str")
    return pd.Series(list(values), dtype="object")


def _converted(frame: pd.DataFrame, spec: TableSpec, settings: TableSettings) -> pd.DataFrame:
    """Convert every pair of coordinates from the table's datum to WGS-84, once."""
    degrees = [column.id for column in spec.columns if column.type == "degrees"]
    converted = {}
    for lon, lat in zip(degrees[::2], degrees[1::2], strict=True):
        if frame[lon].notna().any():
            converted[lon], converted[lat] = to_wgs84(
                frame[lon], frame[lat], settings.datum[spec.id]
            )
    return frame.assign(**converted)


def _sorted(frame: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    return frame.sort_values(list(_SORT.get(spec.id, spec.key)), kind="stable", ignore_index=True)


def _assumption(spec: TableSpec, column: ColumnSpec) -> Iterator[Text]:
    assumed = assumed_of(column)
    if assumed is not None:
        yield Text(
            f"{spec.name}表没有“{column.name}”列，按“{assumed.zh}”处理",
            f"table {spec.id} has no column {column.id}: {assumed.en} assumed",
        )
