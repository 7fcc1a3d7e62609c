"""Tables back to files: CSV with English headers that the reader turns into the same frames."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from placement.spreadsheets import guarded
from placement.tables.dictionary.columns import TABLES
from placement.tables.model import Tables
from placement.tables.spec import ColumnSpec, TableSpec

HUNDRED = 100


def write_table_files(tables: Tables, folder: Path) -> None:
    """Write every table that has rows; coordinates are WGS-84, money is yuan, areas are m²."""
    for spec in TABLES.values():
        frame: pd.DataFrame = getattr(tables, spec.id)
        if len(frame) or spec.required:
            text = table_text(spec, frame)
            (folder / f"{spec.id}.csv").write_text(text, encoding="utf-8-sig", newline="")


def table_text(spec: TableSpec, frame: pd.DataFrame) -> str:
    """Return a table as CSV."""
    columns = [c for c in spec.columns if c.frame_column and c.frame_column in frame]
    cells = {c.id: [_cell(c, value) for value in frame[c.frame_column]] for c in columns}
    return pd.DataFrame(cells).to_csv(index=False, lineterminator="\r\n")


def _cell(column: ColumnSpec, value: Any) -> str:
    if column.presence == "optional" and _is_blank(column, value):
        return ""
    return _TEXTS.get(column.type, str)(value)


def _hundredth(value: Any) -> str:
    return f"{Decimal(int(value)) / HUNDRED:f}"


_TEXTS: dict[str, Callable[[Any], str]] = {
    "id": guarded,
    "text": guarded,
    "word": guarded,
    "money": _hundredth,
    "area": _hundredth,
    "degrees": lambda value: "" if pd.isna(value) else repr(float(value)),
    "flag": lambda value: "true" if value else "false",
    "kinds": "+".join,
    "decimal": lambda value: f"{Decimal(value):f}",
}


def _is_blank(column: ColumnSpec, value: Any) -> bool:
    blank = column.blank
    return bool(value == blank) if not isinstance(blank, tuple) else tuple(value) == blank
